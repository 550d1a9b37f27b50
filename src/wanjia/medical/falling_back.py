"""A vehicle that fell out, 120 that is late: the trips are named at once, and another vehicle is proposed for each."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.medical import sealing, seats, visiting
from wanjia.medical.hospitals import cars_for
from wanjia.medical.models import Appointment, Car, VisitStep
from wanjia.medical.queries import standing
from wanjia.medical.refusals import CarOut, NoSeatLeft, ReasonWanted, SeatGone
from wanjia.medical.rules import trips
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record

AHEAD = timedelta(days=2)  # trips of so many days are named; a later one when its day comes nearer
_IS_SETTLED = Exists(
    VisitStep.objects.filter(part=OuterRef("part"), visit_id=OuterRef("id"), station__in=trips.SETTLED)
)


@transaction.atomic
def fell_out(*, by: Actor, area: int, car_id: UUID, reason: str, now: datetime) -> int:
    """It does not drive any more. Every trip that counts on it is without a car from now. Returns how many of the next
    two days.

    Raises NotFound for a car that does not drive for the area, ReasonWanted.
    """
    car = car_here(by, area, car_id)
    if not reason.strip():
        raise ReasonWanted
    Car.objects.filter(pk=car.pk).update(out_since=now, out_reason=reason.strip()[:120], out_by=by.name[:60])
    waiting = _counting_on(car, now)
    Appointment.objects.filter(pk__in=[row.pk for row in waiting]).update(
        car_failed_at=now, car_failed_why=Appointment.Failed.OUT
    )
    n = sum(row.on <= local_date(now) + AHEAD for row in waiting)
    record(by=by, act="medical.car_out", area=car.area, subject=f"car:{car.pk}", now=now, detail={"trips": n})
    return n


@transaction.atomic
def drives_again(*, by: Actor, area: int, car_id: UUID, now: datetime) -> None:
    """The trips that it still has count on it again."""
    car = car_here(by, area, car_id)
    Car.objects.filter(pk=car.pk).update(out_since=None, out_reason="", out_by="")
    Appointment.objects.filter(car=car, car_failed_why=Appointment.Failed.OUT).update(
        car_failed_at=None, car_failed_why=""
    )  # fmt: skip
    record(by=by, act="medical.car_back", area=car.area, subject=f"car:{car.pk}", now=now)


@transaction.atomic
def ambulance_is_late(*, by: Actor, visit_id: UUID, now: datetime) -> None:
    """120 was called for the trip and does not come: it needs another vehicle. Calling 120 again stays possible."""
    held = visiting.held_for(by, visit_id, lock=True)
    Appointment.objects.filter(part=held.part, pk=held.pk).update(
        car_failed_at=now, car_failed_why=Appointment.Failed.AMBULANCE
    )
    visiting.note(by, "medical.ambulance_late", held, now)


@transaction.atomic
def give(*, by: Actor, visit_id: UUID, car_id: UUID, now: datetime) -> None:
    """Another vehicle for a trip; who goes along stays. A proposal keeps no seat free: of two desks that take the last
    one the second is refused, with the next vehicle by name.

    Raises CarOut for one that does not drive, SeatGone, NoSeatLeft, NotFound.
    """
    place = visiting.held_for(by, visit_id).building_key
    car = car_here(by, place, car_id, lock=True)  # the vehicle before the trip, as `fell_out` does
    held = visiting.held_for(by, visit_id, lock=True)
    if car.out_since is not None:
        raise CarOut(plate=car.plate)
    _require_seat(held, car, now)
    Appointment.objects.filter(part=held.part, pk=held.pk).update(car_id=car.pk, car_failed_at=None, car_failed_why="")
    visiting.note(by, "medical.give_car", held, now)


def _require_seat(held: Appointment, car: Car, now: datetime) -> None:
    """Raises SeatGone, NoSeatLeft."""
    if seats.has_room(car, held, now):
        return
    other = seats.proposals(held.building_key, [held], now).get(held.pk)
    if other is None:
        raise NoSeatLeft(plate=car.plate)
    raise SeatGone(plate=car.plate, next=other.plate)


@transaction.atomic
def share(*, by: Actor, visit_id: UUID, now: datetime) -> None:
    """By the count its car cannot take it, and somebody knows better. Raises NotFound for anything else."""
    held = visiting.held_for(by, visit_id, lock=True)
    if held.car_failed_why != Appointment.Failed.FULL:
        raise NotFound
    Appointment.objects.filter(part=held.part, pk=held.pk).update(car_failed_at=None, car_failed_why="")
    visiting.note(by, "medical.share_car", held, now)


def car_here(by: Actor, area: int, car_id: UUID, *, lock: bool = False) -> Car:
    """A car that drives for an area, for whoever serves there. Raises NotFound, NotAllowed.

    `lock`: nobody else gives its seats until the transaction ends.
    """
    require(by, Act.SERVE, area)
    found = next((car for car in cars_for(area, with_out=True) if car.pk == car_id), None)
    if found is None:
        raise NotFound
    return Car.objects.select_for_update().get(pk=found.pk) if lock else found


def phone_of(*, by: Actor, area: int, car_id: UUID, now: datetime) -> str:
    """The driver's telephone, to be dialled; each time leaves a line in the log. Raises NotFound."""
    car = car_here(by, area, car_id)
    number = sealing.said(car.phone_sealed, sealing.DRIVER)
    if not number:
        raise NotFound
    record(by=by, act="medical.call_driver", area=car.area, subject=f"car:{car.pk}", now=now)
    return number


def _counting_on(car: Car, now: datetime) -> list[Appointment]:
    """Trips from today on that have it and are not over. Who is at the hospital needs it for the way back."""
    rows = Appointment.objects.filter(car=car, on__gte=local_date(now), cancelled_at=None)
    return list(rows.exclude(_IS_SETTLED))


def failed(area: int, now: datetime) -> list[Appointment]:
    """Trips without their vehicle, the earliest first; who is home again, by whatever means, or
    kept in hospital needs none. One query."""
    today = local_date(now)
    rows = standing(area, today - timedelta(days=1), today + AHEAD).filter(car_failed_at__isnull=False)
    return list(rows.exclude(_IS_SETTLED))
