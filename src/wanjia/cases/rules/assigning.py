"""Beds first, families together: who goes where, and why somebody waits. Urgent first, then the longest waiting.

Families come one after the other, so that a younger one never changes what an older one gets.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

ORDINARY, WITH_CARER, CHILD, SEVERE, WOMEN, MEN = "ordinary", "with_carer", "child", "severe", "women", "men"
KINDS = (ORDINARY, WITH_CARER, CHILD, SEVERE, WOMEN, MEN)
HELD, LEFT_BEHIND, NO_BED, APART = "held", "left_behind", "no_bed", "apart"
WHYS = (HELD, LEFT_BEHIND, NO_BED, APART)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits. `kinds`: the beds that will do, the best first."""

    id: object
    family: int
    kinds: tuple[str, ...]
    asked_at: datetime
    is_urgent: bool = False
    is_held: bool = False
    is_ready: bool = True  # who stays behind is looked after
    near: object = None  # the facility where somebody of the family is already, tried first


@dataclass(frozen=True, slots=True)
class House:
    """A facility with its free beds by kind; the list's order is the order in which they are filled."""

    id: object
    free: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everybody stands in exactly one of the two. `why`: held, left_behind, no_bed, apart."""

    beds: Mapping[object, tuple[object, str]] = field(default_factory=dict)  # who → facility, kind
    why: Mapping[object, str] = field(default_factory=dict)


def assign(people: Iterable[Waiting], houses: Sequence[House]) -> Plan:
    """A bed for everybody who can go.

    A family goes to one facility as long as one has beds for all of it. Where none has, it waits for a person to
    decide (`apart`), but for its urgent members, who go first and alone. A bed that suits nobody before may be given
    to somebody after: no bed stays empty while people wait.
    """
    free = {house.id: dict(house.free) for house in houses}
    beds: dict[object, tuple[object, str]] = {}
    why: dict[object, str] = {}
    for family in families(people):
        stuck = {one.id: _stuck(one) for one in family if _stuck(one)}
        why |= stuck
        going = [one for one in family if one.id not in stuck]
        if placed := _together(going, free):
            beds |= placed
            continue
        beds |= _alone([one for one in going if one.is_urgent], free)
        rest = [one for one in going if one.id not in beds]
        why |= {one.id: NO_BED if len(going) == 1 or one.is_urgent else APART for one in rest}
    return Plan(beds, why)


def families(people: Iterable[Waiting]) -> list[list[Waiting]]:
    """Households in their turn: those with an urgent member first, then by who has waited longest."""
    found: dict[int, list[Waiting]] = {}
    for one in people:
        found.setdefault(one.family, []).append(one)
    turn = {key: (not any(one.is_urgent for one in some), min(one.asked_at for one in some), key)
            for key, some in found.items()}  # fmt: skip
    return [sorted(found[key], key=_within) for key in sorted(found, key=lambda key: turn[key])]


def _within(one: Waiting) -> tuple[bool, datetime, str]:
    return not one.is_urgent, one.asked_at, str(one.id)


def _stuck(one: Waiting) -> str:
    if one.is_held:
        return HELD
    return "" if one.is_ready else LEFT_BEHIND


def _together(going: Sequence[Waiting], free: dict[object, dict[str, int]]) -> dict[object, tuple[object, str]]:
    """The first facility that has beds for all of them; nothing where there is none. Takes the beds."""
    if not going:
        return {}
    near = {one.near for one in going}
    for house, beds in sorted(free.items(), key=lambda item: item[0] not in near):
        if (kinds := fit([one.kinds for one in going], beds)) is not None:
            for kind in kinds:
                beds[kind] -= 1
            return {one.id: (house, kind) for one, kind in zip(going, kinds, strict=True)}
    return {}


def _alone(urgent: Sequence[Waiting], free: dict[object, dict[str, int]]) -> dict[object, tuple[object, str]]:
    placed: dict[object, tuple[object, str]] = {}
    for one in urgent:
        placed |= _together([one], free)
    return placed


def fit(wishes: Sequence[Sequence[str]], free: Mapping[str, int]) -> list[str] | None:
    """A kind of bed for each, never more of a kind than are free; None where they do not all fit.

    Augmenting paths (Kuhn), so that it is found whenever there is one.
    """
    taken: dict[str, list[int]] = {kind: [] for kind in free}
    for at in range(len(wishes)):
        if not _seat(at, wishes, free, taken, set()):
            return None
    chosen = {at: kind for kind, some in taken.items() for at in some}
    return [chosen[at] for at in range(len(wishes))]


def _seat(
    at: int, wishes: Sequence[Sequence[str]], free: Mapping[str, int], taken: dict[str, list[int]], tried: set[str]
) -> bool:
    for kind in wishes[at]:
        if kind not in taken or kind in tried:
            continue
        tried.add(kind)
        if len(taken[kind]) < free[kind]:
            taken[kind].append(at)
            return True
        for other in list(taken[kind]):
            if _seat(other, wishes, free, taken, tried):
                taken[kind].remove(other)
                taken[kind].append(at)
                return True
    return False


@dataclass(frozen=True, slots=True)
class Car:
    """A vehicle and what it can take."""

    id: object
    seats: int
    takes_wheelchairs: bool


def seat(groups: Sequence[tuple[object, int, bool]], cars: Sequence[Car]) -> dict[object, object]:
    """Group (id, people, needs a wheelchair place) → car: whole groups, in order, the smallest car that will do.

    Only for groups that go to the same facility. A group that no car holds is left out.
    """
    room = {car.id: car.seats for car in cars}
    found: dict[object, object] = {}
    for group, people, wheelchair in groups:
        fits = [car for car in cars if room[car.id] >= people and (car.takes_wheelchairs or not wheelchair)]
        if fits:
            best = min(fits, key=lambda car: (room[car.id], str(car.id)))
            room[best.id] -= people
            found[group] = best.id
    return found
