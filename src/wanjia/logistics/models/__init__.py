"""Tables of logistics, by subject."""

from wanjia.logistics.models.alarms import AlarmNote
from wanjia.logistics.models.boxes import Box
from wanjia.logistics.models.facts import Packed, Scan, Sealing, Signature
from wanjia.logistics.models.holders import Holder
from wanjia.logistics.models.limits import LinkLimit
from wanjia.platform.sharding import Placement, place

__all__ = ["AlarmNote", "Box", "Holder", "LinkLimit", "Packed", "Scan", "Sealing", "Signature"]

place(Placement.REFERENCE, "logistics.Holder", "logistics.LinkLimit")  # some hundreds of rows for a city
place(
    Placement.DISTRIBUTED,
    "logistics.Box",
    "logistics.Packed",
    "logistics.Sealing",
    "logistics.Signature",
    "logistics.AlarmNote",
)
place(Placement.INDEX, "logistics.Scan")  # by the id that a device made: which part a record went to
