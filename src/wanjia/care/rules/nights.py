"""Which hours of a night nobody is on duty, and from when on that is an alarm."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

STARTS, ENDS = time(20), time(8)  # of the next morning
WARN = timedelta(hours=4)  # before the night begins: somebody can still be found by daylight


class Hours(NamedTuple):
    """From and until."""

    starts: datetime
    ends: datetime


def night_of(moment: datetime) -> Hours:
    """The night that runs, else the one that comes next. `moment` in local time."""
    day = moment.date() - timedelta(days=moment.time() < ENDS)
    return Hours(
        datetime.combine(day, STARTS, moment.tzinfo), datetime.combine(day + timedelta(days=1), ENDS, moment.tzinfo)
    )


def holes(night: Hours, duties: Iterable[Hours]) -> list[Hours]:
    """The hours of a night in which nobody is on duty, in order. Empty: somebody is, all night."""
    found, at = [], night.starts
    for duty in sorted(duties):
        if duty.ends <= at or duty.starts >= night.ends:
            continue
        if duty.starts > at:
            found.append(Hours(at, duty.starts))
        at = duty.ends
    return [*found, Hours(at, night.ends)] if at < night.ends else found


def is_alarm(moment: datetime, duties: Sequence[Hours]) -> bool:
    """True when hours of this night that are not over yet have nobody, from four hours before it begins."""
    night = night_of(moment)
    return moment >= night.starts - WARN and any(hole.ends > moment for hole in holes(night, duties))
