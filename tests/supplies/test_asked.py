"""What is refused says what is wrong: each flaw by its own name, with its figures, at its field."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import translation

from tests.supplies.ground import HOUR, a_good, a_lot, a_pass, a_plan, a_stop, a_supplier, a_van, bought, brings, homes
from tests.supplies.test_buying import a_buy, an_order
from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform.words import words
from wanjia.roster.models import Household
from wanjia.supplies import (
    asked,
    buying,
    claiming,
    delivering,
    donating,
    driving,
    ordering,
    passes,
    purchasing,
    stocking,
    vending,
)
from wanjia.supplies import refusals as no
from wanjia.supplies.claiming import QuotaSaid
from wanjia.supplies.donating import OfferSaid
from wanjia.supplies.driving import TripSaid
from wanjia.supplies.models import Delivery, Good, GroupBuy, Lot, Purchase, Supplier, TransportPass, VanRun
from wanjia.supplies.purchasing import PurchaseSaid
from wanjia.supplies.stocking import GoodSaid, LotSaid, SupplierSaid

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
YESTERDAY, TODAY = NOON.date() - DAY, NOON.date()


@dataclass
class Ground:
    """One of everything that the commands below are about."""

    flat: Household
    firm: Supplier
    good: Good
    lot: Lot
    van: VanRun
    plan: Delivery
    buy: GroupBuy
    held: TransportPass
    purchase: Purchase


@pytest.fixture
def at():
    _key, flats = homes()
    firm, good = a_supplier(), a_good()
    return Ground(
        flats[0], firm, good, a_lot(good=good), a_van(), a_plan(), a_buy(supplier=firm), a_pass(firm),
        bought(firm, good, 20),
    )  # fmt: skip


def quota(at, **more):
    said = {
        "title": "口罩", "each": 5, "total": 100, "shop": "药房", "opens_at": NOON, "closes_at": NOON + HOUR,
        "fetch_from": NOON + 2 * HOUR,
    } | more  # fmt: skip
    return claiming.open_quota(by=HAND, said=QuotaSaid(place=SPRING, good=at.good, **said), now=NOON)


def wants(at, figure=None, **more):
    said = PurchaseSaid(SPRING, at.good, TODAY, figure=figure, **more)
    return purchasing.propose(by=HAND, said=said, now=NOON)


def money(at, **fen):
    made = an_order(at.buy, at.flat, A=1)
    ordering.write_money(by=HAND, order_=made, now=NOON, **fen)


def stop_of_tomorrow(at):
    said = vending.StopSaid("大门", NOON + DAY, NOON + DAY + HOUR)
    vending.add_stop(by=HAND, run=at.van, said=said, now=NOON)


WHAT = {
    "no title": (lambda at: a_plan(title=" "), no.WordsWanted, "Fill in: Title."),
    "no van": (lambda at: a_van(van=""), no.WordsWanted, "Fill in: Van."),
    "no spot": (lambda at: a_stop(at.van, 13, 14, " "), no.WordsWanted, "Fill in: Stands at."),
    "no shop": (lambda at: quota(at, shop=""), no.WordsWanted, "Fill in: Where it is fetched."),
    "no unit": (
        lambda at: stocking.write_good(by=HAND, said=GoodSaid(SPRING, "鸡蛋", "", "food"), now=NOON), no.WordsWanted,
        "Fill in: Counted in.",
    ),
    "no firm": (
        lambda at: stocking.vet_supplier(by=HAND, said=SupplierSaid(SPRING, " ", at.firm.credit_code), now=NOON),
        no.WordsWanted, "Fill in: What it is called.",
    ),
    "no giver": (
        lambda at: donating.offer(by=HAND, said=OfferSaid(SPRING, " ", at.good, 1), now=NOON), no.WordsWanted,
        "Fill in: Giver.",
    ),
    "nobody needs it": (
        lambda at: donating.ask(by=HAND, place=SPRING, good=at.good, quantity=1, why=" ", now=NOON), no.WordsWanted,
        "Fill in: Who needs it.",
    ),
    "from nowhere": (
        lambda at: stocking.take_in(by=HAND, said=LotSaid(SPRING, at.good, 1), now=NOON), no.WordsWanted,
        "Fill in: Supplier or source.",
    ),
    "no package": (lambda at: a_buy(packages=[(" ", 5)]), no.WordsWanted, "Fill in: Package A."),
    "eleven packages": (
        lambda at: a_buy(packages=[("菜", 1)] * 11), no.AmountWanted, "Packages: write a whole number from 1 to 10.",
    ),
    "none offered": (
        lambda at: donating.offer(by=HAND, said=OfferSaid(SPRING, "某社", at.good, 0), now=NOON), no.AmountWanted,
        "Quantity: write a whole number from 1 to 99,999,999.",
    ),
    "less than one share": (
        lambda at: quota(at, total=4), no.AmountWanted, "There are: write a whole number from 5 to 99,999,999.",
    ),
    "no boxes": (
        lambda at: driving.send(by=HAND, delivery=at.plan, said=TripSaid(SPRING, 0), now=NOON), no.AmountWanted,
        "Boxes: write a whole number from 1 to 99,999,999.",
    ),
    "a hundred packages": (
        lambda at: an_order(at.buy, at.flat, B=100), no.AmountWanted, "肉蛋: write a whole number from 1 to 99.",
    ),
    "no ration": (
        lambda at: wants(at, each=0), no.AmountWanted, "For each household: write a whole number from 1 to 999.",
    ),
    "a package for nothing": (
        lambda at: a_buy(packages=[("绿叶菜", 0)]), no.MoneyWanted,
        "绿叶菜: write an amount in yuan, like 38 or 38.50.",
    ),
    "no money": (money, no.MoneyWanted, "Paid or given back: write an amount in yuan, like 38 or 38.50."),
    "a plan without why": (
        lambda at: delivering.cancel(by=HAND, delivery=at.plan, why=" ", now=NOON), no.ReasonWanted, "Write why",
    ),
    "a van without why": (
        lambda at: vending.cancel(by=HAND, run=at.van, why=" ", now=NOON), no.ReasonWanted, "Write why",
    ),
    "a purchase without why": (
        lambda at: purchasing.cancel(by=HAND, purchase=at.purchase, why="", now=NOON), no.ReasonWanted, "Write why",
    ),
    "a firm without why": (
        lambda at: stocking.stop_supplier(by=HAND, supplier=at.firm, why="", now=NOON), no.ReasonWanted, "Write why",
    ),
    "a recall without why": (
        lambda at: stocking.recall(by=HAND, lot=at.lot, why="", now=NOON), no.ReasonWanted, "Write why",
    ),
    "a pass without why": (
        lambda at: passes.revoke(by=HAND, held=at.held, why="", now=NOON), no.ReasonWanted, "Write why",
    ),
    "a figure of nobody": (
        lambda at: brings(at.firm, at.good, 5, source=""), no.SourceWanted, "Write who says so and when.",
    ),
    "a day that is over": (
        lambda at: a_van(on=YESTERDAY), no.DayPast, "2022-03-30 is over. Write a day from 2022-03-31 on.",
    ),
    "a cut-off that is over": (
        lambda at: a_buy(closes_at=NOON - HOUR), no.HourPast, "11:00 is over. Write a time that is still to come.",
    ),
    "it comes before the cut-off": (
        lambda at: a_buy(closes_at=NOON + 2 * HOUR, arrives_at=NOON + HOUR), no.WrongTimes,
        "13:00 does not lie after 14:00. Write a later time.",
    ),
    "it ends as it begins": (
        lambda at: a_plan(due_at=NOON), no.WrongTimes, "12:00 does not lie after 12:00. Write a later time.",
    ),
    "a quota turned round": (
        lambda at: quota(at, closes_at=NOON - HOUR), no.WrongTimes, "11:00 does not lie after 12:00.",
    ),
    "a stop of another day": (stop_of_tomorrow, no.OtherDay, "This van goes on 2022-03-31."),
    "a ration and a figure": (
        lambda at: wants(at, 5, each=1), no.RationOrFigure, "Write a ration or a figure, one of the two.",
    ),
    "enough lies there": (
        lambda at: wants(at, 10, less_stock=True), no.NothingNeeded, "Nothing is needed: 10 lie there already.",
    ),
    "an order of nothing": (lambda at: an_order(at.buy, at.flat, A=0), no.NothingChosen, "Write how many of at least"),
    "a lot of another good": (
        lambda at: vending.load(by=HAND, run=at.van, good=a_good(name="面包"), quantity=1, lot=at.lot, now=NOON),
        no.OtherLot, "Lot 0331-1 holds 蔬菜包.",
    ),
    "shared out too early": (
        lambda at: buying.arrive(by=HAND, buy=at.buy, came={"A": 1}, now=NOON), no.CutOffAhead,
        "Orders are taken until 20:00.",
    ),
    "no kind of move": (lambda at: a_plan(kind="gift"), NotFound, "Not found"),
}  # fmt: skip


@pytest.mark.parametrize("what", WHAT)
def test_a_refusal_names_what_is_wrong_with_its_figures(what, at):
    does, refusal, says = WHAT[what]
    with translation.override("en"), pytest.raises(Refusal) as why:
        does(at)
    assert type(why.value) is refusal
    with translation.override("en"):
        assert words(why.value).startswith(says)


def test_nothing_is_needed_where_nobody_lives():
    with translation.override("en"), pytest.raises(no.NothingNeeded) as why:
        purchasing.propose(by=HAND, said=PurchaseSaid(SPRING, a_good(), TODAY, each=1), now=NOON)
    with translation.override("en"):
        assert words(why.value) == "Nothing is needed: no household lives there."


def test_what_is_kept_has_no_blanks_around_it_and_is_as_long_as_its_column():
    assert (asked.said("  春 ", "x", 5), asked.said("春" * 9, "x", 5)) == ("春", "春" * 5)
    assert asked.reason(f" {'春' * 130}") == "春" * 120


class TestAtTheField:
    """The form is shown again, and what is wrong stands where it is wrong."""

    @pytest.fixture(autouse=True)
    def _noon(self, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOON)

    @pytest.fixture
    def wrong(self, at):
        desk = client_of("secretary", english=True)

        def sent(path, **fields):
            answer = desk.post(f"/supplies/{path}/new/?area={SPRING}", fields)
            assert answer.status_code == 422
            return answer.context["form"].errors

        return sent

    def test_a_day_that_is_over(self, at, wrong):
        over = ["2022-03-30 is over. Write a day from 2022-03-31 on."]
        assert wrong("purchases", good=at.good.pk, on=YESTERDAY, figure=5) == {"on": over}
        assert wrong("vans", van="菜车", on=YESTERDAY) == {"on": over}

    def test_an_end_before_the_beginning(self, at, wrong):
        hours = {"opens_at": "2022-03-31T14:00", "due_at": "2022-03-31T13:00"}
        late = ["13:00 does not lie after 14:00. Write a later time."]
        assert wrong("deliveries", kind="parcel", title="菜", each=1, per_box=1, **hours) == {"due_at": late}
        quota = {"title": "口罩", "good": at.good.pk, "each": 5, "total": 4, "shop": "药房", "slot_minutes": 30}
        times = {"opens_at": hours["opens_at"], "closes_at": hours["due_at"], "fetch_from": "2022-04-01T09:00"}
        assert set(wrong("quotas", per_slot=9, **quota, **times)) == {"total"}
        assert wrong("quotas", per_slot=9, **quota | {"total": 50}, **times) == {"closes_at": late}
        early = wrong("quotas", per_slot=9, fetch_until="09:00", **quota | {"total": 50}, **times)
        assert set(early) == {"fetch_until"}

    def test_a_package_without_a_price_and_times_of_a_group_buy(self, at, wrong):
        offer = {"supplier": at.firm.pk, "title": "菜团", "name_A": "绿叶菜", "price_A": "38", "name_B": "肉蛋"}
        times = {"closes_at": "2022-03-31T11:00", "arrives_at": "2022-03-31T10:00"}
        assert set(wrong("buys", **offer, **times)) == {"price_B"}
        whole = offer | {"price_B": "98"}
        assert wrong("buys", **whole, **times) == {"closes_at": ["11:00 is over. Write a time that is still to come."]}
        assert set(wrong("buys", **whole, **times | {"closes_at": "2022-03-31T20:00"})) == {"arrives_at"}

    def test_a_pass_without_its_plate_its_rider_or_a_telephone(self, at, wrong):
        said = {"supplier": at.firm.pk, "phone": "12000003344", "purpose": "送菜", "from_on": TODAY, "until_on": TODAY}
        assert set(wrong("passes", kind="vehicle", **said)) == {"plate"}
        assert set(wrong("passes", kind="rider", **said | {"phone": "x"})) == {"name", "phone"}
        assert set(wrong("passes", kind="rider", name="陈", **said | {"until_on": YESTERDAY})) == {"until_on"}


def test_a_line_whose_price_nobody_has_said_says_so(at):
    page = text(client_of("secretary", english=True).get(f"/supplies/purchases/{at.purchase.pk}/"))
    assert "price not known" in page
    assert "— yuan" not in page


def test_a_trip_without_boxes_shows_the_delivery_again_with_what_is_wrong(at):
    answer = client_of("secretary", english=True).post(f"/supplies/deliveries/{at.plan.pk}/trips/", {"place": SPRING})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"boxes"}
