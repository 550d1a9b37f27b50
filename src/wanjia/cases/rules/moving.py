"""Where a transfer stands, computed from what people did. Positives = transferred + waiting + cleared + withdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

WAITING, HELD, ASSIGNED, SENT, ABOARD = "waiting", "held", "assigned", "sent", "aboard"
ARRIVED, HOSPITAL, CLEARED, WITHDRAWN = "arrived", "hospital", "cleared", "withdrawn"
STATES = (WAITING, HELD, ASSIGNED, SENT, ABOARD, ARRIVED, HOSPITAL, CLEARED, WITHDRAWN)
BUCKETS = ("transferred", "waiting", "cleared", "withdrawn")
_BUCKET = {ARRIVED: "transferred", HOSPITAL: "transferred", CLEARED: "cleared", WITHDRAWN: "withdrawn"}

DISPATCHED, PICKED_UP, HANDED_OVER, RETURNED = "dispatched", "picked_up", "handed_over", "returned"
STEPS = (DISPATCHED, PICKED_UP, HANDED_OVER, RETURNED)
GIVES, TAKES = "gives", "takes"
SIDES = (GIVES, TAKES)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is written down of one transfer: decisions of the desk, and steps that somebody confirmed."""

    is_held: bool = False
    is_assigned: bool = False
    steps: frozenset[tuple[str, str]] = frozenset()  # step, side
    cleared_at: datetime | None = None
    withdrawn_at: datetime | None = None
    hospital_at: datetime | None = None

    def has(self, step: str, *sides: str) -> bool:
        return all((step, side) in self.steps for side in sides)


def state_of(facts: Facts) -> str:
    """One state, whatever the order in which the facts came.

    A hand-over counts when both ends confirmed it; who is aboard is still waiting for a bed. A recheck or a withdrawal
    stops whoever has not left; who has left is on the way until somebody takes them in or brings them back.
    """
    if facts.hospital_at is not None:
        return HOSPITAL
    if facts.has(HANDED_OVER, GIVES, TAKES):
        return ARRIVED
    if has_left(facts) and not facts.has(RETURNED, TAKES):
        return ABOARD
    if facts.withdrawn_at is not None:
        return WITHDRAWN
    if facts.cleared_at is not None:
        return CLEARED
    return _before_leaving(facts)


def _before_leaving(facts: Facts) -> str:
    if facts.is_held:
        return HELD
    if facts.has(DISPATCHED, GIVES):
        return SENT
    return ASSIGNED if facts.is_assigned else WAITING


def has_left(facts: Facts) -> bool:
    """Either end says so, or the far end does."""
    return any(step in (PICKED_UP, HANDED_OVER) for step, _side in facts.steps)


def turns_back(facts: Facts) -> bool:
    """On the way, and the reason for it is gone."""
    return state_of(facts) == ABOARD and (facts.cleared_at is not None or facts.withdrawn_at is not None)


def bucket(state: str) -> str:
    """transferred, waiting, cleared or withdrawn."""
    return _BUCKET.get(state, "waiting")


@dataclass(frozen=True, slots=True)
class Balance:
    """Positives and what became of them."""

    positives: int
    transferred: int
    waiting: int
    cleared: int
    withdrawn: int

    @property
    def difference(self) -> int:
        return self.positives - self.transferred - self.waiting - self.cleared - self.withdrawn

    @property
    def is_even(self) -> bool:
        return self.difference == 0


def balance(positives: int, states: Mapping[str, int]) -> Balance:
    """How many are in each state, put together; `positives` comes from the cases: one without a transfer shows."""
    counted = dict.fromkeys(BUCKETS, 0)
    for state, count in states.items():
        counted[bucket(state)] += count
    return Balance(positives, **counted)


def is_missing(left_at: datetime | None, state: str, minutes: int, now: datetime) -> bool:
    """Left, and not arrived within the limit: somebody asks where they are."""
    return left_at is not None and state == ABOARD and now >= left_at + timedelta(minutes=minutes)


@dataclass(frozen=True, slots=True)
class Day:
    """One area and day: waiting at its start + new = transferred + cleared + withdrawn + waiting at its end."""

    start: int
    new: int
    transferred: int
    cleared: int
    withdrawn: int
    waiting: int

    @property
    def difference(self) -> int:
        return self.start + self.new - self.transferred - self.cleared - self.withdrawn - self.waiting

    @property
    def is_even(self) -> bool:
        return self.difference == 0


@dataclass(frozen=True, slots=True)
class Way:
    """When somebody came into the queue, and when and how they left it."""

    asked_at: datetime
    out_at: datetime | None
    out_as: str  # a state; empty while waiting


def day_of(positives: Iterable[datetime], ways: Iterable[Way], starts: datetime, ends: datetime) -> Day:
    """`positives`: when each case was opened; what comes in is counted there, what goes out on the ways."""
    opened, held = list(positives), list(ways)
    out_before = sum(_is_out(way, starts) for way in held)
    gone = [bucket(way.out_as) for way in held if _is_out(way, ends) and not _is_out(way, starts)]
    return Day(
        start=sum(at < starts for at in opened) - out_before,
        new=sum(starts <= at < ends for at in opened),
        transferred=gone.count("transferred"), cleared=gone.count("cleared"), withdrawn=gone.count("withdrawn"),
        waiting=sum(way.asked_at < ends and not _is_out(way, ends) for way in held),
    )  # fmt: skip


def _is_out(way: Way, by: datetime) -> bool:
    return way.out_at is not None and way.out_at < by
