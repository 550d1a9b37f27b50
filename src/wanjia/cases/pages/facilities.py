"""Facilities with free beds, who lies where, vehicles."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.cases import facilities as houses
from wanjia.cases.facilities import FacilitySaid
from wanjia.cases.forms import FacilityForm, VehicleForm
from wanjia.cases.models import BedKind, Facility, Stay
from wanjia.cases.pages.access import facility_here, moves, stand, traces
from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.doors import doors


def facilities(request: Signed) -> HttpResponse:
    """Beds by kind, in use and free: counts, for whoever may see counts."""
    area = area_of(request)
    stand(request, area, "cases:facilities")
    found = houses.serving(area)
    used, free = houses.used_beds(found), houses.free_beds(found)
    cars = houses.driving(area)
    taken = houses.taken_seats(cars)
    context = {
        "may_trace": traces(request, area),
        "area": area, "area_name": places.name_of(area), "may_move": moves(request, area), "kinds": BedKind.choices,
        "lines": [(house, free[house.id], sum(used[house.id].values()), sum(free[house.id].values()),
                   moves(request, house.area)) for house in found],
        "cars": [(car, taken[car.id]) for car in cars],
    }  # fmt: skip
    return render(request, "cases/facilities.html", context)


def facility(request: Signed, facility_id: UUID) -> HttpResponse:
    """Who is in which bed since when, who can help, who is on the way. `do=close` takes it out of use."""
    house = facility_here(request, facility_id)
    if request.method == "POST":
        if request.POST.get("do") != "close":
            raise NotFound
        houses.close_facility(by=request.actor, facility_id=facility_id, now=request.now)
        to = address(reverse("cases:facilities"), area=house.area)
        return say_done(request, _("%(name)s takes nobody any more.") % {"name": house.name}, to=to)
    stays = list(
        Stay.objects.filter(facility=house, until_at=None).select_related("transfer__case").order_by("bed", "since_at")
    )
    at = doors("person", [stay.person_id for stay in stays])
    coming = house.transfers.filter(out_at=None).count()
    context = {
        "area": house.area, "house": house, "stays": [(stay, at.get(stay.person_id)) for stay in stays],
        "free": houses.free_beds([house])[house.id], "coming": coming, "skills": Stay.Skill.choices,
        "helpers": sum(bool(stay.skills) for stay in stays), "kinds": BedKind.choices,
    }  # fmt: skip
    return render(request, "cases/facility.html", context)


def new_facility(request: Signed) -> HttpResponse:
    area = area_of(request)
    require(request.actor, Act.TRANSFER, area)
    stand(request, area, "cases:facilities")
    return _written(request, codes.desk_of(area), None)


def edit_facility(request: Signed, facility_id: UUID) -> HttpResponse:
    house = facility_here(request, facility_id)
    return _written(request, house.area, house)


def _written(request: Signed, area: int, house: Facility | None) -> HttpResponse:
    form = FacilityForm(request.POST or None, initial=_initial(house))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        said = FacilitySaid(
            area, asked["name"], asked["kind"], form.beds(), asked["address"], asked["phone"], asked["position"]
        )
        try:
            houses.write_facility(by=request.actor, said=said, facility=house, now=request.now)
        except Refusal as why:
            form.add_error(None, words(why))
        else:
            to = address(reverse("cases:facilities"), area=area)
            return say_done(request, _("%(name)s is written down.") % {"name": said.name}, to=to)
    context = {
        "form": form, "title": _("Facility"), "act_word": _("Write down"), "where": places.name_of(area), "area": area,
        "back": address(reverse("cases:facilities"), area=area),
        "hint": _("It is offered to everybody of this area. How many beds are free is computed."),
    }  # fmt: skip
    return render(request, "cases/form.html", context, status=422 if form.errors else 200)


def _initial(house: Facility | None) -> dict[str, object]:
    if house is None:
        return {}
    beds = {f"beds_{row.kind}": row.total for row in house.beds.all()}
    return beds | {
        "name": house.name, "kind": house.kind, "address": house.address, "phone": house.phone,
        "position": house.position,
    }  # fmt: skip


def new_vehicle(request: Signed) -> HttpResponse:
    area = area_of(request)
    require(request.actor, Act.TRANSFER, area)
    stand(request, area, "cases:facilities")
    form = VehicleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = houses.write_vehicle(by=request.actor, area=codes.desk_of(area), now=request.now, **form.cleaned_data)
        to = address(reverse("cases:facilities"), area=area)
        return say_done(request, _("%(name)s is written down.") % {"name": row.plate}, to=to)
    context = {
        "form": form, "title": _("Vehicle"), "act_word": _("Write down"), "where": places.name_of(area), "area": area,
        "back": address(reverse("cases:facilities"), area=area),
    }  # fmt: skip
    return render(request, "cases/form.html", context, status=422 if form.errors else 200)


@require_POST
def stay(request: Signed, stay_id: UUID) -> HttpResponse:
    """A bed and skills for somebody who lies there, or their way home."""
    found = Stay.objects.filter(id=stay_id).first()
    if found is None:
        raise NotFound
    house = facility_here(request, found.facility_id)
    to = reverse("cases:facility", args=[house.pk])
    if request.POST.get("do") == "discharge":
        houses.discharge(by=request.actor, stay_id=stay_id, now=request.now)
        return say_done(request, _("Goes home. The bed is free."), to=to)
    houses.put_to_bed(
        by=request.actor, stay_id=stay_id, bed=request.POST.get("bed", ""), skills=request.POST.getlist("skill"),
        now=request.now,
    )  # fmt: skip
    return say_done(request, _("Written down."), to=to)
