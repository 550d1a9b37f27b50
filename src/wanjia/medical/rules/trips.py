"""A trip in a closed loop: four stations, each confirmed by who gives and who takes. What is missing, and since when.
Whoever is kept in hospital ends it there.

A confirmation is a fact in any order of arrival: the later station says that the earlier one was passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

LEFT_HOME, AT_HOSPITAL, LEFT_HOSPITAL, HOME = "left_home", "at_hospital", "left_hospital", "home"
STATIONS = (LEFT_HOME, AT_HOSPITAL, LEFT_HOSPITAL, HOME)
ADMITTED = "admitted"  # kept in hospital: the trip is settled there, the way back is another one
SETTLED = (HOME, ADMITTED)
GIVES, TAKES = "gives", "takes"
SIDES = (GIVES, TAKES)
RIDE = timedelta(minutes=90)
ONE_SIDED = timedelta(minutes=30)
STAY = {"dialysis": 360, "chemotherapy": 600, "prenatal": 240, "blood": 360}  # minutes in hospital, then somebody asks
_STAY = 300
Confirmed = Mapping[tuple[str, str], datetime]


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is missing: a station nobody has confirmed, or the other side of one. Since when it is late."""

    what: str  # not_left, not_arrived, stays_long, not_home, one_sided
    station: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Trip:
    """Where somebody is: the last station that anybody has confirmed, the next, the sides that are missing."""

    station: str  # empty: still at home
    next: str  # empty: back home, or kept in hospital
    missing: tuple[tuple[str, str], ...]
    alarms: tuple[Alarm, ...]

    @property
    def is_over(self) -> bool:
        return self.station in SETTLED


def trip(confirmed: Confirmed, kind: str, at: datetime, now: datetime) -> Trip:
    """Read from the confirmations alone. `at`: when the hospital expects them."""
    passed = [station for station in STATIONS if any((station, side) in confirmed for side in SIDES)]
    here = passed[-1] if passed else ""
    if here in ("", LEFT_HOME, AT_HOSPITAL) and moment(confirmed, ADMITTED) is not None:
        return Trip(ADMITTED, "", (), ())  # who leaves after all is on the way again
    upto = STATIONS[: STATIONS.index(here) + 1] if here else ()
    following = STATIONS[len(upto)] if len(upto) < len(STATIONS) else ""
    missing = tuple((station, side) for station in upto for side in SIDES if (station, side) not in confirmed)
    found = [*_late(confirmed, here, following, kind, at, now), *_one_sided(confirmed, upto, now)]
    return Trip(here, following, missing, tuple(found))


def moment(confirmed: Confirmed, station: str) -> datetime | None:
    """When the first side said so."""
    said = [confirmed[(station, side)] for side in SIDES if (station, side) in confirmed]
    return min(said, default=None)


def _late(
    confirmed: Confirmed, here: str, following: str, kind: str, at: datetime, now: datetime
) -> list[Alarm]:  # fmt: skip
    if not following:
        return []
    since = moment(confirmed, here) if here else None
    stay = timedelta(minutes=STAY.get(kind, _STAY))
    limit, what = {
        LEFT_HOME: (at, "not_left"),
        AT_HOSPITAL: ((since or at) + RIDE, "not_arrived"),
        LEFT_HOSPITAL: ((since or at) + stay, "stays_long"),
        HOME: ((since or at) + RIDE, "not_home"),
    }[following]
    return [Alarm(what, following, limit)] if now > limit else []


def _one_sided(confirmed: Confirmed, upto: tuple[str, ...], now: datetime) -> list[Alarm]:
    found = []
    for station in upto:
        said = moment(confirmed, station)
        whole = all((station, side) in confirmed for side in SIDES)
        if said is not None and not whole and now > said + ONE_SIDED:
            found.append(Alarm("one_sided", station, said + ONE_SIDED))
    return found
