"""The versions of rules with their sources, and the form that makes a new version from one."""

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.isolation import presets
from wanjia.isolation.forms import VersionForm
from wanjia.isolation.models import RegimeRule
from wanjia.isolation.pages.access import stand
from wanjia.isolation.rules.terms import Rule
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform.access import Act, may
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places


def rules(request: Signed) -> HttpResponse:
    """Every line with its versions, the newest last. Two queries."""
    area = area_of(request)
    stand(request, area)
    presets.ensure()
    lines: dict[str, list[tuple[RegimeRule, Rule]]] = {}
    for row in RegimeRule.objects.order_by("kind", "line", "version"):
        lines.setdefault(row.line, []).append((row, presets.rule_of(row)))
    kinds = [
        (label, [rows for rows in lines.values() if rows[0][0].kind == kind]) for kind, label in RegimeRule.Kind.choices
    ]
    return render(request, "isolation/rules.html", {"area": area, "kinds": kinds})


def rule(request: Signed, rule_id: int) -> HttpResponse:
    """One version in full; below it the form for the next one, for who may write rules of the area."""
    area = area_of(request)
    stand(request, area)
    row = RegimeRule.objects.filter(pk=rule_id).first()
    if row is None:
        raise NotFound
    writes = may(request.actor, Act.OPEN_ROUND, area)
    if request.method == "POST" and "do" in request.POST:
        return _decide(request, row)
    form = VersionForm(request.POST or None, initial=_initial(row)) if writes else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            made = presets.write_version(
                by=request.actor, based_on=row, area=area, said=form.cleaned_data, now=request.now
            )
        except Refusal as why:
            form.add_error("terms", words(why))
        else:
            text = _("%(rule)s is written and waits for a second person. %(old)s stays as it is.")
            to = address(reverse("isolation:rule", args=[made.pk]), area=area)
            return say_done(request, text % {"rule": made, "old": row}, to=to)
    context = {
        "area": area, "row": row, "rule": presets.rule_of(row), "form": form, "area_name": places.name_of(area),
        "may_confirm": row.waits and row.area is not None and may(request.actor, Act.OPEN_ROUND, row.area),
        "is_mine": row.made_by_id == request.actor.account_id,
        "where": places.name_of(row.area) if row.area else "",
        "used": row.orders.filter(ended_at=None).count() + row.zones.filter(ended_at=None).count(),
    }  # fmt: skip
    return render(request, "isolation/rule.html", context, status=422 if form is not None and form.errors else 200)


def _decide(request: Signed, row: RegimeRule) -> HttpResponse:
    """The second person's yes or no."""
    if request.POST["do"] == "confirm":
        presets.confirm_version(by=request.actor, rule_id=row.pk, now=request.now)
        text = _("Confirmed. %(rule)s can be used from now on.") % {"rule": row}
    elif request.POST["do"] == "decline":
        presets.decline_version(by=request.actor, rule_id=row.pk, why=request.POST.get("why", ""), now=request.now)
        text = _("Declined. %(rule)s is not used.") % {"rule": row}
    else:
        raise NotFound
    return say_done(request, text, to=reverse("isolation:rule", args=[row.pk]))


def _initial(row: RegimeRule) -> dict[str, object]:
    return {
        "title": row.title, "title_en": row.title_en, "plan": row.plan, "note": row.note,
        "terms": json.dumps(row.terms, ensure_ascii=False, indent=1),
    }  # fmt: skip
