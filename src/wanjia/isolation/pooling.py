"""How many people should share a tube where rules hold: fewer the stricter they are."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from wanjia.isolation import presets
from wanjia.isolation.models import ZoneDecision
from wanjia.isolation.rules.terms import BY_STRICTNESS
from wanjia.kernel import area as codes
from wanjia.kernel import clock


@cache
def _pools() -> Mapping[str, Mapping[str, Any]]:
    """Stage → its row of the file. Read from the disk once."""
    text = files("wanjia.isolation").joinpath("data/pools.toml").read_text(encoding="utf-8")
    return {stage: row for row in tomllib.loads(text)["pool"] for stage in row["stages"]}


def suggest(area: int, now: datetime) -> tuple[int, str, str] | None:
    """People in one tube, and the source in Chinese and English; None where no zone holds in the area. Two queries.

    By the strictest zone that is drawn anywhere in it: a pool that mixes two stages is tested by the stricter one.
    """
    held = ZoneDecision.objects.filter(
        part__range=codes.codes_under(codes.desk_of(area)), ended_at=None, since_on__lte=clock.local_date(now)
    ).select_related("rule")
    stages = {
        phase.stage for zone in held if _touches(area, zone.place)
        for phase in presets.rule_of(zone.rule).phases[:1] if phase.stage
    }  # fmt: skip
    strictest = next((stage for stage in BY_STRICTNESS if stage in stages), None)
    row = _pools().get(strictest or "")
    return (row["people"], row["source"], row["source_en"]) if row else None


def _touches(area: int, place: int) -> bool:
    return codes.contains(area, place) or codes.contains(place, area)
