"""Recounting sheets from their facts, for `wanjia check`."""

from typing import NamedTuple

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
                FROM coverage_sheet s WHERE s.round_id = %s)
            SELECT building_key, part, ARRAY[n_owed, n_done, n_excused, n_released],
                   ARRAY[owed, done, excused, released]
            FROM fact WHERE (n_owed, n_done, n_excused, n_released) IS DISTINCT FROM (owed, done, excused, released)
            ORDER BY building_key, part
            """,
            [round_id],
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
