"""Getting from an address to a laboratory: found, and may you?"""

from uuid import UUID

from django.urls import reverse

from wanjia.kernel.errors import NotFound
from wanjia.labs.models import Lab
from wanjia.platform.access import Act, may, one_for
from wanjia.platform.pages import Signed, area_or_none


def stand(request: Signed, area: int) -> None:
    """Tells the breadcrumb where the page is; its other areas open their laboratories."""
    request.area, request.crumb_path = area, reverse("labs:labs")


def lab_here(request: Signed, lab_id: UUID, act: Act) -> Lab:
    """The laboratory, for who may do this there. Raises NotFound, NotAllowed."""
    lab = one_for(request.actor, act, Lab.objects.filter(id=lab_id), lambda it: it.area)
    stand(request, lab.area)
    return lab


def lab_seen(request: Signed, lab_id: UUID) -> Lab:
    """The same for reading: also from an area that sends its tubes there, for a town or what is above it."""
    lab = Lab.objects.filter(id=lab_id).first()
    if lab is None:
        raise NotFound
    if may(request.actor, Act.SEE_COUNTS, lab.area):
        stand(request, lab.area)
        return lab
    area = area_or_none(request)
    if area is None or lab.area // 10**6 != area // 10**6:
        raise NotFound
    stand(request, area)
    return lab
