"""What makes a lane fail, and what counts how often it did."""

import asyncpg

from wanjia.field import writer as writing
from wanjia.platform import meters

UNKNOWN = "999999001001999999"


def failing(monkeypatch, why, times=10**6):
    """The next transactions fail like this before they begin."""
    left, hold = [times], writing.hold_async

    async def fail(link, dialogue):
        if left[0]:
            left[0] -= 1
            raise why("as if")
        return await hold(link, dialogue)

    monkeypatch.setattr(writing, "hold_async", fail)


def clashes():
    return meters.retries.labels("clash")._value.get()


def held(address):
    """A connection that holds every sheet until it is closed."""

    async def hold():
        rival = await asyncpg.connect(address)
        await rival.execute("BEGIN; SELECT 1 FROM coverage_sheet FOR UPDATE")
        return rival

    return hold()
