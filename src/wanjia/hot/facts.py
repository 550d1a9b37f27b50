"""What a batch of facts writes: arrivals, proofs, tubes, attempts, and what is put aside. Statements, no decisions."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from wanjia.hot.dialogue import Ask
from wanjia.hot.proofs import Asked, Owing

ROUNDS = """
    SELECT r.id, r.due_at, r.state, r.area, r.pool_size, o.unit
    FROM coverage_round r JOIN coverage_obligation o ON o.code = r.obligation_id WHERE r.id = ANY($1::bigint[])"""
ARRIVE = """
    INSERT INTO coverage_arrival (part, event_id, kind, round_id, digest, skew, received_at)
    SELECT i.part, i.event_id, i.kind, i.round_id, i.digest, i.skew, $7::timestamptz
    FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::bigint[], $5::bytea[], $6::int[])
         WITH ORDINALITY i(part, event_id, kind, round_id, digest, skew, n) ORDER BY i.n
    ON CONFLICT (part, event_id) DO NOTHING RETURNING part, event_id"""
ARRIVED = """
    SELECT a.part, a.event_id, a.digest, a.answer::text FROM unnest($1::bigint[], $2::uuid[]) i(part, event_id)
    JOIN coverage_arrival a ON a.part = i.part AND a.event_id = i.event_id"""
ANSWER = """
    UPDATE coverage_arrival a SET answer = i.answer::jsonb
    FROM unnest($1::bigint[], $2::uuid[], $3::text[]) i(part, event_id, answer)
    WHERE a.part = i.part AND a.event_id = i.event_id"""
# what a record says once stands in arrays of records ($3 points into them), and arrays that say nothing come empty:
# eleven columns a person doubled what the driver has to encode, and PostgreSQL walks an array of texts for each look
PROVE = """
    WITH written AS (
    INSERT INTO coverage_proof (part, round_id, subject_id, building_key, event_id, tube_part, seen_at, received_at,
                                device, recorded_by, flags, detail)
    SELECT i.subject_id / 1000000, ($6::bigint[])[i.record], i.subject_id, i.building_key, ($7::uuid[])[i.record],
           ($8::bigint[])[i.record], coalesce(($4::timestamptz[])[i.n], ($9::timestamptz[])[i.record]),
           $13::timestamptz, coalesce(($10::text[])[i.record], ''), coalesce(($11::text[])[i.record], ''),
           string_to_array(coalesce(($5::text[])[i.n], ''), ','), coalesce(($12::text[])[i.record], '{}')::jsonb
    FROM unnest($1::bigint[], $2::bigint[], $3::int[]) WITH ORDINALITY i(subject_id, building_key, record, n)
    ORDER BY i.n
    ON CONFLICT (part, round_id, subject_id) DO NOTHING RETURNING subject_id, round_id)
    SELECT coalesce(array_agg(subject_id), '{}'), coalesce(array_agg(round_id), '{}') FROM written"""
HELD = """
    SELECT p.subject_id, p.round_id, p.event_id FROM unnest($1::bigint[], $2::bigint[]) i(id, round_id)
    JOIN coverage_proof p ON p.part = i.id / 1000000 AND p.round_id = i.round_id AND p.subject_id = i.id"""
# whoever has a proof is neither excused nor explained; one look a sheet finds those few
CLEAR = """
    WITH k AS (SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) k(part, round_id, building_key)),
         told AS (DELETE FROM coverage_explanation e USING k
                  WHERE e.part = k.part AND e.round_id = k.round_id AND e.building_key = k.building_key
                    AND EXISTS (SELECT 1 FROM coverage_proof f WHERE f.part = e.part AND f.round_id = e.round_id
                                AND f.subject_id = e.subject_id))
    DELETE FROM coverage_exemption e USING k
    WHERE e.part = k.part AND e.round_id = k.round_id AND e.building_key = k.building_key
      AND EXISTS (SELECT 1 FROM coverage_proof f
                  WHERE f.part = e.part AND f.round_id = e.round_id AND f.subject_id = e.subject_id)
    RETURNING e.part, e.round_id, e.building_key, e.state"""
TUBES = """
    INSERT INTO coverage_tube (part, event_id, round_id, code, place, members, capacity, seen_at, received_at, device,
                               recorded_by, flags)
    SELECT i.part, i.event_id, i.round_id, i.code, i.place, i.members::bigint[], i.capacity, i.seen_at,
           $12::timestamptz, i.device, i.recorded_by, string_to_array(i.flags, ',')
    FROM unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::smallint[],
                $8::timestamptz[], $9::text[], $10::text[], $11::text[])
         i(part, event_id, round_id, code, place, members, capacity, seen_at, device, recorded_by, flags)
    ON CONFLICT (part, event_id) DO NOTHING"""
ASIDES = """
    INSERT INTO coverage_aside (part, event_id, kind, position, round_id, subject_id, building_key, seen_at,
                                received_at, device, recorded_by, flags, detail_sealed, resolution, resolved_by,
                                resolved_at, note)
    SELECT i.part, i.event_id, i.kind, i.position, i.round_id, i.subject_id, i.building_key, i.seen_at,
           $13::timestamptz, i.device, i.recorded_by, string_to_array(i.flags, ','), i.sealed,
           CASE WHEN i.kind = 'stranger' THEN '' ELSE 'kept' END, '',
           CASE WHEN i.kind = 'stranger' THEN NULL ELSE $13::timestamptz END, ''
    FROM unnest($1::bigint[], $2::uuid[], $3::text[], $4::smallint[], $5::bigint[], $6::bigint[], $7::bigint[],
                $8::timestamptz[], $9::text[], $10::text[], $11::text[], $12::bytea[])
         i(part, event_id, kind, position, round_id, subject_id, building_key, seen_at, device, recorded_by, flags,
           sealed)
    ON CONFLICT (part, event_id, kind, position) DO NOTHING RETURNING part, event_id, kind, position"""
CARDS = "SELECT i.tag, i.subject_id FROM cards_tagindex i WHERE i.tag = ANY($1::text[])"
ATTEMPTS = """
    INSERT INTO coverage_attempt (part, event_id, round_id, subject_id, outcome, seen_at, received_at, recorded_by,
                                  device, note)
    SELECT i.part, i.event_id, i.round_id, i.subject_id, i.outcome, i.seen_at, $10::timestamptz, i.recorded_by,
           i.device, i.note
    FROM unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::timestamptz[], $7::text[],
                $8::text[], $9::text[])
         i(part, event_id, round_id, subject_id, outcome, seen_at, recorded_by, device, note)
    ON CONFLICT (part, event_id) DO NOTHING RETURNING part, event_id"""
LAPSE = """
    WITH ended AS (
        UPDATE coverage_signoff s SET lapsed_at = $3::timestamptz, lapse_reason = $4
        FROM unnest($1::bigint[], $2::bigint[]) i(round_id, area)
        WHERE s.round_id = i.round_id AND s.area = i.area AND s.lapsed_at IS NULL RETURNING s.round_id),
    reopened AS (
        UPDATE coverage_round r SET state = 'open' WHERE r.state = 'signed' AND r.id IN (SELECT round_id FROM ended))
    SELECT count(*) FROM ended"""


class ProofRow(NamedTuple):
    """One person's proof: who, on which sheet, in which of the records (from 1); what only this person has."""

    subject_id: int
    building_key: int
    record: int
    seen_at: datetime | None = None
    flags: str | None = None


class RecordRow(NamedTuple):
    """What the proofs of one record share. For a tube, device and hand stand in the tube's own row."""

    round_id: int
    event_id: UUID
    tube_part: int | None
    seen_at: datetime
    device: str | None = None
    recorded_by: str | None = None
    detail: str | None = None


def prove(rows: Sequence[ProofRow], records: Sequence[RecordRow], now: datetime) -> Ask:
    """The first proof of each target stays; those that were written come back. Sort the rows before."""
    subjects, buildings, at, moments, flags = (list(column) for column in zip(*rows, strict=True))
    *shared, device, by, detail = (list(column) for column in zip(*records, strict=True))
    rare = (column if any(column) else [] for column in (moments, flags))
    texts = (column if any(column) else [] for column in (device, by, detail))
    return Ask(PROVE, (subjects, buildings, at, *rare, *shared, *texts, now))


def columns(text: str, rows: Sequence[Sequence[object]], *more: object) -> Ask:
    """A statement over rows: one array a column, then single values."""
    return Ask(text, (*map(list, zip(*rows, strict=True)), *more))


def held(asked: Sequence[Asked]) -> Ask:
    return columns(HELD, asked)


def clear(sheets: Sequence[Owing]) -> Ask:
    """Ends explanations and exemptions of those who are done now. One look a sheet."""
    return columns(CLEAR, sheets)
