"""Everyone of an area, unsealed, in walking order, a portion at a time."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from wanjia.kernel.area import buildings_under, codes_under, committee_of, compound_of
from wanjia.platform.vault import unseal
from wanjia.roster.models import Area, Building, Compound, Person, Presence, SpecialNeed

_PORTION = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """One person with everything that a sheet may ask for."""

    name: str
    sex: str
    born_on: date | None
    document_kind: str
    document: str
    phones: tuple[str, ...]
    committee: str
    compound: str
    building: str
    stairs: int
    stair: int
    floor: int
    room: str
    relation: str
    is_head: bool
    registered_address: str
    lives_apart: bool
    presence: str
    household_kind: str
    note: str
    needs: frozenset[str]


def everyone(area: int) -> Iterator[Row]:
    """Who lives there, absent people included, without those who moved away or died.

    Memory stays flat: 2,000 people at a time, one query for them and one for their needs.
    """
    names = _names(area)
    people = (
        Person.objects.filter(building_key__range=buildings_under(area), merged_into=None)
        .exclude(presence__in=(Presence.MOVED, Presence.DIED))
        .select_related("household")
        .order_by("building_key", "walk", "id")
        .iterator(chunk_size=_PORTION)
    )
    while portion := list(islice(people, _PORTION)):
        needs = _needs(portion)
        for person in portion:
            yield _row(person, names, frozenset(needs.get(person.pk, ())))


@dataclass(frozen=True, slots=True)
class _Names:
    committees: Mapping[int, str]
    compounds: Mapping[int, str]
    buildings: Mapping[int, tuple[str, int]]


def _names(area: int) -> _Names:
    span, keys = codes_under(area), buildings_under(area)
    return _Names(
        dict(Area.objects.filter(code__range=span).values_list("code", "name")),
        dict(Compound.objects.filter(part__range=span).values_list("code", "name")),
        {
            key: (name, stairs)
            for key, name, stairs in Building.objects.filter(key__range=keys).values_list("key", "name", "stairs")
        },
    )


def _needs(people: list[Person]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    wanted = SpecialNeed.objects.filter(
        part__in={person.part for person in people}, person_id__in=[person.pk for person in people], until_on=None
    )
    for person, kind in wanted.values_list("person_id", "kind"):
        found.setdefault(person, []).append(kind)
    return found


def _row(person: Person, names: _Names, needs: frozenset[str]) -> Row:
    home = person.household
    building, stairs = names.buildings.get(person.building_key, ("", 1))
    sealed, phones = person.document_sealed, person.phones_sealed
    return Row(
        name=person.name, sex=person.sex, born_on=person.born_on, document_kind=person.document_kind,
        document=unseal(bytes(sealed), field="document") if sealed is not None else "",
        phones=tuple(json.loads(unseal(bytes(phones), field="phones"))) if phones is not None else (),
        committee=names.committees.get(committee_of(person.building_key), ""),
        compound=names.compounds.get(compound_of(person.building_key), ""), building=building, stairs=stairs,
        stair=home.stair, floor=home.floor, room=home.room, relation=person.relation, is_head=person.is_head,
        registered_address=person.registered_address, lives_apart=person.lives_apart, presence=person.presence,
        household_kind=home.kind, note=person.note, needs=needs,
    )  # fmt: skip
