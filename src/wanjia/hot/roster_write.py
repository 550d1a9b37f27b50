"""Writing what `hot.roster` has found out: households, people, documents, needs, and the image of every row before."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from wanjia.kernel.area import committee_of

_NUMBER_DOORS = """
UPDATE import_door d SET new_id = s.first + n.number - 1
FROM (SELECT door, building_key / 1000000 AS part,
    row_number() OVER (PARTITION BY building_key / 1000000 ORDER BY door) AS number
      FROM import_door WHERE household_id IS NULL AND door IN (
          SELECT door FROM import_match WHERE state IN ('created', 'updated', 'unchanged')
              AND code IS DISTINCT FROM 'left_alone')) n
JOIN unnest(%(parts)s::bigint[], %(firsts)s::bigint[]) s (part, first) USING (part)
WHERE d.door = n.door
"""
_INSERT_DOORS = """
INSERT INTO roster_household (id, part, building_key, stair, floor, room, walk, kind, note, checked_at)
SELECT new_id, building_key / 1000000, building_key, stair, floor, room, walk, coalesce(nullif(kind, ''),
    'unknown'), '', %(now)s
FROM import_door WHERE new_id IS NOT NULL ORDER BY new_id
"""
_NOTE_DOORS = """
INSERT INTO roster_importchange (part, batch_id, kind, subject_id, before_sealed)
SELECT building_key / 1000000, %(batch)s, 'household', new_id, NULL FROM import_door WHERE new_id IS NOT NULL
ON CONFLICT DO NOTHING
"""
_USE_DOORS = """
UPDATE import_match m SET household_id = d.new_id FROM import_door d WHERE d.door = m.door AND d.new_id IS NOT NULL
"""
_DOOR_KINDS = """
UPDATE roster_household h SET kind = d.kind, checked_at = %(now)s FROM import_door d
WHERE h.part = d.building_key / 1000000 AND h.id = d.household_id AND d.kind <> '' AND d.kind <> h.kind
  AND d.door IN (SELECT door FROM import_match WHERE state = 'updated')
"""
_NUMBER_PEOPLE = """
UPDATE import_match m SET part = n.part, person_id = s.first + n.number - 1
FROM (SELECT row, item, building_key / 1000000 AS part,
             row_number() OVER (PARTITION BY building_key / 1000000 ORDER BY row, item) AS number
      FROM import_match WHERE state = 'created' AND name <> '') n
JOIN unnest(%(parts)s::bigint[], %(firsts)s::bigint[]) s (part, first) USING (part)
WHERE m.row = n.row AND m.item = n.item
"""
_INSERT_PEOPLE = """
INSERT INTO roster_person (
    id, part, household_id, building_key, walk, name, initials, sex, born_on, document_kind, document_sealed,
        document_hash,
    document_mask, phones_sealed, phone_hash, phone_tails, presence, presence_since, is_head, relation,
        registered_address,
    lives_apart, note, source, checked_at, merged_into)
SELECT m.person_id, m.part, m.household_id, m.building_key, h.walk, r.name, r.initials, r.sex, r.born_on,
    r.document_kind,
       r.document_sealed, r.document_hash, r.document_mask, r.phones_sealed, r.phone_hash,
           coalesce(r.phone_tails, '{}'),
       coalesce(nullif(r.presence, ''), 'present'), CASE WHEN r.presence IN ('moved', 'died', 'away')
           THEN %(today)s::date END,
       coalesce(r.is_head, false), r.relation, r.registered_address, coalesce(r.lives_apart, false), r.note,
           %(source)s, %(now)s, NULL
FROM import_match m JOIN import_row r USING (row, item) JOIN roster_household h ON h.id = m.household_id
WHERE m.state = 'created' AND m.name <> '' ORDER BY m.person_id
"""
_NOTE_PEOPLE = """
INSERT INTO roster_importchange (part, batch_id, kind, subject_id, before_sealed)
SELECT part, %(batch)s, 'person', person_id, NULL FROM import_match WHERE state = 'created' AND name <> ''
ON CONFLICT DO NOTHING
"""
_FORGET_DOCUMENTS = """
DELETE FROM roster_identityindex i USING import_match m JOIN roster_person p ON p.part = m.part AND p.id = m.person_id
WHERE m.state = 'updated' AND m.document_hash IS NOT NULL AND i.hash = p.document_hash AND i.hash <> m.document_hash
"""
_UPDATE_PEOPLE = """
UPDATE roster_person p SET
    household_id = m.household_id, building_key = m.building_key,
    walk = h.walk, name = r.name, initials = r.initials, sex = coalesce(nullif(r.sex, ''), p.sex),
    born_on = coalesce(r.born_on, p.born_on),
    document_kind = CASE WHEN r.document_hash IS NULL THEN p.document_kind ELSE r.document_kind END,
    document_sealed = CASE WHEN r.document_hash IS NULL THEN p.document_sealed ELSE r.document_sealed END,
    document_mask = CASE WHEN r.document_hash IS NULL THEN p.document_mask ELSE r.document_mask END,
    document_hash = coalesce(r.document_hash, p.document_hash),
    phones_sealed = coalesce(r.phones_sealed, p.phones_sealed), phone_hash = coalesce(r.phone_hash, p.phone_hash),
    phone_tails = CASE WHEN r.phone_hash IS NULL THEN p.phone_tails ELSE r.phone_tails END,
    presence_since = CASE WHEN r.presence NOT IN ('', p.presence) THEN %(today)s::date ELSE p.presence_since END,
    presence = coalesce(nullif(r.presence, ''), p.presence),
    is_head = coalesce(r.is_head, p.is_head), relation = coalesce(nullif(r.relation, ''), p.relation),
    registered_address = coalesce(nullif(r.registered_address, ''), p.registered_address),
    lives_apart = coalesce(r.lives_apart, p.lives_apart), note = coalesce(nullif(r.note, ''), p.note),
    source = %(source)s, checked_at = %(now)s
FROM import_match m JOIN import_row r USING (row, item) JOIN roster_household h ON h.id = m.household_id
WHERE m.state = 'updated' AND m.name <> '' AND p.part = m.part AND p.id = m.person_id
"""
_KEEP_DOCUMENTS = """
INSERT INTO roster_identityindex (hash, part, person_id)
SELECT document_hash, part, person_id FROM import_match
WHERE state IN ('created', 'updated') AND document_hash IS NOT NULL AND person_id IS NOT NULL
ON CONFLICT (hash) DO NOTHING
"""
_NEEDS = """
WITH made AS (
    INSERT INTO roster_specialneed (id, part, person_id, kind, detail, source, legal_basis, since_on, until_on)
    SELECT gen_random_uuid(), m.part, m.person_id, n.kind, n.detail, %(source)s, b.basis, %(today)s, NULL
    FROM import_match m JOIN import_need n USING (row, item)
    JOIN unnest(%(kinds)s::text[], %(bases)s::text[]) b (kind, basis) ON b.kind = n.kind
    WHERE m.state IN ('created', 'updated') AND m.person_id IS NOT NULL
    ON CONFLICT (part, person_id, kind) WHERE until_on IS NULL DO NOTHING
    RETURNING part, person_id, kind)
INSERT INTO roster_importchange (part, batch_id, kind, subject_id, before_sealed)
SELECT DISTINCT part, %(batch)s::uuid, 'needs', person_id, NULL::bytea FROM made
ON CONFLICT DO NOTHING
"""
_REFRESH = """
UPDATE roster_person p SET checked_at = %(now)s FROM import_match m
WHERE m.state = 'unchanged' AND m.code IS DISTINCT FROM 'left_alone' AND p.part = m.part AND p.id = m.person_id
"""
_REFRESH_DOORS = """
UPDATE roster_household h SET checked_at = %(now)s FROM import_door d
WHERE h.part = d.building_key / 1000000 AND h.id = d.household_id
  AND d.door IN (SELECT door FROM import_match WHERE state IN ('created', 'updated', 'unchanged')
      AND code IS DISTINCT FROM 'left_alone')
"""
_GROW = """
UPDATE roster_building b SET stairs = greatest(b.stairs, d.stairs), floors = greatest(b.floors, d.floors)
FROM (SELECT building_key, max(stair) AS stairs, max(floor) AS floors FROM import_door
      WHERE coalesce(household_id, new_id) IS NOT NULL GROUP BY 1) d
WHERE b.part = d.building_key / 1000000 AND b.key = d.building_key AND (b.stairs < d.stairs OR b.floors < d.floors)
"""
_BEFORE = {
    "person": """
        SELECT p.part, p.id, row_to_json(p)::text FROM import_match m JOIN roster_person p
            ON p.part = m.part AND p.id = m.person_id
        WHERE m.state = 'updated' AND m.name <> '' AND m.row BETWEEN %(low)s AND %(high)s
    """,
    "household": """
        SELECT h.part, h.id, row_to_json(h)::text FROM import_door d
        JOIN roster_household h ON h.part = d.building_key / 1000000 AND h.id = d.household_id
        WHERE d.kind <> '' AND d.kind <> h.kind AND d.door IN (SELECT door FROM import_match WHERE state = 'updated')
    """,
    "checked": """
        SELECT p.part, p.part, json_object_agg(p.at, p.ids)::text FROM (
            SELECT q.part, coalesce(q.checked_at::text, '') AS at, json_agg(q.id) AS ids
            FROM import_match m JOIN roster_person q ON q.part = m.part AND q.id = m.person_id
            WHERE m.state = 'unchanged' AND m.code IS DISTINCT FROM 'left_alone' GROUP BY 1, 2) p
        GROUP BY 1
    """,
}  # fmt: skip


_PORTION = 20_000  # rows of the file
_EMPTY_IMAGES = """
DROP TABLE IF EXISTS pg_temp.import_image;
CREATE TEMP TABLE import_image (part bigint, kind text, subject_id bigint, before_sealed bytea) ON COMMIT DROP
"""
# a second commit into the same import (a doubt resolved) keeps the first image: undo goes back to before all of it
_STORE_IMAGES = """
INSERT INTO roster_importchange (part, batch_id, kind, subject_id, before_sealed)
SELECT part, %(batch)s, kind, subject_id, before_sealed FROM import_image
ON CONFLICT DO NOTHING
"""


class Writer:
    """One commit's values for all statements."""

    def __init__(
        self, *, batch: UUID, source: str, now: datetime, today: date, bases: Iterable[tuple[str, str]]
    ) -> None:
        kinds = list(bases)
        self._values: dict[str, Any] = {
            "batch": batch, "source": source[:80], "now": now, "today": today,
            "kinds": [kind for kind, _basis in kinds], "bases": [basis for _kind, basis in kinds],
        }  # fmt: skip

    def places(self, compounds: Iterable[tuple[int, str, str]], buildings: Iterable[tuple[int, str]]) -> None:
        """New compounds as (code, name, address) and buildings as (key, name)."""
        with connection.cursor() as cursor:
            for code, name, address in compounds:
                cursor.execute(
                    "INSERT INTO roster_compound (code, part, name, kind, address) VALUES (%s, %s, %s, '', %s)",
                    [code, code // 100, name, address],
                )
                self._made(cursor, code // 100, "compound", code)
            for key, name in buildings:
                cursor.execute(
                    "INSERT INTO roster_building (key, part, name, stairs, floors) VALUES (%s, %s, %s, 1, 1)",
                    [key, committee_of(key), name],
                )
                self._made(cursor, committee_of(key), "building", key)

    def _made(self, cursor: CursorWrapper, part: int, kind: str, subject: int) -> None:
        cursor.execute(
            """
            INSERT INTO roster_importchange (part, batch_id, kind, subject_id) VALUES (%s, %s, %s, %s)
            ON CONFLICT DO NOTHING
            """,
            [part, self._values["batch"], kind, subject],
        )

    def doors(self, firsts: Sequence[tuple[int, int]]) -> None:
        """firsts: (part, the first of its new ids) for every part with new households."""
        self._run((_NUMBER_DOORS, _INSERT_DOORS, _NOTE_DOORS, _USE_DOORS), firsts)

    def keep_images(self, seal: Callable[[str], bytes], last_row: int) -> None:
        """The rows that are about to change, each sealed. Costs one seal a row; people come in portions."""
        for low in range(0, last_row + 1, _PORTION):
            self._keep("person", seal, {"low": low, "high": low + _PORTION - 1})
        self._keep("household", seal, {})
        self._keep("checked", seal, {})

    def _keep(self, kind: str, seal: Callable[[str], bytes], values: dict[str, int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BEFORE[kind], values)
            rows = cursor.fetchall()
            if not rows:
                return
            cursor.execute(_EMPTY_IMAGES)
            with cursor.copy("COPY import_image (part, kind, subject_id, before_sealed) FROM STDIN") as copy:
                for part, subject, image in rows:
                    copy.write_row((part, kind, subject, seal(image)))
            cursor.execute(_STORE_IMAGES, self._values)

    def people(self, firsts: Sequence[tuple[int, int]]) -> None:
        """New people, changed people, their documents and needs."""
        self._run(
            (_NUMBER_PEOPLE, _FORGET_DOCUMENTS, _UPDATE_PEOPLE, _INSERT_PEOPLE, _NOTE_PEOPLE, _KEEP_DOCUMENTS, _NEEDS),
            firsts,
        )

    def freshen(self) -> None:
        """Notes of everybody and every door that the file named when they were last seen to be so."""
        self._run((_DOOR_KINDS, _REFRESH, _REFRESH_DOORS, _GROW), ())

    def _run(self, statements: Iterable[str], firsts: Sequence[tuple[int, int]]) -> None:
        values = self._values | {
            "parts": [part for part, _first in firsts],
            "firsts": [first for _part, first in firsts],
        }
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement, values)


def entered(row: int) -> list[int]:
    """The people whom the entries of one staged row became or are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM import_match WHERE row = %s AND person_id IS NOT NULL ORDER BY item", [row]
        )
        return [person for (person,) in cursor]
