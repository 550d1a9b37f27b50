"""Tools that every page of the console shares: who asks, for which area, and how an answer is told."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, Actor, home_of, may, require
from wanjia.platform.models import Account

PAGE = 50  # rows, then a cursor
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")  # another phone can't open these


class Signed(HttpRequest):
    """A request behind the doors: it knows who acts and what time it is."""

    actor: Actor
    account: Account
    now: datetime
    area: int | None  # set by the page, for breadcrumb and rail
    crumb_path: str  # set by the page: where a place in the breadcrumb leads


def area_of(request: Signed) -> int:
    """The area that the page is about: `?area=CODE`, else the widest that the account holds.

    Raises NotFound for what is no area and for what lies outside the account's scope.
    """
    area = area_or_none(request)
    if area is None:
        raise NotFound
    return area


def area_or_none(request: Signed) -> int | None:
    """The same, None for an account that holds no area and asks for none."""
    asked = request.GET.get("area", "")
    if not asked:
        return home_of(request.actor)
    area = area_from(asked)
    require(request.actor, Act.SEE_COUNTS, area)
    return area


def area_from(text: str) -> int:
    """Raises NotFound for what is no area code."""
    try:
        codes.level_of(int(text))
    except ValueError as why:
        raise NotFound from why
    return int(text)


def sees_people(request: Signed, area: int) -> bool:
    """True when names and doors of the whole area may be shown."""
    return may(request.actor, Act.SEE_PEOPLE, area)


def is_wide(area: int) -> bool:
    """Above a subdistrict names stay closed."""
    return codes.level_of(area) < codes.Level.TOWN


def is_part(request: HttpRequest) -> bool:
    """True when HTMX asks for a piece of the page."""
    return bool(request.headers.get("HX-Request"))


def address(path: str, **query: object) -> str:
    """The path with its query; None and empty values are left out."""
    kept = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def outside_address(request: HttpRequest, path: str) -> str:
    """The whole address, for paper and for other people's phones. Empty where the host is this machine alone."""
    host = request.get_host().rsplit(":", 1)[0]
    return "" if host in _LOOPBACK else request.build_absolute_uri(path)


def back_to(request: HttpRequest, fallback: str) -> str:
    """Where the form says it came from, if that is a page of ours."""
    asked = request.POST.get("back", "") or request.GET.get("back", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()})
    return asked if asked and is_ours else fallback


def ids_in(query: QueryDict, name: str) -> list[int]:
    """The numbers sent under a name, each once, in their order. Raises NotFound for what is no number."""
    try:
        return list(dict.fromkeys(int(text) for text in query.getlist(name)))
    except ValueError as why:
        raise NotFound from why


def say_done(request: HttpRequest, text: str, *, to: str, undo: str = "", events: Iterable[str] = ()) -> HttpResponse:
    """Answers an act: in place a toast and the events that make lists reload, else the page it came from.

    `undo` is an address to post to.
    """
    if is_part(request):
        return told(HttpResponse(status=204), text, undo=undo, events=events)
    messages.success(request, text, extra_tags=undo)
    return HttpResponseRedirect(to)


def told(response: HttpResponse, text: str, *, undo: str = "", events: Iterable[str] = ()) -> HttpResponse:
    """Puts a toast and events on an answer that HTMX swaps in."""
    toast = {"text": text, "undo": undo} if undo else {"text": text}
    response["HX-Trigger"] = json.dumps({"toast": toast} | {event: {} for event in events})
    return response


def page_or_part(
    request: HttpRequest, page: str, part: str, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """The piece where HTMX asks, else the whole page around it."""
    return render(request, part if is_part(request) else page, dict(context), status=status)
