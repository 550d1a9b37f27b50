"""What a database holds, asked over a connection of its own: a backup speaks to databases that Django does not know."""

from typing import Any

import psycopg
from psycopg import sql

LEFT_OUT = ("django_session",)  # whoever was signed in signs in again

Link = psycopg.Connection[tuple[Any, ...]]


def hold_still(link: Link) -> str:
    """From here to its end the connection sees one moment. Returns the name under which others see it too."""
    link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    link.read_only = True
    return str(_one(link, "SELECT pg_export_snapshot()"))


def tables(link: Link) -> list[str]:
    found = link.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT relispartition AND NOT relname = ANY(%s) ORDER BY relname",
        [list(LEFT_OUT)],
    )
    return [str(name) for (name,) in found]


def rows(link: Link) -> dict[str, int]:
    """Counted one by one: this is what a restored database is held against."""
    count = sql.SQL("SELECT count(*) FROM {}")
    return {name: int(_one(link, count.format(sql.Identifier(name)))) for name in tables(link)}


def migrations(link: Link) -> list[list[str]]:
    return [list(pair) for pair in link.execute("SELECT app, name FROM django_migrations ORDER BY app, name")]


def is_there(link: Link, name: str) -> bool:
    return link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def connected(link: Link, name: str) -> int:
    """How many others are connected to a database."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
    return int(_one(link, f"{asked} AND pid <> pg_backend_pid()", [name]))


def _one(link: Link, asked: Any, values: list[Any] | None = None) -> Any:
    row = link.execute(asked, values).fetchone()
    assert row is not None  # noqa: S101  each of these asks for exactly one row
    return row[0]
