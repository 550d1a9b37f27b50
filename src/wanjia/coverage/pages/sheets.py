"""Sheets on paper: one building after the other in walking order, boxes to tick by pen, 20 doors to a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from wanjia.coverage import queries
from wanjia.coverage.models import Round
from wanjia.coverage.pages import wording
from wanjia.coverage.pages.access import round_here
from wanjia.kernel import area as codes
from wanjia.platform.pages import Signed, sees_people
from wanjia.roster import places
from wanjia.roster.doors import Door, doors

LINES_A_PAGE = 20  # doors; one with many people takes two lines
_A_LINE = 3  # people beside each other
_MOST = 3000  # targets in one print; a subdistrict is printed compound by compound


@dataclass(frozen=True, slots=True)
class PaperDoor:
    """One door with whoever is owed behind it."""

    stair: int
    room: str
    people: tuple[tuple[str, str], ...]  # name as it may be shown, state
    tails: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One sheet of A4."""

    building: str
    compound: str
    key: int
    page: int
    pages: int
    owed: int
    has_stairs: bool
    doors: tuple[PaperDoor, ...]
    code: SafeString


def sheets(request: Signed, pk: int) -> HttpResponse:
    """Every building of the area; `?open=1` prints only who is not reached yet."""
    round_, area = round_here(request, pk)
    names = sees_people(request, area)
    only_open = request.GET.get("open") == "1"
    rows = queries.on_paper(round_, area, limit=_MOST + 1)
    papers = _papers(round_, [row for row in rows if not only_open or row.state == "open"], names)
    context = {
        "round": round_, "area": area, "papers": papers, "has_names": names,
        "words": wording.words_of(round_.obligation), "is_cut": len(rows) > _MOST,
        "area_name": places.name_of(area), "only_open": only_open,
    }  # fmt: skip
    return render(request, "coverage/sheets.html", context)


def _papers(round_: Round, rows: Sequence[queries.OnPaper], names: bool) -> list[Paper]:
    found = doors(round_.obligation.unit, [row.subject_id for row in rows])
    keys = {row.building_key for row in rows}
    named = places.names({*keys, *map(codes.compound_of, keys)})
    papers: list[Paper] = []
    for key, group in groupby(rows, key=lambda row: row.building_key):
        behind = list(_doors(list(group), found, names))
        cut = _pages(behind)
        owed = sum(len(door.people) for door in behind)
        has_stairs = len({door.stair for door in behind}) > 1
        code, compound = _code(round_, key), named[codes.compound_of(key)]
        papers += [
            Paper(named[key], compound, key, page, len(cut), owed, has_stairs, tuple(page_doors), code)
            for page, page_doors in enumerate(cut, start=1)
        ]
    return papers


def _pages(behind: Sequence[PaperDoor]) -> list[list[PaperDoor]]:
    """Cuts the walk into pages of so many lines."""
    pages: list[list[PaperDoor]] = [[]]
    lines = 0
    for door in behind:
        wants = -(-len(door.people) // _A_LINE)
        if lines + wants > LINES_A_PAGE:
            pages.append([])
            lines = 0
        pages[-1].append(door)
        lines += wants
    return pages


def _doors(rows: Sequence[queries.OnPaper], found: Mapping[int, Door], names: bool) -> Iterable[PaperDoor]:
    known = [(row, found.get(row.subject_id)) for row in rows]
    by_door = groupby(known, key=lambda pair: (pair[1].stair, pair[1].room) if pair[1] else (0, ""))
    for (stair, room), pairs in by_door:
        behind = list(pairs)
        people = tuple((door.name if door and names else "", row.state) for row, door in behind)
        tails = ", ".join(dict.fromkeys(door.phone_tail for _row, door in behind if door and names and door.phone_tail))
        yield PaperDoor(stair, room, people, tails)


def _code(round_: Round, key: int) -> SafeString:
    """What a phone reads to find the sheet again: opaque text, no name in it."""
    made = segno.make(f"wanjia:sheet:{round_.pk}:{key}", error="m")
    return mark_safe(made.svg_inline(border=1, omitsize=True, dark="#000", light=None))  # noqa: S308  drawn by segno from two numbers
