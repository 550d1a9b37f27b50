"""What a rule asks for day by day: tests, readings, calls, waste at the door. Only what it says; silence is no zero."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from wanjia.isolation.rules.standing import LIFTED, NOT_YET, PhaseSpan, Standing

_MOST = 60  # days ahead, for a phase without an end


@dataclass(frozen=True, slots=True)
class Due:
    """One thing owed on one day. `times`: how often on that day."""

    on: date
    what: str  # test, reading, call, waste
    times: int
    day: int  # of its phase
    source: str


def remaining(standing: Standing, tested_on: Collection[date] = ()) -> tuple[Due, ...]:
    """What is still to come from the day on, and tests of the days before that nobody recorded; in order."""
    if standing.state in (LIFTED, NOT_YET):
        return ()
    return (*missed(standing, tested_on), *_ahead(standing, tested_on))


def missed(standing: Standing, tested_on: Collection[date] = ()) -> tuple[Due, ...]:
    """Tests of earlier days of the governing stretch without a record."""
    days = (due for span in standing.spans for due in _tests(standing, span))
    return tuple(due for due in days if due.on < standing.on and due.on not in tested_on)


def owed_on(standing: Standing, tested_on: Collection[date] = ()) -> tuple[Due, ...]:
    """What is owed on the day of the standing itself. A test that nobody recorded is owed on every day until one is.

    One thing once: the test of the day and a missed one are one swab.
    """
    today = [due for due in remaining(standing, tested_on) if due.on == standing.on]
    late = [due for due in missed(standing, tested_on) if not any(day > due.on for day in tested_on)]
    if late and not any(due.what == "test" for due in today) and standing.on not in tested_on:
        today.append(late[-1])
    return tuple(today)


def still_due(dues: Collection[Due], on: date, served: Mapping[str, int]) -> tuple[Due, ...]:
    """The dues without what was done on the day already. A second reading is still owed after the first."""
    left = (replace(due, times=due.times - served.get(due.what, 0)) if due.on == on else due for due in dues)
    return tuple(due for due in left if due.times > 0)


def silences(standing: Standing) -> tuple[str, ...]:
    """What the rule does not say about the phase of the day: nothing is asked for, and it is said so."""
    if standing.span is None:
        return ()
    phase = standing.span.phase
    asked = {"test_days": phase.test_days, "readings_a_day": phase.readings_a_day, "calls_a_day": phase.calls_a_day,
             "place": phase.place, "leave": phase.leave, "days": phase.days}  # fmt: skip
    silent = [name for name, value in asked.items() if value is None]
    return (*silent, "restart") if standing.rule.restart is None else tuple(silent)


def _ahead(standing: Standing, tested_on: Collection[date]) -> Iterator[Due]:
    for span in standing.spans:
        tests = {due.on: due for due in _tests(standing, span)}
        for day in _days(standing, span):
            if day in tests and day not in tested_on:
                yield tests[day]
            yield from _daily(standing, span, day)


def _days(standing: Standing, span: PhaseSpan) -> Iterator[date]:
    first = max(span.first, standing.on)
    last = span.last or standing.on + timedelta(days=_MOST)
    if span is standing.spans[-1] and standing.state == "held":
        last = max(last, standing.on)
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _tests(standing: Standing, span: PhaseSpan) -> Iterator[Due]:
    for number in span.phase.test_days or ():
        day = span.first + timedelta(days=number - 1)
        yield Due(day, "test", 1, number, _source(standing, span, "test_days"))


def _daily(standing: Standing, span: PhaseSpan, day: date) -> Iterator[Due]:
    number = (day - span.first).days + 1
    asked = (("reading", "readings_a_day"), ("call", "calls_a_day"), ("waste", "waste_at_door"))
    for what, name in asked:
        if times := getattr(span.phase, name):
            yield Due(day, what, int(times), number, _source(standing, span, name))


def _source(standing: Standing, span: PhaseSpan, name: str) -> str:
    return span.phase.why.get(name) or standing.rule.source
