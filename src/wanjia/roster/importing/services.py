"""The import's commands. They take the import first, then `by` and `now` by name, and write all or nothing."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from wanjia.hot import roster as hot
from wanjia.hot.locking import hold
from wanjia.hot.roster_undo import Undone, take_back
from wanjia.hot.roster_write import Writer
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import Refusal
from wanjia.kernel.ids import new_event_id
from wanjia.platform import audit, files
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.vault import unseal
from wanjia.roster import stairwells
from wanjia.roster.importing import doubts, report
from wanjia.roster.importing.headers import Header, corrected, find_header
from wanjia.roster.importing.outcome import Outcome
from wanjia.roster.importing.pipeline import Pass, places_of
from wanjia.roster.importing.preparing import describe
from wanjia.roster.importing.reading import Sheet, open_sheets
from wanjia.roster.importing.refusals import NoNameColumn, TooLateToUndo, WrongState
from wanjia.roster.importing.resolving import Choice, resolve_doubt
from wanjia.roster.importing.staging import BASES, Progress, no_progress
from wanjia.roster.importing.writing import IMAGE, write_staged
from wanjia.roster.models.importing import ColumnMapping, Doubt, ImportBatch

UNDO_DAYS = 7
STORED_PROBLEMS = 2000  # the page pages through these; the report has all
State, Policy = ImportBatch.State, ImportBatch.Policy
_OVER = (State.COMMITTED, State.UNDONE)


def start(*, by: Actor, area: int, file_name: str, content: bytes, now: datetime) -> ImportBatch:
    """Keeps the file and finds its columns; a mapping that was corrected before for the same headers is used again.

    Raises the refusals of `refusals` for a file that can't be one; nothing is kept then.
    """
    return begin(by=by, area=area, file_name=file_name, content=content, now=now)[0]


Opened = tuple[Sheet, Header]
"""A file that has been read already: whoever goes on in the same breath need not read it again."""


def begin(*, by: Actor, area: int, file_name: str, content: bytes, now: datetime) -> tuple[ImportBatch, Opened]:
    """As `start`, giving the opened file as well: it holds the whole table in memory."""
    require(by, Act.IMPORT, area)
    places_of(area)
    sheet, header = find_header(open_sheets(content, file_name), file_name)
    remembered = ColumnMapping.objects.filter(area=area, signature=header.signature).first()
    corrections: Mapping[str, str] = remembered.mapping if remembered else {}
    batch = ImportBatch.objects.create(
        id=new_event_id(), area=area, file_name=file_name[:200], file_token=files.keep(content),
        mapping=describe(sheet, header, corrections), created_by=by.name[:60], created_at=now,
    )  # fmt: skip
    return batch, (sheet, header)


def set_mapping(batch: ImportBatch, *, by: Actor, corrections: Mapping[str, str], now: datetime) -> ImportBatch:
    """Corrects columns (number as text, from 0 → field, "" for "do not import") and remembers it for these headers."""
    require(by, Act.IMPORT, batch.area)
    if batch.state not in (State.UPLOADED, State.PREVIEWED, State.FAILED):
        raise WrongState(state=batch.get_state_display())
    sheet, header = find_header(open_sheets(files.fetch(batch.file_token), batch.file_name), batch.file_name)
    merged = {**batch.mapping.get("corrections", {}), **corrections}
    if "name" not in corrected(header, merged).fields.values():
        raise NoNameColumn(file=batch.file_name, sheet=sheet.name, rows=header.row)
    batch.mapping = describe(sheet, header, merged)
    batch.state, batch.outcome = State.UPLOADED, {}
    batch.save(update_fields=["mapping", "state", "outcome"])
    ColumnMapping.objects.update_or_create(
        area=batch.area, signature=header.signature, defaults={"mapping": merged, "used_at": now}
    )
    return batch


def _open(batch: ImportBatch, now: datetime, opened: Opened | None) -> Pass:
    sheet, header = opened or find_header(open_sheets(files.fetch(batch.file_token), batch.file_name), batch.file_name)
    fitted = corrected(header, batch.mapping.get("corrections", {}))
    return Pass(sheet, fitted, batch.area, batch.file_name, local_date(now), places_of(batch.area))


def preview(
    batch: ImportBatch, *, policy: str, now: datetime, progress: Progress = no_progress,
    report_to: Path | None = None, opened: Opened | None = None,
) -> Outcome:  # fmt: skip
    """What a commit would do now. Reads everything, writes nothing to the register. report_to: as for commit."""
    _enter(batch, State.PREVIEWING, policy)
    begun = time.perf_counter()
    with _failing(batch), transaction.atomic():
        walk = _matched(batch, now, progress, opened)
        outcome = _outcome(walk, begun)
        if report_to is not None:
            files.write_clear(report_to, report.build(walk, outcome))
            outcome = replace(outcome, report=str(report_to), seconds=round(time.perf_counter() - begun, 2))
    _leave(batch, State.PREVIEWED, outcome)
    return outcome


def commit(
    batch: ImportBatch, *, by: Actor, now: datetime, progress: Progress = no_progress,
    report_to: Path | None = None, opened: Opened | None = None,
) -> Outcome:  # fmt: skip
    """Writes the file into the register in one transaction, with its report; a failure leaves nothing half-written.

    Looks at the register again, so it may differ from the preview where somebody has worked in between. A commit that
    was killed may be called again. report_to: the report goes there in the clear, besides being kept sealed.
    """
    require(by, Act.IMPORT, batch.area)
    _enter(batch, State.COMMITTING, batch.policy)
    begun = time.perf_counter()
    with _failing(batch), transaction.atomic():
        hold(f"import {batch.area // 1000}")
        if ImportBatch.objects.filter(pk=batch.pk, state=State.COMMITTED).exists():
            raise WrongState(state=State.COMMITTED.label)
        walk = _matched(batch, now, progress, opened)
        progress(0, 1, "writing")
        writer = Writer(batch=batch.pk, source=batch.file_name, now=now, today=walk.today, bases=BASES)
        write_staged(walk.places, writer, max(walk.ledger.states, default=0))
        stairwells.grow(by=by, area=batch.area, now=now)
        doubts.keep(walk, batch.pk)
        progress(0, 1, "report")
        outcome = _outcome(walk, begun)
        outcome = _report(walk, outcome, batch, report_to, begun)
        batch.committed_at = now
        _leave(batch, State.COMMITTED, outcome)
        audit.record(
            by=by, act="import.commit", area=batch.area, subject=str(batch.pk), now=now,
            detail={name: getattr(outcome, name) for name in ("rows", "created", "updated", "queued", "rejected")},
        )  # fmt: skip
    progress(1, 1, "report")
    return outcome


def _matched(batch: ImportBatch, now: datetime, progress: Progress, opened: Opened | None) -> Pass:
    walk = _open(batch, now, opened)
    walk.stage(progress)
    progress(0, 1, "matching")
    walk.match(batch.policy)
    doubts.settle_decided(walk)
    progress(1, 1, "matching")
    return walk


def _outcome(walk: Pass, begun: float) -> Outcome:
    used = hot.used_buildings()
    return Outcome(
        **walk.ledger.counts(), households=sum(count for _part, count in hot.new_doors()),
        buildings=len(used & walk.places.new_buildings.keys()), seconds=round(time.perf_counter() - begun, 2),
        report="",
        problems=walk.ledger.sorted_problems(),
    )  # fmt: skip


def _report(walk: Pass, outcome: Outcome, batch: ImportBatch, to: Path | None, begun: float) -> Outcome:
    content = report.build(walk, outcome)
    batch.report_token = files.keep(content)
    if to is not None:
        files.write_clear(to, content)
    return replace(outcome, report=str(to or batch.report_token), seconds=round(time.perf_counter() - begun, 2))


def undo(batch: ImportBatch, *, by: Actor, now: datetime, is_in_use: Callable[[set[int]], set[int]]) -> Undone:
    """Takes an import back within seven days, but for what was changed since or is in use.

    is_in_use: of these ids of people and households, those that a round or a proof refers to.
    """
    require(by, Act.IMPORT, batch.area)
    if batch.state != State.COMMITTED or batch.committed_at is None:
        raise WrongState(state=batch.get_state_display())
    if now - batch.committed_at > timedelta(days=UNDO_DAYS):
        raise TooLateToUndo(days=UNDO_DAYS)
    with transaction.atomic():
        hold(f"import {batch.area // 1000}")
        undone = take_back(
            batch.pk, batch.committed_at, batch.file_name[:80], lambda image: unseal(image, field=IMAGE), is_in_use
        )
        Doubt.objects.filter(batch_id=batch.pk, resolution="").delete()
        batch.state, batch.undone_at = State.UNDONE, now
        batch.save(update_fields=["state", "undone_at"])
        audit.record(by=by, act="import.undo", area=batch.area, subject=str(batch.pk), now=now, detail=undone.counts())
    return undone


def _enter(batch: ImportBatch, state: str, policy: str) -> None:
    """Raises WrongState where the import was written or undone, by whomever. A killed one may be entered again."""
    changed = {"state": state, "policy": Policy(policy), "failure": ""}
    if not ImportBatch.objects.filter(pk=batch.pk).exclude(state__in=_OVER).update(**changed):
        raise WrongState(state=State.COMMITTED.label)
    batch.state, batch.policy, batch.failure = state, Policy(policy), ""


def _leave(batch: ImportBatch, state: str, outcome: Outcome) -> None:
    batch.state, batch.outcome = state, outcome.for_storage(STORED_PROBLEMS)
    batch.done = batch.total = outcome.rows
    batch.save()


__all__ = [
    "Choice",
    "ImportBatch",
    "Outcome",
    "Policy",
    "State",
    "Undone",
    "commit",
    "preview",
    "resolve_doubt",
    "set_mapping",
    "start",
    "undo",
]


class _failing:  # noqa: N801  reads as a word where it stands
    """Writes down that an import failed, and why, after its transaction has been rolled back."""

    def __init__(self, batch: ImportBatch) -> None:
        self._batch = batch

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, trace: object) -> None:
        if why is not None:
            code = why.code if isinstance(why, Refusal) else type(why).__name__
            self._batch.state, self._batch.failure = State.FAILED, code[:200]
            running = ImportBatch.objects.filter(pk=self._batch.pk).exclude(state__in=_OVER)
            running.update(state=State.FAILED, failure=code[:200])
