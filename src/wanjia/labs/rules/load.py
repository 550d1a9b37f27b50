"""A laboratory's load against what it can do: when the tubes that it has will be done."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Hours:
    """When it works. None, None: day and night. Closing before opening means past midnight."""

    opens: time | None = None
    closes: time | None = None

    def minutes_a_day(self) -> int:
        if self.opens is None or self.closes is None:
            return 24 * 60
        span = _minutes(self.closes) - _minutes(self.opens)
        return span if span > 0 else span + 24 * 60

    def is_open(self, local: datetime) -> bool:
        """At that local time."""
        if self.opens is None or self.closes is None:
            return True
        at, opens, closes = local.time(), self.opens, self.closes
        return opens <= at < closes if opens < closes else at >= opens or at < closes


def finish(backlog: int, tubes_a_day: int, hours: Hours, local: datetime) -> datetime:
    """When the backlog is done at full pace, closed hours left out. The local time itself where nothing waits.

    backlog in tubes >= 0, tubes_a_day > 0.
    """
    left = timedelta(minutes=backlog * hours.minutes_a_day() / tubes_a_day)
    at = local
    while left > timedelta(0):
        if not hours.is_open(at):
            at = _next(at, hours.opens)
            continue
        until = _next(at, hours.closes) if hours.closes is not None else at + left
        step = min(left, until - at)
        at, left = at + step, left - step
    return at


def _next(at: datetime, moment: time | None) -> datetime:
    """The next such time of day after `at`; midnight where none is said."""
    moment = moment or time()
    today = at.replace(hour=moment.hour, minute=moment.minute, second=0, microsecond=0)
    return today if today > at else today + timedelta(days=1)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
