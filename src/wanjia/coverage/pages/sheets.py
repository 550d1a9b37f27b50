"""Sheets on paper: one building after the other in walking order, boxes to tick by pen, up to 20 doors to a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, groupby

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from wanjia.coverage import queries
from wanjia.coverage.models import PaperSheet, Round
from wanjia.coverage.pages import wording
from wanjia.coverage.pages.access import may_here, round_here
from wanjia.coverage.paper.printing import TYPED, building_sheets, code_of
from wanjia.kernel import area as codes
from wanjia.platform.pages import Signed, sees_people
from wanjia.roster import places
from wanjia.roster.doors import Door, doors

PAGE = 208.0  # millimetres for doors on A4, below the head and above the signature; sheet.css has the same measures
_DOOR, _LINE = 10.2, 7.0  # a door with one line of people, and each line of a door with more
_A_LINE = 4  # people beside each other
_LONG = 5  # characters of a name that takes the room of two
_MOST = 3000  # targets in one print; a subdistrict is printed committee by committee
_MOST_OPEN = 10_000  # targets among which those not reached yet are looked for


@dataclass(frozen=True, slots=True)
class PaperDoor:
    """One door with whoever is owed behind it."""

    stair: int
    room: str
    people: tuple[tuple[int, str, str], ...]  # row of the sheet, name as it may be shown, state
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
    typed: str  # what can be typed instead of scanning it


def sheets(request: Signed, pk: int) -> HttpResponse:
    """Every building of the area; `?open=1` prints only who is not reached yet."""
    round_, area = round_here(request, pk)
    names = sees_people(request, area)
    only_open = request.GET.get("open") == "1"
    rows = queries.on_paper(round_, area, limit=_MOST + 1 if not only_open else _MOST_OPEN)
    shown = [row for row in rows if not only_open or row.state == "open"]
    is_cut = len(shown) > _MOST or len(rows) == _MOST_OPEN
    if is_cut:  # a building that is printed by half would be remembered as a sheet of its own
        shown = []
    papers = _papers(round_, shown, names, _registered(request, round_, shown) if names else {})
    context = {
        "round": round_, "area": area, "papers": papers, "may": may_here(request, area), "has_names": names,
        "words": wording.words_of(round_.obligation), "is_cut": is_cut,
        "narrower": list(places.names(places.children(area)).items()) if is_cut else [],
        "area_name": places.name_of(area), "only_open": only_open,
    }  # fmt: skip
    return render(request, "coverage/sheets.html", context)


def _registered(request: Signed, round_: Round, rows: Sequence[queries.OnPaper]) -> Mapping[int, PaperSheet]:
    """What is on each building's paper, remembered so that row 12 is the same person when it comes back."""
    by_key = {key: [row.subject_id for row in group] for key, group in groupby(rows, key=lambda row: row.building_key)}
    return building_sheets(by=request.actor, round_=round_, rows=by_key, now=request.now)


def _papers(round_: Round, rows: Sequence[queries.OnPaper], names: bool, kept: Mapping[int, PaperSheet]) -> list[Paper]:
    found = doors(round_.obligation.unit, [row.subject_id for row in rows])
    keys = {row.building_key for row in rows}
    named = places.names({*keys, *map(codes.compound_of, keys)})
    papers: list[Paper] = []
    for key, group in groupby(rows, key=lambda row: row.building_key):
        behind = list(_doors(list(group), found, names))
        cut = _pages(behind)
        owed = sum(len(door.people) for door in behind)
        has_stairs = len({door.stair for door in behind}) > 1
        code, typed = _code(kept[key]) if key in kept else (SafeString(), "")
        compound = named[codes.compound_of(key)]
        papers += [
            Paper(named[key], compound, key, page, len(cut), owed, has_stairs, tuple(page_doors), code, typed)
            for page, page_doors in enumerate(cut, start=1)
        ]
    return papers


def _pages(behind: Sequence[PaperDoor]) -> list[list[PaperDoor]]:
    """Cuts the walk into pages. A door is never cut."""
    pages: list[list[PaperDoor]] = [[]]
    left = PAGE
    for door in behind:
        wants = height(door)
        if wants > left and pages[-1]:
            pages.append([])
            left = PAGE
        pages[-1].append(door)
        left -= wants
    return pages


def height(door: PaperDoor) -> float:
    """Millimetres that a door takes: people in columns, the ends of their telephones after them, three to a column."""
    wide = sum(2 if len(name) > _LONG else 1 for _number, name, _state in door.people)
    tails = -(-len(door.tails.split(", ")) // 3) if door.tails else 0
    return max(_DOOR, _LINE * -(-(wide + tails) // _A_LINE) + 0.6)


def _doors(rows: Sequence[queries.OnPaper], found: Mapping[int, Door], names: bool) -> Iterable[PaperDoor]:
    known = [(row, found.get(row.subject_id)) for row in rows]
    number = count(1)
    by_door = groupby(known, key=lambda pair: (pair[1].stair, pair[1].room) if pair[1] else (0, ""))
    for (stair, room), pairs in by_door:
        behind = list(pairs)
        people = tuple((next(number), door.name if door and names else "", row.state) for row, door in behind)
        tails = ", ".join(dict.fromkeys(door.phone_tail for _row, door in behind if door and names and door.phone_tail))
        yield PaperDoor(stair, room, people, tails)


def _code(sheet: PaperSheet) -> tuple[SafeString, str]:
    """What a phone or a scanner reads to find the sheet again, and what can be typed instead. It names nobody."""
    made = segno.make(code_of(sheet), error="m", mode="alphanumeric", version=6, mask=3, boost_error=False)
    drawn = made.svg_inline(border=1, omitsize=True, dark="#000", light=None)
    return mark_safe(drawn), sheet.tag[:TYPED]  # noqa: S308  drawn by segno from our own code
