"""Results by file and by hand, what became of each line, loose ones, and the way out as FHIR or a workbook."""

from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.coverage.models import Tube
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.labs import intake, services
from wanjia.labs.forms import ColumnsForm, LooseForm, ReportForm, ResultForm
from wanjia.labs.models import Lab, LooseResult, Report
from wanjia.labs.pages.access import lab_here
from wanjia.labs.refusals import NoSuchTube
from wanjia.labs.reports import out, reading
from wanjia.labs.wording import OUTCOMES, PROBLEMS, value_words
from wanjia.platform import files
from wanjia.platform.access import Act
from wanjia.platform.pages import Signed, say_done
from wanjia.platform.words import words

MOST_BYTES = 30 * 2**20


def take_report(request: Signed, lab_id: UUID) -> HttpResponse:
    """Takes a file. One whose columns are not understood asks once, and the answer is remembered."""
    lab = lab_here(request, lab_id, Act.RESULT)
    if request.method != "POST":
        return render(request, "labs/take_report.html", {"lab": lab, "area": lab.area, "form": ReportForm()})
    if request.POST.get("token"):
        return _with_columns(request, lab)
    form = ReportForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "labs/take_report.html", {"lab": lab, "area": lab.area, "form": form}, status=422)
    file = form.cleaned_data["file"]
    if file.size > MOST_BYTES:
        form.add_error("file", _("More than %(mb)s MB. Send it in parts.") % {"mb": MOST_BYTES // 2**20})
        return render(request, "labs/take_report.html", {"lab": lab, "area": lab.area, "form": form}, status=422)
    return _take(request, lab, form, file.read(), file.name)


def _take(request: Signed, lab: Lab, form: ReportForm, content: bytes, name: str) -> HttpResponse:
    try:
        table = reading.open_report(content, name, lab.layout)
        if table.missing:
            return _ask(request, lab, table, files.keep(content))
        found = reading.read(table, request.now)
    except Refusal as why:
        form.add_error("file", words(why))
        return render(request, "labs/take_report.html", {"lab": lab, "area": lab.area, "form": form}, status=422)
    return _recorded(request, lab, found, content, name)


def _recorded(request: Signed, lab: Lab, found: reading.Read, content: bytes, name: str) -> HttpResponse:
    body = intake.Body(Report.Form.FILE, name, content, found.lines, found.problems, found.tests)
    made = intake.record_report(lab=lab, body=body, by=request.actor, now=request.now)
    text = _("%(n)s lines read.") % {"n": made.lines}
    return say_done(request, text, to=reverse("labs:report", args=[lab.id, made.id]))


def _ask(
    request: Signed, lab: Lab, table: reading.Table, token: str, form: ColumnsForm | None = None
) -> HttpResponse:  # fmt: skip
    names = table.header.names
    context = {
        "lab": lab, "area": lab.area, "form": form or ColumnsForm(names=names, known=dict(table.columns)),
        "token": token, "name": table.file, "names": names, "sample": table.sample(),
    }  # fmt: skip
    return render(request, "labs/columns.html", context, status=422 if form else 200)


def _with_columns(request: Signed, lab: Lab) -> HttpResponse:
    """The file again, with what somebody said of its columns."""
    token, name = request.POST["token"], request.POST.get("name", "")[:120]
    content = files.fetch(token)
    table = reading.open_report(content, name, {})
    form = ColumnsForm(request.POST, names=table.header.names, known=dict(table.columns))
    if not form.is_valid():
        return _ask(request, lab, table, token, form)
    services.remember_columns(lab, table.header.signature, form.columns())
    lab.refresh_from_db()
    found = reading.read(reading.open_report(content, name, lab.layout), request.now)
    files.drop(token)
    return _recorded(request, lab, found, content, name)


def report(request: Signed, lab_id: UUID, report_id: UUID) -> HttpResponse:
    """What became of each line of one report."""
    lab = lab_here(request, lab_id, Act.RESULT)
    made = Report.objects.filter(part=lab.part, lab=lab, id=report_id).first()
    if made is None:
        raise NotFound
    context = {
        "lab": lab, "area": lab.area, "report": made,
        "counts": [(OUTCOMES[name], made.counts.get(name, 0), name) for name in intake.OUTCOMES],
        "problems": [(row, PROBLEMS[code], value) for row, _field, code, value in made.problems],
    }  # fmt: skip
    return render(request, "labs/report.html", context)


@require_POST
def say_result(request: Signed, lab_id: UUID) -> HttpResponse:
    """One result by hand; a correction wants its reason."""
    lab = lab_here(request, lab_id, Act.RESULT)
    form = ResultForm(request.POST)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            services.say_result(by=request.actor, lab=lab, code=asked["code"].strip(), value=asked["value"],
                                reason=asked["reason"], now=request.now)  # fmt: skip
        except Refusal as why:
            form.add_error("reason" if why.code == "labs.reason_wanted" else "code", words(why))
        else:
            text = _("%(code)s: %(value)s.") % {
                "code": asked["code"],
                "value": value_words(asked["value"], is_pool=True),
            }
            return say_done(request, text, to=reverse("labs:lab", args=[lab.id]))
    context = {"lab": lab, "area": lab.area, "form": form}
    return render(request, "labs/say_result.html", context, status=422)


def loose(request: Signed, loose_id: UUID) -> HttpResponse:
    """One loose result: given to a tube, to both that share its code, or put aside with a reason."""
    held = LooseResult.objects.filter(id=loose_id).first()
    if held is None:
        raise NotFound
    lab = lab_here(request, held.lab_id, Act.RESULT)
    same = list(Tube.objects.filter(code=held.code).order_by("seen_at")[:5])
    form = LooseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _settled(request, lab, held, form, same)
        except Refusal as why:
            form.add_error("code", words(why))
    context = {"lab": lab, "area": lab.area, "loose": held, "form": form, "same": same,
               "value": value_words(held.value, is_pool=True)}  # fmt: skip
    return render(request, "labs/loose.html", context, status=422 if form.errors else 200)


def _settled(
    request: Signed, lab: Lab, held: LooseResult, form: LooseForm, same: list[Tube]
) -> HttpResponse:  # fmt: skip
    code, both = form.cleaned_data["code"].strip(), form.cleaned_data["both"]
    if both:
        tubes = [tube.event_id for tube in same]
    else:
        tubes = list(Tube.objects.filter(code=code).values_list("event_id", flat=True)[:1]) if code else []
        if code and not tubes:
            raise NoSuchTube(code=code)
    services.settle_loose(by=request.actor, loose_id=held.id, tubes=tubes, note=form.cleaned_data["note"],
                          now=request.now)  # fmt: skip
    text = _("%(code)s is settled.") % {"code": held.code}
    return say_done(request, text, to=reverse("labs:lab", args=[lab.id]))


def export(request: Signed, lab_id: UUID) -> StreamingHttpResponse | HttpResponse:
    """The laboratory's results of record of the last days: `?as=fhir`, else a workbook. No person in either."""
    lab = lab_here(request, lab_id, Act.RESULT)
    told = out.results(lab, request.now)
    if request.GET.get("as") == "fhir":
        kept = HttpResponse(out.as_fhir(told, request.now), content_type="application/fhir+json")
        kept["Content-Disposition"] = 'attachment; filename="results.json"'
        return kept
    book = HttpResponse(out.as_book(told), content_type=_XLSX)
    book["Content-Disposition"] = 'attachment; filename="results.xlsx"'
    return book


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
