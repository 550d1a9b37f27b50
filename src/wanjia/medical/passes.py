"""The pass of the green channel: a signed code with its day, verified by any phone without a network (ADR 0015).

It opens doors faster; it is never a condition. Who has none, or one that ran out, goes all the same (trap 16).
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.codes import Code, Kind, new_tag, write
from wanjia.medical.models import Appointment, Pass
from wanjia.platform import signing_keys


def issue(visit: Appointment, *, by: str, now: datetime) -> Pass:
    """The pass of one visit, the same however often it is asked for."""
    held = of(visit.pk)
    if held is not None:
        return held
    return Pass.objects.create(
        tag=new_tag(), part=visit.part, visit_id=visit.pk, building_key=visit.building_key, until=visit.on,
        issued_at=now, issued_by=by[:60],
    )  # fmt: skip


def of(visit_id: UUID) -> Pass | None:
    """The one that is good. One query."""
    return Pass.objects.filter(visit_id=visit_id, revoked_at=None).first()


def text_of(held: Pass, now: datetime) -> str:
    """What stands in its QR; the same tag, day and key give it again. One query."""
    number, key = signing_keys.signer(now)
    return write(Code(Kind.GREEN, held.tag, held.until, number), key)


def take_back(visits: Iterable[UUID], now: datetime) -> int:
    """Of visits that were cancelled. Phones hear of it with their next sync."""
    return Pass.objects.filter(visit_id__in=list(visits), revoked_at=None).update(revoked_at=now)


def move(visits: Iterable[UUID], home: int) -> None:
    """Of visits that start from another door: the phones there hear when one is taken back."""
    Pass.objects.filter(visit_id__in=list(visits), revoked_at=None).update(building_key=home)


def revoked(area: int, now: datetime) -> list[str]:
    """Tags of the area that were taken back before their last day. One query."""
    span = codes.buildings_under(area)
    ended = Pass.objects.filter(building_key__range=span, revoked_at__isnull=False, until__gte=local_date(now))
    return list(ended.order_by("revoked_at", "tag").values_list("tag", flat=True))
