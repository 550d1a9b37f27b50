"""The import wizard: file, columns, preview, commit, report. Before commit nothing is written to the register."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform import files
from wanjia.platform.access import Act, may, require
from wanjia.platform.audit import record
from wanjia.platform.pages import PAGE, Signed, area_of
from wanjia.platform.words import words
from wanjia.roster import jobs, places
from wanjia.roster.file_forms import UploadForm
from wanjia.roster.importing import services
from wanjia.roster.importing.field_words import NOT_READ, choices
from wanjia.roster.models import Doubt, ImportBatch
from wanjia.roster.pages.importing import page_of
from wanjia.roster.pages.standing import stand, workbook

State, Policy = ImportBatch.State, ImportBatch.Policy
MOST_COLUMNS = 200


def imports(request: Signed) -> HttpResponse:
    """Every import of the area, the newest first, and the way to a new one."""
    area = area_of(request)
    _may_import(request, area)
    found = ImportBatch.objects.filter(area__range=codes.codes_under(area)).order_by("-created_at")[:PAGE]
    named = places.names({batch.area for batch in found})
    context = {
        "rows": [(batch, named[batch.area]) for batch in found], "where": places.name_of(area),
        "form": UploadForm(areas=_areas(request, area)), "doubts": _doubts(area),
        "megabytes": settings.MAX_WORKBOOK_BYTES // 2**20,
    }  # fmt: skip
    return render(request, "roster/imports.html", context)


def _may_import(request: Signed, area: int) -> None:
    require(request.actor, Act.IMPORT, area)
    stand(request, area)


def _doubts(area: int) -> int:
    return Doubt.objects.filter(part__range=codes.codes_under(area), resolved_at=None).count()


def _areas(request: Signed, area: int) -> list[tuple[int, str]]:
    """Where a file may belong: the area itself when a roster can be its, and the committees below."""
    here = codes.committee_of(area) if codes.level_of(area) > Level.COMMITTEE else area
    below = places.children(here) if codes.level_of(here) == Level.TOWN else []
    fitting = [here] if codes.level_of(here) >= Level.TOWN else []
    wanted = [code for code in [*fitting, *below] if may(request.actor, Act.IMPORT, code)]
    named = places.names(wanted)
    return [(code, named[code]) for code in wanted]


def upload(request: Signed) -> HttpResponse:
    """Keeps the file, or says in one line why it can't be one."""
    area = area_of(request)
    _may_import(request, area)
    form = UploadForm(request.POST or None, request.FILES or None, areas=_areas(request, area))
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            batch = services.start(
                by=request.actor,
                area=form.cleaned_data["area"],
                file_name=sent.name,
                content=sent.read(),
                now=request.now,
            )
        except Refusal as why:
            form.add_error("file", words(why))
        else:
            return redirect("roster:batch", batch.pk)
    context = {"form": form, "where": places.name_of(area), "megabytes": settings.MAX_WORKBOOK_BYTES // 2**20}
    return render(request, "roster/upload.html", context, status=422 if form.errors else 200)


def batch_here(request: Signed, batch_id: UUID) -> ImportBatch:
    """Raises NotFound for one that is not there or not of the account's areas."""
    batch = ImportBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    _may_import(request, batch.area)
    return batch


def batch(request: Signed, batch_id: UUID) -> HttpResponse:
    """Whatever step the import is at."""
    return page_of(request, batch_here(request, batch_id))


@require_POST
def columns(request: Signed, batch_id: UUID) -> HttpResponse:
    """Keeps the columns as corrected, and the policy, then has the file checked."""
    found = batch_here(request, batch_id)
    corrected = _corrected(request, found)
    if corrected:
        services.set_mapping(found, by=request.actor, corrections=corrected, now=request.now)
    policy = request.POST.get("policy", "")
    jobs.ask_preview(found, policy=policy if policy in Policy.values else Policy.QUEUE)
    return redirect("roster:batch", found.pk)


def _corrected(request: Signed, found: ImportBatch) -> dict[str, str]:
    """Only what differs from the mapping as it is."""
    known = {field for field, _word in choices()}
    corrected = {}
    for number, column in enumerate(found.mapping.get("columns", [])[:MOST_COLUMNS]):
        asked = request.POST.get(f"column-{number}")
        now = "" if column["field"] in NOT_READ else column["field"]
        if asked is not None and asked != now and asked in known:
            corrected[str(number)] = asked
    return corrected


@require_POST
def commit(request: Signed, batch_id: UUID) -> HttpResponse:
    """Has the worker write it."""
    found = batch_here(request, batch_id)
    jobs.ask_commit(found, account_id=request.account.pk)
    return redirect("roster:batch", found.pk)


def report(request: Signed, batch_id: UUID) -> HttpResponse:
    """The report as a workbook, with a line in the log: rows that go back stand in it whole."""
    found = batch_here(request, batch_id)
    if not found.report_token:
        raise NotFound
    content = files.fetch(found.report_token)
    record(by=request.actor, act="import.report", area=found.area, subject=str(found.pk), now=request.now)
    name = _("%(file)s, report") % {"file": found.file_name.rsplit(".", 1)[0]}
    return workbook(content, f"{name}.xlsx")
