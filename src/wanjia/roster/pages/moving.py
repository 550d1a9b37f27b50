"""To another door, and two entries that are one person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, may
from wanjia.platform.pages import Signed, area_from, say_done
from wanjia.platform.words import words
from wanjia.roster import merging, overview, places, services
from wanjia.roster.forms import MoveForm
from wanjia.roster.models import Building, Household, Person
from wanjia.roster.pages.standing import came_from, door_words, form_page, home_address, person_here
from wanjia.roster.refusals import CannotMerge


def move(request: Signed, person_id: int) -> HttpResponse:
    """To another door of a committee in which the account may edit: `?to=CODE`, else the person's own."""
    person = person_here(request, Act.EDIT_REGISTER, person_id)
    committee = _committee(request, person)
    form = MoveForm(request.POST or None, buildings=_buildings(committee), initial={"building": person.building_key})
    if request.method == "POST" and form.is_valid():
        household = _door(form)
        if household is not None:
            services.move_person(by=request.actor, person_id=person.pk, household=household, now=request.now)
            told = _("%(name)s lives in %(door)s now.") % {"name": person.name, "door": door_words(household)}
            return say_done(request, told, to=home_address(household.pk))
        form.add_error("room", _("There is no such door in this building. Add the door first, or correct the room."))
    return form_page(request, {
        "form": form, "title": _("Where does %(name)s live now?") % {"name": person.name},
        "where": door_words(person.household), "act_word": _("Move"), "back": came_from(request, person.household_id),
        "others": _others(request, person, committee), "others_title": _("In another committee"),
    })  # fmt: skip


def _committee(request: Signed, person: Person) -> int:
    asked = request.GET.get("to", "")
    committee = codes.committee_of(area_from(asked)) if asked else codes.committee_of(person.building_key)
    if not may(request.actor, Act.EDIT_REGISTER, committee):
        raise NotFound
    return committee


def _buildings(committee: int) -> list[tuple[int, str]]:
    keys = list(
        Building.objects.filter(key__range=codes.buildings_under(committee))
        .order_by("key")
        .values_list("key", flat=True)
    )
    named = places.names([*keys, *map(codes.compound_of, keys)])
    return [(key, f"{named[codes.compound_of(key)]} {named[key]}") for key in keys]


def _door(form: MoveForm) -> Household | None:
    """The door as typed; without a stair only where the room stands once in the building."""
    told = form.cleaned_data
    doors = Household.objects.filter(building_key=told["building"], room__iexact=told["room"].strip())
    if told["stair"] is not None:
        doors = doors.filter(stair=told["stair"])
    found = list(doors[:2])
    return found[0] if len(found) == 1 else None


def _others(request: Signed, person: Person, here: int) -> list[tuple[str, str]]:
    """(name, address) of the other committees of the subdistrict in which the account may edit."""
    town = codes.parent_of(here) or here
    codes_ = [code for code in places.children(town) if code != here and may(request.actor, Act.EDIT_REGISTER, code)]
    named = places.names(codes_)
    path = reverse("roster:move", args=[person.pk])
    return [(named[code], f"{path}?to={code}") for code in codes_]


def merge(request: Signed, person_id: int) -> HttpResponse:
    """Shows who may be the same, and what stays; a POST merges."""
    person = person_here(request, Act.EDIT_REGISTER, person_id)
    failure = ""
    if request.method == "POST":
        try:
            kept = _merge(request, person)
        except CannotMerge as why:
            failure = words(why)
        else:
            messages.success(request, _("Two entries are one: %(name)s.") % {"name": kept.name})
            return redirect(home_address(kept.household_id))
    alike = overview.namesakes(person)
    named = places.names({person.building_key, *(other.building_key for other in alike)})
    context = {
        "person": person, "alike": alike, "named": named, "failure": failure,
        "back": came_from(request, person.household_id),
    }  # fmt: skip
    return render(request, "roster/merge.html", context, status=409 if failure else 200)


def _merge(request: Signed, person: Person) -> Person:
    """The entry that was chosen goes into this one."""
    asked = request.POST.get("gone", "")
    if not asked.isdecimal():
        raise CannotMerge
    return merging.merge_people(by=request.actor, kept_id=person.pk, gone_id=int(asked), now=request.now)
