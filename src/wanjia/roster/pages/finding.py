"""Search: a name, its initials, a room, the end of a telephone; a whole document number only by POST.

A number in an address would stand in histories and logs, so what looks like one is never searched from there.
"""

import re
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Span, committee_of
from wanjia.platform.access import Act, home_of, may, reach, require
from wanjia.platform.audit import record
from wanjia.platform.pages import Signed, area_from, area_of
from wanjia.roster import queries
from wanjia.roster.pages.standing import stand
from wanjia.roster.places import name_of
from wanjia.roster.queries import Hit

MOST = 50
_NUMBER = re.compile(r"(?=(?:.*\d){6})[\w() -]{8,40}", re.A)  # at least six digits: a document or a whole telephone


def search(request: Signed) -> HttpResponse:
    """GET shows what `q` finds; POST sends words on to that address and answers whole numbers itself."""
    area = _area(request)
    text = (request.POST if request.method == "POST" else request.GET).get("q", "").strip()
    is_number = bool(_NUMBER.fullmatch(text))
    if request.method == "POST" and not is_number:
        query = urlencode({"q": text, "area": area})
        return HttpResponseRedirect(f"{reverse('roster:search')}?{query}", status=303)
    hits = [] if is_number and request.method == "GET" else _found(request, text, area)
    if is_number and request.method == "POST":
        record(
            by=request.actor,
            act="register.find_number",
            area=codes.desk_of(area),
            now=request.now,
            detail={"hits": len(hits)},
        )
    context = {
        "q": "" if is_number else text, "is_number": is_number, "was_refused": is_number and request.method == "GET",
        "groups": _by_door(hits), "count": len(hits), "is_full": len(hits) == MOST, "where": name_of(area),
        "wider": _wider(request, area),
    }  # fmt: skip
    return render(request, "roster/search.html", context)


def _area(request: Signed) -> int:
    """Never narrower than a committee, where the account may see one: people are looked for near the door too."""
    asked = request.POST.get("area", "")
    area = area_from(asked) if asked else area_of(request)
    require(request.actor, Act.SEE_PEOPLE, area)
    around = committee_of(area) if codes.level_of(area) > codes.Level.COMMITTEE else area
    area = around if may(request.actor, Act.SEE_PEOPLE, around) else area
    stand(request, area)
    return area


def _wider(request: Signed, area: int) -> int | None:
    """The account's widest area, when the search looked in less."""
    home = home_of(request.actor)
    return home if home is not None and home != area and codes.contains(home, area) else None


def _found(request: Signed, text: str, area: int) -> list[Hit]:
    return queries.search(text, _inside(request, area), clock.local_date(request.now), limit=MOST)


def _inside(request: Signed, area: int) -> list[Span]:
    """Where the account may see people, inside the area."""
    here = codes.buildings_under(area)
    spans = [Span(max(span.low, here.low), min(span.high, here.high)) for span in reach(request.actor, Act.SEE_PEOPLE)]
    return [span for span in spans if span.low <= span.high]


def _by_door(hits: list[Hit]) -> list[list[Hit]]:
    return [list(group) for _door, group in groupby(hits, key=lambda hit: hit.household_id)]
