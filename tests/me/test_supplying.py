"""Ordering, changing, cancelling and taking a number on the resident's own page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.me.door import code_of, knock, said
from tests.me.test_help import home_of, send
from tests.supplies.ground import HOUR, a_good, a_supplier
from tests.world import HAND, NOON, SPRING, SUMMER, a_building
from wanjia.roster.models import Household
from wanjia.supplies import buying, claiming, ordering, reaching
from wanjia.supplies.buying import BuySaid
from wanjia.supplies.claiming import QuotaSaid
from wanjia.supplies.models import Claim, Order

pytestmark = pytest.mark.django_db
CUT = NOON + 7 * HOUR


def a_buy(place=SPRING, **more):
    said = {
        "place": place, "supplier": a_supplier(place), "title": "周五蔬菜团", "closes_at": CUT,
        "arrives_at": CUT + 12 * HOUR, "packages": [("绿叶菜", 3800), ("肉蛋", 9800)],
    } | more  # fmt: skip
    return buying.open_buy(by=HAND, said=BuySaid(**said), now=NOON - HOUR)


def a_quota(place=SPRING, **more):
    said = {
        "place": place, "good": a_good(place, name="口罩", kind="kit", unit="只"), "title": "每户五只口罩", "each": 5,
        "total": 100, "shop": "春和药房", "opens_at": NOON - HOUR, "closes_at": CUT, "fetch_from": NOON + 20 * HOUR,
    } | more  # fmt: skip
    return claiming.open_quota(by=HAND, said=QuotaSaid(**said), now=NOON - HOUR)


def page(subject):
    return said(knock(code_of(subject), "2218"))


class TestAGroupBuy:
    def test_it_stands_there_with_supplier_prices_and_cut_off_and_is_ordered_by_the_household(self, house):
        buy, subject = a_buy(), house[1][0]
        shown = page(subject)
        for words in ("周五蔬菜团", "绿禾果蔬", "until 19:00", "A 绿叶菜 38.00 yuan", "B 肉蛋 98.00 yuan"):
            assert words in shown
        answer = said(send("order", subject, buy=buy.pk, n_A="2", n_B=""))
        assert "Ordered. It can be changed or cancelled until 19:00." in answer
        assert "Together 76.00 yuan" in answer
        order = Order.objects.get()
        assert (order.household_id, order.way) == (home_of(subject), Order.Way.PAGE)
        assert "76.00 yuan not paid yet" in page(house[1][1])  # a family sees its order, whoever made it

    def test_a_second_order_is_a_change_and_a_second_tap_changes_nothing(self, house):
        buy, subject = a_buy(), house[1][0]
        for n in ("2", "2", "1"):
            send("order", subject, buy=buy.pk, n_A=n)
        assert ordering.wants_of(Order.objects.get()) == {"A": 1}
        assert "Cancelled." in said(send("cancel", subject, buy=buy.pk))
        assert "Cancelled." in said(send("cancel", subject, buy=buy.pk))
        assert "Together" not in page(subject)

    def test_after_the_cut_off_it_is_refused_with_the_moment_and_nothing_is_written(self, house, at):
        buy, subject = a_buy(), house[1][0]
        send("order", subject, buy=buy.pk, n_A="1")
        at(CUT + timedelta(minutes=1))
        for view, more in (("order", {"n_A": "3"}), ("cancel", {})):
            assert "The cut-off was 03-31 19:00." in said(send(view, subject, buy=buy.pk, **more))
        assert "The cut-off was 03-31 19:00." in said(send("order", house[1][2], buy=buy.pk, n_A="3"))
        assert [ordering.wants_of(one) for one in Order.objects.all()] == [{"A": 1}]

    def test_one_that_is_called_off_says_why_and_what_is_given_back(self, house):
        buy, subject = a_buy(), house[1][0]
        send("order", subject, buy=buy.pk, n_A="1")
        ordering.write_money(by=HAND, order_=Order.objects.get(), paid_fen=3800, now=NOON)
        buying.call_off(by=HAND, buy=buy, why="供应商停运", now=NOON)
        shown = page(subject)
        for words in ("called off", "nothing comes: 供应商停运", "38.00 yuan are given back to you."):
            assert words in shown
        assert "Change or cancel" not in shown
        assert "供应商停运" in said(send("order", subject, buy=buy.pk, n_A="1"))
        assert "周五蔬菜团" not in page(house[1][3])  # another flat, which ordered nothing

    @pytest.mark.parametrize("n", ["", "0", "x", "-1", "1000", "1.5"])
    def test_what_is_no_number_is_asked_for_again(self, house, n):
        buy = a_buy()
        told = "Write how many" if n in ("", "0") else "绿叶菜: write a whole number from 1 to 99."
        assert told in said(send("order", house[1][0], buy=buy.pk, n_A=n))
        assert not Order.objects.exists()

    def test_what_came_short_and_what_is_given_back_stand_there(self, house, at):
        buy, subject = a_buy(), house[1][0]
        send("order", subject, buy=buy.pk, n_A="2")
        ordering.write_money(by=HAND, order_=Order.objects.get(), paid_fen=7600, now=NOON)
        assert "paid" in page(subject)
        buying.arrive(by=HAND, buy=buy, came={"A": 1, "B": 0}, now=CUT + HOUR)
        at(CUT + 2 * HOUR)
        shown = page(subject)
        assert "1 of 2" in shown
        assert "38.00 yuan are given back to you." in shown
        assert "周五蔬菜团" not in page(house[1][2])  # who took no part is not told of a buy that is over

    def test_one_of_another_committee_is_neither_shown_nor_taken(self, house):
        a_building(SUMMER, 2)
        buy = a_buy(SUMMER)
        assert "周五蔬菜团" not in page(house[1][0])
        for sent in (buy.pk, "x", ""):
            assert "not for your door" in said(send("order", house[1][0], buy=sent, n_A="1"))
        assert not Order.objects.exists()

    def test_behind_a_shared_door_the_committee_takes_it_down(self, house):
        buy, subject = a_buy(), house[1][0]
        send("order", subject, buy=buy.pk, n_A="1")
        Household.objects.filter(pk=home_of(subject)).update(kind="collective")
        shown = page(subject)
        assert "Behind a shared door" in shown
        assert "Together" not in shown
        assert "Behind a shared door" in said(send("cancel", subject, buy=buy.pk))
        assert Order.objects.get().cancelled_at is None

    def test_a_page_that_is_too_old_orders_nothing(self, house):
        buy = a_buy()
        answer = Client().post(reverse("me:order"), {"note": "x", "buy": buy.pk, "n_A": "1", "lang": "en"})
        assert answer.status_code == 410
        assert not Order.objects.exists()


class TestAQuota:
    def test_one_number_a_household_with_its_place_and_hour(self, house):
        quota, subject = a_quota(), house[1][0]
        assert "口罩: 5 只 for each household" in page(subject)
        assert "Your number is 1: 1 Apr" in said(send("claim", subject, quota=quota.pk))
        again = said(send("claim", house[1][1], quota=quota.pk))
        assert "There is number 1 for this household already." in again
        assert "number 1" in page(house[1][1])
        assert [claim.household_id for claim in Claim.objects.all()] == [home_of(subject)]

    def test_a_number_can_be_given_back_and_then_another_household_has_it(self, house):
        quota, subject = a_quota(total=5), house[1][0]
        send("claim", subject, quota=quota.pk)
        assert "everything is given out" in page(house[1][2])
        assert "everything is given out" in said(send("claim", house[1][2], quota=quota.pk))
        assert "The number is given back." in said(send("give_back", subject, quota=quota.pk))
        assert "not for your door" in said(send("give_back", subject, quota=quota.pk))
        assert "Your number is 2" in said(send("claim", house[1][2], quota=quota.pk))

    def test_before_it_opens_it_says_when_and_gives_none_and_once_fetched_it_says_so(self, house, at):
        quota, subject = a_quota(opens_at=NOON + HOUR), house[1][0]
        assert "from 13:00" in page(subject)
        assert "registration has not begun" in said(send("claim", subject, quota=quota.pk))
        at(NOON + HOUR)
        send("claim", subject, quota=quota.pk)
        claiming.hand_out(by=HAND, claim_=Claim.objects.get(), now=NOON + HOUR)
        assert "fetched 13:00" in page(subject)


def test_the_reads_are_few_however_much_is_offered(house, django_assert_num_queries):
    key, home = house[0], home_of(house[1][0])
    with django_assert_num_queries(2):
        assert [*reaching.offers(home, key, NOON), *reaching.reserves(home, key, NOON)] == []
    for title in ("一", "二", "三"):
        order = a_buy(title=title)
        ordering.order(by=HAND, buy=order, household_id=home, wants={"A": 1}, way="page", now=NOON)
    quota = a_quota()
    claiming.claim(by=HAND, quota=quota, said=claiming.ClaimSaid(home), now=NOON)
    with django_assert_num_queries(4):
        assert [offer.standing.worth for offer in reaching.offers(home, key, NOON)] == [3800] * 3
    with django_assert_num_queries(2):
        assert [one.claim.number for one in reaching.reserves(home, key, NOON)] == [1]
