"""What residents say is wrong, for the desk: open the entry, correct it there, close the request with a note."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.cards import correcting, queries
from wanjia.cards.models import Correction
from wanjia.cards.pages.standing import area_here, place_names
from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act
from wanjia.platform.audit import record
from wanjia.platform.pages import PAGE, Signed, address, say_done
from wanjia.roster import places
from wanjia.roster.doors import Door, doors
from wanjia.roster.subjects import find


@dataclass(frozen=True, slots=True)
class Line:
    """One request with whom it is about."""

    asked: Correction
    text: str
    compound: str
    door: Door | None
    entry: str  # where the desk corrects


def corrections(request: Signed) -> HttpResponse:
    """Open ones, oldest first. Reading them leaves a line in the log: they are residents' own words."""
    area = area_here(request, Act.EDIT_REGISTER)
    if request.method == "POST":
        return _close(request, area)
    waiting = queries.corrections(area)
    if waiting:
        record(
            by=request.actor, act="correction.read", area=codes.desk_of(area), subject=f"area:{area}", now=request.now,
            detail={"requests": min(PAGE, len(waiting))},
        )  # fmt: skip
    context = {"lines": _lines(waiting[:PAGE]), "count": len(waiting), "area_name": places.name_of(area)}
    return render(request, "cards/corrections.html", context)


def _lines(waiting: list[Correction]) -> list[Line]:
    ids = [asked.subject_id for asked in waiting]
    at = {**doors("household", ids), **doors("person", ids)}
    named = place_names({asked.building_key for asked in waiting}) if waiting else {}
    return [
        Line(
            asked, correcting.words_of(asked), named[codes.compound_of(asked.building_key)], at.get(asked.subject_id),
            _entry(asked),
        )
        for asked in waiting
    ]  # fmt: skip


def _entry(asked: Correction) -> str:
    """The household's page: name, door, telephone and whoever moved in or out are all corrected from there."""
    found = find(asked.subject_id)
    return reverse("web:household", args=[found.household_id]) if found else ""


def _close(request: Signed, area: int) -> HttpResponse:
    try:
        wanted = UUID(request.POST.get("id", ""))
    except ValueError as why:
        raise NotFound from why
    state = request.POST.get("state", "")
    correcting.close(
        by=request.actor, correction_id=wanted, area=area, state=state, note=request.POST.get("note", ""),
        now=request.now,
    )  # fmt: skip
    told = _("Closed: %(state)s. The resident sees it.") % {"state": Correction.State(state).label}
    return say_done(request, told, to=address(reverse("cards:corrections"), area=area))
