"""Getting from an address to a site, a slot or a round: found, and may you?"""

from uuid import UUID

from django.urls import reverse

from wanjia.coverage import queries as coverage
from wanjia.coverage.models import Round
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, one_for, require
from wanjia.platform.pages import Signed, address, area_of
from wanjia.testing.models import Site, Slot

CHANGED = "testing-changed"  # the day's page reloads its lists when it hears it


def stand(request: Signed, area: int) -> None:
    """Tells the breadcrumb where the page is; its other areas open their sites."""
    request.area, request.crumb_path = area, reverse("testing:sites")


def site_here(request: Signed, site_id: UUID, act: Act = Act.SEE_COUNTS) -> Site:
    """Raises NotFound for a site that is not there or not in the account's areas, NotAllowed."""
    site = one_for(request.actor, act, Site.objects.filter(id=site_id), lambda it: it.place)
    stand(request, site.place)
    return site


def slot_here(request: Signed, slot_id: UUID, act: Act) -> Slot:
    """The same for one line of a timetable."""
    rows = Slot.objects.select_related("site", "round").filter(id=slot_id)
    slot = one_for(request.actor, act, rows, lambda it: it.site.place)
    stand(request, slot.site.place)
    return slot


def committee_here(request: Signed, act: Act = Act.SEE_COUNTS) -> int:
    """The committee of the page: timetables and labels are a committee's. 0 where only something wider is said."""
    area = area_of(request)
    stand(request, area)
    if codes.level_of(area) < Level.COMMITTEE:
        require(request.actor, act, area)
        return 0
    committee = codes.committee_of(area)
    require(request.actor, act, committee)
    return committee


def round_of(request: Signed, area: int) -> Round | None:
    """The round that the page is about: `?round=`, else the open one that has a timetable here, else the nearest.

    None where no open round wants people at a site.
    """
    rounds = coverage.sampled_rounds(area, request.now)
    asked = request.GET.get("round") or request.POST.get("round") or ""
    if asked.isdecimal():
        found = next((round_ for round_ in rounds if round_.pk == int(asked)), None)
        if found is None:
            raise NotFound
        return found
    planned = set(
        Slot.objects.filter(part__range=codes.codes_under(area), round__in=rounds)
        .order_by()
        .values_list("round_id", flat=True)
        .distinct()
    )
    first = rounds[0] if rounds else None
    return next((round_ for round_ in rounds if round_.pk in planned), _sampling(rounds) or first)


def _sampling(rounds: list[Round]) -> Round | None:
    return next((round_ for round_ in rounds if round_.obligation_id == "nat"), None)


def day_address(site: Site, round_: Round | None = None) -> str:
    """The day's page of a site."""
    return address(reverse("testing:site", args=[site.pk]), round=round_.pk if round_ else None)
