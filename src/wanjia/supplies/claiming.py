"""Quotas: a number and an hour for each household, once. Whoever asks a second time is told their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.clock import LOCAL, local
from wanjia.kernel.ids import new_event_id, part_of
from wanjia.kernel.phone import read_one
from wanjia.kernel.plain import narrow
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.platform.vault import digest
from wanjia.roster.models import Household
from wanjia.supplies import asked
from wanjia.supplies.models import Claim, Good, Quota
from wanjia.supplies.refusals import ClaimedAlready, Elsewhere, NotNow, TakenAlready
from wanjia.supplies.rules import quotas
from wanjia.supplies.rules.quotas import DOCUMENT, HOUSEHOLD, Claimed

MOST_MINUTES, MOST_AT_ONCE = 24 * 60, 9_999  # of a slot; their columns hold no more than 32,767


@dataclass(frozen=True, slots=True)
class QuotaSaid:
    """What each household may fetch once, where, from when, how many at a time."""

    place: int
    good: Good
    title: str
    each: int
    total: int
    shop: str
    opens_at: datetime
    closes_at: datetime
    fetch_from: datetime
    slot_minutes: int = 30
    per_slot: int = 20
    fetch_until: time | None = None  # of each day


@transaction.atomic
def open_quota(*, by: Actor, said: QuotaSaid, now: datetime) -> Quota:
    """Raises WordsWanted, AmountWanted, WrongTimes."""
    require(by, Act.SUPPLY, said.place)
    title, shop = asked.said(said.title, _("Title"), 60), asked.said(said.shop, _("Where it is fetched"), 60)
    asked.amount(said.each, _("For each household"))
    asked.amount(said.total, _("There are"), least=said.each)
    asked.amount(said.slot_minutes, _("Minutes of a slot"), most=MOST_MINUTES)
    asked.amount(said.per_slot, _("People in a slot"), most=MOST_AT_ONCE)
    asked.in_order(said.opens_at, said.closes_at, now)
    if said.fetch_until is not None:
        first = local(said.fetch_from)
        asked.in_order(first, datetime.combine(first.date(), said.fetch_until, LOCAL), now)
    quota = Quota.objects.create(
        id=new_event_id(), part=codes.desk_of(said.place), place=said.place, good=said.good,
        title=title, each=said.each, total=said.total, shop=shop,
        opens_at=said.opens_at, closes_at=said.closes_at, fetch_from=said.fetch_from,
        slot_minutes=said.slot_minutes, per_slot=said.per_slot, fetch_until=said.fetch_until,
        made_at=now, made_by=by.name[:60],
    )  # fmt: skip
    _note(by, "supplies.open_quota", quota, now)
    return quota


@dataclass(frozen=True, slots=True)
class ClaimSaid:
    """Whose number it is. Document and telephone are kept as keyed hashes only."""

    household_id: int
    document: str = ""
    phone: str = ""


@transaction.atomic
def claim(*, by: Actor, quota: Quota, said: ClaimSaid, now: datetime) -> Claim:
    """The next number with its hour. Raises NotNow, Elsewhere, ClaimedAlready for a household or document that has one.

    One telephone for two households is a neighbour who helps: kept, flagged, and shown.
    """
    require(by, Act.SERVE, quota.place)
    held = Quota.objects.select_for_update().get(part=quota.part, id=quota.pk)
    if why := _closed(held, now):
        raise NotNow(why=why)
    new = _new(said)
    found = quotas.doubles(new, _alike(held, new))
    for kind, what in ((HOUSEHOLD, _("household")), (DOCUMENT, _("document"))):
        if kind in found:
            number = Claim.objects.get(part=held.part, id=found[kind][0]).number
            raise ClaimedAlready(number=number, what=what)
    return _give(by, held, new, sorted(found), now)


@transaction.atomic
def note_claim(*, by: Actor, quota: Quota, said: ClaimSaid, now: datetime) -> Claim:
    """A claim that was made on paper or elsewhere already: written down whatever it says, doubles flagged."""
    require(by, Act.SERVE, quota.place)
    held = Quota.objects.select_for_update().get(part=quota.part, id=quota.pk)
    new = _new(said)
    return _give(by, held, new, sorted(quotas.doubles(new, _alike(held, new))), now)


def _closed(quota: Quota, now: datetime) -> str:
    if now < quota.opens_at:
        return _("registration has not begun")
    if now > quota.closes_at:
        return _("registration is over")
    return "" if has_left(quota) else _("everything is given out")


def has_left(quota: Quota) -> bool:
    """Whether one more household can have its share. One query; two once the numbers have run as far as the goods:
    only then does it matter how many of them were given back."""
    claims, most = Claim.objects.filter(part=quota.part, quota=quota), quota.total // quota.each
    last = claims.order_by("-number").values_list("number", flat=True).first() or 0
    return last < most or claims.filter(withdrawn_at=None).count() < most


def _new(said: ClaimSaid) -> Claimed:
    document, written = "".join(narrow(said.document).split()).upper(), narrow(said.phone)
    phone = read_one(written) or "".join(filter(str.isdigit, written))
    return Claimed(
        new_event_id(), said.household_id, digest(document, field="claim_document") if document else None,
        digest(phone, field="claim_phone") if phone else None,
    )  # fmt: skip


def _give(by: Actor, quota: Quota, new: Claimed, flags: Sequence[str], now: datetime) -> Claim:
    home = Household.objects.filter(part=part_of(new.household), id=new.household).first()
    if home is None or not codes.contains(quota.place, home.building_key):
        raise Elsewhere(area=quota.title)
    last = Claim.objects.filter(part=quota.part, quota=quota).aggregate(n=Max("number"))["n"] or 0
    made = Claim.objects.create(
        id=new.id, part=quota.part, quota=quota, household_id=new.household, number=last + 1,
        slot_at=quotas.slot_of(
            last + 1, local(quota.fetch_from), quota.slot_minutes, quota.per_slot, quota.fetch_until
        ),
        document_hash=new.document, phone_hash=new.phone, made_at=now, made_by=by.name[:60], flags=list(flags),
    )  # fmt: skip
    _note(by, "supplies.claim", quota, now, number=made.number, flags=list(flags))
    return made


@transaction.atomic
def hand_out(*, by: Actor, claim_: Claim, now: datetime) -> None:
    """Fetched. Raises TakenAlready."""
    _settle(by, claim_, now, taken_at=now, taken_by=by.name[:60])


@transaction.atomic
def withdraw(*, by: Actor, claim_: Claim, now: datetime) -> None:
    """The number is given back: the household may have another. Raises TakenAlready."""
    _settle(by, claim_, now, withdrawn_at=now)


def _settle(by: Actor, claim_: Claim, now: datetime, **said: object) -> None:
    require(by, Act.SERVE, claim_.quota.place)
    held = Claim.objects.select_for_update().get(part=claim_.part, id=claim_.pk)
    if held.taken_at is not None or held.withdrawn_at is not None:
        raise TakenAlready(number=held.number)
    Claim.objects.filter(part=held.part, id=held.pk).update(**said)
    act = "supplies.hand_out" if "taken_at" in said else "supplies.withdraw"
    _note(by, act, claim_.quota, now, number=held.number)


def claimed(quota: Quota) -> list[Claimed]:
    """The claims that stand, in the order of their numbers. One query."""
    return _values(Claim.objects.filter(part=quota.part, quota=quota, withdrawn_at=None))


def _alike(quota: Quota, new: Claimed) -> list[Claimed]:
    """Those that share something with a new one: by index, however many there are. One query."""
    same = Q(household_id=new.household)
    if new.document:
        same |= Q(document_hash=new.document)
    if new.phone:
        same |= Q(phone_hash=new.phone)
    return _values(Claim.objects.filter(same, part=quota.part, quota=quota, withdrawn_at=None))


def _values(found: "QuerySet[Claim]") -> list[Claimed]:
    rows = found.order_by("number")
    return [
        Claimed(id_, home, bytes(document) if document else None, bytes(phone) if phone else None)
        for id_, home, document, phone in rows.values_list("id", "household_id", "document_hash", "phone_hash")
    ]


def standing(quota: Quota, household_id: int) -> Claim | None:
    """The household's number that was not given back. One query."""
    rows = Claim.objects.filter(part=quota.part, quota=quota, household_id=household_id, withdrawn_at=None)
    return rows.select_related("quota").order_by("-number").first()


def quota_list(area: int) -> list[Quota]:
    """Those in the area or over it. One query."""
    inside = Quota.objects.filter(part__range=codes.codes_under(area))
    both = inside | Quota.objects.filter(place__in=codes.ancestors(area))
    return list(both.select_related("good").order_by("-opens_at")[:60])


def quota_for(by: Actor, quota_id: UUID, act: Act) -> Quota:
    """Raises NotFound, NotAllowed."""
    return one_for(by, act, Quota.objects.select_related("good").filter(id=quota_id), lambda it: it.place)


def claim_for(by: Actor, claim_id: UUID, act: Act) -> Claim:
    return one_for(by, act, Claim.objects.select_related("quota").filter(id=claim_id), lambda it: it.quota.place)


def _note(by: Actor, act: str, quota: Quota, now: datetime, **detail: object) -> None:
    record(by=by, act=act, area=codes.desk_of(quota.place), subject=f"quota:{quota.pk}", detail=detail, now=now)
