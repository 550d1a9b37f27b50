"""The zones of an area, unit by unit; drawing one, ending one; what happened in its units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.isolation import presets, queries, services
from wanjia.isolation.forms import EventForm, ZoneForm
from wanjia.isolation.models import UnitEvent, ZoneDecision
from wanjia.isolation.pages.access import day_asked, places_in, stand, zone_here
from wanjia.isolation.queries import Units, ZoneLine
from wanjia.isolation.rules.spots import Spot
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.models import Household

_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Group:
    """Units that stand alike, as the list shows them."""

    units: Units
    named: str
    more: int
    key: int  # the building to open


@dataclass(frozen=True, slots=True)
class Line:
    """One zone of the list."""

    line: ZoneLine
    place: str
    groups: tuple[Group, ...]
    may_end: bool


def zones(request: Signed) -> HttpResponse:
    """Every zone with rule, since, until, why, and what would lift it. Some ten queries, however many."""
    area = area_of(request)
    stand(request, area)
    on, is_wide = day_asked(request), codes.level_of(area) < Level.TOWN
    lines = [] if is_wide else queries.zone_lines(area, on)
    is_inside = codes.level_of(area) >= Level.COMMITTEE
    decides = is_inside and may(request.actor, Act.DECIDE, area)
    events = queries.events_in(area) if is_inside else []
    context = {
        "area": area, "area_name": places.name_of(area), "on": on, "today": local_date(request.now),
        "is_wide": is_wide, "lines": _lines(request, lines), "may_decide": decides, "is_inside": is_inside,
        "may_see": may(request.actor, Act.SEE_PEOPLE, area), "events": _named(events), "ends": _ends(),
    }  # fmt: skip
    return render(request, "isolation/zones.html", context)


def _ends() -> list[tuple[str, object]]:
    return [(value, label) for value, label in ZoneDecision.End.choices]


def _lines(request: Signed, found: Sequence[ZoneLine]) -> list[Line]:
    keys = {spot.building for line in found for group in line.groups for spot in group.spots}
    named = full_names(keys | {line.zone.place for line in found})
    return [
        Line(
            line, named[line.zone.place], tuple(_group(group, named) for group in line.groups),
            may(request.actor, Act.DECIDE, line.zone.place),
        )
        for line in found
    ]  # fmt: skip


def _group(units: Units, named: Mapping[int, str]) -> Group:
    """Rooms are never named here: a unit smaller than a stair reads as a part of its building."""
    told = _told(units.spots, named)
    return Group(units, _(", ").join(told[:_MOST_NAMED]), max(0, len(told) - _MOST_NAMED), units.spots[0].building)


def _told(spots: Sequence[Spot], named: Mapping[int, str]) -> list[str]:
    """A building with the stairs that are meant, each building once."""
    by_building: dict[int, list[Spot]] = {}
    for spot in spots:
        by_building.setdefault(spot.building, []).append(spot)
    return [_spot_words(named[key], some) for key, some in by_building.items()]


def _spot_words(building: str, spots: Sequence[Spot]) -> str:
    if any(spot.household is not None for spot in spots):
        return _("part of %(building)s") % {"building": building}
    stairs = " ".join(str(spot.stair) for spot in spots if spot.stair is not None)
    return _("%(building)s, stair %(stair)s") % {"building": building, "stair": stairs} if stairs else building


def full_names(wanted: set[int]) -> dict[int, str]:
    """Names of places; a building with its compound, since a committee has many that are called 1. Three queries."""
    houses = {code for code in wanted if codes.level_of(code) == Level.BUILDING}
    named = places.names(wanted | {codes.compound_of(key) for key in houses})
    return named | {key: f"{named[codes.compound_of(key)]} {named[key]}" for key in houses}


def _named(events: Sequence[UnitEvent]) -> list[tuple[UnitEvent, str]]:
    named = full_names({event.place for event in events})
    return [(event, named[event.place]) for event in events]


def draw(request: Signed) -> HttpResponse:
    """The form that puts a place under a rule."""
    area = area_of(request)
    require(request.actor, Act.DECIDE, area)
    stand(request, area)
    today = local_date(request.now)
    form = ZoneForm(
        request.POST or None, places=places_in(request, area), rules=presets.usable("zone", area, today),
        initial={"place": area, "since_on": today},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        said = services.ZoneSaid(
            asked["place"], form.chosen(), asked["since_on"], asked["reason"], asked["source"], asked["stair"]
        )
        try:
            services.draw_zone(by=request.actor, said=said, now=request.now)
        except Refusal as why:
            form.add_error(None, words(why))
        else:
            text = _("%(place)s is under %(rule)s.") % {"place": places.name_of(said.place), "rule": said.rule}
            return say_done(request, text, to=address(reverse("isolation:zones"), area=area))
    return _form(request, form, _("Put a place under a rule"), _("Write down"), area)


@require_POST
def end_zone(request: Signed, zone_id: UUID) -> HttpResponse:
    """Ends a zone with its reason; by time only when every unit of it is free."""
    zone = zone_here(request, zone_id)
    on = local_date(request.now)
    line = next((one for one in queries.zone_lines(zone.part, on) if one.zone.pk == zone.pk), None)
    lift_on = line.lift_on if line and line.is_sure else None
    services.end_zone(
        by=request.actor, zone_id=zone_id, reason=request.POST.get("reason", ""), lift_on=lift_on, now=request.now
    )
    return say_done(request, _("The zone is ended."), to=address(reverse("isolation:zones"), area=zone.part))


def event(request: Signed) -> HttpResponse:
    """The form that writes down what happened in a unit."""
    area = area_of(request)
    require(request.actor, Act.DECIDE, area)
    stand(request, area)
    form = EventForm(
        request.POST or None, places=places_in(request, area),
        initial={"place": area, "on": local_date(request.now)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            services.note_event(by=request.actor, said=_said(form, request), now=request.now)
        except Refusal as why:
            form.add_error(None, words(why))
        else:
            text = _("Written down. What it moves is shown with its reason.")
            return say_done(request, text, to=address(reverse("isolation:zones"), area=area))
    return _form(request, form, _("What happened in a unit"), _("Write down"), area)


def _said(form: EventForm, request: Signed) -> services.EventSaid:
    asked = form.cleaned_data
    home = None
    if asked["room"].strip():
        near = Household.objects.filter(building_key=asked["place"], room=asked["room"].strip())
        home = (near.filter(stair=asked["stair"]) if asked["stair"] else near).first()
        if home is None:
            raise NotFound
    return services.EventSaid(
        asked["kind"], asked["place"], form.happened_at(request.now), asked["source"], asked["stair"],
        home.pk if home else None,
    )  # fmt: skip


@require_POST
def withdraw(request: Signed, event_id: UUID) -> HttpResponse:
    """Takes back what turned out wrong, with the reason."""
    services.withdraw_event(by=request.actor, event_id=event_id, why=request.POST.get("why", ""), now=request.now)
    return say_done(request, _("Taken back. Everything is computed without it."), to=reverse("isolation:zones"))


def _form(request: Signed, form: ZoneForm | EventForm, title: str, act_word: str, area: int) -> HttpResponse:
    context = {
        "form": form, "title": title, "act_word": act_word, "where": places.name_of(area),
        "back": address(reverse("isolation:zones"), area=area), "area": area,
    }  # fmt: skip
    return render(request, "isolation/form.html", context, status=422 if form.errors else 200)
