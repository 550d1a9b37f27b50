"""Results from laboratories: facts. Never refused; what is odd stays in sight, line by line.

The same body of the same laboratory again changes nothing. What differs from the record becomes its next version.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.hot import clusters as hot_clusters
from wanjia.hot import results as hot
from wanjia.kernel import clock
from wanjia.kernel.ids import new_event_id
from wanjia.labs import clusters, settling
from wanjia.labs.models import Lab, Report, Run
from wanjia.labs.rules.values import SEVERITY
from wanjia.platform.access import Actor
from wanjia.platform.audit import record

STORED_PROBLEMS = 500


@dataclass(frozen=True, slots=True)
class Said:
    """One line as the laboratory wrote it. `row` is where it stands in the file, from 1."""

    row: int
    code: str
    value: str
    tested_at: datetime
    run: str = ""
    well: str = ""
    reason: str = ""
    tube_id: UUID | None = None  # which of two tubes with one code, where a person has found out


@dataclass(frozen=True, slots=True)
class Odd:
    """One line to look at: which field, why, what stands there."""

    row: int
    field: str
    code: str
    value: str


@dataclass(frozen=True, slots=True)
class Body:
    """A whole report: how it came, under which name, its lines, and the lines that could not be read."""

    form: str
    name: str
    content: bytes
    lines: Sequence[Said]
    problems: Sequence[Odd] = ()
    tests: Mapping[str, int] = field(default_factory=dict)  # run → reactions that its machine counted


OUTCOMES = ("new", "same", "retested", "corrected", "repeated", "unknown_tube", "two_tubes", "unread")
"""What can become of a line; together they are all lines of the report."""


@transaction.atomic
def record_report(*, lab: Lab, body: Body, by: Actor, now: datetime) -> Report:
    """Writes down everything that the report says, then tells whoever has to know. One report per body and laboratory.

    About 2 s for 50,000 lines on two cores. Raises nothing but bugs.
    """
    digest = hashlib.blake2b(body.content, digest_size=16).digest()
    known = Report.objects.filter(part=lab.part, lab=lab, digest=digest).first()
    if known is not None:
        return known
    report = Report(
        id=new_event_id(), part=lab.part, lab=lab, form=body.form, name=body.name[:120], digest=digest,
        lines=len(body.lines) + len(body.problems), recorded_by=by.name[:60], received_at=now,
    )  # fmt: skip
    runs = _runs(lab, body, now)
    hot.take(_staged(body.lines, runs), now=now)
    hot.write(lab=lab.id, lab_part=lab.part, report=report.id, now=now)
    hot_clusters.add(lab_part=lab.part, lab=lab.id, day=clock.local_date(now))
    _count(report, body)
    report.save(force_insert=True)
    news = hot.news()
    settling.settle(news, lab=lab, now=now)
    clusters.look(lab=lab, runs=list(runs.values()), news=news, now=now)
    record(
        by=by, act="labs.report", area=lab.area, subject=f"lab:{lab.id}", now=now,
        detail={"report": str(report.id), "form": body.form, "lines": report.lines, **report.counts},
    )  # fmt: skip
    return report


def _staged(lines: Iterable[Said], runs: Mapping[str, UUID]) -> Iterable[hot.Line]:
    for line in lines:
        yield hot.Line(
            line.row, line.code[:40], line.value, SEVERITY[line.value], runs.get(line.run), line.well[:8],
            line.tested_at, line.reason[:200], line.tube_id,
        )  # fmt: skip


def _runs(lab: Lab, body: Body, now: datetime) -> dict[str, UUID]:
    """The runs that the lines name; new ones are written down, times and reactions of known ones are widened."""
    named = {line.run[:40] for line in body.lines if line.run} | {run[:40] for run in body.tests}
    if not named:
        return {}
    known = {run.code: run for run in Run.objects.filter(part=lab.part, lab=lab, code__in=named)}
    fresh = [
        Run(id=new_event_id(), part=lab.part, lab=lab, code=code, made_at=now) for code in sorted(named - {*known})
    ]
    Run.objects.bulk_create(fresh)
    for run in (*known.values(), *fresh):
        if run.code in body.tests:
            Run.objects.filter(part=run.part, id=run.id).update(tests=body.tests[run.code])
    ids = {run.code: run.id for run in (*known.values(), *fresh)}
    return {line.run: ids[line.run[:40]] for line in body.lines if line.run} | {
        run: ids[run[:40]] for run in body.tests
    }


def _count(report: Report, body: Body) -> None:
    """Every line has one outcome; what is odd is named by row, up to a limit."""
    counts = {"unread": len(body.problems), **hot.counts()}
    report.counts = {name: counts.get(name, 0) for name in OUTCOMES}
    problems = [*body.problems, *(one for found in hot.odd(STORED_PROBLEMS) for one in _odd(found))]
    problems.sort(key=lambda odd: odd.row)
    report.problems = [[odd.row, odd.field, odd.code, odd.value] for odd in problems[:STORED_PROBLEMS]]


_NAMED = ("unknown_tube", "two_tubes", "corrected")


def _odd(one: hot.Matched) -> list[Odd]:
    found = [Odd(one.row, "code", one.outcome, one.code)] if one.outcome in _NAMED else []
    return [*found, Odd(one.row, "value", "twice_in_report", one.code)] if one.differs else found
