"""Inviting phones: who may come, for what, until when; and the signed code that says so."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.coverage.models import Round
from wanjia.devices.models import Invitation, Kind
from wanjia.devices.refusals import BadInvitation, InvitationOver
from wanjia.devices.rules import LONGEST
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Level
from wanjia.kernel.codes import Code, new_tag, write
from wanjia.kernel.codes import Kind as CodeKind
from wanjia.kernel.ids import new_event_id
from wanjia.platform import signing_keys
from wanjia.platform.access import Act, Actor, actor_of, may, one_for, require
from wanjia.platform.audit import record
from wanjia.platform.models import Account

MOST_AREAS, MOST_PHONES = 40, 30


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """What a phone is invited to. `place` 0: the first area where that is one, else the committee."""

    kind: str
    label: str
    areas: tuple[int, ...]
    ends_at: datetime
    round_id: int | None = None
    holder: str = ""
    place: int = 0
    site: UUID | None = None
    post: str = ""
    starts_at: datetime | None = None
    max_uses: int = 1
    carer_id: int | None = None  # the account whose list a care phone carries


@transaction.atomic
def invite(*, by: Actor, asked: NewInvitation, now: datetime) -> Invitation:
    """Makes it; the code is written by `code_of` whenever it is shown. Raises BadInvitation, NotFound, NotAllowed."""
    asked = replace(asked, areas=tuple(dict.fromkeys(asked.areas)))
    part = _checked(by, asked, now)
    made = Invitation.objects.create(
        id=new_event_id(), tag=new_tag(), part=part, kind=asked.kind, label=asked.label.strip(),
        holder=asked.holder.strip(), round_id=asked.round_id, areas=sorted(asked.areas), place=_place(asked, part),
        site=asked.site, post=asked.post, starts_at=asked.starts_at or now, ends_at=asked.ends_at,
        carer_id=asked.carer_id, max_uses=asked.max_uses, uses_left=asked.max_uses, made_by=by.name, made_at=now,
    )  # fmt: skip
    record(
        by=by, act="device.invite", area=part, subject=f"invitation:{made.id}", now=now,
        detail={"kind": made.kind, "areas": list(map(str, made.areas)), "round": made.round_id,
                "ends_at": made.ends_at.isoformat(), "phones": made.max_uses},
    )  # fmt: skip
    return made


def _checked(by: Actor, asked: NewInvitation, now: datetime) -> int:
    """The committee of all the areas."""
    _check_words(asked)
    _check_shift(asked, now)
    _check_carer(asked, now)
    if not 1 <= len(asked.areas) <= MOST_AREAS:
        raise BadInvitation(field=_("Areas"), why=_("choose 1 to %(most)s") % {"most": MOST_AREAS})
    for area in (*asked.areas, asked.place or asked.areas[0]):
        _check_level(area)
        require(by, Act.INVITE, area)
    parts = {codes.committee_of(area) for area in (*asked.areas, asked.place or asked.areas[0])}
    if len(parts) > 1:
        raise BadInvitation(field=_("Areas"), why=_("a phone belongs to one committee"))
    _check_round(asked, part := parts.pop())
    return part


def _check_words(asked: NewInvitation) -> None:
    if asked.kind not in Kind.values:
        raise BadInvitation(field=_("What for"), why=_("choose one"))
    if not 1 <= len(asked.label.strip()) <= 40:
        raise BadInvitation(field=_("Label"), why=_("1 to 40 characters"))
    if len(asked.holder.strip()) > 40:
        raise BadInvitation(field=_("Holder"), why=_("at most 40 characters"))
    if not 1 <= asked.max_uses <= MOST_PHONES:
        raise BadInvitation(field=_("Phones"), why=_("1 to %(most)s") % {"most": MOST_PHONES})


def _check_shift(asked: NewInvitation, now: datetime) -> None:
    starts_at = asked.starts_at or now
    if asked.ends_at <= max(now, starts_at):
        raise BadInvitation(field=_("Until"), why=_("lies in the past"))
    if asked.ends_at - starts_at > LONGEST or starts_at - now > timedelta(days=7):
        raise BadInvitation(field=_("Until"), why=_("a shift is at most 24 hours"))


def _check_carer(asked: NewInvitation, now: datetime) -> None:
    """A care phone carries one account's list, and goes no further than that account may."""
    if asked.kind != Kind.CARE:
        if asked.carer_id is not None:
            raise BadInvitation(field=_("Whose care list"), why=_("only a care phone carries one"))
        return
    account = Account.objects.filter(pk=asked.carer_id or 0, is_active=True, is_device=False).first()
    if account is None:
        raise BadInvitation(field=_("Whose care list"), why=_("choose one"))
    by = actor_of(account, now)
    if not all(may(by, Act.SERVE, area) for area in asked.areas):
        raise BadInvitation(field=_("Whose care list"), why=_("looks after nobody there"))


def _check_level(area: int) -> None:
    if codes.level_of(area) < Level.COMMITTEE:
        raise BadInvitation(field=_("Areas"), why=_("a committee, a compound or a building"))


def _check_round(asked: NewInvitation, part: int) -> None:
    """A post may count without a round, a carer has those of the day; all others work for one of the committee."""
    if asked.round_id is None:
        if asked.kind not in (Kind.POST, Kind.CARE):
            raise BadInvitation(field=_("Round"), why=_("choose one"))
        return
    round_ = Round.objects.filter(pk=asked.round_id, state=Round.State.OPEN).first()
    if round_ is None or not (codes.contains(round_.area, part) or codes.contains(part, round_.area)):
        raise BadInvitation(field=_("Round"), why=_("no open round of this area"))


def _place(asked: NewInvitation, part: int) -> int:
    if asked.place:
        return asked.place
    return asked.areas[0] if len(asked.areas) == 1 else part


def code_of(invitation: Invitation, now: datetime) -> str:
    """Its signed code. Nothing of it is kept: it is written again each time. One query."""
    number, key = signing_keys.signer(now)
    return write(Code(CodeKind.DEVICE, invitation.tag, clock.local_date(invitation.ends_at), number), key)


@transaction.atomic
def cancel(*, by: Actor, invitation_id: UUID, now: datetime) -> Invitation:
    """Nobody comes in by it any more; phones that are in stay. Raises NotFound, InvitationOver."""
    rows = Invitation.objects.select_for_update().filter(pk=invitation_id)
    invitation = one_for(by, Act.INVITE, rows, lambda it: it.part)
    if invitation.cancelled_at is not None or invitation.ends_at <= now:
        raise InvitationOver
    invitation.cancelled_at = now
    invitation.save(update_fields=["cancelled_at"])
    record(by=by, act="device.cancel_invitation", area=invitation.part, subject=f"invitation:{invitation.id}", now=now)
    return invitation
