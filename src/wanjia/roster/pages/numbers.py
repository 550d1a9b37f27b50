"""Numbers: shown whole with a reason, once; or dialled without being shown."""

from typing import ClassVar

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act
from wanjia.platform.pages import Signed, is_part
from wanjia.roster import calling, reveal
from wanjia.roster.file_forms import ReasonForm
from wanjia.roster.pages.standing import came_from, door_words, person_here


class Dial(HttpResponseRedirect):
    """Sends the browser to the telephone."""

    allowed_schemes: ClassVar[list[str]] = ["tel"]  # type: ignore[misc]

    def __init__(self, number: str) -> None:
        super().__init__(f"tel:{number}")
        self["Cache-Control"] = "no-store"


def call_person(request: Signed, person_id: int) -> HttpResponse:
    """Leaves a line in the log, then dials."""
    return Dial(calling.number_of_person(by=request.actor, person_id=person_id, now=request.now))


def call_contact(request: Signed, key: int, role: str) -> HttpResponse:
    return Dial(calling.number_of_contact(by=request.actor, building_key=key, role=role, now=request.now))


def call_premises(request: Signed, premises_id: int) -> HttpResponse:
    return Dial(calling.number_of_premises(by=request.actor, premises_id=premises_id, now=request.now))


@never_cache
def show(request: Signed, person_id: int, field: str) -> HttpResponse:
    """Asks why; a POST writes the line and shows the number. It is gone with the next page."""
    if field not in reveal.FIELDS:
        raise NotFound
    person = person_here(request, Act.REVEAL, person_id)
    form = ReasonForm(request.POST or None, prefix=f"{field}-{person.pk}")
    numbers: list[str] = []
    if request.method == "POST" and form.is_valid():
        numbers = reveal.reveal(
            by=request.actor, person_id=person.pk, field=field, reason=form.words(), now=request.now
        )
    context = {
        "person": person, "field": field, "form": form, "numbers": numbers, "where": door_words(person.household),
        "what": _("document number") if field == "document" else _("telephone"),
        "back": came_from(request, person.household_id),
    }  # fmt: skip
    page = "roster/_show.html" if is_part(request) else "roster/show.html"
    return render(request, page, context, status=422 if form.errors else 200)
