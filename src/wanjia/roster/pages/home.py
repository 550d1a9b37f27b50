"""The register from above: what it holds of an area, how fresh that is, and the lists behind each number."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import PAGE, Signed, area_of, page_or_part, sees_people
from wanjia.roster import overview, queries
from wanjia.roster.models import NeedKind, Presence
from wanjia.roster.overview import Cursor, Wanted
from wanjia.roster.pages.standing import stand
from wanjia.roster.places import name_of


def register(request: Signed) -> HttpResponse:
    """Counts for whoever may see counts; buildings and names for whoever may see people."""
    area = area_of(request)
    level = codes.level_of(area)
    if level == Level.BUILDING:
        return redirect("web:building", area)
    stand(request, area)
    census = queries.census(area, request.now)
    context = {
        "title": name_of(area), "census": census, "checked": census.people - census.stale,
        "needs": [(kind, label, census.needs[kind]) for kind, label in NeedKind.choices if census.needs.get(kind)],
        "sees_people": sees_people(request, area), "may": _may(request, area),
        "is_committee": level == Level.COMMITTEE,
        "yards": overview.yards(area, request.now) if level >= Level.COMMITTEE else [],
        "below": _below(area, request) if level < Level.COMMITTEE else [],
    }  # fmt: skip
    return render(request, "roster/register.html", context)


def _may(request: Signed, area: int) -> dict[str, bool]:
    return {act.value: may(request.actor, act, area) for act in (Act.IMPORT, Act.EXPORT, Act.EDIT_REGISTER)}


def _below(area: int, request: Signed) -> list[overview.Held]:
    """The largest number of unchecked first."""
    return sorted(overview.below(area, request.now), key=lambda held: (-held.stale, held.area))


def people(request: Signed) -> HttpResponse:
    """Whoever a number of the register stands for, in walking order."""
    area = area_of(request)
    require(request.actor, Act.SEE_PEOPLE, area)
    stand(request, area)
    wanted = _wanted(request)
    found = overview.people(area, wanted, request.now, limit=PAGE + 1, after=_cursor(request.GET.get("after", "")))
    more = found[PAGE - 1] if len(found) > PAGE else None
    rows = list(zip(overview.doors_of(found[:PAGE]), found, strict=False))
    context = {
        "title": _title(wanted), "wanted": wanted, "rows": rows,
        "next": f"{more.building_key}-{more.walk}-{more.pk}" if more else "",
        "filters": _filters(wanted), "where": name_of(area), "is_first": "after" not in request.GET,
    }  # fmt: skip
    return page_or_part(request, "roster/people.html", "roster/_people.html", context)


def _wanted(request: Signed) -> Wanted:
    asked = request.GET.get("show", "")
    if asked in NeedKind.values:
        return Wanted(need=asked)
    if asked in Presence.values:
        return Wanted(presence=asked)
    return Wanted(is_stale=asked == "stale", lives_apart=asked == "apart")


def _title(wanted: Wanted) -> str:
    if wanted.need:
        return str(NeedKind(wanted.need).label)
    if wanted.is_stale:
        return _("Not checked for 30 days")
    if wanted.lives_apart:
        return _("Registered at another address")
    return str(Presence(wanted.presence).label)


def _filters(wanted: Wanted) -> list[tuple[str, str, bool]]:
    """(what `show` is, word, chosen)."""
    return [
        ("", str(Presence.PRESENT.label), wanted == Wanted()),
        ("stale", _("not checked"), wanted.is_stale),
        *((kind, str(label), wanted.need == kind) for kind, label in NeedKind.choices),
        ("apart", _("registered elsewhere"), wanted.lives_apart),
        ("away", str(Presence.AWAY.label), wanted.presence == Presence.AWAY),
    ]  # fmt: skip


def _cursor(text: str) -> Cursor | None:
    if not text:
        return None
    try:
        building, walk, id_ = map(int, text.split("-"))
    except ValueError as why:
        raise NotFound from why
    return building, walk, id_


def unanswered(request: Signed) -> HttpResponse:
    """Buildings for which nobody answers."""
    area = area_of(request)
    require(request.actor, Act.SEE_PEOPLE, area)
    stand(request, area)
    context = {"rows": overview.unanswered(area), "where": name_of(area)}
    return render(request, "roster/unanswered.html", context)
