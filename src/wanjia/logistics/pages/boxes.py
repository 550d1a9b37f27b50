"""The list of boxes with its books, one box with its custody line, who is in it, and finding one."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.coverage import queries as coverage
from wanjia.coverage.models import Tube
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.kernel.ids import part_of
from wanjia.logistics import alarms, holding, losing, queries, services
from wanjia.logistics.models import Box
from wanjia.logistics.pages.access import box_address, box_here, round_of, stand
from wanjia.logistics.pages.steps import steps_of
from wanjia.logistics.rules.boxes import State
from wanjia.logistics.rules.limits import Link
from wanjia.logistics.viewing import BoxView
from wanjia.platform.access import Act, may, require
from wanjia.platform.audit import record
from wanjia.platform.pages import Signed, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.doors import Door, doors
from wanjia.roster.pages.numbers import Dial

_LATE = "late"  # beside the states, what a chip above the list shows: whatever warns or is over


def boxes(request: Signed) -> HttpResponse:
    """Boxes of an area, what warns first, beside the books of its links. Some thirty queries, however many.

    Wider than a subdistrict, books read millions of tubes: they stand on the chain board, which is drawn ahead.
    """
    area = area_of(request)
    stand(request, area)
    rounds = coverage.sampled_rounds(area, request.now)
    round_ = round_of(request, rounds)
    is_wide = codes.level_of(area) < Level.TOWN
    found = [] if is_wide else queries.boxes_in(area, round_.pk if round_ else None, request.now)
    asked = request.GET.get("state", "")
    counts = Counter[str](view.state for view in found)
    counts[_LATE] = sum(_is_late(view) for view in found)
    shown = [view for view in found if not asked or (_is_late(view) if asked == _LATE else view.state == asked)]
    context = {
        "area": area, "area_name": places.name_of(area), "round": round_, "rounds": rounds, "views": shown,
        "is_wide": is_wide, "asked": asked, "total": len(found), "chips": [(state, counts[state]) for state in State],
        "late": counts[_LATE],
        "board": None if is_wide else queries.links(area, round_.pk if round_ else None, request.now),
        "may_pack": may(request.actor, Act.CUSTODY, area), "is_site": codes.level_of(area) >= Level.COMMITTEE,
        "round_asked": request.GET.get("round", ""),
    }  # fmt: skip
    return render(request, "logistics/boxes.html", context)


def _is_late(view: BoxView) -> bool:
    return view.standing is not None and view.standing.state != "ok"


def box(request: Signed, box_id: UUID) -> HttpResponse:
    """One box: who held it, its tubes, what was recorded, who took the alarm. POST: what is done about it."""
    here = box_here(request, box_id)
    problem = ""
    if request.method == "POST":
        try:
            return _done(request, here)
        except Refusal as why:
            if why.status in (403, 404):
                raise
            problem = words(why)
    view = queries.view_of(here, request.now)
    item = f"box:{here.pk}"
    context = {
        "area": here.place, "box": here, "view": view, "steps": steps_of(view, request.now), "problem": problem,
        "place_name": places.name_of(here.place), "events": queries.box_events(here)[::-1],
        "notes": queries.alarm_notes(here.part, [item]).get(item, []),
        "may": {act.value: may(request.actor, act, here.place) for act in Act},
        "may_take": may(request.actor, Act.OPEN_ROUND, here.place) or may(request.actor, Act.CUSTODY, here.place),
        "can_lose": view.taken_in is None and view.state not in (State.LOST, State.ENDED),
        "affected": _buildings(here, view),
    }  # fmt: skip
    return render(request, "logistics/box.html", context, status=422 if problem else 200)


@dataclass(frozen=True, slots=True)
class House:
    """One building that a loss concerns."""

    key: int
    name: str
    people: int


def _buildings(here: Box, view: BoxView) -> list[House]:
    """Of a lost box: whose contacts have to know, and how many people each. Names of people stay in the gap list."""
    if view.state is not State.LOST or not here.reopened:
        return []
    homes = doors("person", here.reopened)
    counts = Counter(door.building_key for door in homes.values())
    named = places.names({*counts, *(codes.compound_of(key) for key in counts)})
    return [House(key, f"{named[codes.compound_of(key)]} {named[key]}", counts[key]) for key in sorted(counts)]


def _done(request: Signed, here: Box) -> HttpResponse:
    """Raises Refusal; NotFound for what no form of ours sends."""
    what, by, now = request.POST.get("do", ""), request.actor, request.now
    text = request.POST.get("text", "")
    if what == "take":
        view = queries.view_of(here, now)
        level = view.standing.level if view.standing else 0
        link = Link.BOX_LAB if view.closed_at else Link.SAMPLE_BOX
        alarms.take(by=by, place=here.place, link=link, item=f"box:{here.pk}", level=level, did=text, now=now)
        said = _("Written down. The clock goes on.")
    elif what == "empty":
        services.empty(by=by, box=here, now=now)
        said = _("Box %(code)s is empty and may be filled again.") % {"code": here.code}
    elif what == "give_up":
        services.give_up(by=by, box=here, why=text, now=now)
        said = _("Box %(code)s is given up. Its tubes are not packed.") % {"code": here.code}
    elif what == "found":
        again = losing.found(by=by, box=here, note=text, now=now)
        said = _("Box %(code)s is found. %(n)s people count as sampled again.") % {"code": here.code, "n": len(again)}
    else:
        raise NotFound
    return say_done(request, said, to=box_address(here))


@require_POST
def call_holder(request: Signed, box_id: UUID, holder_id: UUID) -> HttpResponse:
    """Dials whoever had the box; the call is logged. Raises NotFound for who never did."""
    here = box_here(request, box_id, Act.CUSTODY)
    holder = queries.view_of(here, request.now).holders.get(holder_id)
    if holder is None:
        raise NotFound
    return Dial(holding.number_of_holder(by=request.actor, holder=holder, box=here, now=request.now))


@dataclass(frozen=True, slots=True)
class Inside:
    """One tube with the doors of its people, in the order in which they were swabbed."""

    code: str
    people: tuple[Door | None, ...]  # None: without a record


def people(request: Signed, box_id: UUID) -> HttpResponse:
    """Everybody in a box by tube: door and masked name. Reading it leaves a line."""
    here = box_here(request, box_id, Act.SEE_PEOPLE)
    view = queries.view_of(here, request.now)
    events = {tube.record.event_id: tube.code for tube in view.tubes if tube.record}
    parts = {tube.record.part for tube in view.tubes if tube.record}
    rows = {row.event_id: row for row in Tube.objects.filter(part__in=parts, event_id__in=events)}
    at = doors("person", {one for row in rows.values() for one in row.members if one})
    tubes = [Inside(events[event], tuple(_seen(request, at.get(one)) for one in rows[event].members))
             for event in events if event in rows]  # fmt: skip
    record(by=request.actor, act="chain.read_people", area=here.part, subject=f"box:{here.code}", now=request.now)
    return render(request, "logistics/people.html", {"area": here.place, "box": here, "view": view, "tubes": tubes})


def _seen(request: Signed, door: Door | None) -> Door | None:
    """Who lives outside the account's areas is counted and not named."""
    return door if door is not None and may(request.actor, Act.SEE_PEOPLE, door.building_key) else None


def find(request: Signed) -> HttpResponse:
    """A tube, a box or a person's tubes by their code. Five queries."""
    area = area_of(request)
    stand(request, area)
    text = request.GET.get("q", "").strip()[:40]
    person = int(text) if text.isdecimal() and len(text) == 18 else None
    if person is not None:
        require(request.actor, Act.SEE_PEOPLE, part_of(person))
    found = queries.find(text, area, person) if text else None
    context = {
        "area": area, "area_name": places.name_of(area), "q": text, "found": found,
        "tubes": _tubes_found(found) if found else [], "back": reverse("logistics:boxes"),
        "is_none": found is not None and not (found.boxes or found.holding or found.tubes),
    }  # fmt: skip
    return render(request, "logistics/find.html", context)


def _tubes_found(found: queries.Found) -> list[tuple[object, str, list[Box]]]:
    named = places.names({tube.place for tube in found.tubes})
    held = {tube.code: queries.boxes_of(tube.part, tube.event_id) for tube in found.tubes}
    return [(tube, named[tube.place], held[tube.code]) for tube in found.tubes]
