"""The calendar of a building (its units) and of a household (its people), day by day."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wanjia.isolation import explaining, queries, reading
from wanjia.isolation.explaining import Regime
from wanjia.isolation.models import Outing
from wanjia.isolation.pages.access import day_asked, stand, subject_here
from wanjia.isolation.rules.calendar import cells, days
from wanjia.isolation.subjects import spot_of
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.kernel.masking import mask_name
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed
from wanjia.roster import places
from wanjia.roster.doors import doors
from wanjia.roster.models import Building, Person, Presence


@dataclass(frozen=True, slots=True)
class Column:
    """One regime with its name at the top and its days below."""

    head: str
    regime: Regime
    days: Any  # date → Cell


def building(request: Signed, key: int) -> HttpResponse:
    """The zones of a building and, for who may see people, the orders in it."""
    require(request.actor, Act.SEE_COUNTS, key)
    house = Building.objects.filter(key=key).first()
    if house is None:
        raise NotFound
    stand(request, key)
    on = day_asked(request)
    sees = may(request.actor, Act.SEE_PEOPLE, key)
    found = explaining.explain_building(key, on)
    columns = [_column(_unit_head(regime), regime) for regime in found.regimes]
    context = {
        "area": key, "area_name": f"{places.name_of(codes.compound_of(key))} {places.name_of(key)}",
        "columns": columns, "days": days([column.days for column in columns], on), "on": on,
        "today": local_date(request.now), "explained": found, "sees": sees,
        "lines": queries.order_lines(key, on, request.now) if sees else [],
    }  # fmt: skip
    return render(request, "isolation/building.html", context)


def _unit_head(regime: Regime) -> str:
    if regime.spot.household is not None:
        return _("where the positive is")
    if regime.spot.stair is not None:
        return _("stair %(n)s") % {"n": regime.spot.stair}
    return _("building")


def household(request: Signed, household_id: int) -> HttpResponse:
    """Everybody behind a door with what holds them, and the door to an order."""
    found = subject_here(request, Act.SEE_PEOPLE, household_id)
    if found.kind != "household":
        raise NotFound
    on = day_asked(request)
    people = list(
        Person.objects.filter(
            part=found.part, household_id=found.id, merged_into=None, presence__in=(Presence.PRESENT, Presence.AWAY)
        ).order_by("-is_head", "id")
    )
    committee = codes.committee_of(found.building_key)
    ground = reading.ground(committee, [found.building_key])
    tested = reading.tested_days([person.pk for person in people])
    held = reading.orders_on([found.id, *(person.pk for person in people)], on, request.now)
    named = {person.pk: mask_name(person.name) for person in people}
    holds = reading.holds_on([order for order, _state in held], on, request.now)
    zones = reading.zones_at(reading.zones_over(committee, on), spot_of(found))
    columns = [
        _column(
            named.get(order.subject_id, _("The whole household")),
            explaining.order_regime(
                ground, order, state, spot_of(found), on, tested.get(order.subject_id, set()), holds.get(order.pk, ())
            ),
            tested.get(order.subject_id, set()),
        )
        for order, state in held
    ]
    columns += [_column(_("zone"), explaining.zone_regime(ground, zone, spot_of(found), on)) for zone in zones[:1]]
    context = {
        "area": found.building_key, "door": doors("household", [found.id]).get(found.id), "subject": found,
        "columns": columns, "days": days([column.days for column in columns], on), "on": on, "people": people,
        "may_decide": may(request.actor, Act.DECIDE, found.building_key), "today": local_date(request.now),
        "whys": Outing.Why.choices,
        "held": {order.subject_id: order for order, _state in held},
    }  # fmt: skip
    return render(request, "isolation/household.html", context)


def _column(head: str, regime: Regime, tested: Any = ()) -> Column:
    return Column(head, regime, cells(regime.standing, regime.dues, tested))
