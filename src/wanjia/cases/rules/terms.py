"""The clocks and measures of a preset, read from its data."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

LONGEST = 60 * 24 * 30  # minutes: a clock of a month is no clock


class Malformed(ValueError):
    """The data of a preset does not say what it has to."""


@dataclass(frozen=True, slots=True)
class Terms:
    """One version. Minutes are minutes of the clock on the wall; ages are full years."""

    inform_minutes: int  # until the household knows
    report_minutes: int  # until the first report of a case
    complete_minutes: int  # until the case is complete
    decide_minutes: int  # until a proposed contact is decided
    arrive_minutes: int  # on the way, until somebody asks where they are
    desk_minutes: int  # before and after a sample at the same desk
    pool_days: int  # how long before the sample a shared tube counts
    child_under: int  # goes to a bed for children
    minor_under: int  # is not left alone
    elder_over: int  # is not left alone
    home_line: str = ""  # the rule of isolation that holds after a discharge; empty: none is said


def read(said: Mapping[str, object]) -> Terms:
    """Raises Malformed for what is missing, unknown, or no sensible number."""
    known = {field.name for field in fields(Terms)}
    if unknown := set(said) - known:
        raise Malformed(f"unknown: {', '.join(sorted(unknown))}")
    numbers = {name: _number(name, said.get(name)) for name in known - {"home_line"}}
    return Terms(home_line=str(said.get("home_line", "")), **numbers)


def _number(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LONGEST:
        raise Malformed(f"{name}: a number from 1 to {LONGEST}")
    return value


@dataclass(frozen=True, slots=True)
class Due:
    """What is owed by when, and since when the clock runs."""

    what: str
    since: datetime
    at: datetime


def dues(terms: Terms, opened_at: datetime, reported_at: datetime | None, completed_at: datetime | None) -> list[Due]:
    """The clocks of a case that still run, the nearest first."""
    running = []
    if reported_at is None and completed_at is None:
        running.append(Due("report", opened_at, opened_at + timedelta(minutes=terms.report_minutes)))
    if completed_at is None:
        running.append(Due("complete", opened_at, opened_at + timedelta(minutes=terms.complete_minutes)))
    return sorted(running, key=lambda due: due.at)


def decide_by(terms: Terms, proposed_at: datetime) -> datetime:
    return proposed_at + timedelta(minutes=terms.decide_minutes)
