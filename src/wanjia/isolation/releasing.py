"""The certificate of release: issued when an order ends, verified by anybody offline, taken back with a reinstatement.

The code says "a release of this installation, until that day" and nothing of the person (ADR 0015). From its last day
the first one follows: it is good for thirty days.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from wanjia.isolation.models import Order, Release
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.codes import VALID_DAYS, Code, Flaw, Flawed, Kind, new_tag, read, write
from wanjia.platform import signing_keys

FREES = (Order.End.LIFTED, Order.End.MISTAKE, Order.End.NOT_CONTACT, Order.End.APPEAL)


def issue(order: Order, now: datetime) -> Release:
    """The certificate of one order, the same however often it is asked for."""
    held = of(order.pk)
    if held is not None and held.revoked_at is None:
        return held
    return Release.objects.create(
        tag=new_tag(), part=order.part, order_id=order.pk, building_key=order.building_key, issued_at=now,
        until=local_date(now) + timedelta(days=VALID_DAYS),
    )  # fmt: skip


def of(order_id: UUID) -> Release | None:
    """The newest of an order. One query."""
    return Release.objects.filter(order_id=order_id).order_by("-issued_at").first()


def of_orders(orders: Iterable[UUID]) -> dict[UUID, Release]:
    """Those that are good, by order. One query."""
    rows = Release.objects.filter(order_id__in=list(orders), revoked_at=None).order_by("issued_at")
    return {row.order_id: row for row in rows}


def take_back(order_id: UUID, *, by: str, now: datetime) -> int:
    """Ends what was issued: the order holds again. Phones hear of it with their next sync."""
    held = Release.objects.filter(order_id=order_id, revoked_at=None)
    return held.update(revoked_at=now, revoked_by=by[:60])


def text_of(release: Release, now: datetime) -> str:
    """What stands in its QR; the same tag, day and key give it again. One query."""
    number, key = signing_keys.signer(now)
    return write(Code(Kind.RELEASE, release.tag, release.until, number), key)


def revoked(area: int, now: datetime) -> list[str]:
    """Tags of the area that were taken back before their last day: they travel to phones with those of cards."""
    span = codes.buildings_under(area)
    ended = Release.objects.filter(building_key__range=span, revoked_at__isnull=False, until__gte=local_date(now))
    return list(ended.order_by("revoked_at", "tag").values_list("tag", flat=True))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verifier may know: good or not and why, and from when until when. Nobody's name."""

    flaw: Flaw | None
    since: date | None = None
    until: date | None = None


def verdict(text: str, now: datetime) -> Verdict:
    """The check of a device, and the list of those taken back on top. At most two queries."""
    try:
        code = read(text, signing_keys.public_keys(), local_date(now))
    except Flawed as why:
        is_expired = why.flaw is Flaw.EXPIRED and why.code is not None
        return Verdict(why.flaw, until=why.code.until if is_expired and why.code else None)
    if code.kind is not Kind.RELEASE:
        return Verdict(Flaw.NOT_OURS)
    held = Release.objects.filter(tag=code.tag).first()
    if held is None or held.revoked_at is not None:
        return Verdict(Flaw.REVOKED)
    return Verdict(None, code.until - timedelta(days=VALID_DAYS), code.until)
