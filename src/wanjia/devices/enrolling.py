"""A phone takes up its invitation: it gets an account of its own, roles for a shift, and a key that only it knows."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from wanjia.devices.models import Device, Invitation, Kind
from wanjia.devices.refusals import HolderWanted, InvitationOver, InvitationUnknown, InvitationUsed
from wanjia.devices.rules import GRACE, REPEAT
from wanjia.kernel import clock
from wanjia.kernel.area import contains
from wanjia.kernel.codes import Code, Flaw, Flawed, read
from wanjia.kernel.codes import Kind as CodeKind
from wanjia.kernel.ids import new_event_id
from wanjia.platform import signing_keys, tokens
from wanjia.platform.access import actor_of
from wanjia.platform.audit import record
from wanjia.platform.models import Account, Grant, Role

ROLE_OF = {
    Kind.DESK: Role.TESTER, Kind.POST: Role.TESTER, Kind.SWEEP: Role.CONTACT, Kind.PRECHECK: Role.VIEWER,
    Kind.CARE: Role.CARER,
}  # fmt: skip
_TRIES = 5  # two phones of one committee that come in the same moment want the same number


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A device and its key. The key is shown this once."""

    device: Device
    key: str


@dataclass(frozen=True, slots=True)
class Knock:
    """A phone at the door: the code that it read, itself, who holds it, its clock."""

    code: str
    phone: UUID
    holder: str = ""
    sent_at: datetime | None = None


def enrol(*, knock: Knock, now: datetime) -> Enrolled:
    """Lets the phone in. The same phone within ten minutes gets a new key for the same device: an answer may be lost.

    Raises InvitationUnknown, InvitationOver, InvitationUsed, HolderWanted.
    """
    code = _read(knock.code, now)
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                return _enrol(code, knock, now)
        except IntegrityError:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _read(text: str, now: datetime) -> Code:
    """Forged, cut off and foreign codes are told apart by `flaw`; expired ones are over."""
    try:
        code = read(text.rsplit("#", 1)[-1], signing_keys.public_keys(), clock.local_date(now))
    except Flawed as why:
        if why.flaw is Flaw.EXPIRED:
            raise InvitationOver from why
        raise InvitationUnknown(flaw=why.flaw.value) from why
    if code.kind is not CodeKind.DEVICE:
        raise InvitationUnknown(flaw=Flaw.NOT_OURS.value)
    return code


def _enrol(code: Code, knock: Knock, now: datetime) -> Enrolled:
    invitation = Invitation.objects.select_for_update().filter(tag=code.tag).first()
    if invitation is None:
        raise InvitationUnknown(flaw="unknown")
    if invitation.cancelled_at is not None or invitation.ends_at <= now:
        raise InvitationOver
    known = Device.objects.filter(invitation=invitation, phone=knock.phone).select_related("account").first()
    if known is not None:
        return _again(known, now)
    if not invitation.uses_left:
        raise InvitationUsed
    holder = " ".join((invitation.holder or knock.holder).split())[:40]
    if not holder:
        raise HolderWanted
    invitation.uses_left -= 1
    invitation.save(update_fields=["uses_left"])
    return _let_in(invitation, knock, holder, now)


def _again(device: Device, now: datetime) -> Enrolled:
    if device.ended_at is not None or now - device.enrolled_at > REPEAT:
        raise InvitationUsed
    tokens.revoke(device.account, now)
    return Enrolled(device, _key(device, now))


def _let_in(invitation: Invitation, knock: Knock, holder: str, now: datetime) -> Enrolled:
    device = Device(
        id=new_event_id(), part=invitation.part, number=_next_number(invitation.part), phone=knock.phone,
        invitation=invitation, kind=invitation.kind, label=invitation.label, holder=holder,
        round_id=invitation.round_id, areas=invitation.areas, place=invitation.place, site=invitation.site,
        post=invitation.post, carer_id=invitation.carer_id, ends_at=invitation.ends_at, enrolled_at=now, heard_at=now,
        skew_ms=skew_of(knock.sent_at, now),
    )  # fmt: skip
    device.account = _account(device, now)
    device.save(force_insert=True)
    key = _key(device, now)
    record(
        by=actor_of(device.account, now), act="device.enrol", area=device.part, subject=f"device:{device.number}",
        now=now, detail={"invitation": str(invitation.id), "kind": device.kind, "areas": list(map(str, device.areas))},
    )  # fmt: skip
    return Enrolled(device, key)


def skew_of(sent_at: datetime | None, now: datetime) -> int:
    """Milliseconds by which our clock is ahead of the phone's."""
    return round((now - sent_at).total_seconds() * 1000) if sent_at else 0


def _next_number(part: int) -> int:
    return (Device.objects.filter(part=part).aggregate(last=Max("number"))["last"] or 0) + 1


def _account(device: Device, now: datetime) -> Account:
    """Nobody types this name, and it has no password."""
    account = Account(login=f"device-{device.id.hex}", name=device.holder, is_device=True, created_at=now)
    account.set_unusable_password()
    account.save()
    until = device.ends_at + GRACE
    Grant.objects.bulk_create(
        [Grant(account=account, role=role, area=area, starts_at=now, ends_at=until) for area, role in _granted(device)]
    )
    return account


def _granted(device: Device) -> list[tuple[int, Role]]:
    """The role of its kind over its areas. Where it stands, if that is wider, it may record and see nobody."""
    role = ROLE_OF[Kind(device.kind)]
    granted = [(area, role) for area in device.areas]
    if not any(contains(area, device.place) for area in device.areas):
        granted.append((device.place, Role.TESTER))
    return granted


def _key(device: Device, now: datetime) -> str:
    return tokens.issue(
        device.account, label=device.label, now=now, lasts=device.ends_at + GRACE - now, area=device.part
    )
