"""Medicine by proxy: fifteen prescriptions in a morning, hand-overs that are odd, money that does not add up."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.medical.ground import a_hospital, an_order, hand
from tests.world import HAND, NOON, SPRING, a_building
from wanjia.kernel.errors import NotFound
from wanjia.medical import medicine, queries, sealing
from wanjia.medical.medicine import Asked
from wanjia.medical.models import HandOver, MedicineOrder, MoneyLine
from wanjia.medical.refusals import MoneyOpen, MoneyWanted, NotBack, NothingChosen, OrderClosed, RunTaken, WordsWanted
from wanjia.platform.models import AuditEntry

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def people():
    return a_building(floors=5, doors=2, people=2)[1]


def test_fifteen_prescriptions_in_a_morning_come_home_with_book_card_medicine_and_change(people):
    """Three hospitals, red, yellow and green; nothing lost: books out = books back, money given = paid + returned."""
    houses = [a_hospital(f"示范{n}院") for n in range(3)]
    orders = [
        an_order(people[n], ("red", "yellow", "green")[n % 3], hospital=houses[n % 3]) for n in range(15)
    ]  # fmt: skip
    for order in orders:
        for thing in ("book", "card", "cash"):
            hand(order, thing, "home", "李红")
        medicine.pay(by=HAND, order_id=order.pk, kind="given", fen=20_000, now=NOON)
    rows = queries.orders(SPRING, NOON)
    assert [row.order.urgency for row in rows] == ["red"] * 5 + ["yellow"] * 5 + ["green"] * 5
    assert {row.step for row in rows} == {"committee"}
    runs = queries.proposed(rows)
    assert sorted(len(run) for _hospital, run in runs) == [5, 5, 5]
    assert runs[0][1][0].order.urgency == "red"
    for n, (hospital, run) in enumerate(runs):
        made = medicine.start_run(
            by=HAND, committee=SPRING, hospital_id=hospital, orders=[row.order.pk for row in run], runner=f"志愿者{n}",
            now=NOON + HOUR,
        )  # fmt: skip
        for row in run:
            medicine.pay(by=HAND, order_id=row.order.pk, kind="paid", fen=15_050, now=NOON + HOUR)
        medicine.come_back(by=HAND, run_id=made.pk, now=NOON + 2 * HOUR)
    assert {row.step for row in queries.orders(SPRING, NOON)} == {"settle"}
    for order in orders:
        medicine.pay(by=HAND, order_id=order.pk, kind="returned", fen=4_950, now=NOON + 3 * HOUR)
        medicine.bring(by=HAND, order_id=order.pk, now=NOON + 3 * HOUR)
        medicine.receive(by=HAND, order_id=order.pk, outcome="delivered", name="王春兰", now=NOON + 3 * HOUR)
    done = queries.orders(SPRING, NOON + 3 * HOUR)
    assert [row.step for row in done] == ["closed"] * 15
    assert all(not row.away and not row.breaks and row.balance.open == 0 for row in done)


class TestCustody:
    def test_a_hand_over_by_someone_who_never_had_it_is_kept_and_flagged_with_the_reason(self, people):
        order = an_order(people[0])
        hand(order, "book", "home", "李红")
        hand(order, "book", "孙大寒", "赵小满", NOON + HOUR)
        hand(order, "book", "李红", "孙大寒", NOON + 2 * HOUR)
        (row,) = queries.orders(SPRING, NOON)
        assert [(one.giver, why) for one, why in row.breaks] == [("孙大寒", "never_had"), ("李红", "no_longer")]
        assert HandOver.objects.count() == 3
        assert row.lines["book"].holder == "孙大寒"

    def test_the_same_hand_over_sent_twice_is_one(self, people):
        order, same = an_order(people[0]), uuid4()
        for _twice in range(2):
            hand(order, "book", "home", "李红", event_id=same)
        assert HandOver.objects.count() == 1

    def test_an_order_whose_book_is_away_stays_open(self, people):
        order = an_order(people[0])
        hand(order, "book", "home", "李红")
        with pytest.raises(NotBack):
            medicine.receive(by=HAND, order_id=order.pk, outcome="withdrawn", name="王春兰", now=NOON)
        medicine.bring(by=HAND, order_id=order.pk, now=NOON + HOUR)
        medicine.receive(by=HAND, order_id=order.pk, outcome="withdrawn", name="王春兰", now=NOON)
        with pytest.raises(OrderClosed):
            medicine.bring(by=HAND, order_id=order.pk, now=NOON + HOUR)

    def test_delivered_is_only_what_somebody_has_fetched(self, people):
        order = an_order(people[0])
        with pytest.raises(NotBack):
            medicine.receive(by=HAND, order_id=order.pk, outcome="delivered", name="王春兰", now=NOON)
        assert MedicineOrder.objects.get().closed_at is None
        hand(order, "medicine", "pharmacy", "李红")
        medicine.bring(by=HAND, order_id=order.pk, now=NOON + HOUR)
        medicine.receive(by=HAND, order_id=order.pk, outcome="delivered", name="王春兰", now=NOON + HOUR)
        assert MedicineOrder.objects.get().outcome == "delivered"

    def test_things_nobody_took_along_stay_where_they_are(self, people):
        house, order = a_hospital(), an_order(people[0])
        medicine.start_run(by=HAND, committee=SPRING, hospital_id=house.pk, orders=[order.pk], runner="孙", now=NOON)
        (row,) = queries.orders(SPRING, NOON)
        assert {line.holder for line in row.lines.values()} == {"home"}
        assert row.order.hospital_id == house.pk


class TestMoney:
    def test_an_order_whose_money_does_not_add_up_stays_open(self, people):
        order = an_order(people[0])
        medicine.pay(by=HAND, order_id=order.pk, kind="given", fen=100, now=NOON)
        with pytest.raises(MoneyOpen) as why:
            medicine.receive(by=HAND, order_id=order.pk, outcome="not_found", name="王春兰", now=NOON)
        assert why.value.facts == {"open": "1.00"}
        medicine.pay(by=HAND, order_id=order.pk, kind="returned", fen=100, now=NOON)
        medicine.receive(by=HAND, order_id=order.pk, outcome="not_found", name="王春兰", now=NOON)
        assert MedicineOrder.objects.get().outcome == "not_found"

    @pytest.mark.parametrize(
        ("kind", "fen", "why"), [("given", 0, MoneyWanted), ("given", -5, MoneyWanted), ("stolen", 5, NotFound)]
    )
    def test_what_is_no_amount_is_refused_and_kept_nowhere(self, people, kind, fen, why):
        order = an_order(people[0])
        with pytest.raises(why):
            medicine.pay(by=HAND, order_id=order.pk, kind=kind, fen=fen, now=NOON)
        assert MoneyLine.objects.count() == 0


class TestOrders:
    def test_the_list_is_sealed_and_in_no_log(self, people):
        order = an_order(people[0], items="胰岛素")
        assert sealing.said(order.items_sealed, sealing.ITEMS) == "胰岛素"
        assert "胰岛素".encode() not in bytes(MedicineOrder.objects.get().items_sealed)
        assert all("胰岛素" not in str(entry.detail) for entry in AuditEntry.objects.all())

    def test_an_order_without_a_list_or_an_urgency_is_none(self, people):
        for said, why in (
            (Asked(people[0], "red", " "), WordsWanted),
            (Asked(people[0], "blue", "x"), NotFound),
            (Asked(people[0], "red", "x", uuid4()), NotFound),
        ):
            with pytest.raises(why):
                medicine.ask(by=HAND, said=said, now=NOON)

    def test_one_order_is_in_one_run(self, people):
        house, order = a_hospital(), an_order(people[0])
        start = {"by": HAND, "committee": SPRING, "hospital_id": house.pk, "orders": [order.pk], "now": NOON}
        medicine.start_run(**start, runner="孙")
        for wrong, why in (
            ({"runner": "李"}, RunTaken), ({"runner": " "}, WordsWanted),
            ({"runner": "李", "orders": []}, NothingChosen),
        ):  # fmt: skip
            with pytest.raises(why):
                medicine.start_run(**start | wrong)

    def test_the_board_costs_the_same_for_one_and_for_many(self, people, django_assert_max_num_queries):
        for person in people:
            hand(an_order(person), "book", "home", "李红")
        with django_assert_max_num_queries(7):
            assert len(queries.orders(SPRING, NOON)) == len(people)
