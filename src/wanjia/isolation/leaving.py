"""Who may go out. The one function that a gate, a desk or a driver asks; it never refuses urgent medical need."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.isolation.explaining import explain
from wanjia.isolation.models import Outing
from wanjia.isolation.rules.leaving import OTHER, URGENT_MEDICAL, WHYS, Answer, may_go
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id, part_of
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.outbox import tell
from wanjia.roster.subjects import find


@transaction.atomic
def may_leave(
    person_id: int, why: str, *, by: Actor, now: datetime, place: int = 0, channel: str = Outing.Channel.DESK
) -> Answer:
    """Whether somebody may go out for that, by every regime that holds them now. Each answer is a line in the log,
    and on the committee's list of who went out.

    Urgent medical need is answered before anything is looked up: an unknown person, a broken rule, an account without
    a role change nothing (trap 16). `place` is where it is asked, for the log of somebody whom the register lacks.
    """
    asked = _Asked(person_id, why if why in WHYS else OTHER, by, now, channel)
    if why == URGENT_MEDICAL:
        answer = may_go(URGENT_MEDICAL, ())
        _keep(asked, answer, place)
        return answer
    subject = find(person_id)
    held = explain(subject, clock.local_date(now), now).held if subject else ()
    phases = [regime.standing.span.phase.leave for regime in held if regime.standing.span]
    answer = may_go(asked.why, phases)
    _keep(asked, answer, subject.building_key if subject else place)
    return answer


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who wants to go out for what, and who writes it down where."""

    person_id: int
    why: str
    by: Actor
    now: datetime
    channel: str


def _keep(asked: _Asked, answer: Answer, place: int) -> None:
    """The part of the id says whose log it is, so that even somebody unknown leaves a line."""
    area = codes.committee_of(place) if place else part_of(asked.person_id)
    is_urgent = asked.why == URGENT_MEDICAL
    Outing.objects.create(
        id=new_event_id(), part=area, person_id=asked.person_id, building_key=place or None, why=asked.why,
        channel=asked.channel, may=answer.may, how=answer.how, asked_at=asked.now, asked_by=asked.by.name[:60],
    )  # fmt: skip
    if is_urgent:
        said = {"person": str(asked.person_id), "place": str(place), "channel": str(asked.channel)}
        tell("isolation.urgent_medical", part=area, payload=said, now=asked.now)
    record(
        by=asked.by, act="isolation.urgent_medical" if is_urgent else "isolation.may_leave", area=area,
        subject=f"person:{asked.person_id}", reason=asked.why[:40], now=asked.now,
        detail={"may": answer.may, "how": answer.how, "channel": str(asked.channel)},
    )  # fmt: skip


def outings(area: int, since: datetime) -> list[Outing]:
    """Who asked to go out in an area: urgent ones that nobody has seen first, then the newest. One query."""
    rows = list(Outing.objects.filter(part__range=codes.codes_under(area), asked_at__gte=since).order_by("-asked_at"))
    return sorted(rows, key=lambda row: row.why != URGENT_MEDICAL or row.seen_at is not None)


@transaction.atomic
def see(*, by: Actor, outing_id: UUID, now: datetime) -> None:
    """Somebody of the committee has read it and takes care. Raises NotFound. Twice, the first one stands."""
    row = Outing.objects.select_for_update().filter(id=outing_id).first()
    if row is None:
        raise NotFound
    require(by, Act.SEE_PEOPLE, row.building_key or row.part)
    if row.seen_at is None:
        Outing.objects.filter(part=row.part, id=row.id).update(seen_at=now, seen_by=by.name[:60])
        record(by=by, act="isolation.see_outing", area=row.part, subject=f"person:{row.person_id}", now=now)
