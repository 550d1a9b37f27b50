"""Getting from an address to a case, a transfer, a facility: found, and may you?"""

from datetime import date
from uuid import UUID

from django.urls import reverse

from wanjia.cases import facilities, looking
from wanjia.cases.models import Case, Facility, Transfer
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, may
from wanjia.platform.pages import Signed


def stand(request: Signed, area: int, view: str = "cases:cases") -> None:
    """Tells the breadcrumb where the page is; its other areas open the same list."""
    request.area, request.crumb_path = area, reverse(view)


def case_here(request: Signed, case_id: UUID) -> Case:
    case = looking.case_for(request.actor, case_id)
    stand(request, case.building_key)
    return case


def transfer_here(request: Signed, transfer_id: UUID) -> Transfer:
    row = looking.transfer_for(request.actor, transfer_id, is_locked=False)
    stand(request, row.building_key, "cases:transfers")
    return row


def facility_here(request: Signed, facility_id: UUID) -> Facility:
    house = facilities.facility_for(request.actor, facility_id)
    stand(request, house.area, "cases:facilities")
    return house


def day_asked(request: Signed) -> date:
    """`?on=2022-04-11`, else today. Raises NotFound for what is no day, or has not come."""
    asked, today = request.GET.get("on", ""), local_date(request.now)
    try:
        on = date.fromisoformat(asked) if asked else today
    except ValueError as why:
        raise NotFound from why
    if on > today:
        raise NotFound
    return on


def uuid_from(text: str) -> UUID:
    """Raises NotFound for what is no id."""
    try:
        return UUID(text)
    except ValueError as why:
        raise NotFound from why


def number_from(text: str) -> int:
    """Raises NotFound for what is no number."""
    if not text.isdecimal():
        raise NotFound
    return int(text)


def traces(request: Signed, area: int) -> bool:
    return may(request.actor, Act.TRACE, area)


def moves(request: Signed, area: int) -> bool:
    return may(request.actor, Act.TRANSFER, area)
