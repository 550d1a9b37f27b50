"""What comes to a door and who comes for a person: parcels, trips to a doctor, medicine."""

from datetime import date, timedelta

import pytest

from tests.me.door import code_of, knock, said
from tests.me.test_help import home_of
from tests.medical.ground import a_car, a_hospital, a_visit, an_order, hand, station
from tests.supplies.ground import HOUR, a_good, a_lot, a_plan, a_stop, a_van, in_care, opened
from tests.supplies.test_deliveries import deliver
from tests.world import HAND, NOON, SPRING, TOWN
from wanjia.coverage import presets
from wanjia.medical import medicine, visiting
from wanjia.roster.models import Household
from wanjia.supplies import coming, driving, stocking, vending
from wanjia.supplies.driving import TripSaid

pytestmark = pytest.mark.django_db


def page(subject):
    return said(knock(code_of(subject), "2218"))


def the_home(subject):
    return Household.objects.get(pk=home_of(subject))


class TestMyParcels:
    def test_a_delivery_is_planned_then_on_its_way_at_the_gate_downstairs_and_brought(self, house, at):
        presets.load()
        key, subject = house[0], house[1][0]
        a_plan(place=TOWN, title="街道蔬菜", opens_at=NOON + 20 * HOUR, due_at=NOON + 30 * HOUR)
        delivery = opened(a_lot(9), title="今日蔬菜")
        assert "街道蔬菜 planned, 1 Apr" in page(subject)
        assert "今日蔬菜 on its way, by 18:00" in page(subject)
        assert "What is asked" not in page(subject)  # a parcel is brought, nobody is asked for anything
        trip = driving.send(by=HAND, delivery=delivery, said=TripSaid(SPRING, 9), now=NOON)
        driving.take_over(by=HAND, trip=trip, hand="gate", boxes=9, now=NOON + HOUR)
        at(NOON + HOUR)
        assert "今日蔬菜 at the gate since 13:00" in page(subject)
        drop = driving.send(by=HAND, delivery=delivery, said=TripSaid(key, 4, after=trip), now=NOON + HOUR)
        driving.take_over(by=HAND, trip=drop, hand="drop", boxes=4, now=NOON + HOUR)
        assert "今日蔬菜 downstairs since 13:00" in page(subject)
        deliver(delivery, [the_home(subject)], NOON + HOUR)
        assert "今日蔬菜 brought 13:00 left at the door" in page(subject)
        assert "今日蔬菜 downstairs" in page(house[1][2])

    def test_a_door_that_is_left_out_is_told_why(self, house):
        presets.load()
        opened(a_lot(1), title="今日蔬菜")
        told = [page(subject) for subject in house[1][::2]]
        assert sum("今日蔬菜 not this time There is not enough." in one for one in told) == 3

    def test_what_was_recalled_is_not_waited_for_and_not_eaten(self, house):
        presets.load()
        subject = house[1][0]
        lot = a_lot(9)
        delivery = opened(lot, title="今日蔬菜")
        deliver(delivery, [the_home(subject)], NOON)
        stocking.recall(by=HAND, lot=lot, why="农残超标", now=NOON + HOUR)
        assert "今日蔬菜 recalled: do not use it, it is taken back" in page(subject)
        assert "今日蔬菜 recalled: it does not come" in page(house[1][2])

    def test_a_meal_is_told_to_whose_it_is_and_a_group_buy_to_who_gets_something(self, house):
        presets.load()
        subject = house[1][0]
        eater = in_care(the_home(subject), "lives_alone")
        opened(kind="meal", title="午饭")
        assert "午饭 on its way" in page(eater.pk)
        assert "午饭" not in page(house[1][2])

    def test_the_reads_are_few(self, house, django_assert_num_queries):
        presets.load()
        home, people = home_of(house[1][0]), house[1][:2]
        with django_assert_num_queries(1):
            assert coming.parcels(home, people, house[0], NOON) == []
        for title in ("一", "二"):
            opened(title=title)
        with django_assert_num_queries(6):
            assert [one.state for one in coming.parcels(home, people, house[0], NOON)] == ["open", "open"]


class TestMyTrips:
    def test_when_where_who_picks_up_and_who_goes_along_and_nothing_of_the_illness(self, house, at):
        subject, hospital, car = house[1][0], a_hospital(), a_car()
        visit = a_visit(subject, hospital=hospital)
        assert "No car is arranged yet." in page(subject)
        visiting.plan_way(by=HAND, visit_id=visit.pk, car_id=car.pk, companion="陆满", now=NOON)
        shown = page(subject)
        assert "1 Apr, 08:00, 示范二院" in shown
        assert "Picked up by 演C0001, 孙师傅" in shown
        assert "陆满 goes along" in shown
        for words in ("dialysis", "坐轮椅"):
            assert words not in shown
        assert "My trips to hospital" not in page(house[1][1])
        morning = NOON + 19 * HOUR
        station(visit, "left_home", "gives", morning)
        at(morning + HOUR)
        assert "left home 07:00" in page(subject)

    def test_what_was_cancelled_or_is_far_away_is_not_there(self, house):
        subject = house[1][0]
        visit = a_visit(subject)
        a_visit(subject, on=date(2022, 4, 20))
        visiting.cancel(by=HAND, visit_id=visit.pk, reason="改期", now=NOON)
        assert "My trips to hospital" not in page(subject)


class TestMyMedicine:
    def test_who_has_the_card_what_is_bought_and_whose_money_it_is(self, house):
        subject, hospital = house[1][0], a_hospital()
        order = an_order(subject, hospital=hospital)
        assert "华法林 2.5mg 两盒 asked for" in page(subject)
        hand(order, "card", "home", "李红", NOON - HOUR)
        medicine.pay(by=HAND, order_id=order.pk, kind="given", fen=10000, now=NOON)
        medicine.pay(by=HAND, order_id=order.pk, kind="paid", fen=8750, now=NOON)
        shown = page(subject)
        assert "the committee has your things" in shown
        assert "insurance card: 李红, since 12:00" in shown
        assert "Given 100.00, paid 87.50, returned 0.00 yuan. 12.50 yuan are still to come back." in shown
        assert "华法林" not in page(house[1][1])  # one's own, not the family's
        medicine.pay(by=HAND, order_id=order.pk, kind="returned", fen=1250, now=NOON)
        hand(order, "card", "李红", "home", NOON)
        hand(order, "medicine", "pharmacy", "home", NOON)
        medicine.receive(by=HAND, order_id=order.pk, outcome="delivered", name="王", now=NOON)
        shown = page(subject)
        assert "delivered at the door" in shown
        assert "insurance card" not in shown

    def test_an_order_that_was_closed_days_ago_is_gone(self, house, at):
        order = an_order(house[1][0])
        medicine.receive(by=HAND, order_id=order.pk, outcome="withdrawn", name="王", now=NOON)
        at(NOON + timedelta(days=4))
        assert "My medicine" not in page(house[1][0])


def test_a_card_of_the_household_shows_parcels_and_nobody_s_medicine(house):
    from tests.cards.people import issued

    presets.load()
    subject = house[1][0]
    an_order(subject)
    opened(title="今日蔬菜")
    issued(house[0], "household")
    shown = said(knock(code_of(home_of(subject)), "2218"))
    assert "今日蔬菜" in shown
    assert "华法林" not in shown


def test_the_next_stop_of_the_mobile_van_stands_on_the_page_with_what_it_brings(house, at):
    run = a_van()
    vending.load(by=HAND, run=run, good=a_good(name="早餐"), quantity=20, lot=None, now=NOON)
    a_stop(run, 14, 15, "2号楼前", [house[0]])
    subject = house[1][0]
    assert "流动早餐车, 2号楼前 14:00–15:00 brings 早餐" in page(subject)
    at(NOON + 2 * HOUR)
    assert "2号楼前 here until 15:00" in page(subject)
    at(NOON + 3 * HOUR)
    assert "流动早餐车" not in page(subject)
