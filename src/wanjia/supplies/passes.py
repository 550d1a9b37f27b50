"""Passes of vehicles and riders: issued to firms on the whitelist, looked at in a gate, taken back with a reason.

The code is the house's own (ADR 0015): a random tag, the last day, a signature that any phone verifies by itself. It
never stands between anybody and a doctor: a gate lets an ambulance, and whoever needs one, through without any pass.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.codes import Code, Flawed, Kind, new_tag, read, write
from wanjia.kernel.ids import new_event_id
from wanjia.kernel.masking import mask_name, phone_tail
from wanjia.kernel.phone import read_one
from wanjia.platform import signing_keys
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.platform.said import said as unsealed
from wanjia.platform.said import sealed
from wanjia.supplies import asked, stocking
from wanjia.supplies.models import PassCheck, Supplier, TransportPass
from wanjia.supplies.refusals import PassDays, PassGone, WhoWanted
from wanjia.supplies.rules import passes as rules
from wanjia.supplies.rules.passes import Held

_NAME, _PHONE = "supplies.pass_name", "supplies.pass_phone"


@dataclass(frozen=True, slots=True)
class PassSaid:
    """Whose, for what, where and when. A vehicle needs its plate, a rider a name; both a telephone."""

    place: int
    kind: str
    supplier: Supplier
    name: str
    phone: str
    plate: str
    purpose: str
    from_on: date
    until_on: date


@transaction.atomic
def issue(*, by: Actor, said: PassSaid, now: datetime) -> TransportPass:
    """Raises NotVetted for a firm that is not on the whitelist until the last day, PassDays, WhoWanted."""
    require(by, Act.SUPPLY, said.place)
    if not rules.is_span(said.from_on, said.until_on, local_date(now)):
        raise PassDays(most=rules.MOST_DAYS)
    stocking.check_supplier(said.supplier, said.until_on)
    plate, name, phone = said.plate.strip().upper(), said.name.strip(), read_one(said.phone)
    if said.kind not in TransportPass.Kind.values or not phone or not said.purpose.strip():
        raise WhoWanted
    if not (plate if said.kind == TransportPass.Kind.VEHICLE else name):
        raise WhoWanted
    made = TransportPass.objects.create(
        id=new_event_id(), part=codes.desk_of(said.place), place=said.place, tag=new_tag(), kind=said.kind,
        supplier=said.supplier, plate=plate[:20], name_sealed=sealed(name[:60], _NAME), name_mask=mask_name(name)[:20],
        phone_sealed=sealed(phone, _PHONE), phone_tail=phone_tail(phone), purpose=said.purpose.strip()[:80],
        from_on=said.from_on, until_on=said.until_on, issued_at=now, issued_by=by.name[:60],
    )  # fmt: skip
    note(by, "supplies.issue_pass", made, now)
    return made


@transaction.atomic
def revoke(*, by: Actor, held: TransportPass, why: str, now: datetime) -> None:
    """Phones hear of it with their next sync, gates of the console at once. Raises PassGone, ReasonWanted."""
    require(by, Act.SUPPLY, held.place)
    row = TransportPass.objects.select_for_update().get(part=held.part, id=held.pk)
    kept = asked.reason(why)
    if row.revoked_at is not None:
        raise PassGone
    row.revoked_at, row.revoked_by, row.revoke_reason = now, by.name[:60], kept
    row.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    note(by, "supplies.revoke_pass", row, now, reason=row.revoke_reason)


def still_holds(held: TransportPass, now: datetime) -> bool:
    """Neither taken back nor over: its code may be printed or sent."""
    return held.revoked_at is None and held.until_on >= local_date(now)


def text_of(held: TransportPass, now: datetime) -> str:
    """What stands in its QR; the same tag, day and key give it again. One query."""
    number, key = signing_keys.signer(now)
    return write(Code(Kind.TRANSPORT, held.tag, held.until_on, number), key)


def who(held: TransportPass) -> tuple[str, str]:
    """Name and telephone whole: only for the pass itself, whose every printing is in the log."""
    return unsealed(held.name_sealed, _NAME), unsealed(held.phone_sealed, _PHONE)


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer at a gate, with the pass where the code named one."""

    verdict: str
    held: TransportPass | None = None

    @property
    def opens(self) -> bool:
        return self.verdict in rules.OPENS


@transaction.atomic
def check(*, by: Actor, text: str, gate: int, now: datetime) -> Checked:
    """Looks at one code in a gate and counts the answer; whose code it was is not kept. Five queries."""
    require(by, Act.RECORD, gate)
    found = _look(text, gate, now)
    part, on = codes.desk_of(gate), local_date(now)
    row, _is_new = PassCheck.objects.get_or_create(part=part, place=gate, on=on, verdict=found.verdict)
    PassCheck.objects.filter(part=part, place=gate, on=on, verdict=row.verdict).update(n=F("n") + 1)
    return found


def _look(text: str, gate: int, now: datetime) -> Checked:
    today = local_date(now)
    try:
        code = read(text.rsplit("#", 1)[-1], signing_keys.public_keys(), today)
    except Flawed as why:
        tag = why.code.tag if why.code is not None and why.flaw == "expired" else ""
        return Checked(rules.of_flaw(why.flaw), _by_tag(tag) if tag else None)
    if code.kind is Kind.GREEN:
        return Checked(rules.MEDICAL)
    if code.kind is not Kind.TRANSPORT:
        return Checked(rules.OTHER_CODE)
    held = _by_tag(code.tag)
    return Checked(rules.verdict(_held(held, today) if held else None, gate, today), held)


def _by_tag(tag: str) -> TransportPass | None:
    return TransportPass.objects.select_related("supplier").filter(tag=tag).first()


def _held(row: TransportPass, today: date) -> Held:
    is_open = not stocking.why_not(row.supplier, today)
    return Held(row.place, row.from_on, row.until_on, row.revoked_at is not None, is_open)


def listed(area: int, now: datetime) -> list[TransportPass]:
    """Those that hold in the area or in part of it, today or later, the ones taken back last. One query."""
    return list(
        _reaching(area).filter(until_on__gte=local_date(now)).select_related("supplier")
        .order_by(F("revoked_at").asc(nulls_first=True), "until_on", "-issued_at")[:200]
    )  # fmt: skip


def _reaching(area: int) -> "QuerySet[TransportPass]":
    above = codes.ancestors(area)
    return TransportPass.objects.filter(
        Q(part__range=codes.codes_under(area)) | Q(part__in={codes.desk_of(one) for one in above}, place__in=above)
    )


def counted(area: int, on: date) -> Mapping[str, int]:
    """How many were looked at that day in the area, by answer. One query."""
    rows = PassCheck.objects.filter(part__range=codes.codes_under(area), on=on)
    return dict(rows.order_by().values_list("verdict").annotate(total=Sum("n")))


def revoked(area: int, now: datetime) -> list[str]:
    """Tags that hold no longer though their last day has not come: taken back. For phones of the area. One query."""
    ended = _reaching(area).filter(revoked_at__isnull=False, until_on__gte=local_date(now))
    return list(ended.order_by("revoked_at", "tag").values_list("tag", flat=True))


def carried(areas: Sequence[int], now: datetime) -> Mapping[str, str]:
    """For a phone in a gate: tags that hold in its area with their first day. No plate, no name. One query.

    A firm that was stopped is left out: the phone says that this gate does not know the pass.
    """
    today = local_date(now)
    above = {one for area in areas for one in codes.ancestors(area)}
    rows = TransportPass.objects.filter(
        part__in={codes.desk_of(one) for one in above}, place__in=above, revoked_at=None, until_on__gte=today,
        supplier__stopped_at=None,
    ).exclude(supplier__licence_until__lt=today)  # fmt: skip
    return {tag: first.isoformat() for tag, first in rows.order_by("tag").values_list("tag", "from_on")}


def pass_for(by: Actor, pass_id: UUID, act: Act) -> TransportPass:
    """Raises NotFound, NotAllowed."""
    return one_for(by, act, TransportPass.objects.select_related("supplier").filter(id=pass_id), lambda it: it.place)


def note(by: Actor, act: str, held: TransportPass, now: datetime, reason: str = "") -> None:
    """In the log: which pass, never whose."""
    record(by=by, act=act, area=codes.desk_of(held.place), subject=f"pass:{held.pk}", reason=reason, now=now)
