"""The list of laboratories with their load, one laboratory, and the form."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import clock
from wanjia.kernel.errors import Refusal
from wanjia.labs import queries, services, standing
from wanjia.labs.forms import LabForm, ReportForm, ResultForm
from wanjia.labs.models import Lab
from wanjia.labs.pages.access import lab_here, lab_seen, stand
from wanjia.labs.rules import load
from wanjia.labs.wording import doubt_words
from wanjia.platform.access import Act, may, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places


@dataclass(frozen=True, slots=True)
class Row:
    """One laboratory of the list: what it has, what it did, when it is done."""

    lab: Lab
    load: queries.Load
    waiting: int
    finish: datetime
    is_open: bool
    percent: int


def row_of(found: queries.Load, waiting: int, now: datetime) -> Row:
    lab, local = found.lab, clock.local(now)
    hours = load.Hours(lab.opens_at, lab.closes_at)
    done = load.finish(waiting, lab.tubes_a_day, hours, local)
    return Row(lab, found, waiting, done, hours.is_open(local), min(100, round(100 * found.share)))


def labs(request: Signed) -> HttpResponse:
    """Every laboratory that serves the area, with its load of today. Four queries and those of the tubes it holds."""
    area = area_of(request)
    stand(request, area)
    found = list(queries.labs_for(area))
    waiting = standing.waiting([lab.id for lab in found], request.now)
    rows = [row_of(one, waiting.get(one.lab.id, 0), request.now)
            for one in queries.loads(found, clock.local_date(request.now))]  # fmt: skip
    context = {
        "area": area, "area_name": places.name_of(area), "rows": rows,
        "may_make": may(request.actor, Act.OPEN_ROUND, area),
    }  # fmt: skip
    return render(request, "labs/labs.html", context)


def lab(request: Signed, lab_id: UUID) -> HttpResponse:
    """One laboratory: load, runs with what is doubtful in them, loose results, reports; the doors for new ones."""
    found = lab_seen(request, lab_id)
    [loaded] = queries.loads([found], clock.local_date(request.now))
    waiting = standing.waiting([found.id], request.now).get(found.id, 0)
    doubtful = queries.doubtful([found], request.now)
    is_ours = may(request.actor, Act.RESULT, found.area)
    context = {
        "area": request.area, "lab": found, "row": row_of(loaded, waiting, request.now),
        "runs": queries.runs(found, request.now),
        "doubts": [(line.run, [doubt_words(doubt) for doubt in line.doubts]) for line in doubtful],
        "loose": queries.loose(found), "reports": queries.reports(found), "is_ours": is_ours,
        "may_edit": may(request.actor, Act.OPEN_ROUND, found.area), "report_form": ReportForm(),
        "result_form": ResultForm(), "where": places.name_of(found.area),
    }  # fmt: skip
    return render(request, "labs/lab.html", context)


def new_lab(request: Signed) -> HttpResponse:
    """The form, empty."""
    area = area_of(request)
    require(request.actor, Act.OPEN_ROUND, area)
    stand(request, area)
    return _form(request, LabForm(request.POST or None), area, None)


def edit_lab(request: Signed, lab_id: UUID) -> HttpResponse:
    """The same form, filled in."""
    found = lab_here(request, lab_id, Act.OPEN_ROUND)
    initial = {name: getattr(found, name) for name in LabForm.base_fields}
    return _form(request, LabForm(request.POST or None, initial=initial), found.area, found)


def _form(request: Signed, form: LabForm, area: int, found: Lab | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.keep_lab(by=request.actor, said=form.said(area), now=request.now, lab=found)
        except Refusal as why:
            form.add_error(None, words(why))
        else:
            text = _("%(name)s is written down.") % {"name": kept.name}
            return say_done(request, text, to=reverse("labs:lab", args=[kept.id]))
    back = reverse("labs:lab", args=[found.id]) if found else address(reverse("labs:labs"), area=area)
    context = {
        "area": area, "form": form, "lab": found, "back": back, "where": places.name_of(area),
        "title": found.name if found else _("Add a laboratory"),
    }  # fmt: skip
    return render(request, "labs/edit_lab.html", context, status=422 if form.errors else 200)


@require_POST
def close_lab(request: Signed, lab_id: UUID) -> HttpResponse:
    """Takes it off the list, with a reason."""
    found = lab_here(request, lab_id, Act.OPEN_ROUND)
    services.close_lab(by=request.actor, lab=found, reason=request.POST.get("reason", ""), now=request.now)
    text = _("%(name)s was taken off the list.") % {"name": found.name}
    return say_done(request, text, to=address(reverse("labs:labs"), area=found.area))
