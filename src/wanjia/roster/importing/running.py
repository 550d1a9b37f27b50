"""A whole import in one call, for the command line: start, then a dry run or a commit."""

import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from wanjia.platform import files
from wanjia.platform.access import Actor
from wanjia.roster.importing.outcome import Outcome
from wanjia.roster.importing.services import begin, commit, preview
from wanjia.roster.importing.staging import Progress, no_progress
from wanjia.roster.models.importing import ImportBatch


def run(
    *, by: Actor, area: int, file_name: str, content: bytes, policy: str, now: datetime, is_dry: bool = False,
    progress: Progress = no_progress, report_to: Path | None = None,
) -> tuple[ImportBatch, Outcome]:  # fmt: skip
    """Returns the import and what became of its rows. A dry run leaves neither file nor import behind.

    The file is read once; `seconds` counts from the first byte to the report.
    """
    begun = time.perf_counter()
    batch, opened = begin(by=by, area=area, file_name=file_name, content=content, now=now)
    if not is_dry:
        batch.policy = ImportBatch.Policy(policy)
        outcome = commit(batch, by=by, now=now, progress=progress, report_to=report_to, opened=opened)
        return batch, replace(outcome, seconds=round(time.perf_counter() - begun, 2))
    try:
        outcome = preview(batch, policy=policy, now=now, progress=progress, report_to=report_to, opened=opened)
        return batch, replace(outcome, seconds=round(time.perf_counter() - begun, 2))
    finally:
        files.drop(batch.file_token)
        ImportBatch.objects.filter(pk=batch.pk).delete()
