"""A first timetable: buildings in walking order, groups in their windows, nothing beyond the line or the hours.

No solver: a committee reads it, moves what it knows better, and sees by name what does not fit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from math import ceil
from typing import Protocol
from uuid import UUID

from wanjia.kernel import clock
from wanjia.testing.rules.ground import Offer, Piece, batches, pieces, serving
from wanjia.testing.rules.people import Cell, Doors, Group

RHO = 0.85  # of what the lanes can do: the rest keeps the line bounded (planning §4.1)
STEP = timedelta(minutes=5)
LONGEST_WAIT = timedelta(minutes=30)  # of the last one of those who are called together
BEFORE_LESSONS, AFTER_LESSONS = time(8, 0), time(17, 0)
ELDERS_FROM, ELDERS_UNTIL = time(9, 30), time(11, 0)  # the chill is gone, the crowd too
_ORDER = (Group.STUDENTS, Group.ELDERS, Group.EVERYONE)  # narrow windows first

Interval = tuple[datetime, datetime]


class Kept(Doors, Protocol):
    """A slot that stays: called already, or put there by hand."""

    @property
    def site_id(self) -> UUID: ...


class Why(StrEnum):
    """Why somebody is not on the timetable."""

    NO_SITE = "no_site"
    CLOSING = "closing"  # not before the site closes
    WINDOW = "window"  # not within the hours of the group
    QUEUE = "queue"  # one floor has more people than the line holds


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of the timetable."""

    piece: Piece
    site: UUID
    starts_at: datetime
    ends_at: datetime
    position: int


@dataclass(frozen=True, slots=True)
class Unfit:
    """Whom the timetable leaves out, and why."""

    piece: Piece
    site: UUID | None
    why: Why
    until: datetime | None  # the hour before which it had to be


@dataclass(frozen=True, slots=True)
class Draft:
    slots: tuple[Planned, ...]
    unfit: tuple[Unfit, ...]


def per_hour(lanes: int, rate: float) -> float:
    """What a site is planned for: lanes × people a lane and hour × RHO."""
    return lanes * rate * RHO


def draft(
    cells: Mapping[Cell, int],
    offers: Sequence[Offer],
    *,
    apart: Iterable[Group],
    now: datetime,
    kept: Sequence[Kept] = (),
) -> Draft:
    """Everybody in `cells` on the timetable of one site each, or named as not fitting.

    apart: the groups that get their own window; the others come with everyone. kept: slots that stay as they are;
    whom they call is not in `cells`. The same input gives the same timetable.
    """
    wanted = _merged(cells, {*apart, Group.EVERYONE})
    people: dict[int, int] = {}
    for cell, count in wanted.items():
        people[cell.building_key] = people.get(cell.building_key, 0) + count
    served = serving(people, offers, {slot.building_key: slot.site_id for slot in kept})
    slots: list[Planned] = []
    unfit = [_nowhere(key, count) for key, count in people.items() if served[key] is None]
    for offer in offers:
        own = {
            cell: count for cell, count in wanted.items()
            if (site := served[cell.building_key]) is not None and site.site == offer.site
        }  # fmt: skip
        if own:
            made = _Day(offer, kept, now).fill(own)
            slots += made.slots
            unfit += made.unfit
    return Draft(tuple(slots), tuple(sorted(unfit, key=lambda u: (u.piece.building_key, u.piece.stair or 0))))


def _merged(cells: Mapping[Cell, int], apart: set[Group]) -> dict[Cell, int]:
    merged: dict[Cell, int] = {}
    for cell in sorted(cells):
        group = cell.group if cell.group in apart else Group.EVERYONE
        key = Cell(cell.building_key, cell.stair, cell.floor, group)
        if cells[cell] > 0:
            merged[key] = merged.get(key, 0) + cells[cell]
    return merged


def _nowhere(key: int, people: int) -> Unfit:
    return Unfit(Piece(key, None, None, None, Group.EVERYONE, people), None, Why.NO_SITE, None)


class _Day:
    """One site's hours, filled from the front."""

    def __init__(self, offer: Offer, kept: Sequence[Kept], now: datetime) -> None:
        self.offer, self.kept = offer, kept
        self.free = _without([(_up(max(start, now)), end) for start, end in sorted(offer.windows)], offer.busy)
        self.slots: list[Planned] = []
        self.unfit: list[Unfit] = []

    def fill(self, cells: Mapping[Cell, int]) -> Draft:
        self._home({cell: n for cell, n in cells.items() if cell.group == Group.HOME})
        for group in _ORDER:
            self._group(group, {cell: n for cell, n in cells.items() if cell.group == group})
        order = sorted(self.slots, key=lambda slot: (slot.starts_at, slot.position))
        numbered = tuple(
            Planned(s.piece, s.site, s.starts_at, s.ends_at, position) for position, s in enumerate(order, start=1)
        )
        return Draft(numbered, tuple(self.unfit))

    def _home(self, cells: Mapping[Cell, int]) -> None:
        """Somebody goes there while the site is open; takes neither the line nor its lanes."""
        begin, end = min(self.offer.windows)[0], max(self.offer.windows, key=lambda w: w[1])[1]
        for key, group in groupby(sorted(cells), key=lambda cell: cell.building_key):
            people = sum(cells[cell] for cell in group)
            self._add(Piece(key, None, None, None, Group.HOME, people), begin, end)

    def _group(self, group: Group, cells: Mapping[Cell, int]) -> None:
        fit: list[Piece] = []
        for _key, of_building in groupby(sorted(cells), key=lambda cell: cell.building_key):
            cut, too_many = pieces({cell: cells[cell] for cell in of_building}, self.offer.capacity, self.kept)
            fit += cut
            self.unfit += [Unfit(piece, self.offer.site, Why.QUEUE, None) for piece in too_many]
        after = None
        half_an_hour = ceil(self.offer.per_hour * LONGEST_WAIT / timedelta(hours=1))
        for batch in batches(fit, min(self.offer.capacity, half_an_hour)):
            needed = STEP * max(1, ceil(sum(p.people for p in batch) * 12 / self.offer.per_hour))
            place = self._place(group, needed, after)
            if place is None:
                self._leave_out(group, batch)
                continue
            after = place[1]
            self.free = _without(self.free, [place])
            for piece in batch:
                self._add(piece, *place)

    def _place(self, group: Group, needed: timedelta, after: datetime | None) -> Interval | None:
        """The first free stretch inside the group's hours that is long enough, never before the one before it."""
        for start, end in _within(self.free, _hours(group, self.offer.windows)):
            begin = _up(max(start, after) if after else start)
            if begin + needed <= end:
                return begin, begin + needed
        return None

    def _leave_out(self, group: Group, batch: Sequence[Piece]) -> None:
        hours = _within(self.offer.windows, _hours(group, self.offer.windows))
        until = max((end for _start, end in hours), default=None)
        why = Why.CLOSING if group == Group.EVERYONE else Why.WINDOW
        self.unfit += [Unfit(piece, self.offer.site, why, until) for piece in batch]

    def _add(self, piece: Piece, start: datetime, end: datetime) -> None:
        self.slots.append(Planned(piece, self.offer.site, start, end, len(self.slots)))


def _hours(group: Group, windows: Iterable[Interval]) -> list[Interval]:
    """The hours of the group on the days of the windows: students before or after lessons, elders mid-morning."""
    days = sorted({clock.local_date(moment) for window in windows for moment in window})
    if group == Group.STUDENTS:
        spans = [(time.min, BEFORE_LESSONS), (AFTER_LESSONS, time.max)]
    elif group == Group.ELDERS:
        spans = [(ELDERS_FROM, ELDERS_UNTIL)]
    else:
        return list(windows)
    return [(_at(day, start), _at(day, end)) for day in days for start, end in spans]


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, clock.LOCAL)


def is_in_hours(group: Group, start: datetime, end: datetime) -> bool:
    """True when the time lies within the hours of the group."""
    if group in (Group.EVERYONE, Group.HOME):
        return True
    return any(low <= start and end <= high for low, high in _hours(group, [(start, end)]))


def _within(some: Iterable[Interval], others: Sequence[Interval]) -> list[Interval]:
    """What both have, in order."""
    cut = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return sorted((start, end) for start, end in cut if start < end)


def _without(some: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """What is left after taking some away."""
    left = [(start, end) for start, end in some if start < end]
    for low, high in taken:
        left = [
            piece for start, end in left
            for piece in ([(start, end)] if high <= start or end <= low else [(start, low), (high, end)])
            if piece[0] < piece[1]
        ]  # fmt: skip
    return sorted(left)


def _up(moment: datetime) -> datetime:
    """The next mark of five minutes: what people can keep in mind."""
    past = timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)
    return moment + (STEP - past) if past else moment
