"""Which of many versions holds at a place on a day: the smallest area that wrote one, there the one that came last.

What comes with the program has no area and its versions count from 1; what an area writes for itself counts from
`OWN`, so that the program's next ones keep their numbers.
"""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from wanjia.kernel import area as codes

OWN = 101


class Versioned(Protocol):
    """What is looked at of a version."""

    @property
    def area(self) -> int | None: ...
    @property
    def version(self) -> int: ...
    @property
    def effective_on(self) -> date: ...


V = TypeVar("V", bound=Versioned)


def holding(rows: Iterable[V], place: int, on: date) -> V | None:
    """The version that holds; None where no day has come yet."""
    near = [row for row in rows if row.effective_on <= on and is_for(row, place)]
    return max(near, key=lambda row: (_depth(row), row.effective_on, row.version), default=None)


def is_for(row: Versioned, place: int) -> bool:
    """Whether it can hold at the place at all."""
    return row.area is None or codes.contains(row.area, place)


def next_own(versions: Iterable[int]) -> int:
    """The number of the next version that an area writes."""
    return max([OWN - 1, *versions]) + 1


def _depth(row: Versioned) -> int:
    return 0 if row.area is None else codes.level_of(row.area)
