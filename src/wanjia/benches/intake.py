"""`wanjia bench intake`: tubes over HTTP against an ordinary view, row by row, and the bare insert, in one run."""

import asyncio
import json
import time
from collections import Counter
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
_TURNS = 4
_WARM = 400


def run(*, tubes: int, clients: int, rate: float | None) -> dict[str, object]:
    """The figures, and what they are measured against. `rate`: an open loop at so many tubes a second.

    The lane and its yardsticks take turns, a quarter each time: a slow moment of the machine strikes them all.
    """
    env = environment()
    address = str(env.database_url)
    say(f"drawing a city of {tubes * PER_TUBE:,} people …")
    city = cities.build(address, max(tubes, _WARM) * PER_TUBE)
    rounds = {name: stage.a_round(name) for name in ("warm", "lane", "twin", "rows", "raw")}
    keys = stage.devices(city, clients)
    chosen = list(stage.tubes(city, tubes))
    with serving.server(address, env.home) as server:
        stand = _Stand(server, address, rounds, keys, clients)
        stand.post(PATH, "warm", chosen[:_WARM])
        if rate:
            stand.lane(chosen, rate)
        for turn in range(_TURNS):
            say(f"turn {turn + 1} of {_TURNS}: the lane, the bare insert, an ordinary view, row by row …")
            if not rate:
                stand.lane(chosen[turn::_TURNS])
            stand.raw(chosen[turn::_TURNS])
            stand.post("/api/bench/twin", "twin", chosen[:_TWIN][turn::_TURNS])
            stand.post("/api/bench/rows", "rows", chosen[:_ROWS][turn::_TURNS])
    return stand.figures() | _balance(address, rounds["lane"], stand.outcome) | {
        "tubes": tubes, "clients": clients, "rate": rate,
    }  # fmt: skip


class _Stand:
    """Where lane and yardsticks are timed. Each has a round of its own over the same people."""

    def __init__(
        self, server: serving.Server, address: str, rounds: dict[str, Round], keys: dict[int, list[str]], clients: int
    ) -> None:
        self._server, self._address, self._rounds, self._keys, self._clients = server, address, rounds, keys, clients
        self.outcome = client.Outcome()
        self._spent = [0.0, 0.0, 0.0]  # processor seconds of server, database, client
        self._done: Counter[str] = Counter()
        self._seconds = dict.fromkeys(("warm", "lane", "twin", "rows", "raw"), 0.0)

    def lane(self, chosen: Sequence[Tube], rate: float | None = None) -> None:
        sample = stage.requests(PATH, self._rounds["lane"], chosen, self._keys, self._clients)
        before = (*self._server.cpu(), time.process_time())
        if rate:
            outcome = client.open_loop(self._server.port, _in_turn(sample), rate)
        else:
            outcome = client.closed_loop(self._server.port, sample.queues)
        after = (*self._server.cpu(), time.process_time())
        self._spent = [so_far + b - a for so_far, a, b in zip(self._spent, before, after, strict=True)]
        self._count("lane", len(chosen), outcome.elapsed)
        self.outcome.answers += outcome.answers
        self.outcome.seconds += outcome.seconds

    def post(self, path: str, name: str, chosen: Sequence[Tube]) -> None:
        sample = stage.requests(path, self._rounds[name], chosen, self._keys, self._clients)
        outcome = client.closed_loop(self._server.port, sample.queues)
        if wrong := [answer for answer in outcome.answers if answer[0] != 200]:
            raise RuntimeError(f"{path} answered {wrong[0]} {len(wrong)} times")
        self._count(name, len(chosen), outcome.elapsed)

    def raw(self, chosen: Sequence[Tube]) -> None:
        self._count("raw", len(chosen), asyncio.run(_raw(self._address, self._rounds["raw"], chosen)))

    def _count(self, name: str, tubes: int, seconds: float) -> None:
        self._done[name] += tubes
        self._seconds[name] += seconds

    def figures(self) -> dict[str, object]:
        rate = {name: self._done[name] / self._seconds[name] for name in ("lane", "twin", "rows", "raw")}
        lane = self._done["lane"]
        server, database, own = (round(1000 * seconds / lane, 3) for seconds in self._spent)
        return {
            "tubes_per_s": round(rate["lane"], 1), "persons_per_s": round(rate["lane"] * PER_TUBE, 1),
            "p50_ms": round(self.outcome.percentile(0.5), 2), "p99_ms": round(self.outcome.percentile(0.99), 2),
            "cpu_ms_per_tube": round(server + database, 3),
            **{f"{name}_tubes_per_s": round(rate[name], 1) for name in ("twin", "rows", "raw")},
            "ratio_twin": round(rate["lane"] / rate["twin"], 2), "ratio_rows": round(rate["lane"] / rate["rows"], 2),
            "ratio_raw": round(rate["lane"] / rate["raw"], 3),
            "cpu_server_ms": server, "cpu_database_ms": database, "cpu_client_ms": own,
        }  # fmt: skip


def _in_turn(sample: Sample) -> list[client.Post]:
    """The devices one after the other, a request each: the order in which an open loop sends."""
    longest = max(map(len, sample.queues))
    return [queue[at] for at in range(longest) for queue in sample.queues if at < len(queue)]


async def _raw(address: str, round_: Round, chosen: Sequence[Tube]) -> float:
    """The bare prepared inserts of a tube's rows (arrival, tube, ten proofs), 36 tubes a transaction, one connection.

    Returns seconds. No HTTP, and the values are made beforehand: nothing but storing is timed.
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
    return elapsed


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
