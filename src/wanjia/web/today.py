"""The first screen: people to find first, then the rounds with their gap, then how far one can trust the figures."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from wanjia.coverage import queries
from wanjia.coverage.models import Round
from wanjia.coverage.pages import wording
from wanjia.hot.gap import gap as open_rows
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.labs.queries import unknown, waiting_count
from wanjia.needs import calling
from wanjia.needs.queries import Line
from wanjia.platform.access import Act, may
from wanjia.platform.pages import Signed, area_or_none, sees_people
from wanjia.roster import places
from wanjia.roster.doors import doors
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
    rounds = [round_ for round_ in queries.rounds_in(area) if round_.state == Round.State.OPEN]
    tallies = queries.tallies(rounds, area)
    rounds = sorted((r for r in rounds if tallies[r.pk].owed), key=lambda r: (tallies[r.pk].open == 0, r.due_at))
    sees = sees_people(request, area)
    first = find_first(rounds, area, request.now) if sees else []
    shows_all = request.GET.get("all") == "1"
    context = {
        "area": area, "area_name": places.name_of(area), "sees_people": sees,
        "first": first if shows_all else first[:_FIRST],
        "first_count": len(first),
        "unfinished": sum(tallies[round_.pk].open > 0 for round_ in rounds),
        "tasks": [_task(round_, tallies[round_.pk], area, sees) for round_ in rounds],
        "books": [_books(request, round_, tallies[round_.pk], area) for round_ in rounds],
        "phones": on_duty.phones(request, area), "sites": on_duty.sites(area, request.now),
        "rechecks": waiting_count(area), "unknown": len(unknown(area, request.now)),
        "calls": _calls(request, area),
        "register": _register(request, area), "next": _next_steps(request, area, bool(rounds)),
    }  # fmt: skip
    return render(request, "web/today.html", context)


def _calls(request: Signed, area: int) -> list[Line]:
    """What whoever looks has promised to call, and what is late here."""
    is_here = may(request.actor, Act.SERVE, area)
    return calling.to_make(area, request.actor.account_id, request.now) if is_here else []


def _task(round_: Round, tally: queries.Tally, area: int, sees: bool) -> dict[str, object]:
    obligation = round_.obligation
    rows = open_rows(round_.pk, codes.buildings_under(area), limit=_NAMED) if sees and tally.open else []
    found = doors(obligation.unit, [row.subject_id for row in rows])
    compounds = places.names({codes.compound_of(row.building_key) for row in rows})
    return {
        "round": round_, "tally": tally, "words": wording.words_of(obligation), "kind": wording.name_of(obligation),
        "unit": wording.unit_word(obligation),
        "names": [
            (compounds[codes.compound_of(row.building_key)], found[row.subject_id])
            for row in rows if row.subject_id in found
        ],
    }  # fmt: skip


def _books(request: Signed, round_: Round, tally: queries.Tally, area: int) -> dict[str, object]:
    """The round's equation; where its whole area may be seen, also opened with + added = owed."""
    book: dict[str, object] = {
        "round": round_, "tally": tally, "words": wording.words_of(round_.obligation), "off": 0,
        "strangers": queries.stranger_count(round_, area),
    }  # fmt: skip
    if may(request.actor, Act.SEE_COUNTS, round_.area):
        whole = queries.tally(round_, round_.area) if area != round_.area else tally
        expected = round_.owed_at_opening + queries.added(round_)
        book |= {
            "opened": round_.owed_at_opening,
            "added": expected - round_.owed_at_opening,
            "off": whole.owed - expected,
            "whole": whole,
        }
    return book


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
