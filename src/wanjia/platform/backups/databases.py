"""Statements about whole databases of one server: made, dropped, put in each other's place.

They stand outside any transaction and take names, not values. A database can't be renamed over a connection to itself:
each is renamed over one to another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from wanjia.platform import database
from wanjia.platform.backups import Failed, InUse, contents


def is_empty(own: str, name: str) -> bool:
    """The database has no tables, or is not there at all."""
    with psycopg.connect(own) as link:
        if not contents.is_there(link, name):
            return True
    with psycopg.connect(database.renamed(own, name)) as link:
        return not contents.tables(link)


def require_unused(own: str, name: str) -> None:
    """Raises InUse while anybody is connected to it."""
    with psycopg.connect(own) as link:
        _require_unused(link, name)


def _require_unused(link: contents.Link, name: str) -> None:
    count = contents.connected(link, name)
    if count:
        raise InUse(name=name, count=count)


def drop(own: str, name: str) -> None:
    with _hand(own) as do:
        do("DROP DATABASE IF EXISTS {}", name)


def replace(own: str, *, old: str, new: str, kept: str) -> None:
    """`new` takes the name of `old`, which stays beside it as `kept`. Raises InUse while somebody is connected."""
    with _hand(database.renamed(own, new), watching=old) as do:
        do("ALTER DATABASE {} RENAME TO {}", old, kept)
    try:
        with _hand(database.renamed(own, kept), watching=new) as do:
            do("ALTER DATABASE {} RENAME TO {}", new, old)
    except BaseException:
        with _hand(database.renamed(own, new)) as do:
            do("ALTER DATABASE {} RENAME TO {}", kept, old)
        raise


@contextmanager
def _hand(address: str, watching: str | None = None) -> Iterator[Any]:
    """Statements about whole databases, which stand outside any transaction and take names, not values."""
    try:
        with psycopg.connect(address, autocommit=True) as link:
            if watching:
                _require_unused(link, watching)
            yield lambda text, *names: link.execute(sql.SQL(text).format(*map(sql.Identifier, names)))
    except psycopg.Error as why:
        raise Failed(name="PostgreSQL", why=type(why).__name__) from why


def make(own: str, name: str) -> bool:
    """True when it had to be made."""
    with psycopg.connect(own) as link:
        if contents.is_there(link, name):
            return False
    with _hand(own) as do:
        do("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0", name)
    return True
