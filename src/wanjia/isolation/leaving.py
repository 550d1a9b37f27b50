"""Who may go out. The one function that a gate, a desk or a driver asks; it never refuses urgent medical need."""

from datetime import datetime

from django.db import transaction

from wanjia.isolation.explaining import explain
from wanjia.isolation.rules.leaving import OTHER, URGENT_MEDICAL, WHYS, Answer, may_go
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.platform.access import Actor
from wanjia.platform.audit import record
from wanjia.roster.subjects import find


@transaction.atomic
def may_leave(person_id: int, why: str, *, by: Actor, now: datetime, place: int = 0) -> Answer:
    """Whether somebody may go out for that, by every regime that holds them now. Each answer is a line in the log.

    Urgent medical need is answered before anything is looked up: an unknown person, a broken rule, an account without
    a role change nothing (trap 16). `place` is where it is asked, for the log of somebody whom the register lacks.
    """
    if why == URGENT_MEDICAL:
        answer = may_go(URGENT_MEDICAL, ())
        _log(person_id, why, answer, by, now, place)
        return answer
    subject = find(person_id)
    held = explain(subject, clock.local_date(now), now).held if subject else ()
    phases = [regime.standing.span.phase.leave for regime in held if regime.standing.span]
    answer = may_go(why if why in WHYS else OTHER, phases)
    _log(person_id, why, answer, by, now, subject.building_key if subject else place)
    return answer


def _log(person_id: int, why: str, answer: Answer, by: Actor, now: datetime, place: int) -> None:
    """The part of the id says whose log it is, so that even somebody unknown leaves a line."""
    area = codes.committee_of(place) if place else person_id // 10**6
    record(
        by=by, act="isolation.urgent_medical" if why == URGENT_MEDICAL else "isolation.may_leave", area=area,
        subject=f"person:{person_id}", reason=why[:40], now=now, detail={"may": answer.may, "how": answer.how},
    )  # fmt: skip
