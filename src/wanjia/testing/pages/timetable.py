"""The timetable of a committee: drafted and looked at before it is written, moved by hand, hung in the stairwell."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.coverage.models import Round
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.errors import Refusal
from wanjia.platform.access import Act
from wanjia.platform.pages import Signed, address, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.testing import calling, queries
from wanjia.testing.calling import Wish
from wanjia.testing.forms import DraftForm, MoveForm, between
from wanjia.testing.models import Site, Slot
from wanjia.testing.pages.access import committee_here, day_address, round_of, slot_here
from wanjia.testing.pages.sites import rows_of
from wanjia.testing.pages.wording import doors_words, houses, unfit_words
from wanjia.testing.rules import pace
from wanjia.testing.rules.drafting import Draft, is_in_hours
from wanjia.testing.rules.people import Group


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One line of the timetable before it is written."""

    site: str
    starts_at: datetime
    ends_at: datetime
    words: str
    group: str
    people: int


def draft(request: Signed) -> HttpResponse:
    """The form; with `preview` it shows the timetable, with `write` it writes it."""
    committee = committee_here(request, Act.DECIDE)
    round_ = round_of(request, committee) if committee else None
    context: dict[str, object] = {"area": request.area, "round": round_, "committee": committee}
    if not committee or round_ is None:
        return render(request, "testing/draft.html", context)
    found = queries.sites(committee)
    measured = _measured(found, round_, committee, request.now)
    form = DraftForm(request.POST or None, initial={"rate": measured or pace.RATE, "apart": list(_APART)})
    context |= {
        "form": form, "measured": measured, "usual": pace.RATE, "sites": found, "area_name": places.name_of(committee),
        "hours": queries.openings(found, round_), "called": _called(found, round_),
    }  # fmt: skip
    status = 200
    if request.method == "POST" and form.is_valid():
        wish = Wish(form.groups(), form.cleaned_data["rate"])
        if "write" in request.POST:
            return _write(request, round_, committee, wish, context)
        context |= _preview(calling.draft(round_, committee, wish, request.now), found)
    elif request.method == "POST":
        status = 422
    return render(request, "testing/draft.html", context, status=status)


_APART = (Group.STUDENTS, Group.ELDERS, Group.HOME)


def _measured(found: Sequence[Site], round_: Round, committee: int, now: datetime) -> int | None:
    """People a lane and hour as they really go; None where too little was measured, or nobody waited for the lanes."""
    rows = [row for row in rows_of(found, round_, committee, now) if row.rate and row.standing.working and row.waiting]
    lanes = sum(row.standing.working for row in rows)
    return round(sum(row.rate or 0 for row in rows) / lanes) if lanes else None


def _called(found: Sequence[Site], round_: Round) -> int:
    return sum(bool(slot.called_at or slot.moved_by) for slot in queries.slots(found, round_))


def _preview(made: Draft, found: Sequence[Site]) -> dict[str, object]:
    names = {site.pk: site.name for site in found}
    keys = {slot.piece.building_key for slot in made.slots} | {unfit.piece.building_key for unfit in made.unfit}
    known = houses(keys)
    rows = [
        DraftRow(
            names[slot.site], slot.starts_at, slot.ends_at, doors_words(slot.piece, known),
            "" if slot.piece.group == Group.EVERYONE else str(Slot.Group(slot.piece.group).label), slot.piece.people,
        )
        for slot in sorted(made.slots, key=lambda s: (names[s.site], s.starts_at, s.position))
    ]  # fmt: skip
    return {
        "tables": [(name, list(group)) for name, group in groupby(rows, key=lambda row: row.site)],
        "unfit": [unfit_words(unfit, known) for unfit in made.unfit], "is_drafted": True,
        "placed": sum(row.people for row in rows), "left_out": sum(unfit.piece.people for unfit in made.unfit),
    }  # fmt: skip


def _write(
    request: Signed, round_: Round, committee: int, wish: Wish, context: dict[str, object]
) -> HttpResponse:  # fmt: skip
    try:
        made = calling.write_draft(by=request.actor, round_=round_, committee=committee, wish=wish, now=request.now)
    except Refusal as why:
        return render(request, "testing/draft.html", context | {"refusal": words(why)}, status=why.status)
    text = _("The timetable is written: %(n)s slots.") % {"n": len(made.slots)}
    to = address(reverse("testing:timetable"), area=committee, round=round_.pk)
    return say_done(request, text, to=to)


def move(request: Signed, slot_id: UUID) -> HttpResponse:
    """Another time for one slot. Outside the hours of its group it is done all the same, and said."""
    slot = slot_here(request, slot_id, Act.DECIDE)
    form = MoveForm(request.POST or None, initial=MoveForm.of(slot))
    who = doors_words(slot, houses([slot.building_key]))
    back = day_address(slot.site, slot.round)
    if request.method == "POST" and form.is_valid():
        day = clock.local_date(slot.starts_at)
        starts, ends = between(day, form.cleaned_data["starts"], form.cleaned_data["ends"])
        try:
            calling.move(
                by=request.actor, slot=slot, starts_at=starts, ends_at=ends, note=form.cleaned_data["note"],
                now=request.now,
            )  # fmt: skip
        except Refusal as why:
            form.add_error("starts", words(why))
        else:
            text = _("%(who)s is moved.") % {"who": who}
            if not is_in_hours(Group(slot.group), starts, ends):
                text = _("%(who)s is moved, outside the hours of its group.") % {"who": who}
            return say_done(request, text, to=back)
    context = {
        "form": form, "title": _("Move a slot"), "where": who, "act_word": _("Other time"), "back": back,
        "hint": _("A new timetable leaves it where you put it."), "area": request.area,
    }  # fmt: skip
    return render(request, "testing/form.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Hanging:
    """The times of one building, one page for its stairwells. No names."""

    compound: str
    building: str
    rows: tuple[tuple[Slot, str, str], ...]  # slot, whom it calls, group


def timetable(request: Signed) -> HttpResponse:
    """A4, a page a building, from written slots. Of a building, a compound or a committee."""
    committee = committee_here(request)
    round_ = round_of(request, request.area or committee) if committee else None
    pages = _hanging(request.area or committee, committee, round_) if round_ else []
    context = {
        "area": request.area, "round": round_, "pages": pages, "is_committee": bool(committee),
        "area_name": places.name_of(request.area) if request.area else "",
        "people": sum(slot.expected for page in pages for slot, _words, _group in page.rows),
    }  # fmt: skip
    return render(request, "testing/timetable.html", context)


def _hanging(area: int, committee: int, round_: Round) -> list[Hanging]:
    found = Slot.objects.filter(part=committee, round=round_, building_key__range=codes.buildings_under(area))
    slots = sorted(found.select_related("site"), key=lambda slot: (slot.building_key, slot.starts_at, slot.position))
    known = {key: replace(house, compound="") for key, house in houses(s.building_key for s in slots).items()}
    named = places.names({code for s in slots for code in (s.building_key, codes.compound_of(s.building_key))})
    return [
        Hanging(
            named[codes.compound_of(key)], named[key],
            tuple((slot, doors_words(slot, known), _group_words(slot)) for slot in group),
        )
        for key, group in groupby(slots, key=lambda slot: slot.building_key)
    ]  # fmt: skip


def _group_words(slot: Slot) -> str:
    return "" if slot.group == Slot.Group.EVERYONE else str(Slot.Group(slot.group).label)
