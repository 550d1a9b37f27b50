"""What the tests of supplies stand on: a committee with two buildings, a supplier, a good, a lot."""

from datetime import date, timedelta

from tests.world import HAND, NOON, SPRING, a_building
from wanjia.kernel.ids import new_event_id
from wanjia.roster.models import Household, Person, SpecialNeed
from wanjia.supplies import delivering, stocking
from wanjia.supplies.delivering import DeliverySaid
from wanjia.supplies.stocking import GoodSaid, LotSaid, SupplierSaid

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
