"""Who holds whose record book, card, money and medicine at each moment, from hand-overs in any order of arrival.

A hand-over is a fact: it is never refused. One by somebody who did not have the thing is flagged with the reason, and
the thing is where the taker says it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

HOME = "home"
BOOK, CARD, CASH, MEDICINE = "book", "card", "cash", "medicine"
THINGS = (BOOK, CARD, CASH, MEDICINE)
BACK = (BOOK, CARD)  # what has to come home again; change and medicine are in the receipt
NEVER_HAD, NO_LONGER, NOT_YET = "never_had", "no_longer", "not_yet"
PHARMACY = "pharmacy"


@dataclass(frozen=True, slots=True)
class Hand:
    """One thing from one to another. Holders are `home`, `pharmacy`, or somebody's name at the committee."""

    id: UUID
    thing: str
    giver: str
    taker: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """One stretch in one hand. `until` None: here now."""

    holder: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """The way of one thing. `breaks`: hand-overs whose giver did not have it, with the reason."""

    thing: str
    holds: tuple[Hold, ...]
    breaks: tuple[tuple[Hand, str], ...]

    @property
    def holder(self) -> str:
        return self.holds[-1].holder


def line(thing: str, hands: Iterable[Hand], begun_at: datetime) -> Line:
    """The same hand-overs in any order give the same line; said twice, one id counts once. It begins at home, only
    medicine at the pharmacy."""
    mine = sorted({one.id: one for one in hands if one.thing == thing}.values(), key=lambda one: (one.at, one.id))
    holds = [Hold(PHARMACY if thing == MEDICINE else HOME, begun_at, None)]
    breaks: list[tuple[Hand, str]] = []
    for one in mine:
        if one.giver != holds[-1].holder:
            breaks.append((one, _why(one, holds)))
        last = holds[-1]
        moment = max(one.at, last.since)
        holds[-1] = Hold(last.holder, last.since, moment)
        holds.append(Hold(one.taker, moment, None))
    return Line(thing, tuple(holds), tuple(breaks))


def _why(one: Hand, holds: Sequence[Hold]) -> str:
    return NO_LONGER if any(hold.holder == one.giver for hold in holds) else NEVER_HAD


def lines(hands: Sequence[Hand], begun_at: datetime) -> Mapping[str, Line]:
    """Each thing that moved, and the book and the card in any case."""
    moved = {one.thing for one in hands} | set(BACK)
    return {thing: line(thing, hands, begun_at) for thing in THINGS if thing in moved}


def away(found: Mapping[str, Line]) -> tuple[str, ...]:
    """What belongs into the home and is not there."""
    return tuple(thing for thing in (*BACK, MEDICINE) if thing in found and found[thing].holder != HOME)
