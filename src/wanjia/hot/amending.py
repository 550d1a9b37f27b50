"""Adding targets to a frozen round: the sheet grows, and stays in walking order."""

from collections.abc import Sequence

from django.db import connection

from wanjia.hot.proofs import SheetKey

_TABLE = {
    "person": "roster_person", "household": "roster_household", "place": "roster_premises", "stair": "roster_premises",
}  # fmt: skip
_ONLY = {"place": "AND r.kind <> 'stair'", "stair": "AND r.kind = 'stair'"}  # a round of shops never owes a stairwell


def doors_of(unit: str, subjects: Sequence[int]) -> dict[int, SheetKey]:
    """(part, building key) of each subject as the register has it now. Those that are not of the unit are left out.

    `unit`: `Obligation.owes`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT r.id, r.part, r.building_key FROM unnest(%s::bigint[]) i(id)
            JOIN {_TABLE[unit]} r ON r.part = i.id / 1000000 AND r.id = i.id {_ONLY.get(unit, "")}
            """,
            [list(subjects)],
        )
        return {subject: (part, key) for subject, part, key in cursor.fetchall()}


def add(round_id: int, unit: str, doors: dict[int, SheetKey]) -> None:
    """Owes the round to more subjects. Call with the existing sheets locked; makes the sheets that are missing."""
    wanted: dict[SheetKey, list[int]] = {}
    for subject, key in sorted(doors.items()):
        wanted.setdefault(key, []).append(subject)
    order = "r.stair" if unit in _ONLY else "r.walk"
    with connection.cursor() as cursor:
        for (part, building), people in sorted(wanted.items()):
            cursor.execute(_GROW, [part, round_id, building, people, len(people), len(people)])
            is_new = cursor.fetchone()[0]
            cursor.execute(_SORT.format(order=order, table=_TABLE[unit]), [part, round_id, building])
            cursor.execute(_COUNT, {"round": round_id, "part": part, "building": building, "n": len(people),
                                    "is_new": is_new})  # fmt: skip


_GROW = """
    INSERT INTO coverage_sheet (part, round_id, building_key, owed, n_owed, n_done, n_excused, n_released)
    VALUES (%s, %s, %s, %s::bigint[], %s, 0, 0, 0)
    ON CONFLICT (part, round_id, building_key) DO UPDATE
    SET owed = coverage_sheet.owed || excluded.owed, n_owed = coverage_sheet.n_owed + excluded.n_owed
    RETURNING n_owed = %s"""
_SORT = """
    UPDATE coverage_sheet s SET owed = (
        SELECT array_agg(i.id ORDER BY {order}, i.id) FROM unnest(s.owed) i(id)
        LEFT JOIN {table} r ON r.part = s.part AND r.id = i.id)
    WHERE s.part = %s AND s.round_id = %s AND s.building_key = %s"""
# a building is counted once, also when people of several parts live in it
_COUNT = """
    INSERT INTO coverage_committeetotal AS t
        (round_id, committee, part, n_owed, n_done, n_excused, n_released, n_buildings, version)
    SELECT %(round)s, %(building)s / 1000000, %(part)s, %(n)s, 0, 0, 0,
        CASE WHEN %(is_new)s AND NOT EXISTS (
            SELECT 1 FROM coverage_committeetotal o JOIN coverage_sheet s
              ON s.part = o.part AND s.round_id = o.round_id AND s.building_key = %(building)s
            WHERE o.round_id = %(round)s AND o.committee = %(building)s / 1000000 AND o.part <> %(part)s)
        THEN 1 ELSE 0 END, 1
    ON CONFLICT (round_id, committee, part) DO UPDATE
    SET n_owed = t.n_owed + excluded.n_owed, n_buildings = t.n_buildings + excluded.n_buildings,
        version = t.version + 1"""
