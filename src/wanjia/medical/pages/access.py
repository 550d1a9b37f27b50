"""Getting from an address to a visit, an order, a person: found, and may you?"""

from datetime import date, time
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from wanjia.kernel.errors import NotFound
from wanjia.medical.refusals import DayWanted, HourWanted
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, area_of


def stand(request: Signed, area: int, view: str = "medical:calendar") -> None:
    """Tells the breadcrumb where the page is."""
    request.area, request.crumb_path = area, reverse(view)


def served_area(request: Signed, view: str) -> int:
    """The area asked for, if the account serves there. Raises NotFound, NotAllowed."""
    area = area_of(request)
    require(request.actor, Act.SERVE, area)
    stand(request, area, view)
    return area


def uuid_from(text: str) -> UUID:
    """Raises NotFound for what is none."""
    try:
        return UUID(text)
    except ValueError as why:
        raise NotFound from why


def uuid_or_none(text: str) -> UUID | None:
    return uuid_from(text) if text else None


def day_from(text: str) -> date:
    """Raises DayWanted for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError as why:
        raise DayWanted from why


def hour_from(text: str) -> time:
    """Raises HourWanted for what is none."""
    try:
        return time.fromisoformat(text)
    except ValueError as why:
        raise HourWanted from why


def number(request: HttpRequest, name: str) -> int:
    """A number that was sent; 0 where there is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0
