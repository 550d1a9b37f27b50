"""What the demo is drawn from, read once, and the two ways of drawing."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any


@lru_cache
def parameters() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads((files("wanjia.demo") / "data" / "params.json").read_text("utf-8"))
    return found


def weighted(draw: Random, shares: Mapping[str, Any]) -> str:
    """One of the keys, as often as its share says."""
    options = {key: share for key, share in shares.items() if key != "conf"}
    return draw.choices(list(options), weights=list(options.values()))[0]


def between(draw: Random, limits: list[int]) -> int:
    return draw.randint(limits[0], limits[1])
