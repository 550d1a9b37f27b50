"""What laboratories have in hand and have found, over ranges of parts: one statement each, whatever the area."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from wanjia.kernel.area import Span

_LATELY = timedelta(days=3)
# tubes of boxes that a laboratory signed for; a tube belongs to the box where it was last put in
_RECEIVED = """
    took AS MATERIALIZED (
        SELECT g.part, g.box_id, g.holder_id AS lab, min(g.seen_at) AS at FROM logistics_signature g
        JOIN logistics_holder l ON l.id = g.holder_id AND l.kind = 'lab'
        WHERE g.side = 'took' AND g.part BETWEEN %(wide_low)s AND %(wide_high)s AND g.seen_at >= %(since)s
          AND (%(labs)s::uuid[] IS NULL OR g.holder_id = ANY(%(labs)s::uuid[]))
        GROUP BY 1, 2, 3),
    inside AS MATERIALIZED (
        SELECT DISTINCT ON (p.code) p.code, k.lab, k.at FROM took k
        JOIN logistics_packed p ON p.part = k.part AND p.box_id = k.box_id AND NOT p.is_out
        WHERE NOT EXISTS (SELECT 1 FROM logistics_packed o WHERE o.part = p.part AND o.box_id = p.box_id
                          AND o.code = p.code AND o.is_out AND (o.seen_at, o.event_id) > (p.seen_at, p.event_id))
        ORDER BY p.code, k.at DESC)"""
_ASKED_FOR = """x.part BETWEEN %(low)s AND %(high)s
          AND (x.round_id = ANY(%(rounds)s::bigint[]) OR (%(rounds)s::bigint[] IS NULL AND x.seen_at >= %(since)s))"""
_TUBES = f"""
    t AS MATERIALIZED (
        SELECT x.part, x.event_id, x.code, cardinality(x.members) AS people, x.round_id FROM coverage_tube x
        WHERE {_ASKED_FOR}),
    r AS MATERIALIZED (
        SELECT r.part, r.tube_id, r.value, r.is_pool, r.lab_id, r.received_at
        FROM labs_result r JOIN t ON t.part = r.part AND t.event_id = r.tube_id
        WHERE NOT EXISTS (SELECT 1 FROM labs_result n WHERE n.part = r.part AND n.tube_id = r.tube_id
                          AND n.version = r.version + 1))"""


class InTest(NamedTuple):
    """Tubes of an area that one laboratory has taken in and not reported."""

    lab: UUID
    tubes: int
    people: int
    oldest_at: datetime


class Found(NamedTuple):
    """Tubes by what is known of them: received = tested + in test; reported ones may never have been received."""

    received: int
    tested: int  # received and reported
    reported: int
    people: int  # in reported tubes
    negative: int
    pools: int  # abnormal ones
    pool_people: int
    positive: int  # single swabs
    invalid: int
    unreceived: int  # reported, and in no box that a laboratory signed for: a slip is missing


class Asked(NamedTuple):
    """Rechecks of an area by what became of them."""

    asked: int
    negative: int
    positive: int
    withdrawn: int
    untold: int  # households that nobody told yet
    oldest_at: datetime | None  # of the open ones
    untold_at: datetime | None

    @property
    def open(self) -> int:
        return self.asked - self.negative - self.positive - self.withdrawn


def in_test(
    span: Span, around: Span, rounds: Sequence[int] | None, now: datetime, labs: Sequence[UUID] | None = None
) -> list[InTest]:
    """By laboratory, the oldest first; `labs`: only these. One statement.

    Whether a tube is reported is asked of the table itself: of a list made on the way PostgreSQL knows no size, and it
    compared each tube with each result, 27 s for 25,000 of them.
    """
    text = f"""WITH {_RECEIVED}, t AS MATERIALIZED (
            SELECT x.code, cardinality(x.members) AS people FROM coverage_tube x
            WHERE {_ASKED_FOR}
              AND NOT EXISTS (SELECT 1 FROM labs_result r WHERE r.part = x.part AND r.tube_id = x.event_id))
        SELECT i.lab, count(*), sum(t.people), min(i.at) FROM inside i JOIN t ON t.code = i.code
        GROUP BY 1 ORDER BY 4"""
    with connection.cursor() as cursor:
        cursor.execute(text, _values(span, around, rounds, now) | {"labs": list(labs) if labs is not None else None})
        return [InTest(lab, tubes, int(people), at) for lab, tubes, people, at in cursor]


def waiting(labs: Sequence[UUID], now: datetime) -> dict[UUID, int]:
    """Laboratory → tubes that it has taken in lately and not reported, wherever they are from. One statement."""
    everywhere = Span(0, 10**12)
    rows = in_test(everywhere, everywhere, None, now, labs) if labs else []
    return {row.lab: row.tubes for row in rows}


def found(span: Span, around: Span, rounds: Sequence[int] | None, now: datetime) -> Found:
    """One statement. 0.2 s for the 5,000 tubes of a town's day, some seconds for a city's two million."""
    text = f"""WITH {_RECEIVED}, {_TUBES}
        SELECT count(i.code), count(i.code) FILTER (WHERE r.value IS NOT NULL), count(r.value),
               coalesce(sum(t.people) FILTER (WHERE r.value IS NOT NULL), 0),
               count(*) FILTER (WHERE r.value = 'negative'),
               count(*) FILTER (WHERE r.is_pool AND r.value IN ('positive', 'doubtful')),
               coalesce(sum(t.people) FILTER (WHERE r.is_pool AND r.value IN ('positive', 'doubtful')), 0),
               count(*) FILTER (WHERE NOT r.is_pool AND r.value = 'positive'),
               count(*) FILTER (WHERE r.value = 'invalid'),
               count(*) FILTER (WHERE r.value IS NOT NULL AND i.code IS NULL)
        FROM t LEFT JOIN inside i ON i.code = t.code LEFT JOIN r ON r.part = t.part AND r.tube_id = t.event_id"""
    with connection.cursor() as cursor:
        cursor.execute(text, _values(span, around, rounds, now))
        return Found(*map(int, cursor.fetchone()))


def unreceived(span: Span, around: Span, rounds: Sequence[int] | None, now: datetime, limit: int) -> list[str]:
    """Codes of tubes that were reported and never signed for by a laboratory. One statement."""
    text = f"""WITH {_RECEIVED}, {_TUBES}
        SELECT t.code FROM t JOIN r ON r.part = t.part AND r.tube_id = t.event_id
        WHERE NOT EXISTS (SELECT 1 FROM inside i WHERE i.code = t.code)
        ORDER BY r.received_at, t.code LIMIT %(limit)s"""
    with connection.cursor() as cursor:
        cursor.execute(text, _values(span, around, rounds, now) | {"limit": limit})
        return [code for (code,) in cursor]


def asked(buildings: Span, rounds: Sequence[int] | None, now: datetime) -> Asked:
    """By where the people live. One statement."""
    chosen = list(rounds) if rounds is not None else None
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*), count(*) FILTER (WHERE outcome = 'negative'), count(*) FILTER (WHERE outcome = 'positive'),
                   count(*) FILTER (WHERE outcome = 'withdrawn'),
                   count(*) FILTER (WHERE decided_at IS NULL AND told_at IS NULL),
                   min(asked_at) FILTER (WHERE decided_at IS NULL),
                   min(asked_at) FILTER (WHERE decided_at IS NULL AND told_at IS NULL)
            FROM labs_recheck WHERE building_key BETWEEN %s AND %s
              AND (pool_round_id = ANY(%s::bigint[]) OR (%s::bigint[] IS NULL AND asked_at >= %s))
            """,
            [buildings.low, buildings.high, chosen, chosen, now - _LATELY],
        )
        return Asked(*cursor.fetchone())


def split_households(span: Span, round_id: int) -> int:
    """Flats whose people are in more tubes than they had to be: one that is abnormal then holds two families.

    A household that is larger than a tube is none. One statement over the people of the range: for a town and below.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM (
                SELECT p.household_id FROM coverage_proof f
                JOIN roster_person p ON p.part = f.part AND p.id = f.subject_id
                JOIN coverage_tube t ON t.part = f.tube_part AND t.event_id = f.event_id
                WHERE f.part BETWEEN %s AND %s AND f.round_id = %s GROUP BY 1
                HAVING count(DISTINCT f.event_id) > ceil(count(*)::numeric / greatest(1, max(t.capacity)))) h
            """,
            [span.low, span.high, round_id],
        )
        return int(cursor.fetchone()[0])


def _values(span: Span, around: Span, rounds: Sequence[int] | None, now: datetime) -> dict[str, Any]:
    return {
        "low": span.low, "high": span.high, "wide_low": around.low, "wide_high": around.high,
        "rounds": list(rounds) if rounds is not None else None, "since": now - _LATELY, "labs": None,
    }  # fmt: skip
