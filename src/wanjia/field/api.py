"""The field's door as the API describes it. Under `wanjia serve` the fast lane answers at this address instead.

A server without one (WSGI, tests) writes the same batch by the same dialogue, one transaction a request.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from wanjia.coverage.intake import Receipt, Sender, Sent
from wanjia.field import reading
from wanjia.field.answers import answer
from wanjia.field.logged import write_logged
from wanjia.field.refusals import Unreadable
from wanjia.hot.dialogue import hold
from wanjia.platform.access import Act, Actor, home_of, may

router = Router(tags=["records"])


class BatchIn(Schema):
    """Up to 500 records of one device: tubes, proofs, attempts. See docs/field.md for the fields of each kind.

    `sent_at` is the device's clock now: the difference to ours is its skew.
    """

    sent_at: datetime | None = None
    records: list[dict[str, Any]] = Field(max_length=reading.MOST_RECORDS)


class OddOut(Schema):
    """A person of a tube about whom something is odd, by position: the first is 1."""

    position: int
    outcome: str
    flags: list[str] = []


class ReceiptOut(Schema):
    """What became of one record. A record without a readable id is named by its position."""

    position: int
    outcome: str = Field(description="done, repeat, extra, stranger, conflict, or malformed")
    id: UUID | None = None
    flags: list[str] = []
    people: list[OddOut] = []
    why: str = ""


class AnswerOut(Schema):
    """One receipt a record, in the order sent."""

    received_at: datetime
    receipts: list[ReceiptOut]


class _Call(HttpRequest):
    auth: Actor
    device: str
    home: int
    now: datetime


@router.post("/records", response=AnswerOut)
def post_records(request: _Call, batch: BatchIn) -> HttpResponse:
    """Record what happened. One malformed record never blocks the rest; odd ones come back flagged, not refused."""
    by, now = request.auth, request.now
    sender = Sender(request.home or home_of(by) or 1, request.device, by.name, by.account_id)
    try:
        read = reading.read(request.body, lambda place: may(by, Act.RECORD, place))
    except (msgspec.DecodeError, UnicodeDecodeError) as why:
        raise Unreadable(why=str(why)) from why
    written = iter(_write([Sent(one, sender) for one in read if not isinstance(one, Receipt)]))
    told = answer(now, [one if isinstance(one, Receipt) else next(written) for one in read])
    return HttpResponse(msgspec.json.encode(told), content_type="application/json")


def _write(sent: Sequence[Sent]) -> list[Receipt]:
    """One transaction; in halves when a record can't be written, so that it stands alone, as in the lane."""
    if not sent:
        return []
    try:
        with transaction.atomic():
            return hold(write_logged(sent))
    except (psycopg.DataError, psycopg.IntegrityError, ValueError, OverflowError) as why:
        if len(sent) == 1:
            return [Receipt(sent[0].fact.event_id, "malformed", why=type(why).__name__)]
    middle = len(sent) // 2
    return [*_write(sent[:middle]), *_write(sent[middle:])]
