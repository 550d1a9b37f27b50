"""The field's door in HTTP: one address, one method. A bare ASGI application, in the same process as the pages."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import OperationalError

from wanjia.coverage.intake import Receipt, Sent
from wanjia.field import reading
from wanjia.field.answers import answer
from wanjia.field.keys import Keyring, Pass
from wanjia.field.lane import Lane
from wanjia.field.refusals import Busy, NoKey, TooLarge, Unreadable
from wanjia.field.telling import EVERY, RECORDS, Lines
from wanjia.hot import linking
from wanjia.kernel import clock
from wanjia.kernel.errors import Refusal
from wanjia.platform import meters
from wanjia.platform.words import words

PATH = "/api/v1/records"
_HEARD_EVERY = 15.0
_log = logging.getLogger("wanjia.field")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_JSON = (b"content-type", b"application/json")
_PROBLEM = (b"content-type", b"application/problem+json")


class Door:
    """Keys, lane and the three small tasks beside them. `start` and `close` belong to the server's lifespan."""

    def __init__(self, address: str, *, writers: int = 2) -> None:
        self._address = address
        self.lane = Lane(address, writers=writers)
        self.lines = Lines()
        self._keys = Keyring()
        self._heard: dict[bytes, datetime] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self.lane.start()
        self._tasks = [asyncio.create_task(task()) for task in (self._listen, self._note_heard, self._write_lines)]

    async def close(self) -> None:
        await self.lane.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)  # each hangs up
        self.lines.write()
        self._keys.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began, status = self.lines.began(), 500
        try:
            body = await self._answer(scope, receive)
            status = 200
            await _send(send, status, [_JSON], body)
        except Refusal as why:
            status = why.status
            await _send_problem(send, why)
        finally:
            self.lines.note("POST", RECORDS, status, scope.get("account"), began)

    async def _answer(self, scope: Scope, receive: Receive) -> bytes:
        if self.lane.is_full:  # before the body is read and anything is promised
            meters.shed.labels("intake").inc()
            raise Busy
        now = clock.now()
        shown = await self._pass(scope, now)
        scope["account"] = shown.sender.account_id  # for the line in the log, also when it is refused later
        read = _read(await _body(receive), shown)
        sent = [Sent(one, shown.sender) for one in read if not isinstance(one, Receipt)]
        written = iter(await self.lane.submit(sent, now))
        self._heard[shown.hash] = now
        return _encoder.encode(answer(now, [one if isinstance(one, Receipt) else next(written) for one in read]))

    async def _pass(self, scope: Scope, now: datetime) -> Pass:
        shown = next((value for name, value in scope["headers"] if name == b"authorization"), b"")
        if not shown.startswith(b"Bearer "):
            raise NoKey
        try:
            found = await self._keys.find(shown[7:].decode("latin-1"), now)
        except OperationalError as why:
            raise Busy from why
        if found is None:
            raise NoKey
        return found

    async def _listen(self) -> None:
        """Hears when somebody's access changes. While nobody can tell us, nothing is remembered for long."""
        while True:
            with contextlib.suppress(*linking.LOST):
                link = await linking.listen(self._address, self._keys.forget)
                self._keys.forget_all()
                try:
                    while not link.is_closed():
                        await asyncio.sleep(1)
                finally:
                    link.terminate()
            self._keys.forget_all()
            await asyncio.sleep(1)

    async def _write_lines(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            self.lines.write()

    async def _note_heard(self) -> None:
        while True:
            await asyncio.sleep(_HEARD_EVERY)
            heard, self._heard = self._heard, {}
            with contextlib.suppress(*linking.LOST):
                await self.lane.note_heard(sorted(heard.items()))


def _read(body: bytes, shown: Pass) -> list[Any]:
    try:
        return list(reading.read(body, shown.allows))
    except (msgspec.DecodeError, UnicodeDecodeError) as why:
        raise Unreadable(why=str(why)) from why


async def _body(receive: Receive) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Unreadable(why="hung up")
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > reading.MOST_BYTES:
            raise TooLarge(most=reading.MOST_BYTES)
        if not message.get("more_body"):
            return b"".join(chunks)


_encoder = msgspec.json.Encoder()


async def _send_problem(send: Send, why: Refusal) -> None:
    """As RFC 9457 has it."""
    body = {"type": f"urn:wanjia:{why.code}", "title": words(why), "status": why.status, "code": why.code}
    headers = [_PROBLEM]
    if isinstance(why, Busy):
        headers.append((b"retry-after", b"3"))
    if isinstance(why, NoKey):
        headers.append((b"www-authenticate", b"Bearer"))
    await _send(send, why.status, headers, _encoder.encode(body))


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})
