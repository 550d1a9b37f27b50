"""The inbox by urgency and clock, and what was closed."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from wanjia.kernel.area import Level, level_of
from wanjia.kernel.errors import NotFound
from wanjia.needs import calling, queries
from wanjia.needs.models import Kind, Rung, Urgency
from wanjia.needs.pages.access import is_wide, number_from, serves, stand
from wanjia.needs.queries import PAGE, Asked
from wanjia.platform.pages import Signed, address, area_of
from wanjia.roster import places

_CALLS = 6  # promised calls that stand above the list


def inbox(request: Signed) -> HttpResponse:
    """Open tickets: life first, then by colour, then by clock. Counts only for whoever may not see people."""
    area = area_of(request)
    stand(request, area)
    may_serve, asked = serves(request, area), _asked(request)
    found = queries.inbox(area, asked, request.now) if may_serve else []
    lines = found[:PAGE]
    counts = queries.counts(area, request.now)
    context = {
        "area": area, "area_name": places.name_of(area), "tab": "inbox", "may_serve": may_serve, "lines": lines,
        "counts": counts, "urgencies": [(one, counts.urgency[one]) for one in Urgency.values],
        "kinds": [(kind, counts.kind[kind]) for kind in Kind.values if counts.kind.get(kind)],
        "rungs": [(rung, counts.rung[rung]) for rung in Rung.values if counts.rung.get(rung)],
        "clusters": queries.clusters(area, request.now) if may_serve and not asked.after else [],
        "calls": calling.promised(area, _CALLS) if may_serve and not asked.after else [], "calls_shown": _CALLS,
        "asked": asked, "next": _next(request, area, lines) if len(found) > PAGE else "",
        "proposed": queries.proposed_count(area) if may_serve else 0, "is_wide": is_wide(area),
    }  # fmt: skip
    return render(request, "needs/inbox.html", context)


def _asked(request: Signed) -> Asked:
    """The filters of the address. Raises NotFound for what is none."""
    sent = request.GET
    kind, urgency, rung = sent.get("kind", ""), sent.get("urgency", ""), sent.get("rung", "")
    if kind and kind not in Kind.values:
        raise NotFound
    return Asked(
        kind, number_from(urgency, 0) if urgency else None, number_from(rung, 0) if rung else None,
        sent.get("late", "") == "1", sent.get("calls", "") == "1", _after(sent.get("after", "")),
    )  # fmt: skip


def _after(text: str) -> tuple[int, datetime, UUID] | None:
    """The last row of the page before. Raises NotFound for what is no row."""
    if not text:
        return None
    try:
        urgency, due, id_ = text.split("_")
        return int(urgency), datetime.fromisoformat(due), UUID(id_)
    except ValueError as why:
        raise NotFound from why


def _next(request: Signed, area: int, lines: list[queries.Line]) -> str:
    last = lines[-1].ticket
    kept = {name: request.GET.get(name, "") for name in ("kind", "urgency", "rung", "late", "calls")}
    after = f"{last.urgency}_{last.due_at.isoformat()}_{last.id}"
    return address(reverse("needs:inbox"), area=area, after=after, **kept)


def closed(request: Signed) -> HttpResponse:
    """What ended, and the books: opened = open + closed by outcome."""
    area = area_of(request)
    stand(request, area, "needs:closed")
    may_serve = serves(request, area)
    context = {
        "area": area, "area_name": places.name_of(area), "tab": "closed", "may_serve": may_serve,
        "lines": queries.closed_in(area) if may_serve else [], "balance": queries.balance(area),
        "is_wide": level_of(area) < Level.COMMITTEE,
    }  # fmt: skip
    return render(request, "needs/closed.html", context)
