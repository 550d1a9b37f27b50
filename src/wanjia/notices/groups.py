"""Which groups there are, who is in them, and which doors no group reaches. Reads only."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.ids import parts_of
from wanjia.notices.channels.answers import Home
from wanjia.notices.models import ChatGroup, ChatMember
from wanjia.roster import places
from wanjia.roster.models import Building, Household, Person, Presence

_NUMBER = re.compile(r"(\d+)号楼?$")


@dataclass(frozen=True, slots=True)
class Group:
    """One group as a line: how many of the doors there are in it."""

    row: ChatGroup
    place: str
    members: int
    doors: int

    @property
    def missing(self) -> int:
        return max(0, self.doors - self.members)


def groups_in(area: int) -> list[Group]:
    """Those of the area and of what lies in it, by place. Five queries."""
    parts = codes.codes_under(codes.desk_of(area))
    rows = [
        row for row in ChatGroup.objects.filter(part__range=parts, closed_at=None).order_by("area", "name")
        if codes.contains(area, row.area) or codes.contains(row.area, area)
    ]  # fmt: skip
    named = places.names({row.area for row in rows})
    counted = ChatMember.objects.filter(group_id__in=[row.pk for row in rows])
    members = dict(counted.values_list("group_id").annotate(n=Count("*")).order_by())
    doors = _doors_by_building(area if codes.level_of(area) < Level.COMPOUND else codes.compound_of(_key(area)))
    return [Group(row, named[row.area], members.get(row.pk, 0), _under(row.area, doors)) for row in rows]


def _key(area: int) -> int:
    """A building key in the area, whatever its level."""
    return codes.buildings_under(area).low


def _doors_by_building(area: int) -> dict[int, int]:
    near = lived_in(area)
    return dict(near.values_list("building_key").annotate(n=Count("id")).order_by())


def _under(area: int, doors: Mapping[int, int]) -> int:
    return sum(n for key, n in doors.items() if codes.contains(area, key))


def lived_in(area: int) -> "QuerySet[Household]":
    """Doors behind which somebody is."""
    here = Person.objects.filter(
        building_key__range=codes.buildings_under(area), presence=Presence.PRESENT, merged_into=None
    )
    return Household.objects.filter(building_key__range=codes.buildings_under(area), id__in=here.values("household_id"))


def members_of(group: ChatGroup) -> set[int]:
    """One query."""
    return set(ChatMember.objects.filter(group_id=group.pk).values_list("household_id", flat=True))


def in_a_chat(households: Sequence[int]) -> set[int]:
    """Those of the households that are in any group. One query."""
    parts = parts_of(households)
    rows = ChatMember.objects.filter(part__in=parts, household_id__in=list(households))
    return set(rows.values_list("household_id", flat=True))


def outside(group: ChatGroup) -> list[int]:
    """Doors of its area that are not in it, building by building, in walking order. One query."""
    known = ChatMember.objects.filter(group_id=group.pk).values("household_id")
    rows = lived_in(group.area).exclude(id__in=known).order_by("building_key", "walk", "id")
    return list(rows.values_list("id", flat=True))


def homes_of(group: ChatGroup) -> list[Home]:
    """Its doors as people write them: with the stair in a building's group, with the building in a compound's."""
    span = codes.buildings_under(group.area)
    rows = Household.objects.filter(building_key__range=span).order_by("walk", "id")
    if codes.level_of(group.area) == Level.BUILDING:
        return [Home(*row) for row in rows.values_list("id", "stair", "room")]
    numbers = {
        key: int(found[1])
        for key, name in Building.objects.filter(key__range=span).values_list("key", "name")
        if (found := _NUMBER.search(name))
    }  # fmt: skip
    return [Home(id_, numbers.get(key, 0), room) for id_, key, room in rows.values_list("id", "building_key", "room")]


def without_group(area: int) -> list[tuple[int, str]]:
    """Buildings that no group is for, neither their own nor their compound's. Three queries."""
    keys = list(
        Building.objects.filter(key__range=codes.buildings_under(area)).order_by("key").values_list("key", flat=True)
    )
    near = ChatGroup.objects.filter(part__in={codes.committee_of(key) for key in keys}, closed_at=None)
    covered = set(near.values_list("area", flat=True))
    bare = [key for key in keys if key not in covered and codes.compound_of(key) not in covered]
    named = places.names({*bare, *map(codes.compound_of, bare)})
    return [(key, f"{named[codes.compound_of(key)]} {named[key]}") for key in bare]
