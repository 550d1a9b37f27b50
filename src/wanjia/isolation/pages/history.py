"""What has held here: every zone with its reasons, and every lift date that moved, as it was told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wanjia.isolation import reading, told
from wanjia.isolation.models import LiftNotice, Order, ZoneDecision
from wanjia.isolation.pages.access import stand
from wanjia.isolation.pages.zones import full_names
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.platform.access import Act, may
from wanjia.platform.pages import Signed, area_of
from wanjia.roster import places
from wanjia.roster.doors import Door, doors

_MOST = 200


@dataclass(frozen=True, slots=True)
class Told:
    """One notice of the list, with where it belongs."""

    notice: LiftNotice
    place: str
    door: Door | None
    order_id: UUID | None


def history(request: Signed) -> HttpResponse:
    """Of a committee, a compound or a building. Orders are named for who may see people. Some ten queries."""
    area = area_of(request)
    stand(request, area)
    is_wide = codes.level_of(area) < Level.TOWN
    zones = [] if is_wide else sorted(reading.zones_near(area), key=lambda zone: (zone.since_on, zone.made_at))[::-1]
    sees = may(request.actor, Act.SEE_PEOPLE, area)
    notices = [] if is_wide else [one for one in told.in_area(area, _MOST) if sees or one.zone_id]
    named = full_names({zone.place for zone in zones} | {one.building_key for one in notices})
    context = {
        "area": area, "area_name": places.name_of(area), "is_wide": is_wide,
        "zones": [(zone, _place(zone, named)) for zone in zones], "told": _told(notices, named),
        "is_cut": len(notices) == _MOST, "most": _MOST,
    }  # fmt: skip
    return render(request, "isolation/history.html", context)


def _place(zone: ZoneDecision, named: Mapping[int, str]) -> str:
    where = named[zone.place]
    return _("%(building)s, stair %(stair)s") % {"building": where, "stair": zone.stair} if zone.stair else where


def _told(notices: Sequence[LiftNotice], named: Mapping[int, str]) -> list[Told]:
    """A room is never named of a zone: what is smaller than a stair reads as a part of its building."""
    at = _doors([one.order for one in notices if one.order])
    return [
        Told(
            one, _unit(one, named[one.building_key]), at.get(one.order.subject_id) if one.order else None,
            one.order_id,
        )
        for one in notices
    ]  # fmt: skip


def _unit(one: LiftNotice, building: str) -> str:
    if one.zone_id and one.household_id:
        return _("part of %(building)s") % {"building": building}
    if one.zone_id and one.stair:
        return _("%(building)s, stair %(stair)s") % {"building": building, "stair": one.stair}
    return building


def _doors(orders: Sequence[Order]) -> dict[int, Door]:
    found: dict[int, Door] = {}
    for unit in Order.Unit.values:
        found |= doors(unit, {order.subject_id for order in orders if order.kind == unit})
    return found
