"""Counts of what was not negative, by run, laboratory and desk; and whose tubes those are."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection

_DAY = timedelta(days=1)
_COUNT_MATCHES = """
    SELECT {key}, count(*) FILTER (WHERE people > 1 AND (before IS NULL OR is_retest)) AS pools,
           count(*) FILTER (WHERE people > 1 AND value IN ('positive', 'doubtful'))
               - count(*) FILTER (WHERE people > 1 AND before IN ('positive', 'doubtful') AND NOT is_retest)
               AS pools_abnormal,
           count(*) FILTER (WHERE people <= 1 AND (before IS NULL OR is_retest)) AS own,
           count(*) FILTER (WHERE people <= 1 AND value = 'positive')
               - count(*) FILTER (WHERE people <= 1 AND before = 'positive' AND NOT is_retest) AS own_positive
    FROM lab_match WHERE tubes = 1 AND (before IS DISTINCT FROM value OR is_retest) GROUP BY 1
"""


class Count(NamedTuple):
    """Tubes, and how many of them were not negative."""

    positives: int
    tubes: int


class Group(NamedTuple):
    """What is looked at together. `key`: the run's id, the laboratory's, or committee and device of a desk."""

    scope: str
    key: str
    is_pool: bool
    positives: int
    tubes: int


class Abnormal(NamedTuple):
    """Where the abnormal tubes of a group are from, the commonest first, and the people of single ones, as text."""

    parts: list[int]
    subjects: list[str]
    tubes: list[tuple[int, UUID]]


def add(*, lab_part: int, lab: UUID, day: date) -> None:
    """Counts the staged report into its runs and into the laboratory's day. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE labs_run r SET pools = r.pools + n.pools, own = r.own + n.own,
                pools_abnormal = greatest(0, r.pools_abnormal + n.pools_abnormal),
                own_positive = greatest(0, r.own_positive + n.own_positive)
            FROM ({_COUNT_MATCHES.format(key="run_id")}) n WHERE r.part = %s AND r.id = n.run_id
            """,
            [lab_part],
        )
        cursor.execute(
            f"""
            INSERT INTO labs_labday AS d (part, lab_id, day, pools, pools_abnormal, own, own_positive)
            SELECT %s, %s, %s, n.pools, greatest(0, n.pools_abnormal), n.own, greatest(0, n.own_positive)
            FROM ({_COUNT_MATCHES.format(key="1")}) n
            ON CONFLICT (part, lab_id, day) DO UPDATE SET pools = d.pools + excluded.pools, own = d.own + excluded.own,
                pools_abnormal = d.pools_abnormal + excluded.pools_abnormal,
                own_positive = d.own_positive + excluded.own_positive
            """,
            [lab_part, lab, day],
        )


def whole(day: date) -> dict[bool, Count]:
    """Everything that was reported on the day: of pools (True) and of single swabs (False)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(sum(pools_abnormal), 0), coalesce(sum(pools), 0), coalesce(sum(own_positive), 0),
                   coalesce(sum(own), 0) FROM labs_labday WHERE day = %s
            """,
            [day],
        )
        pools_abnormal, pools, own_positive, own = cursor.fetchone()
        return {True: Count(pools_abnormal, pools), False: Count(own_positive, own)}


def by_run(lab_part: int, runs: Sequence[UUID]) -> list[Group]:
    """Two groups a run: its pools, its single swabs."""
    return _both("run", "SELECT id::text, pools_abnormal, pools, own_positive, own FROM labs_run"
                 " WHERE part = %s AND id = ANY(%s)", [lab_part, list(runs)])  # fmt: skip


def by_lab(lab_part: int, lab: UUID, day: date) -> list[Group]:
    """The laboratory's day."""
    return _both("lab", "SELECT lab_id::text, pools_abnormal, pools, own_positive, own FROM labs_labday"
                 " WHERE part = %s AND lab_id = %s AND day = %s", [lab_part, lab, day])  # fmt: skip


def by_desk(desks: Sequence[tuple[int, str]], now: datetime) -> list[Group]:
    """What the tubes of these desks were found to be, of the last day."""
    if not desks:
        return []
    return _both(
        "desk",
        """
        SELECT d.part || ' ' || d.device,
               count(*) FILTER (WHERE r.is_pool AND r.value IN ('positive', 'doubtful')),
               count(*) FILTER (WHERE r.is_pool), count(*) FILTER (WHERE NOT r.is_pool AND r.value = 'positive'),
               count(*) FILTER (WHERE NOT r.is_pool)
        FROM unnest(%s::bigint[], %s::text[]) d(part, device)
        JOIN coverage_tube t ON t.part = d.part AND t.device = d.device AND t.seen_at > %s
        JOIN labs_result r ON r.part = t.part AND r.tube_id = t.event_id AND NOT EXISTS (
            SELECT 1 FROM labs_result n WHERE n.part = r.part AND n.tube_id = r.tube_id AND n.version = r.version + 1)
        GROUP BY 1 ORDER BY 1
        """,
        [[part for part, _device in desks], [device for _part, device in desks], now - _DAY],
    )


def _both(
    scope: str, query: str, values: Sequence[int | UUID | date | datetime | list[UUID] | list[int] | list[str]]
) -> list[Group]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found = cursor.fetchall()
    return [
        group for key, pools_abnormal, pools, own_positive, own in found
        for group in (Group(scope, key, True, pools_abnormal, pools), Group(scope, key, False, own_positive, own))
    ]  # fmt: skip


_OF_GROUP = {
    "run": "r.run_id = %(key)s::uuid",
    "lab": "r.lab_id = %(key)s::uuid",
    "desk": "r.part = split_part(%(key)s, ' ', 1)::bigint AND t.device = substr(%(key)s, strpos(%(key)s, ' ') + 1)",
}


def abnormal(group: Group, found_at: datetime) -> Abnormal:
    """The tubes of the group that are not negative, of the day around `found_at`. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT t.part, t.members, t.event_id FROM labs_result r
            JOIN coverage_tube t ON t.part = r.part AND t.event_id = r.tube_id
            WHERE r.value IN ('positive', 'doubtful') AND r.is_pool = %(is_pool)s AND {_OF_GROUP[group.scope]}
              AND r.received_at BETWEEN %(since)s AND %(until)s AND NOT EXISTS (
                  SELECT 1 FROM labs_result n
                  WHERE n.part = r.part AND n.tube_id = r.tube_id AND n.version = r.version + 1)
            """,
            {"key": group.key, "is_pool": group.is_pool, "since": found_at - _DAY, "until": found_at + _DAY},
        )
        rows = cursor.fetchall()
    times: dict[int, int] = {}
    for part, _members, _id in rows:
        times[part] = times.get(part, 0) + 1
    people = {str(subject) for _part, members, _id in rows for subject in members if subject and not group.is_pool}
    return Abnormal(
        sorted(times, key=lambda part: (-times[part], part)),
        sorted(people),
        [(part, id_) for part, _members, id_ in rows],
    )
