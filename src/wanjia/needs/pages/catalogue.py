"""The list of key needs of a level, and who answers for a kind by when."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.clock import LOCAL
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.needs import catalogue as reading
from wanjia.needs import leading
from wanjia.needs.forms import LeadForm
from wanjia.needs.models import Kind
from wanjia.needs.pages.access import serves, stand
from wanjia.needs.rules.catalogue import total
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places


def catalogue(request: Signed) -> HttpResponse:
    """Counts for everybody who may see counts; the ticket that waits longest for whoever serves. Six queries."""
    area = area_of(request)
    require(request.actor, Act.SEE_COUNTS, area)
    stand(request, area, "needs:list")
    found, held = reading.catalogue(area, request.now), leading.leads(area)
    may_serve = serves(request, area)
    first = reading.oldest(area, found) if may_serve else {}
    named = places.names({lead.area for lead in held.values()})
    context = {
        "area": area, "area_name": places.name_of(area), "tab": "list", "may_serve": may_serve,
        "rows": [(line, held.get(line.kind), first.get(line.kind)) for line in found], "total": total(found),
        "most": max((n for line in found for n in line.trend), default=0), "desk": codes.desk_of(area),
        "named": named, "may_write": may(request.actor, Act.OPEN_ROUND, codes.desk_of(area)),
    }  # fmt: skip
    return render(request, "needs/list.html", context)


def lead(request: Signed) -> HttpResponse:
    """Who answers for a kind here, and by when; what was set before stands beside it."""
    area = codes.desk_of(area_of(request))
    require(request.actor, Act.OPEN_ROUND, area)
    stand(request, area, "needs:list")
    kind = request.GET.get("kind", "")
    if kind not in Kind.values:
        raise NotFound
    before = leading.versions(area, kind)
    form = LeadForm(request.POST or None, initial={"who": before[0].who} if before else None)
    back = address(reverse("needs:list"), area=area)
    if request.method == "POST" and form.is_valid():
        try:
            leading.set_lead(
                by=request.actor, area=area, kind=kind, who=form.cleaned_data["who"], now=request.now,
                until=_in_shanghai(form.cleaned_data["until"]),
            )  # fmt: skip
            return say_done(request, _("Written down."), to=back)
        except Refusal as why:
            form.add_error(None, words(why))
    context = {
        "area": area, "area_name": places.name_of(area), "tab": "list", "may_serve": serves(request, area),
        "form": form, "kind": kind, "before": before, "back": back,
    }  # fmt: skip
    return render(request, "needs/lead.html", context, status=422 if form.errors else 200)


def _in_shanghai(said: datetime | None) -> datetime | None:
    return said.replace(tzinfo=LOCAL) if said else None
