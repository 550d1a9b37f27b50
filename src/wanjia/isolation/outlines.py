"""Zones of a city by district, on its outlines: how many are drawn of which stage on a day, as a map and as GeoJSON.

Outlines exist for the districts of `data/districts.geojson`; elsewhere the table says the same. A district shows the
strictest stage that is drawn in it; which building lifts when is computed below, in the plan of a committee.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from math import cos, radians
from typing import Any

from django.db.models import Q

from wanjia.isolation import presets
from wanjia.isolation.models import ZoneDecision
from wanjia.isolation.rules.terms import BY_STRICTNESS
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.roster import places

WIDTH = 720  # of the drawing, in its own units
_LATITUDE = cos(radians(31.2))  # a degree of longitude there is that much shorter than one of latitude


@dataclass(frozen=True, slots=True)
class Below:
    """One area below: how many zones of which stage are drawn in it; its outline as an SVG path, "" without one."""

    code: int
    name: str
    counts: Mapping[str, int]
    path: str
    label_at: tuple[float, float]

    @property
    def strictest(self) -> str:
        return next((stage for stage in BY_STRICTNESS if self.counts.get(stage)), "")

    @property
    def zones(self) -> int:
        return sum(self.counts.values())


@cache
def _features() -> Mapping[int, Mapping[str, Any]]:
    """District code (12 digits) → its feature. Read from the disk once."""
    text = files("wanjia.isolation").joinpath("data/districts.geojson").read_text(encoding="utf-8")
    return {int(one["properties"]["code6"]) * 10**6: one for one in json.loads(text)["features"]}


def below(area: int, on: date) -> list[Below]:
    """The areas one step below a city or district, in the order of their codes. Three queries."""
    drawn, children = _drawn(area, on), places.children(area)
    named, box = places.names(children), _box(children)
    return [
        Below(code, named[code], drawn.get(code, {}), _path(code, box), _middle(code, box)) for code in sorted(children)
    ]


def _drawn(area: int, on: date) -> dict[int, Counter[str]]:
    """Area below → stage → zones drawn in it on the day, by the first phase of their rule."""
    span = codes.codes_under(area)
    rows = ZoneDecision.objects.filter(part__range=span, since_on__lte=on).filter(
        Q(ended_at=None) | Q(ended_at__date__gt=on)
    )
    found: dict[int, Counter[str]] = defaultdict(Counter)
    step = 10**3 if codes.level_of(area) == Level.DISTRICT else 10**6
    for zone in rows.select_related("rule"):
        stage = presets.rule_of(zone.rule).phases[0].stage
        if stage:
            found[zone.part // step * step][stage] += 1
    return found


Box = tuple[float, float, float]  # west, north, units a degree of latitude


def _rings(code: int) -> Iterator[Sequence[tuple[float, float]]]:
    feature = _features().get(code)
    for polygon in feature["geometry"]["coordinates"] if feature else ():
        yield polygon[0]


def _box(children: Sequence[int]) -> Box:
    points = [point for code in children for ring in _rings(code) for point in ring]
    if not points:
        return (0.0, 0.0, 1.0)
    west, east = min(x for x, _y in points), max(x for x, _y in points)
    return (west, max(y for _x, y in points), WIDTH / ((east - west) * _LATITUDE))


def _place(point: tuple[float, float], box: Box) -> tuple[float, float]:
    west, north, scale = box
    return round((point[0] - west) * _LATITUDE * scale, 1), round((north - point[1]) * scale, 1)


def _path(code: int, box: Box) -> str:
    rings = ("M" + "L".join(f"{x} {y}" for x, y in (_place(p, box) for p in ring)) + "Z" for ring in _rings(code))
    return "".join(rings)


def _middle(code: int, box: Box) -> tuple[float, float]:
    """Where the label stands: the middle of the largest ring's extent."""
    largest: Sequence[tuple[float, float]] = max(_rings(code), key=len, default=[])
    placed = [_place(point, box) for point in largest]
    if not placed:
        return (0.0, 0.0)
    xs, ys = [x for x, _y in placed], [y for _x, y in placed]
    return round((min(xs) + max(xs)) / 2, 1), round((min(ys) + max(ys)) / 2, 1)


def height(found: Sequence[Below]) -> float:
    """Of the drawing; 0 where nothing has an outline."""
    box = _box([one.code for one in found])
    lowest = [_place(point, box)[1] for one in found for ring in _rings(one.code) for point in ring]
    return max(lowest, default=0.0)


def as_geojson(found: Sequence[Below], on: date) -> str:
    """The layer for others' maps: outlines with counts by stage. Counts only, nobody and no door in it."""
    features = [
        {"type": "Feature", "geometry": _features()[one.code]["geometry"], "properties": {
            "code": str(one.code), "name": one.name, "on": on.isoformat(), "strictest": one.strictest or None,
            "zones": one.zones, **one.counts}}
        for one in found if one.code in _features()
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
