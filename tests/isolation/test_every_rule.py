"""The promises of issue 5 over every rule of the file, and planted faults that they catch."""

import inspect
import sys
from dataclasses import replace
from types import ModuleType

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from tests.isolation.promises import PROMISES, each_change_has_its_reason, never_earlier, untouched_stays
from tests.isolation.rules_of import DAY, HERE, day, events, histories, shipped
from wanjia.isolation import presets
from wanjia.isolation.rules import history
from wanjia.isolation.rules.history import Case, NewVersion
from wanjia.isolation.rules.terms import UNITS

ROWS = [(row["line"], row["version"]) for row in presets.shipped()]
days = st.integers(0, 60).map(day)
positives = events(kinds=("positive_confirmed",))


@st.composite
def cases(draw, line, version):
    """That version, drawn on any unit, with any history, and the later versions of its line as they came."""
    later = [row for row in presets.shipped() if row["line"] == line and row["version"] > version]
    versions = [
        NewVersion(
            draw(st.integers(0, 40).map(day)), replace(shipped(line, row["version"]), applies_to_running=running)
        )
        for row in later[: draw(st.integers(0, len(later)))]
        for running in [row.get("applies_to_running", False) or draw(st.booleans())]
    ]
    known = tuple(draw(st.lists(events(), max_size=6)))
    return Case(HERE, draw(st.sampled_from(UNITS)), shipped(line, version), DAY, known, tuple(versions))


@pytest.mark.parametrize(("line", "version"), ROWS, ids=[f"{line}-{version}" for line, version in ROWS])
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_rule_of_the_file_keeps_all_three_promises(line, version, data):
    asked, new, on = data.draw(cases(line, version)), data.draw(positives), data.draw(days)
    for promise in PROMISES:
        assert promise(asked, new, on), promise.__doc__


@settings(max_examples=200)
@given(histories(), positives, days)
def test_any_rule_that_a_desk_may_write_keeps_them_too(asked, new, on):
    for promise in PROMISES:
        assert promise(asked, new, on), promise.__doc__


FAULTS = [
    ("a positive anywhere starts everybody again", "if not is_touched(unit, case.spot, event.spot):", "if False:",
     untouched_stays),
    ("the unit is what was drawn, not the smallest of the rule", "unit = narrower(case.drawn, rule.unit)",
     'unit = "compound"', untouched_stays),
    ("a shorter new stretch takes the place of a longer one",
     "if story.clock is not None and again.end is not None and again.end < story.clock:", "if False:", never_earlier),
    ("a restart is not written down", "return Story(rule, again, again.end, (*story.changes, change))",
     "return Story(rule, again, again.end, story.changes)", each_change_has_its_reason),
    ("a restart forgets what caused it", 'Change(event.on, "positive", rule, story.clock, again.end, event)',
     'Change(event.on, "positive", rule, story.clock, again.end, None)', each_change_has_its_reason),
    ("a restart hides the date before", 'Change(event.on, "positive", rule, story.clock, again.end, event)',
     'Change(event.on, "positive", rule, None, again.end, event)', each_change_has_its_reason),
    ("a positive ends it", "again = Stretch(start, rule.restarted)",
     "again = Stretch(start, ()); story = Story(story.rule, story.stretch, None, story.changes)", never_earlier),
]  # fmt: skip


def with_fault(was, becomes):
    """The module of the story with one line of it changed."""
    source = inspect.getsource(history)
    assert was in source, "the planted fault no longer fits the code"
    made = ModuleType("faulty_history")
    sys.modules[made.__name__] = made  # dataclasses look their module up
    exec(compile(source.replace(was, becomes), "faulty_history.py", "exec"), made.__dict__)
    made.__dict__.update({name: value for name, value in vars(history).items() if inspect.isclass(value)})
    return made


@pytest.mark.parametrize(("fault", "was", "becomes", "promise"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_planted_fault_is_caught(fault, was, becomes, promise):
    made = with_fault(was, becomes)
    told = st.tuples(histories(), positives, days)
    quick = settings(max_examples=2000, database=None, phases=[Phase.generate])
    try:
        asked, new, on = find(told, lambda one: not promise(*one, made=made), settings=quick)
    except NoSuchExample:
        pytest.fail(f"nobody noticed: {fault}")
    assert promise(asked, new, on), "the real one keeps it on the same case"
