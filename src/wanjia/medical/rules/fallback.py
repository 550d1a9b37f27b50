"""Which other vehicle can take a trip whose own fell out, or for which 120 is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

SEAT, WHEELCHAIR, STRETCHER = "seat", "wheelchair", "stretcher"
APART = timedelta(minutes=90)  # two trips nearer than this ride together, or need two vehicles


@dataclass(frozen=True, slots=True)
class Ride:
    """One trip that needs a vehicle. `at` in local time; `people`: the patient and who goes along."""

    id: UUID
    at: datetime
    how: str
    people: int = 1


@dataclass(frozen=True, slots=True)
class Vehicle:
    """`opens` and `closes` None: at all hours; an end before the beginning runs over midnight."""

    id: UUID
    plate: str
    seats: int
    takes_wheelchairs: bool = False
    stretchers: int = 0
    is_fallback: bool = False
    opens: time | None = None
    closes: time | None = None

    def drives_at(self, hour: time) -> bool:
        if self.opens is None or self.closes is None:
            return True
        if self.opens <= self.closes:
            return self.opens <= hour <= self.closes
        return hour >= self.opens or hour <= self.closes


@dataclass(frozen=True, slots=True)
class Taken:
    """Seats of a vehicle that are given already."""

    vehicle: UUID
    at: datetime
    how: str
    people: int


def fits(vehicle: Vehicle, ride: Ride, taken: Sequence[Taken]) -> bool:
    """It drives at that hour, takes whoever sits or lies, and has room beside those who ride near that time."""
    near = [one for one in taken if one.vehicle == vehicle.id and abs(one.at - ride.at) < APART]
    if not vehicle.drives_at(ride.at.time()) or sum(one.people for one in near) + ride.people > vehicle.seats:
        return False
    if ride.how == STRETCHER:
        return sum(one.how == STRETCHER for one in near) < vehicle.stretchers
    return vehicle.takes_wheelchairs if ride.how == WHEELCHAIR else True


def propose(rides: Sequence[Ride], vehicles: Sequence[Vehicle], taken: Sequence[Taken]) -> dict[UUID, UUID]:
    """A vehicle for each ride that has one, the earliest ride first; none is promised twice.

    Those kept for falling back come first, then the smallest that is enough, so that the wide ones stay for stretchers.
    """
    given, found = list(taken), {}
    order = sorted(
        vehicles, key=lambda one: (not one.is_fallback, one.stretchers, one.takes_wheelchairs, one.seats, one.plate)
    )
    for ride in sorted(rides, key=lambda one: (one.at, one.id)):
        best = next((one for one in order if fits(one, ride, given)), None)
        if best is not None:
            found[ride.id] = best.id
            given.append(Taken(best.id, ride.at, ride.how, ride.people))
    return found
