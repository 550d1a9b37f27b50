"""Facts about lots, trips and parcels. Never refused: what is odd is flagged, and what is sent again is the same.

Flags: `short_stock` more gone than came; `more_than_out` more back than is out; `recalled`, `expired`; `never_had`
somebody gives what they did not have; `count_differs`; `one_hand` both sides by one account; `wrong_place`;
`conflicting_repeat`; `clock_ahead`; `after_close` a van's stop was counted when its day was closed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from wanjia.kernel import area as codes
from wanjia.kernel import custody
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import new_event_id
from wanjia.supplies import queries
from wanjia.supplies.models import Delivery, HandSign, Lot, Move, Remainder, Trip
from wanjia.supplies.rules import books, stock, trips

_AHEAD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class MoveFact:
    """One move of a lot, as somebody saw it."""

    event: UUID
    kind: str
    quantity: int
    seen_at: datetime
    delivery_id: UUID | None = None
    note: str = ""
    odd: tuple[str, ...] = ()  # what the writer knows to be odd about it


@transaction.atomic
def write_move(lot: Lot, fact: MoveFact, *, by: str, now: datetime) -> Move:
    """Kept whatever it says. The same id again changes nothing; with another body it is kept beside the first."""
    before = Move.objects.filter(part=lot.part, id=fact.event).first()
    if before is not None and (before.lot_id, before.kind, before.quantity) == (lot.pk, fact.kind, fact.quantity):
        return before
    flags = [*fact.odd, *_odd(lot, fact, now)]
    if before is not None:
        flags.append("conflicting_repeat")
    return Move.objects.create(
        id=fact.event if before is None else new_event_id(), part=lot.part, lot=lot, kind=fact.kind,
        quantity=fact.quantity, delivery_id=fact.delivery_id, seen_at=fact.seen_at, received_at=now,
        recorded_by=by[:60], note=fact.note[:120], flags=flags,
    )  # fmt: skip


def _odd(lot: Lot, fact: MoveFact, now: datetime) -> list[str]:
    flags = []
    if stock.takes(fact.kind) and fact.quantity > queries.stocks([lot])[lot.pk].on_hand:
        flags.append("short_stock")
    if fact.kind == stock.RETURNED and fact.quantity > queries.stocks([lot])[lot.pk].out:
        flags.append("more_than_out")
    if fact.kind == stock.OUT and lot.recalled_at is not None and fact.seen_at > lot.recalled_at:
        flags.append("recalled")
    if fact.kind == stock.OUT and lot.expires_on is not None and local_date(fact.seen_at) > lot.expires_on:
        flags.append("expired")
    return flags + _clock(fact.seen_at, now)


def _clock(seen_at: datetime, now: datetime) -> list[str]:
    return ["clock_ahead"] if seen_at > now + _AHEAD else []


@dataclass(frozen=True, slots=True)
class SignFact:
    """One signature for one side of a hand-over of a trip's boxes."""

    event: UUID
    side: str
    giver: str
    taker: str
    boxes: int
    seen_at: datetime
    place: int
    note: str = ""


@transaction.atomic
def sign(trip: Trip, fact: SignFact, *, by: str, account_id: int | None, now: datetime) -> HandSign:
    """A person's own signature. Whoever gives what they never had is flagged, and so is a count that differs."""
    before = HandSign.objects.filter(part=trip.part, id=fact.event).first()
    same = before and (before.trip_id, before.side, before.boxes) == (trip.pk, fact.side, fact.boxes)
    if before is not None and same:
        return before
    Trip.objects.select_for_update().get(part=trip.part, id=trip.pk)
    signed = HandSign.objects.create(
        id=fact.event if before is None else new_event_id(), part=trip.part, trip=trip, side=fact.side,
        giver=fact.giver, taker=fact.taker, place=fact.place, boxes=fact.boxes, signed_by=by[:60],
        account_id=account_id, seen_at=fact.seen_at, received_at=now, note=fact.note[:120],
    )  # fmt: skip
    signed.flags = _odd_sign(trip, signed, now) + (["conflicting_repeat"] if before is not None else [])
    if signed.flags:
        signed.save(update_fields=["flags"])
    return signed


def _odd_sign(trip: Trip, signed: HandSign, now: datetime) -> list[str]:
    ride = queries.rides([trip])[0]
    line = trips.custody_of(ride)
    flags = _clock(signed.seen_at, now)
    mine = [one for one in line.hand_overs if signed.pk in {side.id for side in (one.gave, one.took) if side}]
    if signed.giver != trips.DEPOT and any(one in custody.breaks(line) for one in mine) and not trip.after:
        flags.append("never_had")
    if any(one.is_one_hand for one in mine):
        flags.append("one_hand")
    if signed.boxes != _expected(ride, signed):
        flags.append("count_differs")
    if not codes.contains(trip.place, signed.place) and not codes.contains(signed.place, trip.place):
        flags.append("wrong_place")
    return flags


def _expected(ride: trips.Ride, signed: HandSign) -> int:
    """What the hand before had; the paper of the trip where nobody has signed before."""
    hand = {trips.GATE: trips.DRIVER, trips.DROP: trips.GATE}.get(signed.taker)
    counted = trips.count_at(ride, hand) if hand and signed.side == custody.TOOK else None
    return counted if counted is not None else ride.boxes


@dataclass(frozen=True, slots=True)
class RemainderFact:
    """Parcels that no household has."""

    event: UUID
    kind: str
    quantity: int
    place: int
    seen_at: datetime
    note: str = ""


@transaction.atomic
def write_remainder(delivery: Delivery, fact: RemainderFact, *, by: str, now: datetime) -> Remainder:
    """What came back is put back into its lot in the same moment, under the same id."""
    before = Remainder.objects.filter(part=delivery.part, id=fact.event).first()
    if before is not None and (before.kind, before.quantity) == (fact.kind, fact.quantity):
        return before
    flags = _clock(fact.seen_at, now) + (["conflicting_repeat"] if before is not None else [])
    if not codes.contains(delivery.place, fact.place):
        flags.append("wrong_place")
    row = Remainder.objects.create(
        id=fact.event if before is None else new_event_id(), part=delivery.part, delivery=delivery, kind=fact.kind,
        quantity=fact.quantity, place=fact.place, seen_at=fact.seen_at, received_at=now, recorded_by=by[:60],
        note=fact.note[:120], flags=flags,
    )  # fmt: skip
    if fact.kind == books.RETURNED and delivery.lot is not None:
        back = MoveFact(row.pk, stock.RETURNED, fact.quantity, fact.seen_at, delivery.pk, fact.note)
        write_move(delivery.lot, back, by=by, now=now)
    return row
