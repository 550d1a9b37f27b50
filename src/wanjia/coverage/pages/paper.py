"""A filled sheet is typed in: found by its QR, its rows marked by number, written once however often it is entered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.coverage import rulings
from wanjia.coverage.models import Attempt, PaperSheet, Round
from wanjia.coverage.pages import wording
from wanjia.coverage.pages.access import round_here
from wanjia.coverage.paper import entering
from wanjia.coverage.paper.entering import Entered
from wanjia.coverage.paper.marks import SERVED, BadMark, Mark, read
from wanjia.coverage.rules import DONE
from wanjia.kernel import area as areas
from wanjia.kernel import clock, codes
from wanjia.kernel.area import committee_of
from wanjia.kernel.errors import BadInput, NotFound, Refusal
from wanjia.platform.access import Act, one_for
from wanjia.platform.pages import Signed, address, say_done, sees_people
from wanjia.platform.signing_keys import public_keys
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.doors import Door, doors

_VISITS = ("nobody_home", "refused", "asleep", "away", "moved")
_RECENT = 30  # sheets in the list


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was printed, with what became of its subject since."""

    number: int
    subject: int
    door: Door | None
    state: str
    mark: str  # what is filled in now: "", done, or an outcome


def paper(request: Signed, pk: int) -> HttpResponse:
    """Where a sheet is scanned or its six characters typed; below, what was printed and not entered yet."""
    round_, area = round_here(request, pk, Act.RECORD)
    typed = request.GET.get("sheet", "").strip()
    problem = ""
    if typed:
        try:
            return redirect(_address(entering.find(request.actor, tag_in(typed, request.now)), area))
        except Refusal as why:
            problem = words(why) if not isinstance(why, NotFound) else _("No sheet like that in your areas.")
        except codes.Flawed as why:
            problem = str(wording.FLAWS[why.flaw])
    context = {
        "round": round_, "area": area, "typed": typed, "problem": problem, "sheets": _waiting(round_, area),
    }  # fmt: skip
    return render(request, "coverage/paper.html", context, status=422 if problem else 200)


def tag_in(typed: str, now: datetime) -> str:
    """The tag in a scanned code, or what somebody typed of one. Raises codes.Flawed. An old sheet still counts."""
    if ":" not in typed:
        return typed
    try:
        return codes.read(typed, public_keys(), clock.local_date(now)).tag
    except codes.Flawed as why:
        if why.flaw is codes.Flaw.EXPIRED and why.code:
            return why.code.tag
        raise


def _address(sheet: PaperSheet, area: int) -> str:
    view = "coverage:paper_sheet" if sheet.kind == PaperSheet.Kind.BUILDING else "web:enter_desk_paper"
    return address(reverse(view, args=[sheet.round_id, sheet.part, sheet.pk[1]]), area=area)


def _waiting(round_: Round, area: int) -> list[dict[str, object]]:
    low, high = areas.buildings_under(area)
    listed = PaperSheet.objects.filter(round_id=round_.pk, part__range=(committee_of(low), committee_of(high)))
    listed = listed.order_by(F("entered_at").asc(nulls_first=True), "-printed_at")
    near = [sheet for sheet in listed[: 5 * _RECENT] if areas.contains(area, sheet.place)]
    named = _full_names({sheet.place for sheet in near[:_RECENT]})
    return [{"sheet": sheet, "name": named[sheet.place], "link": _address(sheet, area)} for sheet in near[:_RECENT]]


def _full_names(wanted: Collection[int]) -> dict[int, str]:
    """A building with its compound, for numbers repeat. Three queries."""
    within = {place: areas.compound_of(place) for place in wanted if areas.level_of(place) == areas.Level.BUILDING}
    named = places.names({*wanted, *within.values()})
    return {place: f"{named.get(within.get(place, 0), '')} {named[place]}".strip() for place in wanted}


def sheet_here(request: Signed, pk: int, part: int, sheet_id: UUID) -> tuple[Round, int, PaperSheet]:
    """The sheet of an address. Raises NotFound for one of another round, NotAllowed."""
    round_, area = round_here(request, pk, Act.RECORD)
    rows = PaperSheet.objects.filter(part=part, id=sheet_id, round_id=round_.pk)
    sheet = one_for(request.actor, Act.RECORD, rows, lambda it: it.place)
    return round_, area, sheet


def enter(request: Signed, pk: int, part: int, sheet_id: UUID) -> HttpResponse:
    """The rows of one building's sheet. POST writes those that are marked."""
    round_, area, sheet = sheet_here(request, pk, part, sheet_id)
    said: dict[str, object] = {"marks": request.POST.get("marks", ""), "seen_at": request.POST.get("seen_at", "")}
    filled: dict[int, str] = {}
    if request.method == "POST":
        try:
            marks = _marks(request, sheet)
            filled = {mark.row: mark.outcome for mark in marks}
            entered = entering.enter_rows(
                by=request.actor, sheet=sheet, marks=marks, seen_at=seen_at(request), now=request.now
            )
            return say_done(request, told(entered), to=address(reverse("coverage:paper", args=[pk]), area=area))
        except BadMark as why:
            said["problem"] = f"{why.mark} {wording.MARKS[why.why]}".strip()
        except Refusal as why:
            said["problem"] = words(why)
    context = {
        "round": round_, "area": area, "sheet": sheet, "said": said, "rows": _rows(request, round_, sheet, filled),
        "name": _full_names({sheet.place})[sheet.place], "words": wording.words_of(round_.obligation),
        "visits": [(value, Attempt.Outcome(value).label) for value in _VISITS],
        "latest": clock.local(request.now).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    return render(request, "coverage/paper_sheet.html", context, status=422 if said.get("problem") else 200)


def _marks(request: Signed, sheet: PaperSheet) -> list[Mark]:
    """What was typed, and what was chosen row by row. A row that says two things is told, not guessed."""
    marks = {mark.row: mark for mark in read(request.POST.get("marks", ""), len(sheet.rows))}
    for number in range(1, len(sheet.rows) + 1):
        chosen = request.POST.get(f"row-{number}", "")
        if chosen not in (SERVED, *_VISITS):
            continue
        if marks.setdefault(number, Mark(number, chosen)).outcome != chosen:
            raise BadMark(str(number), "twice")
    if not marks:
        raise BadMark("", "nothing")
    return list(marks.values())


def seen_at(request: Signed) -> datetime:
    """The time that stands on the sheet, Shanghai's clock; now, where it says none. Raises BadInput."""
    text = request.POST.get("seen_at", "")
    try:
        return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL) if text else request.now
    except ValueError as why:
        raise BadInput(file="", row="", field=_("Time"), why=text) from why


def told(entered: Entered) -> str:
    """What became of it, for the toast: everything accounted for."""
    parts = [ngettext("%(n)s row written", "%(n)s rows written", entered.written) % {"n": entered.written}]
    if entered.again:
        parts.append(_("%(n)s entered before") % {"n": entered.again})
    if entered.before:
        parts.append(_("%(n)s done already") % {"n": entered.before})
    if entered.odd:
        parts.append(_("%(n)s to be looked at") % {"n": entered.odd})
    return _(", ").join(parts)


def _rows(request: Signed, round_: Round, sheet: PaperSheet, filled: dict[int, str]) -> Sequence[Row]:
    found = doors(round_.obligation.unit, sheet.rows) if sees_people(request, sheet.place) else {}
    states = rulings.states_of(round_.pk, sheet.rows)
    return [
        Row(number, subject, found.get(subject), states.get(subject, DONE), filled.get(number, ""))
        for number, subject in enumerate(sheet.rows, 1)
    ]
