"""A group buy from the offer to the refunds; donations to the public account; numbers by quota."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from tests.supplies.ground import HOUR, a_good, a_supplier, homes, in_care
from tests.world import HAND, NOON, SPRING, SUMMER
from wanjia.coverage.models import Round, Sheet
from wanjia.kernel.clock import local
from wanjia.kernel.errors import NotFound
from wanjia.platform.models import AuditEntry
from wanjia.supplies import buying, claiming, donating, gifts, ordering, orders, queries, stocking
from wanjia.supplies.buying import BuySaid
from wanjia.supplies.claiming import ClaimSaid, QuotaSaid
from wanjia.supplies.donating import OfferSaid
from wanjia.supplies.models import Claim, Delivery, Order, OrderLine
from wanjia.supplies.refusals import (
    AfterCutOff,
    AmountWanted,
    ArrivedAlready,
    BuyGone,
    ClaimedAlready,
    CutOffAhead,
    Elsewhere,
    HourPast,
    MoneyWanted,
    MoreThanThere,
    NothingChosen,
    NotNow,
    NotPaid,
    NotVetted,
    OrderedAlready,
    OrderGone,
    OtherGood,
    ReasonWanted,
    TakenAlready,
    WordsWanted,
    WrongTimes,
)

pytestmark = pytest.mark.django_db
CUT = NOON + 8 * HOUR


def a_buy(**more):
    said = {
        "place": SPRING, "supplier": a_supplier(), "title": "周五蔬菜团", "closes_at": CUT,
        "arrives_at": CUT + 12 * HOUR, "packages": [("绿叶菜", 3800), ("肉蛋", 9800)],
    } | more  # fmt: skip
    return buying.open_buy(by=HAND, said=BuySaid(**said), now=NOON)


def an_order(buy, home, now=NOON, **wants):
    return ordering.order(by=HAND, buy=buy, household_id=home.pk, wants=wants, way="phone", now=now)


def test_a_buy_needs_a_supplier_that_may_be_bought_from_and_a_price():
    homes()
    with pytest.raises(NotVetted):
        a_buy(supplier=a_supplier(licence_until=date(2022, 3, 1)))
    for wrong, refusal in (
        ({"packages": []}, WordsWanted), ({"packages": [("x", 0)]}, MoneyWanted), ({"closes_at": NOON}, HourPast),
        ({"arrives_at": NOON + HOUR}, WrongTimes),
    ):  # fmt: skip
        with pytest.raises(refusal):
            a_buy(**wrong)


def test_an_order_after_the_cut_off_is_refused_with_the_moment_and_nothing_is_written():
    _key, flats = homes()
    buy = a_buy()
    an_order(buy, flats[0], now=CUT, A=1)
    with pytest.raises(AfterCutOff) as why:
        an_order(buy, flats[1], now=CUT + timedelta(seconds=1), A=1)
    assert why.value.facts == {"at": "03-31 20:00"}
    assert Order.objects.count() == 1


def test_a_household_orders_once_here_and_can_cancel_until_the_cut_off():
    _key, flats = homes()
    _other, elsewhere = homes(SUMMER, 2)
    buy = a_buy()
    first = an_order(buy, flats[0], A=1)
    with pytest.raises(OrderedAlready):
        an_order(buy, flats[0], B=1)
    for wrong, refusal in (
        ({}, NothingChosen), ({"C": 1}, NotFound), ({"A": 100}, AmountWanted), ({"A": -1}, AmountWanted)
    ):  # fmt: skip
        with pytest.raises(refusal):
            an_order(buy, flats[1], **wrong)
    with pytest.raises(Elsewhere):
        an_order(buy, elsewhere[0], A=1)
    with pytest.raises(AfterCutOff):
        ordering.cancel_order(by=HAND, order_=first, now=CUT + HOUR)
    ordering.cancel_order(by=HAND, order_=first, now=NOON)
    an_order(buy, flats[0], B=2)
    assert Order.objects.count() == 2


def test_an_order_can_be_changed_until_the_cut_off_and_the_same_again_changes_nothing():
    _key, flats = homes()
    buy = a_buy()
    made = an_order(buy, flats[0], A=2)
    later = NOON + HOUR
    for _again in range(2):
        ordering.change_order(by=HAND, order_=made, wants={"A": 1, "B": 0}, now=later)
    assert ordering.wants_of(made) == {"A": 1}
    assert Order.objects.get().made_at == NOON  # who asks for less keeps their place
    ordering.change_order(by=HAND, order_=made, wants={"A": 1, "B": 1}, now=later)
    assert (ordering.wants_of(made), Order.objects.get().made_at) == ({"A": 1, "B": 1}, later)
    assert AuditEntry.objects.filter(act="supplies.change_order").count() == 2
    for wrong, refusal in (
        ({}, NothingChosen), ({"A": 0}, NothingChosen), ({"C": 1}, NotFound), ({"A": 100}, AmountWanted)
    ):  # fmt: skip
        with pytest.raises(refusal):
            ordering.change_order(by=HAND, order_=made, wants=wrong, now=later)
    with pytest.raises(AfterCutOff):
        ordering.change_order(by=HAND, order_=made, wants={"A": 2}, now=CUT + HOUR)
    ordering.cancel_order(by=HAND, order_=made, now=later)
    ordering.cancel_order(by=HAND, order_=made, now=later + HOUR)
    assert Order.objects.get().cancelled_at == later  # the first cancelling stands
    with pytest.raises(OrderGone):
        ordering.change_order(by=HAND, order_=made, wants={"A": 2}, now=later)


def test_a_pasted_list_is_proposed_and_only_what_a_person_ticks_counts():
    _key, flats = homes()  # 1号楼 301 302 201 202 101 102
    buy = a_buy()
    text = "1. 1-301 张 套餐A×2\n2. 1号楼302 A1 B1\n3. 9-101 A×1\n4. 1-301 B×1\n5. 1-201 李 谢谢\n6. 1-102 B"
    found = {read.line.number: (read.household_id, read.problem) for read in buying.read_list(buy, text)}
    assert found == {
        1: (flats[0].pk, ""), 2: (flats[1].pk, ""), 3: (None, "unknown_door"), 4: (None, "ordered_already"),
        5: (None, "no_package"), 6: (flats[5].pk, ""),
    }  # fmt: skip
    assert not Order.objects.exists()
    assert buying.take_list(by=HAND, buy=buy, text=text, chosen=[1, 2, 3], now=NOON) == 2
    assert {order.way for order in Order.objects.all()} == {"chat"}
    assert b"\xe5\xbc\xa0" not in bytes(Order.objects.filter(household_id=flats[0].pk).get().said_sealed)
    again = {read.line.number: read.problem for read in buying.read_list(buy, text)}
    assert (again[1], again[6]) == ("ordered_already", "")


def test_a_short_delivery_says_who_gets_what_and_what_each_gets_back():
    key, flats = homes()
    in_care(flats[2])
    buy = a_buy()
    made = [an_order(buy, home, now=NOON + timedelta(minutes=at), A=2) for at, home in enumerate(flats[:3])]
    made.append(an_order(buy, flats[3], now=NOON + HOUR, B=1))
    for one in made:
        ordering.write_money(by=HAND, order_=one, paid_fen=9800 if one is made[3] else 7600, now=NOON)
    delivery = buying.arrive(by=HAND, buy=buy, came={"A": 4, "B": 0}, now=CUT + 12 * HOUR)
    rows = {row.order.household_id: row for row in orders.orders(buy)}
    assert {home: (row.wants, row.back) for home, row in rows.items()} == {
        flats[0].pk: ((("A", 2, 1),), 3800), flats[1].pk: ((("A", 2, 1),), 3800),
        flats[2].pk: ((("A", 2, 2),), 0), flats[3].pk: ((("B", 1, 0),), 9800),
    }  # fmt: skip
    assert set(Sheet.objects.get(round_id=delivery.round_id, building_key=key).owed) == {one.pk for one in flats[:3]}
    assert delivery.kind == Delivery.Kind.GROUP
    with pytest.raises(ArrivedAlready):
        buying.arrive(by=HAND, buy=buy, came={"A": 4}, now=CUT + 12 * HOUR)
    with pytest.raises(NotPaid):
        ordering.write_money(by=HAND, order_=made[3], back_fen=9801, now=CUT)
    ordering.write_money(by=HAND, order_=made[3], back_fen=9800, now=CUT + 13 * HOUR)
    assert {row.back for row in orders.orders(buy) if row.order.pk == made[3].pk} == {0}


@pytest.mark.parametrize("at", [NOON + HOUR, CUT + HOUR])
def test_a_buy_that_is_called_off_owes_everybody_their_money_and_nothing_is_delivered(at):
    _key, flats = homes()
    buy = a_buy()
    first, second = an_order(buy, flats[0], A=1), an_order(buy, flats[1], A=2)
    ordering.write_money(by=HAND, order_=first, paid_fen=3800, now=NOON)
    with pytest.raises(ReasonWanted):
        buying.call_off(by=HAND, buy=buy, why=" ", now=at)
    assert buying.call_off(by=HAND, buy=buy, why="供应商停运", now=at) == 2
    assert [(row.back, row.owed) for row in orders.orders(buy)] == [(3800, 0), (0, 0)]
    for again in (
        lambda: buying.call_off(by=HAND, buy=buy, why="x", now=at),
        lambda: buying.arrive(by=HAND, buy=buy, came={"A": 3}, now=CUT + HOUR),
        lambda: an_order(buy, flats[2], now=at, A=1),
        lambda: ordering.change_order(by=HAND, order_=second, wants={"A": 1}, now=at),
    ):
        with pytest.raises(BuyGone):
            again()
    assert not Delivery.objects.exists()
    assert AuditEntry.objects.get(act="supplies.call_off").reason == "供应商停运"
    ordering.write_money(by=HAND, order_=first, back_fen=3800, now=at)
    assert sum(row.back for row in orders.orders(buy)) == 0


def test_what_has_come_is_not_called_off():
    homes()
    buy = a_buy()
    buying.arrive(by=HAND, buy=buy, came={}, now=CUT + HOUR)
    with pytest.raises(ArrivedAlready):
        buying.call_off(by=HAND, buy=buy, why="x", now=CUT + HOUR)


def test_when_nothing_came_there_is_no_round_and_all_the_money_goes_back():
    _key, flats = homes()
    buy = a_buy()
    one = an_order(buy, flats[0], A=1)
    ordering.write_money(by=HAND, order_=one, paid_fen=3800, now=NOON)
    with pytest.raises(CutOffAhead):
        buying.arrive(by=HAND, buy=buy, came={}, now=NOON)
    assert buying.arrive(by=HAND, buy=buy, came={}, now=CUT + HOUR) is None
    assert [row.back for row in orders.orders(buy)] == [3800]
    assert not Round.objects.exists()


def test_the_pick_list_goes_building_by_building_from_the_top(django_assert_num_queries):
    _key, flats = homes()
    _second, others = homes(number=2)
    buy = a_buy()
    for home, wants in ((flats[5], {"A": 1}), (others[0], {"B": 2}), (flats[0], {"A": 1, "B": 1})):
        an_order(buy, home, **wants)
    with django_assert_num_queries(5):
        found = orders.picks(buy)
    assert [(pick.building, [row.door.room for row in pick.rows], pick.sums) for pick in found] == [
        ("1号楼", ["301", "102"], {"A": 2, "B": 1}), ("2号楼", ["301"], {"B": 2})
    ]  # fmt: skip
    assert orders.totals(buy) == {
        line.package_id: (sum(one.quantity for one in OrderLine.objects.filter(package=line.package)), 0)
        for line in OrderLine.objects.all()
    }


def test_a_donation_goes_from_offer_to_need_to_hand_over_and_its_account_balances():
    homes()
    masks = a_good(name="口罩", kind="kit")
    row = donating.offer(by=HAND, said=OfferSaid(SPRING, "某某公司", masks, 100, 500000), now=NOON)
    need = donating.ask(by=HAND, place=SPRING, good=masks, quantity=60, why="保安和保洁", now=NOON)
    with pytest.raises(MoreThanThere):
        donating.allocate(by=HAND, donation=row, need=need, quantity=1, now=NOON)  # it has not come
    row = donating.came(by=HAND, donation=row, quantity=95, now=NOON)
    assert queries.stocks([row.lot])[row.lot_id].on_hand == 95
    use = donating.allocate(by=HAND, donation=row, need=need, quantity=60, now=NOON)
    with pytest.raises(MoreThanThere):
        donating.allocate(by=HAND, donation=row, need=need, quantity=36, now=NOON)
    with pytest.raises(ReasonWanted):
        donating.hand_over(by=HAND, use=use, arrived=58, note="", now=NOON)
    donating.hand_over(by=HAND, use=use, arrived=58, note="两个破了", now=NOON)
    with pytest.raises(ArrivedAlready):
        donating.hand_over(by=HAND, use=use, arrived=60, note="", now=NOON)
    [given], [asked] = gifts.rows(SPRING)
    account = given.account
    assert (account.offered, account.came, account.handed, account.lost, account.left) == (100, 95, 58, 2, 35)
    assert (account.short, account.is_balanced, asked.lacking) == (5, False, 2)
    assert queries.stocks([row.lot])[row.lot_id].on_hand == 35


def test_a_donation_meets_a_need_for_the_same_good_only():
    homes()
    masks, rice = a_good(name="口罩", kind="kit"), a_good(name="大米")
    row = donating.offer(by=HAND, said=OfferSaid(SPRING, "王先生", masks, 10), now=NOON)
    donating.came(by=HAND, donation=row, quantity=10, now=NOON)
    row.refresh_from_db()
    need = donating.ask(by=HAND, place=SPRING, good=rice, quantity=5, why="独居老人", now=NOON)
    with pytest.raises(OtherGood):
        donating.allocate(by=HAND, donation=row, need=need, quantity=5, now=NOON)
    with pytest.raises(ArrivedAlready):
        donating.came(by=HAND, donation=row, quantity=10, now=NOON)


def a_quota(**more):
    said = {
        "place": SPRING, "good": a_good(name="口罩", kind="kit"), "title": "每户五只口罩", "each": 5, "total": 15,
        "shop": "春和药房", "opens_at": NOON, "closes_at": NOON + 8 * HOUR, "fetch_from": NOON + 20 * HOUR,
        "slot_minutes": 30, "per_slot": 2,
    } | more  # fmt: skip
    return claiming.open_quota(by=HAND, said=QuotaSaid(**said), now=NOON)


def a_claim(quota, home, now=NOON, **more):
    return claiming.claim(by=HAND, quota=quota, said=ClaimSaid(home.pk, **more), now=now)


def test_each_household_gets_one_number_with_its_hour_until_everything_is_given_out():
    _key, flats = homes()
    quota = a_quota()
    made = [a_claim(quota, home) for home in flats[:3]]
    assert [(one.number, one.slot_at) for one in made] == [
        (1, NOON + 20 * HOUR), (2, NOON + 20 * HOUR), (3, NOON + 20.5 * HOUR)
    ]  # fmt: skip
    with pytest.raises(NotNow):
        a_claim(quota, flats[3])
    for moment in (NOON - HOUR, NOON + 9 * HOUR):
        with pytest.raises(NotNow):
            a_claim(quota, flats[3], now=moment)


def test_a_double_claim_is_refused_with_the_number_and_one_from_paper_is_kept_and_shown():
    _key, flats = homes()
    quota = a_quota(total=100)
    a_claim(quota, flats[0], document="310101199001011234", phone="138 0000 1111")
    with pytest.raises(ClaimedAlready) as why:
        a_claim(quota, flats[0])
    assert why.value.facts["number"] == 1
    with pytest.raises(ClaimedAlready):
        a_claim(quota, flats[1], document="310101199001011234 ")
    neighbour = a_claim(quota, flats[1], phone="13800001111")
    assert neighbour.flags == ["same_phone"]
    paper = claiming.note_claim(by=HAND, quota=quota, said=ClaimSaid(flats[0].pk), now=NOON)
    assert paper.flags == ["same_household"]
    assert Claim.objects.count() == 3
    assert b"13800001111" not in bytes(Claim.objects.get(number=1).phone_hash)


def test_a_number_given_back_when_everything_was_given_out_can_be_had_again():
    _key, flats = homes()
    quota = a_quota(total=10)
    first, _second = (a_claim(quota, home) for home in flats[:2])
    assert not claiming.has_left(quota)
    claiming.withdraw(by=HAND, claim_=first, now=NOON)
    assert claiming.has_left(quota)
    assert a_claim(quota, flats[2]).number == 3


def test_a_number_is_handed_out_once_and_a_number_given_back_frees_the_household():
    _key, flats = homes()
    quota = a_quota()
    one = a_claim(quota, flats[0])
    claiming.withdraw(by=HAND, claim_=one, now=NOON)
    two = a_claim(quota, flats[0])
    assert two.number == 2
    claiming.hand_out(by=HAND, claim_=two, now=NOON + 20 * HOUR)
    for settled in (one, two):
        with pytest.raises(TakenAlready):
            claiming.hand_out(by=HAND, claim_=settled, now=NOON)
    assert AuditEntry.objects.filter(act="supplies.hand_out").count() == 1


def test_a_stopped_supplier_gets_no_new_buy_and_what_runs_goes_on():
    _key, flats = homes()
    buy = a_buy()
    stocking.stop_supplier(by=HAND, supplier=buy.supplier, why="缺斤少两", now=NOON)
    buy.supplier.refresh_from_db()
    with pytest.raises(NotVetted):
        a_buy(supplier=buy.supplier)
    assert an_order(buy, flats[0], A=1).pk


def test_what_was_given_back_is_owed_again_when_more_is_ordered():
    _key, flats = homes()
    buy = a_buy()
    made = an_order(buy, flats[0], A=2)
    ordering.write_money(by=HAND, order_=made, paid_fen=7600, now=NOON)
    ordering.change_order(by=HAND, order_=made, wants={"A": 1}, now=NOON)
    ordering.write_money(by=HAND, order_=made, back_fen=3800, now=NOON)
    [row] = orders.orders(buy)
    assert (row.owed, row.back) == (0, 0)
    ordering.change_order(by=HAND, order_=made, wants={"A": 2}, now=NOON)
    [row] = orders.orders(buy)
    assert (row.owed, row.back) == (3800, 0)


@pytest.mark.parametrize(
    ("first", "second", "flag"),
    [
        ({"phone": "120 0000 2218"}, {"phone": "+86 12000002218"}, "same_phone"),
        ({"phone": "12000002218"}, {"phone": "１２０００００２２１８"}, "same_phone"),
        ({"document": "11010519491231002x"}, {"document": "１１０１０５１９４９１２３１００２Ｘ"}, "same_document"),
    ],
)
def test_a_double_claim_is_found_however_its_number_is_written(first, second, flag):
    _key, flats = homes()
    quota = claiming.open_quota(
        by=HAND, now=NOON,
        said=QuotaSaid(SPRING, a_good(), "口罩", 5, 100, "药房", NOON, CUT, CUT),
    )  # fmt: skip
    claiming.note_claim(by=HAND, quota=quota, said=ClaimSaid(flats[0].pk, **first), now=NOON)
    again = claiming.note_claim(by=HAND, quota=quota, said=ClaimSaid(flats[1].pk, **second), now=NOON)
    assert again.flags == [flag]


@pytest.mark.parametrize("wrong", [{"slot_minutes": 40_000}, {"per_slot": 40_000}])
def test_a_slot_longer_than_a_day_or_wider_than_a_crowd_is_refused(wrong):
    homes()
    said = QuotaSaid(SPRING, a_good(), "口罩", 5, 100, "药房", NOON, CUT, CUT, **wrong)
    with pytest.raises(AmountWanted):
        claiming.open_quota(by=HAND, said=said, now=NOON)


def test_nobody_is_called_in_the_night_where_a_quota_says_until_when_a_day_lasts():
    _key, flats = homes()
    times = {"slot_minutes": 60, "per_slot": 1}
    opened = QuotaSaid(SPRING, a_good(), "口罩", 5, 100, "药房", NOON, CUT, NOON + 22 * HOUR, **times)  # from 10:00
    with pytest.raises(WrongTimes):
        claiming.open_quota(by=HAND, said=replace(opened, fetch_until=time(10)), now=NOON)
    quota = claiming.open_quota(by=HAND, said=replace(opened, fetch_until=time(12, 30)), now=NOON)
    made = [claiming.claim(by=HAND, quota=quota, said=ClaimSaid(home.pk), now=NOON) for home in flats[:3]]
    assert [f"{local(one.slot_at):%m-%d %H:%M}" for one in made] == ["04-01 10:00", "04-01 11:00", "04-02 10:00"]
