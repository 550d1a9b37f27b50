"""Work over many committees on two connections at once: one core each."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

Half = Callable[["psycopg.Connection[Any]", list[int]], None]


def in_halves(address: str, committees: Sequence[int], work: Half) -> None:
    """Runs the work for each half of the committees, each in one transaction that need not be durable."""
    middle = len(committees) // 2
    parts = [list(committees[:middle]), list(committees[middle:])]
    with ThreadPoolExecutor(max_workers=2) as hands:
        for done in [hands.submit(_one, address, part, work) for part in parts if part]:
            done.result()


def _one(address: str, committees: list[int], work: Half) -> None:
    with psycopg.connect(address) as link:
        link.execute("SET synchronous_commit = off")
        link.execute("SET work_mem = '128MB'")
        link.execute("SET maintenance_work_mem = '512MB'")
        work(link, committees)
