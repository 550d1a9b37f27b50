"""`wanjia bench import`: a workbook with everyday defects, from its first byte to the report, then once more."""

import resource
import sys
import time
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from wanjia.benches.stage import say
from wanjia.demo import workbook, world
from wanjia.demo.cast import TOWN
from wanjia.demo.people import population
from wanjia.kernel import clock
from wanjia.platform.access import system
from wanjia.roster.importing import running


def run(*, rows: int) -> dict[str, object]:
    """Draws a roster of that many people, writes it as a workbook, imports it twice. `first` fills, `again` changes
    nothing."""
    say(f"drawing a workbook of {rows:,} rows …")
    world.areas()
    drawn = workbook.rows(population(1, rows, clock.local_date(clock.now())), 1)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "roster.xlsx"
        file.write_bytes(workbook.as_xlsx(drawn, 1))
        size = file.stat().st_size
        say("the first import …")
        first = measure(file, TOWN, clock.now())
        say("the same file again …")
        again = measure(file, TOWN, clock.now())
    return {"rows": len(drawn), "file_mb": round(size / 2**20, 1), "first": first, "again": again}


def measure(file: Path, area: int, now: datetime) -> dict[str, object]:
    """One import from bytes to report, everything included: seconds until the end of each step, rows a second.

    peak_mb is this process at its largest, before or during the import; the database is another process.
    """
    marks: dict[str, float] = {}
    begun = time.perf_counter()

    def mark(_done: int, _total: int, step: str) -> None:
        marks[step] = round(time.perf_counter() - begun, 2)

    _batch, outcome = running.run(
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
