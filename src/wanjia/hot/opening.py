"""Freezing a population: one sheet a building, written by one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from wanjia.hot.near import SHEETS, near
from wanjia.kernel.area import Span


@dataclass(frozen=True, slots=True)
class Owed:
    """Who is owed, as SQL understands it. None means: no such condition."""

    unit: str  # person, household, place or stair: `Obligation.owes`
    presence: Sequence[str]
    needs: Sequence[str] | None
    born_from: date | None
    born_until: date | None
    empty_doors: bool


_PEOPLE = """
    FROM roster_person p
    WHERE p.building_key BETWEEN %(low)s AND %(high)s
      AND p.merged_into IS NULL
      AND p.presence = ANY(%(presence)s)
      AND (%(born_from)s::date IS NULL OR p.born_on >= %(born_from)s::date)
      AND (%(born_until)s::date IS NULL OR p.born_on <= %(born_until)s::date)
      AND (%(needs)s::text[] IS NULL OR EXISTS (
            SELECT 1 FROM roster_specialneed n
            WHERE n.part = p.part AND n.person_id = p.id AND n.until_on IS NULL AND n.kind = ANY(%(needs)s::text[])))
"""

# what stands behind `subject`: id, part, building_key, walk of everyone and everything that is owed
_SUBJECTS = {
    "person": "SELECT p.id, p.part, p.building_key, p.walk" + _PEOPLE,
    # two readings, not one with OR: a city's doors would be looked for one by one in a list of all its people
    "household": """
        SELECT h.id, h.part, h.building_key, h.walk FROM roster_household h
        WHERE h.building_key BETWEEN %(low)s AND %(high)s AND h.id IN (SELECT p.household_id"""
    + _PEOPLE
    + """)
        UNION ALL
        SELECT e.id, e.part, e.building_key, e.walk FROM roster_household e
        WHERE %(empty_doors)s AND e.building_key BETWEEN %(low)s AND %(high)s
          AND NOT EXISTS (SELECT 1 FROM roster_person q WHERE q.household_id = e.id)""",
    "place": """
        SELECT s.id, s.part, s.building_key, 0 AS walk FROM roster_premises s
        WHERE s.building_key BETWEEN %(low)s AND %(high)s AND s.is_open AND s.kind <> 'stair'""",
    "stair": """
        SELECT s.id, s.part, s.building_key, s.stair AS walk FROM roster_premises s
        WHERE s.building_key BETWEEN %(low)s AND %(high)s AND s.is_open AND s.kind = 'stair'""",
}
# stairs are listed when a round over them opens: before that the buildings say how many there will be
_STAIRS = """
    SELECT coalesce(sum(b.stairs), 0) FROM roster_building b WHERE b.key BETWEEN %(low)s AND %(high)s"""


def _values(span: Span, owed: Owed) -> dict[str, Any]:
    return {
        "low": span.low, "high": span.high, "presence": list(owed.presence),
        "needs": list(owed.needs) if owed.needs is not None else None,
        "born_from": owed.born_from, "born_until": owed.born_until, "empty_doors": owed.empty_doors,
    }  # fmt: skip


_OPEN = """
    WITH sheet AS (
        INSERT INTO coverage_sheet (part, round_id, building_key, owed, n_owed, n_done, n_excused, n_released)
        SELECT part, %(round)s, building_key, array_agg(id ORDER BY walk, id), count(*), 0, 0, 0
        FROM ({subjects}) subject
        GROUP BY part, building_key ORDER BY part, building_key
        RETURNING part, building_key, n_owed),
    total AS (
        INSERT INTO coverage_committeetotal
            (round_id, committee, part, n_owed, n_done, n_excused, n_released, n_buildings, version)
        SELECT %(round)s, building_key / 1000000, part, sum(n_owed), 0, 0, 0, count(*) FILTER (WHERE is_first), 1
        FROM (SELECT *, row_number() OVER (PARTITION BY building_key ORDER BY part) = 1 AS is_first FROM sheet) s
        GROUP BY 2, 3 ORDER BY 2, 3
        RETURNING n_owed)
    SELECT coalesce(sum(n_owed), 0) FROM total"""


def open_sheets(*, round_id: int, span: Span, owed: Owed) -> int:
    """Writes the round's sheets and totals and returns how many targets they hold.

    One statement, so one snapshot of the register: whoever arrives while it runs is an amendment.
    About 1.5 s a million people; sorting in memory while it lasts. Twin: coverage.queries.owed_slow.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute(_OPEN.format(subjects=_SUBJECTS[owed.unit]), {"round": round_id} | _values(span, owed))
        opened = int(cursor.fetchone()[0])
        cursor.execute("SET LOCAL work_mem TO DEFAULT")
    return opened


def count_owed(*, span: Span, owed: Owed) -> int:
    """How many targets a round over this population would hold if it were opened now. Twin: len of what it opens."""
    with connection.cursor() as cursor:
        counted = f"SELECT count(*) FROM ({_SUBJECTS[owed.unit]}) subject"
        cursor.execute(_STAIRS if owed.unit == "stair" else counted, _values(span, owed))
        return int(cursor.fetchone()[0])


def drift(*, round_id: int, span: Span, owed: Owed, limit: int) -> list[tuple[int, int, str]]:
    """How the register has moved away from the frozen round: (subject, building now, "arrived" or "left").

    Compares whole populations: about a second a million people. Released targets have left already.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH today AS ({_SUBJECTS[owed.unit]}),
                 frozen AS (SELECT unnest(s.owed) AS id, s.part, s.building_key {SHEETS}),
                 gone AS (SELECT e.subject_id FROM coverage_exemption e
                          WHERE e.round_id = %(round)s AND e.state = 'released')
            SELECT n.id, n.building_key, 'arrived' FROM today n
            WHERE NOT EXISTS (SELECT 1 FROM coverage_sheet s WHERE s.round_id = %(round)s AND s.part = n.part
                              AND n.id = ANY(s.owed))
            UNION ALL
            SELECT t.id, t.building_key, 'left' FROM frozen t
            WHERE t.id NOT IN (SELECT id FROM today) AND t.id NOT IN (SELECT subject_id FROM gone)
              AND NOT EXISTS (SELECT 1 FROM coverage_proof f
                              WHERE f.part = t.part AND f.round_id = %(round)s AND f.subject_id = t.id)
            ORDER BY 2, 1 LIMIT %(limit)s
            """,
            near(round_id, span) | {"limit": limit} | _values(span, owed),
        )
        return list(cursor.fetchall())
