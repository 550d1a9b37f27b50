"""Tables of supplies, by subject."""

from wanjia.platform.sharding import Placement, place
from wanjia.supplies.models.buying import GroupBuy, Order, OrderLine, Package
from wanjia.supplies.models.complaints import Complaint
from wanjia.supplies.models.deliveries import Delivery, LeftOut, Remainder
from wanjia.supplies.models.giving import Donation, DonationUse, Need
from wanjia.supplies.models.meals import MealCount, MealOrder
from wanjia.supplies.models.passes import PassCheck, TransportPass
from wanjia.supplies.models.quotas import Claim, Quota
from wanjia.supplies.models.sourcing import Capacity, Purchase, PurchaseLine
from wanjia.supplies.models.stock import Good, Lot, Move, StaffIssue, Supplier
from wanjia.supplies.models.trips import HandSign, Trip
from wanjia.supplies.models.vans import VanCount, VanLoad, VanRun, VanStop

__all__ = [
    "Capacity", "Claim", "Complaint", "Delivery", "Donation", "DonationUse", "Good", "GroupBuy", "HandSign", "LeftOut",
    "Lot",
    "MealCount", "MealOrder", "Move", "Need", "Order", "OrderLine", "Package", "PassCheck", "Purchase", "PurchaseLine",
    "Quota", "Remainder", "StaffIssue", "Supplier", "TransportPass", "Trip", "VanCount", "VanLoad", "VanRun", "VanStop",
]  # fmt: skip

place(Placement.DISTRIBUTED, *(f"supplies.{name}" for name in __all__))
