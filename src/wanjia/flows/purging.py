"""Ending what has outlived its purpose: field by field, by the clocks of `roster.retention`. Counts stay.

Every run leaves a line in the audit log with a keyed digest of its report, so that the report can be verified.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from wanjia.cards import keeping
from wanjia.kernel.clock import local_date
from wanjia.platform import files
from wanjia.platform.access import Actor
from wanjia.platform.audit import record
from wanjia.roster.models import IdentityIndex, Person
from wanjia.roster.retention import CLOCKS, Clock, Starts

_MADE_AT = {
    "roster.ImportBatch": "created_at", "roster.ImportChange": "batch", "roster.Doubt": "batch",
    "coverage.Aside": "received_at", "coverage.Attempt": "received_at", "coverage.Decision": "decided_at",
    "cards.Correction": "at",
    "devices.Invitation": "made_at", "devices.Device": "enrolled_at",
    "labs.Seen": "seen_at", "labs.Cluster": "found_at",
    "cases.Case": "opened_at", "cases.Contact": "proposed_at", "cases.Answer": "written_at",
    "cases.Exposure": "written_at", "cases.Transfer": "asked_at", "cases.LeftBehind": "confirmed_at",
    "cases.TransferStep": "received_at", "cases.Stay": "since_at", "cases.DayReason": "written_at",
    "isolation.Order": "made_at", "isolation.Appeal": "at", "isolation.UnitEvent": "recorded_at",
    "isolation.LiftNotice": "told_at", "isolation.Outing": "asked_at",
    "care.NightDuty": "ends_at",
    "medical.Appointment": "expected_at",
    "medical.VisitStep": "seen_at", "medical.MedicineOrder": "asked_at", "medical.HandOver": "seen_at",
    "supplies.Trip": "made_at", "supplies.StaffIssue": "at", "supplies.Order": "made_at", "supplies.Claim": "made_at",
    "supplies.Donation": "offered_at",
    "logistics.Box": "made_at", "logistics.AlarmNote": "taken_at",
    "notices.Broadcast": "recorded_at", "notices.Message": "asked_at",
    "needs.Ticket": "opened_at", "needs.Step": "at", "needs.Proposal": "made_at",
}  # fmt: skip
_UNTIL = {"testing.PostHolder": "until_at__date", "logistics.Holder": "closed_at__date",
          "care.Carership": "until_at__date", "care.Ladder": "closed_at__date",
          "care.LadderStep": "ladder__closed_at__date", "care.CareCase": "closed_at__date",
          "care.CareCaseStep": "case__closed_at__date", "care.Cover": "ended_at__date"}  # fmt: skip
_DELETED_WHOLE = {  # nothing of these rows is worth keeping
    "roster.IdentityIndex", "roster.ImportChange", "labs.Result", "labs.LooseResult", "labs.Recheck", "labs.Seen",
    "supplies.LeftOut", "notices.Message", "notices.ChatMember", "care.CarePlan", "care.TeamPerson",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """What one clock ended, or would end."""

    model: str
    fields: tuple[str, ...]
    purpose: str
    starts: str
    days: int
    rows: int


@dataclass(frozen=True, slots=True)
class Report:
    """One run. `proof` is the digest that the audit log holds; empty for a rehearsal."""

    at: str
    is_rehearsal: bool
    lines: tuple[Line, ...]
    proof: str = ""

    @property
    def rows(self) -> int:
        return sum(line.rows for line in self.lines)

    def as_json(self) -> dict[str, object]:
        return {"rows": self.rows} | asdict(self)


@transaction.atomic
def purge(*, by: Actor, now: datetime, emergency_ended_on: date | None, is_rehearsal: bool) -> Report:
    """Blanks every field whose clock has run out, all or nothing. A rehearsal only counts.

    Clocks of the emergency run only when the day of its end is given.
    """
    today = local_date(now)
    lines = tuple(_run(clock, today, emergency_ended_on, is_rehearsal) for clock in CLOCKS)
    lines += tuple(_whole(now, is_rehearsal))
    report = Report(now.isoformat(), is_rehearsal, lines)
    if is_rehearsal:
        return report
    sealed = Report(report.at, is_rehearsal, lines, digest(report))
    record(
        by=by, act="register.purge", area=0, subject="purge", now=now,
        detail={"rows": sealed.rows, "proof": sealed.proof, "emergency_ended_on": str(emergency_ended_on or "")},
    )  # fmt: skip
    return sealed


def _whole(now: datetime, is_rehearsal: bool) -> Iterator[Line]:
    """Rows that go as a whole: of an old card nothing is worth keeping."""
    days = {"cards.Card": keeping.CARDS.days, "cards.Correction": keeping.CORRECTIONS.days}
    for model, rows in keeping.forget(now, is_rehearsal=is_rehearsal).items():
        yield Line(model, ("*",), "let somebody be known by a code", Starts.ENDED.value, days[model], rows)


def digest(report: Report) -> str:
    """Keyed digest of the figures: who holds the report and the log can tell whether one of them was changed."""
    figures = json.dumps([report.at, [asdict(line) for line in report.lines]], sort_keys=True).encode()
    return hmac.new(settings.VAULT_SECRET.encode(), figures, hashlib.sha256).hexdigest()


def _run(clock: Clock, today: date, ended_on: date | None, is_rehearsal: bool) -> Line:
    due = _due(clock, today, ended_on)
    rows = due.count() if due is not None else 0
    if due is not None and rows and not is_rehearsal:
        _end(clock, due)
    return Line(clock.model, clock.fields, clock.purpose, clock.starts.value, clock.days, rows)


def _due(clock: Clock, today: date, ended_on: date | None) -> Any:
    """The rows whose clock has run out and that still hold something: a queryset, None where the clock does not run."""
    rows = apps.get_model(clock.model)._default_manager.all()
    limit = today - timedelta(days=clock.days)
    if clock.starts is Starts.EMERGENCY:
        return rows.filter(_holds(clock)) if ended_on is not None and ended_on <= limit else None
    if clock.starts is Starts.GONE:
        gone = Q(presence__in=("moved", "died")) | Q(merged_into__isnull=False)
        since = rows.annotate(gone_on=Coalesce(F("presence_since"), F("checked_at__date")))
        return since.filter(gone & _holds(clock), gone_on__lte=limit)
    if clock.model == "care.CarePlan":
        return _plans_before(rows, limit)
    if clock.starts is Starts.ENDED:
        return rows.filter(_holds(clock), **{f"{_UNTIL.get(clock.model, 'until_on')}__lte": limit})
    return _made_before(rows, clock, limit)


def _plans_before(rows: QuerySet[Any], limit: date) -> QuerySet[Any]:
    """Versions that another had replaced by then, and every version of who was gone by then. The newest of somebody
    who lives here has no clock of its own: a plan is needed most when nobody has had to touch it (ADR 0034).
    """
    mine = {"part": OuterRef("part"), "person_id": OuterRef("person_id")}
    newer = rows.filter(**mine, version__gt=OuterRef("version"), made_at__date__lte=limit)
    gone = Person.objects.filter(part=OuterRef("part"), id=OuterRef("person_id"), presence__in=("moved", "died"))
    since = gone.annotate(gone_on=Coalesce(F("presence_since"), F("checked_at__date")))
    return rows.filter(Exists(newer) | Exists(since.filter(gone_on__lte=limit)))


def _made_before(rows: QuerySet[Any], clock: Clock, limit: date) -> QuerySet[Any]:
    column = _MADE_AT[clock.model]
    if column != "batch":
        return rows.filter(_holds(clock), **{f"{column}__date__lte": limit})
    batches = apps.get_model("roster.ImportBatch")._default_manager.filter(created_at__date__lte=limit)
    return rows.filter(_holds(clock), batch_id__in=batches.values("id"))


def _holds(clock: Clock) -> Q:
    """True for rows in which at least one of the fields is not blank yet."""
    model = apps.get_model(clock.model)
    holds = Q()
    for name in clock.fields:
        field = model._meta.get_field(name)
        holds |= Q(**{f"{name}__isnull": False}) if field.null else ~Q(**{name: _blank(field)})
    return holds


def _blank(field: Any) -> Any:
    if field.null:
        return None
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, models.BinaryField):
        return b""
    if isinstance(field, models.CharField):
        return "none" if field.name == "document_kind" else ""
    if isinstance(field, models.IntegerField) and not field.has_default():
        return 0  # nobody: no id is
    return field.get_default()


def _end(clock: Clock, due: QuerySet[Any]) -> None:
    if clock.model in _DELETED_WHOLE:
        due.delete()
        return
    if clock.model == "roster.ImportBatch":
        for token in _tokens(due):
            files.drop(token)
    if "document_hash" in clock.fields:
        IdentityIndex.objects.filter(person_id__in=list(due.values_list("id", flat=True))).delete()
    model = apps.get_model(clock.model)
    blank = {name: _blank(model._meta.get_field(name)) for name in clock.fields}
    model._default_manager.filter(pk__in=list(due.values_list("pk", flat=True))).update(**blank)


def _tokens(batches: QuerySet[Any]) -> Iterator[str]:
    for pair in batches.values_list("file_token", "report_token"):
        yield from filter(None, pair)
