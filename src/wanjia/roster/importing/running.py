"""A whole import in one call, for the command line: start, then a dry run or a commit."""

from datetime import datetime
from pathlib import Path

from wanjia.platform import files
from wanjia.platform.access import Actor
from wanjia.roster.importing.outcome import Outcome
from wanjia.roster.importing.services import commit, preview, start
from wanjia.roster.importing.staging import Progress, no_progress
from wanjia.roster.models.importing import ImportBatch


def run(
    *, by: Actor, area: int, file_name: str, content: bytes, policy: str, now: datetime, is_dry: bool = False,
    progress: Progress = no_progress, report_to: Path | None = None,
) -> tuple[ImportBatch, Outcome]:  # fmt: skip
    """Returns the import and what became of its rows. A dry run leaves neither file nor import behind."""
    batch = start(by=by, area=area, file_name=file_name, content=content, now=now)
    if not is_dry:
        batch.policy = ImportBatch.Policy(policy)
        return batch, commit(batch, by=by, now=now, progress=progress, report_to=report_to)
    try:
        return batch, preview(batch, policy=policy, now=now, progress=progress, report_to=report_to)
    finally:
        files.drop(batch.file_token)
        ImportBatch.objects.filter(pk=batch.pk).delete()
