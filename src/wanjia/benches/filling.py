"""A round of which four fifths are done: written by the database itself, with counters that agree."""

from contextlib import suppress

import psycopg

from wanjia.benches.city import PEOPLE, City, Owed
from wanjia.benches.halves import in_halves
from wanjia.benches.stage import PER_TUBE, Doors, Tube

STEP = 5  # every fifth is left over

_PROOFS = f"""
    INSERT INTO coverage_proof (part, round_id, subject_id, building_key, event_id, tube_part, seen_at, received_at,
                                device, recorded_by, flags, detail)
    SELECT c, %(round)s, c * 1000000 + %(first)s + p, c * 1000000 + 10001 + p / %(per_building)s,
           gen_random_uuid(), NULL, now(), now(), '', '', '{{}}', '{{}}'
    FROM generate_series(0, %(per)s / {PER_TUBE} - 1) t, unnest(%(committees)s::bigint[]) c,
         generate_series(t * {PER_TUBE}, t * {PER_TUBE} + {PER_TUBE} - 1) p
    WHERE p %% {STEP} <> 0"""  # in the order in which tubes come: ten neighbours, then the next committee
_SHEETS = f"""
    UPDATE coverage_sheet s SET n_done = (
        SELECT count(*) FROM unnest(s.owed) o(id) WHERE (o.id %% 1000000 - %(first)s) %% {STEP} <> 0)
    WHERE s.part = ANY(%(committees)s::bigint[]) AND s.round_id = %(round)s"""
_TOTALS = """
    UPDATE coverage_committeetotal t SET version = t.version + 1, n_done = (
        SELECT sum(s.n_done) FROM coverage_sheet s WHERE s.part = t.part AND s.round_id = t.round_id)
    WHERE t.round_id = %(round)s AND t.committee = ANY(%(committees)s::bigint[])"""


def sample(address: str, round_id: int, city: City, owed: Owed = PEOPLE) -> int:
    """Proofs for four of five subjects, 6 s a million. Returns how many."""

    def half(link: "psycopg.Connection[tuple[int]]", committees: list[int]) -> None:
        values = {
            "round": round_id, "committees": committees, "per": owed.per_committee(city.people), "first": owed.first,
            "per_building": owed.per_building,
        }  # fmt: skip
        for statement in (_PROOFS, _SHEETS, _TOTALS):
            link.execute(statement, values)

    in_halves(address, city.committees, half)
    with psycopg.connect(address, autocommit=True) as link:
        link.execute("SELECT pg_current_xact_id()")  # a durable commit: what came before is flushed, vacuum can see it
        link.execute("VACUUM (ANALYZE) coverage_proof, coverage_sheet, coverage_committeetotal")
        with suppress(psycopg.errors.InsufficientPrivilege):
            link.execute("CHECKPOINT")  # nobody samples twenty million in three minutes: let the disk catch up first
        row = link.execute("SELECT sum(n_done) FROM coverage_committeetotal WHERE round_id = %s", [round_id]).fetchone()
    return int(row[0]) if row else 0


def left_over(city: City, count: int, owed: Owed = PEOPLE) -> list[Tube]:
    """Tens of those who were left over, committee by committee in turn: a tube of people, or as many doors."""
    per, kind = owed.per_committee() // STEP // PER_TUBE, Tube if owed is PEOPLE else Doors
    tens = []
    for number in range(count):
        turn, committee = divmod(number, len(city.committees))
        tens.append(kind(city.committees[committee], owed.first + (turn % per) * PER_TUBE * STEP, STEP))
    return tens
