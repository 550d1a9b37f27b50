"""The interview of a case, on screen and on paper; exposures by place, and out of them a workbook."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.cases import exporting, interviewing, reading
from wanjia.cases.forms import ExposureForm
from wanjia.cases.interviewing import Place
from wanjia.cases.models import Case
from wanjia.cases.pages.access import case_here, stand, uuid_from
from wanjia.cases.refusals import NotThatTime, WordsWanted, WrongTimes
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform.access import Act, require
from wanjia.platform.audit import record
from wanjia.platform.pages import Signed, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.doors import doors
from wanjia.roster.models import Premises
from wanjia.roster.pages.standing import workbook

_WHERE = {
    NotThatTime.code: "starts_at",
    WrongTimes.code: "ends_at",
    WordsWanted.code: "words",
}


def interview(request: Signed, case_id: UUID) -> HttpResponse:
    """Everything that was said, with who wrote it. Reading it is a line in the log."""
    held = case_here(request, case_id)
    form = _form(request, held)
    if request.method == "POST":
        do, to = request.POST.get("do", ""), reverse("cases:interview", args=[case_id])
        if do == "answer":
            interviewing.answer(
                by=request.actor, case_id=case_id, field=request.POST.get("field", ""),
                text=request.POST.get("text", ""), now=request.now,
            )  # fmt: skip
            return say_done(request, _("Written down."), to=to)
        if do == "strike":
            interviewing.strike(by=request.actor, exposure_id=uuid_from(request.POST.get("id", "")), now=request.now)
            return say_done(request, _("Struck out."), to=to)
        if do != "exposure":
            raise NotFound
        if form.is_valid() and _add(request, held, form):
            return say_done(request, _("Written down."), to=to)
    _log(request, held)
    context = {
        "case": held, "area": held.building_key, "door": doors("person", [held.person_id]).get(held.person_id),
        "sheet": reading.sheet(held), "movements": reading.movements(held), "form": form,
        "is_open": held.withdrawn_at is None,
    }  # fmt: skip
    return render(request, "cases/interview.html", context, status=422 if form.errors else 200)


def _form(request: Signed, held: Case) -> ExposureForm:
    shops = Premises.shops.filter(
        building_key__range=codes.buildings_under(codes.committee_of(held.building_key)), is_open=True
    )
    is_asked = request.method == "POST" and request.POST.get("do") == "exposure"
    named = [(shop.pk, shop.name) for shop in shops.order_by("name")[:200]]
    return ExposureForm(request.POST if is_asked else None, shops=named)


def _add(request: Signed, held: Case, form: ExposureForm) -> bool:
    asked = form.cleaned_data
    flat = None if asked["premises"] else reading.flat_called(asked["words"], held.committee)
    said = Place(
        asked["starts_at"], asked["ends_at"], premises_id=asked["premises"], household_id=flat,
        words="" if flat else asked["words"], met=asked["met"],
    )  # fmt: skip
    try:
        interviewing.add_exposure(by=request.actor, case_id=held.pk, said=said, now=request.now)
    except Refusal as why:
        form.add_error(_WHERE.get(why.code), words(why))
        return False
    return True


def _log(request: Signed, held: Case) -> None:
    record(
        by=request.actor, act="interview.read", area=codes.committee_of(held.building_key), subject=f"case:{held.pk}",
        now=request.now,
    )  # fmt: skip


def exposures(request: Signed) -> HttpResponse:
    """Place by place: which cases, when, how many contacts."""
    area = area_of(request)
    require(request.actor, Act.TRACE, area)
    stand(request, area)
    is_wide = codes.level_of(area) < Level.TOWN
    if not is_wide:
        record(
            by=request.actor, act="exposures.read", area=codes.desk_of(area), subject=f"area:{area}", now=request.now
        )
    context = {
        "area": area, "area_name": places.name_of(area), "is_wide": is_wide,
        "places": [] if is_wide else reading.exposures(area),
    }  # fmt: skip
    return render(request, "cases/exposures.html", context)


@require_POST
def export_exposures(request: Signed) -> HttpResponse:
    """The same as a workbook, with a reason and a line in the log."""
    area = area_of(request)
    stand(request, area)
    content = exporting.exposures_book(
        by=request.actor, area=area, reason=request.POST.get("reason", ""), now=request.now
    )
    name = _("%(area)s, exposures %(day)s") % {"area": places.name_of(area), "day": local_date(request.now)}
    return workbook(content, f"{name}.xlsx")
