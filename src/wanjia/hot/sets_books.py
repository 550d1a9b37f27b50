"""Stored sets held against the facts, and drawn anew. For `wanjia check` and `wanjia round rebuild`."""

from collections.abc import Sequence

from django.db import connection

from wanjia.hot.sets import DRAWN, KEYS, NAMES, NEAR, Four, Key, four_of

_BOTH = KEYS + ", ".join((*(f"s.{name}" for name in NAMES), *DRAWN)) + NEAR + " WHERE s.version IS NOT NULL"
_OUTDATE = """
    WITH held AS (
        SELECT t.round_id, t.committee, t.part
        FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) k(round_id, committee, part)
        JOIN coverage_committeetotal t ON t.round_id = k.round_id AND t.committee = k.committee AND t.part = k.part
        ORDER BY 1, 2, 3 FOR UPDATE OF t)
    UPDATE coverage_committeetotal t SET version = t.version + 1 FROM held
    WHERE t.round_id = held.round_id AND t.committee = held.committee AND t.part = held.part"""
_ASTRAY = """
    NOT EXISTS (SELECT 1 FROM coverage_committeetotal t WHERE t.round_id = s.round_id AND t.committee = s.committee
                AND t.part = s.part AND t.version >= s.version)"""

_STALE = """
    SELECT t.round_id, t.committee, t.part FROM coverage_committeetotal t
    WHERE t.round_id = %s AND NOT EXISTS (
        SELECT 1 FROM coverage_subjectset s WHERE s.round_id = t.round_id AND s.committee = t.committee
        AND s.part = t.part AND s.version = t.version)
    ORDER BY t.committee, t.part"""


def both(keys: Sequence[Key]) -> list[tuple[Key, tuple[bytes, ...], Four]]:
    """Of each key with a fresh set: what is stored, as it lies there, and what the facts say, in one snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(_BOTH, list(map(list, zip(*keys, strict=True))))
        rows = cursor.fetchall()
    return [(Key(*row[:3]), tuple(map(bytes, row[5:9])), four_of(row[9:])) for row in rows]


def outdate(keys: Sequence[Key]) -> None:
    """Moves the version of the totals on, in the order in which batches lock them: no set of them is fresh then."""
    with connection.cursor() as cursor:
        cursor.execute(_OUTDATE, list(map(list, zip(*keys, strict=True))))


def astray() -> list[Key]:
    """Sets of a version that their total never had, and sets without a total."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT s.round_id, s.committee, s.part FROM coverage_subjectset s WHERE {_ASTRAY} ORDER BY 1")
        return list(map(Key._make, cursor.fetchall()))


def forget_astray(round_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM coverage_subjectset s WHERE s.round_id = %s AND {_ASTRAY}", [round_id])


def stale(round_id: int) -> list[Key]:
    """Totals of a round without a set of their version, in the order of the committees."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE, [round_id])
        return list(map(Key._make, cursor.fetchall()))
