"""Chat logs and files: brought in as proposals, looked at one by one, and only then tickets."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel.area import committee_of, has_building, somewhere_in
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.needs import importing, proposing, queries
from wanjia.needs.models import Kind, Proposal, Urgency
from wanjia.needs.pages.access import desk_here, is_wide, number_from, stand
from wanjia.needs.placing import Doors, Spot
from wanjia.needs.queries import PAGE
from wanjia.needs.rules.mentions import mentions, plain
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, address, back_to, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.queries import building_names


def proposed(request: Signed) -> HttpResponse:
    """What waits to be checked, danger first. As many queries for fifty lines as for one."""
    area = desk_here(request, "needs:proposed")
    rows = queries.proposed(area)
    names = building_names({row.building_key for row, _words in rows})
    shared = {} if is_wide(area) else _shared(area, [row for row, _words in rows])
    context = {
        "area": area, "area_name": places.name_of(area), "tab": "proposed", "may_serve": True, "kinds": Kind.choices,
        "rows": [(row, text, *names[row.building_key], shared.get(row.pk)) for row, text in rows[:PAGE]],
        "more": len(rows) > PAGE,
        "waiting": queries.proposed_count(area), "batches": queries.batches(area, request.now),
        "urgencies": Urgency.choices, "is_wide": is_wide(area), "here": request.get_full_path(),
    }  # fmt: skip
    return render(request, "needs/proposed.html", context)


def _shared(area: int, rows: Sequence[Proposal]) -> Mapping[UUID, list[tuple[int, str]]]:
    """The buildings of one number in several compounds, for whoever knows whose group it was. Three queries."""
    known = Doors(area)
    found = {row.pk: known.named(row.building) for row in rows if row.building and not has_building(row.building_key)}
    names = building_names({key for keys in found.values() for key in keys})
    return {pk: [(key, " ".join(names[key])) for key in keys] for pk, keys in found.items() if keys}


@require_POST
def decide(request: Signed, proposal_id: UUID) -> HttpResponse:
    """`do`: accept, with the kind, the urgency and the door (`at` a building, `door` as written) as the person says; or
    drop."""
    back = back_to(request, reverse("needs:proposed"))
    sent = request.POST
    if sent.get("do") == "drop":
        proposing.drop(by=request.actor, proposal_id=proposal_id, now=request.now)
        return say_done(request, _("Left out."), to=back)
    row = proposing.look(by=request.actor, proposal_id=proposal_id)
    stand(request, row.building_key if has_building(row.building_key) else row.part)
    at = number_from(sent.get("at", ""), 0)
    spot = _inside(row, at, sent.get("door", "")) if at else _door(row, sent.get("door", ""))
    ticket = proposing.accept(
        by=request.actor, proposal_id=proposal_id, now=request.now, kind=sent.get("kind", ""),
        urgency=number_from(sent.get("urgency", ""), row.urgency), spot=spot,
    )  # fmt: skip
    return say_done(request, _("Ticket %(number)s is open.") % {"number": ticket}, to=back)


def _door(row: Proposal, text: str) -> Spot:
    """The door as somebody corrected it; as proposed where nothing readable was typed. A building that is not known is
    none: the words stay in the room."""
    door = next(iter(mentions(plain(text))), None)
    if door is None:
        return Spot(row.building_key, row.room, row.household_id)
    spot = Doors(row.part).find(door.building, door.room)
    if has_building(spot.building_key):
        return spot
    return Spot(somewhere_in(row.part), plain(text)) if door.building else Spot(row.building_key, door.room)


def _inside(row: Proposal, key: int, text: str) -> Spot:
    """A room of the building that was chosen. Raises NotFound for one of another committee."""
    if committee_of(key) != row.part:
        raise NotFound
    door = next(iter(mentions(plain(text))), None)
    return Doors(key).find("", door.room if door else row.room)


def paste(request: Signed) -> HttpResponse:
    """A chat log, pasted. Nothing counts before somebody has looked."""
    area = desk_here(request, "needs:paste")
    refusal = ""
    if request.method == "POST" and request.POST.get("text", "").strip():
        try:
            proposing.paste(
                by=request.actor, area=area, text=request.POST["text"], name=request.POST.get("name", ""),
                now=request.now,
            )  # fmt: skip
        except Refusal as why:
            refusal = words(why)
        else:
            return HttpResponseRedirect(address(reverse("needs:proposed"), area=area))
    return _bring(request, area, "paste", refusal)


def file(request: Signed) -> HttpResponse:
    """Another hotline's table: its columns are guessed by their heads."""
    area = desk_here(request, "needs:file")
    require(request.actor, Act.SERVE, area)
    refusal = ""
    sent = request.FILES.get("file")
    if request.method == "POST" and sent is not None:
        try:
            importing.bring_in(by=request.actor, area=area, content=sent.read(), file=sent.name or "", now=request.now)
        except Refusal as why:
            refusal = words(why)
        else:
            return HttpResponseRedirect(address(reverse("needs:proposed"), area=area))
    return _bring(request, area, "file", refusal)


def _bring(request: Signed, area: int, how: str, refusal: str) -> HttpResponse:
    context = {
        "area": area, "area_name": places.name_of(area), "tab": "proposed", "may_serve": True, "how": how,
        "refusal": refusal, "text": request.POST.get("text", ""), "name": request.POST.get("name", ""),
        "is_wide": is_wide(area), "most": proposing.MOST_LINES,
    }  # fmt: skip
    return render(request, "needs/bring.html", context, status=422 if refusal else 200)
