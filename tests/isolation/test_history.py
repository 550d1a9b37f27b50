"""Versions, order of events, Shanghai's calendar. The promises of issue 5 over every rule are in test_every_rule."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.isolation.rules_of import BUILDINGS, DAY, HERE, case, day, histories, negative, positive, shipped
from wanjia.isolation.rules.history import NewVersion, is_lifted, tell
from wanjia.isolation.rules.spots import Spot
from wanjia.isolation.rules.standing import stand
from wanjia.isolation.rules.terms import Phase, Rule
from wanjia.kernel import clock

days = st.integers(0, 60).map(day)


@settings(max_examples=120)
@given(histories(), days, st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_told_does_not_matter(asked, on, shuffle):
    mixed = list(asked.events)
    shuffle.shuffle(mixed)
    assert stand(replace(asked, events=tuple(mixed)), on) == stand(asked, on)


@settings(max_examples=120)
@given(histories(), days, st.integers(0, 40))
def test_what_happens_later_is_not_known_earlier(asked, on, later):
    future = positive(0, HERE)
    more = replace(asked, events=(*asked.events, replace(future, on=on + timedelta(days=1 + later))))
    assert stand(more, on) == stand(asked, on)


@settings(max_examples=120)
@given(histories(), days, st.integers(0, 40))
def test_a_new_version_changes_nothing_that_runs_unless_it_says_so(asked, on, number):
    quiet = replace(asked.rule, version=9, phases=(Phase(1),), applies_to_running=False)
    more = replace(asked, versions=(*asked.versions, NewVersion(day(number), quiet)))
    plain, told = stand(asked, on), stand(more, on)
    assert (told.lift_on, told.state, told.spans) == (plain.lift_on, plain.state, plain.spans)


@settings(max_examples=120)
@given(histories(), days)
def test_a_day_has_one_place_in_its_phases(asked, on):
    told = stand(asked, on)
    if told.state == "lifted":
        assert told.number == 0
        assert told.lift_on <= on
    if told.number:
        span = told.span
        assert span.first <= on
        assert told.day == (on - span.first).days + 1
        assert told.state == "held" or span.last is None or on <= span.last


class TestShanghaiOn11April:
    """7 closed, 7 at home; the building with a new positive 14 days, the rest goes on."""

    rule = shipped("sh_closed", 2)

    def test_two_phases_of_seven_days_and_lifted_on_the_fifteenth_when_day_13_is_negative(self):
        asked = case(self.rule, negative(12))
        first, eighth = stand(asked, DAY), stand(asked, day(7))
        assert (first.number, first.day, first.stage) == (1, 1, "closed")
        assert (eighth.number, eighth.day, eighth.stage) == (2, 1, "isolation")
        assert stand(asked, day(13)).state == "running"
        assert (stand(asked, day(14)).state, stand(asked, day(14)).stage) == ("lifted", "precaution")

    def test_trap_17_a_positive_next_door_moves_nothing_and_is_told(self):
        told = stand(case(self.rule, positive(5, Spot(BUILDINGS[1], 1))), day(6))
        assert told.lift_on == day(14)
        assert [change.what for change in told.changes] == ["begins", "not_this_unit"]

    def test_a_positive_in_the_building_gives_it_14_days_from_then(self):
        told = stand(case(self.rule, positive(5, Spot(BUILDINGS[0], 2))), day(6))
        assert (told.lift_on, told.day, told.span.phase.days) == (day(19), 2, 14)
        assert (told.last_change.before, told.last_change.after) == (day(14), day(19))

    def test_without_the_negative_round_it_is_held_and_says_so(self):
        told = stand(case(self.rule, negative(10)), day(15))
        assert (told.state, told.is_sure, told.lift_on) == ("held", False, day(15))
        assert [(one.name, one.number, one.met_on) for one in told.conditions] == [("all_negative_on_day", 13, None)]

    def test_a_round_after_its_time_lifts_on_its_day(self):
        assert stand(case(self.rule, negative(16)), day(20)).lift_on == day(16)


def test_31_march_gives_a_building_with_a_positive_14_days_from_the_same_first_day():
    told = stand(case(shipped("sh_closed", 1), positive(0)), day(8))
    assert (told.stage, told.day, told.lift_on) == ("closed", 9, day(14))
    assert stand(case(shipped("sh_closed", 1)), day(8)).span.phase.place == "community"


def test_a_control_zone_with_a_positive_becomes_closed_in_that_building_alone():
    rule = shipped("sh_control", 2)
    hit, spared = (stand(case(rule, positive(2), spot=Spot(key)), day(3)) for key in BUILDINGS)
    assert (hit.stage, hit.lift_on) == ("closed", day(16))
    assert (spared.stage, spared.lift_on) == ("control", day(7))


def test_the_national_closed_zone_counts_14_quiet_days_by_stair():
    rule = shipped("closed", 1)
    other = stand(case(rule, positive(9, Spot(BUILDINGS[0], 2))), day(10))
    own = stand(case(rule, positive(9, Spot(BUILDINGS[0], 1))), day(10))
    assert (other.lift_on, own.lift_on) == (day(14), day(23))


def test_a_positive_whose_stair_nobody_knows_moves_no_stair_and_is_named():
    told = stand(case(shipped("closed", 1), positive(9, Spot(BUILDINGS[0]))), day(10))
    assert told.lift_on == day(14)
    assert told.changes[-1].what == "doubtful"


def test_a_rule_that_does_not_speak_of_positives_is_not_given_words():
    told = stand(case(shipped("contact", 1), positive(3), drawn="household"), day(4))
    assert told.lift_on == day(21)
    assert told.changes[-1].what == "rule_is_silent"


def test_8_january_2023_ends_what_runs_and_never_before_its_day():
    rule, end = shipped("contact", 3), shipped("contact", 5)
    asked = case(rule, drawn="household", versions=[NewVersion(day(4), end)])
    assert stand(asked, day(3)).lift_on == day(8)
    assert stand(asked, day(4)).state == "lifted"
    assert stand(asked, day(4)).last_change.rule == end
    assert stand(asked, day(9)).lift_on == day(4)


def test_a_phase_without_a_length_has_no_lift_date():
    told = stand(case(shipped("precaution", 1)), day(3))
    assert (told.lift_on, told.state, told.day) == (None, "running", 4)


def test_before_its_first_day_nothing_runs():
    assert stand(case(shipped("contact", 2)), day(-1)).state == "not_yet"


def test_a_person_who_is_out_is_not_called_back_by_an_old_order_but_a_zone_closes_again():
    rule = replace(shipped("sh_closed", 2), lift=())
    person = replace(rule, kind="person")
    assert stand(case(rule, positive(30)), day(31)).stage == "closed"
    assert is_lifted(case(person, positive(30)), tell(case(person, positive(30)), day(31)), day(31))


def test_a_zone_that_has_lifted_closes_again_under_the_version_of_that_day_and_a_positive_before_makes_it_no_shorter():
    """Kept running or just lifted on the day of the new version: both go on under it, so the dates cannot cross."""
    rule = replace(shipped("high", 3), lift=())
    none_left = NewVersion(day(5), shipped("high", 4))  # no risk areas any more
    longer = NewVersion(day(5), replace(rule, version=4, phases=(Phase(9),), applies_to_running=True))
    for version, at in ((none_left, day(5)), (longer, day(15))):
        without = case(rule, positive(6), versions=[version])
        more = case(rule, positive(1), positive(6), versions=[version])
        assert stand(without, day(20)).lift_on == at
        assert stand(more, day(20)).lift_on >= at
    assert stand(case(rule, positive(6), versions=[longer]), day(7)).last_change.rule == longer.rule


def test_days_are_shanghais():
    """A positive at 00:30 in Shanghai is the new day's, though UTC still writes the day before."""
    late = datetime(2022, 4, 15, 16, 30, tzinfo=UTC)
    assert clock.local_date(late) == date(2022, 4, 16)


def test_a_rule_of_its_own_phases_restarts_from_their_first_day():
    rule = Rule("quiet", 1, "zone", (Phase(5), Phase(2)), restart=shipped("mid", 1).restart, source="x")
    assert stand(case(rule, positive(6), positive(3)), day(6)).lift_on == day(13)
