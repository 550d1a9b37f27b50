"""`wanjia serve`: a web server and a worker as children, started again when one dies, stopped together."""

import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.cli.desk import say_line
from wanjia.demo import world
from wanjia.kernel.errors import Unavailable
from wanjia.platform.words import say

_PAUSE = 0.5  # seconds between two looks at the children
_PATIENCE = 10.0  # seconds that a child has to stop by itself


class PortTaken(Unavailable):
    """Something else listens there."""

    code = "system.port_taken"


say(
    PortTaken.code,
    gettext_lazy("Port %(port)s on %(host)s is taken: try `PORT=%(next)s make run` or `wanjia serve --port %(next)s`."),
)


def supervise(*, host: str, port: int, workers: int) -> None:
    """Runs until a signal. Raises PortTaken before anything is started."""
    _require_free(host, port)
    commands = {
        "web": [
            sys.executable, "-m", "uvicorn", "wanjia.config.asgi:application", "--host", host, "--port", str(port),
            "--workers", str(workers), "--log-level", "warning", "--no-server-header", "--lifespan", "off",
        ],
        "jobs": [sys.executable, "-m", "wanjia.cli", "work"],
    }  # fmt: skip
    _Family(commands, address=f"http://{host}:{port}").live()


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as why:
            raise PortTaken(host=host, port=port, next=port + 1) from why


class _Family:
    """The children of one `serve`."""

    def __init__(self, commands: dict[str, list[str]], address: str) -> None:
        self.commands, self.address, self.is_stopping = commands, address, False
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def live(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        for name in self.commands:
            self._start(name)
        self._greet()
        while not self.is_stopping:
            for name, child in list(self.children.items()):
                if child.poll() is not None and not self.is_stopping:
                    say_line(
                        _("%(name)s stopped (%(code)s); started again.") % {"name": name, "code": child.returncode}
                    )
                    self._start(name)
            time.sleep(_PAUSE)
        self._end()

    def _start(self, name: str) -> None:
        self.children[name] = subprocess.Popen(self.commands[name])  # noqa: S603  our own interpreter and module

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def _end(self) -> None:
        for child in self.children.values():
            child.terminate()
        deadline = time.monotonic() + _PATIENCE
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()

    def _greet(self) -> None:
        _wait_for(self.address)
        say_line(_("wanjia is at %(address)s") % {"address": self.address})
        for line in world.logins():
            say_line(line)


def _wait_for(address: str) -> None:
    host, port = address.removeprefix("http://").split(":")
    for _try in range(200):
        try:
            socket.create_connection((host, int(port)), timeout=0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def run_worker() -> None:
    """Takes jobs from the queue until a signal, the periodic ones of `flows.jobs` among them."""
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(concurrency=1, listen_notify=True, delete_jobs="successful")
