"""A server of its own for one benchmark, and the processor time that it and its database take."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from wanjia.benches.child import environment


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, and its processes."""

    port: int
    process: psutil.Process
    postmaster: psutil.Process | None  # None where the database runs on another machine or under another user

    def cpu(self) -> tuple[float, float]:
        """Seconds of processor time so far: of the server, and of everything that the database runs."""
        return _seconds(self.process), _seconds(self.postmaster) if self.postmaster else 0.0

    def memory(self) -> float:
        """Megabytes that the two hold for themselves, shared pages counted once (Linux: PSS)."""
        trees = [self.process, *([self.postmaster] if self.postmaster else [])]
        return sum(_pss(one) for tree in trees for one in _family(tree)) / 2**20


@contextmanager
def server(address: str, home: Path, *, workers: int = 1) -> Iterator[Server]:
    """uvicorn with the installation's application on a free port of this machine, for the length of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "uvicorn", "wanjia.config.asgi:application", "--port", str(port), "--workers",
        str(workers), "--log-level", "warning", "--no-server-header", "--no-access-log",
        "--timeout-graceful-shutdown", "5",
    ]  # fmt: skip
    child = subprocess.Popen(command, env=environment(address, home))  # noqa: S603  our own interpreter and module
    try:
        _wait_for(port, child)
        yield Server(port, psutil.Process(child.pid), _postmaster(address))
    finally:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(15)
        child.kill()


def _wait_for(port: int, child: "subprocess.Popen[bytes]") -> None:
    for _try in range(300):
        if child.poll() is not None:
            raise RuntimeError(f"the server ended with {child.returncode}")
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not answer within 30 seconds")


def _postmaster(address: str) -> psutil.Process | None:
    with psycopg.connect(address) as link:
        pid = link.info.backend_pid
        with suppress(psutil.Error):
            backend = psutil.Process(pid)
            if "postgres" in backend.name():
                return backend.parent()
    return None


def _family(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return [process, *process.children(recursive=True)]
    return []


def _seconds(process: psutil.Process) -> float:
    """Of the process, of the children that it has and of those that have ended."""
    total = 0.0
    for one in _family(process):
        with suppress(psutil.Error):
            times = one.cpu_times()
            total += times.user + times.system
            if one.pid == process.pid:
                total += getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
    return total


def _pss(process: psutil.Process) -> int:
    with suppress(psutil.Error, AttributeError):
        return int(process.memory_full_info().pss)
    return 0
