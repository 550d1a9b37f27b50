"""Two entries were one person: the order goes on over the one who stays, and a merge lets nobody out."""

import pytest

from tests.isolation.ground import APRIL_12, an_order
from tests.world import HAND, SUMMER, a_building, a_person
from wanjia.isolation import appealing
from wanjia.isolation.models import Appeal, Order
from wanjia.roster import merging
from wanjia.roster.models import Household

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone():
    return a_building()[1][0]


def merge(gone, kept):
    merging.merge_people(by=HAND, kept_id=kept, gone_id=gone, now=APRIL_12)


def test_an_order_goes_to_another_committee_with_its_appeal_and_what_it_puts_back(gone):
    home = Household.objects.filter(building_key=a_building(SUMMER, people=0)[0]).first()
    kept = a_person(home, 950).pk
    first = an_order(gone)
    Order.objects.filter(pk=first.pk).update(ended_at=APRIL_12, end_reason="mistake", ended_by="林")
    again = an_order(gone, reinstates=first.pk)
    appealing.appeal(by=HAND, order_id=again.pk, text="我没去过", now=APRIL_12)
    merge(gone, kept)
    rows = {row.pk: row for row in Order.objects.all()}
    assert {(row.part, row.subject_id) for row in rows.values()} == {(SUMMER, kept)}
    assert (rows[again.pk].reinstates_id, rows[first.pk].reinstates_id) == (first.pk, None)
    assert (Appeal.objects.get().part, Appeal.objects.get().order_id) == (SUMMER, again.pk)


def test_of_two_orders_both_stay_until_a_person_ends_one(gone):
    kept = a_person(Household.objects.order_by("walk").last(), 950).pk
    orders = [an_order(person) for person in (gone, kept)]
    merge(gone, kept)
    open_ = Order.objects.filter(ended_at=None)
    assert dict(open_.values_list("pk", "subject_id")) == {orders[0].pk: gone, orders[1].pk: kept}
