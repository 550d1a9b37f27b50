"""A filled sheet comes back: rows become proofs and attempts, tubes become tubes. Twice is once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wanjia.coverage.intake import AttemptFact, Fact, Member, ProofFact, Sender, Sent, TubeFact, record_facts
from wanjia.coverage.models import Arrival, PaperSheet, Tube
from wanjia.coverage.paper.marks import SERVED, Mark
from wanjia.coverage.paper.printing import TYPED
from wanjia.coverage.rules import DONE
from wanjia.coverage.rulings import states_of
from wanjia.kernel.area import Span, committee_of
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform.access import Act, Actor, reach, require
from wanjia.platform.audit import record
from wanjia.platform.words import say


class NotYet(Refusal):
    """The time on the sheet lies in the future."""

    code = "coverage.paper_not_yet"
    status = 422


class OtherTube(Refusal):
    """This block of the sheet was entered before, with another code or other people."""

    code = "coverage.paper_other_tube"


say("coverage.paper_not_yet", _("%(at)s has not come yet. Write the time that stands on the sheet."))
say(
    "coverage.paper_other_tube",
    _("Tube %(block)s of this sheet was entered before and said something else. Nothing was changed."),
)


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of the marks: written, here before (by this sheet), done before (by a phone, by hand), odd."""

    written: int
    again: int
    before: int
    odd: int


def find(by: Actor, typed: str) -> PaperSheet:
    """The sheet by its whole tag or the six characters under its QR. Raises NotFound, also outside one's areas."""
    tag = typed.strip().upper()
    if len(tag) < TYPED:
        raise NotFound
    for span in reach(by, Act.RECORD):
        near = PaperSheet.objects.filter(part__range=_parts(span), tag__startswith=tag).order_by("-printed_at")
        for sheet in near[:20]:
            if span.low <= _key(sheet.place) <= span.high:
                return sheet
    raise NotFound


def _parts(span: Span) -> tuple[int, int]:
    return committee_of(span.low), committee_of(span.high)


def _key(place: int) -> int:
    return place * int(10 ** (18 - len(str(place))))


@transaction.atomic
def enter_rows(*, by: Actor, sheet: PaperSheet, marks: Sequence[Mark], seen_at: datetime, now: datetime) -> Entered:
    """Writes the marked rows of a building's sheet, seen at the time that stands on it.

    Who is done already is left alone; rows that this sheet brought before are not looked at again, whatever time is
    given now. Raises NotAllowed, NotYet; then nothing was written.
    """
    sheet = _held(by, sheet, seen_at, now)
    states = states_of(sheet.round_id, [sheet.rows[mark.row - 1] for mark in marks])
    facts = {fact.event_id: fact for fact in (_fact(sheet, mark, seen_at) for mark in marks)}
    known = _known(sheet, list(facts))
    fresh = {
        event: fact for event, fact in facts.items() if event not in known and states.get(fact.subject_id or 0) != DONE
    }
    odd = _write(by, sheet, list(fresh.values()), now)
    _note(by, sheet, len(fresh), now)
    return Entered(len(fresh), len(known), len(facts) - len(fresh) - len(known), odd)


@transaction.atomic
def enter_tube(
    *, by: Actor, sheet: PaperSheet, block: int, code: str, members: Sequence[Member], seen_at: datetime, now: datetime
) -> Entered:
    """Writes one tube of a desk's sheet: its code and its people in the order of the lines.

    Raises OtherTube when the block was entered before and said something else, NotAllowed, NotYet.
    """
    sheet = _held(by, sheet, seen_at, now)
    event = event_of(sheet, block)
    before = Arrival.objects.filter(part=sheet.part, event_id=event).exists()
    fact = TubeFact(event, sheet.round_id, code, sheet.place, seen_at, tuple(members))
    if before:
        if not _is_same(sheet, fact):
            raise OtherTube(block=block)
        return Entered(0, len(members), 0, 0)
    odd = _write(by, sheet, [fact], now)
    _note(by, sheet, len(members), now)
    return Entered(len(members), 0, 0, odd)


def _held(by: Actor, sheet: PaperSheet, seen_at: datetime, now: datetime) -> PaperSheet:
    """The sheet, held until the transaction ends: two people may type the same one at the same time."""
    require(by, Act.RECORD, sheet.place)
    if seen_at > now:
        raise NotYet(at=seen_at)
    return PaperSheet.objects.select_for_update().get(pk=sheet.pk)


def event_of(sheet: PaperSheet, row: int) -> UUID:
    """The id of a row's proof, or of a block's tube: always the same for the same sheet."""
    return uuid5(sheet.id, str(row))


def _fact(sheet: PaperSheet, mark: Mark, seen_at: datetime) -> ProofFact | AttemptFact:
    subject, event = sheet.rows[mark.row - 1], event_of(sheet, mark.row)
    if mark.outcome == SERVED:
        return ProofFact(event, subject, seen_at, sheet.place, round_id=sheet.round_id)
    return AttemptFact(uuid5(event, mark.outcome), sheet.round_id, subject, mark.outcome, seen_at, sheet.place)


def _known(sheet: PaperSheet, events: Sequence[UUID]) -> set[UUID]:
    return set(Arrival.objects.filter(part=sheet.part, event_id__in=events).values_list("event_id", flat=True))


def _is_same(sheet: PaperSheet, fact: TubeFact) -> bool:
    tube = Tube.objects.filter(part=sheet.part, event_id=fact.event_id).first()
    return tube is not None and tube.code == fact.code and tube.members == [m.subject_id or 0 for m in fact.members]


def _write(by: Actor, sheet: PaperSheet, facts: Sequence[Fact], now: datetime) -> int:
    sender = Sender(sheet.part, sheet.tag[:TYPED], by.name, by.account_id)
    receipts = record_facts([Sent(fact, sender) for fact in facts], now=now)
    return sum(1 for receipt in receipts if receipt.outcome not in ("done", "repeat") or receipt.odd)


def _note(by: Actor, sheet: PaperSheet, count: int, now: datetime) -> None:
    if not count:
        return
    sheet.entered_at, sheet.entered_by = now, by.name[:60]
    sheet.n_entered += count
    sheet.save(update_fields=["entered_at", "entered_by", "n_entered"])
    record(
        by=by, act="sheet.entered", area=sheet.part, subject=f"round:{sheet.round_id}", now=now,
        detail={"sheet": str(sheet.id), "rows": count},
    )  # fmt: skip
