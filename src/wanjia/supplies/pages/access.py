"""What every page of the room shares: where it is, one form in one column, a number or a door that was typed."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.address import read_address
from wanjia.kernel.area import Level
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.roster import places
from wanjia.roster.queries import building_names
from wanjia.supplies import asked, homes
from wanjia.supplies.forms import Asking
from wanjia.supplies.refusals import DayWanted, Elsewhere, MoneyWanted

_DAY = timedelta(days=1)
_DIGITS, _YUAN_DIGITS = 9, 7  # more was never meant, and would not fit into a column


def stand(request: Signed, area: int, view: str = "supplies:stock") -> None:
    """Tells the breadcrumb where the page is; its other areas open the same list."""
    request.area, request.crumb_path = area, reverse(view)


def base(request: Signed, view: str, act: Act = Act.SEE_COUNTS) -> tuple[int, dict[str, Any]]:
    """The area asked for, with what every list of the room says on top."""
    area = area_of(request)
    require(request.actor, act, area)
    stand(request, area, view)
    return area, frame(request, area)


def frame(request: Signed, area: int) -> dict[str, Any]:
    return {
        "area": area, "area_name": places.name_of(area), "may_supply": may(request.actor, Act.SUPPLY, area),
        "may_record": may(request.actor, Act.RECORD, area), "may_serve": may(request.actor, Act.SERVE, area),
        "sees_people": may(request.actor, Act.SEE_PEOPLE, area),
    }  # fmt: skip


def written(
    request: Signed, area: int, form: Asking, keep: Callable[[], Model], *, title: str, to: str, done: str,
    hint: str = "", shows: str = "",
) -> HttpResponse:  # fmt: skip
    """One form: kept when it is right, shown again with what is wrong; a refusal stands at its field.

    Goes back to the list `to`, or on to the page `shows` of what was made.
    """
    back = address(reverse(to), area=area)
    if request.method == "POST" and form.is_valid():
        try:
            made = keep()
        except Refusal as why:
            form.refuse(why)
        else:
            return say_done(request, done, to=reverse(shows, args=[made.pk]) if shows else back)
    context = frame(request, area) | {
        "form": form, "title": title, "back": back, "hint": hint, "act_word": _("Write down"),
    }  # fmt: skip
    return render(request, "supplies/form.html", context, status=422 if form.errors else 200)


def below(place: int) -> list[int]:
    """Buildings of a committee or less; of what is wider, the areas right below it."""
    level = codes.level_of(place)
    if level == Level.COMMITTEE:
        return [key for compound in places.children(place) for key in places.children(compound)]
    return list(places.children(place)) if level != Level.BUILDING else [place]


def full_names(wanted: Iterable[int]) -> dict[int, str]:
    """What places are called; a building with its compound, because every compound has a building 1. Four queries."""
    known = list(wanted)
    found = places.names(known)
    keys = [code for code in known if codes.level_of(code) == Level.BUILDING]
    compounds = building_names(keys) if keys else {}
    return found | {key: f"{compound} {found[key]}".strip() for key, (compound, _name) in compounds.items()}


def ident(request: Signed, name: str) -> UUID:
    """An id that a button sends. Raises NotFound for what is none."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as why:
        raise NotFound from why


def day_asked(request: Signed) -> date:
    """`?on=2022-04-02`, else today. Raises NotFound for what is no day."""
    text = request.GET.get("on", "")
    try:
        return date.fromisoformat(text) if text else local_date(request.now)
    except ValueError as why:
        raise NotFound from why


def days_around(on: date, now: datetime) -> dict[str, object]:
    """What `_day.html` wants: the day, the ones beside it, whether it is today."""
    return {"on": on, "before": on - _DAY, "after": on + _DAY, "is_today": on == local_date(now)}


def number(request: Signed, name: str, what: str | Callable[[], str], *, least: int = 0) -> int:
    """Raises AmountWanted for what is no number; `what` says of what, looked up only then where it is a function."""
    text = request.POST.get(name, "").strip()
    is_one = text.isdecimal() and len(text) <= _DIGITS
    if is_one and least <= int(text) <= asked.MOST:
        return int(text)
    return asked.amount(-1, what if isinstance(what, str) else what(), least=least)


def fen_said(request: Signed, name: str, what: str) -> int:
    """Yuan as typed, in fen; empty is nothing. Raises MoneyWanted."""
    text = request.POST.get(name, "").strip() or "0"
    whole, _dot, rest = text.partition(".")
    if not (whole + rest).isdecimal() or len(rest) > 2 or not 0 < len(whole) <= _YUAN_DIGITS:
        raise MoneyWanted(what=what)
    return int(whole) * 100 + int(rest.ljust(2, "0"))


def date_said(request: Signed, name: str, what: str) -> date | None:
    """A day as the browser's own control writes it; None where nothing is said. Raises DayWanted."""
    text = request.POST.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as why:
        raise DayWanted(what=what) from why


def home_said(place: int, text: str) -> int:
    """The household of a door as people write it: 3-502. Raises Elsewhere where none or several can be meant."""
    door = read_address(text)
    found = homes.at_door(place, door) if door.room and door.building else []
    if len(found) != 1:
        raise Elsewhere(area=places.name_of(place))
    return found[0]


def one_of(request: Signed, name: str, *known: str) -> str:
    """What a button says. Raises NotFound for what no button says."""
    said = request.POST.get(name, "")
    if said not in known:
        raise NotFound
    return said
