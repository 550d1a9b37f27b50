"""Results in bulk: staged, matched with their tubes by code, written as versions; and read back for people.

`lab_line` holds a report's lines, `lab_match` what is found out about them; both live until the transaction ends.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

WINDOW = timedelta(days=10)  # a laboratory's code means a tube of these days; foreign codes come round again
_STAGE = """
DROP TABLE IF EXISTS pg_temp.lab_line, pg_temp.lab_match;
CREATE TEMP TABLE lab_line (row int, code text, value text, severity smallint, run_id uuid, well text,
                            tested_at timestamptz, reason text, tube_id uuid) ON COMMIT DROP
"""
# one line a code: the graver where two disagree. Then its tubes, each with its version of record
_MATCH = """
CREATE TEMP TABLE lab_match ON COMMIT DROP AS
WITH one AS (
    SELECT DISTINCT ON (code, tube_id) l.*, count(*) OVER w AS said,
           min(value) OVER w <> max(value) OVER w AS differs
    FROM lab_line l WINDOW w AS (PARTITION BY code, tube_id) ORDER BY code, tube_id, severity DESC, row)
SELECT o.row, o.code, o.value, o.run_id, o.well, o.tested_at, o.reason, o.said, o.differs, o.tube_id AS tube_id_said,
       t.part, t.event_id AS tube_id, t.round_id, cardinality(t.members) AS people, t.members[1] AS first, t.device,
       count(t.event_id) OVER (PARTITION BY o.code, o.tube_id) AS tubes, NULL::smallint AS version,
       NULL::text AS before, false AS is_retest
FROM one o LEFT JOIN coverage_tube t ON t.code = o.code AND t.seen_at BETWEEN %s AND %s
      AND (o.tube_id IS NULL OR t.event_id = o.tube_id)
"""
_RECORD = """
UPDATE lab_match m SET version = r.version, before = r.value,
    is_retest = r.value = m.value AND m.run_id IS NOT NULL AND r.run_id IS DISTINCT FROM m.run_id
FROM labs_result r
WHERE r.part = m.part AND r.tube_id = m.tube_id AND NOT EXISTS (
    SELECT 1 FROM labs_result n WHERE n.part = r.part AND n.tube_id = r.tube_id AND n.version = r.version + 1)
"""
_WRITE = """
INSERT INTO labs_result (part, tube_id, version, round_id, value, is_pool, lab_id, run_id, well, report_id, tested_at,
                         received_at, reason, flags)
SELECT m.part, m.tube_id, coalesce(m.version, 0) + 1, m.round_id, m.value, m.people > 1, %(lab)s, m.run_id, m.well,
       %(report)s, m.tested_at, %(now)s, CASE WHEN m.before IS NULL THEN '' ELSE m.reason END,
       array_remove(ARRAY[CASE WHEN m.differs THEN 'twice_in_report' END,
                          CASE WHEN m.is_retest THEN 'retested' WHEN m.before IS NOT NULL THEN 'corrected' END],
                    NULL)::varchar[]
FROM lab_match m WHERE m.tubes = 1 AND (m.before IS DISTINCT FROM m.value OR m.is_retest) ORDER BY m.part, m.tube_id
ON CONFLICT (part, tube_id, version) DO NOTHING
"""
_LOOSE = """
INSERT INTO labs_looseresult (id, part, lab_id, report_id, code, value, run_code, tested_at, received_at, why,
                              resolution, resolved_by, resolved_at, note)
SELECT gen_random_uuid(), %(lab_part)s, %(lab)s, %(report)s, m.code, m.value, coalesce(r.code, ''), m.tested_at,
       %(now)s, CASE WHEN m.tubes = 0 THEN 'unknown_tube' ELSE 'two_tubes' END, '', '', NULL, ''
FROM (SELECT DISTINCT ON (code) * FROM lab_match WHERE tubes <> 1 ORDER BY code) m
LEFT JOIN labs_run r ON r.part = %(lab_part)s AND r.id = m.run_id
ON CONFLICT (part, lab_id, code, value, tested_at) DO NOTHING
"""


class Line(NamedTuple):
    """One line of a report as it is staged."""

    row: int
    code: str
    value: str
    severity: int
    run_id: UUID | None
    well: str
    tested_at: datetime
    reason: str
    tube_id: UUID | None = None  # where a person has said which of two tubes with one code is meant


class Matched(NamedTuple):
    """One code to look at: `outcome` as in labs.intake.OUTCOMES; `differs`: the report contradicts itself."""

    row: int
    code: str
    outcome: str
    differs: bool


class News(NamedTuple):
    """A tube whose record is new and not plainly negative, or has changed."""

    part: int
    tube_id: UUID
    round_id: int
    value: str
    before: str | None
    people: int
    device: str


def take(lines: Iterable[Line], *, now: datetime) -> None:
    """Stages and matches. Must run in a transaction. Four statements; about 1 s for 50,000 lines."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(_STAGE)
        with cursor.copy("COPY lab_line FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)
        cursor.execute("ANALYZE lab_line")
        cursor.execute(_MATCH, [now - WINDOW, now + timedelta(days=1)])
        cursor.execute("CREATE INDEX ON lab_match (part, tube_id); ANALYZE lab_match")
        cursor.execute(_RECORD)


def write(*, lab: UUID, lab_part: int, report: UUID, now: datetime) -> None:
    """New versions for what differs from the record; what fits no tube, or two, is kept loose."""
    values: dict[str, UUID | int | datetime] = {"lab": lab, "lab_part": lab_part, "report": report, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)
        cursor.execute(_LOOSE, values)


_OUTCOME = """
    SELECT min(row) AS row, code, tube_id_said, min(said) AS said, bool_or(differs) AS differs,
           CASE WHEN min(tubes) = 0 THEN 'unknown_tube' WHEN min(tubes) > 1 THEN 'two_tubes'
                WHEN bool_or(is_retest) THEN 'retested' WHEN min(before) IS NULL THEN 'new'
                WHEN min(before) = min(value) THEN 'same' ELSE 'corrected' END AS outcome
    FROM lab_match GROUP BY code, tube_id_said"""


def counts() -> dict[str, int]:
    """How many codes came to each outcome, and under "repeated" the lines that said a code once more. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT outcome, count(*), sum(said - 1) FROM ({_OUTCOME}) o GROUP BY 1")
        rows = cursor.fetchall()
    found = {outcome: int(count) for outcome, count, _more in rows}
    return found | {"repeated": sum(int(more) for _outcome, _count, more in rows)}


def odd(limit: int) -> list[Matched]:
    """Codes that somebody has to look at, in the report's order. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT row, code, outcome, differs FROM ({_OUTCOME}) o
            WHERE outcome IN ('unknown_tube', 'two_tubes', 'corrected') OR differs ORDER BY row LIMIT %s
            """,
            [limit],
        )
        return list(map(Matched._make, cursor))


def news() -> list[News]:
    """What somebody has to hear of, in order of part and tube: abnormal, invalid, other than before, or the negative
    swab of somebody who was asked for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT part, tube_id, round_id, value, before, people, device FROM lab_match m
            WHERE tubes = 1 AND before IS DISTINCT FROM value AND (
                value <> 'negative' OR before IS NOT NULL
                OR (people = 1 AND (
                    round_id IN (SELECT id FROM coverage_round WHERE obligation_id = 'recheck')
                    OR EXISTS (SELECT 1 FROM labs_recheck c WHERE c.part = m.first / 1000000
                               AND c.subject_id = m.first AND c.decided_at IS NULL))))
            ORDER BY part, tube_id
            """
        )
        return list(map(News._make, cursor))


_TUBES_OF = """
SELECT p.subject_id, p.tube_part, p.event_id, t.code, t.seen_at, cardinality(t.members), r.value, r.version, r.is_pool,
       r.tested_at, r.received_at, r.lab_id, r.reason
FROM unnest(%(subjects)s::bigint[]) i(id)
JOIN coverage_proof p ON p.part = i.id / 1000000 AND p.round_id = ANY(%(rounds)s) AND p.subject_id = i.id
JOIN coverage_tube t ON t.part = p.tube_part AND t.event_id = p.event_id
LEFT JOIN LATERAL (SELECT * FROM labs_result r WHERE r.part = t.part AND r.tube_id = t.event_id
                   ORDER BY r.version DESC LIMIT 1) r ON true
"""


class TubeOf(NamedTuple):
    """One tube that holds a swab of somebody, with its version of record. `value` is None while nothing is reported."""

    subject_id: int
    part: int
    tube_id: UUID
    code: str
    sampled_at: datetime
    people: int
    value: str | None
    version: int | None
    is_pool: bool | None
    tested_at: datetime | None
    received_at: datetime | None
    lab_id: UUID | None
    reason: str | None


def tubes_of(subjects: Sequence[int], rounds: Sequence[int]) -> list[TubeOf]:
    """The tubes of these people in these rounds. One statement over primary keys; 0.1 ms a person.

    Twin: labs.queries.tubes_of_slow.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TUBES_OF, {"subjects": list(subjects), "rounds": list(rounds)})
        return list(map(TubeOf._make, cursor))


class RunCount(NamedTuple):
    """One run as it lies in the results, every version counted: enough to pass over the runs that cannot be odd."""

    run: UUID
    results: int
    most_in_a_well: int


def counts_of_runs(runs: Sequence[UUID]) -> list[RunCount]:
    """Of every run in which something was told with its well. One statement; 0.1 s for a day's 50,000 tubes."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT run_id, sum(n)::int, max(n) FROM (
                SELECT run_id, count(*) AS n FROM labs_result WHERE run_id = ANY(%s) AND well <> ''
                GROUP BY run_id, upper(well)) w
            GROUP BY 1
            """,
            [list(runs)],
        )
        return list(map(RunCount._make, cursor))


def wells_of(runs: Sequence[UUID]) -> list[tuple[UUID, str, str]]:
    """(run, code on the tube, well) of every tube of record in these runs that was told with its well."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.run_id, t.code, r.well FROM labs_result r
            JOIN coverage_tube t ON t.part = r.part AND t.event_id = r.tube_id
            WHERE r.run_id = ANY(%s) AND r.well <> '' AND NOT EXISTS (
                SELECT 1 FROM labs_result n
                WHERE n.part = r.part AND n.tube_id = r.tube_id AND n.version = r.version + 1)
            ORDER BY r.run_id, r.well, t.code
            """,
            [list(runs)],
        )
        return list(cursor.fetchall())


def reported(lab: UUID, since: datetime, most: int) -> list[tuple[Any, ...]]:
    """Tube, code, is it a pool, value, version, tested, received, sampled, reason: what the laboratory reported since,
    by the version of record, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT r.tube_id, t.code, r.is_pool, r.value, r.version, r.tested_at, r.received_at, t.seen_at, r.reason
            FROM labs_result r JOIN coverage_tube t ON t.part = r.part AND t.event_id = r.tube_id
            WHERE r.lab_id = %s AND r.received_at >= %s AND NOT EXISTS (
                SELECT 1 FROM labs_result n
                WHERE n.part = r.part AND n.tube_id = r.tube_id AND n.version = r.version + 1)
            ORDER BY r.received_at DESC, t.code LIMIT %s
            """,
            [lab, since, most],
        )
        return list(cursor.fetchall())
