"""Who belongs to which group of a timetable, and which slot holds for whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, Protocol, TypeVar


class Group(StrEnum):
    """Groups that may get a window of their own."""

    EVERYONE = "everyone"
    STUDENTS = "students"
    ELDERS = "elders"
    HOME = "home"


SCHOOL_AGE = (6, 17)
ELDER_FROM = 70
HOME_FROM = 80  # disabled and as old as this: somebody goes there
AT_HOME = "oxygen"  # whatever the age
DISABLED = "disabled"


def group_of(age: int | None, needs: Iterable[str]) -> Group:
    """The group of one person, the narrowest first. Not known how old: with everyone."""
    kinds, years = set(needs), -1 if age is None else age
    if AT_HOME in kinds or (DISABLED in kinds and years >= HOME_FROM):
        return Group.HOME
    if years >= ELDER_FROM:
        return Group.ELDERS
    return Group.STUDENTS if SCHOOL_AGE[0] <= years <= SCHOOL_AGE[1] else Group.EVERYONE


def born_until(day: date, years: int) -> date:
    """The last birthday of those who are `years` old on the day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """The people of one group on one floor of one stair: the smallest thing that a timetable calls."""

    building_key: int
    stair: int
    floor: int
    group: Group


class Doors(Protocol):
    """What a slot says about whom it calls."""

    @property
    def building_key(self) -> int: ...
    @property
    def stair(self) -> int | None: ...
    @property
    def floor_low(self) -> int | None: ...
    @property
    def floor_high(self) -> int | None: ...
    @property
    def group(self) -> str: ...


S = TypeVar("S", bound=Doors)


class Covering(Generic[S]):
    """Finds the slot that holds for a cell: the one for its group, else the one for everyone."""

    def __init__(self, slots: Iterable[S]) -> None:
        self._by_building: dict[int, list[S]] = {}
        for slot in slots:
            self._by_building.setdefault(slot.building_key, []).append(slot)

    def of(self, cell: Cell) -> S | None:
        near = [slot for slot in self._by_building.get(cell.building_key, ()) if is_behind(slot, cell)]
        own = [slot for slot in near if slot.group == cell.group]
        fit = own or [slot for slot in near if slot.group == Group.EVERYONE]
        return min(fit, key=_width, default=None)


def _width(slot: Doors) -> int:
    """Floors before a stair before a building."""
    return 0 if slot.floor_low is not None else 1 if slot.stair is not None else 2


def is_behind(slot: Doors, cell: Cell) -> bool:
    """True when the slot calls that stair and floor."""
    if slot.stair is not None and slot.stair != cell.stair:
        return False
    return slot.floor_low is None or slot.floor_high is None or slot.floor_low <= cell.floor <= slot.floor_high


def by_slot(slots: Sequence[S], cells: Mapping[Cell, int]) -> tuple[list[tuple[S, int]], dict[Cell, int]]:
    """How many people each slot calls, in the order of the slots, and the cells that none calls."""
    covering, left = Covering(slots), {}
    counted = {id(slot): 0 for slot in slots}
    for cell, people in cells.items():
        slot = covering.of(cell)
        if slot is None:
            left[cell] = people
        else:
            counted[id(slot)] += people
    return [(slot, counted[id(slot)]) for slot in slots], left
