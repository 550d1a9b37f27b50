"""Getting from an address to a box, a holder, a round: found, and may you?"""

from uuid import UUID

from django.urls import reverse

from wanjia.coverage.models import Round
from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.logistics.models import Box, Holder
from wanjia.platform.access import Act, one_for
from wanjia.platform.pages import Signed, address

CHANGED = "chain-changed"


def stand(request: Signed, area: int) -> None:
    """Tells the breadcrumb where the page is; its other areas open their boxes."""
    request.area, request.crumb_path = area, reverse("logistics:boxes")


def box_here(request: Signed, box_id: UUID, act: Act = Act.SEE_COUNTS) -> Box:
    """Raises NotFound for a box that is not there or not in the account's areas, NotAllowed."""
    box = one_for(request.actor, act, Box.objects.select_related("to_lab").filter(id=box_id), lambda it: it.place)
    stand(request, box.place)
    return box


def holder_here(request: Signed, holder_id: UUID, act: Act) -> Holder:
    """The same for a courier, depot or laboratory, by where it works."""
    return one_for(request.actor, act, Holder.objects.filter(id=holder_id), lambda it: it.area)


def round_of(request: Signed, rounds: list[Round]) -> Round | None:
    """`?round=`, else the first round that is sampled for a laboratory. `?round=all`: whatever began lately."""
    asked = request.GET.get("round", "")
    if asked == "all":
        return None
    if asked:
        found = next((round_ for round_ in rounds if str(round_.pk) == asked), None)
        if found is None:
            raise NotFound
        return found
    return next((round_ for round_ in rounds if round_.obligation_id == "nat"), None)


def box_address(box: Box) -> str:
    return reverse("logistics:box", args=[box.pk])


def list_address(area: int) -> str:
    """The boxes of the desk that answers for the area."""
    return address(reverse("logistics:boxes"), area=codes.desk_of(area))
