"""Chat groups: which there are, which buildings have none, and of one group the doors that are not in it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import Refusal
from wanjia.notices import grouping, groups
from wanjia.notices.channels import answers
from wanjia.notices.forms import GroupForm
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import PAGE, Signed, address, area_of, ids_in, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.doors import doors


def directory(request: Signed) -> HttpResponse:
    """Of a committee, a compound or a building; a POST adds one there."""
    area = request.area = area_of(request)
    require(request.actor, Act.SEE_PEOPLE, area)
    request.crumb_path = reverse("notices:groups")
    wide = codes.level_of(area) < Level.COMMITTEE
    form = GroupForm(request.POST or None, places=[] if wide else _places(area))
    if request.method == "POST" and form.is_valid():
        return _add(request, form, area)
    context = {
        "area": area, "area_name": places.name_of(area), "form": form, "is_wide": wide,
        "groups": [] if wide else groups.groups_in(area), "bare": [] if wide else groups.without_group(area),
        "may_record": not wide and may(request.actor, Act.RECORD, area),
    }  # fmt: skip
    return render(request, "notices/groups.html", context, status=422 if form.errors else 200)


def _places(area: int) -> list[tuple[int, str]]:
    """Where a group may be for: the compounds and buildings of the page."""
    level = codes.level_of(area)
    if level == Level.BUILDING:
        return list(places.names([area]).items())
    compounds = places.children(area) if level == Level.COMMITTEE else [area]
    keys = [key for compound in compounds for key in places.children(compound)]
    named = places.names({*compounds, *keys})
    told = {key: f"{named[codes.compound_of(key)]} {named[key]}" for key in keys}
    return [(code, named[code]) for code in compounds] + [(key, told[key]) for key in keys]


def _add(request: Signed, form: GroupForm, area: int) -> HttpResponse:
    said = form.cleaned_data
    to = address(reverse("notices:groups"), area=area)
    try:
        made = grouping.add_group(
            by=request.actor, area=int(said["place"]), name=said["name"], kept_by=said["kept_by"], now=request.now
        )
    except Refusal as why:
        return say_done(request, words(why), to=to)
    own = reverse("notices:group", args=[made.pk])
    return say_done(request, _("Written down: %(name)s.") % {"name": made.name}, to=own)


def group(request: Signed, group_id: UUID) -> HttpResponse:
    """The doors that are not in it: a message there does not reach them."""
    found = grouping.group_for(request.actor, group_id)
    request.area, request.crumb_path = found.area, reverse("notices:groups")
    out = groups.outside(found)
    at = doors("household", out[: 4 * PAGE])
    context = {
        "group": found, "area": found.area, "area_name": _whole_name(found.area), "n_out": len(out),
        "rows": [at[one] for one in out[: 4 * PAGE] if one in at], "n_in": len(groups.members_of(found)),
        "is_compound": codes.level_of(found.area) == Level.COMPOUND,
        "may_record": may(request.actor, Act.RECORD, found.area),
    }  # fmt: skip
    return render(request, "notices/group.html", context)


def _whole_name(area: int) -> str:
    """A building with its compound."""
    if codes.level_of(area) < Level.BUILDING:
        return places.name_of(area)
    named = places.names([area, codes.compound_of(area)])
    return f"{named[codes.compound_of(area)]} {named[area]}"


@require_POST
def check(request: Signed, group_id: UUID) -> HttpResponse:
    """`text`: the list of members, pasted; `subject`: doors that were ticked. `all`: whoever is not on it has left."""
    found = grouping.group_for(request.actor, group_id, Act.RECORD)
    pasted, unknown = answers.homes_in(request.POST.get("text", "")[:20_000], groups.homes_of(found))
    homes = [*ids_in(request.POST, "subject"), *pasted]
    is_all = bool(request.POST.get("all")) and bool(pasted)
    new, gone = grouping.see_members(by=request.actor, group=found, homes=homes, now=request.now, is_all=is_all)
    said = _("%(new)s doors came in, %(gone)s left.") % {"new": new, "gone": gone}
    if unknown:
        said += " " + _("No such door here: %(doors)s.") % {"doors": _(", ").join(unknown[:20])}
    return say_done(request, said, to=reverse("notices:group", args=[found.pk]))


@require_POST
def close(request: Signed, group_id: UUID) -> HttpResponse:
    """The group is no more."""
    found = grouping.group_for(request.actor, group_id, Act.RECORD)
    grouping.close_group(by=request.actor, group=found, now=request.now)
    to = address(reverse("notices:groups"), area=codes.committee_of(found.area))
    return say_done(request, _("Closed: %(name)s.") % {"name": found.name}, to=to)
