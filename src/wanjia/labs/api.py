"""Laboratories' own programs: results in as lines or as a FHIR R5 bundle, and out again. No person in any of them."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from wanjia.labs import intake
from wanjia.labs.models import Lab, Report
from wanjia.labs.reports import fhir, out
from wanjia.labs.rules.values import value_of
from wanjia.platform.access import Act, one_for
from wanjia.platform.calls import Call

router = Router(tags=["laboratories"])


class LineIn(Schema):
    """What was found in one tube."""

    code: str = Field(description="The code on the tube, as it was scanned.", min_length=1, max_length=40)
    value: str = Field(description="negative, positive, doubtful or invalid; also the usual words in Chinese.")
    tested_at: datetime | None = Field(None, description="With offset; the moment of the call when it is left out.")
    run: str = Field("", description="Code of the run; told once, its wells and reactions are checked.", max_length=40)
    well: str = Field("", max_length=8)
    reason: str = Field("", description="Why it differs from what was reported before.", max_length=200)


class ResultsIn(Schema):
    """One report."""

    lines: list[LineIn] = Field(max_length=50_000)
    tests: dict[str, int] = Field(default_factory=dict, description="Run → reactions that its machine counted.")


class OddOut(Schema):
    """One line to look at."""

    row: int
    field: str
    code: str
    value: str


class ReportOut(Schema):
    """What became of a report: `counts` adds up to `lines`."""

    report: UUID
    lines: int
    counts: dict[str, int]
    problems: list[OddOut]


def _lab(request: Call, lab_id: UUID) -> Lab:
    return one_for(request.auth, Act.RESULT, Lab.objects.filter(id=lab_id), lambda it: it.area)


def _told(made: Report) -> ReportOut:
    problems = [OddOut(row=row, field=field, code=code, value=value) for row, field, code, value in made.problems]
    return ReportOut(report=made.id, lines=made.lines, counts=made.counts, problems=problems)


@router.post("/labs/{lab_id}/results", response=ReportOut)
def post_results(request: Call, lab_id: UUID, sent: ResultsIn) -> ReportOut:
    """Takes a report. The same body again changes nothing; a line that can't be read never holds the others up."""
    lab = _lab(request, lab_id)
    lines, problems = [], []
    for row, line in enumerate(sent.lines, 1):
        value = value_of(line.value)
        if value is None:
            problems.append(intake.Odd(row, "value", "unknown_word", line.value[:40]))
            continue
        at = line.tested_at if line.tested_at and line.tested_at.tzinfo else request.now
        lines.append(intake.Said(row, line.code.strip(), value, at, line.run, line.well, line.reason))
    body = intake.Body(Report.Form.API, "", request.body, lines, problems, sent.tests)
    return _told(intake.record_report(lab=lab, body=body, by=request.auth, now=request.now))


@router.post("/labs/{lab_id}/fhir", response=ReportOut)
def post_bundle(request: Call, lab_id: UUID) -> ReportOut:
    """Takes a FHIR R5 bundle: Observations (LOINC 94309-2, 94558-4) that refer to Specimens by the code on the tube."""
    lab = _lab(request, lab_id)
    found = fhir.read(request.body, request.now)
    body = intake.Body(Report.Form.FHIR, "", request.body, found.lines, found.problems, found.tests)
    return _told(intake.record_report(lab=lab, body=body, by=request.auth, now=request.now))


@router.get("/labs/{lab_id}/fhir")
def get_bundle_of_lab(request: Call, lab_id: UUID) -> HttpResponse:
    """The laboratory's results of record of the last three days as a FHIR R5 bundle."""
    lab = _lab(request, lab_id)
    return HttpResponse(out.as_fhir(out.results(lab, request.now), request.now), content_type="application/fhir+json")
