"""Getting from an address to a ladder, a person: found, and may you?"""

from datetime import time
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from wanjia.care import climbing
from wanjia.care.models import Ladder
from wanjia.care.refusals import HourWanted
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, area_of
from wanjia.roster.models import Person
from wanjia.roster.reveal import person_for


def stand(request: Signed, area: int, view: str = "care:today") -> None:
    """Tells the breadcrumb where the page is."""
    request.area, request.crumb_path = area, reverse(view)


def served_area(request: Signed, view: str) -> int:
    """The area asked for, if the account serves there. Raises NotFound, NotAllowed."""
    area = area_of(request)
    require(request.actor, Act.SERVE, area)
    stand(request, area, view)
    return area


def committee_asked(request: Signed) -> int:
    """The committee of the area, where something is written down. Raises NotFound above it."""
    area = area_of(request)
    if codes.level_of(area) < Level.COMMITTEE:
        raise NotFound
    return codes.committee_of(area)


def person_here(request: Signed, person_id: int, act: Act = Act.SERVE) -> Person:
    person = person_for(request.actor, act, person_id)
    stand(request, person.building_key)
    return person


def ladder_here(request: Signed, ladder_id: UUID) -> Ladder:
    held = climbing.ladder_for(request.actor, ladder_id)
    stand(request, held.building_key)
    return held


def number(request: HttpRequest, name: str) -> int | None:
    """A number that was sent; None where there is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def uuid_in(text: str) -> UUID:
    """Raises NotFound for what is none."""
    try:
        return UUID(text)
    except ValueError as why:
        raise NotFound from why


def hour_in(text: str) -> time | None:
    """None for nothing. Raises HourWanted for what is no hour."""
    try:
        return time.fromisoformat(text) if text else None
    except ValueError as why:
        raise HourWanted from why
