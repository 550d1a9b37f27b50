"""Deciding a doubtful row: the same person, somebody new, or nobody."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.hot import roster as hot
from wanjia.hot.locking import hold
from wanjia.hot.roster_write import Writer, entered
from wanjia.kernel.area import buildings_under
from wanjia.kernel.clock import local_date
from wanjia.platform import audit
from wanjia.platform.access import Act, Actor, require
from wanjia.roster.importing.doubts import values_of, with_corrections
from wanjia.roster.importing.pipeline import locate, places_of
from wanjia.roster.importing.places import Places
from wanjia.roster.importing.problems import KINDS
from wanjia.roster.importing.refusals import AlreadyDecided, StillDoubtful
from wanjia.roster.importing.rows import Entry, read_row
from wanjia.roster.importing.staging import BASES, staged
from wanjia.roster.importing.writing import write_staged
from wanjia.roster.models.importing import Doubt, ImportBatch
from wanjia.roster.models.people import IdentityIndex, Person


class Choice(StrEnum):
    """What somebody decided. For two people in one row, NEW enters both."""

    SAME = "same"
    NEW = "new"
    DROP = "drop"


_ROW = 0  # the staging tables' row for the one that is decided


@transaction.atomic
def resolve_doubt(
    doubt: Doubt, *, by: Actor, choice: str, now: datetime, person_id: int | None = None,
    corrections: Mapping[str, str] | None = None,
) -> list[int]:  # fmt: skip
    """Enters or drops the row. Returns the ids of the people that it became or is.

    person_id: which candidate, needed when there are several. corrections: field → typed value instead of the file's
    (room, building, document…); an empty one leaves the cell out. Raises AlreadyDecided, and StillDoubtful while the
    row says too little or its document belongs to somebody else.
    """
    require(by, Act.IMPORT, doubt.part)
    doubt = Doubt.objects.select_for_update().get(part=doubt.part, id=doubt.id)
    if doubt.resolution:
        raise AlreadyDecided
    batch = ImportBatch.objects.get(pk=doubt.batch_id)
    people: list[int] = []
    if Choice(choice) is not Choice.DROP:
        hold(f"import {batch.area // 1000}")
        chosen = _chosen(doubt, person_id) if choice == Choice.SAME else None
        people = _enter(doubt, batch, chosen, corrections or {}, now)
        doubt.candidates = people
    doubt.resolution, doubt.resolved_by, doubt.resolved_at = choice, by.name[:60], now
    doubt.save(update_fields=["resolution", "resolved_by", "resolved_at", "candidates"])
    audit.record(
        by=by,
        act="import.decide",
        area=doubt.part,
        subject=str(doubt.id),
        now=now,
        detail={"choice": choice, "code": doubt.code},
    )
    return people


def _chosen(doubt: Doubt, person_id: int | None) -> int:
    """The candidate that is meant, or the one that it was merged into since."""
    candidates = doubt.candidates
    wanted = person_id if person_id is not None else candidates[0] if len(candidates) == 1 else None
    person = Person.objects.filter(id=wanted).first() if wanted in candidates else None
    if person is None:
        raise StillDoubtful(why=_("say which of the candidates it is"))
    return person.merged_into or person.pk


def _enter(
    doubt: Doubt, batch: ImportBatch, chosen: int | None, corrections: Mapping[str, str], now: datetime
) -> list[int]:
    entries = _entries(doubt, corrections, now)
    places = places_of(batch.area)
    needs = [(_ROW, item, kind, detail) for item, entry in enumerate(entries) for kind, detail in entry.needs]
    rows = [staged(_ROW, item, _key(entry, places, batch.area), entry) for item, entry in enumerate(entries)]
    hot.stage(rows, needs)
    hot.match(buildings_under(batch.area), ImportBatch.Policy.MERGE, _decisions(doubt, entries, chosen, rows))
    for verdict in hot.verdicts():
        if verdict.state == "queued":
            raise StillDoubtful(why=str(KINDS[verdict.code].what))
    writer = Writer(batch=batch.pk, source=batch.file_name, now=now, today=local_date(now), bases=BASES)
    write_staged(places, writer, _ROW)
    return entered(_ROW)


def _entries(doubt: Doubt, corrections: Mapping[str, str], now: datetime) -> list[Entry]:
    entries = read_row(with_corrections(values_of(doubt), corrections), local_date(now))
    for entry in entries:
        if entry.verdict in ("id_digits_lost", "two_people"):
            entry.verdict = ""
        if entry.verdict:
            raise StillDoubtful(why=str(KINDS[entry.verdict].what))
        if not entry.name:
            raise StillDoubtful(why=str(KINDS["no_name"].what))
    return entries


def _key(entry: Entry, places: Places, area: int) -> int:
    key = locate(entry, places, area)
    if entry.verdict:
        raise StillDoubtful(why=str(KINDS[entry.verdict].what))
    return key


def _decisions(
    doubt: Doubt, entries: list[Entry], chosen: int | None, rows: list[tuple[object, ...]]
) -> dict[tuple[int, int], int | None]:
    """One entry goes where it was decided; several are matched as if each had stood in a row of its own."""
    if len(entries) > 1:
        return {}
    hashes = [row[hot.COLUMNS.index("document_hash")] for row in rows]
    owner = IdentityIndex.objects.filter(hash=hashes[0]).first() if hashes[0] is not None else None
    if owner is not None and owner.person_id != chosen:
        raise StillDoubtful(why=_("its document belongs to somebody else on the register"))
    if chosen is None and not doubt.candidates:
        return {}
    return {(_ROW, 0): chosen}
