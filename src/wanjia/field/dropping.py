"""What a volunteer's phone takes along of a delivery: boxes for its buildings, and what of them no household has."""

from collections.abc import Sequence
from typing import Any

from wanjia.devices.models import Device, Kind
from wanjia.kernel.area import Span
from wanjia.supplies import carried


def of(device: Device, spans: Sequence[Span]) -> dict[str, Any]:
    """Empty for any other round, and for a phone that does not go from door to door. Five queries at most."""
    found = carried.carried(device.round_id, spans) if device.kind == Kind.SWEEP else None
    if found is None:
        return {}
    delivery = found.delivery
    return {
        "delivery": {
            "id": delivery.pk, "title": delivery.title, "each": delivery.each, "per_box": delivery.per_box,
            "recalled": delivery.lot.recall_reason if delivery.lot else "",
            "trips": [
                {"id": one.id, "number": one.number, "building": str(one.building_key), "sent": one.sent,
                 "gave": one.gave, "took": one.took}
                for one in found.drops
            ],
            "left": [
                {"id": one.id, "what": one.kind, "quantity": one.quantity, "building": str(one.building_key),
                 "at": one.at}
                for one in found.left
            ],
        }
    }  # fmt: skip
