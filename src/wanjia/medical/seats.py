"""Seats of vehicles: whom each takes along near an hour, and which one has room for a trip."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, datetime
from uuid import UUID

from wanjia.kernel.clock import local
from wanjia.medical.hospitals import cars_for
from wanjia.medical.models import Appointment, Car
from wanjia.medical.rules.fallback import APART, Ride, Taken, Vehicle, fits, propose


def has_room(car: Car, held: Appointment, now: datetime) -> bool:
    """Whether the trip fits into the car beside those that have it already. One query; whoever gives the seat holds the
    car's lock."""
    return fits(_vehicle(car), _ride(held, now), _taken([car.pk], {held.on}, but=held.pk))


def proposals(area: int, rows: Sequence[Appointment], now: datetime) -> Mapping[UUID, Car]:
    """For each trip the vehicle that could take it; trips without any are missing. Two queries, none without trips."""
    if not rows:
        return {}
    cars = {car.pk: car for car in cars_for(area)}
    taken = _taken(cars, {row.on for row in rows})
    rides = [_ride(row, now) for row in rows]
    return {ride: cars[car] for ride, car in propose(rides, [_vehicle(car) for car in cars.values()], taken).items()}


def free_now(area: int, now: datetime) -> list[tuple[Car, int]]:
    """Every vehicle with the seats that nobody has near this hour, the most first; none in one that does not drive.
    Two queries."""
    cars, moment = cars_for(area, with_out=True), local(now)
    taken = [one for one in _taken([car.pk for car in cars], {moment.date()}) if abs(one.at - moment) < APART]
    found = []
    for car in cars:
        drives = car.out_since is None and _vehicle(car).drives_at(moment.time())
        used = sum(one.people for one in taken if one.vehicle == car.pk)
        found.append((car, max(car.seats - used, 0) if drives else 0))
    return sorted(found, key=lambda one: (-one[1], one[0].plate))


def _taken(cars: Iterable[UUID], days: Set[date], *, but: UUID | None = None) -> list[Taken]:
    """Seats that trips of these days have. One query."""
    busy = Appointment.objects.filter(car_id__in=list(cars), on__in=days, cancelled_at=None, car_failed_at=None)
    return [
        Taken(row.car_id, local(row.expected_at), row.ride, _people(row))
        for row in busy
        if row.car_id and row.pk != but
    ]


def _ride(row: Appointment, now: datetime) -> Ride:
    return Ride(row.pk, _leaves(row, now), row.ride, _people(row))


def _leaves(row: Appointment, now: datetime) -> datetime:
    """A trip whose hour is over needs its vehicle now."""
    return local(max(row.expected_at, now))


def _people(row: Appointment) -> int:
    return 2 if row.companion_sealed else 1


def _vehicle(car: Car) -> Vehicle:
    return Vehicle(
        car.pk, car.plate, car.seats, car.takes_wheelchairs, car.stretchers, car.is_fallback, car.opens, car.closes
    )
