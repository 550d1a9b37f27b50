"""Connections of the fast lane: asyncpg, statements prepared once, plans that always go by key."""

from collections.abc import Callable
from typing import Any

import asyncpg

ACCESS = "wanjia_access"  # the channel on which changes of access are told, see platform migration 0004

_SETTINGS = {
    "application_name": "wanjia lane",
    "timezone": "UTC",
    "jit": "off",
    "plan_cache_mode": "force_generic_plan",  # planned once, not for every batch
    "enable_seqscan": "off",  # a plan made while a table was small must not scan it when it is large
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "statement_timeout": "30000",
    "idle_in_transaction_session_timeout": "30000",
}

LOST: tuple[type[Exception], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,  # the server is being stopped or was told to end us
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    ConnectionError,
    OSError,
    TimeoutError,
)
CLASHED: tuple[type[Exception], ...] = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
_OF_THE_VALUES = ("22", "23")  # SQLSTATE classes: data exception, integrity constraint violation
HEARD = """
    UPDATE platform_token t SET seen_at = i.at FROM unnest($1::bytea[], $2::timestamptz[]) i(hash, at)
    WHERE t.hash = i.hash"""


def is_of_the_record(why: Exception) -> bool:
    """True when the values can't be written, whenever they are tried.

    A full disk, a server that only reads, a lock that is not to be had are the server's: the same record is good later,
    and must not come back as malformed.
    """
    if isinstance(why, asyncpg.PostgresError):
        return str(why.sqlstate)[:2] in _OF_THE_VALUES
    return not isinstance(why, LOST) or isinstance(why, ValueError)


async def connect(address: str) -> "asyncpg.Connection[Any]":
    """One connection. Raises one of LOST when nothing answers."""
    return await asyncpg.connect(address, server_settings=_SETTINGS, timeout=5, statement_cache_size=200)


async def listen(address: str, heard: Callable[[str], None]) -> "asyncpg.Connection[Any]":
    """A connection that calls `heard` with the number of each account whose access changed."""
    link = await asyncpg.connect(address, timeout=5)
    await link.add_listener(ACCESS, lambda _link, _pid, _channel, payload: heard(str(payload)))
    return link
