"""One writer of the lane: a connection of its own, a transaction a batch, and what to do when one fails."""

import asyncio
import logging
import secrets
from collections import Counter
from collections.abc import Sequence
from time import perf_counter
from typing import Any

from wanjia.coverage.intake import Receipt, Sent
from wanjia.field.logged import write_logged
from wanjia.field.reading import people_of
from wanjia.field.refusals import Busy
from wanjia.hot import linking
from wanjia.hot.dialogue import hold_async
from wanjia.platform import meters

_log = logging.getLogger("wanjia.field")
_PATIENCE = 12.0  # seconds that a batch waits for a database that is away; phones wait longer by themselves
_CLASHES = 6


def weight(sent: Sequence[Sent]) -> int:
    """How many persons the facts speak of."""
    return sum(people_of(one.fact) for one in sent)


class Writer:
    """Writes batches one after the other. Reconnects by itself; sending twice changes nothing."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._link: Any = None

    async def write(self, sent: Sequence[Sent]) -> list[Receipt]:
        """One receipt a fact, after the commit. Raises Busy when the database stays away."""
        started = perf_counter()
        receipts = await self._stubbornly(sent)
        meters.batches.observe(perf_counter() - started)
        meters.batch_size.observe(len(sent))
        _meter(sent, receipts)
        return receipts

    async def _stubbornly(self, sent: Sequence[Sent]) -> list[Receipt]:
        """Again after a lost connection or a clash; in halves when a record in it can't be written."""
        deadline = perf_counter() + _PATIENCE
        clashes = 0
        while True:
            try:
                return await self._transact(sent)
            except linking.CLASHED as why:
                clashes += 1
                meters.retries.labels("clash").inc()
                if clashes > _CLASHES:
                    raise Busy from why
                await asyncio.sleep(0.005 * secrets.randbelow(2**clashes))
            except Exception as why:
                if linking.is_of_the_record(why):
                    return await self._apart(sent, why)
                await self._drop()
                meters.retries.labels("server").inc()
                if perf_counter() > deadline:
                    _log.error("the database can't write: %s", type(why).__name__)
                    raise Busy from why
                await asyncio.sleep(0.2)

    async def _apart(self, sent: Sequence[Sent], why: Exception) -> list[Receipt]:
        meters.bad_batches.inc()
        if len(sent) == 1:
            _log.error("a record can't be written: %s", type(why).__name__)
            return [Receipt(sent[0].fact.event_id, "malformed", why=type(why).__name__)]
        middle = len(sent) // 2
        return [*await self._stubbornly(sent[:middle]), *await self._stubbornly(sent[middle:])]

    async def _transact(self, sent: Sequence[Sent]) -> list[Receipt]:
        await self._connect()
        async with self._link.transaction():
            return await hold_async(self._link, write_logged(sent))

    async def _connect(self) -> None:
        if self._link is None or self._link.is_closed():
            self._link = await linking.connect(self._address)

    async def heard(self, rows: Sequence[tuple[bytes, object]]) -> None:
        """Notes when each device was last heard of. Raises one of linking.LOST when the database is away."""
        if rows:
            await self._connect()
            await self._link.execute(linking.HEARD, *map(list, zip(*rows, strict=True)))

    async def _drop(self) -> None:
        link, self._link = self._link, None
        if link is not None:
            link.terminate()

    async def close(self) -> None:
        if self._link is not None and not self._link.is_closed():
            await self._link.close()


def _meter(sent: Sequence[Sent], receipts: Sequence[Receipt]) -> None:
    outcomes = Counter(
        (type(one.fact).__name__.removesuffix("Fact").lower(), receipt.outcome)
        for one, receipt in zip(sent, receipts, strict=True)
    )
    for (kind, outcome), n in outcomes.items():
        meters.records.labels(kind, outcome).inc(n)
    for flag, n in Counter(flag for receipt in receipts for flag in receipt.flags).items():
        meters.flags.labels(flag).inc(n)
    meters.persons.inc(weight([o for o, r in zip(sent, receipts, strict=True) if r.outcome in ("done", "extra")]))
