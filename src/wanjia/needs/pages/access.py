"""Getting from an address to a ticket or a place: found, and may you?"""

from datetime import datetime, time
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level, has_building
from wanjia.kernel.clock import local
from wanjia.kernel.errors import NotFound
from wanjia.needs.looking import ticket_for
from wanjia.needs.models import Ticket
from wanjia.needs.refusals import HourPast
from wanjia.needs.rules.calling import hour_of
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed, area_of


def stand(request: Signed, area: int, view: str = "needs:inbox") -> None:
    """Tells the breadcrumb where the page is; its other areas open the same list."""
    request.area, request.crumb_path = area, reverse(view)


def ticket_here(request: Signed, ticket_id: UUID) -> Ticket:
    ticket = ticket_for(request.actor, ticket_id)
    key = ticket.building_key
    stand(request, key if has_building(key) else ticket.part)
    return ticket


def desk_here(request: Signed, view: str = "needs:inbox") -> int:
    """The area of somebody who takes needs down; a committee or a part of it, for there are the doors."""
    area = area_of(request)
    require(request.actor, Act.SERVE, area)
    stand(request, area, view)
    return area


def is_wide(area: int) -> bool:
    """Wider than a committee: doors of one name stand in many of them."""
    return codes.level_of(area) < Level.COMMITTEE


def serves(request: Signed, area: int) -> bool:
    return may(request.actor, Act.SERVE, area)


def number_from(text: str, default: int) -> int:
    """Raises NotFound for what is no number."""
    if not text:
        return default
    if not text.isdecimal() or len(text) > 18:
        raise NotFound
    return int(text)


def hour_promised(sent: QueryDict, now: datetime) -> datetime | None:
    """The hour by which somebody is called, as the form says it. Raises HourPast for what is no hour."""
    try:
        own = time.fromisoformat(sent.get("call_at", "")) if sent.get("call") == "own" else None
        return hour_of(sent.get("call", ""), own, local(now))
    except ValueError as why:
        raise HourPast from why
