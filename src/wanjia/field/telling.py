"""The lane's lines in the log: what phones were answered, one line for each account and status every few seconds.

A line for each of two thousand answers a second would take a twentieth of the lane's time (14 µs each), and nobody
would read them.
"""

import time
from collections.abc import Callable

from wanjia.platform.answered import access_lines

EVERY = 5.0  # seconds
RECORDS, SHED = "field:records", "shed"
_Kind = tuple[str, str, int, int | None]  # method, route, status, account


class Lines:
    """Counts answers and writes them when asked. One process, one loop: nothing comes in between."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._counted: dict[_Kind, tuple[int, float]] = {}

    def began(self) -> float:
        """The moment from which an answer's time is counted."""
        return self._clock()

    def note(self, method: str, route: str, status: int, account: int | None, began: float) -> None:
        kind = method, route, status, account
        times, slowest = self._counted.get(kind, (0, 0.0))
        self._counted[kind] = times + 1, max(slowest, self._clock() - began)

    def write(self) -> None:
        """Writes what was counted since the last time, the accounts in the order in which they first came."""
        counted, self._counted = self._counted, {}
        for (method, route, status, account), (times, slowest) in counted.items():
            access_lines(
                method=method, route=route, status=status, ms=round(slowest * 1000, 1), account=account, times=times
            )
