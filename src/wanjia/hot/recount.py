"""Recounting sheets from their facts, for `wanjia check`."""

from typing import NamedTuple
from uuid import UUID

from django.db import connection


class Disagreement(NamedTuple):
    """A sheet whose counters differ from its facts, both sides in the order owed, done, excused, released."""

    building_key: int
    part: int
    stored: tuple[int, ...]
    counted: tuple[int, ...]


def recount(round_id: int) -> list[Disagreement]:
    """Every sheet of the round that disagrees with its facts. Reads the whole round; changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH fact AS (
                SELECT s.part, s.building_key, s.n_owed, s.n_done, s.n_excused, s.n_released,
                    (SELECT count(DISTINCT i) FROM unnest(s.owed) i) AS owed,
                    (SELECT count(*) FROM coverage_proof f
                     WHERE f.part = s.part AND f.round_id = s.round_id AND f.subject_id = ANY(s.owed)) AS done,
                    (SELECT count(*) FROM coverage_exemption e
                     WHERE e.part = s.part AND e.round_id = s.round_id AND e.subject_id = ANY(s.owed)
                       AND e.state = 'excused') AS excused,
                    (SELECT count(*) FROM coverage_exemption e
                     WHERE e.part = s.part AND e.round_id = s.round_id AND e.subject_id = ANY(s.owed)
                       AND e.state = 'released') AS released
                FROM coverage_sheet s
                WHERE s.part IN (SELECT t.part FROM coverage_committeetotal t WHERE t.round_id = %s)
                  AND s.round_id = %s)
            SELECT building_key, part, ARRAY[n_owed, n_done, n_excused, n_released],
                   ARRAY[owed, done, excused, released]
            FROM fact WHERE (n_owed, n_done, n_excused, n_released) IS DISTINCT FROM (owed, done, excused, released)
            ORDER BY building_key, part
            """,
            [round_id, round_id],
        )
        return [Disagreement(key, part, tuple(stored), tuple(counted)) for key, part, stored, counted in cursor]


def orphans(round_id: int) -> dict[str, int]:
    """Facts that no counter can hold: proofs and exemptions nobody owes, and targets that are both."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH owed AS (SELECT part, unnest(owed) AS id FROM coverage_sheet WHERE round_id = %(round)s)
            SELECT
                (SELECT count(*) FROM coverage_proof f WHERE f.round_id = %(round)s AND NOT EXISTS
                    (SELECT 1 FROM owed o WHERE o.part = f.part AND o.id = f.subject_id)),
                (SELECT count(*) FROM coverage_exemption e WHERE e.round_id = %(round)s AND NOT EXISTS
                    (SELECT 1 FROM owed o WHERE o.part = e.part AND o.id = e.subject_id)),
                (SELECT count(*) FROM coverage_exemption e JOIN coverage_proof f
                    ON f.part = e.part AND f.round_id = e.round_id AND f.subject_id = e.subject_id
                 WHERE e.round_id = %(round)s)
            """,
            {"round": round_id},
        )
        names = ("proofs_nobody_owes", "exemptions_nobody_owes", "done_and_exempt")
        return {name: count for name, count in zip(names, cursor.fetchone(), strict=True) if count}


class WrongTotal(NamedTuple):
    """A committee's total that is not the sum of its sheets: owed, done, excused, released, buildings."""

    round_id: int
    committee: int
    part: int
    stored: tuple[int, ...]
    counted: tuple[int, ...]


def totals() -> list[WrongTotal]:
    """Every total of every round that is not the sum of its sheets, missing ones included. Reads all sheets once."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH counted AS (
                SELECT round_id, building_key / 1000000 AS committee, part, ARRAY[sum(n_owed), sum(n_done),
                       sum(n_excused), sum(n_released)] AS sums FROM coverage_sheet GROUP BY 1, 2, 3),
            stored AS (
                SELECT round_id, committee, part, ARRAY[n_owed, n_done, n_excused, n_released]::bigint[] AS sums
                FROM coverage_committeetotal),
            built AS (
                SELECT round_id, committee, sum(n) AS n FROM (
                    SELECT round_id, building_key / 1000000 AS committee, count(DISTINCT building_key) AS n
                    FROM coverage_sheet GROUP BY 1, 2 UNION ALL
                    SELECT round_id, committee, -sum(n_buildings) FROM coverage_committeetotal GROUP BY 1, 2) b
                GROUP BY 1, 2 HAVING sum(n) <> 0)
            SELECT round_id, committee, part, coalesce(stored.sums, '{}'), coalesce(counted.sums, '{}')
            FROM counted FULL JOIN stored USING (round_id, committee, part)
            WHERE stored.sums IS DISTINCT FROM counted.sums
            UNION ALL SELECT round_id, committee, committee, ARRAY[n]::bigint[], '{}'::bigint[] FROM built
            ORDER BY 1, 2, 3
            """
        )
        return [WrongTotal(r, c, p, tuple(stored), tuple(counted)) for r, c, p, stored, counted in cursor]


class WrongTube(NamedTuple):
    """A tube whose people are not all accounted for: `members` in it, `facts` proofs and asides that name it."""

    part: int
    event_id: UUID
    members: int
    facts: int


def tubes(round_id: int) -> list[WrongTube]:
    """Tubes of the round whose people are not each a proof, an extra, a stranger or an undone proof. Reads them all."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH told AS (
                SELECT tube_part AS part, event_id, count(*) AS n FROM coverage_proof
                WHERE round_id = %(round)s AND tube_part IS NOT NULL GROUP BY 1, 2
                UNION ALL
                SELECT t.part, a.event_id, count(DISTINCT a.position) FROM coverage_aside a
                JOIN coverage_tube t ON t.event_id = a.event_id AND t.round_id = a.round_id
                WHERE a.round_id = %(round)s AND a.position > 0 AND a.kind IN ('extra', 'stranger', 'undone')
                  AND a.resolution <> 'recognised' GROUP BY 1, 2)
            SELECT t.part, t.event_id, cardinality(t.members), coalesce(sum(told.n), 0)
            FROM coverage_tube t LEFT JOIN told USING (part, event_id)
            WHERE t.round_id = %(round)s GROUP BY t.part, t.event_id, t.members
            HAVING cardinality(t.members) <> coalesce(sum(told.n), 0) ORDER BY 1, 2
            """,
            {"round": round_id},
        )
        return [WrongTube(part, event, int(members), int(facts)) for part, event, members, facts in cursor]
