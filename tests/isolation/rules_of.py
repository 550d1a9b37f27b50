"""Rules and histories for tests, drawn and by hand."""

from datetime import date, timedelta

from hypothesis import strategies as st

from wanjia.isolation import presets
from wanjia.isolation.rules import terms
from wanjia.isolation.rules.history import Case, Event, NewVersion
from wanjia.isolation.rules.spots import Spot
from wanjia.isolation.rules.terms import UNITS, Phase, Restart, Rule
from wanjia.kernel.area import building_key

DAY = date(2022, 4, 11)
COMPOUND = 99999900100101
BUILDINGS = [building_key(COMPOUND, number) for number in (1, 2)]
HERE = Spot(BUILDINGS[0], 1, 3, 77)


def shipped(line, version):
    """A version as the file has it."""
    row = next(row for row in presets.shipped() if (row["line"], row["version"]) == (line, version))
    return terms.read(
        row, line=line, version=version, kind=row["kind"], effective_on=row.get("effective_on"), source=row["source"],
        applies_to_running=row.get("applies_to_running", False),
    )  # fmt: skip


def positive(day, spot=HERE, ref=""):
    """A positive so many days after the start."""
    return Event(DAY + timedelta(days=day), "positive_confirmed", spot, ref or f"p{day}-{spot}", "lab")


def negative(day, spot=Spot(BUILDINGS[0])):
    return Event(DAY + timedelta(days=day), "all_negative", spot, f"n{day}", "round 7")


def case(rule, *events, spot=HERE, drawn="compound", versions=()):
    return Case(spot, drawn, rule, DAY, tuple(events), tuple(versions))


def day(number):
    return DAY + timedelta(days=number)


lengths = st.integers(1, 21)
phases = st.lists(st.builds(Phase, lengths, stage=st.sampled_from(["closed", "monitoring"])), min_size=1, max_size=3)
conditions = st.lists(
    st.one_of(
        st.tuples(st.just("all_negative_on_day"), st.integers(1, 21)),
        st.tuples(st.just("all_negative_within"), st.integers(0, 3)),
        st.tuples(st.just("contacts_clear"), st.just(14)),
    ),
    max_size=2, unique_by=lambda condition: condition[0],
).map(tuple)  # fmt: skip
restarts = st.one_of(
    st.none(),
    st.builds(Restart, st.one_of(st.none(), phases.map(tuple)), counts_from=st.sampled_from(["positive", "start"])),
)


@st.composite
def rules(draw, *, version=1, running=False):
    return Rule(
        "drawn", version, draw(st.sampled_from(["person", "zone"])), tuple(draw(phases)), draw(restarts),
        draw(st.one_of(st.none(), st.sampled_from(UNITS))), lift=draw(conditions), source="drawn",
        applies_to_running=running,
    )  # fmt: skip


spots = st.builds(
    Spot, st.sampled_from(BUILDINGS), st.one_of(st.none(), st.integers(1, 2)), st.one_of(st.none(), st.integers(1, 3)),
    st.one_of(st.none(), st.integers(70, 80)),
)  # fmt: skip


@st.composite
def events(draw, kinds=("positive_confirmed", "all_negative", "contacts_clear"), where=spots):
    kind = draw(st.sampled_from(kinds))
    return Event(day(draw(st.integers(-3, 50))), kind, draw(where), draw(st.text("abcdef", max_size=4)), "lab")


@st.composite
def histories(draw):
    """A case with whatever happened, and sometimes a later version that is also for what runs."""
    kept = draw(st.lists(events(), max_size=6))
    later = draw(st.lists(st.tuples(st.integers(0, 40), rules(version=2, running=True)), max_size=1))
    versions = tuple(NewVersion(day(number), rule) for number, rule in later)
    return Case(HERE, draw(st.sampled_from(UNITS)), draw(rules()), DAY, tuple(kept), versions)
