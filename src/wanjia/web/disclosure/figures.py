"""Which counts may hang in a stairwell, as pure values. A small count is as good as a door number.

A neighbour knows who lives here, who was at home and who went down to be tested. So no published figure, and nothing
that can be computed from one, may be about fewer than five doors, or ten people: five, because among four a neighbour
guesses right one time in four and better; ten people, because households of ten are hardly found (0.3 % have seven, the
census's average is 2.3), so that ten people are at least two doors and mostly four.
"""

from dataclasses import dataclass

DOORS, PEOPLE = 5, 10  # the smallest group that is published


@dataclass(frozen=True, slots=True)
class Figure:
    """Done of owed, as it may be read by everybody. `low` to `high`: what a reader knows of how many are done."""

    owed: int
    low: int
    high: int

    @property
    def is_exact(self) -> bool:
        return self.low == self.high

    @property
    def is_all(self) -> bool:
        return self.low == self.owed


def least(unit: str) -> int:
    """The smallest group of this unit."""
    return DOORS if unit == "household" else PEOPLE


def published(*, done: int, owed: int, unit: str) -> Figure | None:
    """None where the group itself is too small. Where few are missing or few are done, only that they are few."""
    few = least(unit)
    if owed < few:
        return None
    missing = owed - done
    if 0 < missing < few:
        return Figure(owed, max(0, owed - few + 1), owed - 1)
    if 0 < done < few:
        return Figure(owed, 1, few - 1)
    return Figure(owed, done, done)
