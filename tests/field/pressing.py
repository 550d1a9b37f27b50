"""Phones that press against a real server: each keeps a record until the server has named it, as a phone must."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

from wanjia.benches import client
from wanjia.field.handler import PATH

LONGEST = 20.0  # seconds that a phone waits for an answer


class Phone:
    """One connection. `make` gives the next record or None; what is not acknowledged is sent again, the same."""

    def __init__(self, port, key, make, *, pause=0.0, most=3, ahead=timedelta()):
        self.port, self.key, self.make, self.pause, self.most, self.ahead = port, key, make, pause, most, ahead
        self.waiting, self.told, self.made, self.statuses = [], {}, [], []
        self.link = None

    @property
    def clock(self):
        return datetime.now(UTC) + self.ahead

    async def work(self):
        """Until `make` has no more and everything is acknowledged."""
        while True:
            while len(self.waiting) < self.most and (record := self.make()) is not None:
                self.waiting.append(record)
                self.made.append(record)
            if not self.waiting:
                break
            if not await self.send():
                await asyncio.sleep(0.2)
            await asyncio.sleep(self.pause)
        self.hang_up()

    async def send(self):
        """One try. True when it was answered with 200."""
        status, body = await self.ask(self.waiting)
        self.statuses.append(status)
        if status != 200:
            if status != 503:
                self.hang_up()
            return False
        for receipt in json.loads(body)["receipts"]:
            if receipt["outcome"] == "malformed":
                raise AssertionError(receipt)
            self.told.setdefault(receipt["id"], []).append(receipt["outcome"])
        self.waiting = [record for record in self.waiting if record["id"] not in self.told]
        return True

    async def ask(self, records):
        try:
            if self.link is None or not self.link.is_open:
                self.link = await client.connect(self.port)
            body = json.dumps({"sent_at": self.clock.isoformat(), "records": records}).encode()
            return await asyncio.wait_for(self.link.ask(client.post(PATH, self.key, body).raw), LONGEST)
        except (OSError, TimeoutError):
            return 0, b""

    def hang_up(self):
        link, self.link = self.link, None
        if link is not None:
            link._transport.abort()


async def work(phones):
    """All at once, until each has everything acknowledged."""
    await asyncio.gather(*(phone.work() for phone in phones))


def one_by_one(records):
    """For a phone that has made its records already."""
    left = iter(records)
    return lambda: next(left, None)
