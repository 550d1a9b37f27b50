"""When an order holds: a second person confirms it, or it is urgent and lapses after a day (trap 15)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

PENDING, URGENT, LAPSED, IN_FORCE, DECLINED, ENDED = "pending", "urgent", "lapsed", "in_force", "declined", "ended"
URGENT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Steps:
    """What people did with an order, and when."""

    made_at: datetime
    is_urgent: bool
    confirmed_at: datetime | None = None
    declined_at: datetime | None = None
    ended_at: datetime | None = None


def state_of(steps: Steps, at: datetime) -> str:
    """What an order is at a moment. Only `in_force` and `urgent` keep anybody in."""
    if steps.ended_at is not None and steps.ended_at <= at:
        return ENDED
    if steps.declined_at is not None and steps.declined_at <= at:
        return DECLINED
    if steps.confirmed_at is not None and steps.confirmed_at <= at:
        return IN_FORCE
    if not steps.is_urgent:
        return PENDING
    return LAPSED if at >= steps.made_at + URGENT_FOR else URGENT


def holds(steps: Steps, at: datetime) -> bool:
    return state_of(steps, at) in (IN_FORCE, URGENT)


def is_second(maker: int | None, other: int | None) -> bool:
    """A person with an account of their own, and not the one who made it. The machine's own hand is no person."""
    return other is not None and other != maker
