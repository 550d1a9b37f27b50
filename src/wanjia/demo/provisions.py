"""What the demo's first committee has on order: two suppliers, one that grew, one that brings less."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from wanjia.kernel.clock import local_date
from wanjia.platform.access import system
from wanjia.supplies import capacities, purchasing, stocking
from wanjia.supplies.capacities import CapacitySaid
from wanjia.supplies.models import Good, Purchase, Supplier
from wanjia.supplies.purchasing import CameSaid, PurchaseSaid
from wanjia.supplies.stocking import SupplierSaid

HAND = system("仓库 周")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def build(home: int, goods: Mapping[str, Good], firm: Supplier, now: datetime) -> None:
    """A purchase that came short and one that waits for a decision."""
    coop = stocking.vet_supplier(
        by=HAND, said=SupplierSaid(home, "佳绿合作社（演示）", "91310000MA1K35P52F", "JY-演示-0002"), now=now - 5 * DAY
    )
    veg, today = goods["蔬菜包"], local_date(now)
    for supplier, per_day, on, price, source in (
        (firm, 150, today - 5 * DAY, 8600, "供货表（演示）"),
        (coop, 60, today - 5 * DAY, 7900, "合作社经理电话"),
        (coop, 300, today, 7900, "加派人手，区农业农村委通报（演示）"),
    ):  # fmt: skip
        said = CapacitySaid(veg, on, per_day, source, price)
        capacities.write_capacity(by=HAND, supplier=supplier, said=said, now=now - 4 * DAY)
    _came_short(home, veg, coop, now)
    purchasing.propose(by=HAND, said=PurchaseSaid(home, veg, today + DAY, each=1), now=now - HOUR)


def _came_short(home: int, veg: Good, coop: Supplier, now: datetime) -> None:
    """The co-op has said that it brings less, and less than that has come so far."""
    made = purchasing.propose(by=HAND, said=PurchaseSaid(home, veg, local_date(now), figure=420), now=now - DAY)
    made = purchasing.decide(by=HAND, purchase=made, parts=_as_proposed(made), now=now - DAY)
    for line in made.lines.select_related("supplier", "purchase"):
        purchasing.order(by=HAND, line=line, now=now - DAY)
        if line.supplier_id == coop.pk:
            purchasing.answer(by=HAND, line=line, promised=260, note="经理：少一辆车", now=now - 20 * HOUR)
            arrived = CameSaid(200, "合-0401", local_date(now) + 3 * DAY)
            purchasing.take_in(by=HAND, line=line, said=arrived, now=now - 2 * HOUR)


def _as_proposed(made: Purchase) -> dict[UUID, int]:
    return {line.supplier_id: line.quantity for line in made.lines.all()}
