"""Cases: opened on a single positive, taken step by step, withdrawn with what they started. The room's front door.

For other rooms, by way of `flows`: `open_case`, `withdraw_case`, `clear_on_recheck`, `hold_transfers`, `let_go`.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.cases.contacts import close_for_new_case, drop_with_case, propose
from wanjia.cases.looking import case_for, live_case_for, note
from wanjia.cases.models import Case, CaseCounter, Transfer
from wanjia.cases.refusals import (
    CaseClosed,
    NotThatTime,
    PoolIsNoCase,
    SourceWanted,
    TubeUnknown,
    WhyWanted,
    WordsWanted,
)
from wanjia.cases.rules.proposing import is_single
from wanjia.cases.transferring import clear_on_recheck, hold_transfers, let_go, queue, withdraw_transfer
from wanjia.coverage.models import Tube
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id, part_of
from wanjia.platform import outbox, wording
from wanjia.platform.access import Act, Actor
from wanjia.roster.subjects import Subject, subject_for

__all__ = ["CaseSaid", "clear_on_recheck", "hold_transfers", "let_go", "mark", "open_case", "withdraw_case"]


@dataclass(frozen=True, slots=True)
class CaseSaid:
    """Whose single sample is positive, when it was taken, and who says so. `tube`: (part, event) of coverage."""

    person_id: int
    sampled_at: datetime
    lab: str
    round_id: int | None = None
    tube: tuple[int, UUID] | None = None
    source: str = ""
    is_severe: bool = False


@transaction.atomic
def open_case(*, by: Actor, said: CaseSaid, now: datetime) -> Case:
    """A case, its proposed contacts and its place in the queue; `cases.opened` tells the other rooms.

    Said again for the same tube, or for somebody who has an open case, it changes nothing and gives that case.
    Raises PoolIsNoCase for a tube of several people, TubeUnknown, NotThatTime, WordsWanted, NotFound, NotAllowed.
    """
    person = subject_for(by, Act.TRACE, said.person_id)
    _check(person, said, now)
    known = _known(said)
    if known is not None:
        return known
    case = _make(by, person, said, now)
    close_for_new_case(by=by, person_id=said.person_id, now=now)
    propose(by=by, case=case, now=now)
    queue(case, is_severe=said.is_severe, now=now)
    note(by, "case.open", case, now, number=case.label, lab=case.lab, round=case.round_id)
    outbox.tell("cases.opened", part=case.part, payload=_told(by, case), now=now)
    return Case.objects.get(part=case.part, id=case.id)


def _check(person: Subject, said: CaseSaid, now: datetime) -> None:
    if person.kind != "person":
        raise NotFound
    if not said.lab.strip():
        raise WordsWanted(what=_("Laboratory"))
    if said.sampled_at > now:
        raise NotThatTime(at=wording.moment(said.sampled_at, now))
    if said.tube is None:
        return
    tube = Tube.objects.filter(part=said.tube[0], event_id=said.tube[1]).first()
    if tube is None:
        raise TubeUnknown
    if not is_single(tube.members, said.person_id):
        raise PoolIsNoCase(tube=tube.code) if len(tube.members) > 1 else TubeUnknown


def _known(said: CaseSaid) -> Case | None:
    """The case of this tube, withdrawn or not, or the person's open one."""
    of_person = Case.objects.select_for_update().filter(part=part_of(said.person_id), person_id=said.person_id)
    for case in of_person.order_by("opened_at"):
        is_same = said.tube is not None and (case.tube_part, case.tube_event) == said.tube
        is_same |= said.tube is None and case.tube_event is None and case.sampled_at == said.sampled_at
        if is_same or (case.withdrawn_at is None and case.ended_at is None):
            return case
    return None


def _make(by: Actor, person: Subject, said: CaseSaid, now: datetime) -> Case:
    committee, year = codes.committee_of(person.building_key), clock.local(now).year
    CaseCounter.objects.get_or_create(part=committee, year=year)
    counter = CaseCounter.objects.select_for_update().get(part=committee, year=year)
    CaseCounter.objects.filter(part=committee, year=year).update(last=counter.last + 1)
    return Case.objects.create(
        id=new_event_id(), part=person.part, person_id=person.id, household_id=person.household_id,
        building_key=person.building_key, committee=committee, year=year, number=counter.last + 1,
        sampled_at=said.sampled_at, round_id=said.round_id, tube_part=said.tube[0] if said.tube else None,
        tube_event=said.tube[1] if said.tube else None, lab=said.lab.strip()[:60], source=said.source.strip()[:120],
        opened_by=by.name[:60], opened_at=now,
    )  # fmt: skip


def _told(by: Actor, case: Case) -> dict[str, object]:
    """Ids and codes only: the outbox is no place for a person's words."""
    return {
        "case": str(case.id), "part": case.part, "person": str(case.person_id), "by": by.name, "by_id": by.account_id,
    }  # fmt: skip


_STEPS = ("informed", "reported", "completed")


@transaction.atomic
def mark(*, by: Actor, case_id: UUID, step: str, now: datetime) -> Case:
    """`informed`, `reported` (first report) or `completed`. The first time counts. Raises CaseClosed, NotFound."""
    case = live_case_for(by, case_id)
    if step not in _STEPS:
        raise NotFound
    if getattr(case, f"{step}_at") is None:
        values = {f"{step}_at": now, f"{step}_by": by.name[:60]}
        Case.objects.filter(part=case.part, id=case.id).update(**values)
        note(by, f"case.{step}", case, now)
    return Case.objects.get(part=case.part, id=case.id)


@dataclass(frozen=True, slots=True)
class Reexamined:
    """What a withdrawal did with what the case had started."""

    dropped: int  # contacts that nobody had decided
    reviewed: int  # contacts that somebody has to look at again
    transfer: str  # state of the transfer afterwards


@transaction.atomic
def withdraw_case(*, by: Actor, case_id: UUID, reason: str, source: str, now: datetime) -> Reexamined:
    """Takes a case back: false positive, corrected result, mistake. What it started is looked at again.

    Contacts that nobody decided are dropped, decided ones are put to review, the transfer stops if the person has not
    left; `cases.withdrawn` takes back the event of the unit and the drafts of orders. Raises CaseClosed,
    WhyWanted, SourceWanted.
    """
    case = case_for(by, case_id, is_locked=True)
    if case.withdrawn_at is not None:
        raise CaseClosed(case=case.label, state=case.get_withdrawn_reason_display())
    if reason not in Case.Withdrawn.values:
        raise WhyWanted
    if not source.strip():
        raise SourceWanted
    Case.objects.filter(part=case.part, id=case.id).update(
        withdrawn_at=now, withdrawn_by=by.name[:60], withdrawn_reason=reason, withdrawn_source=source.strip()[:120]
    )
    dropped, reviewed = drop_with_case(by=by, case=case, now=now)
    state = withdraw_transfer(by=by, case=case, now=now)
    note(by, "case.withdraw", case, now, reason, contacts_dropped=dropped, contacts_to_review=reviewed, transfer=state)
    outbox.tell("cases.withdrawn", part=case.part, payload=_told(by, case), now=now)
    return Reexamined(dropped, reviewed, state)


def transfer_of(case: Case) -> Transfer | None:
    return Transfer.objects.filter(part=case.part, case=case).first()
