"""The building page: an elevation in layers and, beside it, one household. Register and rounds meet here."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, may
from wanjia.platform.pages import Signed, address
from wanjia.roster import keeping, places, queries
from wanjia.roster.models import Building, BuildingContact, Household
from wanjia.roster.pages.places import building_here
from wanjia.roster.pages.standing import household_here
from wanjia.web.household import household_context
from wanjia.web.layering import Shown, shown


def building(request: Signed, key: int) -> HttpResponse:
    """`?layer=` colours, `?home=` opens one household. In place: only the panel, or only the drawing."""
    house = building_here(request, Act.SEE_PEOPLE, key)
    elevation = queries.elevation(house)
    layer = shown(elevation, request.GET.get("layer", ""), request.now)
    wanted = request.headers.get("HX-Target", "") if request.headers.get("HX-Request") else ""
    context: dict[str, object] = {"building": house, "shown": layer, "elevation": elevation, "chosen": _chosen(request)}
    if wanted == "facade":
        return render(request, "web/_facade.html", context)
    context |= _home(request, house, layer)
    if wanted == "home" and "home" in context:
        return render(request, "web/_household.html", context)
    return render(request, "web/building.html", context | _around(request, house))


def _chosen(request: Signed) -> int | None:
    asked = request.GET.get("home", "")
    return int(asked) if asked.isdecimal() else None


def _home(request: Signed, house: Building, layer: Shown) -> dict[str, object]:
    """The household that is open, with a line in the log; nothing when none is."""
    chosen = _chosen(request)
    if chosen is None:
        return {}
    home = household_here(request, Act.SEE_PEOPLE, chosen)
    if home.building_key != house.key:
        raise NotFound
    keeping.read(request.actor, home, request.now)
    return household_context(request, home, layer)


def _around(request: Signed, house: Building) -> dict[str, object]:
    """Names, neighbours, who answers, shops: what stands around the drawing. Seven queries."""
    compound = codes.compound_of(house.key)
    keys = [key for key in places.children(compound) if may(request.actor, Act.SEE_PEOPLE, key)]
    at = keys.index(house.key)
    near = [keys[at - 1] if at else None, keys[at + 1] if at + 1 < len(keys) else None]
    named = places.names([compound, house.key, *filter(None, near)])
    contacts = queries.contacts(house.key)
    return {
        "compound_name": named[compound], "building_name": named[house.key],
        "before": _neighbour(near[0], named), "after": _neighbour(near[1], named),
        "contacts": contacts, "leads": next((c for c in contacts if c.role == BuildingContact.Role.CONTACT), None),
        "premises": queries.premises_in(codes.buildings_under(house.key)),
        "may_edit": may(request.actor, Act.EDIT_REGISTER, house.key),
        "may_call": may(request.actor, Act.CALL, house.key),
    }  # fmt: skip


def _neighbour(key: int | None, named: dict[int, str]) -> tuple[str, str] | None:
    return (named[key], reverse("web:building", args=[key])) if key else None


def household(request: Signed, household_id: int) -> HttpResponse:
    """The household's own address: its building with it opened."""
    home: Household = household_here(request, Act.SEE_PEOPLE, household_id)
    return redirect(
        address(reverse("web:building", args=[home.building_key]), home=home.pk, layer=request.GET.get("layer"))
    )
