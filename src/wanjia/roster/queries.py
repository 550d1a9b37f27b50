"""Reading the register: search, one building as it stands, one household, how fresh it all is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Count, Q

from wanjia.kernel import area as codes
from wanjia.kernel.area import Span
from wanjia.kernel.clock import age_on
from wanjia.kernel.identity import read_document
from wanjia.kernel.ids import parts_of
from wanjia.kernel.masking import mask_name
from wanjia.platform.vault import digest
from wanjia.roster.models import (
    Area,
    Building,
    BuildingContact,
    Compound,
    Household,
    NeedKind,
    Person,
    Premises,
    SpecialNeed,
)

STALE = timedelta(days=30)
URGENT = (NeedKind.OXYGEN, NeedKind.DIALYSIS, NeedKind.CHEMOTHERAPY, NeedKind.PREGNANT)
_NEED_ORDER = {kind: position for position, kind in enumerate(NeedKind.values)}


@dataclass(frozen=True, slots=True)
class Hit:
    """One person that a search found, masked."""

    person_id: int
    name: str
    age: int | None
    building_key: int
    building: str
    compound: str
    room: str
    household_id: int
    presence: str
    phone_tail: str
    checked_at: datetime | None


def search(text: str, spans: Sequence[Span], today: date, *, limit: int = 50) -> list[Hit]:
    """By name, pinyin initials, room, telephone tail or a whole document number, inside the ranges. Two queries."""
    wanted = _matching(text.strip())
    inside = Q()
    for span in spans:
        inside |= Q(building_key__range=span)
    if not spans or wanted is None:
        return []
    found = Person.objects.select_related("household").filter(wanted & inside, merged_into=None)
    return hits(found.order_by("building_key", "walk", "id")[:limit], today)


def _matching(text: str) -> Q | None:
    if not text:
        return None
    if text.isdecimal() and len(text) == 4:
        return Q(phone_tails__contains=[text]) | Q(household__room=text)
    document = read_document(text)
    if len(text) >= 8 and document.number:
        return Q(document_hash=digest(document.number, field="document"))
    if text[0].isdecimal():
        return Q(household__room__startswith=text)
    if text.isascii():
        return Q(initials__istartswith=text) | Q(name__icontains=text)
    return Q(name__startswith=text)


def hits(people: Iterable[Person], today: date) -> list[Hit]:
    """The people as a list shows them. One query for all their doors."""
    people = list(people)
    names = building_names({person.building_key for person in people})
    return [_hit(person, names, today) for person in people]


def _hit(person: Person, names: dict[int, tuple[str, str]], today: date) -> Hit:
    compound, building = names.get(person.building_key, ("", ""))
    return Hit(
        person_id=person.pk, name=mask_name(person.name), age=age(person, today), building_key=person.building_key,
        building=building, compound=compound, room=person.household.room, household_id=person.household_id,
        presence=person.presence, phone_tail=person.phone_tails[0] if person.phone_tails else "",
        checked_at=person.checked_at,
    )  # fmt: skip


def age(person: Person, today: date) -> int | None:
    return age_on(person.born_on, today) if person.born_on else None


def building_names(keys: Iterable[int]) -> dict[int, tuple[str, str]]:
    """(compound, building) by building key. Two queries."""
    keys = set(keys)
    buildings = dict(Building.objects.filter(key__in=keys).values_list("key", "name"))
    compounds = dict(
        Compound.objects.filter(code__in={codes.compound_of(key) for key in keys}).values_list("code", "name")
    )
    return {key: (compounds.get(codes.compound_of(key), ""), buildings.get(key, "")) for key in keys}


def area_names(wanted: Iterable[int]) -> dict[int, str]:
    """Names of areas, compounds and buildings by their codes. At most three queries."""
    by_level: dict[int, set[int]] = defaultdict(set)
    for code in wanted:
        by_level[min(codes.level_of(code), codes.Level.COMPOUND + 1)].add(code)
    compounds, buildings = by_level.pop(codes.Level.COMPOUND, set()), by_level.pop(codes.Level.BUILDING, set())
    rest = {code for group in by_level.values() for code in group}
    names = dict(Area.objects.filter(code__in=rest).values_list("code", "name")) if rest else {}
    if compounds:
        names |= dict(Compound.objects.filter(code__in=compounds).values_list("code", "name"))
    if buildings:
        names |= dict(Building.objects.filter(key__in=buildings).values_list("key", "name"))
    return names


@dataclass(frozen=True, slots=True)
class Cell:
    """One door of an elevation."""

    household_id: int
    stair: int
    floor: int
    room: str
    kind: str
    people: int  # present
    head: str  # masked name of the head, or of the first person
    flags: tuple[str, ...]  # kinds of need behind the door, the most urgent first
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Elevation:
    """A building as seen from its entrance: floors from the top, and on each the doors of each stair."""

    building: Building
    stairs: tuple[int, ...]
    floors: tuple[tuple[int, tuple[tuple[Cell, ...], ...]], ...]  # (floor, doors by stair in the order of `stairs`)
    households: int
    people: int


def elevation(building: Building) -> Elevation:
    """Three queries, whatever the height."""
    households = list(Household.objects.filter(part=building.part, building_key=building.key).order_by("walk", "room"))
    people = people_by_household([household.pk for household in households])
    needs = needs_by_person([person.pk for group in people.values() for person in group])
    cells = [_cell(household, people.get(household.pk, []), needs) for household in households]
    stairs = tuple(sorted({cell.stair for cell in cells}))
    return Elevation(
        building=building, stairs=stairs, floors=_floors(cells, stairs), households=len(cells),
        people=sum(cell.people for cell in cells),
    )  # fmt: skip


def _cell(household: Household, people: Sequence[Person], needs: dict[int, list[str]]) -> Cell:
    present = [person for person in people if person.presence == "present"]
    head = next((person for person in present if person.is_head), present[0] if present else None)
    flags = {kind for person in present for kind in needs.get(person.pk, [])}
    return Cell(
        household_id=household.pk, stair=household.stair, floor=household.floor, room=household.room,
        kind=household.kind, people=len(present), head=mask_name(head.name) if head else "",
        flags=tuple(sorted(flags, key=_NEED_ORDER.__getitem__)), checked_at=household.checked_at,
    )  # fmt: skip


def _floors(
    cells: Sequence[Cell], stairs: Sequence[int]
) -> tuple[tuple[int, tuple[tuple[Cell, ...], ...]], ...]:  # fmt: skip
    ordered = sorted(cells, key=lambda cell: (-cell.floor, cell.stair, len(cell.room), cell.room))
    return tuple(
        (floor, tuple(tuple(cell for cell in on_floor if cell.stair == stair) for stair in stairs))
        for floor, on_floor in ((floor, list(group)) for floor, group in groupby(ordered, key=lambda cell: cell.floor))
    )


def people_by_household(households: Sequence[int]) -> dict[int, list[Person]]:
    """Everyone registered behind each door, head first, then by age. One query."""
    found: dict[int, list[Person]] = defaultdict(list)
    for person in Person.objects.filter(household_id__in=households, merged_into=None).order_by(
        "-is_head", "born_on", "id"
    ):
        found[person.household_id].append(person)
    return found


def needs_by_person(people: Sequence[int]) -> dict[int, list[str]]:
    """Kinds of need in force, the most urgent first. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    parts = parts_of(people)
    rows = SpecialNeed.objects.filter(part__in=parts, person_id__in=people, until_on=None)
    for person_id, kind in rows.values_list("person_id", "kind"):
        found[person_id].append(kind)
    return {person: sorted(kinds, key=_NEED_ORDER.__getitem__) for person, kinds in found.items()}


def needs_of(person: Person) -> list[SpecialNeed]:
    """A person's needs with source and basis, those in force first."""
    return sorted(
        SpecialNeed.objects.filter(part=person.part, person_id=person.pk),
        key=lambda need: (need.until_on is not None, _NEED_ORDER[need.kind]),
    )


def contacts(building_key: int) -> list[BuildingContact]:
    """Who answers for the building now."""
    return list(BuildingContact.objects.filter(building_key=building_key, until_on=None).order_by("role"))


def premises_in(span: Span) -> list[Premises]:
    """Shops, sites and dormitories; no stairwells."""
    return list(Premises.shops.filter(building_key__range=span).order_by("building_key", "name"))


@dataclass(frozen=True, slots=True)
class Census:
    """What the register holds of an area and how fresh it is."""

    compounds: int
    buildings: int
    households: int
    people: int  # present
    away: int
    needs: dict[str, int]
    stale: int  # people whose record nobody has checked for 30 days
    without_contact: int  # buildings without anybody who answers


def census(area: int, now: datetime) -> Census:
    """Six queries; about 100 ms for a subdistrict."""
    span = codes.buildings_under(area)
    people = Person.objects.filter(building_key__range=span, merged_into=None)
    counted = people.aggregate(
        present=Count("id", filter=Q(presence="present")), away=Count("id", filter=Q(presence="away")),
        stale=Count("id", filter=Q(presence="present") & (Q(checked_at=None) | Q(checked_at__lt=now - STALE))),
    )  # fmt: skip
    needs = SpecialNeed.objects.filter(
        until_on=None, part__in=people.values("part").distinct(), person_id__in=people.values("id")
    )
    buildings = Building.objects.filter(key__range=span)
    answered = BuildingContact.objects.filter(building_key__range=span, until_on=None).values("building_key").distinct()
    estates = Compound.objects.filter(code__range=(codes.compound_of(span.low), codes.compound_of(span.high)))
    return Census(
        compounds=estates.count(),
        buildings=buildings.count(), households=Household.objects.filter(building_key__range=span).count(),
        people=counted["present"], away=counted["away"], stale=counted["stale"],
        needs=dict(needs.values_list("kind").annotate(n=Count("id"))),
        without_contact=buildings.exclude(key__in=answered).count(),
    )  # fmt: skip
