"""The road book of a day: every trip's boxes from the depot to the door of the building, and what does not fit.

A trip is loaded (depot gives, driver takes), arrives (driver gives, gate takes), and its boxes go on to drop points.
Each link compares two counts. A link that does not fit is named with the trip, the place and how many.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from wanjia.kernel import custody
from wanjia.kernel.custody import GAVE, TOOK, Line, Signed

SHORT_LOAD, SHORT_ROAD, TWICE, MISSING_DROP, NO_GIVER, NO_TAKER, ONE_HAND, LATE, MORE_ON, STAYED = (
    "short_load", "short_road", "twice", "missing_drop", "no_giver", "no_taker", "one_hand", "late",
    "more_on", "stayed",
)  # fmt: skip
BREAKS = (SHORT_LOAD, SHORT_ROAD, TWICE, MISSING_DROP, MORE_ON)  # boxes; the rest are papers
DEPOT, DRIVER, GATE, DROP = "depot", "driver", "gate", "drop"
SIGN_WITHIN = timedelta(hours=2)  # the store signs when it loads, not the next day
_HANDS = UUID("6f1f7f0e-5d0b-4c2e-9d52-0a7b3f3f5a10")  # namespace of holders; any fixed number does


@dataclass(frozen=True, slots=True)
class Sign:
    """One signature as it was written down."""

    id: UUID
    side: str
    giver: str
    taker: str
    boxes: int
    seen_at: datetime
    place: int = 0
    by: str = ""
    account_id: int | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ride:
    """A trip with its signatures. `after` names the ride whose boxes go on from the gate."""

    id: UUID
    number: int
    place: int
    boxes: int
    begun_at: datetime
    after: UUID | None = None
    signs: tuple[Sign, ...] = field(default=())

    def without(self, sign: UUID) -> "Ride":
        """As it stood before this signature."""
        return replace(self, signs=tuple(one for one in self.signs if one.id != sign))


@dataclass(frozen=True, slots=True)
class Finding:
    """One link that does not fit."""

    kind: str
    ride: UUID
    number: int
    place: int
    boxes: int  # how many are missing; what came a second time is counted whole

    @property
    def is_break(self) -> bool:
        return self.kind in BREAKS


@dataclass(frozen=True, slots=True)
class RoadBook:
    """The sums of a day and every finding. `lost` is what left the depot and is nowhere."""

    planned: int
    loaded: int
    arrived: int
    dropped: int
    at_gates: int  # arrived where nothing goes on: a committee's own gate is the end
    findings: tuple[Finding, ...]

    @property
    def on_road(self) -> int:
        return self.loaded - self.arrived - self._of(SHORT_ROAD)

    def _of(self, kind: str) -> int:
        return sum(one.boxes for one in self.findings if one.kind == kind)

    @property
    def breaks(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.is_break)


def custody_of(ride: Ride) -> Line:
    """Who had the boxes from when to when. A signature that comes a second time is a recount, never a second trip."""
    return custody.line([_signed(ride, one) for one in ride.signs], ride.begun_at)


def _signed(ride: Ride, one: Sign) -> Signed:
    giver, taker = _holder(ride, one.giver), _holder(ride, one.taker)
    holder, other = (giver, taker) if one.side == GAVE else (taker, giver)
    return Signed(one.id, one.side, holder, other, one.seen_at, counted=one.boxes, by=one.by, account_id=one.account_id)


def _holder(ride: Ride, hand: str) -> UUID | None:
    return custody.SITE if hand == DEPOT else uuid5(_HANDS, f"{ride.id}:{hand}")


def count_at(ride: Ride, hand: str, side: str = TOOK) -> int | None:
    """The latest count that somebody signed for taking into (or giving out of) this hand; None where nobody did."""
    wanted = "taker" if side == TOOK else "giver"
    signed = [one for one in ride.signs if one.side == side and getattr(one, wanted) == hand]
    return max(signed, key=lambda one: (one.seen_at, one.id)).boxes if signed else None


def road_book(rides: Sequence[Ride], *, now: datetime, due_at: datetime | None = None) -> RoadBook:
    """Sums and findings of the rides of one delivery. Trips counted twice count once in the sums."""
    first, again = _once([one for one in rides if one.after is None])
    drops: dict[UUID, list[Ride]] = defaultdict(list)
    for one in rides:
        if one.after is not None:
            drops[one.after].append(one)
    findings = [Finding(TWICE, one.id, one.number, one.place, one.boxes) for one in again]
    for one in first:
        findings += _road(one, now, due_at)
        findings += _last_metres(one, drops.get(one.id, []))
    loaded = sum(_loaded(one) for one in first)
    arrived = sum(count_at(one, GATE) or 0 for one in first)
    dropped = sum(count_at(one, DROP) or 0 for on in drops.values() for one in on)
    at_gates = sum(count_at(one, GATE) or 0 for one in first if one.id not in drops)
    return RoadBook(sum(one.boxes for one in first), loaded, arrived, dropped, at_gates, tuple(findings))


def _once(rides: Iterable[Ride]) -> tuple[list[Ride], list[Ride]]:
    """One number is one trip: what is written down under it again is the same boxes counted twice."""
    seen: dict[int, Ride] = {}
    again: list[Ride] = []
    for one in sorted(rides, key=lambda ride: (ride.begun_at, ride.id)):
        if one.number in seen:
            again.append(one)
        else:
            seen[one.number] = one
    return list(seen.values()), again


def _loaded(ride: Ride) -> int:
    """What the driver took; where only the depot has signed, what it gave."""
    took, gave = count_at(ride, DRIVER), count_at(ride, DEPOT, GAVE)
    return took if took is not None else gave or 0


def _road(ride: Ride, now: datetime, due_at: datetime | None) -> list[Finding]:
    found = []
    gave, took, came = count_at(ride, DEPOT, GAVE), count_at(ride, DRIVER), count_at(ride, GATE)
    promised = gave if gave is not None else ride.boxes
    if took is not None and took != promised:
        found.append(_finding(SHORT_LOAD, ride, promised - took))
    if came is not None and came != (before := took if took is not None else promised):
        found.append(_finding(SHORT_ROAD, ride, before - came))
    found += _papers(ride)
    if due_at is not None and came is None and now > due_at:
        found.append(_finding(LATE, ride, ride.boxes))
    return found


def _papers(ride: Ride) -> list[Finding]:
    """Hand-overs without their second signature, or with both by one person."""
    found = []
    for one in custody_of(ride).hand_overs:
        if one.missing:
            found.append(_finding(NO_GIVER if one.missing == GAVE else NO_TAKER, ride, 0))
        elif one.is_one_hand:
            found.append(_finding(ONE_HAND, ride, 0))
    return found


def _last_metres(ride: Ride, on: Sequence[Ride]) -> list[Finding]:
    """From the gate to the drop points: each that took less, or more, than was sent to it; a gate that sent on more
    than came to it, or with which some stay."""
    came = count_at(ride, GATE)
    if came is None:
        return []
    return _beyond(ride, came, on) + [
        _finding(MISSING_DROP, one, one.boxes - here)
        for one in on if (here := count_at(one, DROP)) is not None and here != one.boxes
    ]  # fmt: skip


def _beyond(ride: Ride, came: int, on: Sequence[Ride]) -> list[Finding]:
    """What came to a gate against what it sent on, as it signed, else as it wrote down. Nothing where nothing goes on:
    there the boxes are meant to stay."""
    if not on:
        return []
    rest = came - sum(boxes if (boxes := count_at(one, GATE, GAVE)) is not None else one.boxes for one in on)
    return [_finding(MORE_ON if rest < 0 else STAYED, ride, abs(rest))] if rest else []


def _finding(kind: str, ride: Ride, boxes: int) -> Finding:
    return Finding(kind, ride.id, ride.number, ride.place, boxes)


def unsigned(rides: Iterable[Ride], now: datetime) -> list[Ride]:
    """Rides by road that the store has not signed for in time. Of freight its boxes still stand in the lot's books."""
    first, _again = _once([one for one in rides if one.after is None])
    return [one for one in first if count_at(one, DEPOT, GAVE) is None and now > one.begun_at + SIGN_WITHIN]


def by_place(rides: Iterable[Ride]) -> Mapping[int, tuple[int, int, int]]:
    """For each place that trips go to: trips, boxes sent, boxes arrived."""
    first, _again = _once([one for one in rides if one.after is None])
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in first:
        for at, number in enumerate((1, one.boxes, count_at(one, GATE) or 0)):
            sums[one.place][at] += number
    return {place: (three[0], three[1], three[2]) for place, three in sums.items()}
