"""Which days a course falls on, and which days are the heavy ones."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


def days(weekdays: Collection[int], every_weeks: int, since: date, first: date, last: date) -> Iterator[date]:
    """Days of a course from `first` to `last`, both included. Weekday 1 is Monday; weeks count from `since`."""
    monday = since - timedelta(days=since.weekday())
    for number in range((last - max(first, since)).days + 1):
        on = max(first, since) + timedelta(days=number)
        if on.isoweekday() in weekdays and (on - monday).days // 7 % every_weeks == 0:
            yield on


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the view. `is_peak`: the most of the span; `is_over`: more people than seats."""

    on: date
    count: int
    by_kind: tuple[tuple[str, int], ...]
    is_peak: bool
    is_over: bool


def load(visits: Iterable[tuple[date, str]], span: Sequence[date], seats: int) -> list[Day]:
    """Every day of the span, empty ones too. Seats are counted as two runs a car and day; none known, none is over."""
    kinds: dict[date, Counter[str]] = {on: Counter() for on in span}
    for on, kind in visits:
        if on in kinds:
            kinds[on][kind] += 1
    most = max((sum(one.values()) for one in kinds.values()), default=0)
    return [
        Day(on, n := sum(one.values()), tuple(sorted(one.items())), n == most > 0, 0 < 2 * seats < n)
        for on, one in kinds.items()
    ]
