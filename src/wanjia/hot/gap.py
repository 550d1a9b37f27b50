"""The gap: everyone whom the round has not reached, in walking order."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from wanjia.hot.near import SHEETS, is_whole, near
from wanjia.kernel.area import Span


class GapRow(NamedTuple):
    """One open target. `position` orders a building's sheet: stair, top floor down, door."""

    building_key: int
    position: int
    part: int
    subject_id: int


_OPEN = f"""
    {SHEETS} CROSS JOIN LATERAL unnest(s.owed) WITH ORDINALITY o(id, position)
    WHERE s.n_owed > s.n_done + s.n_excused + s.n_released
      AND NOT EXISTS (SELECT 1 FROM coverage_proof f
                      WHERE f.part = s.part AND f.part = ANY(%(parts)s::bigint[]) AND f.round_id = s.round_id
                        AND f.subject_id = o.id)
      AND NOT EXISTS (SELECT 1 FROM coverage_exemption e
                      WHERE e.part = s.part AND e.part = ANY(%(parts)s::bigint[]) AND e.round_id = s.round_id
                        AND e.subject_id = o.id)
"""


_ONE_BY_ONE = f"SELECT s.building_key, o.position, s.part, o.id {_OPEN}"
# for a committee and more: one range of proofs into a hash, instead of one look for each target
_IN_BULK = f"""
    WITH closed AS MATERIALIZED (
        SELECT f.subject_id FROM coverage_proof f WHERE f.part = ANY(%(parts)s::bigint[]) AND f.round_id = %(round)s
        UNION ALL
        SELECT e.subject_id FROM coverage_exemption e
        WHERE e.part = ANY(%(parts)s::bigint[]) AND e.round_id = %(round)s),
    s AS MATERIALIZED (
        SELECT s.building_key, o.position, s.part, o.id
        {SHEETS} CROSS JOIN LATERAL unnest(s.owed) WITH ORDINALITY o(id, position)
        WHERE s.n_owed > s.n_done + s.n_excused + s.n_released)
    SELECT s.building_key, s.position, s.part, s.id FROM s
    WHERE NOT EXISTS (SELECT 1 FROM closed c WHERE c.subject_id = s.id)"""


def gap(round_id: int, span: Span, *, limit: int | None = None, after: tuple[int, int] | None = None) -> list[GapRow]:
    """Open targets in walking order, at most `limit`, after the (building key, position) of the last row shown.

    Buildings with nobody open are not unfolded: the cost is that of the buildings that still have a gap.
    Twin: coverage.queries.gap_slow.
    """
    building, position = after or (0, 0)
    text, position_of = (_IN_BULK, "s.position") if is_whole(span) else (_ONE_BY_ONE, "o.position")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            {text} AND (s.building_key, {position_of}) > (%(building)s, %(position)s)
            ORDER BY s.building_key, {position_of} LIMIT %(limit)s
            """,
            near(round_id, span) | {"limit": limit, "building": building, "position": position},
        )
        return list(map(GapRow._make, cursor.fetchall()))


def among(round_id: int, span: Span, subjects: Sequence[int]) -> list[GapRow]:
    """Those of the subjects who are open, in walking order: the few whom one must find first.

    Unfolds the sheets that still have a gap. Twin: coverage.queries.among_slow.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT s.building_key, o.position, s.part, o.id {_OPEN} AND o.id = ANY(%(subjects)s::bigint[])
            ORDER BY s.building_key, o.position
            """,
            near(round_id, span) | {"subjects": list(subjects)},
        )
        return list(map(GapRow._make, cursor.fetchall()))


class ProvenRow(NamedTuple):
    """One target that has its proof."""

    subject_id: int
    building_key: int
    recorded_by: str
    device: str
    seen_at: datetime


def proven(round_id: int, span: Span, *, limit: int | None, after: tuple[int, int]) -> list[ProvenRow]:
    """Who is done, by building and subject, at most `limit`, after the last row shown."""
    building, subject = after
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT o.id, s.building_key, coalesce(t.recorded_by, f.recorded_by), coalesce(t.device, f.device),
                   f.seen_at
            {SHEETS} CROSS JOIN LATERAL unnest(s.owed) o(id)
            JOIN coverage_proof f ON f.part = s.part AND f.round_id = s.round_id AND f.subject_id = o.id
            LEFT JOIN coverage_tube t ON t.part = f.tube_part AND t.event_id = f.event_id
            WHERE s.n_done > 0 AND s.building_key >= %(building)s
              AND (s.building_key, o.id) > (%(building)s, %(subject)s)
            ORDER BY s.building_key, o.id LIMIT %(limit)s
            """,
            near(round_id, span) | {"limit": limit, "building": building, "subject": subject},
        )
        return list(map(ProvenRow._make, cursor.fetchall()))
