"""The zones as a plan: building by building where a committee is shown, by committee above it, on any day."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render

from wanjia.isolation import mapping, outlines, wording
from wanjia.isolation.pages.access import day_asked, stand
from wanjia.isolation.rules.terms import BY_STRICTNESS
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.clock import local_date
from wanjia.platform.pages import Signed, area_of
from wanjia.roster import places


def zone_map(request: Signed) -> HttpResponse:
    """What held on a day, as what is written down today makes it. Some fifteen queries, however many buildings."""
    area, on = area_of(request), day_asked(request)
    stand(request, area)
    level = codes.level_of(area)
    is_inside = level >= Level.COMMITTEE
    blocks = mapping.blocks(area, on) if is_inside else []
    rows = mapping.rows(area, on) if level == Level.TOWN else []
    wide = outlines.below(area, on) if Level.CITY <= level < Level.TOWN else []
    context = {
        "area": area, "area_name": places.name_of(area), "on": on, "today": local_date(request.now),
        "is_wide": level < Level.CITY, "wide": wide, "height": outlines.height(wide), "width": outlines.WIDTH,
        "wide_stages": [stage for stage in BY_STRICTNESS if any(one.counts.get(stage) for one in wide)],
        "blocks": blocks, "rows": rows, "legend": _legend(blocks),
        "named": places.names(row.code for row in rows),
        "stages": [stage for stage in BY_STRICTNESS if any(row.counts.get(stage) for row in rows)],
        "strip": mapping.strip(area, on) if is_inside else [], "before": on - timedelta(days=1),
        "after": on + timedelta(days=1),
    }  # fmt: skip
    return render(request, "isolation/map.html", context)


def layer(request: Signed) -> HttpResponse:
    """The outlines of a city's districts with their zones, as GeoJSON for others' maps; empty for what is no city."""
    area, on = area_of(request), day_asked(request)
    shapes = outlines.below(area, on) if codes.level_of(area) == Level.CITY else []
    answer = HttpResponse(outlines.as_geojson(shapes, on), content_type="application/geo+json")
    answer["Content-Disposition"] = f'attachment; filename="zones-{on}.geojson"'
    return answer


def _legend(blocks: list[mapping.Block]) -> list[tuple[str, str, int]]:
    """Stage, its word, how many buildings; those with none of it are left out."""
    stages = [tile.stage for block in blocks for tile in block.tiles if tile.is_held]
    return [(stage, str(wording.STAGES[stage]), stages.count(stage)) for stage in BY_STRICTNESS if stage in stages]
