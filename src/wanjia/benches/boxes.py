"""A city's tubes in boxes, handed over and counted in; and how long the chain board takes over each level of it."""

import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg

from wanjia.benches.city import CODE, City
from wanjia.benches.halves import in_halves
from wanjia.coverage.models import Round
from wanjia.flows import backlogs
from wanjia.flows.chain import ahead, board, rounds_of
from wanjia.kernel import clock
from wanjia.kernel.area import ancestors

IN_BOX = 24
_BOX = "md5(t.part || '-' || split_part(t.code, '-', 2)::int / %(in_box)s)::uuid"
_LAB = "(%(labs)s::uuid[])[1 + b.part %% cardinality(%(labs)s::uuid[])]"
_BOXES = f"""
    INSERT INTO logistics_box (id, part, code, round_id, place, site, to_lab_id, made_at, made_by, seal, sealed_at,
                               sealed_by, lost_reason, lost_note, lost_by, lost_second_by, reopened, found_note,
                               found_by, ended_by, end_note)
    SELECT b.id, b.part, left(b.id::text, 13), b.round_id, b.part, '', {_LAB}, now() - interval '3 hours', '', 'F',
           now() - interval '150 minutes', '', '', '', '', '', '{{}}', '', '', '', ''
    FROM (SELECT DISTINCT {_BOX} AS id, t.part, t.round_id FROM coverage_tube t
          WHERE t.part = ANY(%(committees)s::bigint[])) b"""
_PACKED = f"""
    INSERT INTO logistics_packed (part, event_id, box_id, code, is_out, seen_at, received_at, device, recorded_by,
                                  flags)
    SELECT t.part, gen_random_uuid(), {_BOX}, t.code, false, t.seen_at, t.seen_at, '', '', '{{}}'
    FROM coverage_tube t WHERE t.part = ANY(%(committees)s::bigint[])"""
_SIGNED = f"""
    INSERT INTO logistics_signature (part, event_id, box_id, side, holder_id, other_id, counted, seal_seen, is_paper,
                                     seen_at, received_at, device, recorded_by, flags)
    SELECT b.part, gen_random_uuid(), b.id, s.side, CASE s.side WHEN 'took' THEN {_LAB} END,
           CASE s.side WHEN 'gave' THEN {_LAB} END, {IN_BOX}, 'intact', false, now() - interval '100 minutes',
           now() - interval '100 minutes', '', s.side, '{{}}'
    FROM logistics_box b, (VALUES ('gave'), ('took')) s(side) WHERE b.part = ANY(%(committees)s::bigint[])"""


def fill(address: str, city: City, labs: Sequence[UUID]) -> None:
    """Every tube lies in a box of 24, and a laboratory has signed for it. About 20 s a million tubes."""

    def half(link: "psycopg.Connection[Any]", some: list[int]) -> None:
        for statement in (_BOXES, _PACKED, _SIGNED):
            link.execute(statement, {"committees": some, "labs": list(labs), "in_box": IN_BOX})

    in_halves(address, city.committees, half)
    with psycopg.connect(address, autocommit=True) as link:
        link.execute(
            "VACUUM (ANALYZE) logistics_box, logistics_packed, logistics_signature, labs_result, coverage_tube"
        )


def boards(city: City, round_: Round) -> dict[str, float]:
    """Seconds for the whole board, from the city down to a committee, of the round; then of the last three days."""
    below = dict(zip(("district", "town", "committee"), ancestors(city.committees[0])[2:], strict=True))
    found = {f"board_{name}_s": _timed(place, round_) for name, place in ({"city": CODE} | below).items()}
    return {**found, "board_city_days_s": _timed(CODE, None), **_ahead(round_)}


def _ahead(round_: Round) -> dict[str, float]:
    """What the worker does for a city, and what its page does then."""
    rounds = rounds_of(CODE, clock.now())
    ahead.draw(CODE, round_, clock.now())
    began = time.perf_counter()
    seen = ahead.sight(CODE, round_, rounds, clock.now())
    page = time.perf_counter() - began
    return {
        "board_drawn_s": seen.seconds, "board_page_ms": round(1000 * page, 1),
        "backlogs_s": round(backlogs.note(clock.now()), 2),
    }  # fmt: skip


def _timed(place: int, round_: Round | None) -> float:
    begun = time.perf_counter()
    seen = board(place, round_, clock.now())
    if any(line.is_off for line in seen.books):
        raise AssertionError([line for line in seen.books if line.is_off])
    return round(time.perf_counter() - begun, 2)
