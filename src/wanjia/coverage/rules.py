"""What coverage decides, as pure values: who is owed, how a target moves, what is odd, when somebody may sign."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

OPEN, DONE, EXCUSED, RELEASED = "open", "done", "excused", "released"

_MOVES: Mapping[str, Mapping[str, str]] = {
    "proof": {OPEN: DONE, EXCUSED: DONE, RELEASED: DONE},
    "excuse": {OPEN: EXCUSED},
    "release": {OPEN: RELEASED, EXCUSED: RELEASED},
    "reopen": {DONE: OPEN, EXCUSED: OPEN, RELEASED: OPEN},
    "explain": {OPEN: OPEN},
}


def settle(state: str, event: str) -> str:
    """The state that a target moves to when `event` happens; the same state where the event changes nothing.

    Done always wins: evidence that somebody was served is never undone by a later excuse, and a late scan overrules
    an earlier one. Raises KeyError for an event that the table does not list.
    """
    return _MOVES[event].get(state, state)


class Reason(StrEnum):
    """Why a person decided about a target. `REASONS` says which fit which command."""

    BEDRIDDEN = "bedridden"
    MEDICAL = "medical"
    TESTED_ELSEWHERE = "tested_elsewhere"
    IN_HOSPITAL = "in_hospital"
    WAITING_TRANSFER = "waiting_transfer"
    WAITING_RECHECK = "waiting_recheck"
    ON_DUTY = "on_duty"
    MOVED = "moved"
    AWAY = "away"
    DIED = "died"
    ENTERED_TWICE = "entered_twice"
    ARRIVED = "arrived"
    RETURNED = "returned"
    NEWBORN = "newborn"
    NAMED = "named"
    TUBE_INVALID = "tube_invalid"
    CLEARED = "cleared"
    MISSED_AT_OPENING = "missed_at_opening"
    MISTAKE = "mistake"
    SAMPLE_LOST = "sample_lost"
    REFUSED = "refused"
    NOT_REACHED = "not_reached"
    VISIT_ARRANGED = "visit_arranged"
    ORDER_BEGAN = "order_began"
    ORDER_ENDED = "order_ended"
    OTHER = "other"


REASONS: Mapping[str, tuple[Reason, ...]] = {
    "excuse": (
        Reason.BEDRIDDEN, Reason.MEDICAL, Reason.TESTED_ELSEWHERE, Reason.IN_HOSPITAL, Reason.WAITING_TRANSFER,
        Reason.WAITING_RECHECK,
        Reason.ON_DUTY, Reason.OTHER,
    ),
    "release": (
        Reason.MOVED, Reason.AWAY, Reason.DIED, Reason.ENTERED_TWICE, Reason.CLEARED, Reason.ORDER_ENDED, Reason.OTHER,
    ),
    "add": (
        Reason.ARRIVED, Reason.RETURNED, Reason.NEWBORN, Reason.MISSED_AT_OPENING, Reason.NAMED, Reason.ORDER_BEGAN,
        Reason.OTHER,
    ),
    "reopen": (
        Reason.MISTAKE, Reason.RETURNED, Reason.TUBE_INVALID, Reason.SAMPLE_LOST, Reason.ORDER_BEGAN, Reason.OTHER,
    ),
    "explain": (Reason.REFUSED, Reason.NOT_REACHED, Reason.VISIT_ARRANGED, Reason.OTHER),
}  # fmt: skip


OUTCOMES = (  # of an attempt
    "nobody_home", "asleep", "refused", "away", "moved", "at_home", "no_answer", "wrong_number", "reached", "later",
    "damaged", "texted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Population:
    """Who is owed. Empty conditions mean everyone who is present in the area."""

    needs: tuple[str, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    presence: tuple[str, ...] = ("present",)
    empty_doors: bool = False  # rounds of doors: also flats in which nobody is registered
    named: bool = False  # exactly those whom somebody listed: whoever moves in is no amendment of it

    def as_json(self) -> dict[str, object]:
        return {
            "needs": list(self.needs), "min_age": self.min_age, "max_age": self.max_age,
            "presence": list(self.presence), "empty_doors": self.empty_doors, "named": self.named,
        }  # fmt: skip

    @classmethod
    def from_json(cls, stored: Mapping[str, object]) -> "Population":
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        for name in ("needs", "presence"):
            if name in known:
                known[name] = tuple(known[name])  # type: ignore[arg-type]
        return cls(**known)  # type: ignore[arg-type]

    def born_between(self, day: date) -> tuple[date | None, date | None]:
        """Birth dates of those whose age on `day` lies within the limits, both ends included."""
        earliest = _years_before(day, self.max_age + 1) + timedelta(days=1) if self.max_age is not None else None
        latest = _years_before(day, self.min_age) if self.min_age is not None else None
        return earliest, latest


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February: whoever was born then grows older on 1 March
        return day.replace(year=day.year - years, day=28)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was seen, by the device and by us."""

    seen_at: datetime  # device clock, corrected by the skew
    skew: timedelta
    flags: tuple[str, ...] = field(default=())


SKEW_WORTH_NAMING = timedelta(minutes=5)


def moment(*, seen_at: datetime, sent_at: datetime | None, received_at: datetime, due_at: datetime) -> Moment:
    """Corrects the device's clock and names what is odd about the time.

    The skew is what the device's clock showed on sending against ours on receiving; without `sent_at` we believe the
    device, except that nothing was seen in our future.
    """
    skew = received_at - sent_at if sent_at else min(received_at - seen_at, timedelta())
    corrected = min(seen_at + skew, received_at)
    flags = []
    if abs(skew) > SKEW_WORTH_NAMING:
        flags.append("clock_skew")
    if corrected > due_at:
        flags.append("late")
    return Moment(corrected, skew, tuple(flags))


@dataclass(frozen=True, slots=True)
class Standing:
    """What a signature would rest on."""

    owed: int
    done: int
    excused: int
    released: int
    explained: int
    strangers: int  # waiting for a person
    unsigned: int  # areas one step below without a signature in force; 0 for a building

    @property
    def open(self) -> int:
        return self.owed - self.done - self.excused - self.released

    @property
    def is_ready(self) -> bool:
        return self.open == self.explained and self.strangers == 0 and self.unsigned == 0

    def as_json(self) -> dict[str, int]:
        return {
            "owed": self.owed, "done": self.done, "excused": self.excused, "released": self.released,
            "open": self.open, "explained": self.explained, "strangers": self.strangers, "unsigned": self.unsigned,
        }  # fmt: skip


def expected_finish(*, open_: int, done_lately: int, minutes: float, now: datetime) -> datetime | None:
    """When the gap is empty at the pace of the last `minutes`. None without a pace, `now` when nobody is open."""
    if open_ == 0:
        return now
    if done_lately == 0:
        return None
    return now + timedelta(minutes=open_ * minutes / done_lately)
