"""Care today: who was not heard of, open ladders, tasks with their hour; a carer's own list; the quiet ones."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext

from wanjia.care import daily, nights, queries, silence, volunteers
from wanjia.care.pages.access import committee_asked, served_area, stand
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.clock import local_date
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed, address, area_of, ids_in, is_wide, say_done
from wanjia.roster import places


def today(request: Signed) -> HttpResponse:
    """Names for whoever serves there, counts for everybody else. Some forty queries for a committee."""
    area = area_of(request)
    stand(request, area)
    checks = [] if is_wide(area) else queries.checks(area, local_date(request.now))
    sees = may(request.actor, Act.SERVE, area) and not is_wide(area)
    context: dict[str, object] = {
        "area": area, "area_name": places.name_of(area), "checks": checks, "sees": sees, "is_wide": is_wide(area),
        "open": queries.open_ladders(area).count(),
    }  # fmt: skip
    if sees:
        context |= {
            "waiting": queries.waiting(checks, area)[:60], "climbs": queries.climbs(area, request.now),
            "tasks": queries.tasks(area, request.now), "covers": (covers := queries.covers(area)),
            "instead": volunteers.stand_ins(covers),
            "unmanned": [(one, places.name_of(one)) for one in nights.unmanned(area, request.now)],
            "cases": [row for row in queries.cases(area, since=request.now) if row.case.closed_at is None],
        }  # fmt: skip
    return render(request, "care/today.html", context)


def mine(request: Signed) -> HttpResponse:
    """The list of whoever asks, for a telephone."""
    area = served_area(request, "care:mine")
    context = {
        "area": area, "rows": queries.mine(request.actor, request.now), "carer": request.actor.account_id,
        "may_invite": may(request.actor, Act.INVITE, area),
    }  # fmt: skip
    return render(request, "care/mine.html", context)


def silent(request: Signed) -> HttpResponse:
    """People who never ask, never answer, have no telephone; the ticked ones go on the visit list of the week."""
    area = served_area(request, "care:silent")
    if request.method == "POST":
        committee = committee_asked(request)
        require(request.actor, Act.DECIDE, committee)
        ticked = ids_in(request.POST, "person")
        n = daily.visit(by=request.actor, committee=committee, subjects=ticked, now=request.now) if ticked else 0
        text = ngettext("%(n)s on the visit list.", "%(n)s on the visit list.", n) % {"n": n}
        return say_done(request, text, to=address(reverse("care:silent"), area=area))
    is_one = codes.level_of(area) >= Level.COMMITTEE
    found = silence.quiet(codes.committee_of(area), request.now) if is_one else []
    # the contact of one building sees that building's
    rows = [row for row in found if codes.contains(area, row.door.building_key)]
    context = {
        "area": area, "area_name": places.name_of(area), "rows": rows, "is_one": is_one,
        "listed": sum(row.is_listed for row in rows), "may_decide": may(request.actor, Act.DECIDE, area),
    }  # fmt: skip
    return render(request, "care/silent.html", context)


def open_today(request: Signed) -> HttpResponse:
    """Opens the checks of the day now instead of waiting for the hour's job."""
    committee = committee_asked(request)
    require(request.actor, Act.DECIDE, committee)
    opened = daily.settle(committee, request.now) if request.method == "POST" else 0
    text = ngettext("%(n)s check opened.", "%(n)s checks opened.", opened) % {"n": opened}
    return say_done(request, text, to=address(reverse("care:today"), area=committee))


SHOWN_FOR = timedelta(days=14)
