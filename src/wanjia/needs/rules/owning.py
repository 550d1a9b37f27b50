"""Who owns a ticket: the lowest level that can serve it, climbing by its clock, never going down by itself.

Levels: 1 building contact, 2 grid worker, 3 compound, 4 committee, 5 subdistrict, 6 district. A committee and what is
above it always have a desk; the three levels below it only where somebody holds them (`staffed`).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

GROUP, GRID, COMPOUND, COMMITTEE, TOWN, DISTRICT = range(1, 7)
ALWAYS = frozenset({COMMITTEE, TOWN, DISTRICT})
TOP = DISTRICT
MOST_DOWN = 2  # afterwards it stays with the level above


@dataclass(frozen=True, slots=True)
class Owner:
    """Which level has it, since when, when it climbs (None at the top), and how often it was handed down."""

    rung: int
    since: datetime
    climbs_at: datetime | None
    handed_down: int = 0


def first_rung(starts_at: int, staffed: Collection[int]) -> int:
    """The lowest level from `starts_at` on at which somebody is."""
    return next(rung for rung in range(starts_at, TOP + 1) if rung in ALWAYS or rung in staffed)


def above(rung: int, staffed: Collection[int]) -> int:
    """The next level up at which somebody is; the top stays the top."""
    return first_rung(min(rung + 1, TOP), staffed)


def below(rung: int, staffed: Collection[int]) -> int | None:
    """The next level down at which somebody is, None where there is none."""
    return next((one for one in range(rung - 1, 0, -1) if one in ALWAYS or one in staffed), None)


def begin(starts_at: int, staffed: Collection[int], now: datetime, minutes: int) -> Owner:
    return _at(Owner(starts_at, now, None), first_rung(starts_at, staffed), now, minutes)


def climbed(owner: Owner, staffed: Collection[int], now: datetime, minutes: int) -> Iterator[Owner]:
    """Every level that it has climbed to by now, in order, each at the moment its clock ran out."""
    while owner.climbs_at is not None and owner.climbs_at <= now:
        owner = _at(owner, above(owner.rung, staffed), owner.climbs_at, minutes)
        yield owner


def pass_up(owner: Owner, staffed: Collection[int], now: datetime, minutes: int) -> Owner:
    """A person gives it to the level above."""
    return _at(owner, above(owner.rung, staffed), now, minutes)


def may_hand_down(owner: Owner, staffed: Collection[int]) -> bool:
    """Twice at most, and only to somebody who is there."""
    return owner.handed_down < MOST_DOWN and below(owner.rung, staffed) is not None


def hand_down(owner: Owner, staffed: Collection[int], now: datetime, minutes: int) -> Owner:
    """A person gives it to the level below. Raises ValueError where `may_hand_down` says no."""
    to = below(owner.rung, staffed)
    if to is None or not may_hand_down(owner, staffed):
        raise ValueError("it stays with this level")
    return replace(_at(owner, to, now, minutes), handed_down=owner.handed_down + 1)


def climbs(since: datetime, minutes: int) -> datetime:
    return since + timedelta(minutes=minutes)


def _at(owner: Owner, rung: int, since: datetime, minutes: int) -> Owner:
    climbs_at = None if rung == TOP else climbs(since, minutes)
    return replace(owner, rung=rung, since=since, climbs_at=climbs_at)
