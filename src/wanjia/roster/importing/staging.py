"""Entries → rows for COPY: sealed, hashed, masked. After this nobody sees a whole number."""

from collections.abc import Callable

from wanjia.kernel.address import floor_of
from wanjia.kernel.identity import NONE
from wanjia.kernel.pinyin import initials
from wanjia.kernel.walk import walk
from wanjia.roster.importing.problems import KINDS, QUEUED
from wanjia.roster.importing.rows import Entry
from wanjia.roster.models.needs import NeedKind, SpecialNeed
from wanjia.roster.sealing import document_columns, phone_columns

_MEDICAL = {
    NeedKind.OXYGEN,
    NeedKind.DIALYSIS,
    NeedKind.CHEMOTHERAPY,
    NeedKind.PREGNANT,
    NeedKind.INFANT,
    NeedKind.CHRONIC_MEDICINE,
}
BASES = [
    (kind.value, (SpecialNeed.Basis.EMERGENCY if kind in _MEDICAL else SpecialNeed.Basis.WELFARE).value)
    for kind in NeedKind
]
"""By what right a need that came with a roster is kept: welfare lists are the committee's own, illnesses are not."""


def staged(row: int, item: int, key: int, entry: Entry) -> tuple[object, ...]:
    """One tuple of hot.roster.COLUMNS. `pending` lets an entry with lost digits be matched before it is queued."""
    door, document = entry.door, entry.document
    floor = door.floor if door.floor is not None else floor_of(door.room) if door.room else 1
    papers = document_columns(document if not document.problem else NONE)
    lines = phone_columns(entry.phones)
    return (
        row, item, key, door.stair, floor, door.room[:20], walk(door.stair or 1, floor, door.room),
        entry.household_kind, entry.name, initials(entry.name), entry.sex, entry.born_on,
        papers["document_kind"], papers["document_sealed"],
        papers["document_hash"], papers["document_mask"], lines["phones_sealed"], lines["phone_hash"],
        lines["phone_tails"] or None, entry.presence, entry.is_head, entry.relation, entry.registered_address,
        entry.lives_apart, entry.note, entry.verdict,
    )  # fmt: skip


def is_matchable(entry: Entry) -> bool:
    """Entries that are clear, and those that only miss their document's last digits, go on to the matching."""
    return not entry.verdict or (entry.verdict == "id_digits_lost" and KINDS[entry.verdict].grave == QUEUED)


Progress = Callable[[int, int, str], None]
"""done, total, step: reading, matching, writing, report."""


def no_progress(_done: int, _total: int, _step: str) -> None:
    """For callers that have nobody to tell."""
