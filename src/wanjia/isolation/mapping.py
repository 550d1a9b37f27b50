"""What holds which building on a day, for the map: buildings as they are numbered, since nobody knows where they stand.

The register has no coordinates of buildings, so the map is a plan of tiles, compound by compound, and nothing of it
can be exported as a geometry. A building shows the strictest of its units, and says that others stand otherwise.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language

from wanjia.isolation import queries, reading
from wanjia.isolation.queries import ZoneLine
from wanjia.isolation.rules.spots import Spot
from wanjia.isolation.rules.standing import LIFTED, Standing
from wanjia.isolation.rules.terms import BY_STRICTNESS
from wanjia.kernel import area as codes
from wanjia.roster.doors import building_name
from wanjia.roster.models import Building, Compound

NONE = ""
STRIP = (10, 3)  # days before the one that is looked at, and after it


@dataclass(frozen=True, slots=True)
class Tile:
    """One building on one day. `stage`: of its strictest unit, empty where nothing holds it."""

    key: int
    name: str
    stage: str
    standing: Standing | None
    is_mixed: bool  # other units of it stand otherwise

    @property
    def is_held(self) -> bool:
        return self.stage != NONE


@dataclass(frozen=True, slots=True)
class Block:
    """One compound with its buildings in their order."""

    code: int
    name: str
    tiles: tuple[Tile, ...]


def blocks(area: int, on: date) -> list[Block]:
    """The buildings of a committee or of a part of it. Six queries."""
    held = strictest(queries.zone_lines(area, on))
    houses = Building.objects.filter(key__range=codes.buildings_under(area)).order_by("key")
    by_compound: dict[int, list[Tile]] = {}
    language = get_language() or ""
    for key, name in houses.values_list("key", "name"):
        tile = _tile(key, building_name(name, language), held.get(key, []))
        by_compound.setdefault(codes.compound_of(key), []).append(tile)
    named = dict(Compound.objects.filter(code__in=by_compound).values_list("code", "name"))
    return [Block(code, named.get(code, str(code)), tuple(tiles)) for code, tiles in by_compound.items()]


def _tile(key: int, name: str, units: Sequence[tuple[Spot, Standing]]) -> Tile:
    if not units:
        return Tile(key, name, NONE, None, is_mixed=False)
    worst = units[0][1]
    stages = {standing.stage for _spot, standing in units}
    return Tile(key, name, worst.stage or "", worst, is_mixed=len(stages) > 1)


def strictest(lines: Iterable[ZoneLine]) -> dict[int, list[tuple[Spot, Standing]]]:
    """By building its units that are held, the strictest first."""
    found: dict[int, list[tuple[Spot, Standing]]] = {}
    for line in lines:
        for group in line.groups:
            for spot in group.spots:
                if group.regime.standing.state != LIFTED:
                    found.setdefault(spot.building, []).append((spot, group.regime.standing))
    for units in found.values():
        units.sort(key=lambda unit: (_rank(unit[1].stage), unit[0].stair or 0))
    return found


def _rank(stage: str | None) -> int:
    return BY_STRICTNESS.index(stage) if stage in BY_STRICTNESS else len(BY_STRICTNESS)


@dataclass(frozen=True, slots=True)
class Row:
    """One committee of a subdistrict: how many of its buildings stand under which stage."""

    code: int
    counts: Mapping[str, int]
    buildings: int

    @property
    def free(self) -> int:
        return self.buildings - sum(self.counts.values())


def rows(area: int, on: date) -> list[Row]:
    """Committees of a subdistrict, those with most closed buildings first. Five queries."""
    held = strictest(queries.zone_lines(area, on))
    keys = Building.objects.filter(key__range=codes.buildings_under(area)).values_list("key", flat=True)
    houses = Counter(codes.committee_of(key) for key in keys)
    counted: dict[int, Counter[str]] = {code: Counter() for code in houses}
    for key, units in held.items():
        counted[codes.committee_of(key)][units[0][1].stage or ""] += 1
    found = [Row(code, counted[code], houses[code]) for code in houses]
    return sorted(found, key=lambda row: ([-row.counts.get(stage, 0) for stage in BY_STRICTNESS], row.code))


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the strip: how many buildings were held."""

    on: date
    held: int
    closed: int


def strip(area: int, on: date) -> list[Day]:
    """The days around one, as what is written down today makes them. Four queries, however many days."""
    zones = reading.zones_near(area)
    if not zones:
        return []
    ground = reading.ground(area)
    before, after = STRIP
    days = [on + timedelta(days=number) for number in range(-before, after + 1)]
    return [_day(day, strictest(queries.lines_from(ground, reading.on_day(zones, day), day))) for day in days]


def _day(on: date, held: Mapping[int, Sequence[tuple[Spot, Standing]]]) -> Day:
    closed = sum(1 for units in held.values() if units[0][1].stage in ("closed", "high"))
    return Day(on, len(held), closed)
