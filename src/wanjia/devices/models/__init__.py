"""Tables of the phones: who was invited, which phone came, what it says that it made."""

from wanjia.devices.models.devices import Device, Invitation, Kind
from wanjia.devices.models.logs import DeviceSpan, DeviceVoid
from wanjia.platform.sharding import Placement, place

__all__ = ["Device", "DeviceSpan", "DeviceVoid", "Invitation", "Kind"]

place(Placement.LOCAL, "devices.Invitation", "devices.Device")  # they go with their accounts and keys
place(Placement.DISTRIBUTED, "devices.DeviceSpan", "devices.DeviceVoid")  # they grow with the records
