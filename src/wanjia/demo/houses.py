"""Committees, compounds, buildings and doors of 万安街道."""

from dataclasses import dataclass
from random import Random
from typing import Any

from wanjia.demo.parameters import between, parameters, weighted

COMMITTEES = ("春和", "夏荷", "秋实", "冬青", "东篱", "南枝", "西园", "北苑", "望舒", "听雨", "云麓", "星洲")
PEOPLE_A_DOOR = 2.32 * 0.95  # mean household, less the empty flats


@dataclass(frozen=True, slots=True)
class DemoDoor:
    """One flat. `stair` is 0 where the building's doors are numbered through."""

    committee: str
    compound: str
    building: str
    stair: int
    floor: int
    room: str
    age: str  # old or new: what its people are drawn from


def committee_sizes(draw: Random, people: int) -> list[int]:
    """People of each committee, log-normal as in the city, together exactly `people`."""
    limits = parameters()["committee_people"]
    raw = [
        min(max(draw.lognormvariate(0, limits["sigma"]) * limits["median"], limits["low"]), limits["high"])
        for _name in COMMITTEES
    ]
    sizes = [max(1, round(people * size / sum(raw))) for size in raw]
    sizes[0] += people - sum(sizes)
    return sizes


def doors_of(draw: Random, committee: str, people: int) -> list[DemoDoor]:
    """Doors enough for the committee's people, compound by compound, in walking order of the ground."""
    wanted = int(people / PEOPLE_A_DOOR) + 1
    count = int(weighted(draw, parameters()["compounds_per_committee"]))
    doors: list[DemoDoor] = []
    names: set[str] = set()
    for position in range(count):
        share = (wanted - len(doors)) // (count - position)
        doors += _compound(draw, committee, names, share)
    while len(doors) < wanted:
        doors += _compound(draw, committee, names, wanted - len(doors))
    return doors[:wanted] if wanted < len(doors) else doors


def _compound(draw: Random, committee: str, names: set[str], wanted: int) -> list[DemoDoor]:
    kinds = parameters()["compound_kinds"]
    kind = draw.choices(kinds, weights=[kind["share"] for kind in kinds])[0]
    free = [committee + suffix for suffix in kind["suffix"] if committee + suffix not in names]
    name = free[0] if free else f"{committee}{len(names) + 1}村"
    names.add(name)
    doors: list[DemoDoor] = []
    number = 0
    while len(doors) < wanted:
        number += 1
        doors += _building(draw, committee, name, number, kind)
    return doors


def _building(draw: Random, committee: str, compound: str, number: int, kind: dict[str, Any]) -> list[DemoDoor]:
    floors, across, stairs = (between(draw, kind[name]) for name in ("floors", "doors", "stairs"))
    is_numbered_by_stair = kind["kind"] == "walk_up" and stairs > 1
    building = f"{number * 2 + 86}弄{number}号" if kind["kind"] == "lane" else f"{number}号楼"
    return [
        DemoDoor(
            committee, compound, building, stair if is_numbered_by_stair else 0, floor,
            f"{floor}{door if is_numbered_by_stair else (stair - 1) * across + door:02}", kind["age"],
        )
        for stair in range(1, stairs + 1) for floor in range(floors, 0, -1) for door in range(1, across + 1)
    ]  # fmt: skip
