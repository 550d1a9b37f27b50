"""Clocks and fields of a kind, read from a version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

LONGEST = 30 * 24 * 60  # minutes; longer is a slip of the hand
URGENCIES = 4


class Malformed(ValueError):
    """The terms can't be used; says why."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How one kind is served. Lists go by urgency: life, red, yellow, green."""

    starts_at: int
    climb_minutes: tuple[int, ...]
    due_minutes: tuple[int, ...]
    fields: tuple[str, ...]
    version: int = 1

    def climbs_at(self, urgency: int, since: datetime) -> datetime:
        return since + timedelta(minutes=self.climb_minutes[urgency])

    def due_at(self, urgency: int, opened_at: datetime) -> datetime:
        return opened_at + timedelta(minutes=self.due_minutes[urgency])


def read(told: Mapping[str, Any], version: int = 1) -> Terms:
    """Raises Malformed."""
    climb, due = tuple(told.get("climb_minutes", ())), tuple(told.get("due_minutes", ()))
    for name, minutes in (("climb_minutes", climb), ("due_minutes", due)):
        if len(minutes) != URGENCIES or any(not 0 < one <= LONGEST for one in minutes):
            raise Malformed(name)
        if list(minutes) != sorted(minutes):
            raise Malformed(f"{name}: less urgent is never sooner")
    starts_at = int(told.get("starts_at", 0))
    if not 1 <= starts_at <= 4:
        raise Malformed("starts_at")
    return Terms(starts_at, climb, due, tuple(told.get("fields", ())), version)
