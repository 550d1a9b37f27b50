"""The day's closing 日结日清, on screen and on paper; the clocks with their sources."""

import json
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.cases import closing, presets, zero
from wanjia.cases.models import CasePreset, DayReason
from wanjia.cases.pages.access import day_asked, moves, stand, traces, uuid_from
from wanjia.cases.wording import TERMS
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.roster import places
from wanjia.roster.doors import doors


def day(request: Signed) -> HttpResponse:
    """The identity of the day; below it the names that are left, each with a typed reason; the signature."""
    area, on = area_of(request), day_asked(request)
    stand(request, area, "cases:day")
    to = address(reverse("cases:day"), area=area, on=on)
    if request.method == "POST":
        require(request.actor, Act.TRANSFER, area)
        if request.POST.get("do") == "reason":
            closing.write_reason(
                by=request.actor, transfer_id=uuid_from(request.POST.get("transfer", "")), on=on,
                reason=request.POST.get("reason", ""), words=request.POST.get("words", ""), now=request.now,
            )  # fmt: skip
            return say_done(request, _("Written down."), to=to)
        if request.POST.get("do") != "sign":
            raise NotFound
        closing.sign_day(by=request.actor, area=area, on=on, words=request.POST.get("words", ""), now=request.now)
        return say_done(request, _("The day is signed."), to=to)
    return render(request, "cases/day.html", _day_context(request, area, on))


def _day_context(request: Signed, area: int, on: object) -> dict[str, object]:
    found = zero.check(area, on, request.now)  # type: ignore[arg-type]
    is_wide = codes.level_of(area) < Level.TOWN
    names = moves(request, area) and not is_wide
    at = doors("person", [line.transfer.person_id for line in found.left]) if names else {}
    return {
        "may_trace": traces(request, area),
        "area": area, "area_name": places.name_of(area), "zero": found, "day": found.day, "names": names, "on": on,
        "today": local_date(request.now), "before": found.on - timedelta(days=1), "after": found.on + timedelta(days=1),
        "lines": [(line, at.get(line.transfer.person_id)) for line in found.left] if names else [],
        "reasons": DayReason.Reason.choices, "unexplained": sum(line.reason is None for line in found.left),
        "may_move": names, "desk_name": places.name_of(codes.desk_of(area)),
    }  # fmt: skip


def clocks(request: Signed) -> HttpResponse:
    """The version in force with the source of each figure; the form for the next, for who writes rules of the area."""
    area = area_of(request)
    stand(request, area, "cases:clocks")
    today = local_date(request.now)
    row = presets.in_force(area, today)
    writes = may(request.actor, Act.OPEN_ROUND, area)
    if request.method == "POST":
        require(request.actor, Act.OPEN_ROUND, area)
        terms = {name: _figure(name, request.POST.get(name, "")) for name in TERMS}
        said = {"terms": terms, "effective_on": today, "source": request.POST.get("source", "")}
        made = presets.write_version(by=request.actor, area=area, said=said, now=request.now)
        text = _("%(version)s is in force. The version before stays as it is.") % {"version": made}
        return say_done(request, text, to=address(reverse("cases:clocks"), area=area))
    context = {
        "may_trace": traces(request, area),
        "area": area, "area_name": places.name_of(area), "row": row, "writes": writes,
        "figures": [(name, row.terms.get(name, ""), row.why.get(name, "")) for name in TERMS],
        "versions": CasePreset.objects.order_by("-version"), "json": json.dumps(row.terms),
    }  # fmt: skip
    return render(request, "cases/clocks.html", context)


def _figure(name: str, text: str) -> object:
    return text.strip() if name == "home_line" else int(text) if text.isdecimal() else text
