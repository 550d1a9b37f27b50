"""The households behind a place, as the allocation sees them: needs, walking order, who had something lately."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet

from wanjia.coverage.models import Proof
from wanjia.kernel import area as codes
from wanjia.kernel.address import Door
from wanjia.kernel.ids import parts_of
from wanjia.roster.models import Building, Household, NeedKind, Person, Presence, SpecialNeed
from wanjia.supplies.models import Delivery
from wanjia.supplies.rules.allocating import Home

_RANK = {kind: rank for rank, kind in enumerate(NeedKind.values)}
IN_CARE = (NeedKind.LIVES_ALONE, NeedKind.SOLE_ELDER, NeedKind.DISABLED)  # whom a meal is brought to


def of(place: int) -> list[Home]:
    """Every household of the place in walking order. Three queries, whatever the size."""
    span = codes.buildings_under(place)
    living = dict(at_home(place).order_by().values_list("household_id").annotate(Count("id")))
    ranks = _ranks(place)
    rows = Household.objects.filter(building_key__range=span).order_by("building_key", "walk", "id")
    return [
        Home(id_, ranks.get(id_), (key, walk), living.get(id_, 0))
        for id_, key, walk in rows.values_list("id", "building_key", "walk")
    ]


def lived_in(place: int) -> int:
    """How many households somebody is at home in: what a ration is counted by. One query."""
    return int(at_home(place).aggregate(n=Count("household_id", distinct=True))["n"])


def at_home(place: int) -> "QuerySet[Person]":
    """Who lives there now, wherever they were first registered: the part of who moved in is another committee's."""
    return Person.objects.filter(
        building_key__range=codes.buildings_under(place), presence=Presence.PRESENT, merged_into=None
    )


def _in_need(people: "QuerySet[Person]", **kinds: object) -> "QuerySet[Person]":
    needs = SpecialNeed.objects.filter(part=OuterRef("part"), person_id=OuterRef("id"), until_on=None, **kinds)
    return people.filter(Exists(needs))


def _ranks(place: int) -> dict[int, int]:
    """The most urgent need behind each door that has one."""
    people = dict(_in_need(at_home(place)).values_list("id", "household_id"))
    found: dict[int, int] = {}
    needs = SpecialNeed.objects.filter(part__in=parts_of(people), person_id__in=people, until_on=None)
    for person, kind in needs.values_list("person_id", "kind"):
        home, rank = people[person], _RANK.get(kind, len(_RANK))
        found[home] = min(found.get(home, rank), rank)
    return found


def special(household_ids: Iterable[int]) -> set[int]:
    """Those behind whose doors somebody in special care lives. Two queries."""
    wanted = list(household_ids)
    people = dict(
        Person.objects.filter(
            household_id__in=wanted, presence=Presence.PRESENT, merged_into=None
        ).values_list("id", "household_id")
    )  # fmt: skip
    needs = SpecialNeed.objects.filter(part__in=parts_of(people), person_id__in=people, until_on=None)
    return {people[person] for person in needs.values_list("person_id", flat=True)}


def people_in_care(place: int) -> list[int]:
    """Who is brought a meal: lives alone, sole elder, disabled. One query."""
    return list(_in_care(place).order_by("building_key", "walk", "id").values_list("id", flat=True))


def keys_in_care(place: int) -> list[int]:
    """The building of each of them. One query."""
    return list(_in_care(place).values_list("building_key", flat=True))


def _in_care(place: int) -> "QuerySet[Person]":
    return _in_need(at_home(place), kind__in=IN_CARE)


def had_one(delivery: Delivery, since: datetime) -> set[int]:
    """Households that got one of the same good since then. Two queries."""
    if delivery.lot is None:
        return set()
    before = Delivery.objects.filter(
        lot__good_id=delivery.lot.good_id, opened_at__gte=since, round_id__isnull=False
    ).exclude(id=delivery.pk)
    rounds = [one for one in before.values_list("round_id", flat=True) if one is not None]
    if not rounds:
        return set()
    proofs = Proof.objects.filter(
        part__range=codes.codes_under(delivery.place), round_id__in=rounds, seen_at__gte=since
    )
    return set(proofs.values_list("subject_id", flat=True))


def keys_of(household_ids: Sequence[int]) -> Mapping[int, int]:
    """The building of each."""
    rows = Household.objects.filter(part__in=parts_of(household_ids), id__in=household_ids)
    return dict(rows.values_list("id", "building_key"))


def at_door(place: int, door: Door) -> list[int]:
    """The households that a written door can mean in a place: one where it is clear. Two queries."""
    buildings = [
        key for key, name in Building.objects.filter(key__range=codes.buildings_under(place)).values_list("key", "name")
        if _same_building(name, door)
    ]  # fmt: skip
    rows = Household.objects.filter(building_key__in=buildings, room=door.room)
    if door.stair is not None:
        rows = rows.filter(stair=door.stair)
    return list(rows.values_list("id", flat=True)[:3])


def _same_building(name: str, door: Door) -> bool:
    """3号楼 is 3; 88弄3号 is 3 in lane 88."""
    digits = name.removesuffix("楼").removesuffix("号")
    lane, _sign, number = digits.rpartition("弄")
    return number.upper() == door.building.upper() and (not door.lane or not lane or lane == door.lane)
