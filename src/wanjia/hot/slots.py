"""Whom a timetable calls: the people of a round counted by stair, floor and group, with how many were done lately."""

from datetime import date, datetime
from typing import NamedTuple

from django.db import connection

from wanjia.hot.near import SHEETS, near
from wanjia.kernel.area import Span


class Cell(NamedTuple):
    """People of one group on one floor of one stair."""

    building_key: int
    stair: int
    floor: int
    group: str
    owed: int  # without those released or excused: they are not called
    open: int
    done_30: int
    done_60: int


class Limits(NamedTuple):
    """Who counts as what: first and last birthdays, computed for the day of the round."""

    elder_until: date  # born on or before it: an elder
    student_from: date
    student_until: date
    home_until: date  # disabled and born on or before it: somebody goes there
    at_home: str  # the need that is always visited
    disabled: str


# stair and floor are read off the walking order (kernel.walk), so that no second table is asked: people's own rows
# and their sheet lie in the same part, their household's may not
_STAIR, _FLOOR = "p.walk / 33554432", "240 - (p.walk / 131072) %% 256"
_TEXT = f"""
    WITH needs AS MATERIALIZED (
        SELECT n.part, n.person_id, bool_or(n.kind = %(at_home)s) AS is_always
        FROM roster_specialneed n
        WHERE n.part = ANY(%(parts)s::bigint[]) AND n.kind IN (%(at_home)s, %(disabled)s) AND n.until_on IS NULL
        GROUP BY 1, 2)
    SELECT s.building_key, {_STAIR}, {_FLOOR},
           CASE WHEN n.is_always OR (n.person_id IS NOT NULL AND p.born_on <= %(home_until)s) THEN 'home'
                WHEN p.born_on <= %(elder_until)s THEN 'elders'
                WHEN p.born_on BETWEEN %(student_from)s AND %(student_until)s THEN 'students'
                ELSE 'everyone' END,
           count(*), count(*) FILTER (WHERE f.subject_id IS NULL),
           count(*) FILTER (WHERE f.seen_at > %(since_30)s), count(*) FILTER (WHERE f.seen_at > %(since_60)s)
    {SHEETS} CROSS JOIN LATERAL unnest(s.owed) o(id)
    JOIN roster_person p ON p.part = s.part AND p.part = ANY(%(parts)s::bigint[]) AND p.id = o.id
    LEFT JOIN coverage_proof f ON f.part = s.part AND f.part = ANY(%(parts)s::bigint[]) AND f.round_id = s.round_id
        AND f.round_id = %(round)s AND f.subject_id = o.id
    LEFT JOIN needs n ON n.part = p.part AND n.person_id = p.id
    WHERE NOT EXISTS (SELECT 1 FROM coverage_exemption e
                      WHERE e.part = s.part AND e.part = ANY(%(parts)s::bigint[]) AND e.round_id = s.round_id
                        AND e.round_id = %(round)s AND e.subject_id = o.id)
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4"""


def cells(round_id: int, span: Span, limits: Limits, since: tuple[datetime, datetime]) -> list[Cell]:
    """Every cell of the area. `since`: half an hour and an hour ago, by the devices' clocks.

    One look at the totals, one statement. Twin: testing.queries.cells_slow.
    """
    values = near(round_id, span) | limits._asdict() | {"since_30": since[0], "since_60": since[1]}
    with connection.cursor() as cursor:
        cursor.execute(_TEXT, values)
        return [Cell(*row) for row in cursor.fetchall()]
