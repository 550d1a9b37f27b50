"""What the tests of supplies stand on: a committee with two buildings, a supplier, a good, a lot."""

from datetime import date, datetime, time, timedelta

from tests.world import HAND, NOON, SPRING, a_building
from wanjia.kernel.clock import LOCAL
from wanjia.kernel.ids import new_event_id
from wanjia.roster.models import Household, Person, SpecialNeed
from wanjia.supplies import (
    buying,
    capacities,
    catering,
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
from wanjia.supplies.buying import BuySaid
from wanjia.supplies.capacities import CapacitySaid
from wanjia.supplies.catering import MealSaid
from wanjia.supplies.claiming import ClaimSaid, QuotaSaid
from wanjia.supplies.delivering import DeliverySaid
from wanjia.supplies.donating import OfferSaid
from wanjia.supplies.driving import TripSaid
from wanjia.supplies.passes import PassSaid
from wanjia.supplies.purchasing import PurchaseSaid
from wanjia.supplies.stocking import GoodSaid, LotSaid, SupplierSaid
from wanjia.supplies.vending import RunSaid, StopSaid

HOUR = timedelta(hours=1)
CREDIT = "91110000600037341L"  # fits its check character; the one of the standard's own examples
OTHER_CREDIT = "91310000MA1K35P52F"


def a_supplier(area=SPRING, **more):
    said = {"name": "绿禾果蔬", "credit_code": CREDIT, "licence": "JY13101010000000"} | more
    return stocking.vet_supplier(by=HAND, said=SupplierSaid(area, **said), now=NOON)


def a_good(area=SPRING, name="蔬菜包", **more):
    said = {"unit": "份", "kind": "food", "reference_fen": 8000, "reference_source": "区发改委 3月30日"} | more
    return stocking.write_good(by=HAND, said=GoodSaid(area, name, **said), now=NOON)


def a_lot(quantity=10, place=SPRING, good=None, **more):
    said = {"batch": "0331-1", "expires_on": date(2022, 4, 3), "price_fen": 8500, "source": "区商务委调拨"} | more
    return stocking.take_in(by=HAND, said=LotSaid(place, good or a_good(place), quantity, **said), now=NOON)


def homes(committee=SPRING, number=1, **more):
    """A building; returns its key and its households in walking order."""
    key, _people = a_building(committee, number, **more)
    return key, list(Household.objects.filter(building_key=key).order_by("walk"))


def in_care(home, kind="oxygen"):
    person = Person.objects.filter(household=home).first()
    SpecialNeed.objects.create(
        id=new_event_id(), part=person.part, person_id=person.pk, kind=kind, source="走访", legal_basis="consent",
        since_on=date(2022, 3, 1),
    )  # fmt: skip
    return person


def a_plan(lot=None, place=SPRING, **more):
    said = {
        "kind": "parcel", "title": "4月1日蔬菜包", "opens_at": NOON, "due_at": NOON + 6 * HOUR, "lot": lot,
    } | more  # fmt: skip
    return delivering.plan(by=HAND, said=DeliverySaid(place, **said), now=NOON)


def opened(lot=None, place=SPRING, now=NOON, **more):
    return delivering.open_delivery(by=HAND, delivery=a_plan(lot, place, **more), now=now)


def brings(firm, good, per_day, *, on=NOON.date(), source="经理电话 3月31日", **more):
    """What a supplier can bring a day."""
    said = CapacitySaid(good, on, per_day, source, **more)
    return capacities.write_capacity(by=HAND, supplier=firm, said=said, now=NOON)


TOMORROW = date(2022, 4, 1)


def a_purchase(good, figure=100, *, place=SPRING, on=TOMORROW, **more):
    said = {"figure": figure} | more
    return purchasing.propose(by=HAND, said=PurchaseSaid(place, good, on, **said), now=NOON)


def decided(purchase, now=NOON):
    """As it was proposed."""
    parts = {line.supplier_id: line.quantity for line in purchase.lines.all()}
    return purchasing.decide(by=HAND, purchase=purchase, parts=parts, now=now)


def bought(firm, good, figure, *, place=SPRING):
    """Decided, all of it from one supplier."""
    brings(firm, good, figure)
    return decided(a_purchase(good, figure, place=place))


def some_meals(good, place=SPRING, meal="lunch", *, on=TOMORROW, **more):
    return catering.count(by=HAND, said=MealSaid(place, on, meal, good, **more), now=NOON)


def a_van(place=SPRING, van="流动早餐车", *, on=NOON.date(), **more):
    return vending.plan(by=HAND, said=RunSaid(place, on, van, **more), now=NOON)


def a_stop(run, start, end, spot="3号楼前", comes=()):
    """Hours of Shanghai."""
    from_at, until_at = (datetime.combine(run.on, time(hour), LOCAL) for hour in (start, end))
    return vending.add_stop(by=HAND, run=run, said=StopSaid(spot, from_at, until_at, comes), now=NOON)


def a_pass(firm, place=SPRING, **more):
    said = {
        "kind": "vehicle", "name": "陈师傅", "phone": "12000003344", "plate": "沪A演001", "purpose": "送菜",
        "from_on": NOON.date(), "until_on": TOMORROW,
    } | more  # fmt: skip
    return passes.issue(by=HAND, said=PassSaid(place=place, supplier=firm, **said), now=NOON)


def stocked(committee, home):
    """One of everything that a URL of the room can name, for the access matrix."""
    firm, good = a_supplier(committee), a_good(committee)
    lot, plan = a_lot(20, committee, good), a_plan(None, committee)
    trip = driving.send(by=HAND, delivery=plan, said=TripSaid(committee, 5, "沪A1", "陈师傅"), now=NOON)
    said = BuySaid(committee, firm, "蔬菜团", NOON + HOUR, NOON + 9 * HOUR, [("绿叶菜", 3800)])
    buy = buying.open_buy(by=HAND, said=said, now=NOON)
    ordered = ordering.order(by=HAND, buy=buy, household_id=home.pk, wants={"A": 1}, way="phone", now=NOON)
    gift = donating.offer(by=HAND, said=OfferSaid(committee, "某某公司", good, 10), now=NOON)
    donating.came(by=HAND, donation=gift, quantity=10, now=NOON)
    gift.refresh_from_db()
    need = donating.ask(by=HAND, place=committee, good=good, quantity=5, why="保安", now=NOON)
    use = donating.allocate(by=HAND, donation=gift, need=need, quantity=1, now=NOON)
    quota = claiming.open_quota(
        by=HAND, now=NOON,
        said=QuotaSaid(committee, good, "口罩", 5, 100, "药房", NOON, NOON + HOUR, NOON + 2 * HOUR),
    )  # fmt: skip
    claim = claiming.claim(by=HAND, quota=quota, said=ClaimSaid(home.pk), now=NOON)
    purchase = bought(firm, good, 20, place=committee)
    meals, run = some_meals(good, committee), a_van(committee)
    return {
        "pass_id": a_pass(firm, committee).pk,
        "meal_id": meals.pk, "van_id": run.pk, "stop_id": a_stop(run, 14, 15).pk,
        "purchase_id": purchase.pk, "line_id": purchase.lines.get().pk,
        "supplier_id": firm.pk, "lot_id": lot.pk, "delivery_id": plan.pk, "trip_id": trip.pk, "buy_id": buy.pk,
        "ordered_id": ordered.pk, "donation_id": gift.pk, "need_id": need.pk, "use_id": use.pk, "quota_id": quota.pk,
        "claim_id": claim.pk,
    }  # fmt: skip
