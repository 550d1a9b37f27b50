"""The line of people: how many stand in it, and whether the next building may be called."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

FRESH = timedelta(minutes=10)  # a count older than this says nothing any more


class State(StrEnum):
    SHORT = "short"  # half or less: the next may come
    FILLING = "filling"
    FULL = "full"
    UNKNOWN = "unknown"  # nobody counted lately


class Stop(StrEnum):
    """Why the next building should wait. A person may overrule each of them with a reason."""

    UNKNOWN = "unknown"
    NOT_SHORT = "not_short"
    NO_ROOM = "no_room"


def capacity(queue_metres: int, spacing_metres: Decimal) -> int:
    """How many people the line holds: floor(length / distance)."""
    return int(Decimal(queue_metres) // spacing_metres)


@dataclass(frozen=True, slots=True)
class Queue:
    """What is known about one line now."""

    counted: int | None  # None: never counted
    seen_at: datetime | None
    on_the_way: int  # called since the count was taken, so not in it
    capacity: int

    def waiting(self, now: datetime) -> int | None:
        """Those in the line and those who are on their way. None when the last count is too old to say."""
        if self.counted is None or self.seen_at is None or now - self.seen_at > FRESH:
            return None
        return self.counted + self.on_the_way

    def state(self, now: datetime) -> State:
        waiting = self.waiting(now)
        if waiting is None:
            return State.UNKNOWN
        if waiting >= self.capacity:
            return State.FULL
        return State.SHORT if 2 * waiting <= self.capacity else State.FILLING


def stop(waiting: int | None, capacity: int, expected: int) -> Stop | None:
    """What speaks against calling `expected` more people; None when they may come."""
    if waiting is None:
        return Stop.UNKNOWN
    if 2 * waiting > capacity:
        return Stop.NOT_SHORT
    return Stop.NO_ROOM if waiting + expected > capacity else None


def may_call_next(waiting: int | None, capacity: int, expected: int) -> bool:
    return stop(waiting, capacity, expected) is None
