"""Remembering what is printed: one record a sheet, the same again for the same rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from wanjia.coverage.models import PaperSheet, Round
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.codes import VALID_DAYS, Code, Kind, new_tag
from wanjia.kernel.codes import write as write_code
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.signing_keys import signer

_SHEETS = UUID("6f2c1d0e-6a0b-4d52-8f5e-6b6f0f2f7a11")  # a name space of our own for ids drawn from what a sheet says
TYPED = 6  # characters of the tag that stand under the QR
MOST_BLOCKS = 20


def building_sheets(
    *, by: Actor, round_: Round, rows: Mapping[int, Sequence[int]], now: datetime
) -> dict[int, PaperSheet]:
    """The sheets of these buildings, by building key. `rows`: the subjects in the order in which they are printed.

    Two queries, however many; one line in the log for each committee in which something new was printed.
    """
    wanted = {
        key: PaperSheet(
            part=codes.committee_of(key), id=_id(round_, "building", key, *subjects), round_id=round_.pk,
            kind=PaperSheet.Kind.BUILDING, place=key, tag=new_tag(), rows=list(subjects), printed_at=now,
            printed_by=by.name[:60],
        )
        for key, subjects in rows.items()
    }  # fmt: skip
    return _kept(by, round_, wanted, now)


def desk_sheet(*, by: Actor, round_: Round, place: int, blocks: int, now: datetime) -> PaperSheet:
    """A sheet for a sampling desk: each is another one, for it is filled in by hand. Raises NotAllowed, NotFound."""
    require(by, Act.RECORD, place)
    tag = new_tag()
    sheet = PaperSheet(
        part=codes.committee_of(codes.buildings_under(place).low), id=_id(round_, "desk", place, tag),
        round_id=round_.pk, kind=PaperSheet.Kind.DESK, place=place, tag=tag, blocks=min(max(blocks, 1), MOST_BLOCKS),
        printed_at=now, printed_by=by.name[:60],
    )  # fmt: skip
    return _kept(by, round_, {place: sheet}, now)[place]


def code_of(sheet: PaperSheet) -> str:
    """What the sheet's QR says: a signed code that names nobody. One query."""
    number, key = signer(sheet.printed_at)
    until = local_date(sheet.printed_at).toordinal() + VALID_DAYS
    return write_code(Code(Kind.SHEET, sheet.tag, local_date(sheet.printed_at).fromordinal(until), number), key)


def _id(round_: Round, *said: object) -> UUID:
    return uuid5(_SHEETS, ":".join(map(str, (round_.pk, *said))))


@transaction.atomic
def _kept(by: Actor, round_: Round, wanted: Mapping[int, PaperSheet], now: datetime) -> dict[int, PaperSheet]:
    ids = [sheet.id for sheet in wanted.values()]
    parts = {sheet.part for sheet in wanted.values()}
    PaperSheet.objects.bulk_create(wanted.values(), ignore_conflicts=True)
    stored = {sheet.place: sheet for sheet in PaperSheet.objects.filter(part__in=parts, id__in=ids)}
    new = {sheet.part for place, sheet in stored.items() if sheet.tag == wanted[place].tag}
    for part in sorted(new):
        count = sum(1 for place, sheet in stored.items() if sheet.part == part and sheet.tag == wanted[place].tag)
        record(by=by, act="sheets.printed", area=part, subject=f"round:{round_.pk}", now=now, detail={"sheets": count})
    return stored
