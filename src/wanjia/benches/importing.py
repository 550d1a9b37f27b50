"""How long an import takes and how much memory. It imports for real: use an installation to throw away."""

import resource
import sys
import time
from datetime import datetime
from pathlib import Path

from wanjia.platform.access import system
from wanjia.roster.importing.running import run


def measure(file: Path, area: int, now: datetime) -> dict[str, object]:
    """One import from bytes to report, everything included: seconds until the end of each step, rows a second.

    peak_mb is this process at its largest, before or during the import; the database is another process.
    """
    marks: dict[str, float] = {}
    begun = time.perf_counter()

    def mark(_done: int, _total: int, step: str) -> None:
        marks[step] = round(time.perf_counter() - begun, 2)

    _batch, outcome = run(
        by=system("bench"),
        area=area,
        file_name=file.name,
        content=file.read_bytes(),
        policy="queue",
        now=now,
        progress=mark,
    )
    took = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "rows": outcome.rows, "created": outcome.created, "unchanged": outcome.unchanged, "queued": outcome.queued,
        "rejected": outcome.rejected, "seconds": round(took, 2), "rows_per_second": round(outcome.rows / took),
        "peak_mb": peak // (2**20 if sys.platform == "darwin" else 2**10), "until": marks,
    }  # fmt: skip
