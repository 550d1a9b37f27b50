"""An order split over suppliers by rule: nobody beyond what is free, nothing dropped silently."""

from datetime import date
from types import SimpleNamespace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wanjia.supplies.rules import bought, standing
from wanjia.supplies.rules.bought import Part, sums
from wanjia.supplies.rules.splitting import Offer, demand, in_force, split

amounts = st.integers(0, 20_000)
offered = st.builds(
    Offer, st.integers(1, 6).map(lambda n: UUID(int=n)), st.integers(-50, 15_000), st.none() | amounts,
    st.none() | st.integers(-50, 200), st.booleans(), st.integers(0, 3),
)  # fmt: skip
offers = st.lists(offered, unique_by=lambda one: one.supplier, max_size=6)


def an_offer(n, free, **more):
    return Offer(UUID(int=n), free, **more)


@given(amounts, offers)
def test_a_split_never_exceeds_what_a_supplier_has_free(wanted, known):
    free = {one.supplier: one.free for one in known}
    assert all(0 < number <= free[supplier] for supplier, number in split(wanted, known).parts)


@given(amounts, offers)
def test_parts_and_shortfall_together_are_what_was_wanted(wanted, known):
    found = split(wanted, known)
    assert found.asked + found.short == wanted
    assert found.short >= 0


@given(amounts, offers, st.integers(0, 5), st.integers(1, 9000))
def test_more_capacity_never_makes_the_shortfall_larger(wanted, known, which, more):
    grown = [
        Offer(one.supplier, max(one.free, 0) + more, one.price_fen, one.over, one.is_dear, one.near)
        if at == which else one for at, one in enumerate(known)
    ]  # fmt: skip
    assert split(wanted, grown).short <= split(wanted, known).short
    assert split(wanted, [*known, an_offer(99, more)]).short <= split(wanted, known).short


@given(amounts, offers, st.randoms())
def test_the_order_of_the_list_changes_nothing(wanted, known, random):
    mixed = list(known)
    random.shuffle(mixed)
    assert split(wanted, mixed) == split(wanted, known)


@given(amounts, offers)
def test_nobody_is_asked_who_has_just_said_no(wanted, known):
    out = {one.supplier for one in known[:2]}
    found = split(wanted, known, without=out)
    assert not out & {supplier for supplier, _number in found.parts}
    assert found.asked + found.short == wanted


def test_the_cheaper_against_its_reference_comes_first_then_the_nearer_and_what_is_too_dear_last():
    dear = an_offer(1, 100, price_fen=130, over=30, is_dear=True)
    fair, near = an_offer(2, 30, price_fen=100, over=0, near=2), an_offer(3, 30, price_fen=100, over=0, near=0)
    cheap, unknown = an_offer(4, 10, price_fen=90, over=-10, near=3), an_offer(5, 10)
    found = split(120, [dear, unknown, fair, near, cheap])
    assert [(supplier.int, number) for supplier, number in found.parts] == [(4, 10), (3, 30), (2, 30), (5, 10), (1, 40)]


def test_the_last_version_begun_holds_and_of_one_day_the_later():
    ten, fifty, none = (SimpleNamespace(from_on=date(2022, 4, day), version=n) for day, n in ((1, 1), (3, 2), (3, 3)))
    assert in_force([none, ten, fifty], date(2022, 3, 31)) is None
    assert in_force([none, ten, fifty], date(2022, 4, 2)) is ten
    assert in_force([fifty, none, ten], date(2022, 4, 3)) is none


@given(st.integers(0, 9000), st.integers(1, 9), st.integers(-100, 90_000))
def test_a_ration_less_what_lies_there_is_never_below_nothing(homes, each, there):
    assert 0 <= demand(homes, each, there) <= homes * each


parts = st.lists(
    st.tuples(st.integers(0, 500), st.none() | st.integers(0, 500), st.integers(0, 600), st.booleans()).map(
        lambda one: Part(one[0], None if one[1] is None else min(one[1], one[0]), one[2], one[3])
    ),
    max_size=5,
)


@given(st.integers(1, 3000), parts)
def test_every_number_wanted_has_come_is_expected_or_is_named_as_short(wanted, known):
    found = sums(wanted, known)
    assert found.came + found.missing + found.short >= wanted
    if found.short:
        assert found.came + found.missing + found.short == wanted
    assert found.missing == sum(one.expected - min(one.came, one.expected) for one in known)


def test_a_part_tells_where_it_is():
    told = [
        Part(50).state, Part(50, is_ordered=True).state, Part(50, 50).state, Part(50, 30).state, Part(50, 30, 10).state,
        Part(50, 30, 30).state,
    ]  # fmt: skip
    assert told == [
        bought.TO_ORDER, bought.ORDERED, bought.CONFIRMED, bought.SHORT, bought.PARTLY, bought.ARRIVED
    ]  # fmt: skip


coming = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 500)), max_size=4)


@given(st.integers(0, 500), st.integers(1, 500), coming)
def test_what_is_on_order_never_shortens_the_cover_and_fills_no_gap(there, left, orders):
    alone = standing.days_of_cover(there, left, 7)
    found = standing.days_of_cover(there, left, 7, orders)
    assert found >= alone
    assert found == standing.days_of_cover(there, left, 7, [one for one in orders if one[0] <= found + 0.1])


def test_a_truck_that_comes_after_the_shelf_is_empty_does_not_count():
    assert standing.days_of_cover(70, 70, 7, [(7, 70)]) == 14
    assert standing.days_of_cover(70, 70, 7, [(8, 70)]) == 7
    [veg] = standing.lasting({"菜": 10}, {"菜": 70}, 7, {"菜": [(1, 20)]})
    assert (veg.days, veg.days_with, veg.on_order, veg.is_low) == (1.0, 3.0, 20, False)
