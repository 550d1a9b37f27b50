"""The limits of the links with their sources, and the form that writes a version for the area."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.logistics import presets
from wanjia.logistics.forms import LimitForm
from wanjia.logistics.models import LinkLimit
from wanjia.logistics.pages.access import stand
from wanjia.logistics.rules.limits import Link
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places


def limits(request: Signed) -> HttpResponse:
    """Every version that can hold here, by link, what holds today marked. Three queries."""
    area = area_of(request)
    stand(request, area)
    writes = may(request.actor, Act.OPEN_ROUND, area)
    if request.method == "POST":
        require(request.actor, Act.OPEN_ROUND, area)
    today = clock.local_date(request.now)
    form = LimitForm(request.POST or None, initial={"effective_on": today}) if writes else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            made = presets.write_limit(by=request.actor, area=area, said=form.said(), now=request.now)
        except Refusal as why:
            form.add_error("minutes", words(why))
        else:
            said = _("%(limit)s is written. It holds once another person has confirmed it.") % {"limit": made}
            return say_done(request, said, to=address(reverse("logistics:limits"), area=area))
    held = {one.version for one in presets.limits(area, today).values()}
    rows = [
        row for row in LinkLimit.objects.order_by("kind", "area", "version")
        if row.area is None or codes.contains(row.area, area) or codes.contains(area, row.area)
    ]  # fmt: skip
    named = places.names({row.area for row in rows if row.area})
    lines = [
        (link.value, [(row, presets.as_limit(row), str(row) in held, named.get(row.area or 0, ""),
                       _may_decide(request, row)) for row in rows if row.link == link])
        for link in Link
    ]  # fmt: skip
    context = {"area": area, "area_name": places.name_of(area), "lines": lines, "form": form}
    return render(request, "logistics/limits.html", context, status=422 if form is not None and form.errors else 200)


def _may_decide(request: Signed, row: LinkLimit) -> bool:
    waits = row.origin == LinkLimit.Origin.DESK and not row.confirmed_at and not row.declined_at
    return waits and may(request.actor, Act.OPEN_ROUND, row.area or 0) and row.made_by_id != request.actor.account_id


@require_POST
def decide_limit(request: Signed, limit_id: int) -> HttpResponse:
    """The second person says yes or no."""
    row = LinkLimit.objects.filter(pk=limit_id).first()
    if row is None or row.area is None:
        raise NotFound
    require(request.actor, Act.OPEN_ROUND, row.area)
    decide = presets.confirm_limit if request.POST.get("do") == "confirm" else presets.decline_limit
    made = decide(by=request.actor, limit_id=row.pk, now=request.now)
    said = _("%(limit)s holds from its day on.") if made.confirmed_at else _("%(limit)s will not hold.")
    return say_done(request, said % {"limit": made}, to=address(reverse("logistics:limits"), area=row.area))
