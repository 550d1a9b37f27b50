"""Adding targets to a frozen round: the sheet grows, and stays in walking order."""

from collections.abc import Sequence

from django.db import connection

from wanjia.hot.proofs import SheetKey

_TABLE = {"person": "roster_person", "household": "roster_household", "place": "roster_premises"}


def doors_of(unit: str, subjects: Sequence[int]) -> dict[int, SheetKey]:
    """(part, building key) of each subject as the register has it now. Unknown ones are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT r.id, r.part, r.building_key FROM unnest(%s::bigint[]) i(id)
            JOIN {_TABLE[unit]} r ON r.part = i.id / 1000000 AND r.id = i.id
            """,
            [list(subjects)],
        )
        return {subject: (part, key) for subject, part, key in cursor.fetchall()}


def add(round_id: int, unit: str, doors: dict[int, SheetKey]) -> None:
    """Owes the round to more subjects. Call with the existing sheets locked; makes the sheets that are missing."""
    wanted: dict[SheetKey, list[int]] = {}
    for subject, key in sorted(doors.items()):
        wanted.setdefault(key, []).append(subject)
    order = "0" if unit == "place" else "r.walk"
    with connection.cursor() as cursor:
        for (part, building), people in sorted(wanted.items()):
            cursor.execute(
                """
                INSERT INTO coverage_sheet (part, round_id, building_key, owed, n_owed, n_done, n_excused, n_released)
                VALUES (%s, %s, %s, %s::bigint[], %s, 0, 0, 0)
                ON CONFLICT (part, round_id, building_key) DO UPDATE
                SET owed = coverage_sheet.owed || excluded.owed, n_owed = coverage_sheet.n_owed + excluded.n_owed
                """,
                [part, round_id, building, people, len(people)],
            )
            cursor.execute(
                f"""
                UPDATE coverage_sheet s SET owed = (
                    SELECT array_agg(i.id ORDER BY {order}, i.id) FROM unnest(s.owed) i(id)
                    LEFT JOIN {_TABLE[unit]} r ON r.part = s.part AND r.id = i.id)
                WHERE s.part = %s AND s.round_id = %s AND s.building_key = %s
                """,
                [part, round_id, building],
            )
