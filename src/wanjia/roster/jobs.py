"""Imports as jobs of the worker: the page only asks and watches."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.exceptions import AlreadyEnqueued

from wanjia.kernel import clock
from wanjia.kernel.errors import Refusal
from wanjia.platform.access import actor_of
from wanjia.platform.models import Account
from wanjia.roster.importing import services
from wanjia.roster.importing.progress import watched
from wanjia.roster.models import ImportBatch

SILENT = timedelta(seconds=45)  # a living worker says so every ten seconds


def ask_preview(batch: ImportBatch, *, policy: str) -> None:
    """Puts the check of the file into the queue; a second request for the same import changes nothing."""
    _defer(preview, batch, policy=policy)


def ask_commit(batch: ImportBatch, *, account_id: int | None) -> None:
    _defer(commit, batch, account_id=account_id)


def _defer(task: "Callable[..., object]", batch: ImportBatch, **arguments: object) -> None:
    asked = task.configure(queueing_lock=_lock(batch.pk))  # type: ignore[attr-defined]
    try:
        with transaction.atomic():  # a refused second job must not spoil the caller's transaction
            asked.defer(batch=str(batch.pk), language=translation.get_language() or "zh-hans", **arguments)
    except AlreadyEnqueued:
        return


def _lock(batch: UUID) -> str:
    return f"import {batch}"


def under_way(batch: ImportBatch) -> set[str]:
    """`todo` while the import stands in the queue, `doing` while a worker says it has it in hand. One query."""
    jobs = ProcrastinateJob.objects.filter(args__batch=str(batch.pk), status__in=("todo", "doing"))
    return set(jobs.values_list("status", flat=True))


def is_worker_alive(now: datetime) -> bool:
    """True when a worker has said so lately. One query."""
    return ProcrastinateWorker.objects.filter(last_heartbeat__gt=now - SILENT).exists()


@app.task(name="roster.preview_import")
def preview(batch: str, policy: str, language: str) -> None:
    """Reads the file against the register and writes nothing to it."""
    found = ImportBatch.objects.get(pk=batch)
    _run(language, lambda: services.preview(found, policy=policy, now=clock.now(), progress=watched(found)))


@app.task(name="roster.commit_import")
def commit(batch: str, account_id: int | None, language: str) -> None:
    """Writes the file into the register, as the account that asked for it and with what it may do now."""
    found, now = ImportBatch.objects.get(pk=batch), clock.now()
    by = actor_of(Account.objects.get(pk=account_id or 0), now)
    _run(language, lambda: services.commit(found, by=by, now=now, progress=watched(found)))


def _run(language: str, act: Callable[[], object]) -> None:
    """In the language of whoever asked: the report is in it. A refusal stands in the import, not in the queue."""
    with translation.override(language):
        try:
            act()
        except Refusal:
            return
