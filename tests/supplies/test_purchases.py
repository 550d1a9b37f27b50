"""Purchases: what a supplier can bring, a town's demand split among them, and every box that does not come named."""

from datetime import date, timedelta

import pytest

from tests.supplies.ground import (
    CREDIT,
    HOUR,
    OTHER_CREDIT,
    TOMORROW,
    a_good,
    a_lot,
    a_purchase,
    a_supplier,
    brings,
    decided,
    homes,
)
from tests.supplies.test_buying import an_order
from tests.threads import at_once, slowly
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.supplies import buying, capacities, purchases, purchasing, queries, standing, stocking
from wanjia.supplies.buying import BuySaid
from wanjia.supplies.intake import MoveFact
from wanjia.supplies.models import Capacity, Lot, Purchase
from wanjia.supplies.purchasing import CameSaid, PurchaseSaid
from wanjia.supplies.refusals import (
    AmountWanted,
    DayPast,
    MoreThanWanted,
    NothingChosen,
    NothingNeeded,
    NotVetted,
    OverCapacity,
    PurchaseClosed,
    RationOrFigure,
    ReasonWanted,
    SourceWanted,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def firms():
    homes()
    return a_supplier(TOWN, name="佳绿合作社"), a_supplier(TOWN, name="松江蔬菜", credit_code=OTHER_CREDIT)


@pytest.fixture
def veg(firms):
    return a_good(TOWN)


def line_of(purchase, firm):
    return purchase.lines.get(supplier=firm)


def the(purchase, now=NOON):
    purchase.refresh_from_db()
    return purchases.of([purchase], now)[0]


def test_a_surge_is_the_next_version_with_its_source_and_holds_from_its_day(firms, veg, django_assert_num_queries):
    coop = firms[0]
    brings(coop, veg, 10)
    brings(coop, veg, 50, on=date(2022, 4, 2), source="加派人手，区农业农村委 4月2日")
    with django_assert_num_queries(5):
        [line] = capacities.on_day(SPRING, TOMORROW)
    assert (line.capacity.per_day, line.before) == (10, None)
    [line] = capacities.on_day(TOWN, date(2022, 4, 2))
    assert (line.capacity.per_day, line.before.per_day, line.capacity.source) == (
        50,
        10,
        "加派人手，区农业农村委 4月2日",
    )
    assert Capacity.objects.count() == 2


def test_a_capacity_without_anybody_who_said_it_is_refused(firms, veg):
    with pytest.raises(SourceWanted):
        brings(firms[0], veg, 10, source="  ")


def test_a_towns_demand_is_its_households_times_the_ration_less_what_lies_there(firms, veg):
    homes(SUMMER, number=2)
    a_lot(5, TOWN, veg)
    brings(firms[0], veg, 100)
    made = purchasing.propose(by=HAND, said=PurchaseSaid(TOWN, veg, TOMORROW, each=2, less_stock=True), now=NOON)
    assert (made.homes, made.there, made.wanted) == (12, 5, 19)
    assert line_of(made, firms[0]).quantity == 19


def test_nothing_is_promised_until_a_person_decides_and_then_it_is_not_free_any_more(firms, veg):
    brings(firms[0], veg, 80)
    made = a_purchase(veg, 60)
    assert capacities.on_day(TOWN, TOMORROW)[0].free == 80
    decided(made)
    assert capacities.on_day(TOWN, TOMORROW)[0].free == 20
    again = a_purchase(veg, 60, place=SUMMER)
    assert (line_of(again, firms[0]).quantity, the(again).sums.asked) == (20, 20)
    with pytest.raises(OverCapacity):
        purchasing.decide(by=HAND, purchase=again, parts={firms[0].pk: 21}, now=NOON)
    assert capacities.on_day(TOWN, TOMORROW + DAY)[0].free == 80


def test_orders_of_a_group_buy_take_of_the_day_on_which_it_arrives(firms, veg):
    brings(firms[0], veg, 80)
    cut, there = NOON + HOUR, NOON + 24 * HOUR
    said = BuySaid(SPRING, firms[0], "蔬菜团", cut, there, [("A", 3800)], veg)
    buy = buying.open_buy(by=HAND, said=said, now=NOON)
    flats = homes(number=3)[1]
    an_order(buy, flats[0], A=2)
    an_order(buy, flats[1], A=1)
    assert [capacities.on_day(TOWN, day)[0].promised for day in (TOMORROW - DAY, TOMORROW)] == [0, 3]


def test_a_supplier_off_the_whitelist_is_not_proposed_and_not_decided(firms, veg):
    for firm in firms:
        brings(firm, veg, 50)
    made = a_purchase(veg, 80)
    stocking.stop_supplier(by=HAND, supplier=firms[1], why="缺斤少两", now=NOON)
    with pytest.raises(NotVetted):
        decided(made)
    other = a_purchase(veg, 80)
    assert [(one.supplier, one.quantity) for one in other.lines.all()] == [(firms[0], 50)]
    assert the(other).sums.asked == 50


def test_a_purchase_goes_from_proposal_to_lots_and_its_line_knows_which_came_and_what_is_missing(firms, veg):
    brings(firms[0], veg, 50)
    brings(firms[1], veg, 30)
    made = decided(a_purchase(veg, 100))
    found = the(made)
    assert (found.sums.asked, found.sums.short, found.sums.missing) == (80, 20, 80)
    line = line_of(made, firms[0])
    purchasing.order(by=HAND, line=line, now=NOON)
    purchasing.answer(by=HAND, line=line, promised=40, note="经理：车不够", now=NOON)
    first = purchasing.take_in(by=HAND, line=line, said=CameSaid(15, "0401-1"), now=NOON + 20 * HOUR)
    purchasing.take_in(by=HAND, line=line, said=CameSaid(20), now=NOON + 21 * HOUR)
    found = the(made, NOON + 48 * HOUR)
    [coop] = [one for one in found.lines if one.line.supplier == firms[0]]
    assert (coop.part.came, coop.part.missing, coop.part.declined) == (35, 5, 10)
    assert [number for _lot, number in coop.lots] == [15, 20]
    assert (found.sums.came, found.sums.missing, found.sums.short, found.is_late) == (35, 35, 30, True)
    assert first.supplier == firms[0]
    stocking.recall(by=HAND, lot=first, why="农残", now=NOON + 30 * HOUR)
    assert the(made).sums.came == 20  # what was recalled is missing again


def test_the_rest_goes_to_the_others_once_and_never_to_who_said_no(firms, veg):
    brings(firms[0], veg, 200)
    made = decided(a_purchase(veg, 100))
    with pytest.raises(PurchaseClosed):
        purchasing.buy_rest(by=HAND, purchase=made, now=NOON)
    purchasing.answer(by=HAND, line=line_of(made, firms[0]), promised=60, note="封路", now=NOON)
    brings(firms[1], veg, 30)
    rest = purchasing.buy_rest(by=HAND, purchase=made, now=NOON)
    assert (rest.wanted, rest.after_id) == (40, made.pk)
    assert [(one.supplier, one.quantity) for one in rest.lines.all()] == [(firms[1], 30)]
    with pytest.raises(PurchaseClosed):
        purchasing.buy_rest(by=HAND, purchase=made, now=NOON)


def test_what_makes_no_sense_is_refused_and_changes_nothing(firms, veg):
    with pytest.raises(DayPast) as why:
        a_purchase(veg, 10, on=NOON.date() - DAY)
    assert why.value.facts == {"on": NOON.date() - DAY, "today": NOON.date()}
    with pytest.raises(RationOrFigure):
        a_purchase(veg, 10, each=1)
    a_lot(5, TOWN, veg)
    with pytest.raises(NothingNeeded):
        a_purchase(veg, 5, place=TOWN, less_stock=True)
    brings(firms[0], veg, 500)
    made = a_purchase(veg, 100)
    for parts, refusal in (
        ({firms[0].pk: 101}, MoreThanWanted), ({}, NothingChosen), ({firms[0].pk: -1}, AmountWanted),
        ({firms[0].pk: 50, new_event_id(): 50}, NotFound), ({a_supplier(SUMMER).pk: 5}, NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            purchasing.decide(by=HAND, purchase=made, parts=parts, now=NOON)
    line = line_of(made, firms[0])
    with pytest.raises(PurchaseClosed):
        purchasing.order(by=HAND, line=line, now=NOON)
    decided(made)
    line = line_of(made, firms[0])
    with pytest.raises(PurchaseClosed):
        decided(made)
    with pytest.raises(MoreThanWanted):
        purchasing.answer(by=HAND, line=line, promised=101, note="", now=NOON)
    with pytest.raises(ReasonWanted):
        purchasing.answer(by=HAND, line=line, promised=99, note="", now=NOON)
    purchasing.take_in(by=HAND, line=line, said=CameSaid(1), now=NOON)
    with pytest.raises(PurchaseClosed):
        purchasing.cancel(by=HAND, purchase=made, why="不要了", now=NOON)


def test_a_cancelled_purchase_gives_back_what_it_had_promised(firms, veg):
    brings(firms[0], veg, 50)
    made = decided(a_purchase(veg, 50))
    purchasing.cancel(by=HAND, purchase=made, why="区里送来了", now=NOON)
    assert capacities.on_day(TOWN, TOMORROW)[0].free == 50
    with pytest.raises(PurchaseClosed):
        purchasing.order(by=HAND, line=line_of(made, firms[0]), now=NOON)


def test_days_of_cover_look_at_what_is_on_order(firms, veg, django_assert_max_num_queries):
    lot = a_lot(17, SPRING, veg)
    move = MoveFact(new_event_id(), "out", 7, NOON)
    stocking.move(by=HAND, lot=lot, fact=move, now=NOON)
    brings(firms[0], veg, 50)
    decided(a_purchase(veg, 20, on=TOMORROW + 4 * DAY))
    with django_assert_max_num_queries(10):
        [one] = standing.four(SPRING, queries.lots(SPRING, NOON), NOON + HOUR).lasting
    assert (one.days, one.on_order, one.days_with) == (10.0, 20, 30.0)


@pytest.mark.django_db(transaction=True)
def test_two_towns_that_decide_at_one_moment_do_not_both_get_the_last_of_a_supplier(monkeypatch):
    homes()
    homes(SUMMER, 2)
    coop = a_supplier(TOWN, name="佳绿合作社")
    veg = a_good(TOWN)
    brings(coop, veg, 100)
    asked = [a_purchase(veg, 80, place=place) for place in (SPRING, SUMMER)]

    slowly(monkeypatch, capacities, "on_day")

    def decide(purchase):
        return purchasing.decide(by=HAND, purchase=purchase, parts={coop.pk: 80}, now=NOON)

    given, refused = at_once(decide, asked)
    assert (len(given), [type(why) for why in refused]) == (1, [OverCapacity])
    assert refused[0].facts["free"] == 20
    (line,) = capacities.on_day(SPRING, TOMORROW, veg)
    assert (line.promised, line.over) == (80, 0)


class TestPages:
    @pytest.fixture(autouse=True)
    def _noon(self, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOON)

    def test_the_board_shows_capacity_promised_free_and_the_surge(self, firms, veg, django_assert_max_num_queries):
        brings(firms[0], veg, 10)
        brings(firms[0], veg, 50, on=TOMORROW, source="加派人手")
        decided(a_purchase(veg, 60))
        a_purchase(veg, 60, on=TOMORROW + DAY)
        desk = client_of("town", area=TOWN, english=True)
        with django_assert_max_num_queries(RAIL + 16):
            page = text(desk.get(f"/supplies/purchases/?area={TOWN}&on=2022-04-01"))
        for words in ("10 → 50 from 04-01", "加派人手", "10 nobody brings", "to be decided"):
            assert words in page
        assert desk.get(f"/supplies/purchases/?area={TOWN}&on=x").status_code == 404

    def test_a_purchase_is_made_split_decided_told_answered_and_taken_in_on_the_page(self, firms, veg):
        desk = client_of("town", area=TOWN, english=True)
        sent = {"supplier": "", "good": veg.pk, "per_day": 40, "from_on": "2022-03-31", "source": "电话"}
        for firm in firms:
            desk.post(f"/supplies/capacities/new/?area={TOWN}", sent | {"supplier": firm.pk, "price": "80"})
        both = desk.post(f"/supplies/purchases/new/?area={TOWN}", {"good": veg.pk, "on": "2022-04-01"})
        assert both.status_code == 422
        made = desk.post(f"/supplies/purchases/new/?area={TOWN}", {"good": veg.pk, "on": "2022-04-01", "figure": 100})
        purchase = Purchase.objects.get()
        assert made.headers["Location"] == f"/supplies/purchases/{purchase.pk}/"
        assert "20 份 nobody can bring that day" in text(desk.get(made.headers["Location"]))
        parts = {f"n_{firm.pk}": "40" for firm in firms}
        at = f"/supplies/purchases/{purchase.pk}/decide/"
        assert desk.post(at, {"do": "decide"} | parts | {f"n_{firms[0].pk}": "41"}).status_code == 409
        assert desk.post(at, {"do": "decide"} | parts).status_code == 302
        line = f"/supplies/purchases/lines/{line_of(purchase, firms[0]).pk}/"
        desk.post(line, {"do": "order"})
        desk.post(line, {"do": "answer", "promised": "30", "note": "车不够"})
        desk.post(line, {"do": "came", "quantity": "30", "batch": "0401-7", "expires_on": "2022-04-03"})
        page = text(desk.get(f"/supplies/purchases/{purchase.pk}/"))
        for words in ("lot 0401-7: 30", "10 less than asked", "Split the rest among others", "all come", "车不够"):
            assert words in page
        assert Lot.objects.get().line.purchase == purchase
        assert desk.post(line, {"do": "came", "quantity": "0"}).status_code == 422
        assert CREDIT not in page
