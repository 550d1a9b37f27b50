"""The four tests of supplies: can it be had, does it arrive, is it affordable, does it last."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.supplies.ground import HOUR, a_good, a_lot, a_plan, homes, opened
from tests.supplies.test_buying import CUT, a_buy, an_order
from tests.supplies.test_deliveries import deliver
from tests.world import HAND, NOON, SPRING, TOWN
from wanjia.kernel.ids import new_event_id
from wanjia.roster.models import Person
from wanjia.supplies import buying, queries, schedule, standing, stocking
from wanjia.supplies.intake import MoveFact
from wanjia.supplies.rules.standing import days_of_cover, lasting, priced

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@given(st.integers(-50, 5000), st.integers(-20, 5000), st.integers(1, 14))
def test_days_of_cover_never_promise_more_than_there_is(on_hand, left, days):
    found = days_of_cover(on_hand, left, days)
    if left <= 0:
        assert found is None
    else:
        assert 0 <= found * left <= max(on_hand, 0) * days + 1e-6


def test_what_ends_first_stands_on_top_and_what_nobody_took_at_the_end():
    found = lasting({"蛋": 60, "菜": 10, "米": 5}, {"蛋": 70, "菜": 70}, 7)
    assert [(one.good, one.days, one.is_low) for one in found] == [
        ("菜", 1.0, True), ("蛋", 6.0, False), ("米", None, False)
    ]  # fmt: skip


def test_only_lots_with_a_reference_are_judged():
    assert priced([(None, False), (32, True), (-5, False)]) == priced([(-5, False), (32, True)])
    assert (priced([]).lots, priced([]).most) == (0, None)


def four(area=SPRING, now=NOON + HOUR):
    return standing.four(area, queries.lots(area, now), now)


def test_short_group_buys_late_doors_dear_lots_and_days_of_cover(django_assert_max_num_queries):
    _key, flats = homes()
    good = a_good()
    lot = a_lot(30, good=good, price_fen=12000)
    stocking.move(by=HAND, lot=lot, fact=MoveFact(new_event_id(), "out", 7, NOON), now=NOON)
    buy = a_buy(closes_at=NOON + HOUR, arrives_at=NOON + HOUR)
    for home in flats[:3]:
        an_order(buy, home, A=1)
    now = NOON + 2 * HOUR
    buying.arrive(by=HAND, buy=buy, came={"A": 2}, now=now)
    delivery = opened(lot, due_at=NOON + 6 * HOUR)
    deliver(delivery, flats[:3], NOON + HOUR)
    deliver(delivery, flats[3:4], NOON + 3 * HOUR)
    now = NOON + 7 * HOUR
    with django_assert_max_num_queries(10):
        found = four(now=now)
    assert (found.bought.ordered, found.bought.given, found.bought.short) == (3, 2, 1)
    assert (found.brought.late, found.brought.half_minutes) == (2, 60)
    assert (found.priced.dear, found.priced.most) == (1, 50)
    [veg] = found.lasting
    assert (veg.on_hand, veg.days) == (17, 9.1)  # 13 left in seven days: seven by hand, six to the doors
    wide = four(TOWN, now)
    assert (wide.brought.late, wide.brought.half_minutes, wide.bought.short) == (2, None, 1)


def test_where_nothing_happened_nothing_is_judged():
    homes()
    found = four()
    assert (found.bought.ordered, found.brought.late, found.brought.half_minutes) == (0, 0, None)
    assert (found.priced.lots, found.lasting) == (0, ())


def test_what_is_older_than_a_week_no_longer_counts():
    _key, flats = homes()
    buy = a_buy()
    an_order(buy, flats[0], A=1)
    buying.arrive(by=HAND, buy=buy, came={}, now=CUT + HOUR)
    assert four(now=CUT + 2 * HOUR).bought.short == 1
    assert four(now=CUT + 8 * DAY).bought.short == 0


def test_the_schedule_says_what_a_plan_needs_and_what_its_lot_lacks(django_assert_num_queries):
    homes()
    lot = a_lot(4)
    plans = [a_plan(lot, each=2), a_plan(title="还没有货"), a_plan(kind="meal")]
    with django_assert_num_queries(2):
        found = schedule.outlooks(plans)
    assert [(found[one.pk].needs, found[one.pk].there, found[one.pk].short) for one in plans] == [
        (12, 4, 8), (6, None, 0), (None, None, 0)
    ]  # fmt: skip


def test_an_empty_flat_needs_nothing_in_the_schedule():
    _key, flats = homes()
    Person.objects.filter(household=flats[0]).update(presence="moved")
    plan = a_plan(a_lot(5))
    assert schedule.outlooks([plan])[plan.pk].short == 0
