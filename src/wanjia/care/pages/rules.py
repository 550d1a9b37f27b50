"""The rules of care with version and source, and the form that writes a version for the area: looked at, then kept."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.care import presets, writing
from wanjia.care.forms import RuleForm, filled
from wanjia.care.models import CareRule
from wanjia.care.pages.access import stand
from wanjia.care.writing import Preview
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.kernel.versions import is_for
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed, address, area_of, is_wide, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.doors import Door, doors

_SHOWN = 20


def rules(request: Signed) -> HttpResponse:
    """Every version that can hold here; what holds today is marked. Five queries."""
    area = area_of(request)
    stand(request, area, "care:rules")
    presets.ensure()
    held = {row.pk for row in presets.holding(codes.desk_of(area), local_date(request.now)).values()}
    rows = [
        row for row in CareRule.objects.order_by("code", "-effective_on", "-version")
        if is_for(row, area) or codes.contains(area, row.area or area)
    ]  # fmt: skip
    named = places.names({row.area for row in rows if row.area})
    context = {
        "area": area, "rows": [(row, row.pk in held, named.get(row.area or 0, "")) for row in rows],
        "may_write": may(request.actor, Act.OPEN_ROUND, codes.desk_of(area)), "area_name": places.name_of(area),
    }  # fmt: skip
    return render(request, "care/rules.html", context)


def new(request: Signed) -> HttpResponse:
    """`?code=` a new version of that line, without it a line of one's own. Looked at first, then kept."""
    area = codes.desk_of(area_of(request))
    require(request.actor, Act.OPEN_ROUND, area)
    stand(request, area, "care:rules")
    presets.ensure()
    code = request.GET.get("code", "")
    row = presets.holding(area, local_date(request.now)).get(code)
    if code and row is None:
        raise NotFound
    tomorrow = local_date(request.now) + timedelta(days=1)
    form = RuleForm(request.POST or None, initial=(filled(row) if row else {}) | {"effective_on": tomorrow})
    seen: Preview | None = None
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("do") == "keep":
                made = writing.write(by=request.actor, area=area, said=form.said(code), now=request.now)
                text = _("Version %(n)s is written. It holds from its day on.") % {"n": made.version}
                return say_done(request, text, to=address(reverse("care:rules"), area=area))
            seen = writing.preview(area, form.said(code), request.now)
        except Refusal as why:
            form.add_error(None, words(why))
    context = {
        "area": area, "area_name": places.name_of(area), "form": form, "row": row, "seen": seen,
        "gone": _gone(request, area, seen), "back": address(reverse("care:rules"), area=area),
    }  # fmt: skip
    return render(request, "care/new_rule.html", context, status=422 if form.errors else 200)


def _gone(request: Signed, area: int, seen: Preview | None) -> list[Door]:
    """By door, for whoever serves there: a rule that drops somebody drops them by name. Two queries."""
    if seen is None or is_wide(area) or not may(request.actor, Act.SERVE, area):
        return []
    found = doors("person", seen.gone[:_SHOWN])
    return [found[one] for one in seen.gone[:_SHOWN] if one in found]
