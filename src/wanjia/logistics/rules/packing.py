"""Which tubes are in a box, what is odd about each, and what a count at a hand-over says against them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from wanjia.kernel import area as codes

TUBE_UNKNOWN = "tube_unknown"  # no record of it has arrived
TUBE_TWICE = "tube_twice"  # two records carry the same number
IN_ANOTHER_BOX = "in_another_box"
BOX_SEALED = "box_sealed"  # put in after the seal
OTHER_ROUND = "other_round"
OTHER_BUILDING = "other_building"  # filled elsewhere than the box stands for: one building in one box
FLAGS = (TUBE_UNKNOWN, TUBE_TWICE, IN_ANOTHER_BOX, BOX_SEALED, OTHER_ROUND, OTHER_BUILDING)


@dataclass(frozen=True, slots=True)
class Move:
    """A tube went in or came out."""

    id: UUID
    code: str
    is_out: bool
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class TubeKnown:
    """One record of a tube."""

    event_id: UUID
    part: int
    code: str
    round_id: int
    place: int
    people: int
    seen_at: datetime


def inside(moves: Iterable[Move]) -> dict[str, Move]:
    """What is in the box by the last that was seen of each tube, in the order in which they went in.

    The order in which facts arrive does not matter.
    """
    last: dict[str, Move] = {}
    for move in sorted(moves, key=lambda one: (one.seen_at, one.id)):
        known = last.get(move.code)
        if known is None or known.is_out or move.is_out:  # scanned twice: the first time counts as its moment
            last[move.code] = move
    found = [move for move in last.values() if not move.is_out]
    return {move.code: move for move in sorted(found, key=lambda one: (one.seen_at, one.id))}


@dataclass(frozen=True, slots=True)
class About:
    """What a box is for, as far as a tube can differ from it."""

    place: int
    round_id: int | None
    sealed_at: datetime | None


def oddities(move: Move, about: About, tubes: Collection[TubeKnown], elsewhere: Collection[str]) -> tuple[str, ...]:
    """Everything odd about a tube in this box. `tubes`: all records with its number; `elsewhere`: other open boxes."""
    flags = []
    if not tubes:
        flags.append(TUBE_UNKNOWN)
    here = [tube for tube in tubes if about.round_id is None or tube.round_id == about.round_id]
    if len(here) > 1:
        flags.append(TUBE_TWICE)
    if elsewhere:
        flags.append(IN_ANOTHER_BOX)
    if about.sealed_at is not None and move.seen_at > about.sealed_at:
        flags.append(BOX_SEALED)
    if tubes and not here:
        flags.append(OTHER_ROUND)
    if here and not any(_is_near(tube.place, about.place) for tube in here):
        flags.append(OTHER_BUILDING)
    return tuple(flags)


def _is_near(one: int, other: int) -> bool:
    return codes.contains(one, other) or codes.contains(other, one)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a count at a hand-over says against what was packed. Empty: it agrees."""

    packed: int
    counted: int | None  # None: nobody counted
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    homes: Mapping[str, str] | None = None  # of the extra ones: the box that each belongs to

    @property
    def by(self) -> int:
        """How many more were packed than counted."""
        return 0 if self.counted is None else self.packed - self.counted

    @property
    def agrees(self) -> bool:
        return not self.by and not self.missing and not self.extra


def difference(
    packed: Collection[str], counted: int | None, scanned: Collection[str] | None, homes: Mapping[str, str]
) -> Difference:
    """Names what is missing and what is too much where tubes were scanned; else only the number."""
    if scanned is None:
        return Difference(len(packed), counted)
    seen, there = set(scanned), set(packed)
    extra = tuple(sorted(seen - there))
    return Difference(
        len(there), len(seen), tuple(code for code in packed if code not in seen), extra,
        {code: homes[code] for code in extra if code in homes},
    )  # fmt: skip
