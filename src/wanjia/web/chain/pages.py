"""The chain board of an area, and one tube from the swab to what was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.coverage.models import Round, Tube
from wanjia.flows import jobs
from wanjia.flows.chain import Board, Item, LinkColumn, rounds_of, sight
from wanjia.flows.chain.books import Line
from wanjia.kernel.errors import NotFound
from wanjia.labs import queries as labs
from wanjia.labs import seeing
from wanjia.labs.models import Lab, Result, Seen
from wanjia.labs.wording import SCOPES, glyph_of, value_words
from wanjia.logistics import queries as logistics
from wanjia.logistics.models import Box
from wanjia.platform.access import Act, may, one_for
from wanjia.platform.pages import Signed, address, area_of, sees_people
from wanjia.roster import places
from wanjia.roster.doors import Door, doors
from wanjia.roster.jobs import is_worker_alive
from wanjia.web.chain.wording import BOOKS, FIGURES, LEVELS, PARTS, SIGNS, limit_words

_MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Card:
    """One item as shown: where its page is, its clock, how far it has climbed."""

    item: Item
    link: str
    word: str
    level: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One column as shown."""

    column: LinkColumn
    sign: str
    big: tuple[tuple[int, str], ...]
    seam: tuple[int, str]
    limit: str
    cards: tuple[Card, ...]
    is_slow: bool
    link: str


@dataclass(frozen=True, slots=True)
class Book:
    """One equation as shown."""

    line: Line
    word: str
    parts: tuple[tuple[str, int], ...]
    named: tuple[tuple[str, str, str], ...]  # code, where, address


def chain(request: Signed) -> HttpResponse:
    """Seven columns, what is slow, which books do not agree; fresh every 20 s.

    Of a large area the last board that was drawn, with its time; an old one is drawn anew meanwhile.
    """
    area = area_of(request)
    request.area, request.crumb_path = area, reverse("web:chain")
    rounds = rounds_of(area, request.now)
    round_ = _chosen(request, rounds)
    seen = sight(area, round_, rounds, request.now)
    if seen.is_old(request.now):
        jobs.ask_board(area, round_, is_urgent=True)
    context = {
        "area": area, "area_name": places.name_of(area), "round": round_, "rounds": rounds, "seen": seen,
        "is_alive": not seen.is_old(request.now) or is_worker_alive(request.now),
        "clusters": [(one, SCOPES[one.scope]) for one in labs.clusters(area, request.now) if not one.decided_at],
        "may_trace": may(request.actor, Act.TRACE, area),
    }  # fmt: skip
    return render(request, "web/chain/board.html", context | (_laid_out(seen.board, area) if seen.board else {}))


def _laid_out(seen: Board, area: int) -> dict[str, object]:
    """The board's columns, books and alarms in words."""
    books = [_book(line) for line in seen.books]
    return {
        "columns": [_shown(seen, column, area) for column in seen.columns],
        "slow": SIGNS[seen.slowest.link] if seen.slowest else "", "off": [book for book in books if book.line.is_off],
        "even": [book for book in books if not book.line.is_off],
        "alarms": [_card(item, area) for item in seen.alarms],
    }  # fmt: skip


def _chosen(request: Signed, rounds: list[Round]) -> Round | None:
    """`?round=`; `all` or nothing to choose from: the last three days. Raises NotFound for another round."""
    asked = request.GET.get("round", "")
    if asked == "all" or not rounds:
        return None
    if not asked:
        return rounds[0]
    found = next((round_ for round_ in rounds if str(round_.pk) == asked), None)
    if found is None:
        raise NotFound
    return found


def _shown(seen: Board, column: LinkColumn, area: int) -> Shown:
    pages = {
        "sample": "logistics:boxes", "send": "logistics:boxes", "test": "labs:labs", "report": "labs:rechecks",
        "control": "labs:rechecks", "trace": "cases:cases", "move": "cases:transfers",
    }  # fmt: skip
    return Shown(
        column, str(SIGNS[column.link]), tuple((count, str(FIGURES[word])) for word, count in column.big),
        (column.passed[1], str(FIGURES[column.passed[0]])), limit_words(column.limit_minutes),
        tuple(_card(item, area) for item in column.items), seen.slowest is column,
        address(reverse(pages[column.link]), area=area),
    )  # fmt: skip


def _card(item: Item, area: int) -> Card:
    found = item.standing
    level = str(LEVELS[found.level_word]) if found and found.level_word else ""
    return Card(item, _page_of(item, area), str(FIGURES[item.word]), level)


def _page_of(item: Item, area: int) -> str:
    """Where the item's own page is; empty for one that stands for a whole column."""
    kind, _colon, rest = item.key.partition(":")
    if kind == "box":
        return reverse("logistics:box", args=[UUID(rest)])
    if kind == "lab":
        return address(reverse("labs:lab", args=[UUID(rest)]), area=area)
    if kind == "tube":
        part, event = rest.split(":")
        return reverse("web:tube", args=[int(part), UUID(event)])
    return ""


def _book(line: Line) -> Book:
    named = tuple(
        (one.code, one.where, reverse("logistics:box", args=[UUID(one.box_id)]) if one.box_id else "")
        for one in line.named
    )
    return Book(line, str(BOOKS[line.name]), tuple((str(PARTS[word]), count) for word, count in line.parts), named)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of what was found, in words."""

    result: Result
    words: str
    glyph: str
    lab: str


def tube(request: Signed, part: int, tube_id: UUID) -> HttpResponse:
    """One tube: when it was closed, in which boxes it was, who held it, every version of its result, who is in it."""
    held = one_for(request.actor, Act.SEE_COUNTS, Tube.objects.filter(part=part, event_id=tube_id), lambda it: it.place)
    request.area, request.crumb_path = held.place, reverse("web:chain")
    versions = labs.versions(part, tube_id)
    named = dict(Lab.objects.filter(id__in={row.lab_id for row in versions}).values_list("id", "name"))
    sees = sees_people(request, held.place)
    boxes = [logistics.view_of(box, request.now) for box in logistics.boxes_of(part, tube_id)]
    if versions and sees:
        seeing.see(part, tube_id, versions[-1].version, Seen.Viewer.DESK, request.actor.name[:60], request.now)
    context = {
        "area": held.place, "tube": held, "where": places.name_of(held.place), "boxes": boxes,
        "round": Round.objects.filter(pk=held.round_id).first(),
        "versions": [
            Version(row, value_words(row.value, is_pool=row.is_pool), glyph_of(row.value, is_pool=row.is_pool),
                    named.get(row.lab_id, ""))
            for row in versions
        ],
        "people": _people(held, sees), "sees": sees, "strangers": held.members.count(0),
        "misled": _misled(held, sees),
    }  # fmt: skip
    return render(request, "web/chain/tube.html", context)


def _people(held: Tube, sees: bool) -> list[tuple[int, Door | None]]:
    """In the order of the swabs, with their doors; nobody for who may not see people."""
    if not sees:
        return []
    known = [subject for subject in held.members if subject]
    found = doors("person", known)
    return [(subject, found.get(subject)) for subject in known]


def _misled(held: Tube, sees: bool) -> list[tuple[seeing.Misled, Door | None]]:
    """Residents who saw a version that was corrected and have not looked since: the list to call."""
    rows = seeing.misled(held.part, held.event_id) if sees else []
    found: Mapping[int, Door] = doors("person", seeing.seen_by(rows))
    return [(row, found.get(int(row.who))) for row in rows if row.viewer == Seen.Viewer.RESIDENT]


def find(request: Signed) -> HttpResponse:
    """`?q=`: a tube, a box or a person by the code in hand, in capitals or not. One hit opens itself."""
    area = area_of(request)
    request.area, request.crumb_path = area, reverse("web:chain")
    text = request.GET.get("q", "").strip()[:40]
    spelled = {text, text.upper(), text.lower()}  # by the index: tubes of a city are millions a day
    tubes = [t for t in Tube.objects.filter(code__in=spelled).order_by("-seen_at")[:_MOST_FOUND]
             if text and may(request.actor, Act.SEE_COUNTS, t.place)]  # fmt: skip
    boxes = [b for b in Box.objects.filter(code__in=spelled).order_by("-made_at")[:_MOST_FOUND]
             if text and may(request.actor, Act.SEE_COUNTS, b.place)]  # fmt: skip
    if len(tubes) + len(boxes) == 1:
        to = reverse("web:tube", args=[tubes[0].part, tubes[0].event_id]) if tubes else reverse(
            "logistics:box", args=[boxes[0].pk])  # fmt: skip
        return HttpResponseRedirect(to)
    context = {"area": area, "q": text, "tubes": tubes, "boxes": boxes, "area_name": places.name_of(area),
               "hint": _("A person is found in the register, by name, room or card.")}  # fmt: skip
    return render(request, "web/chain/find.html", context)
