"""`wanjia bench results`: a city's results taken in from its laboratories, and every person's result of record read."""

import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import psycopg

from wanjia.benches import boxes
from wanjia.benches import city as cities
from wanjia.benches.city import CODE, FIRST, PER_COMMITTEE, City
from wanjia.benches.halves import in_halves
from wanjia.benches.stage import HAND, PER_TUBE, a_round, say
from wanjia.config.env import environment
from wanjia.coverage.models import Round
from wanjia.hot import results as hot
from wanjia.kernel import clock
from wanjia.kernel.ids import make_id
from wanjia.labs import intake, queries, services
from wanjia.labs.intake import Body, Said
from wanjia.labs.models import Lab, Recheck, Result
from wanjia.labs.services import LabSaid

LABS, IN_REPORT, IN_RUN, LOOKS = 40, 20_000, 94, 2000
_TUBES = f"""
    INSERT INTO coverage_tube (part, event_id, round_id, code, place, members, capacity, seen_at, received_at, device,
                               recorded_by, flags)
    SELECT c, gen_random_uuid(), %(round)s, 'T' || c || '-' || t, c * 1000000 + 10001,
           ARRAY(SELECT c * 1000000 + {FIRST} + t * {PER_TUBE} + p FROM generate_series(0, {PER_TUBE} - 1) p),
           {PER_TUBE}, now() - interval '3 hours', now() - interval '3 hours', '0' || t %% 4 || ' 号台', '', '{{}}'
    FROM unnest(%(committees)s::bigint[]) c, generate_series(0, %(per)s / {PER_TUBE} - 1) t"""
_PROOFS = f"""
    INSERT INTO coverage_proof (part, round_id, subject_id, building_key, event_id, tube_part, seen_at, received_at,
                                device, recorded_by, flags, detail)
    SELECT t.part, t.round_id, m, t.part * 1000000 + 10001 + (m %% 1000000 - {FIRST}) / {cities.PER_BUILDING},
           t.event_id, t.part, t.seen_at, t.received_at, '', '', '{{}}', '{{}}'
    FROM coverage_tube t, unnest(t.members) m WHERE t.part = ANY(%(committees)s::bigint[])"""


def run(*, people: int, abnormal: float) -> dict[str, object]:
    """`abnormal`: share of pools that are not negative; each of their people is asked for a recheck.

    At the end the tubes are laid into boxes and the chain board is timed at every level.
    """
    address = str(environment().database_url)
    begun = time.perf_counter()
    say(f"drawing a city of {people:,} people …")
    city = cities.build(address, people)
    round_ = a_round("results")
    say("their tubes …")
    _fill(address, city, round_)
    drawn = time.perf_counter()
    say("results …")
    tubes = _take_in(city, abnormal)
    taken = time.perf_counter()
    say("every person's result …")
    read = _read_all(address, round_)
    done = time.perf_counter()
    say("boxes, and the chain board …")
    boxes.fill(address, city, list(Lab.objects.values_list("id", flat=True)))
    return {
        "people": city.people, "tubes": tubes, "generate_s": round(drawn - begun, 1),
        "ingest_s": round(taken - drawn, 1), "tubes_per_s": round(tubes / (taken - drawn)),
        "read_all_s": round(done - taken, 1), "ingest_and_read_s": round(done - drawn, 1), "with_result": read,
        "stored": Result.objects.count(), "asked": Recheck.objects.count(), **_one_by_one(city, round_),
        **boxes.boards(city, round_),
    }  # fmt: skip


def _fill(address: str, city: City, round_: Round) -> None:
    def half(link: "psycopg.Connection[Any]", some: list[int]) -> None:
        values = {"round": round_.pk, "committees": some, "per": min(PER_COMMITTEE, city.people)}
        link.execute(_TUBES, values)
        link.execute(_PROOFS, values)

    in_halves(address, city.committees, half)
    with psycopg.connect(address, autocommit=True) as link:
        link.execute("VACUUM (ANALYZE) coverage_tube, coverage_proof")


def _take_in(city: City, abnormal: float) -> int:
    """Report after report, as laboratories send them: runs of 94 tubes, each of a few neighbouring committees."""
    labs = [_lab(number) for number in range(LABS)]
    draw, count = Random(1), 0
    for number, codes in enumerate(_codes(city)):
        now = clock.now()
        lines = [
            Said(n + 1, code, "positive" if draw.random() < abnormal else "negative", now, f"R{number}-{n // IN_RUN}",
                 f"W{n % IN_RUN}")
            for n, code in enumerate(codes)
        ]  # fmt: skip
        body = Body("api", "", f"{number}".encode(), lines)
        intake.record_report(lab=labs[number % LABS], body=body, by=HAND, now=now)
        count += len(lines)
    return count


def _lab(number: int) -> Lab:
    said = LabSaid(CODE + (number % 9 + 1) * 10**6, f"{number + 1}", 100_000, 6)
    return services.keep_lab(by=HAND, said=said, now=clock.now())


def _codes(city: City) -> Iterator[Sequence[str]]:
    per, held = min(PER_COMMITTEE, city.people) // PER_TUBE, []
    for committee in city.committees:
        held += [f"T{committee}-{number}" for number in range(per)]
        while len(held) >= IN_REPORT:
            yield held[:IN_REPORT]
            held = held[IN_REPORT:]
    if held:
        yield held


def _read_all(address: str, round_: Round) -> int:
    """Everybody's result of record by join, counted: what a release of the whole city would read."""
    with psycopg.connect(address) as link:
        link.execute("SET work_mem = '256MB'")
        row = link.execute(
            """
            SELECT count(*) FROM coverage_proof p
            JOIN labs_result r ON r.part = p.tube_part AND r.tube_id = p.event_id
            WHERE p.round_id = %s AND NOT EXISTS (
                SELECT 1 FROM labs_result n
                WHERE n.part = r.part AND n.tube_id = r.tube_id AND n.version = r.version + 1)
            """,
            [round_.pk],
        ).fetchone()
    return int(row[0]) if row else 0


def _one_by_one(city: City, round_: Round) -> dict[str, float]:
    """Single people, at random: the tubes by one statement, and all that a page asks for."""
    draw, per, now = Random(2), min(PER_COMMITTEE, city.people), clock.now()
    asked = [make_id(draw.choice(city.committees), FIRST + draw.randrange(per)) for _ in range(LOOKS)]
    tube = sorted(_timed(lambda who: hot.tubes_of([who], [round_.pk]), who) for who in asked)
    page = sorted(_timed(lambda who: queries.results_of([who], [round_], now), who) for who in asked)
    return {
        "one_p50_ms": _at(tube, 0.5), "one_p99_ms": _at(tube, 0.99), "page_p50_ms": _at(page, 0.5),
        "page_p99_ms": _at(page, 0.99),
    }  # fmt: skip


def _timed(look: Any, who: int) -> float:
    begun = time.perf_counter()
    look(who)
    return 1000 * (time.perf_counter() - begun)


def _at(times: Sequence[float], share: float) -> float:
    return round(times[min(len(times) - 1, int(len(times) * share))], 2)
