"""`wanjia bench coverage`: a city of up to 25 million, four fifths of it sampled, asked while samples come in."""

import gc
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from wanjia.benches import city as cities
from wanjia.benches import client, filling, serving, stage
from wanjia.benches.city import HOUSEHOLDS, PEOPLE, City, Owed
from wanjia.benches.stage import PER_TUBE, say
from wanjia.config.env import environment
from wanjia.coverage import queries
from wanjia.coverage.models import Round
from wanjia.field.handler import PATH
from wanjia.kernel import area as codes
from wanjia.platform.models import Role

RATE = 100.0  # tubes a second, or tens of doors: 1,000 persons or parcels
_SAMPLES = 120  # of each drill-down


def run(*, people: int, households: bool = False, seconds: float = 60.0) -> dict[str, object]:
    """The figures of opening, memory and drill-downs; four fifths of the round are done before anything is timed.

    With `households` the round is a delivery: a parcel a household, proofs at doors instead of tubes.
    """
    owed = HOUSEHOLDS if households else PEOPLE
    env = environment()
    address = str(env.database_url)
    say(f"drawing a city of {people:,} people …")
    begun = time.perf_counter()
    city = cities.build(address, people)
    generated = time.perf_counter() - begun
    say(f"{city.people:,} people in {len(city.committees):,} committees after {generated:.0f} s; opening a round …")
    begun = time.perf_counter()
    round_ = stage.a_round("city", owed)
    opened = time.perf_counter() - begun
    say(f"{round_.owed_at_opening:,} owed, opened in {opened:.1f} s; serving four fifths …")
    sampled = filling.sample(address, round_.pk, city, owed)
    gc.collect()
    gc.freeze()  # as the server does at its start: what was drawn above would be looked through at every collection
    with serving.server(address, env.home) as server, _intake(server.port, round_, city, owed, seconds) as load:
        say("drilling down while more come in …")
        drilled = [_timed(name, ask, seconds) for name, ask in _drills(server.port, round_, city)]
        outcome = load()
        memory = server.memory()
    return {
        "people": city.people, "owed": round_.owed_at_opening, "generate_s": round(generated, 1),
        "open_round_s": round(opened, 1), "rss_mb": round(memory),
        "intake_subjects_per_s": round(len(outcome.seconds) * PER_TUBE / outcome.elapsed),
        "intake_p99_ms": round(outcome.percentile(0.99), 1), "drilldowns": drilled,
        "done_before": sampled, "committees": len(city.committees),
        "wrong_answers": sum(status != 200 for status, _body in outcome.answers),
    }  # fmt: skip


Ask = Callable[[], object]


def _drills(port: int, round_: Round, city: City) -> Iterator[tuple[str, Callable[[], Ask]]]:
    """Each level of the tree with the areas one step below, and the two gap lists; then the same over HTTP."""
    draw = random.Random(7)

    def somewhere(width: int) -> int:
        return draw.choice(city.committees) // width * width

    def building() -> int:
        return city.building(draw.choice(city.committees), draw.randrange(city.buildings) + 1)

    yield "city", lambda: lambda: queries.tally(round_, cities.CODE)
    yield "city_by_district", lambda: lambda: queries.branches(round_, cities.CODE)
    yield "district_by_town", lambda: _at(queries.branches, round_, somewhere(10**6))
    yield "town_by_committee", lambda: _at(queries.branches, round_, somewhere(10**3))
    yield "committee_by_building", lambda: _at(queries.board, round_, somewhere(1))
    yield "building", lambda: _at(queries.tally, round_, building())
    yield "gap_building", lambda: _at(queries.gap, round_, building())
    yield "gap_committee", lambda: _at(queries.gap, round_, somewhere(1))
    key = stage.a_key("command", Role.CITY, cities.CODE)
    desk = stage.a_key("desk", Role.TOWN, city.committees[0] // 10**3 * 10**3)
    browser = client.Browser(port)
    yield "http_city", lambda: lambda: browser.get(f"/api/v1/rounds/{round_.pk}/tally?area={cities.CODE}", key)
    yield "http_town", lambda: lambda: browser.get(f"/api/v1/rounds/{round_.pk}/tally?area={somewhere(1000)}", key)
    near = f"/api/v1/rounds/{round_.pk}/gap?limit=5000&area={city.committees[0]}"
    yield "http_gap_committee", lambda: lambda: browser.get(near, desk)


def _at(ask: Callable[[Round, int], Any], round_: Round, area: int) -> Ask:
    codes.level_of(area)
    return lambda: ask(round_, area)


def _timed(name: str, prepare: Callable[[], Ask], seconds: float) -> dict[str, object]:
    taken: list[float] = []
    for _sample in range(_SAMPLES):
        ask = prepare()
        begun = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - begun)
        time.sleep(seconds / _SAMPLES / 11)  # spread over the time of the intake
    taken.sort()
    return {
        "id": name, "p50_ms": round(1000 * taken[len(taken) // 2], 2),
        "p95_ms": round(1000 * taken[int(0.95 * len(taken))], 2),
    }  # fmt: skip


@contextmanager
def _intake(port: int, round_: Round, city: City, owed: Owed, seconds: float) -> Iterator[Callable[[], client.Outcome]]:
    """Tubes or doors at a steady rate from another process, while the block runs."""
    few = City(city.people, tuple(random.Random(3).sample(city.committees, min(64, len(city.committees)))), 0)
    keys = stage.devices(few, 64)
    chosen = filling.left_over(few, int(RATE * seconds), owed)
    sample = stage.requests(PATH, round_, chosen, keys, 64)
    posts = [queue[at] for at in range(max(map(len, sample.queues))) for queue in sample.queues if at < len(queue)]
    context = multiprocessing.get_context("spawn")
    results: multiprocessing.Queue[client.Outcome] = context.Queue()
    process = context.Process(target=client.report_open_loop, args=(port, posts, RATE, results))
    process.start()
    try:
        yield lambda: results.get(timeout=seconds + 60)
    finally:
        process.kill()
