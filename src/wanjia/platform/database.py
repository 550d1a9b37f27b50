"""The database process: PostgreSQL of our own when none is named, or the one that the address names.

`url()` only computes the address; `ensure()` makes sure that something answers there. The last process that uses
the embedded server stops it.
"""

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import psycopg

from wanjia.kernel.errors import Unavailable
from wanjia.platform import embedded

NAME = "wanjia"
MINIMUM_VERSION = 150000


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


def settings(address: str, *, pool: int = 0) -> dict[str, object]:
    """Django's DATABASES entry for an address. Raises NoDatabase when it is no PostgreSQL address.

    `pool`: at most so many connections, shared by all threads. A server needs it: under ASGI each request has a
    thread of its own, and a connection kept by a thread that ended is lost to everybody.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres"):
        raise NoDatabase(where=parts.scheme + "://…", why="PostgreSQL ≥ 15 is the only database")
    options: dict[str, object] = {"options": "-c timezone=UTC -c jit=off"}
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or parts.hostname or ""
    port = query.pop("port", "") or str(parts.port or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": options | query | ({"pool": {"min_size": 1, "max_size": pool, "timeout": 20}} if pool else {}),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 0 if pool else 300,
    }


def address(entry: Mapping[str, Any]) -> str:
    """The address that a DATABASES entry was made from, for programs that are no Django."""
    query = {name: value for name, value in entry["OPTIONS"].items() if name not in ("options", "pool")}
    query |= {"host": entry["HOST"], "port": entry["PORT"]}
    who = quote(entry["USER"], safe="") + (f":{quote(entry['PASSWORD'], safe='')}" if entry["PASSWORD"] else "")
    return f"postgresql://{who}@/{quote(entry['NAME'], safe='')}?" + urlencode(
        {name: value for name, value in query.items() if value}, quote_via=quote
    )


def renamed(address: str, name: str) -> str:
    """The same server, another database."""
    return urlsplit(address)._replace(path=f"/{quote(name, safe='')}").geturl()


def ensure(named: str | None, home: Path) -> None:
    """Something answers at the address afterwards: starts the embedded server and makes its database if needed.

    Under a second when cold, milliseconds when it runs. Raises NoDatabase with what was tried and why it failed.
    """
    if not named:
        data = home / "database"
        _start(data, patience=embedded.patience(data), give_up=bool)
    _greet(url(named, home))


def is_away(named: str | None, home: Path) -> bool:
    """The embedded server has been stopped or killed. A named one is somebody else's to watch."""
    return not named and not embedded.is_running(home / "database")


def bring_back(named: str | None, home: Path, *, patience: float, give_up: Callable[[], bool]) -> bool:
    """Starts the embedded server again, trying for `patience` seconds. False when it would not."""
    if named:
        return True
    try:
        _start(home / "database", patience=patience, give_up=give_up)
    except NoDatabase:
        return False
    return True


def _start(data: Path, **how: Any) -> None:
    try:
        embedded.start(data, NAME, **how)
    except Exception as why:  # the package raises whatever its subprocess died of
        raise NoDatabase(where=str(data), why=_last_line(why)) from why


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
