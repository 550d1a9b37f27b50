"""报失并重采: the consequence in people first, a reason, a second person; and what it meant once it is done."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.logistics import losing, queries
from wanjia.logistics.forms import LostForm
from wanjia.logistics.models import Box
from wanjia.logistics.pages.access import box_address, box_here
from wanjia.platform.access import Act
from wanjia.platform.pages import Signed, say_done
from wanjia.platform.words import words
from wanjia.roster import places


def lost(request: Signed, box_id: UUID) -> HttpResponse:
    """Reports it, or confirms what somebody else reported."""
    here = box_here(request, box_id, Act.DECIDE)
    form, problem = LostForm(request.POST or None if not here.reported_at else None), ""
    if request.method == "POST":
        try:
            if request.POST.get("do") != "report" or form.is_valid():
                return _done(request, here, form)
        except Refusal as why:
            problem = words(why)
    affected = losing.affected(here)
    named = places.names({*affected.buildings, *(codes.compound_of(key) for key in affected.buildings)})
    context = {
        "area": here.place, "box": here, "form": form, "problem": problem,
        "view": queries.view_of(here, request.now), "people": len(affected.subjects),
        "buildings": [(f"{named[codes.compound_of(key)]} {named[key]}", count)
                      for key, count in affected.buildings.items()],
        "is_mine": here.reported_at is not None and here.lost_by_id == request.actor.account_id,
        "back": box_address(here),
    }  # fmt: skip
    return render(request, "logistics/lost.html", context, status=422 if problem or form.errors else 200)


def _done(request: Signed, here: Box, form: LostForm) -> HttpResponse:
    """Raises Refusal; NotFound for what no form of ours sends."""
    what, by, now = request.POST.get("do", ""), request.actor, request.now
    if what == "report":
        losing.report_lost(by=by, box=here, said=form.said(), now=now)
        said = _("Box %(code)s waits for a second person.") % {"code": here.code}
    elif what == "confirm":
        found = losing.confirm_lost(by=by, box=here, now=now)
        said = _("Box %(code)s is lost. %(n)s people are open again, in %(b)s buildings.") % {
            "code": here.code, "n": len(found.subjects), "b": len(found.buildings),
        }  # fmt: skip
    elif what == "decline":
        losing.decline_lost(by=by, box=here, now=now)
        said = _("Box %(code)s is not lost.") % {"code": here.code}
    else:
        raise NotFound
    return say_done(request, said, to=box_address(here))
