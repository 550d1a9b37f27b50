"""What is still owed, day by day, and that silence of a source asks for nothing."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.isolation.rules_of import case, day, histories, positive, shipped
from wanjia.isolation.rules.due import missed, remaining, silences
from wanjia.isolation.rules.standing import stand

days = st.integers(0, 60).map(day)


def owed_tests(told, done=()):
    return [(due.on, due.day) for due in remaining(told, done) if due.what == "test"]


def test_the_8th_plan_tests_on_days_1_4_7_14_and_then_2_and_7():
    told = stand(case(shipped("contact", 1), drawn="household"), day(0))
    assert owed_tests(told) == [
        (day(0), 1), (day(3), 4), (day(6), 7), (day(13), 14), (day(15), 2), (day(20), 7),
    ]  # fmt: skip


def test_5_3_asks_for_two_readings_and_one_call_a_day_only_at_home_and_names_the_source():
    dues = remaining(stand(case(shipped("contact", 3), drawn="household"), day(0)))
    readings = [due for due in dues if due.what == "reading"]
    assert [due.on for due in readings] == [day(5), day(6), day(7)]
    assert {due.times for due in readings} == {2}
    assert all("home isolation" in due.source for due in readings)
    assert "reading" not in {due.what for due in dues if due.on < day(5)}


def test_a_test_without_a_record_stays_owed_and_one_with_a_record_does_not():
    told = stand(case(shipped("contact", 2), drawn="household"), day(2))
    assert [due.on for due in missed(told, {day(0)})] == [day(1)]
    assert owed_tests(told, {day(0), day(2)}) == [(day(1), 2), (day(4), 5), (day(6), 7), (day(9), 3)]


def test_what_the_source_does_not_say_is_named_and_not_asked_for():
    told = stand(case(shipped("contact2", 1), drawn="household"), day(0))
    assert remaining(told) == ()
    assert {"test_days", "readings_a_day", "calls_a_day", "restart"} <= set(silences(told))
    assert "days" not in silences(told)


def test_after_a_restart_the_owed_tests_the_new_stretch_are_owed():
    told = stand(case(shipped("closed", 1), positive(9)), day(9))
    assert owed_tests(told)[0] == (day(9), 1)


def test_after_the_lift_nothing_is_owed():
    assert remaining(stand(case(shipped("contact", 2), drawn="household"), day(10))) == ()


@given(histories(), days)
def test_nothing_is_asked_for_outside_the_stretch(asked, on):
    told = stand(replace(asked, events=asked.events), on)
    for due in remaining(told):
        assert told.spans[0].first <= due.on
        assert due.times >= 1
        assert due.source
