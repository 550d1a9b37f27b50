"""The rules of care: who is owed, how a ladder climbs. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.care import presets
from wanjia.care.rules import ladder, owing, steps
from wanjia.care.rules.ladder import OUTCOMES, RESULTS, RUNGS, OutOfOrder, Step, climb, may_end, standing
from wanjia.care.rules.owing import Rule, Who

NINE = datetime(2022, 3, 21, 9, tzinfo=UTC)
DAY = date(2022, 3, 21)
RULES = [owing.read(row, row["code"], row["version"]) for row in presets.shipped()]

wishes = st.lists(
    st.tuples(st.sampled_from(RUNGS), st.sampled_from(RESULTS), st.integers(0, 120), st.sampled_from(["林", " "])),
    max_size=12,
)


def climbed(wanted):
    """Whatever of it the rule takes."""
    done, at = (), NINE
    for rung, result, minutes, by in wanted:
        try:
            done = climb(done, Step(rung, result, at + timedelta(minutes=minutes), by), NINE)
            at = done[-1].at
        except OutOfOrder:
            continue
    return done


class TestTheLadder:
    @given(wishes)
    def test_trap_21_it_never_skips_a_step_but_for_danger_to_life_or_120_and_never_goes_back(self, wanted):
        done = climbed(wanted)
        for before, after in pairwise(done):
            up = RUNGS.index(after.rung) - RUNGS.index(before.rung)
            assert up in (0, 1) or after.rung == "ambulance"
            assert up >= 0
            assert after.at >= before.at
        if done:
            assert done[0].rung in ("first", "ambulance")

    @given(wishes)
    def test_trap_21_each_step_has_a_name_and_a_time(self, wanted):
        assert all(step.by.strip() and step.at for step in climbed(wanted))

    @given(wishes)
    def test_trap_21_after_a_sign_of_danger_nothing_but_120_comes_next(self, wanted):
        done = climbed(wanted)
        for before, after in pairwise(done):
            if before.result == "threat":
                assert after.rung == "ambulance"
        if done and done[-1].result == "threat":
            now = standing(done, NINE)
            assert (now.next, now.due_at, now.may) == ("ambulance", done[-1].at, ("ambulance",))
            assert not any(may_end(done, outcome) for outcome in OUTCOMES)

    @given(wishes)
    def test_120_is_open_from_every_step_but_the_hand_over(self, wanted):
        done = climbed(wanted)
        assert "ambulance" in standing(done, NINE).may or done[-1].rung == "handed"

    @given(wishes)
    def test_there_is_always_a_next_step_or_an_outcome_that_fits(self, wanted):
        done = climbed(wanted)
        assert standing(done, NINE).next or any(may_end(done, outcome) for outcome in OUTCOMES)

    @given(wishes, st.sampled_from(OUTCOMES))
    def test_nobody_is_well_whom_no_one_has_met(self, wanted, outcome):
        done = climbed(wanted)
        if outcome in ("well", "helped") and may_end(done, outcome):
            assert any(step.result == "met" for step in done)
        if outcome in ("hospital", "treated") and may_end(done, outcome):
            assert done[-1].rung == "handed"

    def test_the_retry_is_due_within_ninety_minutes_however_often_one_knocks(self):
        once = (Step("first", "no_answer", NINE, "林"),)
        twice = (*once, Step("first", "no_answer", NINE + timedelta(minutes=80), "林"))
        assert standing(once, NINE).due_at == standing(twice, NINE).due_at == NINE + timedelta(minutes=90)

    def test_the_clock_climbs_from_committee_to_city(self):
        now = standing((), NINE)
        assert [now.level(NINE + timedelta(minutes=late)) for late in (0, 1, 16, 31, 500)] == [0, 1, 2, 3, 3]

    @pytest.mark.parametrize(
        ("rung", "result", "minutes"),
        [("door", "no_answer", 5), ("first", "went", 5), ("retry", "no_answer", -5), ("ambulance", "met", 5)],
    )
    def test_a_step_out_of_order_is_named(self, rung, result, minutes):
        once = (Step("first", "no_answer", NINE, "林"),)
        with pytest.raises(OutOfOrder):
            climb(once, Step(rung, result, NINE + timedelta(minutes=minutes), "林"), NINE)


class TestWhoIsOwed:
    def test_eighty_and_alone_is_called_by_noon_every_day(self):
        who = Who(1, frozenset({"lives_alone"}), date(1942, 3, 21))
        for day in range(9):
            found = owing.owed(RULES, [who], DAY + timedelta(days=day), {})
            assert [(one.obligation, one.at, one.rule) for one in found] == [("welfare_call", time(12), "alone80 v1")]

    def test_the_day_before_the_eightieth_birthday_it_is_every_third_day(self):
        who = Who(1, frozenset({"lives_alone"}), date(1942, 4, 22))
        days = [len(owing.owed(RULES, [who], DAY + timedelta(days=day), {})) for day in range(9)]
        assert sum(days) == 3

    def test_oxygen_has_its_task_at_its_own_hours(self):
        who = Who(1, frozenset({"oxygen"}), None)
        assert [one.at for one in owing.owed(RULES, [who], DAY, {})] == [time(18)]
        both = owing.owed(RULES, [who], DAY, {1: (time(7), time(19, 30))})
        assert [(one.at, one.obligation) for one in both] == [(time(7), "equipment"), (time(19, 30), "equipment")]

    def test_a_newborn_for_twenty_eight_days(self):
        who = Who(1, frozenset(), DAY)
        days = [bool(owing.owed(RULES, [who], DAY + timedelta(days=day), {})) for day in (0, 27, 28, 60)]
        assert days == [True, True, False, False]

    @given(st.integers(1, 10**18), st.integers(1, 14), st.integers(0, 3000))
    def test_every_so_many_days_is_exactly_once_in_so_many_days(self, person, every, start):
        rule = Rule("x", 1, "welfare_call", time(12), time(8), frozenset({"infant"}), every)
        first = DAY + timedelta(days=start)
        assert sum(owing.is_day(rule, person, first + timedelta(days=n)) for n in range(every)) == 1

    @given(st.sets(st.sampled_from(["lives_alone", "oxygen", "dialysis", "infant", "pregnant", "sole_elder"])))
    def test_one_call_a_day_by_the_earliest_hour_whatever_the_needs(self, needs):
        who = Who(7, frozenset(needs), date(1930, 1, 1))
        found = owing.owed(RULES, [who], DAY, {})
        assert len({one.obligation for one in found}) == len(found)

    def test_rows_that_are_no_rule_are_named(self):
        with pytest.raises(ValueError, match="x"):
            owing.read({"obligation": "x", "opens": "12:00", "due": "08:00"}, "x", 1)


class TestSilence:
    @given(*[st.sets(st.integers(0, 8))] * 4)
    def test_silent_is_two_of_three_and_each_reason_is_true(self, people, asked, answered, phones):
        found = owing.silent(people, asked=asked, answered=answered, phones=phones)
        for one in people:
            why = {
                name for name, have in (("asks", asked), ("answers", answered), ("phone", phones)) if one not in have
            }
            assert (one in found) == (len(why) > 1)
            assert one not in found or set(found[one]) == why


@pytest.mark.parametrize("kind", steps.STEPS)
def test_a_case_closes_only_when_each_step_is_done(kind):
    whole = steps.STEPS[kind]
    assert not any(steps.may_close(kind, whole[:n]) for n in range(len(whole)))
    assert steps.may_close(kind, whole)
    assert ladder.LIMITS["retry"] == 90
