"""One dialogue with the database, held through two drivers.

What a batch of facts asks of the database is written once, as a generator that yields `Ask` and is sent the rows. The
console holds it through Django's connection, inside the transaction of its service; the fast lane through asyncpg. So
both doors write the same facts by the same statements (ADR 0012).
"""

from collections.abc import Generator, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

import psycopg
from django.db import connection

Row = Sequence[Any]


class Ask(NamedTuple):
    """One statement with numbered parameters ($1, …) and their values."""

    text: str
    values: tuple[object, ...]


T = TypeVar("T")
Dialogue = Generator[Ask, Sequence[Row], T]


class Link(Protocol):
    """What the lane needs of a connection: asyncpg's `fetch`, which prepares each text once."""

    async def fetch(self, query: str, *args: object) -> Sequence[Row]: ...


def hold(dialogue: Dialogue[T]) -> T:
    """Through Django's connection, in the transaction that is open. Raises psycopg's errors."""
    connection.ensure_connection()
    with psycopg.RawCursor(connection.connection) as cursor:
        rows: Sequence[Row] = ()
        try:
            ask = next(dialogue)
            while True:
                cursor.execute(ask.text.encode(), ask.values)
                rows = cursor.fetchall() if cursor.description else ()
                ask = dialogue.send(rows)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]


async def hold_async(link: Link, dialogue: Dialogue[T]) -> T:
    """Through asyncpg. The caller opens and ends the transaction."""
    try:
        ask = next(dialogue)
        while True:
            ask = dialogue.send(await link.fetch(ask.text, *ask.values))
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
