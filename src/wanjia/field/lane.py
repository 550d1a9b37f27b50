"""The fast lane: everything that waits is written in one transaction, and each request is answered after the commit.

No fixed wait: while one batch commits, the next gathers. A full queue turns requests away before they are accepted.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from time import perf_counter

from wanjia.coverage.intake import Receipt, Sent
from wanjia.field.refusals import Busy
from wanjia.field.writer import Writer, weight
from wanjia.platform import meters

_log = logging.getLogger("wanjia.field")

MOST_WAITING = 20_000  # persons: about a second of work
STRAINED = MOST_WAITING // 4  # beyond this, pages wait and phones go first
BATCH = 320  # persons in one transaction: one writer commits while the other gathers
_FAREWELL = 8.0  # seconds in which a server that ends may still write what waits

GATHERING = 0.01  # seconds between the beginnings of two small batches


@dataclass(slots=True)
class _Waiting:
    sent: Sequence[Sent]
    weight: int
    answer: "asyncio.Future[list[Receipt]]"
    came: float


class Lane:
    """One process's lane. Several may run at once: what one has written is a repeat for the others."""

    def __init__(self, address: str, *, writers: int = 2) -> None:
        self._queue: deque[_Waiting] = deque()
        self._waiting = 0
        self._began = 0.0  # when the last batch was begun
        self._wake = asyncio.Event()
        self._writers = [Writer(address) for _ in range(writers)]
        self._clerk = Writer(address)
        self._tasks: list[asyncio.Task[None]] = []
        self._closing = False

    @property
    def is_full(self) -> bool:
        return self._closing or self._waiting >= MOST_WAITING

    @property
    def is_strained(self) -> bool:
        """True when pages should wait, so that phones need not."""
        return self._waiting >= STRAINED

    def start(self) -> None:
        """Begins to write. Connects at the first batch."""
        self._tasks = [asyncio.create_task(self._work(writer)) for writer in self._writers]

    async def submit(self, sent: Sequence[Sent], now: datetime) -> list[Receipt]:
        """Waits for the commit. One receipt a fact, in order.

        Raises Busy when the queue is full or the database stays away: then nothing of it was acknowledged.
        """
        if not sent:
            return []
        if self.is_full:
            meters.shed.labels("intake").inc()
            raise Busy
        waiting = _Waiting(sent, weight(sent), asyncio.get_running_loop().create_future(), perf_counter())
        self._queue.append(waiting)
        self._waiting += waiting.weight
        self._wake.set()
        receipts = await waiting.answer
        meters.answer.observe(perf_counter() - waiting.came)
        return receipts

    def _count(self, step: int) -> None:
        self._waiting += step
        meters.waiting.set(self._waiting)

    async def _work(self, writer: Writer) -> None:
        while not (self._closing and not self._queue):
            await self._wake.wait()
            await self._gather()
            group = self._take()
            if not group:
                self._wake.clear()
                continue
            await self._write(writer, group)
            self._count(-sum(waiting.weight for waiting in group))

    async def _gather(self) -> None:
        """Lets others come along when a batch began a moment ago and this one is small.

        A batch of one costs as much processor time as one of five. Whoever comes after a pause never waits.
        """
        early = self._began + GATHERING - perf_counter()
        if early > 0 and self._waiting < BATCH and not self._closing:
            await asyncio.sleep(early)
        self._began = perf_counter()

    def _take(self) -> list[_Waiting]:
        group: list[_Waiting] = []
        room = BATCH
        while self._queue and (not group or self._queue[0].weight <= room):
            group.append(self._queue.popleft())
            room -= group[-1].weight
        return group

    async def _write(self, writer: Writer, group: Sequence[_Waiting]) -> None:
        sent = [one for waiting in group for one in waiting.sent]
        try:
            receipts = iter(await writer.write(sent))
            for waiting in group:
                _settle(waiting.answer, list(islice(receipts, len(waiting.sent))))
        except Busy:  # the others would be as patient one after the other, minutes in the end
            group = [*group, *self._queue]
            self._count(-sum(waiting.weight for waiting in self._queue))
            self._queue.clear()
        except Exception:  # noqa: BLE001  whatever it is, nobody may wait forever: the devices keep their records
            _log.exception("a batch could not be written")
        finally:
            _turn_away(group)  # those who have no answer yet, also when the server's end cut the batch short

    async def note_heard(self, rows: Sequence[tuple[bytes, datetime]]) -> None:
        """When each device was last heard of, by a connection of its own: it must not wait for a batch."""
        await self._clerk.heard(rows)

    async def close(self) -> None:
        """Writes what waits, answers it, then ends."""
        self._closing = True
        self._wake.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*self._tasks, return_exceptions=True), timeout=_FAREWELL)
        for task in self._tasks:
            task.cancel()
        _turn_away(self._queue)
        for writer in (*self._writers, self._clerk):
            await writer.close()


def _turn_away(group: Iterable[_Waiting]) -> None:
    for waiting in group:
        _settle(waiting.answer, Busy())


def _settle(answer: "asyncio.Future[list[Receipt]]", what: list[Receipt] | Exception) -> None:
    if answer.done():  # the device hung up; its records are written all the same
        return
    if isinstance(what, Exception):
        answer.set_exception(what)
    else:
        answer.set_result(what)
