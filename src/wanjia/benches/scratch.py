"""A database for one benchmark on the installation's own server: made, used, dropped; leftovers go first."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg
from psycopg import sql

_PREFIX = "wanjia_bench_"


@contextmanager
def database(address: str) -> Iterator[str]:
    """The address of an empty database that lives as long as the block."""
    name = f"{_PREFIX}{os.getpid()}"
    with psycopg.connect(_named(address, "postgres"), autocommit=True) as link:
        _drop_leftovers(link)
        link.execute(sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name)))
    try:
        yield _named(address, name)
    finally:
        with psycopg.connect(_named(address, "postgres"), autocommit=True) as link:
            link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_leftovers(link: "psycopg.Connection[tuple[str]]") -> None:
    for (name,) in link.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{_PREFIX}%"]).fetchall():
        if not psutil.pid_exists(int(name.removeprefix(_PREFIX))):
            link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _named(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
