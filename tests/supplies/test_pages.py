"""The pages of supplies, by what a person reads there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.supplies.ground import CREDIT, HOUR, a_good, a_lot, a_plan, a_supplier, homes, in_care, opened, stocked
from tests.supplies.test_buying import a_buy, an_order
from tests.supplies.test_deliveries import deliver
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, TOWN
from wanjia.coverage.intake import ProofFact, record_proofs
from wanjia.coverage.models import Round
from wanjia.kernel import clock
from wanjia.kernel.ids import new_event_id
from wanjia.supplies import claiming, delivering, driving, ordering, stocking
from wanjia.supplies.claiming import ClaimSaid, QuotaSaid
from wanjia.supplies.driving import TripSaid
from wanjia.supplies.intake import RemainderFact
from wanjia.supplies.models import Claim, Delivery, Good, GroupBuy, HandSign, Lot, Order, Supplier, Trip
from wanjia.supplies.pages import stock as stock_pages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON + HOUR)


@pytest.fixture
def flats():
    return homes()[1]


@pytest.fixture
def desk():
    return client_of("secretary", english=True)


def url(name, *args, area=SPRING):
    return f"{reverse(f'supplies:{name}', args=args)}?area={area}"


def test_the_stock_board_says_what_is_dear_bad_recalled_and_short(flats, desk, django_assert_max_num_queries):
    a_supplier()
    good = a_good()
    a_lot(5, good=good, price_fen=12000)
    bad = a_lot(5, good=good)
    stocking.recall(by=HAND, lot=bad, why="农残", now=NOON)
    with django_assert_max_num_queries(40):
        page = text(desk.get(url("stock")))
    assert "50 % above the reference" in page
    assert "1 lot is recalled." in page
    assert CREDIT in page


def test_a_lot_is_taken_in_through_the_form_and_a_wrong_credit_code_is_explained(flats, desk):
    answer = desk.post(url("new_supplier"), {"name": "绿禾", "credit_code": CREDIT[:-1] + "A"})
    assert answer.status_code == 422
    assert "is no credit code" in text(answer)
    desk.post(url("new_supplier"), {"name": "绿禾", "credit_code": CREDIT})
    good, firm = a_good(), Supplier.objects.get()
    sent = {"good": good.pk, "quantity": 20, "supplier": firm.pk, "price": "78.50"}
    assert desk.post(url("new_lot"), sent).status_code == 302
    assert Lot.objects.get().price_fen == 7850
    assert desk.post(url("new_lot"), {"good": good.pk, "quantity": 20}).status_code == 422


def test_more_than_there_is_is_refused_in_words_and_nothing_is_written(flats, desk):
    lot = a_lot(5)
    answer = desk.post(url("move", lot.pk), {"do": "move", "kind": "out", "quantity": "6"})
    assert answer.status_code == 409
    assert "There are 5 of this lot, not 6." in text(answer)
    desk.post(url("move", lot.pk), {"do": "move", "kind": "spoiled", "quantity": "2", "note": "烂"})
    assert "烂" in text(desk.get(url("lot", lot.pk)))


def test_a_delivery_is_planned_previewed_and_opened_and_who_is_left_out_is_named(flats, desk):
    in_care(flats[5])
    lot = a_lot(4)
    when = {"opens_at": "2022-03-31T13:00", "due_at": "2022-03-31T20:00"}
    desk.post(url("new_delivery"), {"kind": "parcel", "title": "蔬菜包", "lot": lot.pk, "each": 1, "per_box": 2} | when)
    plan = Delivery.objects.get()
    shown = text(desk.get(url("open_delivery", plan.pk)))
    assert "<b>4</b> households get it" in shown
    assert "2 left out: there is not enough" in shown
    assert desk.post(url("open_delivery", plan.pk)).status_code == 302
    page = text(desk.get(url("delivery", plan.pk)))
    assert "Left out" in page
    assert "there is not enough 2" in page
    assert desk.post(url("open_delivery", plan.pk)).status_code == 409


def test_a_book_that_does_not_balance_is_red_and_says_by_how_many(flats, desk):
    delivery = opened(a_lot(6))
    page = desk.get(url("delivery", delivery.pk)).content.decode()
    assert "sup-book bad" not in page
    count = RemainderFact(new_event_id(), "on_hand", 4, SPRING, NOON)
    delivering.note_remainder(by=HAND, delivery=delivery, fact=count, now=NOON)
    page = desk.get(url("delivery", delivery.pk)).content.decode()
    assert "sup-book bad" in page
    assert "2 missing" in page


def test_the_gate_asks_for_one_signature_after_the_other_and_says_when_the_count_differs(flats, desk):
    delivery = opened(a_lot(6))
    trip = driving.send(by=HAND, delivery=delivery, said=TripSaid(SPRING, 6, "沪A1"), now=NOON)
    driving.load(by=HAND, trip=trip, boxes=6, now=NOON)
    contact = client_of("contact", login="gate", english=True)
    for hand, words in (("driver", "I have them"), ("gave", "I hand them over"), ("gate", "Gate: they are here")):
        assert words in text(contact.get(url("gate")))
        contact.post(url("sign", trip.pk), {"hand": hand, "boxes": "6" if hand != "gate" else "5"})
    assert HandSign.objects.get(side="took", taker="gate").boxes == 5
    assert "the count differs" in text(contact.get(url("gate")))
    page = text(desk.get(url("delivery", delivery.pk)))
    assert "Trip 1: short at the gate, 1 box." in page
    key = flats[0].building_key
    contact.post(url("send_on", trip.pk), {"place": key, "boxes": "5"})
    drop = Trip.objects.get(after=trip.pk)
    for hand in ("gate_gave", "drop"):
        contact.post(url("sign", drop.pk), {"hand": hand, "boxes": "5"})
    assert "No trip is on its way here." in text(contact.get(url("gate")))


def test_an_order_by_telephone_names_the_door_and_one_after_the_cut_off_is_refused(flats, desk, monkeypatch):
    stocked(SPRING, flats[0])
    buy = GroupBuy.objects.get()
    monkeypatch.setattr(clock, "now", lambda: NOON)
    assert desk.post(url("order", buy.pk), {"door": "1-302", "n_A": "2"}).status_code == 302
    assert Order.objects.filter(household_id=flats[1].pk).exists()
    assert desk.post(url("order", buy.pk), {"door": "9-999", "n_A": "2"}).status_code == 422
    assert "76.00" in text(desk.get(url("buy", buy.pk)))
    monkeypatch.setattr(clock, "now", lambda: NOON + 2 * HOUR)
    answer = desk.post(url("order", buy.pk), {"door": "1-201", "n_A": "1"})
    assert answer.status_code == 409
    assert "The cut-off was 03-31 13:00." in text(answer)


def test_an_order_is_changed_on_the_telephone_until_the_cut_off(flats, desk, monkeypatch):
    ids = stocked(SPRING, flats[0])
    monkeypatch.setattr(clock, "now", lambda: NOON)
    assert "Change the order" in text(desk.get(url("buy", ids["buy_id"])))
    desk.post(url("change_order", ids["ordered_id"]), {"n_A": "3"})
    assert "114.00" in text(desk.get(url("buy", ids["buy_id"])))
    assert desk.post(url("change_order", ids["ordered_id"]), {"n_A": ""}).status_code == 422
    monkeypatch.setattr(clock, "now", lambda: NOON + 2 * HOUR)
    assert desk.post(url("change_order", ids["ordered_id"]), {"n_A": "1"}).status_code == 409
    assert "Change the order" not in text(desk.get(url("buy", ids["buy_id"])))


def test_the_schedule_goes_day_by_day_and_what_is_under_way_stands_above_it(flats, desk, django_assert_max_num_queries):
    lot = a_lot(4)
    a_plan(lot, title="明日蔬菜", opens_at=NOON + 20 * HOUR, due_at=NOON + 28 * HOUR)
    a_plan(title="后天鸡蛋", opens_at=NOON + 44 * HOUR, due_at=NOON + 50 * HOUR)
    a_plan(title="忘了开", opens_at=NOON - 5 * HOUR, due_at=NOON - HOUR)
    opened(title="今日米")
    with django_assert_max_num_queries(RAIL + 13):
        page = text(desk.get(url("deliveries")))
    for words in ("2 short in stock", "no lot yet", "never opened", "1 Apr, Fri", "2 Apr, Sat"):
        assert words in page
    titles = ("今日米", "忘了开", "明日蔬菜", "后天鸡蛋")
    assert sorted(titles, key=page.index) == list(titles)


def test_fifty_doors_are_named_and_all_of_them_when_asked(desk):
    homes(floors=30, doors=2)
    page = text(desk.get(url("fairness")))
    assert page.count("never had anything") == 50
    assert "Show all 60" in page
    assert text(desk.get(url("fairness") + "&all=1")).count("never had anything") == 60
    delivery = opened(a_lot(1))
    page = text(desk.get(url("delivery", delivery.pk)))
    assert "Show all 59" in page
    assert "Show all" not in text(desk.get(url("delivery", delivery.pk) + "&all=1"))


def test_the_four_tests_stand_on_the_stock_board(flats, desk):
    a_lot(5, price_fen=12000)
    opened(a_lot(6, good=a_good(name="鸡蛋")), due_at=NOON + HOUR / 2, opens_at=NOON)
    page = text(desk.get(url("stock")))
    for words in ("no group buy has come", "6 doors over the time", "the dearest is 50 % above it", "1 too dear"):
        assert words in page


def test_a_pasted_list_is_shown_first_and_only_ticked_lines_are_taken(flats, desk, monkeypatch):
    stocked(SPRING, flats[0])
    buy = GroupBuy.objects.get()
    monkeypatch.setattr(clock, "now", lambda: NOON)
    words = "1. 1-302 李 套餐A×2\n2. 1-201 A1\n3. 张 A1"
    shown = text(desk.post(url("paste", buy.pk), {"text": words}))
    assert "2 clear, 1 to look at" in shown
    assert "no door can be read" in shown
    assert Order.objects.count() == 1
    desk.post(url("paste", buy.pk), {"text": words, "line": ["1"]})
    assert Order.objects.count() == 2


def test_a_short_group_buy_shows_who_gets_money_back_and_the_pick_list_says_what_is_given(flats, desk, monkeypatch):
    stocked(SPRING, flats[0])
    buy = GroupBuy.objects.get()
    second = ordering.order(by=HAND, buy=buy, household_id=flats[1].pk, wants={"A": 2}, way="phone", now=NOON)
    desk.post(url("money", second.pk), {"paid": "76"})
    monkeypatch.setattr(clock, "now", lambda: NOON + 9 * HOUR)
    assert "Call off the group buy" in text(desk.get(url("buy", buy.pk)))
    assert desk.post(url("arrive", buy.pk), {"n_A": "2"}).status_code == 302
    assert "Call off the group buy" not in text(desk.get(url("buy", buy.pk)))
    page = text(desk.get(url("buy", buy.pk)))
    assert "give back 38.00" in page
    assert "owes 38.00" in page  # the first has not paid for what it gets
    assert "A × 2" in text(desk.get(url("pick", buy.pk)))
    assert desk.post(url("money", second.pk), {"back": "38,1"}).status_code == 422


def test_the_public_account_names_nobody_who_does_not_want_it_and_shows_what_was_lost(flats, desk):
    ids = stocked(SPRING, flats[0])
    desk.post(url("hand_over", ids["use_id"]), {"quantity": "0", "note": "淋湿了"})
    viewer = client_of("viewer", login="v", english=True)
    page = text(viewer.get(url("donations")))
    assert "1 donation does not add up" in page
    assert "淋湿了" in page
    assert "某某公司" in page


def test_a_second_number_for_a_door_is_refused_and_from_paper_it_is_shown_as_double(flats, desk, monkeypatch):
    ids = stocked(SPRING, flats[0])
    monkeypatch.setattr(clock, "now", lambda: NOON)
    answer = desk.post(url("claim", ids["quota_id"]), {"door": "1-301"})
    assert answer.status_code == 409
    assert "There is number 1 for this household already." in text(answer)
    desk.post(url("claim", ids["quota_id"]), {"door": "1-301", "from": "paper"})
    page = text(desk.get(url("quota", ids["quota_id"])))
    assert "Double claims" in page
    desk.post(url("settle_claim", ids["claim_id"]), {"do": "taken"})
    assert Claim.objects.get(id=ids["claim_id"]).taken_at is not None


def test_the_fairness_report_shows_counts_above_a_committee_and_doors_only_to_who_sees_people(flats, desk):
    opened(a_lot(6))
    assert "By committee" in text(client_of("town", login="t", area=TOWN, english=True).get(url("fairness", area=TOWN)))
    assert "never had anything" in text(desk.get(url("fairness")))
    viewer = text(client_of("viewer", login="v", english=True).get(url("fairness")))
    assert "never had anything" not in viewer
    assert "6 doors" in viewer


@pytest.mark.parametrize("view", ["buys", "quotas"])
def test_a_list_of_offers_asks_the_same_number_of_times_however_many_there_are(flats, desk, view):
    asked = []
    for n in range(2):
        for at in range(3 * n + 1):
            an_offer(view, flats, f"第{n}{at}")
        with CaptureQueriesContext(connection) as found:
            rows = desk.get(f"/supplies/{view}/?area={SPRING}").context["rows"]
        asked.append(len(found))
    assert len(rows) == 5
    assert asked[0] == asked[1]


def an_offer(view, flats, title):
    """One group buy with an order, or one quota with a number."""
    if view == "buys":
        an_order(a_buy(title=title), flats[0], A=2, B=1)
        return
    good = Good.objects.first() or a_good()
    said = QuotaSaid(SPRING, good, title, 5, 100, "药房", NOON, NOON + HOUR, NOON + HOUR)
    quota = claiming.open_quota(by=HAND, said=said, now=NOON)
    claiming.claim(by=HAND, quota=quota, said=ClaimSaid(flats[0].pk), now=NOON)


def test_a_recall_names_every_door_also_of_meals_and_more_than_a_screenful_when_asked(desk, monkeypatch):
    monkeypatch.setattr(stock_pages, "_SHOWN", 4)
    key, flats = homes()
    eater, lot = in_care(flats[5], "lives_alone"), a_lot(20)
    parcels, meal = opened(lot), opened(lot, kind="meal")
    deliver(parcels, flats[:4])
    record_proofs(
        round_=Round.objects.get(pk=meal.round_id), facts=[ProofFact(new_event_id(), eater.pk, NOON + HOUR, key)],
        device="05", by="杨", now=NOON + HOUR,
    )  # fmt: skip
    page = desk.get(url("lot", lot.pk))
    assert (len(page.context["holders"]), "Show all 5" in text(page)) == (4, True)
    whole = desk.get(reverse("supplies:lot", args=[lot.pk]), {"all": 1})
    assert sorted(one.household_id for one, _door in whole.context["holders"]) == sorted(
        [eater.pk, *(home.pk for home in flats[:4])]
    )
    assert "Show all" not in text(whole)
