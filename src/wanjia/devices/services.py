"""What a desk does with a phone that is in: have it wiped, let it work longer, end it. Each is in the log."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.devices.models import Device
from wanjia.devices.refusals import BadInvitation, NothingToEnd
from wanjia.devices.rules import GRACE, LONGEST
from wanjia.platform import tokens
from wanjia.platform.access import Act, Actor, one_for
from wanjia.platform.audit import record
from wanjia.platform.models import Grant, Token


@transaction.atomic
def ask_wipe(*, by: Actor, device_id: UUID, reason: str, now: datetime) -> Device:
    """The phone hears it when it asks next: it sends what it has, then erases itself."""
    device = _held(by, device_id)
    if device.wiped_at is not None or device.ended_at is not None:
        raise NothingToEnd
    device.wipe_asked_at, device.wipe_asked_by = now, by.name
    device.save(update_fields=["wipe_asked_at", "wipe_asked_by"])
    _log(by, "device.ask_wipe", device, reason, now)
    return device


@transaction.atomic
def extend(*, by: Actor, device_id: UUID, ends_at: datetime, reason: str, now: datetime) -> Device:
    """Another end of the shift, later or sooner, within a day from now. Roles and key move with it."""
    device = _held(by, device_id)
    if device.wiped_at is not None or device.ended_at is not None:
        raise NothingToEnd
    if not now < ends_at <= now + LONGEST:
        raise BadInvitation(field=_("Until"), why=_("a shift is at most 24 hours"))
    device.ends_at = ends_at
    device.save(update_fields=["ends_at"])
    Grant.objects.filter(account=device.account_id).update(ends_at=ends_at + GRACE)
    Token.objects.filter(account=device.account_id, revoked_at=None).update(expires_at=ends_at + GRACE)
    _log(by, "device.extend", device, reason, now, ends_at=ends_at.isoformat())
    return device


@transaction.atomic
def end(*, by: Actor, device_id: UUID, reason: str, now: datetime) -> Device:
    """Revokes its key at once: for a phone that is lost. What it still holds can be handed over to another phone."""
    device = _held(by, device_id)
    if device.ended_at is not None:
        raise NothingToEnd
    device.ended_at, device.ended_by = now, by.name
    device.save(update_fields=["ended_at", "ended_by"])
    tokens.revoke(device.account, now)
    Grant.objects.filter(account=device.account_id, ends_at__gt=now).update(ends_at=now)
    _log(by, "device.end", device, reason, now)
    return device


def _held(by: Actor, device_id: UUID) -> Device:
    rows = Device.objects.select_for_update(of=("self",)).select_related("account").filter(pk=device_id)
    return one_for(by, Act.INVITE, rows, lambda it: it.part)


def _log(by: Actor, act: str, device: Device, reason: str, now: datetime, **detail: object) -> None:
    record(by=by, act=act, area=device.part, subject=f"device:{device.number}", reason=reason, now=now, detail=detail)
