"""A standing as days: what each day is, and what is owed on it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from wanjia.isolation.rules.due import Due
from wanjia.isolation.rules.standing import PhaseSpan, Standing

LONGEST = 42  # days on one calendar


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one regime. `tests`: None none, else whether it is recorded."""

    span: PhaseSpan
    day: int
    is_test: bool
    is_tested: bool
    dues: tuple[Due, ...]


def cells(standing: Standing, dues: Iterable[Due], tested_on: Collection[date] = ()) -> dict[date, Cell]:
    """Every day of the governing stretch. A phase without an end has the days up to two weeks from now."""
    owed: dict[date, list[Due]] = {}
    for due in dues:
        owed.setdefault(due.on, []).append(due)
    found: dict[date, Cell] = {}
    for span in standing.spans:
        last = span.last or standing.on + timedelta(days=13)
        for number in range((last - span.first).days + 1):
            on = span.first + timedelta(days=number)
            is_test = number + 1 in (span.phase.test_days or ())
            found[on] = Cell(span, number + 1, is_test, on in tested_on, tuple(owed.get(on, ())))
    return found


def days(columns: Iterable[Mapping[date, Cell]], on: date) -> list[date]:
    """The days of all columns from the first to the last, around the day that is asked about."""
    known = sorted({day for column in columns for day in column})
    if len(known) <= LONGEST:
        return known
    near = [day for day in known if day >= on - timedelta(days=LONGEST // 3)]
    return near[:LONGEST] or known[-LONGEST:]
