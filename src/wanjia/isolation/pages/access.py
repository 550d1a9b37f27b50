"""Getting from an address to an order, a zone, a household: found, and may you?"""

from datetime import date
from uuid import UUID

from django.urls import reverse

from wanjia.isolation import ordering
from wanjia.isolation.models import Order, ZoneDecision
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, may, one_for, require
from wanjia.platform.pages import Signed
from wanjia.roster import places
from wanjia.roster.subjects import Subject, subject_for


def stand(request: Signed, area: int) -> None:
    """Tells the breadcrumb where the page is; its other areas open their zones."""
    request.area, request.crumb_path = area, reverse("isolation:zones")


def day_asked(request: Signed) -> date:
    """`?on=2022-04-11`, else today. Raises NotFound for what is no day."""
    asked = request.GET.get("on", "")
    try:
        return date.fromisoformat(asked) if asked else local_date(request.now)
    except ValueError as why:
        raise NotFound from why


def order_here(request: Signed, order_id: UUID) -> Order:
    """Raises NotFound for an order that is not there or not in the account's areas, NotAllowed."""
    order = ordering.find(order_id)
    require(request.actor, Act.SEE_PEOPLE, order.building_key)
    stand(request, order.building_key)
    return order


def zone_here(request: Signed, zone_id: UUID) -> ZoneDecision:
    """The same for a zone."""
    zone = one_for(request.actor, Act.DECIDE, ZoneDecision.objects.filter(id=zone_id), lambda it: it.place)
    stand(request, zone.place)
    return zone


def subject_here(request: Signed, act: Act, subject: int) -> Subject:
    found = subject_for(request.actor, act, subject)
    stand(request, found.building_key)
    return found


def places_in(request: Signed, area: int) -> list[tuple[int, str]]:
    """Compounds and buildings of a committee on which the account may decide, for a form. Raises NotFound above it."""
    if codes.level_of(area) < Level.COMMITTEE:
        raise NotFound
    committee = codes.committee_of(area)
    compounds = [code for code in places.children(committee) if may(request.actor, Act.DECIDE, code)]
    below = [key for code in compounds for key in places.children(code)]
    named = places.names({*compounds, *below})
    choices: list[tuple[int, str]] = []
    for code in compounds:
        choices.append((code, named[code]))
        choices += [(key, f"{named[code]} {named[key]}") for key in below if codes.compound_of(key) == code]
    return choices
