"""What is counted while wanjia works, for whoever watches the machine. No names, no ids, no areas: counts only.

Several processes count together where the supervisor has set `PROMETHEUS_MULTIPROC_DIR` before this is imported;
without it each process counts for itself (tests, the command line). Importing needs neither Django nor environment.
"""

from pathlib import Path

import psutil
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_RECORDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)

disable_created_metrics()  # type: ignore[no-untyped-call]  # a series a counter that says only when the process began
registry = CollectorRegistry()

records = Counter(
    "wanjia_intake_records_total", "Records taken in, by kind and what became of them.", ["kind", "outcome"],
    registry=registry,
)  # fmt: skip
flags = Counter("wanjia_intake_flags_total", "Flags put on records.", ["flag"], registry=registry)
persons = Counter("wanjia_intake_persons_total", "Persons whom the stored records serve.", registry=registry)
batches = Histogram(
    "wanjia_intake_batch_seconds", "Length of one write transaction.", buckets=_SECONDS, registry=registry
)
batch_size = Histogram(
    "wanjia_intake_batch_records", "Records in one write transaction.", buckets=_RECORDS, registry=registry
)
waiting = Gauge(
    "wanjia_intake_waiting_records", "Records received and not yet committed.", multiprocess_mode="livesum",
    registry=registry,
)  # fmt: skip
answer = Histogram(
    "wanjia_intake_answer_seconds", "From receipt to answer, after the commit.", buckets=_SECONDS, registry=registry
)
shed = Counter("wanjia_shed_requests_total", "Requests turned away under load.", ["door"], registry=registry)
retries = Counter("wanjia_intake_retries_total", "Transactions tried again.", ["why"], registry=registry)
bad_batches = Counter(
    "wanjia_intake_split_total", "Transactions taken apart because a record in them failed.", registry=registry
)


def exposition(together: Path | None, *more: Collector) -> bytes:
    """Everything in Prometheus' text form.

    `together`: the directory in which all processes count; None for this process alone. `more` is asked now.
    """
    counted = registry
    if together is not None:
        _forget_the_dead(together)
        counted = CollectorRegistry()
        MultiProcessCollector(counted, path=str(together))  # type: ignore[no-untyped-call]
    return generate_latest(counted) + b"".join(map(_now, more))


def _now(collector: Collector) -> bytes:
    asked = CollectorRegistry()
    asked.register(collector)
    return generate_latest(asked)


def _forget_the_dead(together: Path) -> None:
    """What a killed process had in hand is no longer in anybody's hand. Its counters stay in the sums."""
    for file in together.glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not psutil.pid_exists(pid):
            mark_process_dead(pid, path=str(together))  # type: ignore[no-untyped-call]
