"""The register seen from above: head-counts and freshness by area and by building, and lists of whom to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, Q, QuerySet

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.roster import doors as roster_doors
from wanjia.roster import places
from wanjia.roster.doors import Door
from wanjia.roster.models import Building, BuildingContact, NeedKind, Person, Presence, SpecialNeed
from wanjia.roster.queries import STALE

_WIDTH = {  # building keys in one area one step below
    Level.PROVINCE: 10**14, Level.CITY: 10**12, Level.DISTRICT: 10**9, Level.TOWN: 10**6, Level.COMMITTEE: 10**4,
    Level.COMPOUND: 1, Level.BUILDING: 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """What the register holds of one place. `stale` are those whom nobody has checked for 30 days."""

    area: int
    name: str
    people: int
    stale: int

    @property
    def checked(self) -> int:
        return self.people - self.stale


def is_stale(now: datetime) -> Q:
    return Q(checked_at=None) | Q(checked_at__lt=now - STALE)


def below(area: int, now: datetime) -> list[Held]:
    """Each area one step below, those without people too. Three queries at most."""
    level = codes.level_of(area)
    counts = _counts(area, _WIDTH[level], now)
    children = places.children(area)
    named = places.names(children)
    return [Held(code, named[code], *counts.get(_group(code, level), (0, 0))) for code in children]


def _group(code: int, level: Level) -> int:
    """The area's own number among groups of building keys."""
    return codes.buildings_under(code).low // _WIDTH[level]


def _counts(area: int, width: int, now: datetime) -> Mapping[int, tuple[int, int]]:
    people = Person.objects.filter(
        building_key__range=codes.buildings_under(area), merged_into=None, presence=Presence.PRESENT
    )
    group = ExpressionWrapper(F("building_key") / width, output_field=BigIntegerField())
    rows = people.annotate(place=group).values_list("place").order_by()
    return {place: (n, stale) for place, n, stale in rows.annotate(n=Count("id"), s=Count("id", filter=is_stale(now)))}


@dataclass(frozen=True, slots=True)
class Yard:
    """One compound with its buildings, as on the ground."""

    area: int
    name: str
    buildings: tuple[Held, ...]

    @property
    def people(self) -> int:
        return sum(building.people for building in self.buildings)

    @property
    def stale(self) -> int:
        return sum(building.stale for building in self.buildings)


def yards(area: int, now: datetime) -> list[Yard]:
    """The compounds of a committee (or the one asked for) with all their buildings. Four queries."""
    compounds = places.children(area) if codes.level_of(area) == Level.COMMITTEE else [area]
    keys = list(
        Building.objects.filter(key__range=codes.buildings_under(area)).order_by("key").values_list("key", flat=True)
    )
    named, counts = places.names([*compounds, *keys]), _counts(area, 1, now)
    held = [Held(key, named[key], *counts.get(key, (0, 0))) for key in keys]
    return [
        Yard(code, named[code], tuple(house for house in held if codes.compound_of(house.area) == code))
        for code in compounds
    ]


def unanswered(area: int) -> list[Held]:
    """Buildings for which nobody answers. Three queries."""
    span = codes.buildings_under(area)
    answered = BuildingContact.objects.filter(building_key__range=span, until_on=None).values("building_key")
    keys = Building.objects.filter(key__range=span).exclude(key__in=answered).order_by("key")
    found = list(keys.values_list("key", flat=True))
    named = places.names([*found, *map(codes.compound_of, found)])
    return [Held(key, f"{named[codes.compound_of(key)]} {named[key]}", 0, 0) for key in found]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people a list shows. Nothing chosen: everyone present."""

    need: str = ""
    is_stale: bool = False
    presence: str = Presence.PRESENT
    lives_apart: bool = False


Cursor = tuple[int, int, int]  # building key, walking order, id


def people(area: int, wanted: Wanted, now: datetime, *, limit: int, after: Cursor | None = None) -> list[Person]:
    """In walking order, after the cursor. One query; their doors are `doors_of`."""
    rows = Person.objects.filter(
        building_key__range=codes.buildings_under(area), merged_into=None, presence=wanted.presence
    )
    if wanted.need in NeedKind.values:
        rows = rows.filter(id__in=_with_need(area, wanted.need))
    if wanted.is_stale:
        rows = rows.filter(is_stale(now))
    if wanted.lives_apart:
        rows = rows.filter(lives_apart=True)
    return list(_after(rows, after).order_by("building_key", "walk", "id")[:limit])


def _with_need(area: int, kind: str) -> "QuerySet[SpecialNeed, int]":
    return SpecialNeed.objects.filter(kind=kind, until_on=None).values_list("person_id", flat=True)


def _after(rows: "QuerySet[Person]", cursor: Cursor | None) -> "QuerySet[Person]":
    if cursor is None:
        return rows
    building, walk, id_ = cursor
    return rows.filter(
        Q(building_key__gt=building)
        | Q(building_key=building, walk__gt=walk)
        | Q(building_key=building, walk=walk, id__gt=id_)
    )


def doors_of(found: Sequence[Person]) -> list[Door]:
    """Where to knock for each, in the same order. Two queries."""
    known = roster_doors.doors("person", [person.pk for person in found])
    return [known[person.pk] for person in found]


def namesakes(person: Person, *, limit: int = 10) -> list[Person]:
    """Others of the same name and committee, or born the same day in the same building: who may be the same."""
    span = codes.buildings_under(codes.committee_of(person.building_key))
    near = Person.objects.select_related("household").filter(building_key__range=span, merged_into=None)
    alike = Q(name=person.name)
    if person.born_on:
        alike |= Q(born_on=person.born_on, building_key=person.building_key)
    if person.phone_hash:
        alike |= Q(phone_hash=person.phone_hash)
    return list(near.filter(alike).exclude(pk=person.pk).order_by("building_key", "walk", "id")[:limit])
