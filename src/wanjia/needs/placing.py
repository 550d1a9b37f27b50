"""Where a ticket belongs, and who is there to serve it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wanjia.kernel import area as codes
from wanjia.kernel.address import read_address
from wanjia.kernel.area import Level
from wanjia.needs.rules import owning
from wanjia.platform.models import Grant, Role
from wanjia.roster.models import Building, Household

_ON_GROUND = {Role.CONTACT: owning.GROUP, Role.GRID: owning.GRID}
_AT_COMPOUND = (Role.WORKER, Role.SECRETARY, Role.CARER)


def staffed(building_key: int, now: datetime) -> frozenset[int]:
    """The levels below the committee at which somebody holds the building. One query."""
    if not codes.has_building(building_key):
        return frozenset()
    compound = codes.compound_of(building_key)
    here = (building_key, compound, codes.committee_of(building_key))
    held = Grant.objects.filter(
        area__in=here, role__in=(*_ON_GROUND, *_AT_COMPOUND), starts_at__lte=now, account__is_active=True
    ).exclude(ends_at__lte=now)
    found = set()
    for role, area in held.values_list("role", "area"):
        if Role(role) in _ON_GROUND:
            found.add(_ON_GROUND[Role(role)])
        elif area == compound:
            found.add(owning.COMPOUND)
    return frozenset(found)


def owner_area(building_key: int, rung: int) -> int:
    """The area whose desk a level is."""
    if rung == owning.GROUP:
        return building_key
    if rung in (owning.GRID, owning.COMPOUND):
        return codes.compound_of(building_key)
    committee = codes.committee_of(building_key)
    chain = {codes.level_of(code): code for code in codes.ancestors(committee)}
    wanted = {owning.COMMITTEE: Level.COMMITTEE, owning.TOWN: Level.TOWN, owning.DISTRICT: Level.DISTRICT}[rung]
    return chain.get(wanted, committee)


@dataclass(frozen=True, slots=True)
class Spot:
    """A door as far as the register knows it."""

    building_key: int
    room: str
    household_id: int = 0


class Doors:
    """The buildings of a place by their bare numbers, for reading many doors. One query, one more a household."""

    def __init__(self, area: int) -> None:
        self.area = area
        self.known: dict[str, list[int]] = {}
        rows = Building.objects.filter(key__range=codes.buildings_under(area)).order_by("key")
        for key, name in rows.values_list("key", "name"):
            self.known.setdefault(read_address(name).building or name, []).append(key)
        self.only = [keys[0] for keys in self.known.values()] if len(self.known) == 1 else []

    def named(self, building: str) -> Sequence[int]:
        """Every building of that number."""
        return self.known.get(building, ())

    def find(self, building: str, room: str) -> Spot:
        """A number that two compounds share is no answer: the building stays unknown, for a person to say. So does the
        household of a room that two stairs share."""
        keys: Sequence[int] = self.named(building) if building else self.only
        if len(keys) != 1:
            return Spot(codes.somewhere_in(codes.committee_of(self.area)), room)
        rows = Household.objects.filter(part=codes.committee_of(keys[0]), building_key=keys[0], room=room)
        homes = list(rows.values_list("pk", flat=True)[:2]) if room else []
        return Spot(keys[0], room, homes[0] if len(homes) == 1 else 0)
