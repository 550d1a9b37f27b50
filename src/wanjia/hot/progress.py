"""Words about how far an import has come, written outside its transaction."""

import contextlib
import time
from uuid import UUID

from django.db import DatabaseError, connection

_PAUSE = 0.5  # seconds between two words within one step


class Beacon:
    """Call it with done, total, step. Each word goes by a connection of its own and never waits for a lock.

    A bar that can't be drawn never stops an import: database errors are swallowed here, and only here.
    """

    def __init__(self, batch: UUID) -> None:
        self._batch = batch
        self._step, self._last = "", 0.0

    def __call__(self, done: int, total: int, step: str) -> None:
        if step == self._step and done < total and time.monotonic() - self._last < _PAUSE:
            return
        self._step, self._last = step, time.monotonic()
        link = connection.copy()
        with contextlib.suppress(DatabaseError), contextlib.closing(link), link.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
            cursor.execute(
                "UPDATE roster_importbatch SET done = %s, total = %s, step = %s WHERE id = %s",
                [done, total, step, self._batch],
            )
