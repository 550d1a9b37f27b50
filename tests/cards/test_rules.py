"""Decisions about cards, on plain values."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.cards.rules import Need, code_in, grouped, last_day, need, number_in, rest, tails
from wanjia.kernel.codes import new_short

TODAY = date(2022, 3, 31)
DAYS = st.integers(min_value=1, max_value=90)


@given(DAYS)
def test_whoever_got_a_card_today_needs_none_today(days):
    until = last_day(TODAY, days)
    assert need(until, until, TODAY) is Need.KEEP


@given(DAYS, st.integers(min_value=-400, max_value=400))
def test_a_card_that_ends_within_a_week_is_renewed_and_no_other(days, left):
    until, wanted = TODAY + timedelta(days=left), last_day(TODAY, days)
    what = need(until, wanted, TODAY)
    assert (what is Need.RENEW) == (left < 7 and wanted > until)
    assert what is not Need.NEW


def test_nobody_without_a_card_is_passed_over():
    assert need(None, last_day(TODAY, 1), TODAY) is Need.NEW


@pytest.mark.parametrize("days", [0, -1, 91, 10**6])
def test_a_card_is_good_for_one_to_ninety_days(days):
    with pytest.raises(ValueError, match="1 to 90"):
        last_day(TODAY, days)


@pytest.mark.parametrize(
    "pasted",
    ["WJ1:PAAA", " wj1:paaa ", "https://host/me/#WJ1:PAAA", "https://host/me/?lang=en#wj1:p\naaa", "WJ1:P　AAA"],
)
def test_a_code_is_found_in_whatever_was_pasted(pasted):
    assert code_in(pasted) == "WJ1:PAAA"


@given(st.text(max_size=200))
def test_any_text_can_be_pasted(text):
    assert "#" not in code_in(text)
    number_in(text)


def test_two_numbers_are_told_from_a_code():
    short = new_short()
    for typed in (f"999999001001 {grouped(short)}", f"999999001001{short}", f"999999001001-{short}"):
        assert number_in(typed) == (999999001001, short)
    wrong = short[:-1] + str((int(short[-1]) + 1) % 10)
    assert number_in(f"999999001001{wrong}") is None
    assert number_in(short) is None  # a short number alone says nothing


def test_a_dormitory_opens_only_to_the_persons_own_telephone():
    assert tails(["1111"], ["2222"], ["3333"], is_shared=False) == {"1111", "2222"}
    assert tails([], [], ["3333"], is_shared=False) == {"3333"}
    assert tails([], ["2222"], ["3333"], is_shared=False) == {"2222"}
    assert tails(["1111"], ["2222"], ["3333"], is_shared=True) == {"1111"}
    assert tails([], ["2222"], ["3333"], is_shared=True) == frozenset()


def test_a_rest_grows_to_a_day():
    minutes = [rest(n).total_seconds() / 60 for n in range(7)]
    assert minutes == [15, 60, 240, 960, 1440, 1440, 1440]
