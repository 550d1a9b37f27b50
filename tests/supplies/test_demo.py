"""The demo's supplies tell a whole story: something short, something recalled, something to give back."""

import pytest

from tests.supplies.ground import homes
from tests.world import NOON
from wanjia.coverage import presets
from wanjia.demo import supplies
from wanjia.demo.cast import committee
from wanjia.roster.models import Area
from wanjia.supplies import claiming, gifts, orders, purchases, queries, vans
from wanjia.supplies.models import GroupBuy, Quota

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    presets.load()
    place = committee(1)
    for code in (990000000000, 999900000000, 999999000000, 999999001000, place):
        Area.objects.get_or_create(code=code, defaults={"name": str(code), "level": 5})
    homes(place, floors=12, doors=3)
    return place


def test_it_has_something_of_everything_and_is_built_once(home):
    assert supplies.build(NOON) == 9
    assert supplies.build(NOON) == 0
    lines = queries.lots(home, NOON)
    assert any(line.is_dear for line in lines)
    assert any(line.stock.is_short for line in lines)
    assert queries.breaks(home, NOON) == 1
    [van] = vans.days(home, NOON.date())
    assert (len(van.stops), van.is_balanced) == (2, False)
    waits, short = purchases.found_in(home, NOON)[::-1]
    assert (short.sums.came, short.sums.short, waits.purchase.decided_at) == (600, 40, None)
    [today] = [row for row in queries.deliveries(home) if row.opened_at and row.kind == "parcel"]
    book = queries.road_book(today, NOON)
    assert [one.kind for one in book.breaks] == ["short_road"]
    old = GroupBuy.objects.get(title="周三蔬菜团")
    assert any(row.back for row in orders.orders(old))
    assert [row.account.lost for row in gifts.rows(home)[0]] in ([3, 0], [0, 3])
    assert sorted(row.need.outcome for row in gifts.rows(home)[1]) == ["", "", "met"]
    assert sorted(row.donation.thanked_at is not None for row in gifts.rows(home)[0]) == [False, True]
    assert len(claiming.claimed(Quota.objects.get())) == 13
