"""Who held a box from when to when: the custody line, from signatures in any order of arrival.

A hand-over has two sides, and each person signs their own. The two belong together when they name the same two holders
and lie close in time. Until the second signature is there, the hand-over stands, and is named as missing it: the box
has left the one hand or come into the other, and somebody says so (trap 13).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

GAVE, TOOK = "gave", "took"
TOGETHER = timedelta(hours=2)  # the two sides of one hand-over are signed within this
SITE: UUID | None = None  # where the box was packed is no holder


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature. `holder` signs; None is the site."""

    id: UUID
    side: str
    holder: UUID | None
    other: UUID | None
    seen_at: datetime
    counted: int | None = None
    scanned: tuple[str, ...] | None = None
    seal_seen: str = ""
    by: str = ""
    account_id: int | None = None
    is_paper: bool = False

    @property
    def giver(self) -> UUID | None:
        return self.holder if self.side == GAVE else self.other

    @property
    def taker(self) -> UUID | None:
        return self.other if self.side == GAVE else self.holder


@dataclass(slots=True)
class HandOver:
    """The box went from one hand into another."""

    giver: UUID | None
    taker: UUID | None
    gave: Signed | None = None
    took: Signed | None = None
    recounts: list[Signed] = field(default_factory=list)  # signed again by a side that had signed

    @property
    def at(self) -> datetime:
        """When the taker says so; without them, when the giver does."""
        signed = self.took or self.gave
        assert signed is not None  # noqa: S101  a hand-over is made from a signature
        return signed.seen_at

    @property
    def missing(self) -> str:
        """The side that has not signed: gave, took; empty where both have."""
        return GAVE if self.gave is None else TOOK if self.took is None else ""

    @property
    def is_one_hand(self) -> bool:
        """Both sides were signed by one account, and not from paper: no second pair of eyes."""
        sides = (self.gave, self.took)
        if any(side is None or side.account_id is None or side.is_paper for side in sides):
            return False
        return self.gave.account_id == self.took.account_id  # type: ignore[union-attr]

    @property
    def last_count(self) -> Signed | None:
        """The taker's latest count or list; without one the giver's."""
        signed = [one for one in (*self.recounts, self.took, self.gave) if one is not None and _has_count(one)]
        taken = [one for one in signed if one.side == TOOK] or signed
        return max(taken, key=lambda one: (one.seen_at, one.id), default=None)


def _has_count(signed: Signed) -> bool:
    return signed.counted is not None or signed.scanned is not None


@dataclass(frozen=True, slots=True)
class Hold:
    """One stretch in one hand. `until` None: here now."""

    holder: UUID | None
    since: datetime
    until: datetime | None

    def minutes(self, now: datetime) -> int:
        return ((self.until or now) - self.since) // timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Line:
    """The whole way of a box. `holds` follow each other without a gap, from the site to who has it now."""

    hand_overs: tuple[HandOver, ...]
    holds: tuple[Hold, ...]

    @property
    def now_with(self) -> UUID | None:
        return self.holds[-1].holder

    @property
    def one_sided(self) -> tuple[HandOver, ...]:
        return tuple(one for one in self.hand_overs if one.missing)

    @property
    def left_site_at(self) -> datetime | None:
        return self.hand_overs[0].at if self.hand_overs else None

    def taken_in_by(self, labs: Iterable[UUID]) -> HandOver | None:
        """The first hand-over that a laboratory has signed for itself: that somebody says so is not enough."""
        known = set(labs)
        return next((one for one in self.hand_overs if one.took is not None and one.taker in known), None)


def line(signatures: Iterable[Signed], begun_at: datetime) -> Line:
    """The custody line. The same signatures in any order of arrival give the same line."""
    hand_overs = sorted(_paired(signatures), key=lambda one: (one.at, _order(one)))
    holds = [Hold(SITE, begun_at, None)]
    for one in hand_overs:
        last = holds[-1]
        moment = max(one.at, last.since)
        holds[-1] = Hold(last.holder, last.since, moment)
        holds.append(Hold(one.taker, moment, None))
    return Line(tuple(hand_overs), tuple(holds))


def _order(one: HandOver) -> int:
    signed = one.took or one.gave
    return signed.id.int if signed else 0


def _paired(signatures: Iterable[Signed]) -> list[HandOver]:
    """Signatures in order of time; each joins the nearest hand-over of the same two that lacks its side."""
    found: list[HandOver] = []
    for signed in sorted(signatures, key=lambda one: (one.seen_at, one.id)):
        same = [
            one for one in found
            if (one.giver, one.taker) == (signed.giver, signed.taker)
            and signed.seen_at - _latest(one) <= TOGETHER
        ]  # fmt: skip
        free = [one for one in same if getattr(one, signed.side) is None]
        if free:
            setattr(free[-1], signed.side, signed)
        elif same:
            same[-1].recounts.append(signed)
        else:
            found.append(_begun(signed))
    return found


def _begun(signed: Signed) -> HandOver:
    one = HandOver(signed.giver, signed.taker)
    setattr(one, signed.side, signed)
    return one


def _latest(one: HandOver) -> datetime:
    return max(signed.seen_at for signed in (one.gave, one.took, *one.recounts) if signed is not None)


def breaks(found: Line) -> Sequence[HandOver]:
    """Hand-overs whose giver did not have the box by the line: a hand-over before it is missing altogether."""
    return [
        one for one, before in zip(found.hand_overs, found.holds, strict=False) if one.giver != before.holder
    ]  # fmt: skip
