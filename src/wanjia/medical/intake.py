"""Facts of trips and of medicine: somebody left, somebody holds a book. Never refused; odd ones are read as odd.

Leaving home asks nobody and waits for nothing: no result, no order, no pass (trap 16). It is told to whoever keeps the
list of those who went out.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.medical import medicine, visiting
from wanjia.medical.models import HandOver, VisitStep
from wanjia.medical.refusals import WordsWanted
from wanjia.medical.rules import custody, trips
from wanjia.platform.access import Actor
from wanjia.platform.audit import record
from wanjia.platform.outbox import tell


@dataclass(frozen=True, slots=True)
class StepFact:
    """One side of one station. `event_id` is made where it was seen."""

    event_id: UUID
    station: str
    side: str
    who: str
    seen_at: datetime


@transaction.atomic
def record_step(*, by: Actor, visit_id: UUID, fact: StepFact, now: datetime) -> VisitStep:
    """Kept once by its id. Raises NotFound only for a station that there is not: that is no fact of ours."""
    if fact.station not in (*trips.STATIONS, trips.ADMITTED) or fact.side not in trips.SIDES:
        raise NotFound
    held = visiting.held_for(by, visit_id)
    made, is_new = VisitStep.objects.get_or_create(
        id=fact.event_id,
        defaults={
            "part": held.part, "visit": held, "station": fact.station, "side": fact.side,
            "who": (fact.who.strip() or by.name)[:60], "seen_at": min(fact.seen_at, now), "received_at": now,
            "recorded_by": by.name[:60],
        },
    )  # fmt: skip
    if is_new:
        visiting.note(by, "medical.station", held, now, station=fact.station, side=fact.side)
        if fact.station == trips.LEFT_HOME:
            _told_left(held.person_id, held.building_key, str(held.pk), now)
    return made


def _told_left(person: int, place: int, visit: str, now: datetime) -> None:
    said = {"person": str(person), "place": str(place), "visit": visit}
    tell("medical.left_home", part=codes.committee_of(place), payload=said, now=now)


@dataclass(frozen=True, slots=True)
class HandFact:
    """One thing from one to another."""

    event_id: UUID
    thing: str
    giver: str
    taker: str
    seen_at: datetime


@transaction.atomic
def record_hand(*, by: Actor, order_id: UUID, fact: HandFact, now: datetime) -> HandOver:
    """Kept, whoever the giver was; one by somebody who never had it shows on the board with the reason.
    Raises WordsWanted where nobody gives or takes, NotFound for no thing of ours."""
    if fact.thing not in custody.THINGS:
        raise NotFound
    for who, what in ((fact.giver, _("From")), (fact.taker, _("To"))):
        if not who.strip():
            raise WordsWanted(what=what)
    held = medicine.order_for(by, order_id)
    made, is_new = HandOver.objects.get_or_create(
        id=fact.event_id,
        defaults={
            "part": held.part, "order": held, "thing": fact.thing, "giver": fact.giver.strip()[:60],
            "taker": fact.taker.strip()[:60], "seen_at": min(fact.seen_at, now), "received_at": now,
            "recorded_by": by.name[:60],
        },
    )  # fmt: skip
    if is_new:
        record(
            by=by, act="medical.hand", area=codes.committee_of(held.building_key), subject=medicine.about(held),
            now=now, detail={"order": str(held.pk), "thing": fact.thing},
        )  # fmt: skip
    return made
