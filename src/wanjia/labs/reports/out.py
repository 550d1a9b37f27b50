"""A laboratory's results of record on their way out: FHIR, or a workbook in the columns that its own files had."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from wanjia.hot import results as hot
from wanjia.kernel import clock
from wanjia.labs.models import Lab
from wanjia.labs.reports.fhir import Told, bundle
from wanjia.labs.reports.reading import as_workbook
from wanjia.labs.wording import COLUMNS, value_words

DAYS = timedelta(days=3)
MOST = 50_000


def results(lab: Lab, now: datetime) -> list[Told]:
    """What the laboratory reported in the last days, by its version of record, newest first. One query."""
    return [
        Told(tube, code, is_pool, value, version, tested_at, received_at, sampled_at, lab.name, reason)
        for tube, code, is_pool, value, version, tested_at, received_at, sampled_at, reason in hot.reported(
            lab.id, now - DAYS, MOST
        )
    ]


def as_fhir(told: Iterable[Told], now: datetime) -> str:
    return bundle(told, now)


def as_book(told: Sequence[Told]) -> bytes:
    """Code, what was found, when, why it was corrected."""
    names = [str(COLUMNS[name]) for name in ("code", "value", "tested_at", "reason")]
    rows = ((one.code, value_words(one.value, is_pool=one.is_pool),
             clock.local(one.tested_at).strftime("%Y-%m-%d %H:%M"), one.reason) for one in told)  # fmt: skip
    return as_workbook(names, rows)
