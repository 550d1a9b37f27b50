"""What other clocks would have meant for the tickets of the last days: shown before a version is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wanjia.needs.rules.terms import Terms


@dataclass(frozen=True, slots=True)
class Past:
    """What is looked at of a ticket."""

    number: str
    urgency: int
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shift:
    """One ticket whose time would have been another."""

    past: Past
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class Replay:
    """`over_before`, `over_after`: how many were late, or are by now, under the one and under the other clocks."""

    tickets: int
    sooner: int
    later: int
    over_before: int
    over_after: int
    shifts: tuple[Shift, ...]  # the newest first


def replay(past: Iterable[Past], before: Terms, after: Terms, now: datetime) -> Replay:
    """Every ticket once under the clocks in force, once under the new ones."""
    rows = sorted(past, key=lambda one: one.opened_at, reverse=True)
    shifts = [
        Shift(one, before.due_at(one.urgency, one.opened_at), after.due_at(one.urgency, one.opened_at)) for one in rows
    ]
    return Replay(
        len(rows), sum(one.after < one.before for one in shifts), sum(one.after > one.before for one in shifts),
        sum(_is_over(one.past, one.before, now) for one in shifts),
        sum(_is_over(one.past, one.after, now) for one in shifts),
        tuple(one for one in shifts if one.after != one.before),
    )  # fmt: skip


def _is_over(one: Past, due_at: datetime, now: datetime) -> bool:
    return (one.closed_at or now) > due_at
