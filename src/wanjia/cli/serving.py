"""`wanjia serve`: web processes and a worker as children, started again when one dies, stopped together.

The first signal lets everybody finish what they have in hand, a second one does not. A database of our own that was
killed is started again; the children wait for it by themselves.
"""

import asyncio
import logging
import shutil
import signal
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.cli.child import Child
from wanjia.cli.desk import say_line
from wanjia.config.env import environment, for_child
from wanjia.demo import world
from wanjia.kernel.errors import Unavailable
from wanjia.platform import database
from wanjia.platform.words import say

if TYPE_CHECKING:
    from procrastinate import App

_log = logging.getLogger("wanjia.serve")
_PAUSE = 0.5  # seconds between two looks at the children and the database
_PATIENCE = 12.0  # seconds that all children together have to stop by themselves
_REQUESTS = 10  # of these, the seconds that a request may still take
_JOB = 9  # … and a job
_RECOVERY = 60.0  # seconds that a killed database has to come back, then it is said and tried again
_BACKLOG = 2048  # connections that may wait to be taken in
_TENDED = [sys.executable, "-m", "wanjia.cli.tended"]  # what ends when we do, however we do


class PortTaken(Unavailable):
    """Something else listens there."""

    code = "system.port_taken"


say(
    PortTaken.code,
    gettext_lazy("Port %(port)s on %(host)s is taken: try `PORT=%(next)s make run` or `wanjia serve --port %(next)s`."),
)


@dataclass(frozen=True, slots=True)
class Tls:
    """Certificate and key, as PEM files: phones give their camera and keep an app only to a secure address."""

    certificate: Path
    key: Path

    @property
    def words(self) -> list[str]:
        """Of the web process's command line."""
        return ["--ssl-certfile", str(self.certificate), "--ssl-keyfile", str(self.key)]


def supervise(*, host: str, port: int, workers: int, tls: Tls | None = None) -> None:
    """Runs until a signal. Raises PortTaken before anything is started."""
    _require_free(host, port)
    secure = {"WANJIA_HTTPS": "true"} if tls else {}
    ours = for_child(PROMETHEUS_MULTIPROC_DIR=str(_empty(environment().home / "run" / "metrics")), **secure)
    web = [
        *_TENDED, "uvicorn", "wanjia.config.asgi:application", "--host", host, "--port", str(port),
        "--workers", str(workers), "--backlog", str(_BACKLOG), "--timeout-graceful-shutdown", str(_REQUESTS),
        "--log-level", "warning", "--no-access-log", "--no-server-header", "--lifespan", "auto",
        *(tls.words if tls else ()),
    ]  # fmt: skip
    jobs = [*_TENDED, "wanjia.cli", "work"]
    _Family([Child("web", web, ours), Child("jobs", jobs, ours)], host, port, "https" if tls else "http").live()


def _empty(folder: Path) -> Path:
    """What the processes of the last `serve` have counted ends with them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as why:
            raise PortTaken(host=host, port=port, next=port + 1) from why


def _tell(text: str) -> None:
    """For whoever watches: a plain line, or one of the log where a machine reads it."""
    if environment().log == "json":
        _log.info(text)
    else:
        say_line(text)


class _Family:
    """The children of one `serve`, and the database that they live from."""

    def __init__(self, children: list[Child], host: str, port: int, scheme: str = "http") -> None:
        self.children, self.host, self.port, self.signals = children, host, port, 0
        self.address = f"{scheme}://{host}:{port}"

    def live(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._heard)
        for child in self.children:
            child.start()
        self._greet()
        while not self.signals:
            self._look_after_database()
            self._look_after_children()
            time.sleep(_PAUSE)
        self._end()

    def _heard(self, number: int, frame: FrameType | None) -> None:
        self.signals += 1

    def _look_after_children(self) -> None:
        for child in self.children:
            code = child.ended()
            if code is not None and child.is_due():
                _tell(_("%(name)s stopped (%(code)s); started again.") % {"name": child.name, "code": code})
                child.start()

    def _look_after_database(self) -> None:
        own = environment().database_url, environment().home
        if not database.is_away(*own):
            return
        _tell(_("The database has gone; it is being started again."))
        began = time.monotonic()
        is_back = database.bring_back(*own, patience=_RECOVERY, give_up=lambda: self.signals > 0)
        seconds = round(time.monotonic() - began, 1)
        if is_back:
            _tell(_("The database answers again after %(seconds)s s.") % {"seconds": seconds})
        else:
            _tell(_("The database does not come back after %(seconds)s s.") % {"seconds": seconds})

    def _end(self) -> None:
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + _PATIENCE
        while any(child.ended() is None for child in self.children):
            if self.signals > 1 or time.monotonic() > deadline:
                break
            time.sleep(0.05)
        for child in self.children:
            child.kill()

    def _greet(self) -> None:
        self._wait_for_port()
        _tell(_("wanjia is at %(address)s") % {"address": self.address})
        for line in world.logins() if environment().log == "text" else ():
            say_line(line)

    def _wait_for_port(self) -> None:
        for _try in range(200):
            if self.signals:
                return
            try:
                socket.create_connection((self.host, self.port), timeout=0.2).close()
            except OSError:
                time.sleep(0.1)
            else:
                return


def run_worker() -> None:
    """Takes jobs from the queues until a signal, the periodic ones of `flows.jobs` among them. One worker a queue."""
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        asyncio.run(_work(working))


async def _work(app: "App") -> None:
    """A worker that dies takes the other one along: `serve` starts both again."""
    from wanjia.flows.jobs import BOARDS, MAIN

    async with app.open_async(), asyncio.TaskGroup() as all_:
        workers = [all_.create_task(_take_jobs(app, queue)) for queue in (MAIN, BOARDS)]
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, _stop, workers)


async def _take_jobs(app: "App", queue: str) -> None:
    await app.run_worker_async(
        queues=[queue], concurrency=1, listen_notify=True, delete_jobs="successful",
        shutdown_graceful_timeout=_JOB, install_signal_handlers=False,
    )  # fmt: skip


def _stop(workers: "Sequence[asyncio.Task[None]]") -> None:
    """Each ends its job first. A second signal finds the usual end of a process again."""
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().remove_signal_handler(number)
    for worker in workers:
        worker.cancel()
