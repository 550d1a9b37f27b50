"""How fast a round goes: the worker notes the counts every few minutes, a page compares with an hour ago."""

from datetime import datetime

from django.db import connection

from wanjia.hot.near import SHEETS, WITHIN, near
from wanjia.kernel.area import Span


def note(now: datetime) -> int:
    """Writes the counts of every open round, one row a committee that has begun. Returns how many rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO coverage_pace (round_id, at, committee, n_done)
            SELECT t.round_id, %s, t.committee, sum(t.n_done)
            FROM coverage_committeetotal t JOIN coverage_round r ON r.id = t.round_id
            WHERE r.state = 'open' GROUP BY t.round_id, t.committee HAVING sum(t.n_done) > 0
            ON CONFLICT DO NOTHING
            """,
            [now],
        )
        return int(cursor.rowcount)


def forget(before: datetime) -> None:
    """Ends what was noted before: only the last hours are ever asked for."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM coverage_pace WHERE at < %s", [before])


def noted_at(round_id: int, until: datetime) -> datetime | None:
    """The last note that is old enough to measure from. One look at the end of an index range."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(at) FROM coverage_pace WHERE round_id = %s AND at <= %s", [round_id, until])
        found: datetime | None = cursor.fetchone()[0]
        return found


def noted(round_id: int, at: datetime, span: Span, width: int) -> dict[int, int]:
    """What was done at the moment of a note, by group of `width` committees: {committee // width: done}."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT t.committee / %(width)s, sum(t.n_done) FROM coverage_pace t
            WHERE t.round_id = %(round)s AND t.at = %(at)s AND {WITHIN} GROUP BY 1
            """,
            {"width": width, "round": round_id, "at": at, "low": span.low, "high": span.high},
        )
        return {int(group): int(done) for group, done in cursor.fetchall()}


def proven_since(round_id: int, span: Span, width: int, since: datetime) -> dict[int, int]:
    """For buildings and compounds: proofs received since, counted one by one by their key."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT s.building_key / %(width)s, count(*)
            {SHEETS} CROSS JOIN LATERAL unnest(s.owed) o(id)
            JOIN coverage_proof f ON f.part = s.part AND f.round_id = s.round_id AND f.subject_id = o.id
            WHERE f.received_at > %(since)s GROUP BY 1
            """,
            near(round_id, span) | {"width": width, "since": since},
        )
        return {int(group): int(done) for group, done in cursor.fetchall()}
