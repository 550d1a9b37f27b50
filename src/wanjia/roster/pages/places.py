"""Places that were not known: compounds, buildings, doors, shops and sites; and who answers for a building."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, require, visible
from wanjia.platform.pages import Signed, address, area_of, back_to, say_done
from wanjia.platform.words import words
from wanjia.roster import housing, keeping
from wanjia.roster.models import Building, Compound
from wanjia.roster.pages.standing import came_from, door_words, form_page, home_address, household_here, stand
from wanjia.roster.place_forms import BuildingForm, CompoundForm, ContactForm, DoorForm, HouseholdForm, PremisesForm
from wanjia.roster.places import name_of
from wanjia.roster.refusals import DoorTaken, NameTaken


def building_here(request: Signed, act: Act, key: int) -> Building:
    """Raises NotFound for a building that is not there or not in the account's areas."""
    building = Building.objects.filter(key=key).first()
    if building is None:
        raise NotFound
    require(request.actor, act, key)
    stand(request, key)
    return building


def _address(key: int) -> str:
    return reverse("web:building", args=[key])


def add_compound(request: Signed) -> HttpResponse:
    """Below the committee of the address; buildings come next, from the register's page."""
    committee = area_of(request)
    if codes.level_of(committee) != Level.COMMITTEE:
        raise NotFound
    require(request.actor, Act.EDIT_REGISTER, committee)
    stand(request, committee)
    back = address(reverse("roster:register"), area=committee)
    form = CompoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = housing.add_compound(by=request.actor, committee=committee, **form.cleaned_data, now=request.now)
        except NameTaken as why:
            form.add_error("name", words(why))
        else:
            return say_done(request, _("%(name)s is on the register.") % {"name": made.name}, to=back)
    return form_page(request, {
        "form": form, "title": _("Add a compound"), "where": name_of(committee), "act_word": _("Enter"), "back": back,
    })  # fmt: skip


def add_building(request: Signed, compound: int) -> HttpResponse:
    """Then its page, where doors are added."""
    if not Compound.objects.filter(code=compound).exists():
        raise NotFound
    require(request.actor, Act.EDIT_REGISTER, compound)
    stand(request, compound)
    form = BuildingForm(request.POST or None, initial={"stairs": 1})
    if request.method == "POST" and form.is_valid():
        try:
            made = housing.add_building(by=request.actor, compound=compound, **form.cleaned_data, now=request.now)
        except NameTaken as why:
            form.add_error("name", words(why))
        else:
            return say_done(request, _("%(name)s is on the register.") % {"name": made.name}, to=_address(made.key))
    above = visible(request.actor, [codes.committee_of(compound), compound])[0]
    return form_page(request, {
        "form": form, "title": _("Add a building"), "where": name_of(compound), "act_word": _("Enter"),
        "back": address(reverse("roster:register"), area=above),
    })  # fmt: skip


def contact(request: Signed, key: int) -> HttpResponse:
    """The one before ends today."""
    building = building_here(request, Act.EDIT_REGISTER, key)
    form = ContactForm(request.POST or None, initial={"role": request.GET.get("role", "contact")})
    if request.method == "POST" and form.is_valid():
        who = housing.Answerer(**form.cleaned_data)
        housing.set_contact(by=request.actor, building_key=building.key, who=who, now=request.now)
        return say_done(request, _("%(name)s answers for this building now.") % {"name": who.name}, to=_address(key))
    return form_page(request, {
        "form": form, "title": _("Who answers for this building?"), "where": name_of(key), "act_word": _("Enter"),
        "back": _address(key), "hint": _("Whoever did before ends today."),
    })  # fmt: skip


def add_door(request: Signed, key: int) -> HttpResponse:
    building = building_here(request, Act.EDIT_REGISTER, key)
    form = DoorForm(request.POST or None, initial={"stair": 1, "floor": 1})
    if request.method == "POST" and form.is_valid():
        try:
            home = housing.add_household(by=request.actor, building=building, **form.cleaned_data, now=request.now)
        except DoorTaken as why:
            form.add_error("room", words(why))
        else:
            return say_done(request, _("The door is on the register."), to=home_address(home.pk))
    return form_page(request, {
        "form": form, "title": _("Add a door"), "where": name_of(key), "act_word": _("Enter"), "back": _address(key),
    })  # fmt: skip


def add_premises(request: Signed, key: int) -> HttpResponse:
    building = building_here(request, Act.EDIT_REGISTER, key)
    form = PremisesForm(request.POST or None, initial={"headcount": 0})
    if request.method == "POST" and form.is_valid():
        housing.add_premises(by=request.actor, building_key=building.key, **form.cleaned_data, now=request.now)
        told = _("%(name)s is on the register.") % {"name": form.cleaned_data["name"]}
        return say_done(request, told, to=_address(key))
    return form_page(request, {
        "form": form, "title": _("Add a shop or a site"), "where": name_of(key), "act_word": _("Enter"),
        "back": _address(key),
    })  # fmt: skip


def describe(request: Signed, household_id: int) -> HttpResponse:
    """What kind of flat it is, and what to know before knocking."""
    household = household_here(request, Act.EDIT_REGISTER, household_id)
    form = HouseholdForm(request.POST or None, initial={"kind": household.kind, "note": household.note})
    if request.method == "POST" and form.is_valid():
        keeping.describe_household(by=request.actor, household_id=household.pk, **form.cleaned_data, now=request.now)
        return say_done(request, _("Kept."), to=came_from(request, household.pk))
    return form_page(request, {
        "form": form, "title": _("This flat"), "where": door_words(household), "act_word": _("Keep"),
        "back": came_from(request, household.pk),
    })  # fmt: skip


@require_POST
def confirm(request: Signed, household_id: int) -> HttpResponse:
    """Everyone on the list lives there."""
    household = household_here(request, Act.EDIT_REGISTER, household_id)
    keeping.confirm_household(by=request.actor, household_id=household.pk, now=request.now)
    to = back_to(request, home_address(household.pk))
    return say_done(request, _("Checked: the list of this door is right."), to=to, events=["household", "facade"])
