"""What an import looks like at each of its steps."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.kernel import area as codes
from wanjia.kernel.errors import Refusal
from wanjia.platform.pages import PAGE, Signed, is_part
from wanjia.platform.words import words
from wanjia.roster import jobs, places
from wanjia.roster.importing.field_words import NOT_READ, choices
from wanjia.roster.importing.outcome import Outcome
from wanjia.roster.importing.problems import KINDS, NOTE
from wanjia.roster.importing.services import UNDO_DAYS
from wanjia.roster.models import Doubt, ImportBatch

State = ImportBatch.State


def page_of(request: Signed, batch: ImportBatch) -> HttpResponse:
    """The page of the step, or only its bar where HTMX asks for that."""
    at = set() if batch.state in (State.COMMITTED, State.UNDONE) else jobs.under_way(batch)
    if at or batch.state in (State.PREVIEWING, State.COMMITTING):
        return _progress(request, batch, at)
    if is_part(request) and request.headers.get("HX-Target") == "progress":
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = _common(batch)
    if batch.state == State.UPLOADED:
        return render(request, "roster/import_columns.html", context | _columns(batch))
    if batch.state == State.FAILED:
        return render(
            request, "roster/import_failed.html", context | _columns(batch) | {"failure": failure_words(batch)}
        )
    context |= _outcome(request, batch)
    if is_part(request):
        return render(request, "roster/_problems.html", context)
    if batch.state == State.PREVIEWED:
        return render(request, "roster/import_preview.html", context | _columns(batch))
    return render(request, "roster/import_report.html", context | _after(request, batch))


def _common(batch: ImportBatch, is_waiting: bool = False) -> dict[str, object]:
    step = {State.UPLOADED: 2, State.FAILED: 2, State.PREVIEWING: 3, State.PREVIEWED: 3, State.COMMITTING: 4}
    at = step.get(State(batch.state), 5) + is_waiting  # what waits in the queue is the next step
    names = (_("file"), _("columns"), _("preview"), _("commit"), _("report"))
    steps = [
        (number, name, "done" if number < at else "now" if number == at else "") for number, name in enumerate(names, 1)
    ]
    return {"batch": batch, "steps": steps, "where": places.name_of(batch.area), "about": about(batch)}


def about(batch: ImportBatch) -> str:
    """What was done to read the file: its encoding, merged cells, where the header stands."""
    said = batch.mapping
    parts = [batch.file_name]
    if said.get("encoding"):
        parts.append(str(said["encoding"]).upper())
    parts.append(_("header in row %(row)s") % {"row": said.get("row", 1)})
    if said.get("merged"):
        unfolded = ngettext("%(n)s merged cell unfolded", "%(n)s merged cells unfolded", said["merged"])
        parts.append(unfolded % {"n": said["merged"]})
    return _(", ").join(parts)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file: what it is called, a masked value, what it is taken for."""

    number: int
    name: str
    sample: str
    field: str


def _columns(batch: ImportBatch) -> dict[str, object]:
    columns = [
        Column(number, said["name"], said["sample"], "" if said["field"] in NOT_READ else said["field"])
        for number, said in enumerate(batch.mapping.get("columns", []))
        if said["name"] or said["sample"]
    ]
    unknown = set(batch.mapping.get("unknown", []))
    return {
        "columns": [(column, column.name in unknown) for column in columns], "fields": choices(),
        "known": sum(column.name not in unknown for column in columns),
        "policies": ImportBatch.Policy, "policy": batch.policy,
    }  # fmt: skip


def _progress(request: Signed, batch: ImportBatch, at: set[str]) -> HttpResponse:
    """What the queue and the worker say of it; where both are silent, the way to try again."""
    is_waiting, is_alive = "todo" in at, jobs.is_worker_alive(request.now)
    context = _common(batch, is_waiting) | {
        "is_waiting": is_waiting, "is_silent": not is_alive,
        "is_stuck": not is_waiting and not (is_alive and at), "policy": batch.policy,
        "again": "roster:commit" if batch.state == State.COMMITTING else "roster:columns",
        "step_words": _step_words(batch.step), "share": int(100 * batch.done / batch.total) if batch.total else None,
    }  # fmt: skip
    return render(request, "roster/_progress.html" if is_part(request) else "roster/import_progress.html", context)


def _step_words(step: str) -> str:
    return {
        "reading": _("reading the file"), "matching": _("comparing with the register"), "writing": _("writing"),
        "report": _("writing the report"),
    }.get(step, "")  # fmt: skip


def failure_words(batch: ImportBatch) -> str:
    """The refusal that ended it, in words; for a bug its name, to be read out."""
    kind = type("Failed", (Refusal,), {"code": batch.failure})
    said = words(kind(file=batch.file_name, area=batch.area))
    return (
        said
        if batch.failure.count(".") == 1
        else _("Something in wanjia failed: %(name)s. Nothing was written.") % {"name": batch.failure}
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """One chip above the list of problems."""

    code: str
    words: str
    count: int
    is_current: bool


def _outcome(request: Signed, batch: ImportBatch) -> dict[str, object]:
    outcome = Outcome.from_storage(batch.outcome)
    asked, start = request.GET.get("code", ""), request.GET.get("after", "0")
    counts: dict[str, int] = batch.outcome.get("codes", {})
    chosen = [problem for problem in outcome.problems if asked in ("", problem.code)]
    at = int(start) if start.isdecimal() else 0
    return {
        "outcome": outcome, "kinds": _kinds(counts, asked), "code": asked, "problems": chosen[at : at + PAGE],
        "next": at + PAGE if len(chosen) > at + PAGE else None, "all_problems": sum(counts.values()),
        "is_cut": sum(counts.values()) > len(outcome.problems),
        "written": outcome.created + outcome.updated + outcome.unchanged,
    }  # fmt: skip


def _kinds(counts: dict[str, int], asked: str) -> list[Kind]:
    """Rejected and doubtful first, then what was only repaired."""
    ordered = sorted(counts.items(), key=lambda item: (KINDS[item[0]].grave == NOTE, -item[1]))
    return [Kind(code, str(KINDS[code].what), count, code == asked) for code, count in ordered]


def _after(request: Signed, batch: ImportBatch) -> dict[str, object]:
    """What can still be done once it is written."""
    until = batch.committed_at + timedelta(days=UNDO_DAYS) if batch.committed_at else None
    return {
        "until": until, "may_undo": batch.state == State.COMMITTED and until is not None and request.now <= until,
        "waiting": Doubt.objects.filter(part__range=codes.codes_under(batch.area), resolved_at=None).count(),
    }  # fmt: skip
