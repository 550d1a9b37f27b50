"""What tickets do when the register changes. `flows.wiring` runs these in the transaction that told of it."""

from collections.abc import Mapping
from datetime import datetime

from wanjia.needs.models import Ticket


def tickets_follow_merge(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.people_merged`: what the entry that goes has asked for is the other's. The door stays as it was said."""
    gone, kept = int(str(payload["gone"])), int(str(payload["kept"]))
    Ticket.objects.filter(person_id=gone).update(person_id=kept)
