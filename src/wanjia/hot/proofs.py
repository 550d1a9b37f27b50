"""Writing proofs by the batch: settle the targets, count the sheets, put the rest aside."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

SheetKey = tuple[int, int]  # part, building key: the order in which sheets are locked


@dataclass(frozen=True, slots=True)
class Fact:
    """One proof with everything decided that can be decided without the database."""

    event_id: UUID
    subject_id: int
    seen_at: datetime
    flags: Sequence[str]
    detail: str  # JSON


def follow_merges(subjects: Sequence[int]) -> dict[int, int]:
    """Those of the subjects that were merged into another person, with whom."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id, p.merged_into FROM unnest(%s::bigint[]) i(id)
            JOIN roster_person p ON p.part = i.id / 1000000 AND p.id = i.id
            WHERE p.merged_into IS NOT NULL
            """,
            [list(subjects)],
        )
        return dict(cursor.fetchall())


def sheets_of(round_id: int, subjects: Sequence[int]) -> dict[int, SheetKey]:
    """The sheet that owes each subject. Subjects that no sheet owes are left out: strangers."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT i.id, s.part, s.building_key FROM unnest(%s::bigint[]) i(id)
            JOIN LATERAL (
                SELECT part, building_key FROM coverage_sheet
                WHERE part = i.id / 1000000 AND round_id = %s AND i.id = ANY(owed) LIMIT 1) s ON true
            """,
            [list(subjects), round_id],
        )
        return {subject: (part, key) for subject, part, key in cursor.fetchall()}


def lock_sheets(round_id: int, keys: Sequence[SheetKey]) -> None:
    """Holds the sheets until the transaction ends, always in the same order: two batches can't block each other."""
    ordered = sorted(set(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT 1 FROM coverage_sheet s
            JOIN unnest(%s::bigint[], %s::bigint[]) k(part, building_key)
              ON s.part = k.part AND s.building_key = k.building_key
            WHERE s.round_id = %s ORDER BY s.part, s.building_key FOR UPDATE OF s
            """,
            [[part for part, _ in ordered], [key for _, key in ordered], round_id],
        )


def insert(
    *, round_id: int, facts: Sequence[Fact], sheets: dict[int, SheetKey], device: str, by: str, now: datetime
) -> set[UUID]:
    """Writes the proofs that are the first of their target; returns the ids of those events.

    A subject that has a proof already keeps it: the newer fact is an extra.
    """
    ordered = sorted(facts, key=lambda fact: (fact.subject_id, fact.event_id.bytes))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO coverage_proof (part, round_id, subject_id, building_key, event_id, seen_at, received_at,
                                        device, recorded_by, flags, detail)
            SELECT i.subject_id / 1000000, %(round)s, i.subject_id, i.building_key, i.event_id, i.seen_at, %(now)s,
                   %(device)s, %(by)s, string_to_array(i.flags, ','), i.detail::jsonb
            FROM unnest(%(subjects)s::bigint[], %(buildings)s::bigint[], %(events)s::uuid[],
                        %(seen)s::timestamptz[], %(flags)s::text[], %(details)s::text[])
                 WITH ORDINALITY i(subject_id, building_key, event_id, seen_at, flags, detail, position)
            ORDER BY i.position
            ON CONFLICT (part, round_id, subject_id) DO NOTHING
            RETURNING event_id
            """,
            {
                "round": round_id, "now": now, "device": device, "by": by,
                "subjects": [fact.subject_id for fact in ordered],
                "buildings": [sheets[fact.subject_id][1] for fact in ordered],
                "events": [fact.event_id for fact in ordered],
                "seen": [fact.seen_at for fact in ordered],
                "flags": [",".join(fact.flags) for fact in ordered],
                "details": [fact.detail for fact in ordered],
            },
        )  # fmt: skip
        return {row[0] for row in cursor.fetchall()}


class Holder(NamedTuple):
    """What is held under an event's id: whom it is about, when it was seen, its detail."""

    subject_id: int
    seen_at: datetime
    detail: object


def events(round_id: int, event_ids: Sequence[UUID]) -> dict[UUID, Holder]:
    """Those of the events that have a proof already."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT event_id, subject_id, seen_at, detail::text FROM coverage_proof
            WHERE event_id = ANY(%s::uuid[]) AND round_id = %s
            """,
            [list(event_ids), round_id],
        )
        return {event: Holder(subject, seen, json.loads(detail)) for event, subject, seen, detail in cursor}


def settle(round_id: int, done: dict[int, SheetKey]) -> None:
    """Counts the newly done targets. Done wins: what was excused, released or explained gives way.

    Call with the sheets locked. Three statements, whatever the size of the batch.
    """
    shift: dict[SheetKey, list[int]] = {}
    for key in done.values():
        shift.setdefault(key, [0, 0, 0])[0] += 1
    for part, building, state in _clear_exemptions(round_id, list(done)):
        shift[part, building][1 if state == "excused" else 2] -= 1
    count(round_id, {key: (moved[0], moved[1], moved[2]) for key, moved in shift.items()})


def _clear_exemptions(round_id: int, subjects: Sequence[int]) -> list[tuple[int, int, str]]:
    with connection.cursor() as cursor:
        for table in ("coverage_explanation", "coverage_exemption"):
            returning = "RETURNING e.part, e.building_key, e.state" if table == "coverage_exemption" else ""
            cursor.execute(
                f"""
                DELETE FROM {table} e USING unnest(%s::bigint[]) i(id)
                WHERE e.part = i.id / 1000000 AND e.round_id = %s AND e.subject_id = i.id {returning}
                """,
                [list(subjects), round_id],
            )
        return list(cursor.fetchall())


def count(round_id: int, shift: dict[SheetKey, tuple[int, int, int]]) -> None:
    """Adds (done, excused, released) to the sheets' counters, in the order in which sheets are locked."""
    keys = sorted(shift)
    columns = [list(column) for column in zip(*(shift[key] for key in keys), strict=True)]
    if not keys:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE coverage_sheet s
            SET n_done = s.n_done + k.done, n_excused = s.n_excused + k.excused, n_released = s.n_released + k.released
            FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::int[], %s::int[])
                 k(part, building_key, done, excused, released)
            WHERE s.part = k.part AND s.round_id = %s AND s.building_key = k.building_key
            """,
            [
                [part for part, _ in keys], [building for _, building in keys], *columns, round_id,
            ],
        )  # fmt: skip
