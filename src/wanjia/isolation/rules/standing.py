"""Where a case stands on a day: the phase, day n of m, the lift date, and what would lift it."""

from dataclasses import dataclass
from datetime import date, timedelta

from wanjia.isolation.rules.history import Case, Change, Condition, Story, conditions, lift_date, tell
from wanjia.isolation.rules.terms import Phase, Rule

NOT_YET, RUNNING, HELD, LIFTED = "not_yet", "running", "held", "lifted"


@dataclass(frozen=True, slots=True)
class PhaseSpan:
    """One phase on the calendar, both days inside it. `last` None: no length is said."""

    phase: Phase
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is true of one unit or person on one day, with the reason."""

    on: date
    rule: Rule
    unit: str
    state: str  # not_yet, running, held (the clock is over, a condition is not), lifted
    spans: tuple[PhaseSpan, ...]
    number: int  # of the phase, from 1; 0 outside all of them
    day: int  # within the phase, from 1
    lift_on: date | None
    is_sure: bool  # False: at the earliest, some condition is open
    conditions: tuple[Condition, ...]
    changes: tuple[Change, ...]

    @property
    def span(self) -> PhaseSpan | None:
        return self.spans[self.number - 1] if self.number else None

    @property
    def stage(self) -> str | None:
        """What the unit is called on that day; after the end what the rule says that it becomes."""
        return self.rule.ends_as if self.state == LIFTED else self.span.phase.stage if self.span else None

    @property
    def last_change(self) -> Change:
        """The one that made the lift date what it is."""
        return next(one for one in reversed(self.changes) if one.what in ("begins", "positive", "new_rule"))


def stand(case: Case, on: date) -> Standing:
    """The same for every order of the events. What happened after the day is not known on it."""
    story = tell(case, on)
    lift_on, is_sure = lift_date(case, story, on)
    spans = _spans(story)
    state = _state(case, story, lift_on, on, is_sure=is_sure)
    number, day = _where(spans, on) if state in (RUNNING, HELD) else (0, 0)
    return Standing(
        on, story.rule, case.unit, state, spans, number, day, lift_on, is_sure, conditions(case, story, on),
        story.changes,
    )  # fmt: skip


def _state(case: Case, story: Story, lift_on: date | None, on: date, *, is_sure: bool) -> str:
    if on < case.since:
        return NOT_YET
    if lift_on is not None and is_sure and lift_on <= on:
        return LIFTED
    return HELD if story.clock is not None and story.clock <= on else RUNNING


def _spans(story: Story) -> tuple[PhaseSpan, ...]:
    """After a phase without a length nothing more can be placed on the calendar."""
    found, first = [], story.stretch.start
    for phase in story.stretch.phases:
        last = None if phase.days is None else first + timedelta(days=phase.days - 1)
        found.append(PhaseSpan(phase, first, last))
        if last is None:
            break
        first = last + timedelta(days=1)
    return tuple(found)


def _where(spans: tuple[PhaseSpan, ...], on: date) -> tuple[int, int]:
    """The phase of a day and the day in it. While a condition is open the last phase goes on."""
    for number, span in reversed(list(enumerate(spans, start=1))):
        if span.first <= on:
            return number, (on - span.first).days + 1
    return 0, 0
