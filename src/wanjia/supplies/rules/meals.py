"""Meals of a day: who in care has none, what changes when the register is counted again, when each meal is due."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time

BREAKFAST, LUNCH, SUPPER = "breakfast", "lunch", "supper"
HOURS: Mapping[str, tuple[time, time]] = {  # leaves the kitchen, is at the doors
    BREAKFAST: (time(6, 30), time(8, 0)), LUNCH: (time(10, 30), time(12, 0)), SUPPER: (time(16, 30), time(18, 0)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One place in one order of one meal."""

    place: int
    counted: int
    wanted: int


def lacking(rows: Iterable[Row]) -> dict[int, int]:
    """By place: people in care for whom no set of this meal is ordered. Places that lack nothing are not named.

    `counted` is the same people in every set's order: the largest says how many they are.
    """
    people: dict[int, int] = defaultdict(int)
    meals: dict[int, int] = defaultdict(int)
    for row in rows:
        people[row.place] = max(people[row.place], row.counted)
        meals[row.place] += row.wanted
    return {place: left for place in sorted(people) if (left := people[place] - meals[place]) > 0}


def recounted(row: Row, people: int) -> Row:
    """After the register has changed. What a person has written stays; what was only counted follows the count."""
    return Row(row.place, people, people if row.wanted == row.counted else row.wanted)


def first_guess(people: Mapping[int, int], *, is_first: bool) -> tuple[Row, ...]:
    """A new order by place. Only the first set of a meal begins with everybody: the next one would feed them twice."""
    return tuple(Row(place, number, number if is_first else 0) for place, number in sorted(people.items()))
