"""Every subtree of the area tree is one range of numbers."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level

TOWNS = st.builds(
    lambda province, city, district, town: ((province * 100 + city) * 100 + district) * 10**6 + town * 1000,
    st.integers(11, 99), st.integers(1, 99), st.integers(1, 99), st.integers(1, 999),
)  # fmt: skip
COMMITTEES = st.builds(lambda town, number: town + number, TOWNS, st.integers(1, 999))
BUILDINGS = st.builds(
    lambda committee, compound, number: codes.building_key(codes.compound_code(committee, compound), number),
    COMMITTEES, st.integers(1, 99), st.integers(1, 9999),
)  # fmt: skip
ANY = st.one_of(TOWNS, COMMITTEES, BUILDINGS)


@given(BUILDINGS)
def test_a_building_lies_in_the_range_of_each_of_its_ancestors_and_the_ranges_nest(key):
    chain = codes.ancestors(key)
    assert [codes.level_of(code) for code in chain] == list(Level)
    spans = [codes.buildings_under(code) for code in chain]
    assert all(span.holds(key) for span in spans)
    assert all(a.low <= b.low and b.high <= a.high for a, b in pairwise(spans))


@given(BUILDINGS, BUILDINGS)
def test_two_committees_share_no_building(one, other):
    spans = [codes.buildings_under(codes.committee_of(key)) for key in (one, other)]
    if codes.committee_of(one) != codes.committee_of(other):
        assert not spans[0].holds(other)
        assert not spans[1].holds(one)


@given(ANY, ANY)
def test_an_area_contains_another_exactly_when_it_is_one_of_its_ancestors(outer, inner):
    assert codes.contains(outer, inner) == (outer in codes.ancestors(inner))


@given(BUILDINGS)
def test_the_part_of_a_key_is_its_committee(key):
    assert codes.committee_of(key) == codes.ancestors(key)[4] == codes.committee_of(codes.compound_of(key))


@given(COMMITTEES, st.integers(1, 99), BUILDINGS)
def test_a_key_without_a_building_lies_in_its_committee_and_is_no_building_s(committee, compound, building):
    somewhere = codes.somewhere_in(committee), codes.building_key(codes.compound_code(committee, compound), 1) - 1
    assert all(codes.buildings_under(committee).holds(key) for key in somewhere)
    assert not any(codes.has_building(key) for key in somewhere)
    assert codes.has_building(building)


@given(BUILDINGS)
def test_keys_fit_a_bigint_and_have_18_digits(key):
    assert 10**17 <= key < 2**63


@pytest.mark.parametrize("code", [0, 12345, 31010100200, 3101010020010, 10**16])
def test_what_is_no_code_is_refused(code):
    with pytest.raises(ValueError, match="not an area code"):
        codes.level_of(code)


@pytest.mark.parametrize(
    ("make", "number"), [(codes.building_key, 10_000), (codes.building_key, 0), (codes.compound_code, 100)]
)
def test_a_number_beyond_its_digits_is_refused(make, number):
    with pytest.raises(ValueError, match="numbers its"):
        make(31010100200101 if make is codes.building_key else 310101002001, number)


@given(ANY, ANY)
def test_the_smallest_area_over_two_holds_both_and_none_of_its_parts_does(one, other):
    found = codes.smallest_over(one, other)
    if found is None:
        assert codes.ancestors(one)[0] != codes.ancestors(other)[0]
        return
    assert codes.contains(found, one)
    assert codes.contains(found, other)
    below = [code for code in codes.ancestors(one) if codes.level_of(code) > codes.level_of(found)]
    assert not any(codes.contains(code, other) for code in below)
