"""Trips of a delivery: loaded at the depot, signed at each hand-over. A signature is a fact and never refused."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.custody import GAVE, TOOK
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.supplies import asked, intake, queries
from wanjia.supplies.intake import MoveFact, SignFact
from wanjia.supplies.models import Delivery, HandSign, Trip
from wanjia.supplies.refusals import DeliveryOpen, Elsewhere, NameTaken
from wanjia.supplies.rules import stock, trips


@dataclass(frozen=True, slots=True)
class TripSaid:
    """Boxes to a place, on which vehicle. Without a number it gets the next."""

    place: int
    boxes: int
    vehicle: str = ""
    driver: str = ""
    number: int | None = None
    after: Trip | None = None  # boxes that go on from this trip's gate


@transaction.atomic
def send(*, by: Actor, delivery: Delivery, said: TripSaid, now: datetime) -> Trip:
    """A trip by road, or from a gate on to a drop point behind it: whoever stands in that gate sends it. Raises
    Elsewhere, AmountWanted, NameTaken, DeliveryOpen."""
    if said.after is not None:
        require(by, Act.RECORD, said.after.place)
    else:
        require(by, Act.SUPPLY, delivery.place)
    held = Delivery.objects.select_for_update().get(part=delivery.part, id=delivery.pk)
    if held.cancelled_at is not None:
        raise DeliveryOpen(title=held.title)
    asked.amount(said.boxes, _("Boxes"))
    if not codes.contains(said.after.place if said.after else held.place, said.place):
        raise Elsewhere(area=held.title)
    mine = Trip.objects.filter(part=held.part, delivery=held, after=said.after.pk if said.after else None)
    if said.after is None and said.number is not None and mine.filter(number=said.number).exists():
        raise NameTaken(name=str(said.number))
    number = said.number or (said.after.number if said.after else (mine.aggregate(n=Max("number"))["n"] or 0) + 1)
    trip = Trip.objects.create(
        id=new_event_id(), part=held.part, delivery=held, number=number, after=said.after.pk if said.after else None,
        place=said.place, boxes=said.boxes, vehicle=said.vehicle.strip()[:20], driver=said.driver.strip()[:60],
        made_at=now, made_by=by.name[:60],
    )  # fmt: skip
    _note(by, "supplies.send", trip, now, boxes=trip.boxes)
    return trip


@transaction.atomic
def load(*, by: Actor, trip: Trip, boxes: int, now: datetime, event: UUID | None = None) -> HandSign:
    """The depot signs that it gave these boxes to the driver. Freight leaves its lot with them, once for a signature
    however often it is sent."""
    require(by, Act.SUPPLY, trip.delivery.place)
    is_known = event is not None and HandSign.objects.filter(part=trip.part, id=event).exists()
    signed = _sign(by, trip, GAVE, trips.DEPOT, trips.DRIVER, boxes, now, event)
    is_again = is_known and signed.pk == event
    if trip.delivery.kind == Delivery.Kind.FREIGHT and not is_again:
        _take_out(by, trip, signed, now)
    return signed


def _take_out(by: Actor, trip: Trip, signed: HandSign, now: datetime) -> None:
    """Under the signature's own id, so that it leaves once however often it is sent. A recount takes out, or puts
    back, the difference. A fact: more than there is is flagged at the lot."""
    delivery = Delivery.objects.select_related("lot").get(part=trip.part, id=trip.delivery_id)
    if delivery.lot is None:
        return
    [ride] = queries.rides([trip])
    before = trips.count_at(ride.without(signed.pk), trips.DEPOT, GAVE) or 0
    more = (signed.boxes - before) * delivery.per_box
    if more:
        kind = stock.OUT if more > 0 else stock.RETURNED
        fact = MoveFact(signed.pk, kind, abs(more), now, delivery.pk, delivery.title)
        intake.write_move(delivery.lot, fact, by=by.name, now=now)


@transaction.atomic
def take_over(
    *, by: Actor, trip: Trip, hand: str, boxes: int, now: datetime, note: str = "", event: UUID | None = None
) -> HandSign:  # fmt: skip
    """Whoever stands there signs for one side: `driver` and `gate` take, `gave` is the driver giving at the gate,
    `drop` takes at the drop point, `gate_gave` is the gate giving to it."""
    require(by, Act.RECORD, trip.place)
    if hand not in _HANDS:
        raise NotFound
    side, giver, taker = _HANDS[hand]
    return _sign(by, trip, side, giver, taker, boxes, now, event, note)


_HANDS = {
    "driver": (TOOK, trips.DEPOT, trips.DRIVER), "gave": (GAVE, trips.DRIVER, trips.GATE),
    "gate": (TOOK, trips.DRIVER, trips.GATE), "gate_gave": (GAVE, trips.GATE, trips.DROP),
    "drop": (TOOK, trips.GATE, trips.DROP),
}  # fmt: skip


def _sign(
    by: Actor, trip: Trip, side: str, giver: str, taker: str, boxes: int, now: datetime, event: UUID | None,
    note: str = "",
) -> HandSign:  # fmt: skip
    asked.amount(boxes, _("Boxes"), least=0)
    fact = SignFact(event or new_event_id(), side, giver, taker, boxes, now, trip.place, note)
    signed = intake.sign(trip, fact, by=by.name, account_id=by.account_id, now=now)
    _note(by, "supplies.sign", trip, now, side=f"{giver}:{taker}:{side}", boxes=boxes, flags=list(signed.flags))
    return signed


def is_last_metres(place: int) -> bool:
    """True for a drop point: boxes end at a building."""
    return codes.level_of(place) == Level.BUILDING


def trip_for(by: Actor, trip_id: UUID, act: Act) -> Trip:
    """May you where it goes to. Raises NotFound, NotAllowed."""
    return one_for(by, act, Trip.objects.select_related("delivery").filter(id=trip_id), lambda it: it.place)


def _note(by: Actor, act: str, trip: Trip, now: datetime, **detail: object) -> None:
    record(
        by=by, act=act, area=codes.desk_of(trip.place), subject=f"delivery:{trip.delivery_id}",
        detail={"trip": trip.number} | detail, now=now,
    )  # fmt: skip
