"""The import's staging area: temporary tables, one COPY, and matching as whole sets.

`import_row` holds the file's entries as they came, `import_match` what is being found out about them, `import_door`
the doors they name. All three live until the transaction ends. Writing stands in `hot.roster_write`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from wanjia.kernel.area import Span
from wanjia.kernel.ids import part_of

COLUMNS = (
    "row", "item", "building_key", "stair", "floor", "room", "walk", "household_kind", "name", "initials", "sex",
    "born_on", "document_kind", "document_sealed", "document_hash", "document_mask", "phones_sealed", "phone_hash",
    "phone_tails", "presence", "is_head", "relation", "registered_address", "lives_apart", "note", "pending",
)  # fmt: skip
"""The columns of `import_row`, in the order of COPY. part is the committee of building_key."""

_STAGE = """
DROP TABLE IF EXISTS pg_temp.import_row, pg_temp.import_need, pg_temp.import_match, pg_temp.import_door;
CREATE TEMP TABLE import_row (
    row int, item int, building_key bigint, stair smallint, floor smallint, room text, walk int, household_kind text,
    name text, initials text, sex text, born_on date, document_kind text, document_sealed bytea, document_hash bytea,
    document_mask text, phones_sealed bytea, phone_hash bytea, phone_tails varchar(4)[], presence text,
        is_head boolean,
    relation text, registered_address text, lives_apart boolean, note text, pending text
) ON COMMIT DROP;
CREATE TEMP TABLE import_need (row int, item int, kind text, detail text) ON COMMIT DROP;
"""
_DOORS = """
CREATE TEMP TABLE import_match WITH (fillfactor = 45) ON COMMIT DROP AS
SELECT r.row, r.item, r.building_key, coalesce(r.stair, h.stair, 1)::smallint AS stair, r.room, r.name, r.born_on,
       r.document_hash, r.phone_hash, r.presence, r.pending, NULL::int AS door, NULL::bigint AS household_id,
       NULL::bigint AS person_id, NULL::bigint AS part, NULL::text AS how, NULL::text AS state, NULL::text AS code,
       NULL::bigint[] AS candidates
FROM import_row r
LEFT JOIN (SELECT part, building_key, room, min(stair) AS stair FROM roster_household
           WHERE building_key BETWEEN %(low)s AND %(high)s GROUP BY 1, 2, 3 HAVING count(*) = 1) h
       ON r.stair IS NULL AND h.part = r.building_key / 1000000 AND h.building_key = r.building_key
           AND h.room = r.room;
UPDATE import_match m SET state = 'queued', code = 'no_room'
WHERE room = '' AND name <> '' AND (
    building_key IN (SELECT building_key FROM import_row WHERE room <> '')
    OR building_key IN (SELECT building_key FROM roster_household WHERE room <> ''
        AND building_key BETWEEN %(low)s AND %(high)s));
CREATE TEMP TABLE import_door ON COMMIT DROP AS
SELECT d.*, row_number() OVER (ORDER BY d.first_row)::int AS door, h.id AS household_id, h.kind AS old_kind,
       NULL::bigint AS new_id
FROM (SELECT m.building_key, m.stair, m.room, min(m.row) AS first_row, min(r.floor)::smallint AS floor,
             max(r.household_kind) AS kind, min(r.walk) AS walk
      FROM import_match m JOIN import_row r USING (row, item) GROUP BY 1, 2, 3) d
LEFT JOIN roster_household h ON h.part = d.building_key / 1000000 AND h.building_key = d.building_key
      AND h.stair = d.stair AND h.room = d.room;
UPDATE import_match m SET door = d.door, household_id = d.household_id FROM import_door d
WHERE d.building_key = m.building_key AND d.stair = m.stair AND d.room = m.room;
CREATE INDEX ON import_match (document_hash);
CREATE INDEX ON import_match (door, name);
CREATE INDEX ON import_match (row, item);
ANALYZE import_match;
ANALYZE import_door;
"""
_EXACT = """
UPDATE import_match m SET person_id = p.id, part = p.part, how = 'exact'
FROM roster_identityindex i JOIN roster_person f ON f.part = i.part AND f.id = i.person_id
JOIN roster_person p ON p.id = coalesce(f.merged_into, f.id)
WHERE i.hash = m.document_hash AND m.state IS NULL
"""
_TWINS = """
WITH twin AS (
    SELECT row, item, name = first_value(name) OVER w AND door = first_value(door) OVER w AS same,
           row_number() OVER w AS number
    FROM import_match WHERE document_hash IS NOT NULL AND state IS NULL
    WINDOW w AS (PARTITION BY document_hash ORDER BY row, item))
UPDATE import_match m SET
    state = CASE WHEN t.same OR %(policy)s = 'skip' THEN 'unchanged' ELSE 'queued' END,
    code = CASE WHEN t.same THEN 'repeated_row' WHEN %(policy)s = 'skip' THEN 'left_alone' ELSE 'twice_in_file' END,
    candidates = CASE WHEN m.person_id IS NOT NULL THEN ARRAY[m.person_id] END
FROM twin t WHERE t.row = m.row AND t.item = m.item AND t.number > 1;
UPDATE import_match m SET state = 'unchanged', code = 'repeated_row'
WHERE document_hash IS NULL AND state IS NULL AND name <> '' AND pending = '' AND EXISTS (
    SELECT 1 FROM import_match o
    WHERE o.door = m.door AND o.name = m.name AND (o.row, o.item) <> (m.row, m.item) AND o.state IS NULL
        AND o.pending = ''
      AND (o.document_hash IS NOT NULL OR (o.row, o.item) < (m.row, m.item))
      AND (o.born_on IS NULL OR m.born_on IS NULL OR o.born_on = m.born_on));
UPDATE import_match m SET person_id = NULL, part = NULL WHERE state IS NOT NULL;
"""
# one person behind the same door under the same name, where at most one of both sides shows a document
_SURE = """
WITH pair AS (
    SELECT m.row, m.item, p.id, p.part, count(*) OVER (PARTITION BY m.row, m.item) AS people,
           count(*) OVER (PARTITION BY p.id) AS rows
    FROM import_match m JOIN roster_person p ON p.household_id = m.household_id AND p.name = m.name
    WHERE m.person_id IS NULL AND m.state IS NULL AND m.name <> '' AND p.merged_into IS NULL
      AND (p.born_on IS NULL OR m.born_on IS NULL OR p.born_on = m.born_on)
      AND (m.document_hash IS NULL OR p.document_hash IS NULL)
      AND NOT EXISTS (SELECT 1 FROM import_match x WHERE x.person_id = p.id))
UPDATE import_match m SET person_id = c.id, part = c.part, how = 'sure'
FROM pair c WHERE c.row = m.row AND c.item = m.item AND c.people = 1 AND c.rows = 1
"""
_LIKELY = """
WITH pair AS (
    SELECT m.row, m.item, p.id FROM import_match m
    JOIN roster_person p ON p.name = m.name AND p.born_on = m.born_on AND p.building_key = m.building_key
    WHERE m.person_id IS NULL AND m.state IS NULL AND m.name <> '' AND p.merged_into IS NULL
    UNION
    SELECT m.row, m.item, p.id FROM import_match m
    JOIN roster_person p ON p.phone_hash = m.phone_hash AND p.name = m.name
    WHERE m.person_id IS NULL AND m.state IS NULL AND m.name <> '' AND p.merged_into IS NULL
      AND p.building_key BETWEEN %(low)s AND %(high)s
    UNION
    SELECT m.row, m.item, p.id FROM import_match m
    JOIN roster_person p ON p.household_id = m.household_id AND p.name = m.name
    WHERE m.person_id IS NULL AND m.state IS NULL AND m.name <> '' AND p.merged_into IS NULL
      AND (p.born_on IS NULL OR m.born_on IS NULL)),
free AS (
    SELECT c.*, count(*) OVER (PARTITION BY c.id) AS rows FROM pair c
    WHERE NOT EXISTS (SELECT 1 FROM import_match x WHERE x.person_id = c.id)),
found AS (SELECT row, item, array_agg(id ORDER BY id) AS ids, max(rows) AS rows FROM free GROUP BY 1, 2)
UPDATE import_match m SET candidates = f.ids,
    person_id = CASE WHEN %(policy)s = 'merge' AND cardinality(f.ids) = 1 AND f.rows = 1 THEN f.ids[1] END,
    how = CASE WHEN %(policy)s = 'merge' AND cardinality(f.ids) = 1 AND f.rows = 1 THEN 'merged' END,
    state = CASE %(policy)s WHEN 'skip' THEN 'unchanged' WHEN 'queue' THEN 'queued'
                 ELSE CASE WHEN cardinality(f.ids) > 1 OR f.rows > 1 THEN 'queued' END END,
    code = CASE %(policy)s WHEN 'skip' THEN 'left_alone' WHEN 'queue' THEN 'likely_same'
                ELSE CASE WHEN cardinality(f.ids) > 1 OR f.rows > 1 THEN 'likely_same' END END
FROM found f WHERE f.row = m.row AND f.item = m.item;
UPDATE import_match m SET part = p.part FROM roster_person p WHERE m.how = 'merged' AND p.id = m.person_id;
"""
_SECOND_THOUGHTS = """
WITH odd AS (
    SELECT m.row, m.item, p.id,
           CASE WHEN p.presence IN ('moved', 'died') AND m.presence = '' THEN 'listed_but_gone'
                WHEN %(policy)s = 'merge' THEN NULL
                WHEN p.name <> m.name THEN 'name_differs'
                WHEN p.building_key NOT BETWEEN %(low)s AND %(high)s THEN 'lives_elsewhere' END AS code
    FROM import_match m JOIN roster_person p ON p.part = m.part AND p.id = m.person_id
    WHERE m.state IS NULL AND m.how <> 'decided')
UPDATE import_match m SET candidates = ARRAY[o.id], person_id = NULL, part = NULL,
    state = CASE WHEN %(policy)s = 'skip' THEN 'unchanged' ELSE 'queued' END,
    code = CASE WHEN %(policy)s = 'skip' THEN 'left_alone' ELSE o.code END
FROM odd o WHERE o.row = m.row AND o.item = m.item AND o.code IS NOT NULL;
UPDATE import_match SET state = 'queued', code = pending WHERE pending <> '' AND person_id IS NULL AND state IS NULL;
UPDATE import_match SET code = 'id_digits_known' WHERE pending = 'id_digits_lost' AND person_id IS NOT NULL;
"""
_CHANGES = """
UPDATE import_match m SET state = CASE WHEN m.household_id IS NULL THEN 'created' ELSE 'unchanged' END
WHERE state IS NULL AND name = '';
UPDATE import_match m SET state = 'updated' FROM import_door d
WHERE m.name = '' AND m.state = 'unchanged' AND d.door = m.door AND d.kind <> '' AND d.kind <> d.old_kind;
UPDATE import_match SET state = 'created' WHERE state IS NULL AND person_id IS NULL;
UPDATE import_match m SET state = CASE WHEN
       (r.name <> p.name) OR (r.sex <> '' AND r.sex <> p.sex) OR (r.born_on <> p.born_on)
           OR (r.born_on IS NOT NULL AND p.born_on IS NULL)
    OR (r.document_hash IS NOT NULL AND (r.document_hash IS DISTINCT FROM p.document_hash
        OR r.document_kind <> p.document_kind))
    OR (r.phone_hash IS NOT NULL AND (r.phone_hash IS DISTINCT FROM p.phone_hash OR r.phone_tails <> p.phone_tails))
    OR m.household_id IS DISTINCT FROM p.household_id
    OR (r.presence <> '' AND r.presence <> p.presence) OR (r.is_head <> p.is_head) OR (r.relation <> ''
        AND r.relation <> p.relation)
    OR (r.registered_address <> '' AND r.registered_address <> p.registered_address)
        OR (r.lives_apart <> p.lives_apart)
    OR (r.note <> '' AND r.note <> p.note) OR (d.kind <> '' AND d.kind <> d.old_kind)
    OR EXISTS (SELECT 1 FROM import_need n WHERE n.row = m.row AND n.item = m.item AND NOT EXISTS (
               SELECT 1 FROM roster_specialneed s
               WHERE s.part = p.part AND s.person_id = p.id AND s.kind = n.kind AND s.until_on IS NULL))
    THEN 'updated' ELSE 'unchanged' END
FROM import_row r, roster_person p, import_door d
WHERE m.state IS NULL AND r.row = m.row AND r.item = m.item AND p.part = m.part AND p.id = m.person_id
    AND d.door = m.door;
ANALYZE import_match;
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the matching says about one entry. `candidates` are people it may be."""

    row: int
    item: int
    name: str
    state: str
    code: str
    candidates: tuple[int, ...]


def stage(rows: Iterable[Sequence[object]], needs: list[tuple[int, int, str, str]]) -> None:
    """Copies entries (tuples of COLUMNS) into the staging tables. `needs` is read after `rows` has run out.

    Must run in a transaction; what an earlier import left there is dropped. About 8 s per million values.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(_STAGE)
        with cursor.copy(f"COPY import_row ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        with cursor.copy("COPY import_need (row, item, kind, detail) FROM STDIN") as copy:
            for need in needs:
                copy.write_row(need)
        cursor.execute("CREATE INDEX ON import_row (row, item); ANALYZE import_row")
        cursor.execute("CREATE INDEX ON import_need (row, item); ANALYZE import_need")


def match(span: Span, policy: str, decided: dict[tuple[int, int], int | None] | None = None) -> None:
    """Finds out what becomes of every staged entry. Reads the register, writes only the staging tables.

    decided: (row, item) → the person whom somebody chose, None for "another person": those are not matched again.
    Twin of the rule for single entries: tests/roster/test_matching_twin.py.
    """
    values = {"low": span.low, "high": span.high, "policy": policy}
    with connection.cursor() as cursor:
        for statements in (_DOORS, _EXACT):
            _run(cursor, statements, values)
        for (row, item), person in (decided or {}).items():
            _decide(cursor, row, item, person)
        for statements in (_TWINS, _SURE, _LIKELY, _SECOND_THOUGHTS, _CHANGES):
            _run(cursor, statements, values)


def _run(cursor: CursorWrapper, statements: str, values: Mapping[str, Any]) -> None:
    """One by one: parameters and several statements do not go together in the protocol."""
    for statement in statements.split(";\n"):
        if statement.strip():
            cursor.execute(statement, values)


def _decide(cursor: CursorWrapper, row: int, item: int, person: int | None) -> None:
    state = "created" if person is None else None
    cursor.execute(
        """
        UPDATE import_match SET person_id = %s, part = %s, how = 'decided', state = %s, pending = ''
        WHERE row = %s AND item = %s
        """,
        [person, part_of(person) if person else None, state, row, item],
    )


def verdicts() -> Iterator[Verdict]:
    """Every staged entry with its outcome, in the order of the file."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT row, item, name, state, coalesce(code, ''), coalesce(candidates, '{}') FROM import_match
            ORDER BY row, item
            """
        )
        for row, item, name, state, code, candidates in cursor:
            yield Verdict(row, item, name, state, code, tuple(candidates))


def new_doors() -> list[tuple[int, int]]:
    """How many households each committee gets: those that a row with an outcome other than queued names."""
    return _counts(
        """
        SELECT d.building_key / 1000000, count(*) FROM import_door d
        WHERE d.household_id IS NULL AND d.door IN (SELECT door FROM import_match
            WHERE state IN ('created', 'updated', 'unchanged') AND code IS DISTINCT FROM 'left_alone')
        GROUP BY 1 ORDER BY 1
        """
    )


def new_people() -> list[tuple[int, int]]:
    """How many people each committee gets."""
    return _counts(
        """
        SELECT building_key / 1000000, count(*) FROM import_match
        WHERE state = 'created' AND name <> '' GROUP BY 1 ORDER BY 1
        """
    )


def used_buildings() -> set[int]:
    """Keys of the buildings in which a row with an outcome other than queued stands."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT building_key FROM import_match
            WHERE state IN ('created', 'updated', 'unchanged') AND code IS DISTINCT FROM 'left_alone'
            """
        )
        return {key for (key,) in cursor}


def _counts(query: str) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [(int(committee), int(count)) for committee, count in cursor]
