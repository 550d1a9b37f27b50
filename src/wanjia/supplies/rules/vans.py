"""A van's day: one place at a time, and everything on board is handed out, brought back, or named as a difference."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Counted:
    """One stop of one good: handed out there, left on board when it drove on. None where nobody has counted."""

    handed: int
    left: int


@dataclass(frozen=True, slots=True)
class Balance:
    """loaded = handed + back + difference. `differences` by stop: fewer on board than there should be is positive."""

    loaded: int
    handed: int
    back: int
    differences: tuple[int, ...]

    @property
    def difference(self) -> int:
        return self.loaded - self.handed - self.back

    @property
    def is_balanced(self) -> bool:
        return not any(self.differences)


def balance(loaded: int, stops: Sequence[Counted | None]) -> Balance:
    """From stop to stop: what was on board before, less what was handed out, should be what is left.

    A stop without a count changes nothing: what lacks after it shows at the next one that is counted.
    """
    there, handed, differences = loaded, 0, []
    for one in stops:
        if one is None:
            differences.append(0)
            continue
        differences.append(there - one.handed - one.left)
        handed += one.handed
        there = one.left
    return Balance(loaded, handed, there, tuple(differences))


Span = tuple[datetime, datetime]


def overlapping(spans: Iterable[Span]) -> tuple[Span, Span] | None:
    """The first two that overlap: a van stands in one place at a time. It may leave at the minute it arrives."""
    known = sorted(spans)
    for one, other in pairwise(known):
        if other[0] < one[1]:
            return one, other
    return None
