"""Taking an import back: what it made goes, what it changed becomes what it was, where nobody has touched it since.

Every later hand on a row, another import's included, leaves another `checked_at` than the import's own moment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

_LOAD = """
DROP TABLE IF EXISTS pg_temp.import_undo;
CREATE TEMP TABLE import_undo (part bigint, kind text, subject_id bigint, image text, why text) ON COMMIT DROP
"""
_CHANGED = """
UPDATE import_undo u SET why = 'changed_since' FROM roster_person p
WHERE u.kind = 'person' AND p.part = u.part AND p.id = u.subject_id AND p.checked_at IS DISTINCT FROM %(moment)s;
UPDATE import_undo u SET why = 'gone' WHERE u.kind = 'person'
AND NOT EXISTS (SELECT 1 FROM roster_person p WHERE p.part = u.part AND p.id = u.subject_id);
UPDATE import_undo u SET why = 'changed_since' FROM roster_household h
WHERE u.kind = 'household' AND h.part = u.part AND h.id = u.subject_id AND h.checked_at IS DISTINCT FROM %(moment)s
"""
_PEOPLE = """
DELETE FROM roster_specialneed n USING import_undo u
WHERE u.kind = 'needs' AND n.part = u.part AND n.person_id = u.subject_id AND n.source = %(source)s
    AND n.since_on = %(day)s
  AND NOT EXISTS (SELECT 1 FROM import_undo w WHERE w.kind = 'person' AND w.subject_id = u.subject_id
      AND w.why IS NOT NULL);
DELETE FROM roster_identityindex i USING import_undo u
WHERE u.kind = 'person' AND u.why IS NULL AND i.part = u.part AND i.person_id = u.subject_id;
DELETE FROM roster_specialneed n USING import_undo u
WHERE u.kind = 'person' AND u.why IS NULL AND u.image IS NULL AND n.part = u.part AND n.person_id = u.subject_id;
DELETE FROM roster_person p USING import_undo u
WHERE u.kind = 'person' AND u.why IS NULL AND u.image IS NULL AND p.part = u.part AND p.id = u.subject_id
"""
_RESTORE = """
UPDATE roster_person p SET
    household_id = o.household_id, building_key = o.building_key, walk = o.walk, name = o.name, initials = o.initials,
    sex = o.sex, born_on = o.born_on, document_kind = o.document_kind, document_sealed = o.document_sealed,
    document_hash = o.document_hash, document_mask = o.document_mask, phones_sealed = o.phones_sealed,
    phone_hash = o.phone_hash, phone_tails = o.phone_tails, presence = o.presence, presence_since = o.presence_since,
    is_head = o.is_head, relation = o.relation, registered_address = o.registered_address,
        lives_apart = o.lives_apart,
    note = o.note, source = o.source, checked_at = o.checked_at
FROM import_undo u CROSS JOIN LATERAL json_populate_record(NULL::roster_person, u.image::json) o
WHERE u.kind = 'person' AND u.why IS NULL AND u.image IS NOT NULL AND p.part = u.part AND p.id = u.subject_id;
INSERT INTO roster_identityindex (hash, part, person_id)
SELECT p.document_hash, p.part, p.id FROM import_undo u JOIN roster_person p ON p.part = u.part
    AND p.id = u.subject_id
WHERE u.kind = 'person' AND u.why IS NULL AND p.document_hash IS NOT NULL
ON CONFLICT (hash) DO NOTHING;
UPDATE roster_person p SET checked_at = nullif(c.at, '')::timestamptz
FROM import_undo u, json_each(u.image::json) AS c (at, ids), json_array_elements_text(c.ids) AS id
WHERE u.kind = 'checked' AND p.part = u.part AND p.id = id::bigint AND p.checked_at = %(moment)s
"""
_PLACES = """
UPDATE roster_household h SET kind = o.kind, checked_at = o.checked_at
FROM import_undo u CROSS JOIN LATERAL json_populate_record(NULL::roster_household, u.image::json) o
WHERE u.kind = 'household' AND u.why IS NULL AND u.image IS NOT NULL AND h.part = u.part AND h.id = u.subject_id;
UPDATE import_undo u SET why = 'lived_in' WHERE u.kind = 'household' AND u.image IS NULL AND u.why IS NULL
AND EXISTS (SELECT 1 FROM roster_person p WHERE p.household_id = u.subject_id);
DELETE FROM roster_household h USING import_undo u
WHERE u.kind = 'household' AND u.why IS NULL AND u.image IS NULL AND h.part = u.part AND h.id = u.subject_id;
UPDATE import_undo u SET why = 'in_use' WHERE u.kind = 'building' AND (
    EXISTS (SELECT 1 FROM roster_household h WHERE h.building_key = u.subject_id)
    OR EXISTS (SELECT 1 FROM roster_premises p WHERE p.building_key = u.subject_id)
    OR EXISTS (SELECT 1 FROM roster_buildingcontact c WHERE c.building_key = u.subject_id));
DELETE FROM roster_building b USING import_undo u
WHERE u.kind = 'building' AND u.why IS NULL AND b.part = u.part AND b.key = u.subject_id;
UPDATE import_undo u SET why = 'in_use' WHERE u.kind = 'compound'
AND EXISTS (SELECT 1 FROM roster_building b WHERE b.part = u.part AND b.key / 10000 = u.subject_id);
DELETE FROM roster_compound c USING import_undo u
WHERE u.kind = 'compound' AND u.why IS NULL AND c.part = u.part AND c.code = u.subject_id
"""


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of an undo. `kept` are (kind, id, why): changed_since, in_use, lived_in, gone."""

    people_removed: int
    people_restored: int
    households_removed: int
    buildings_removed: int
    kept: tuple[tuple[str, int, str], ...]

    def counts(self) -> dict[str, int]:
        return {
            "people_removed": self.people_removed, "people_restored": self.people_restored,
            "households_removed": self.households_removed, "buildings_removed": self.buildings_removed,
            "kept": len(self.kept),
        }  # fmt: skip


def take_back(
    batch: UUID,
    moment: datetime,
    source: str,
    unseal: Callable[[bytes], str],
    is_in_use: Callable[[set[int]], set[int]],
) -> Undone:
    """Must run in a transaction. moment: when the import was written, the `checked_at` that it left."""
    values: dict[str, object] = {"moment": moment, "source": source}
    with connection.cursor() as cursor:
        cursor.execute("SELECT (%s::timestamptz AT TIME ZONE 'Asia/Shanghai')::date", [moment])
        values["day"] = cursor.fetchone()[0]
        _load(cursor, batch, unseal)
        _run(cursor, _CHANGED, values)
        _spare(cursor, is_in_use)
        for statements in (_PEOPLE, _RESTORE, _PLACES):
            _run(cursor, statements, values)
        return _told(cursor)


def _load(cursor: CursorWrapper, batch: UUID, unseal: Callable[[bytes], str]) -> None:
    cursor.execute("SELECT part, kind, subject_id, before_sealed FROM roster_importchange WHERE batch_id = %s", [batch])
    changes = cursor.fetchall()
    cursor.execute(_LOAD)
    with cursor.copy("COPY import_undo (part, kind, subject_id, image) FROM STDIN") as copy:
        for part, kind, subject, sealed in changes:
            copy.write_row((part, kind, subject, unseal(sealed) if sealed is not None else None))
    cursor.execute("CREATE INDEX ON import_undo (kind, subject_id); ANALYZE import_undo")


def _spare(cursor: CursorWrapper, is_in_use: Callable[[set[int]], set[int]]) -> None:
    cursor.execute(
        "SELECT subject_id FROM import_undo WHERE kind IN ('person', 'household') AND image IS NULL AND why IS NULL"
    )
    used = is_in_use({subject for (subject,) in cursor.fetchall()})
    cursor.execute(
        "UPDATE import_undo SET why = 'in_use' WHERE kind IN ('person', 'household') AND subject_id = ANY(%s)",
        [sorted(used)],
    )


def _run(cursor: CursorWrapper, statements: str, values: Mapping[str, Any]) -> None:
    for statement in statements.split(";\n"):
        cursor.execute(statement, values)


def _told(cursor: CursorWrapper) -> Undone:
    cursor.execute(
        """
        SELECT count(*) FILTER (WHERE kind = 'person' AND image IS NULL AND why IS NULL),
               count(*) FILTER (WHERE kind = 'person' AND image IS NOT NULL AND why IS NULL),
               count(*) FILTER (WHERE kind = 'household' AND image IS NULL AND why IS NULL),
               count(*) FILTER (WHERE kind = 'building' AND why IS NULL)
        FROM import_undo
        """
    )
    people, restored, households, buildings = cursor.fetchone()
    cursor.execute("SELECT kind, subject_id, why FROM import_undo WHERE why IS NOT NULL ORDER BY kind, subject_id")
    return Undone(people, restored, households, buildings, tuple(cursor.fetchall()))
