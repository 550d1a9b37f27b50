"""Where to knock: the door, the masked name and what matters about whoever a list speaks of. Never a whole number."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from wanjia.kernel.ids import parts_of
from wanjia.kernel.masking import mask_name
from wanjia.roster.models import Building, Compound, Household, NeedKind, Person, Premises, Presence, SpecialNeed

_URGENCY = {kind: order for order, kind in enumerate(NeedKind.values)}
_BUILDINGS = 10**4  # keys in a compound
_NUMBERED = re.compile(r"^(\d+)号楼?$")


@dataclass(frozen=True, slots=True)
class Door:
    """One line of a list: where, who (masked), what to know before knocking."""

    subject_id: int
    building_key: int
    compound: str
    building: str
    stairs: int  # of the whole building; one stair needs no name
    stair: int
    floor: int
    room: str
    name: str
    sex: str
    born_on: date | None
    needs: tuple[str, ...]  # kinds, the most urgent first
    phone_tail: str
    person_id: int | None  # whom a call reaches
    people: int  # how many live there, for a household
    checked_at: datetime | None


def building_name(name: str, language: str) -> str:
    """3号楼 stays; in English it reads Bldg 3. Other names are left as they are."""
    numbered = _NUMBERED.match(name)
    return f"Bldg {numbered[1]}" if numbered and language.startswith("en") else name


def doors(unit: str, subjects: Iterable[int]) -> Mapping[int, Door]:
    """The door of each subject that the register has. Two queries, three for households."""
    wanted = list(subjects)
    if not wanted:
        return {}
    return {"person": _of_people, "household": _of_households, "place": _of_places}[unit](wanted)


def _of_people(ids: Sequence[int]) -> Mapping[int, Door]:
    people = list(_with_needs(Person.objects.filter(part__in=parts_of(ids), id__in=ids)).select_related("household"))
    houses = _houses(person.building_key for person in people)
    return {person.pk: _door_of(person, houses) for person in people}


def _of_households(ids: Sequence[int]) -> Mapping[int, Door]:
    homes = list(Household.objects.filter(part__in=parts_of(ids), id__in=ids))
    houses = _houses(home.building_key for home in homes)
    living: dict[int, list[Person]] = {home.pk: [] for home in homes}
    at_home = Person.objects.filter(
        part__in=parts_of(ids), household_id__in=ids, presence=Presence.PRESENT, merged_into=None
    )
    for person in _with_needs(at_home).order_by("-is_head", "id"):
        living[person.household_id].append(person)
    return {home.pk: _home_of(home, living[home.pk], houses) for home in homes}


def _of_places(ids: Sequence[int]) -> Mapping[int, Door]:
    places = list(Premises.objects.filter(part__in=parts_of(ids), id__in=ids))
    houses = _houses(place.building_key for place in places)
    return {
        place.pk: Door(
            subject_id=place.pk, building_key=place.building_key, compound=houses[place.building_key].compound,
            building=houses[place.building_key].name, stairs=1, stair=1, floor=1, room=_room_of(place),
            name=_("Stairwell") if place.stair else place.name, sex="", born_on=None, needs=(),
            phone_tail=place.phone_tail, person_id=None, people=place.headcount, checked_at=place.checked_at,
        )
        for place in places
    }  # fmt: skip


def _room_of(place: Premises) -> str:
    """A stairwell is found by its stair."""
    return _("stair %(n)s") % {"n": place.stair} if place.stair else place.door


def _with_needs(people: "QuerySet[Person]") -> "QuerySet[Person]":
    needs = SpecialNeed.objects.filter(part=OuterRef("part"), person_id=OuterRef("id"), until_on=None)
    return people.annotate(need_kinds=ArraySubquery(needs.values("kind")))


class _House(NamedTuple):
    compound: str
    name: str
    stairs: int


def _houses(keys: Iterable[int]) -> dict[int, _House]:
    """Each building with its compound; a key that no building has stands for itself. One query."""
    wanted = set(keys)
    around = Compound.objects.filter(part=OuterRef("part"), code=OuterRef("key") / _BUILDINGS).values("name")
    rows = Building.objects.filter(key__in=wanted).annotate(around=Coalesce(Subquery(around), Value("")))
    named = {row[0]: _House(*row[1:]) for row in rows.values_list("key", "around", "name", "stairs")}
    return {key: named.get(key, _House("", str(key)[-4:].lstrip("0"), 1)) for key in wanted}


def _needs_of(person: Person) -> tuple[str, ...]:
    kinds: list[str] = person.need_kinds  # type: ignore[attr-defined]
    return tuple(sorted(kinds, key=lambda kind: _URGENCY.get(kind, len(_URGENCY))))


def _door_of(person: Person, houses: Mapping[int, _House]) -> Door:
    home, house = person.household, houses[person.building_key]
    return Door(
        subject_id=person.pk, building_key=person.building_key, compound=house.compound, building=house.name,
        stairs=house.stairs, stair=home.stair, floor=home.floor, room=home.room, name=mask_name(person.name),
        sex=person.sex, born_on=person.born_on, needs=_needs_of(person),
        phone_tail=person.phone_tails[0] if person.phone_tails else "", person_id=person.pk,
        people=1, checked_at=person.checked_at,
    )  # fmt: skip


def _home_of(home: Household, living: Sequence[Person], houses: Mapping[int, _House]) -> Door:
    house = houses[home.building_key]
    reached = next((person for person in living if person.phone_tails), None)
    kinds = {kind for person in living for kind in _needs_of(person)}
    return Door(
        subject_id=home.pk, building_key=home.building_key, compound=house.compound, building=house.name,
        stairs=house.stairs, stair=home.stair, floor=home.floor, room=home.room,
        name=mask_name(living[0].name) if living else "", sex="", born_on=None,
        needs=tuple(sorted(kinds, key=lambda kind: _URGENCY.get(kind, len(_URGENCY)))),
        phone_tail=reached.phone_tails[0] if reached else "", person_id=reached.pk if reached else None,
        people=len(living), checked_at=home.checked_at,
    )  # fmt: skip
