"""Numbers for new rows of a part."""

from django.db import transaction

from wanjia.kernel.ids import SERIALS, make_id
from wanjia.platform.models import PartSerial


def take(part: int, count: int) -> range:
    """The next `count` ids of the part, in order. Holds the part's counter until the transaction ends.

    Raises ValueError when the part's million is used up; TransactionManagementError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("ids are taken inside the transaction that uses them")
    PartSerial.objects.get_or_create(part=part)
    counter = PartSerial.objects.select_for_update().get(part=part)
    first = counter.next
    if first + count > SERIALS:
        raise ValueError(f"part {part} has no {count} numbers left")
    counter.next = first + count
    counter.save(update_fields=["next"])
    return range(make_id(part, first), make_id(part, first) + count)
