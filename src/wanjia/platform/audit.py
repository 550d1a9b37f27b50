"""The log of who did what, where, why and when: append-only, one hash chain an area.

Each line's hash covers the line and the hash before it, keyed with the installation's secret: whoever changes the
table without the key breaks the chain, and `wanjia check audit` says at which line.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Subquery

from wanjia.platform.access import Actor
from wanjia.platform.models import AuditEntry, AuditStrand

_START = b"wanjia"
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode  # sealed: never another


@transaction.atomic
def record(
    *,
    by: Actor | None,
    act: str,
    area: int,
    now: datetime,
    subject: str = "",
    reason: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Adds one line to the area's chain, in the caller's transaction. Never put personal data into `detail`.

    Holds the chain until the transaction ends: call it last.
    """
    AuditStrand.objects.get_or_create(area=area)
    strand = AuditStrand.objects.select_for_update().get(area=area)
    entry = AuditEntry(
        area=area, number=strand.length + 1, at=now, account_id=by.account_id if by else None,
        who=by.name if by else "", act=act, subject=subject, reason=reason, detail=dict(detail or {}),
    )  # fmt: skip
    entry.hash = strand.hash = seal_line(bytes(strand.hash), _line(entry))
    strand.length += 1
    entry.save(force_insert=True)
    strand.save(update_fields=["length", "hash"])


class Line(NamedTuple):
    """One line of a chain, in the order in which it is sealed."""

    area: int
    number: int
    at: datetime
    account_id: int | None
    who: str
    act: str
    subject: str
    reason: str
    detail: Mapping[str, object]


def seal_line(before: bytes, line: Line) -> bytes:
    """The hash of a line after the hash before it; empty before the first."""
    told = [line.area, line.number, line.at.astimezone(UTC).isoformat(), *line[3:]]
    text = _encode(told)
    return hmac.digest(settings.VAULT_SECRET.encode(), (before or _START) + text.encode(), hashlib.sha256)


def _line(entry: AuditEntry) -> Line:
    return Line(
        entry.area, entry.number, entry.at, entry.account_id, entry.who, entry.act, entry.subject, entry.reason,
        entry.detail,
    )  # fmt: skip


def broken() -> Iterator[str]:
    """Walks every chain from its start; yields a line for each place where the log is not what was written."""
    for strand in AuditStrand.objects.order_by("area"):
        yield from _broken_in(strand)


def _broken_in(strand: AuditStrand) -> Iterator[str]:
    """Up to the head as it was read: the installation goes on writing while somebody checks it."""
    before, number = b"", 0
    lines = AuditEntry.objects.filter(area=strand.area, number__lte=strand.length)
    for entry in lines.order_by("number").iterator():
        number += 1
        if entry.number != number:
            yield f"area {strand.area}: line {number} is missing"
            return
        if bytes(entry.hash) != seal_line(before, _line(entry)):
            yield f"area {strand.area}: line {number} was changed"
            return
        before = bytes(entry.hash)
    if number != strand.length:
        yield f"area {strand.area}: {strand.length - number} line(s) are missing at the end"
    elif number and before != bytes(strand.hash):
        yield f"area {strand.area}: the head does not fit the last line"
    if beyond := _beyond_head(strand.area):
        yield f"area {strand.area}: {beyond} line(s) after the head"


def _beyond_head(area: int) -> int:
    """Lines that the head does not know. One statement: it sees both of the same moment."""
    head = AuditStrand.objects.filter(area=area).values("length")
    return AuditEntry.objects.filter(area=area, number__gt=Subquery(head)).count()
