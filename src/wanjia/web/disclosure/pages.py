"""The board of one building: on the screen, and as one sheet of A4 for the stairwell."""

from datetime import date, datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import render

from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.notices import queries as notices
from wanjia.notices.pages.wording import shown
from wanjia.platform.access import Act
from wanjia.platform.pages import Signed
from wanjia.roster import places
from wanjia.roster.pages.places import building_here
from wanjia.web.disclosure import figures, reading, stairwells, todo


def board(request: Signed, key: int) -> HttpResponse:
    """`?on=2022-03-31`: another day, no later than today."""
    house = building_here(request, Act.SEE_COUNTS, key)
    today = clock.local_date(request.now)
    on = _day(request.GET.get("on", ""), today)
    at = min(request.now, datetime.combine(on + timedelta(days=1), time.min, clock.LOCAL) - timedelta(minutes=1))
    told = notices.told(house.key, at)
    compound = codes.compound_of(house.key)
    named = places.names({house.key, compound, codes.committee_of(house.key), *([told.rule.area] if told.rule else [])})
    place = f"{named[compound]} {named[house.key]}"
    context = {
        "todo": todo.text(house.key, place, request.now) if on == today else "",
        "building": house, "building_name": named[house.key], "compound_name": named[compound],
        "committee_name": named[codes.committee_of(house.key)], "on": at, "is_today": on == today,
        "before": on - timedelta(days=1), "after": on + timedelta(days=1) if on < today else None,
        "rule": shown(told.rule, named, at) if told.rule else None, "lines": reading.lines(house.key, on, at),
        "stairwells": stairwells.of_building(house.key, on, request.now),
        "answered": reading.answered(house.key, at), "doors": figures.DOORS, "people": figures.PEOPLE,
    }  # fmt: skip
    return render(request, "web/disclosure.html", context)


def _day(asked: str, today: date) -> date:
    """Raises NotFound for what is no day, and for days to come."""
    if not asked:
        return today
    try:
        on = date.fromisoformat(asked)
    except ValueError as why:
        raise NotFound from why
    if on > today:
        raise NotFound
    return on
