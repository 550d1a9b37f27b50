"""A delivery as a volunteer's phone carries it: boxes that the gate handed over for its buildings, what came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wanjia.kernel.area import Span
from wanjia.supplies import queries
from wanjia.supplies.models import Delivery, Remainder, Trip
from wanjia.supplies.rules import trips


@dataclass(frozen=True, slots=True)
class Drop:
    """Boxes of one trip to one building: sent, as the gate counted them when it gave them, as they were taken."""

    id: UUID
    number: int
    building_key: int
    sent: int
    gave: int | None
    took: int | None


@dataclass(frozen=True, slots=True)
class Left:
    """Parcels that no household has, as somebody wrote it down."""

    id: UUID
    kind: str
    quantity: int
    building_key: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Carried:
    """The delivery behind a round, with what concerns some buildings."""

    delivery: Delivery
    drops: tuple[Drop, ...]
    left: tuple[Left, ...]


def carried(round_id: int | None, spans: Sequence[Span]) -> Carried | None:
    """None where the round is no delivery. Four queries, one where it is none."""
    rows = Delivery.objects.select_related("lot").filter(round_id=round_id, cancelled_at=None)
    delivery = rows.first() if round_id else None
    if delivery is None:
        return None
    sent_on = Trip.objects.filter(part=delivery.part, delivery=delivery, after__isnull=False).order_by("number", "id")
    near = [row for row in sent_on if any(span.holds(row.place) for span in spans)]
    rides = {ride.id: ride for ride in queries.rides(near)}
    drops = [
        Drop(
            row.pk, row.number, row.place, row.boxes, trips.count_at(rides[row.pk], trips.GATE, "gave"),
            trips.count_at(rides[row.pk], trips.DROP),
        )
        for row in near
    ]  # fmt: skip
    left = [
        Left(row.pk, row.kind, row.quantity, row.place, row.seen_at)
        for row in Remainder.objects.filter(part=delivery.part, delivery=delivery).order_by("seen_at", "id")
        if any(span.holds(row.place) for span in spans)
    ]
    return Carried(delivery, tuple(drops), tuple(left))
