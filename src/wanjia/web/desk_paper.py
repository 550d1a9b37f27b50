"""Sheets for a sampling desk without any phone: printed blank, typed in tube by tube. Here because lines name cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from wanjia.cards.finding import subjects_by_short
from wanjia.coverage.intake import Member
from wanjia.coverage.models import PaperSheet, Tube
from wanjia.coverage.pages.access import round_here
from wanjia.coverage.pages.paper import seen_at, sheet_here, told
from wanjia.coverage.paper import entering, printing
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Span
from wanjia.kernel.codes import is_short
from wanjia.kernel.errors import Refusal
from wanjia.platform.access import Act, reach
from wanjia.platform.pages import Signed, address, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.queries import search

_UNKNOWN = ("?", "？")  # begins a line about somebody without a record
_CODE = 40
_TUBES_A_PAGE, _SHORT = 4, 10  # two beside each other; tubes for more people than that take a page by twos


class Unclear(ValueError):
    """Lines that do not name exactly one person, each with what to do about it."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(problems)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Block:
    """One tube of the sheet as the page shows it."""

    number: int
    tube: Tube | None


def desk_paper(request: Signed, pk: int) -> HttpResponse:
    """How many tubes a blank sheet should have room for; POST makes one and shows it ready to print."""
    round_, area = round_here(request, pk, Act.RECORD)
    if request.method == "POST":
        asked = request.POST.get("blocks", "")
        blocks = int(asked) if asked.isdecimal() and len(asked) < 4 else 4
        sheet = printing.desk_sheet(by=request.actor, round_=round_, place=area, blocks=blocks, now=request.now)
        return redirect(_of(sheet, "print"))
    context = {"round": round_, "area": area, "name": places.name_of(area), "most": printing.MOST_BLOCKS}
    return render(request, "web/desk_paper.html", context)


def _of(sheet: PaperSheet, kind: str) -> str:
    view = "web:print_desk_paper" if kind == "print" else "web:enter_desk_paper"
    return address(reverse(view, args=[sheet.round_id, sheet.part, sheet.pk[1]]), area=sheet.place)


def print_blank(request: Signed, pk: int, part: int, sheet_id: UUID) -> HttpResponse:
    """The blank sheet: a box for each tube with lines for as many people as it holds. Each page has the code."""
    round_, area, sheet = sheet_here(request, pk, part, sheet_id)
    a_page = _TUBES_A_PAGE if round_.pool_size <= _SHORT else _TUBES_A_PAGE // 2
    blocks = list(range(1, sheet.blocks + 1))
    context = {
        "round": round_, "area": area, "sheet": sheet, "name": places.name_of(sheet.place), "code": _drawn(sheet),
        "pages": [blocks[at : at + a_page] for at in range(0, len(blocks), a_page)],
        "lines": range(1, round_.pool_size + 1),
    }  # fmt: skip
    return render(request, "web/desk_blank.html", context)


def _drawn(sheet: PaperSheet) -> SafeString:
    made = segno.make(printing.code_of(sheet), error="m", mode="alphanumeric", version=6, mask=3, boost_error=False)
    return mark_safe(made.svg_inline(border=1, omitsize=True, dark="#000", light=None))  # noqa: S308  drawn by segno from our own code


def enter(request: Signed, pk: int, part: int, sheet_id: UUID) -> HttpResponse:
    """One tube after the other: its code, then a line a person. POST writes one, or says which lines are unclear."""
    round_, area, sheet = sheet_here(request, pk, part, sheet_id)
    blocks = _blocks(sheet)
    asked = request.POST.get("block", "") or request.GET.get("block", "")
    current = int(asked) if asked.isdecimal() else next((b.number for b in blocks if b.tube is None), sheet.blocks)
    problems: Sequence[str] = ()
    if request.method == "POST":
        try:
            return _written(request, sheet, current)
        except Unclear as why:
            problems = why.problems
        except Refusal as why:
            problems = [words(why)]
    context = {
        "round": round_, "area": area, "sheet": sheet, "name": places.name_of(sheet.place), "blocks": blocks,
        "current": min(max(current, 1), sheet.blocks), "problems": problems, "said": request.POST,
        "latest": clock.local(request.now).strftime("%Y-%m-%dT%H:%M"), "pool": round_.pool_size,
        "is_whole": all(block.tube for block in blocks),
    }  # fmt: skip
    return render(request, "web/desk_enter.html", context, status=422 if problems else 200)


def _blocks(sheet: PaperSheet) -> list[Block]:
    events = {entering.event_of(sheet, number): number for number in range(1, sheet.blocks + 1)}
    known = {tube.event_id: tube for tube in Tube.objects.filter(part=sheet.part, event_id__in=list(events))}
    return [Block(number, known.get(event)) for event, number in events.items()]


def _written(request: Signed, sheet: PaperSheet, block: int) -> HttpResponse:
    code = request.POST.get("code", "").strip()[:_CODE]
    if not 1 <= block <= sheet.blocks:
        raise Unclear([_("The sheet has %(n)s tubes.") % {"n": sheet.blocks}])
    if not code:
        raise Unclear([_("Scan or type the code of the tube.")])
    entered = entering.enter_tube(
        by=request.actor, sheet=sheet, block=block, code=code,
        members=_members(request, sheet, request.POST.get("lines", "")), seen_at=seen_at(request), now=request.now,
    )  # fmt: skip
    return say_done(request, told(entered), to=_of(sheet, "enter"))


def _members(request: Signed, sheet: PaperSheet, text: str) -> list[Member]:
    """A person a line: the short number, door and name, or `?` and what they said. Raises Unclear."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    near = [span for span in reach(request.actor, Act.SEE_PEOPLE) if _touch(span, sheet.place)]
    shorts = subjects_by_short(sheet.part, [s for line in lines if is_short(s := line.replace(" ", ""))])
    members, problems = [], []
    for number, line in enumerate(lines, 1):
        found = _member(line, shorts, near, request)
        if isinstance(found, str):
            problems.append(_("Line %(number)s, %(line)s: %(why)s") % {"number": number, "line": line, "why": found})
        else:
            members.append(found)
    if problems or not members:
        raise Unclear(problems or [_("Write a line for each person.")])
    return members


def _touch(span: Span, place: int) -> bool:
    low, high = codes.buildings_under(place)
    return span.low <= high and low <= span.high


def _member(line: str, shorts: dict[str, int], near: Sequence[Span], request: Signed) -> Member | str:
    """The person of a line, or what to do about it."""
    if line.startswith(_UNKNOWN):
        return Member(None, said=line[1:].strip()[:300])
    short = line.replace(" ", "")
    if short in shorts:
        return Member(shorts[short])
    if short.isdecimal() and len(short) == 8:
        return _("No card with this number here. Look at the digits again.")
    room, _space, name = line.partition(" ")
    hits = [hit for hit in search(name or room, near, clock.local_date(request.now)) if not name or hit.room == room]
    if len(hits) == 1:
        return Member(hits[0].person_id)
    if hits:
        return _("%(n)s people fit. Write door and name, or the number of the card.") % {"n": len(hits)}
    return _("Nobody like that. For somebody without a record begin the line with ?")
