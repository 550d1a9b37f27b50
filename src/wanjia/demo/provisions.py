"""What the demo's first committee has on order, which meals it counts, which van comes."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import UUID

from wanjia.kernel.clock import LOCAL, local_date
from wanjia.platform.access import system
from wanjia.roster.models import Building
from wanjia.supplies import capacities, catering, eating, passes, purchasing, stocking, vending
from wanjia.supplies.capacities import CapacitySaid
from wanjia.supplies.catering import MealSaid
from wanjia.supplies.models import Good, MealOrder, Purchase, Supplier
from wanjia.supplies.passes import PassSaid
from wanjia.supplies.purchasing import CameSaid, PurchaseSaid
from wanjia.supplies.stocking import GoodSaid, SupplierSaid
from wanjia.supplies.vending import RunSaid, StopSaid

HAND = system("仓库 周")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def build(home: int, goods: Mapping[str, Good], firm: Supplier, now: datetime) -> None:
    """A purchase that came short and one that waits for a decision."""
    coop = stocking.vet_supplier(
        by=HAND, said=SupplierSaid(home, "佳绿合作社（演示）", "91310000MA1K35P52F", "JY-演示-0002"), now=now - 5 * DAY
    )
    veg, today = goods["蔬菜包"], local_date(now)
    for supplier, per_day, on, price, source in (
        (firm, 500, today - 5 * DAY, 8600, "供货表（演示）"),
        (coop, 300, today - 5 * DAY, 7900, "合作社经理电话"),
        (coop, 900, today, 7900, "加派人手，区农业农村委通报（演示）"),
    ):  # fmt: skip
        said = CapacitySaid(veg, on, per_day, source, price)
        capacities.write_capacity(by=HAND, supplier=supplier, said=said, now=now - 4 * DAY)
    _came_short(home, veg, coop, now)
    _meals(home, coop, now)
    _van(home, veg, coop, now)
    _passes(home, firm, coop, now)
    purchasing.propose(by=HAND, said=PurchaseSaid(home, veg, today + DAY, each=1), now=now - HOUR)


def _came_short(home: int, veg: Good, coop: Supplier, now: datetime) -> None:
    """The co-op has said that it brings less, and less than that has come so far."""
    made = purchasing.propose(by=HAND, said=PurchaseSaid(home, veg, local_date(now), figure=1200), now=now - DAY)
    made = purchasing.decide(by=HAND, purchase=made, parts=_as_proposed(made), now=now - DAY)
    for line in made.lines.select_related("supplier", "purchase"):
        purchasing.order(by=HAND, line=line, now=now - DAY)
        if line.supplier_id == coop.pk:
            purchasing.answer(by=HAND, line=line, promised=860, note="经理：少一辆车", now=now - 20 * HOUR)
            arrived = CameSaid(600, "合-0401", local_date(now) + 3 * DAY)
            purchasing.take_in(by=HAND, line=line, said=arrived, now=now - 2 * HOUR)


def _meals(home: int, coop: Supplier, now: datetime) -> None:
    """Lunch of today in two sets, told; lunch of tomorrow still to be told, with a building that lacks one."""
    plain, soft = (
        stocking.write_good(
            by=HAND, said=GoodSaid(home, name, "份", "food", 1800, "街道食堂（演示）"), now=now - 3 * DAY
        )
        for name in ("午餐普通", "午餐软食")
    )
    today = local_date(now)
    for on, good in ((today, plain), (today, soft), (today + DAY, plain)):
        order = catering.count(by=HAND, said=MealSaid(home, on, "lunch", good, coop), now=now - 4 * HOUR)
        rows = eating.of([order])[0].rows
        if good == soft and rows:
            catering.write(by=HAND, order=order, wanted={rows[0].place: 2}, now=now - 4 * HOUR)
        elif on > today and rows:
            catering.write(by=HAND, order=order, wanted={rows[-1].place: 0}, now=now - 4 * HOUR)
        if on == today:
            _tell(order, now - 3 * HOUR)


def _tell(order: MealOrder, now: datetime) -> None:
    if eating.of([order])[0].wanted:
        catering.send(by=HAND, order=order, now=now)


def _van(home: int, veg: Good, coop: Supplier, now: datetime) -> None:
    """Two stops today, the first counted and one box short of it; the same van tomorrow."""
    today = local_date(now)
    keys = list(Building.objects.filter(part=home).order_by("key").values_list("key", flat=True)[:6])
    for on, hours in ((today, (8, 17)), (today + DAY, (8, 10))):
        run = vending.plan(by=HAND, said=RunSaid(home, on, "合作社菜车", coop), now=now - DAY)
        load = vending.load(by=HAND, run=run, good=veg, quantity=60, lot=None, now=now - DAY)
        for at, hour in enumerate(hours):
            start = datetime.combine(on, time(hour), LOCAL)
            spot = ("居委会门口", "小区东门")[at]
            said = StopSaid(spot, start, start + HOUR, keys[at * 3 : at * 3 + 3])
            stop = vending.add_stop(by=HAND, run=run, said=said, now=now - DAY)
            if on == today and at == 0:
                vending.count(by=HAND, stop=stop, counts={load.pk: (34, 25)}, now=now - HOUR)


def _passes(home: int, firm: Supplier, coop: Supplier, now: datetime) -> None:
    """A van, a rider, one taken back; what a gate looked at this morning."""
    today = local_date(now)
    for supplier, kind, name, plate, days in (
        (coop, "vehicle", "陈师傅", "沪A演001", 6), (firm, "rider", "何秋分", "", 2),
        (firm, "vehicle", "", "沪B演007", 1),
    ):  # fmt: skip
        said = PassSaid(home, kind, supplier, name, "12000003344", plate, "送蔬菜包", today, today + days * DAY)
        made = passes.issue(by=HAND, said=said, now=now - 5 * HOUR)
    passes.revoke(by=HAND, held=made, why="车已转给别家（演示）", now=now - 3 * HOUR)
    for text in (passes.text_of(made, now), "https://example.com/pay"):
        passes.check(by=HAND, text=text, gate=home, now=now - 2 * HOUR)


def _as_proposed(made: Purchase) -> dict[UUID, int]:
    return {line.supplier_id: line.quantity for line in made.lines.all()}
