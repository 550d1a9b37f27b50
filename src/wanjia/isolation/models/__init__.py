"""Tables of isolation, by subject."""

from wanjia.isolation.models.events import UnitEvent
from wanjia.isolation.models.leaving import Outing
from wanjia.isolation.models.lifting import LiftNotice, Release
from wanjia.isolation.models.orders import Appeal, Order
from wanjia.isolation.models.rounds import DayRound
from wanjia.isolation.models.rules import RegimeRule
from wanjia.isolation.models.zones import ZoneDecision
from wanjia.platform.sharding import Placement, place

__all__ = [
    "Appeal", "DayRound", "LiftNotice", "Order", "Outing", "RegimeRule", "Release", "UnitEvent", "ZoneDecision",
]  # fmt: skip

place(
    Placement.DISTRIBUTED, "isolation.Order", "isolation.Appeal", "isolation.UnitEvent", "isolation.ZoneDecision",
    "isolation.LiftNotice", "isolation.Outing", "isolation.DayRound",
)  # fmt: skip
place(Placement.INDEX, "isolation.Release")  # found by what its code says, wherever that was issued
place(Placement.REFERENCE, "isolation.RegimeRule")  # some dozens of rows for a country
