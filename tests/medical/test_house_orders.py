"""A care home orders for many residents in one act: custody and receipt for each of them, runs by hospital for all."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.medical.ground import a_home, a_hospital, a_list, an_order, hand, living_in
from tests.needs.ground import somebody
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, a_building
from wanjia.care import houses as care
from wanjia.kernel import clock
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.medical import house_orders, institutions, medicine, queries, sealing
from wanjia.medical.house_orders import HouseLine
from wanjia.medical.models import HandOver, HouseOrder, MedicineOrder, MoneyLine
from wanjia.medical.refusals import ListTooLong, MoneyWanted, NothingChosen, NotThere, WordsWanted
from wanjia.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = NOON + 3 * HOUR


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def home():
    return a_home()


@pytest.fixture
def hospital():
    return a_hospital()


def orders_of(whole):
    return list(MedicineOrder.objects.filter(house_order=whole).order_by("id"))


def brought(whole, hospital, *, paid=0):
    """The run of a whole list: gone, paid, back."""
    ids = [one.pk for one in orders_of(whole)]
    run = medicine.start_run(
        by=HAND, committee=SPRING, hospital_id=hospital.pk, orders=ids, runner="孙小寒", now=NOON + HOUR
    )  # fmt: skip
    for id_ in ids if paid else ():
        medicine.pay(by=HAND, order_id=id_, kind="paid", fen=paid, now=NOON + HOUR)
    medicine.come_back(by=HAND, run_id=run.pk, now=NOON + 2 * HOUR)
    return ids


class TestAsking:
    def test_each_resident_has_an_order_with_book_card_and_money_of_their_own(self, home, hospital):
        whole = a_list(home, hospital=hospital, fen=5000)
        rows = queries.of_house_order(whole)
        assert [row.resident.bed for row in rows] == ["A1", "A2", "B1"]
        assert {line.holder for row in rows for line in row.lines.values()} == {"李红"}
        assert [row.balance.given for row in rows] == [5000] * 3
        assert rows[0].resident.name == "吴*春"
        assert sealing.said(rows[0].order.items_sealed, sealing.ITEMS) == "氨氯地平 一盒"
        assert AuditEntry.objects.filter(act="medical.ask_for_house").count() == 1

    @pytest.mark.parametrize(
        ("more", "why"),
        [({"urgency": "gold"}, NotFound), ({"items": " "}, WordsWanted), ({"hospital_id": uuid4()}, NotFound),
         ({"resident": uuid4()}, NotThere), ({"fen": -1}, MoneyWanted)],
    )  # fmt: skip
    def test_one_wrong_line_writes_nothing_of_the_list(self, home, more, why):
        first, second = living_in(home)[:2]
        wrong = {"resident": second.pk, "urgency": "red", "items": "药"} | more
        lines = [HouseLine(first.pk, "red", "药"), HouseLine(**wrong)]
        with pytest.raises(why):
            house_orders.ask(by=HAND, house_id=home.pk, lines=lines, taker="", now=NOON)
        assert not HouseOrder.objects.exists()
        assert not MedicineOrder.objects.exists()

    def test_nobody_twice_nobody_at_all_and_nobody_who_has_left(self, home):
        first = living_in(home)[0]
        line = HouseLine(first.pk, "red", "药")
        for lines, why in (([], NothingChosen), ([line, line], NotFound), ([line] * 201, ListTooLong)):
            with pytest.raises(why):
                house_orders.ask(by=HAND, house_id=home.pk, lines=lines, taker="", now=NOON)
        care.leave(by=HAND, lodger_id=first.pk, now=NOON)
        with pytest.raises(NotThere):
            house_orders.ask(by=HAND, house_id=home.pk, lines=[line], taker="", now=NOON)

    def test_only_for_whoever_serves_there(self, home):
        with pytest.raises((NotAllowed, NotFound)):
            a_list(home, by=somebody("worker", SUMMER))

    def test_it_is_batched_by_hospital_together_with_the_homes_of_the_committee(self, home, hospital):
        other = a_hospital("示范三院")
        person = a_building()[1][0]
        an_order(person, hospital=hospital)
        a_list(home, hospital=hospital, who=living_in(home)[:2])
        a_list(home, hospital=other, who=living_in(home)[2:])
        runs = {place: len(rows) for place, rows in queries.proposed(queries.orders(SPRING, NOON))}
        assert runs == {hospital.pk: 3, other.pk: 1}


class TestReceipts:
    def test_each_ticked_resident_gets_a_receipt_and_the_books_are_home(self, home, hospital):
        whole = a_list(home, hospital=hospital)
        ids = brought(whole, hospital)
        done = house_orders.receive(by=HAND, list_id=whole.pk, orders=ids[:2], name="护士 何立秋", now=LATER)
        assert (done.done, done.left) == (2, [])
        closed = MedicineOrder.objects.filter(outcome="delivered")
        assert closed.count() == 2
        assert sealing.said(closed[0].receipt_sealed, sealing.RECEIPT) == "护士 何立秋"
        assert all(not row.away for row in queries.of_house_order(whole) if row.order.closed_at)
        assert queries.house_orders(SPRING, NOON) == [(whole, 1, 3)]

    def test_one_whose_money_is_open_stays_and_is_named_and_nothing_of_it_is_written(self, home, hospital):
        whole = a_list(home, hospital=hospital, fen=5000)
        ids = brought(whole, hospital, paid=5000)
        MoneyLine.objects.filter(order_id=ids[0], kind="paid").update(fen=4000)
        before = HandOver.objects.filter(order_id=ids[0]).count()
        done = house_orders.receive(by=HAND, list_id=whole.pk, orders=ids, name="何立秋", now=LATER)
        assert done.done == 2
        assert [(id_, why.code) for id_, why in done.left] == [(ids[0], "medical.money_open")]
        assert HandOver.objects.filter(order_id=ids[0]).count() == before

    def test_without_medicine_from_the_pharmacy_there_is_no_receipt(self, home, hospital):
        whole = a_list(home, hospital=hospital)
        first = orders_of(whole)[0]
        hand(first, "medicine", "pharmacy", "孙小寒", NOON + HOUR)
        hand(first, "medicine", "孙小寒", "pharmacy", NOON + 2 * HOUR)
        done = house_orders.receive(by=HAND, list_id=whole.pk, orders=[first.pk], name="何立秋", now=LATER)
        assert [why.code for _id, why in done.left] == ["medical.not_back"]

    def test_before_anybody_has_fetched_it_there_is_no_receipt(self, home, hospital):
        whole = a_list(home, hospital=hospital)
        first = orders_of(whole)[0]
        done = house_orders.receive(by=HAND, list_id=whole.pk, orders=[first.pk], name="何立秋", now=LATER)
        assert [why.code for _id, why in done.left] == ["medical.not_back"]
        assert {line.holder for line in queries.of_house_order(whole)[0].lines.values()} == {"李红"}

    def test_an_order_of_another_list_or_no_name_is_refused(self, home, hospital):
        whole, other = a_list(home, hospital=hospital), a_list(home, hospital=hospital)
        for orders, name, why in (
            ([orders_of(other)[0].pk], "何", NotFound), ([], "何", NothingChosen),
            ([orders_of(whole)[0].pk], " ", WordsWanted),
        ):  # fmt: skip
            with pytest.raises(why):
                house_orders.receive(by=HAND, list_id=whole.pk, orders=orders, name=name, now=LATER)


class TestReads:
    def test_a_list_of_many_asks_no_more_than_a_list_of_one(self, home, hospital, django_assert_num_queries):
        whole = a_list(home, hospital=hospital)
        with django_assert_num_queries(4):
            queries.of_house_order(whole)
        with django_assert_num_queries(1):
            queries.house_orders(SPRING, NOON)
        with django_assert_num_queries(2):
            institutions.house(HAND, home.pk)

    def test_a_name_whose_clock_ran_out_leaves_the_bed(self, home, hospital):
        whole = a_list(home, hospital=hospital)
        one = living_in(home)[0]
        type(one).objects.filter(pk=one.pk).update(name_sealed=None)
        assert (queries.of_house_order(whole)[0].resident.bed, queries.of_house_order(whole)[0].resident.name) == (
            "A1", "",
        )  # fmt: skip


class TestPages:
    def form(self, home, **more):
        first, second, _third = living_in(home)
        return {
            f"items-{first.pk}": "氨氯地平 两盒", f"urgency-{first.pk}": "red", f"thing-{first.pk}": ["book", "card"],
            f"yuan-{first.pk}": "50", f"items-{second.pk}": "二甲双胍", f"urgency-{second.pk}": "green",
            "taker": "李红",
        } | more  # fmt: skip

    def test_from_the_board_to_the_list_and_back_to_the_door(self, home, hospital, monkeypatch):
        worker = client_of("worker", english=True)
        new = reverse("medical:new_house_order", args=[home.pk])
        assert new in text(worker.get(reverse("medical:medicine"), {"area": SPRING}))
        assert "降压药" in text(worker.get(new))
        answer = worker.post(new, self.form(home, hospital=str(hospital.pk)))
        whole = HouseOrder.objects.get()
        url = reverse("medical:house_order", args=[whole.pk])
        assert answer["Location"] == url
        assert MedicineOrder.objects.filter(hospital=hospital).count() == 2
        assert "has an open order" in text(worker.get(new))
        page = text(worker.get(url))
        assert "吴*春" in page
        assert "2 of 2 open" in page
        ids = brought(whole, hospital)
        monkeypatch.setattr(clock, "now", lambda: LATER)
        left = worker.post(url, {"order": ids, "name": "何立秋"})
        assert left.status_code == 422
        assert "The money does not add up" in text(left)
        assert "1 of 2 open" in text(worker.get(url))
        board = text(worker.get(reverse("medical:medicine"), {"area": SPRING}))
        assert "福寿养老院（演示） A1" in board
        first = MedicineOrder.objects.get(closed_at=None)
        order = text(worker.get(reverse("medical:order", args=[first.pk])))
        assert url in order
        assert "福寿养老院（演示） A1" in order

    def test_what_was_typed_stays_when_a_line_is_wrong(self, home):
        worker = client_of("worker", english=True)
        first = living_in(home)[0]
        answer = worker.post(reverse("medical:new_house_order", args=[home.pk]), self.form(home) | {
            f"yuan-{first.pk}": "五十"})  # fmt: skip
        assert answer.status_code == 422
        for typed in ("氨氯地平 两盒", "五十", "二甲双胍"):
            assert typed in text(answer)
        assert not HouseOrder.objects.exists()

    def test_a_large_house_asks_no_more_than_a_small_one(self, hospital, django_assert_max_num_queries):
        home = a_home(beds=[f"A{n}" for n in range(30)])
        whole = a_list(home, hospital=hospital)
        worker = client_of("worker")
        for url in (
            reverse("medical:new_house_order", args=[home.pk]),
            reverse("medical:house_order", args=[whole.pk]),
        ):
            worker.get(url)
            with django_assert_max_num_queries(RAIL + 14):
                worker.get(url)
