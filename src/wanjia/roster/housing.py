"""Doors and places below a committee: compounds, buildings, households, premises, and who answers for a building."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level, committee_of
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.kernel.masking import phone_tail
from wanjia.kernel.phone import read_phones
from wanjia.kernel.plain import tight
from wanjia.kernel.walk import walk
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.serials import take
from wanjia.platform.vault import seal
from wanjia.roster import stairwells
from wanjia.roster.models import Area, Building, BuildingContact, Compound, Household, Premises
from wanjia.roster.refusals import BadField, DoorTaken, NameTaken, PlaceFull


@transaction.atomic
def add_compound(*, by: Actor, committee: int, name: str, now: datetime, kind: str = "") -> Compound:
    """The committee's next compound. Raises NameTaken; NotFound where there is no such committee."""
    require(by, Act.EDIT_REGISTER, committee)
    if not Area.objects.filter(code=committee, level=Level.COMMITTEE).exists():
        raise NotFound
    known = Compound.objects.filter(part=committee)
    name = _free(_named(name), known.values_list("name", flat=True))
    last = known.aggregate(last=Max("code"))["last"]
    code = _numbered(codes.compound_code, committee, (last % 100 if last else 0) + 1)
    compound = Compound.objects.create(code=code, part=committee, name=name, kind=kind)
    record(by=by, act="compound.add", area=committee, subject=f"compound:{code}", now=now)
    return compound


@transaction.atomic
def add_building(*, by: Actor, compound: int, name: str, stairs: int, floors: int, now: datetime) -> Building:
    """The compound's next building. Raises NameTaken; NotFound where there is no such compound."""
    require(by, Act.EDIT_REGISTER, compound)
    if not Compound.objects.filter(code=compound).exists():
        raise NotFound
    known = Building.objects.filter(key__range=codes.buildings_under(compound))
    name = _free(_named(name), known.values_list("name", flat=True))
    last = known.aggregate(last=Max("key"))["last"]
    key = _numbered(codes.building_key, compound, (last % 10**4 if last else 0) + 1)
    building = Building.objects.create(key=key, part=committee_of(key), name=name, stairs=stairs, floors=floors)
    record(by=by, act="building.add", area=building.part, subject=f"building:{key}", now=now)
    return building


def _numbered(make: Callable[[int, int], int], above: int, number: int) -> int:
    """The code of the next one. Raises PlaceFull when the digits do not hold it."""
    try:
        return make(above, number)
    except ValueError as why:
        raise PlaceFull from why


@transaction.atomic
def add_household(*, by: Actor, building: Building, stair: int, floor: int, room: str, now: datetime) -> Household:
    """A door that the register did not know, maybe on a stair that it did not know. Raises DoorTaken."""
    require(by, Act.EDIT_REGISTER, building.key)
    room = _named(room)
    if Household.objects.filter(part=building.part, building_key=building.key, stair=stair, room=room).exists():
        raise DoorTaken(room=room)
    household = Household.objects.create(
        id=take(building.part, 1)[0], part=building.part, building_key=building.key, stair=stair, floor=floor,
        room=room, walk=walk(stair, floor, room), checked_at=now,
    )  # fmt: skip
    record(by=by, act="household.add", area=building.part, subject=f"household:{household.pk}", now=now)
    if Building.objects.filter(part=building.part, key=building.key, stairs__lt=stair).update(stairs=stair):
        stairwells.grow(by=by, area=building.key, now=now)
    return household


def _named(text: str) -> str:
    if not text.strip():
        raise BadField(field=_("name"), value="", why=_("is empty"))
    return text.strip()


def _free(name: str, known: Iterable[str]) -> str:
    """The name, unless one of the known is the same but for spaces, width and case. Raises NameTaken."""
    for other in known:
        if tight(other).casefold() == tight(name).casefold():
            raise NameTaken(name=other)
    return name


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who answers for a building, as somebody typed it."""

    role: str
    name: str
    phone: str = ""
    born_on: date | None = None
    account_id: int | None = None


@transaction.atomic
def set_contact(*, by: Actor, building_key: int, who: Answerer, now: datetime) -> BuildingContact:
    """The building's contact or group leader from today on; the one before ends today."""
    require(by, Act.EDIT_REGISTER, building_key)
    BuildingContact.objects.filter(building_key=building_key, role=who.role, until_on=None).update(
        until_on=local_date(now)
    )
    sealed, tail = _sealed_phone(who.phone)
    contact = BuildingContact.objects.create(
        id=new_event_id(), part=committee_of(building_key), building_key=building_key, role=who.role,
        name=_named(who.name), born_on=who.born_on, phone_sealed=sealed, phone_tail=tail, account_id=who.account_id,
        since_on=local_date(now),
    )  # fmt: skip
    record(
        by=by, act="building.contact", area=committee_of(building_key), subject=f"building:{building_key}", now=now,
        detail={"role": who.role},
    )  # fmt: skip
    return contact


def _sealed_phone(typed: str) -> tuple[bytes | None, str]:
    phones, unread = read_phones(typed)
    if unread:
        raise BadField(field=_("telephone"), value=unread[0], why=_("is no telephone number"))
    return (seal(phones[0], field="phone"), phone_tail(phones[0])) if phones else (None, "")


@transaction.atomic
def add_premises(
    *, by: Actor, building_key: int, kind: str, name: str, door: str, manager: str, phone: str, headcount: int,
    now: datetime,
) -> Premises:  # fmt: skip
    """A shop, market, building site, office or dormitory: walked and served like a household.

    Raises BadField for a stairwell: those are made from the register (`stairwells.keep`).
    """
    require(by, Act.EDIT_REGISTER, building_key)
    if kind == Premises.Kind.STAIR:
        raise BadField(field=_("kind"), value=kind, why=_("is made from the stairs of the building"))
    part = committee_of(building_key)
    sealed, tail = _sealed_phone(phone)
    premises = Premises.objects.create(
        id=take(part, 1)[0], part=part, building_key=building_key, kind=kind, name=_named(name), door=door,
        manager=manager, phone_sealed=sealed, phone_tail=tail, headcount=headcount, checked_at=now,
    )  # fmt: skip
    record(by=by, act="premises.add", area=part, subject=f"premises:{premises.pk}", now=now)
    return premises
