"""Ids, ages, masks of time: small values that everything rests on."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.kernel import ids
from wanjia.kernel.clock import age_on

PARTS = st.integers(110000000001, 999999999999)


@given(PARTS, st.integers(1, 999_999))
def test_the_part_can_be_read_off_any_id_and_ids_fit_a_bigint(part, serial):
    id_ = ids.make_id(part, serial)
    assert ids.part_of(id_) == part
    assert id_ < 2**63


@pytest.mark.parametrize("serial", [0, 1_000_000])
def test_a_part_has_a_million_numbers(serial):
    with pytest.raises(ValueError, match="has no number"):
        ids.make_id(310101002001, serial)


def test_event_ids_are_in_the_order_in_which_they_were_made_and_say_when():
    made = [ids.new_event_id() for _ in range(100)]
    assert made == sorted(made)
    assert made[0].version == 7
    assert ids.made_at(made[0]) <= ids.made_at(made[-1])


@given(st.dates(date(1900, 1, 1), date(2020, 12, 31)), st.integers(0, 110))
def test_somebody_turns_a_year_older_on_their_birthday_and_not_the_day_before(born_on, years):
    try:
        birthday = born_on.replace(year=born_on.year + years)
    except ValueError:
        birthday = date(born_on.year + years, 3, 1)
    assert age_on(born_on, birthday) == years
    if years:
        assert age_on(born_on, date.fromordinal(birthday.toordinal() - 1)) == years - 1
