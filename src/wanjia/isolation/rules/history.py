"""What a history makes of a rule: which stretch of days governs, when it lifts, and why each change came.

Days are Shanghai's calendar days; the first day is the one on which it starts, and the lift date is the first free
day. The clock is a maximum over starts, so a new positive can only move it later (tests/isolation/test_history.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from wanjia.isolation.rules.spots import Spot, is_doubtful, is_touched, narrower
from wanjia.isolation.rules.terms import Phase, Rule, total


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in a unit, on a day. `ref` names the record that it comes from."""

    on: date
    kind: str  # positive_confirmed, all_negative, contacts_clear, others_lifted, tested
    spot: Spot
    ref: str = ""
    source: str = ""

    def key(self) -> str:
        """Puts two events of one day into the same order, whoever tells them first."""
        return f"{self.kind} {self.ref} {self.spot} {self.source}"


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A later version of the same line, from the day on which it took effect."""

    on: date
    rule: Rule


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked about: where, under which rule, since when, what happened, and which versions came after."""

    spot: Spot
    drawn: str  # the unit that the order or the zone names
    rule: Rule
    since: date
    events: tuple[Event, ...] = ()
    versions: tuple[NewVersion, ...] = ()
    holds: tuple[str, ...] = ()  # what another room holds a release for, by code (ADR 0021)

    @property
    def unit(self) -> str:
        """The unit on which it is computed: the smallest that the rule allows, never wider than what was drawn."""
        return narrower(self.drawn, self.rule.unit)


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the reason why: what happened, and the lift date before and after it. Equal dates: it moved nothing.

    `what`: begins, positive, positive_moves_nothing, positive_after_end, not_this_unit, doubtful, rule_is_silent,
    new_rule, not_for_running.
    """

    on: date
    what: str
    rule: Rule
    before: date | None
    after: date | None
    event: Event | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A row of phases with its first day. `end` None: no length is said."""

    start: date
    phases: tuple[Phase, ...]

    @property
    def end(self) -> date | None:
        days = total(self.phases)
        return None if days is None else self.start + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Story:
    """The governing stretch, its lift date by the clock alone, and the changes in their order.

    `then`: of a zone that has lifted, the later version under which it would close again.
    """

    rule: Rule
    stretch: Stretch
    clock: date | None
    changes: tuple[Change, ...]
    then: Rule | None = None


def tell(case: Case, on: date) -> Story:
    """The story as known on a day. What happened later, or before it began, is not in it. Order does not matter."""
    story = _begin(case)
    versions = [new for new in case.versions if case.since <= new.on <= on]
    positives = [one for one in case.events if one.kind == "positive_confirmed" and case.since <= one.on <= on]
    steps: list[Event | NewVersion] = [*versions, *positives]
    for step in sorted(steps, key=_first_to_last):
        story = _renew(case, story, step) if isinstance(step, NewVersion) else _positive(case, story, step)
    return story


def _first_to_last(step: Event | NewVersion) -> tuple[date, bool, str]:
    """A version counts from the beginning of its day: before what happened on it."""
    if isinstance(step, NewVersion):
        return step.on, False, step.rule.name
    return step.on, True, step.key()


def _begin(case: Case) -> Story:
    stretch = Stretch(case.since, case.rule.phases)
    return Story(case.rule, stretch, stretch.end, (Change(case.since, "begins", case.rule, None, stretch.end),))


def _positive(case: Case, story: Story, event: Event) -> Story:
    rule = story.then or story.rule
    unit = narrower(case.drawn, rule.unit)
    if not is_touched(unit, case.spot, event.spot):
        what = "doubtful" if is_doubtful(unit, case.spot, event.spot) else "not_this_unit"
        return _unmoved(story, what, event)
    if rule.restart is None:
        return _unmoved(story, "rule_is_silent", event)
    if rule.kind == "person" and is_lifted(case, story, event.on):
        return _unmoved(story, "positive_after_end", event)
    start = case.since if rule.restart.counts_from == "start" else event.on
    again = Stretch(start, rule.restarted)
    if story.clock is not None and again.end is not None and again.end < story.clock:
        return _unmoved(story, "positive_moves_nothing", event)
    change = Change(event.on, "positive", rule, story.clock, again.end, event)
    return Story(rule, again, again.end, (*story.changes, change))


def _unmoved(story: Story, what: str, event: Event) -> Story:
    change = Change(event.on, what, story.then or story.rule, story.clock, story.clock, event)
    return replace(story, changes=(*story.changes, change))


def _renew(case: Case, story: Story, new: NewVersion) -> Story:
    """A later version. It changes what runs only if it says so; it never lifts before its own day.

    A zone that has lifted would close again under it: a positive that had kept the zone running must not shorten it.
    """
    if is_lifted(case, story, new.on):
        is_over = story.rule.kind == "person" or not new.rule.applies_to_running
        return story if is_over else replace(story, then=new.rule)
    if not new.rule.applies_to_running:
        change = Change(new.on, "not_for_running", new.rule, story.clock, story.clock)
        return replace(story, changes=(*story.changes, change))
    begun = Stretch(story.stretch.start, new.rule.phases)
    clock = None if begun.end is None else max(begun.end, new.on)
    change = Change(new.on, "new_rule", new.rule, story.clock, clock)
    return Story(new.rule, begun, clock, (*story.changes, change))


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that has to hold before it lifts. `met_on` None: not yet, or nobody wrote it down."""

    name: str
    number: int
    met_on: date | None
    due_on: date | None  # the first day on which it can be met


def conditions(case: Case, story: Story, on: date) -> tuple[Condition, ...]:
    """Those of the rule, with the day on which each was met; then what another room holds it for."""
    known = [event for event in case.events if case.since <= event.on <= on]
    ruled = tuple(_condition(case, story, name, number, known) for name, number in story.rule.lift)
    return ruled + tuple(Condition(code, 0, None, None) for code in case.holds)


def _condition(case: Case, story: Story, name: str, number: int, known: Sequence[Event]) -> Condition:
    due_on = _due_on(story, name, number)
    kind = "all_negative" if name.startswith("all_negative") else name
    fitting = (
        event.on for event in known
        if event.kind == kind and due_on is not None and event.on >= due_on and _holds(case, event)
    )  # fmt: skip
    return Condition(name, number, min(fitting, default=None), due_on)


def _due_on(story: Story, name: str, number: int) -> date | None:
    if name == "all_negative_on_day":
        length = total(story.stretch.phases)
        return story.stretch.start + timedelta(days=(number if length is None else min(number, length)) - 1)
    if name == "all_negative_within":
        return None if story.clock is None else story.clock - timedelta(days=number)
    return story.stretch.start


def _holds(case: Case, event: Event) -> bool:
    """A round of the whole building or compound speaks for every unit inside it."""
    known = [unit for unit in ("household", "floor", "stair") if None not in event.spot.within(unit)]
    unit = known[0] if known else "building"
    return event.spot.building == 0 or is_touched(unit, case.spot, event.spot)


def lift_date(case: Case, story: Story, on: date) -> tuple[date | None, bool]:
    """When it lifts, and whether that stands. With a condition open: at the earliest, and never before today."""
    if story.clock is None:
        return None, False
    found = conditions(case, story, on)
    met = [condition.met_on for condition in found if condition.met_on is not None]
    if len(met) == len(found):
        return max([story.clock, *met]), True
    return max([story.clock, on, *met]), False


def is_lifted(case: Case, story: Story, on: date) -> bool:
    """True on the lift date and after it."""
    at, is_sure = lift_date(case, story, on)
    return at is not None and is_sure and at <= on
