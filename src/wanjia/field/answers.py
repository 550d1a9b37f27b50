"""What the door tells a device: one receipt a record, in the order sent."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from wanjia.coverage.intake import Receipt


class OddOut(msgspec.Struct, omit_defaults=True):
    """A person of a tube about whom something is odd, by position: the first is 1."""

    position: int
    outcome: str
    flags: tuple[str, ...] = ()


class ReceiptOut(msgspec.Struct, omit_defaults=True):
    """What became of one record. Without `id`: it could not be read, and is named by its position alone."""

    position: int
    outcome: str
    id: UUID | None = None
    flags: tuple[str, ...] = ()
    people: list[OddOut] = []
    why: str = ""


class Answer(msgspec.Struct):
    """A device forgets a record only when its id stands here with an outcome that is not `malformed`."""

    received_at: datetime
    receipts: list[ReceiptOut]


def answer(now: datetime, receipts: Sequence[Receipt]) -> Answer:
    told = [
        ReceiptOut(
            at, receipt.outcome, receipt.event_id if receipt.event_id.int else None, receipt.flags,
            [OddOut(*odd) for odd in receipt.odd], receipt.why,
        )
        for at, receipt in enumerate(receipts)
    ]  # fmt: skip
    return Answer(now, told)
