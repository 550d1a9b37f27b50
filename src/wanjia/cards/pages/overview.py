"""How far an area is with its cards: who has one, who lacks one, which end soon, which wait to be handed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.cards import queries, services
from wanjia.cards.pages.standing import area_here, kind_of, may_here
from wanjia.cards.queries import Held
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Level
from wanjia.platform.access import Act
from wanjia.platform.pages import Signed, address, say_done
from wanjia.roster import places

_COUNTED = Level.TOWN  # what lies above has millions of people: its areas are links, without figures


@dataclass(frozen=True, slots=True)
class Line:
    """One area below, with its name and where it stands."""

    name: str
    inside: str  # the compound of a building
    held: Held


def cards(request: Signed) -> HttpResponse:
    """Counts only; names come with the list and with paper."""
    area, kind = area_here(request, Act.SEE_COUNTS), kind_of(request)
    level = codes.level_of(area)
    found = queries.held_by_building(area, kind, clock.local_date(request.now)) if level >= _COUNTED else []
    context = {
        "kind": kind, "whole": reduce(add, found) if found else None, "lines": _lines(found, level),
        "below": _below(area) if level < _COUNTED else [], "may": may_here(request, area),
        "is_issued_here": level >= Level.COMMITTEE, "waiting": queries.correction_count(area),
        "area_name": places.name_of(area), "is_building": level == Level.BUILDING,
    }  # fmt: skip
    return render(request, "cards/cards.html", context)


def _lines(found: Sequence[Held], level: Level) -> list[Line]:
    """Buildings as on the ground; a subdistrict's committees, the one that lacks most first."""
    if level == Level.TOWN:
        return sorted(_summed(found), key=lambda line: -line.held.to_issue)
    named = places.names({key for held in found for key in (held.area, codes.compound_of(held.area))})
    return [Line(named[held.area], named[codes.compound_of(held.area)], held) for held in found]


def _summed(found: Sequence[Held]) -> list[Line]:
    sums: dict[int, Held] = {}
    for held in found:
        committee = codes.committee_of(held.area)
        zero = sums.get(committee, Held(committee, 0, 0, 0, 0))
        sums[committee] = zero + held
    named = places.names(sums)
    return [Line(named[committee], "", held) for committee, held in sums.items()]


def _below(area: int) -> list[tuple[str, int]]:
    below = places.children(area)
    named: Mapping[int, str] = places.names(below)
    return [(named[code], code) for code in below]


@require_POST
def issue(request: Signed) -> HttpResponse:
    """Cards for everybody of the area who lacks one or whose card ends within a week."""
    area, kind = area_here(request, Act.EDIT_REGISTER), kind_of(request)
    done = services.issue(by=request.actor, area=area, kind=kind, now=request.now)
    to = address(reverse("cards:cards"), area=area, kind=kind)
    return say_done(request, _told(done), to=to)


def _told(done: services.Issued) -> str:
    if not (done.new or done.renewed or done.ended):
        return _("Everybody has a card already. Nothing was made.")
    parts = [ngettext("%(n)s new card", "%(n)s new cards", done.new) % {"n": done.new}]
    if done.renewed:
        parts.append(ngettext("%(n)s renewed", "%(n)s renewed", done.renewed) % {"n": done.renewed})
    if done.ended:
        parts.append(
            ngettext("%(n)s of somebody gone ended", "%(n)s of people gone ended", done.ended) % {"n": done.ended}
        )
    return _(", ").join(parts)
