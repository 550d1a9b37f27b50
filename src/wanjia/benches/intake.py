"""`wanjia bench intake`: tubes over HTTP against an ordinary view, row by row, and the bare insert, in one run."""

import asyncio
import json
import time
from collections.abc import Sequence

import asyncpg
import psycopg

from wanjia.benches import city as cities
from wanjia.benches import client, serving, stage
from wanjia.benches.stage import PER_TUBE, Sample, Tube, say
from wanjia.config.env import environment
from wanjia.coverage.models import Round
from wanjia.field.handler import PATH
from wanjia.hot.facts import ARRIVE, PROVE, TUBES, ProofRow, RecordRow, columns, prove
from wanjia.hot.recount import recount, totals
from wanjia.kernel import clock
from wanjia.kernel.ids import make_id, new_event_id

_TWIN, _ROWS = 1500, 300  # tubes: enough for a steady rate, few enough to be patient with
_PER_TRANSACTION = 36
_WARM = 400


def run(*, tubes: int, clients: int, rate: float | None) -> dict[str, object]:
    """The figures, and what they are measured against. `rate`: an open loop at so many tubes a second."""
    env = environment()
    address = str(env.database_url)
    say(f"drawing a city of {tubes * PER_TUBE:,} people …")
    city = cities.build(address, max(tubes, _WARM) * PER_TUBE)
    rounds = {name: stage.a_round(name) for name in ("warm", "lane", "twin", "rows", "raw")}
    keys = stage.devices(city, clients)
    chosen = list(stage.tubes(city, tubes))
    with serving.server(address, env.home) as server:
        _closed(server, PATH, rounds["warm"], chosen[:_WARM], keys, clients)
        say("the lane …")
        sample = stage.requests(PATH, rounds["lane"], chosen, keys, clients)
        before, own = server.cpu(), time.process_time()
        if rate:
            outcome = client.open_loop(server.port, _in_turn(sample), rate)
        else:
            outcome = client.closed_loop(server.port, sample.queues)
        spent = [after - earlier for after, earlier in zip(server.cpu(), before, strict=True)]
        own = time.process_time() - own
        say("an ordinary view …")
        twin = _rate(server, "/api/bench/twin", rounds["twin"], chosen[:_TWIN], keys, clients)
        say("row by row …")
        rows = _rate(server, "/api/bench/rows", rounds["rows"], chosen[:_ROWS], keys, clients)
    say("the bare insert …")
    raw = asyncio.run(_raw(address, rounds["raw"], chosen))
    done = tubes / outcome.elapsed
    return {
        "tubes_per_s": round(done, 1), "persons_per_s": round(done * PER_TUBE, 1),
        "p50_ms": round(outcome.percentile(0.5), 2), "p99_ms": round(outcome.percentile(0.99), 2),
        "cpu_ms_per_tube": round(1000 * sum(spent) / tubes, 3),
        "twin_tubes_per_s": round(twin, 1), "rows_tubes_per_s": round(rows, 1), "raw_tubes_per_s": round(raw, 1),
        "ratio_twin": round(done / twin, 2), "ratio_rows": round(done / rows, 2), "ratio_raw": round(done / raw, 3),
        **_balance(address, rounds["lane"], outcome),
        "cpu_server_ms": round(1000 * spent[0] / tubes, 3), "cpu_database_ms": round(1000 * spent[1] / tubes, 3),
        "cpu_client_ms": round(1000 * own / tubes, 3), "tubes": tubes, "clients": clients, "rate": rate,
    }  # fmt: skip


def _closed(
    server: serving.Server, path: str, round_: Round, chosen: Sequence[Tube], keys: dict[int, list[str]], clients: int
) -> client.Outcome:
    return client.closed_loop(server.port, stage.requests(path, round_, chosen, keys, clients).queues)


def _rate(
    server: serving.Server, path: str, round_: Round, chosen: Sequence[Tube], keys: dict[int, list[str]], clients: int
) -> float:
    outcome = _closed(server, path, round_, chosen, keys, clients)
    wrong = [status for status, _body in outcome.answers if status != 200]
    if wrong:
        raise RuntimeError(f"{path} answered {wrong[0]} {len(wrong)} times")
    return len(chosen) / outcome.elapsed


def _in_turn(sample: Sample) -> list[client.Post]:
    """The devices one after the other, a request each: the order in which an open loop sends."""
    longest = max(map(len, sample.queues))
    return [queue[at] for at in range(longest) for queue in sample.queues if at < len(queue)]


async def _raw(address: str, round_: Round, chosen: Sequence[Tube]) -> float:
    """The bare prepared inserts of a tube's rows (arrival, tube, ten proofs), 36 tubes a transaction, one connection.

    No HTTP, and the values are made beforehand: nothing but storing is timed.
    """
    link = await asyncpg.connect(address)
    batches = [_rows(round_.pk, chosen[at : at + _PER_TRANSACTION]) for at in range(0, len(chosen), _PER_TRANSACTION)]
    inserts = [await link.prepare(text) for text in (ARRIVE, TUBES, PROVE)]
    started = time.perf_counter()
    for batch in batches:
        async with link.transaction():
            for insert, values in zip(inserts, batch, strict=True):
                await insert.fetch(*values)
    elapsed = time.perf_counter() - started
    await link.close()
    return len(chosen) / elapsed


def _rows(round_id: int, chosen: Sequence[Tube]) -> tuple[tuple[object, ...], ...]:
    """Values for the three inserts."""
    now = clock.now()
    rows = [
        ProofRow(make_id(tube.committee, tube.first + n), _building(tube, n), number)
        for number, tube in enumerate(chosen, 1) for n in range(PER_TUBE)
    ]  # fmt: skip
    records = [RecordRow(round_id, new_event_id(), tube.committee, now) for tube in chosen]
    arrivals = [(tube.committee, record.event_id, "tube", round_id, bytes(16), 0)
                for tube, record in zip(chosen, records, strict=True)]  # fmt: skip
    tubes = [
        (tube.committee, record.event_id, round_id, "SH000000000", tube.committee, _members(tube), PER_TUBE, now, "d1",
         "d1", "")
        for tube, record in zip(chosen, records, strict=True)
    ]  # fmt: skip
    return (
        columns(ARRIVE, arrivals, now).values, columns(TUBES, tubes, now).values, prove(rows, records, now).values
    )  # fmt: skip


def _members(tube: Tube) -> str:
    return "{" + ",".join(str(make_id(tube.committee, tube.first + n)) for n in range(PER_TUBE)) + "}"


def _building(tube: Tube, n: int) -> int:
    return tube.committee * 10**6 + 10001 + (tube.first - cities.FIRST + n) // cities.PER_BUILDING


def _balance(address: str, round_: Round, outcome: client.Outcome) -> dict[str, object]:
    """Every acknowledged id against what is stored; every counter against its facts."""
    acked = {
        receipt["id"]
        for status, body in outcome.answers if status == 200
        for receipt in json.loads(body)["receipts"] if receipt["outcome"] in ("done", "repeat")
    }  # fmt: skip
    with psycopg.connect(address) as link:
        stored = [
            str(row[0]) for row in link.execute("SELECT event_id FROM coverage_tube WHERE round_id = %s", [round_.pk])
        ]
        row = link.execute("SELECT count(*) FROM coverage_proof WHERE round_id = %s", [round_.pk]).fetchone()
    counted = sum(wrong.stored != wrong.counted for wrong in recount(round_.pk)) + len(totals())
    proofs = row[0] if row else 0
    return {
        "acked": len(acked), "stored": len(stored), "lost": len(acked - set(stored)),
        "duplicated": len(stored) - len(set(stored)) + max(0, proofs - len(set(stored)) * PER_TUBE),
        "persons_stored": proofs, "wrong_counters": counted,
    }  # fmt: skip
