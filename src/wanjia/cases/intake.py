"""Steps on the way, as a crew or a desk saw them: never refused, flagged when odd, harmless when sent again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.cases import facilities
from wanjia.cases.looking import note, transfer_for
from wanjia.cases.models import Transfer, TransferStep
from wanjia.cases.rules import moving
from wanjia.cases.settling import facts_of, settle, steps_of
from wanjia.platform import outbox
from wanjia.platform.access import Actor


@dataclass(frozen=True, slots=True)
class StepFact:
    """One end of one step. `who`: the name of whoever confirms that end; `event_id` made where it was seen."""

    event_id: UUID
    step: str
    side: str
    who: str
    seen_at: datetime


@transaction.atomic
def record_step(*, by: Actor, transfer_id: UUID, fact: StepFact, now: datetime) -> TransferStep:
    """Writes down that somebody left, rides, or arrived. Odd ones are flagged: they happened all the same.

    Flags: no_bed, held, late (received an hour after), not_in_order, repeat (that end is confirmed already), ahead
    (a clock before its time), same_person (one name at both ends). Raises NotFound, NotAllowed only.
    """
    row = transfer_for(by, transfer_id)
    steps = steps_of([row])[row.id]
    known = next((step for step in steps if step.event_id == fact.event_id), None)
    if known is not None:
        return known
    made = TransferStep.objects.create(
        part=row.part, event_id=fact.event_id, transfer=row, step=fact.step, side=fact.side,
        who=fact.who.strip()[:60] or by.name[:60], recorded_by=by.name[:60], seen_at=min(fact.seen_at, now),
        received_at=now, flags=_flags(row, fact, steps, now),
    )  # fmt: skip
    before, found = row.out_as, settle(row)
    row.refresh_from_db()
    if found == moving.ARRIVED and before != found:
        _arrived(row, now)
    note(by, "transfer.step", row, now, step=fact.step, side=fact.side, flags=made.flags)
    return made


def _arrived(row: Transfer, now: datetime) -> None:
    facilities.admit(row, row.out_at or now)
    payload = {"case": str(row.case_id), "part": row.part, "person": str(row.person_id)}
    outbox.tell("cases.transferred", part=row.part, payload=payload, now=now)


def _flags(row: Transfer, fact: StepFact, steps: list[TransferStep], now: datetime) -> list[str]:
    facts = facts_of(row, steps)
    flags = ["no_bed"] if row.facility_id is None and fact.step != moving.RETURNED else []
    flags += ["held"] if row.held_at is not None else []
    flags += ["ahead"] if fact.seen_at > now else []
    flags += ["late"] if (now - fact.seen_at).total_seconds() > 3600 else []
    flags += ["repeat"] if (fact.step, fact.side) in facts.steps else []
    flags += ["not_in_order"] if fact.step == moving.HANDED_OVER and not _was_fetched(facts) else []
    other = next((step for step in steps if step.step == fact.step and step.side != fact.side), None)
    flags += ["same_person"] if other is not None and other.who == fact.who.strip() else []
    flags += ["stopped"] if facts.cleared_at is not None or facts.withdrawn_at is not None else []
    return flags


def _was_fetched(facts: moving.Facts) -> bool:
    return any(step == moving.PICKED_UP for step, _side in facts.steps)
