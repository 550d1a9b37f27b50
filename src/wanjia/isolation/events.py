"""What orders do when the register changes. `flows.wiring` runs these in the transaction that told of it."""

from collections.abc import Mapping
from datetime import datetime

from wanjia.isolation.models import Order, Outing, UnitEvent
from wanjia.kernel.ids import part_of
from wanjia.platform.moving import hand_on


def orders_follow_merge(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.people_merged`: orders, outings and tests of the entry that goes are the other's.

    Where both are under an order, the one of the entry that goes stays as it is: nobody is let out by a merge, and a
    person who sees both ends one.
    """
    gone, kept = int(str(payload["gone"])), int(str(payload["kept"]))
    Outing.objects.filter(person_id=gone).update(person_id=kept)
    UnitEvent.objects.filter(person_id=gone).update(person_id=kept)
    mine = Order.objects.filter(part=part_of(gone), subject_id=gone)
    if Order.objects.filter(part=part_of(kept), subject_id=kept, ended_at=None).exists():
        mine = mine.filter(ended_at__isnull=False)
    hand_on(mine, part_of(kept), subject_id=kept)
