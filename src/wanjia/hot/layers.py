"""How a round stands behind each door of one building: what an elevation is coloured by."""

from typing import NamedTuple

from django.db import connection

from wanjia.hot.near import SHEETS, near
from wanjia.kernel.area import Span


class Standing(NamedTuple):
    """One target. `home_id` is the door it belongs to now, None for one that the register no longer has."""

    subject_id: int
    home_id: int | None
    state: str


_PEOPLE = "LEFT JOIN roster_person h ON h.part = s.part AND h.part = ANY(%(parts)s::bigint[]) AND h.id = o.id"


def standings(round_id: int, building_key: int, *, is_people: bool) -> list[Standing]:
    """Every target of the building's sheets, in walking order. Keyed by part throughout.

    Twin: coverage.layers.standings_slow.
    """
    home, join = ("h.household_id", _PEOPLE) if is_people else ("o.id", "")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT o.id, {home},
                   CASE WHEN f.subject_id IS NOT NULL THEN 'done' ELSE coalesce(e.state, 'open') END
            {SHEETS} CROSS JOIN LATERAL unnest(s.owed) WITH ORDINALITY o(id, position)
            LEFT JOIN coverage_proof f ON f.part = s.part AND f.part = ANY(%(parts)s::bigint[])
              AND f.round_id = s.round_id AND f.subject_id = o.id
            LEFT JOIN coverage_exemption e ON e.part = s.part AND e.part = ANY(%(parts)s::bigint[])
              AND e.round_id = s.round_id AND e.subject_id = o.id
            {join}
            ORDER BY s.part, o.position
            """,
            near(round_id, Span(building_key, building_key)),
        )
        return list(map(Standing._make, cursor.fetchall()))
