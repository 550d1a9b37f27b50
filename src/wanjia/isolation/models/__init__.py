"""Tables of isolation, by subject."""

from wanjia.isolation.models.events import UnitEvent
from wanjia.isolation.models.orders import Appeal, Order
from wanjia.isolation.models.rules import RegimeRule
from wanjia.isolation.models.zones import ZoneDecision
from wanjia.platform.sharding import Placement, place

__all__ = ["Appeal", "Order", "RegimeRule", "UnitEvent", "ZoneDecision"]

place(Placement.DISTRIBUTED, "isolation.Order", "isolation.Appeal", "isolation.UnitEvent", "isolation.ZoneDecision")
place(Placement.REFERENCE, "isolation.RegimeRule")  # some dozens of rows for a country
