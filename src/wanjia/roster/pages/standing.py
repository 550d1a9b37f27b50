"""Getting from an address to a door or a person: found, and may you? And where a form goes back to."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from wanjia.platform.access import Act
from wanjia.platform.pages import Signed, back_to
from wanjia.roster.models import Household, Person
from wanjia.roster.places import names
from wanjia.roster.reveal import person_for
from wanjia.roster.services import household_for


def stand(request: Signed, area: int) -> None:
    """Tells the breadcrumb where the page is; its other areas open the register."""
    request.area, request.crumb_path = area, reverse("roster:register")


def household_here(request: Signed, act: Act, household_id: int) -> Household:
    household = household_for(request.actor, act, household_id)
    stand(request, household.building_key)
    return household


def person_here(request: Signed, act: Act, person_id: int) -> Person:
    person = person_for(request.actor, act, person_id)
    stand(request, person.building_key)
    return person


def home_address(household_id: int) -> str:
    """The household's own page."""
    return reverse("web:household", args=[household_id])


def came_from(request: Signed, household_id: int) -> str:
    return back_to(request, home_address(household_id))


def door_words(household: Household) -> str:
    """3号楼 502: one query."""
    return f"{names([household.building_key])[household.building_key]} {household.room}"


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook to be kept, never shown in the browser."""
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


def form_page(request: Signed, context: Mapping[str, object]) -> HttpResponse:
    """One form in one column. 422 when a value has to be written again."""
    form = context["form"]
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, "roster/form.html", dict(context), status=status)
