"""Many devices on one machine: bodies made beforehand, one connection each, as little work as possible per request.

Runs in the same two cores as the server: what it costs is the server's loss.
"""

import asyncio
import http.client
import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import httptools
import uvloop


@dataclass(frozen=True, slots=True)
class Post:
    """One request as it goes over the wire, and how many tubes it carries."""

    raw: bytes
    tubes: int = 1


@dataclass(slots=True)
class Outcome:
    """What came back: (status, body) in the order sent, seconds each, and the length of the whole."""

    answers: list[tuple[int, bytes]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    elapsed: float = 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds within which that share of the requests was answered."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def post(path: str, key: str, body: bytes, tubes: int = 1) -> Post:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return Post(head.encode() + body, tubes)


def closed_loop(port: int, queues: Sequence[Sequence[Post]]) -> Outcome:
    """Each queue is a device: it sends the next when the last is answered."""
    return uvloop.run(_closed(port, queues))


def open_loop(port: int, posts: Sequence[Post], rate: float, most: int = 512) -> Outcome:
    """Requests begin at their moment whatever the server does; time counts from that moment, waiting included."""
    return uvloop.run(_open(port, posts, rate, most))


def report_open_loop(port: int, posts: Sequence[Post], rate: float, results: "multiprocessing.Queue[Outcome]") -> None:
    """For a process of its own."""
    results.put(open_loop(port, posts, rate))


class Browser:
    """One person's connection, kept open: one request at a time, for whoever has no loop of their own."""

    def __init__(self, port: int) -> None:
        self._link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str, key: str) -> bytes:
        """The body. Raises RuntimeError for anything but 200."""
        self._link.request("GET", path, headers={"Authorization": f"Bearer {key}"})
        answer = self._link.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return body


class _Device(asyncio.Protocol):
    """One connection: one request at a time."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._chunks: list[bytes] = []
        self._waits: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._chunks.append(body)

    def on_message_complete(self) -> None:
        status, body = self._parser.get_status_code(), b"".join(self._chunks)
        self._parser, self._chunks = httptools.HttpResponseParser(self), []
        if self._waits is not None and not self._waits.done():
            self._waits.set_result((status, body))

    def connection_lost(self, why: Exception | None) -> None:
        if self._waits is not None and not self._waits.done():
            self._waits.set_result((0, b""))

    async def ask(self, raw: bytes) -> tuple[int, bytes]:
        """Status and body; status 0 when the connection broke."""
        assert self._transport is not None  # noqa: S101  set before anybody holds the device
        self._waits = asyncio.get_running_loop().create_future()
        self._transport.write(raw)
        return await self._waits

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()


async def connect(port: int) -> _Device:
    _transport, device = await asyncio.get_running_loop().create_connection(_Device, "127.0.0.1", port)
    return device


async def _closed(port: int, queues: Sequence[Sequence[Post]]) -> Outcome:
    devices = [await connect(port) for _queue in queues]
    outcome = Outcome()
    started = time.perf_counter()
    await asyncio.gather(*(_drain(device, queue, outcome) for device, queue in zip(devices, queues, strict=True)))
    outcome.elapsed = time.perf_counter() - started
    return outcome


async def _drain(device: _Device, queue: Sequence[Post], outcome: Outcome) -> None:
    for request in queue:
        began = time.perf_counter()
        outcome.answers.append(await device.ask(request.raw))
        outcome.seconds.append(time.perf_counter() - began)


async def _open(port: int, posts: Sequence[Post], rate: float, most: int) -> Outcome:
    free: asyncio.Queue[_Device] = asyncio.Queue()
    for _device in range(min(most, 64)):
        free.put_nowait(await connect(port))
    outcome, tasks = Outcome(), set()
    started = time.perf_counter()
    for number, request in enumerate(posts):
        due = started + number / rate
        if (early := due - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        if free.empty() and free.maxsize < most:
            free.put_nowait(await connect(port))
        task = asyncio.create_task(_timed(free, request, due, outcome))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)
    outcome.elapsed = time.perf_counter() - started
    return outcome


async def _timed(free: "asyncio.Queue[_Device]", request: Post, due: float, outcome: Outcome) -> None:
    device = await free.get()
    try:
        outcome.answers.append(await device.ask(request.raw))
        outcome.seconds.append(time.perf_counter() - due)
    finally:
        free.put_nowait(device)
