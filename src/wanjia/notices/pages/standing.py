"""Getting from an address to a notice, and whom it concerns."""

from uuid import UUID

from django.urls import reverse

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level, contains
from wanjia.kernel.errors import NotFound
from wanjia.notices.models import Notice
from wanjia.notices.services import PUBLISH
from wanjia.platform.access import Act, Actor, may, require
from wanjia.platform.pages import Signed, area_of
from wanjia.roster.models import Person


def notice_here(request: Signed, notice_id: UUID, act: Act = Act.SEE_COUNTS) -> Notice:
    """Whoever works in a part of its area may read it, as any resident there may. Raises NotFound, NotAllowed.

    Tells the breadcrumb where it is, or where the reader is when it comes from above.
    """
    found = Notice.objects.filter(pk=notice_id).first()
    if found is None:
        raise NotFound
    inside = [scope.area for scope in request.actor.scopes if contains(found.area, scope.area)]
    if act is not Act.SEE_COUNTS or not inside:
        require(request.actor, act, found.area)
    is_own = may(request.actor, Act.SEE_COUNTS, found.area)
    request.area = found.area if is_own else min(inside)
    request.crumb_path = reverse("notices:notices")
    return found


def part_here(request: Signed, notice_id: UUID, act: Act = Act.SEE_COUNTS) -> tuple[Notice, int]:
    """The notice and the part of its area that the page is about: `?area=`, else where the reader works."""
    found = notice_here(request, notice_id)
    area = area_of(request) if request.GET.get("area") else request.area or found.area
    area = found.area if contains(area, found.area) else area
    if not contains(found.area, area):
        raise NotFound
    if act is not Act.SEE_COUNTS:
        require(request.actor, act, area)
    request.area, request.crumb_path = area, request.path
    return found, area


def uuid_from(text: str) -> UUID:
    """Raises NotFound for what is none."""
    try:
        return UUID(text)
    except ValueError as why:
        raise NotFound from why


def may_publish(actor: Actor, area: int) -> bool:
    return may(actor, PUBLISH, area)


def living(area: int) -> int | None:
    """How many people live there by the register; None above a subdistrict, where counting takes too long."""
    if codes.level_of(area) < Level.TOWN:
        return None
    near = Person.objects.filter(building_key__range=codes.buildings_under(area), presence="present", merged_into=None)
    return near.count()
