"""The first screen: people to find first, then the rounds with their gap, then how far one can trust the figures."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from wanjia.coverage import listing, queries
from wanjia.coverage.models import Round
from wanjia.coverage.pages import wording
from wanjia.coverage.pages.rounds import shown
from wanjia.hot.gap import gap as open_rows
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.labs.queries import unknown, waiting_count
from wanjia.needs import calling
from wanjia.needs.queries import Line
from wanjia.platform.access import Act, may
from wanjia.platform.pages import Signed, area_or_none, sees_people
from wanjia.roster import places
from wanjia.roster.doors import Door, doors
from wanjia.roster.models import Building, BuildingContact, ImportBatch, Person
from wanjia.roster.queries import STALE
from wanjia.web import on_duty
from wanjia.web.rail import doubts
from wanjia.web.urgent import find_first

_FIRST = 6
_NAMED = 3  # people whom a round's line names


def today(request: Signed) -> HttpResponse:
    """Open in my area now. Works with nothing in the register, and says what to do then."""
    area = request.area = area_or_none(request)
    if area is None:
        return render(request, "web/no_role.html", {})
    lines = [*listing.own(area, is_open=True), *listing.inside(area, request.now, is_open=True)]
    lines.sort(key=lambda line: (line.tally.open == 0, line.due_at))
    sees = sees_people(request, area)
    first = find_first(_by_deadline(lines, area, request.now), area, request.now) if sees else []
    shows_all = request.GET.get("all") == "1"
    named = places.names({line.round.area for line in lines if line.is_inside and line.rounds == 1})
    context = {
        "area": area, "area_name": places.name_of(area), "sees_people": sees,
        "first": first if shows_all else first[:_FIRST],
        "first_count": len(first),
        "unfinished": sum(line.tally.open > 0 for line in lines),
        "tasks": [shown(line, named) | {"names": _names(line, area) if sees else []} for line in lines],
        "books": _books(request, lines, area),
        "phones": on_duty.phones(request, area), "sites": on_duty.sites(area, request.now),
        "rechecks": waiting_count(area), "unknown": len(unknown(area, request.now)),
        "calls": _calls(request, area),
        "register": _register(request, area), "next": _next_steps(request, area, bool(lines)),
    }  # fmt: skip
    return render(request, "web/today.html", context)


def _calls(request: Signed, area: int) -> list[Line]:
    """What whoever looks has promised to call, and what is late here."""
    is_here = may(request.actor, Act.SERVE, area)
    return calling.to_make(area, request.actor.account_id, request.now) if is_here else []


def _by_deadline(lines: Sequence[listing.Listed], area: int, now: datetime) -> list[Round]:
    """The rounds of the lines that still miss somebody, one by one. Two queries a line that stands for several."""
    found = [
        one for line in lines if line.tally.open
        for one in (listing.one_by_one(area, line.round, now) if line.rounds > 1 else [line])
    ]  # fmt: skip
    return [one.round for one in sorted(found, key=lambda one: one.due_at) if one.tally.open]


def _names(line: listing.Listed, area: int) -> list[tuple[str, Door]]:
    """Three doors of a round's gap. Three queries; none of a line that stands for several rounds."""
    if line.rounds > 1 or not line.tally.open:
        return []
    rows = open_rows(line.round.pk, codes.buildings_under(area), limit=_NAMED)
    found = doors(line.round.obligation.unit, [row.subject_id for row in rows])
    compounds = places.names({codes.compound_of(row.building_key) for row in rows})
    return [
        (compounds[codes.compound_of(row.building_key)], found[row.subject_id])
        for row in rows if row.subject_id in found
    ]  # fmt: skip


def _books(request: Signed, lines: Sequence[listing.Listed], area: int) -> list[dict[str, object]]:
    """The equation of each line; of a round whose whole area may be seen, also opened with + added = owed."""
    added = listing.added(line.round.pk for line in lines if line.rounds == 1)
    return [
        _book(line, area, strangers, added.get(line.round.pk, 0), may(request.actor, Act.SEE_COUNTS, line.round.area))
        for line, strangers in zip(lines, listing.strangers(area, lines), strict=True)
    ]  # fmt: skip


def _book(line: listing.Listed, area: int, strangers: int, added: int, sees_whole: bool) -> dict[str, object]:
    round_ = line.round
    book: dict[str, object] = {
        "round": round_, "tally": line.tally, "words": wording.words_of(round_.obligation), "off": 0,
        "strangers": strangers, "rounds": line.rounds,
    }  # fmt: skip
    if line.rounds > 1 or not sees_whole:
        return book
    is_whole = line.is_inside or area == round_.area
    whole = line.tally if is_whole else queries.tally(round_, round_.area)
    off = whole.owed - line.opened - added
    return book | {"opened": line.opened, "added": added, "off": off, "whole": whole}


def _register(request: Signed, area: int) -> dict[str, object]:
    """How fresh the register is, up to a subdistrict: wider areas would count millions. Five queries."""
    if codes.level_of(area) < Level.TOWN:
        return {}
    span = codes.buildings_under(area)
    people = Person.objects.filter(building_key__range=span, presence="present", merged_into=None)
    stale = people.filter(Q(checked_at=None) | Q(checked_at__lt=request.now - STALE))
    answered = BuildingContact.objects.filter(building_key__range=span, until_on=None).values("building_key")
    buildings = Building.objects.filter(key__range=span)
    checked = ImportBatch.objects.filter(area__range=codes.codes_under(area), state=ImportBatch.State.PREVIEWED)
    return {
        "people": people.count(), "stale": stale.count(), "doubts": doubts(area),
        "without_contact": buildings.exclude(key__in=answered).count(),
        "imports": checked.count(),
    }  # fmt: skip


def _next_steps(request: Signed, area: int, has_rounds: bool) -> str:
    """The one thing to do when nothing is there yet: import, or open."""
    if not Person.objects.filter(building_key__range=codes.buildings_under(area)).exists():
        return "import" if may(request.actor, Act.IMPORT, area) else "wait"
    if has_rounds:
        return ""
    return "open" if may(request.actor, Act.OPEN_ROUND, area) else "none"
