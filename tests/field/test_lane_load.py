"""A full queue, several lanes, a door that closes, pages that wait: nothing is taken that is not kept."""

import asyncio
import json
import random
from collections import Counter

import pytest

from tests.field.lane_faults import UNKNOWN, clashes, held
from tests.field.phones import Slow, a_key, a_proof, a_tube, an_attempt, balanced, outcomes, together
from tests.world import SPRING, SUMMER, a_building, a_round
from wanjia.config.asgi import Application
from wanjia.coverage.models import Aside, Attempt, Proof, Tube
from wanjia.field import lane as lanes_
from wanjia.field import reading
from wanjia.platform import meters

pytestmark = pytest.mark.django_db(transaction=True)


# a full queue


def test_a_batch_of_more_people_than_one_transaction_should_hold_is_turned_away_and_its_halves_are_taken(
    lane, client, ids
):
    """500 tubes of 90 were a legal request of 45,000 people: twice what the whole queue is meant to hold."""
    round_, key = a_round(), a_key()
    tubes = [a_tube(round_, [UNKNOWN] * 90, code=f"SH{n:04}") for n in range(reading.MOST_PEOPLE // 90 + 1)]
    for door in (lane, Slow(client)):
        status, problem = door.send(key, *tubes)
        assert (status, problem["code"]) == (413, "field.too_many_people")
    assert Tube.objects.count() == 0
    middle = len(tubes) // 2
    for half in (tubes[:middle], tubes[middle:]):
        assert set(outcomes(lane.send(key, *half))) == {"done"}
    assert Tube.objects.count() == len(tubes)
    balanced(round_)


def test_the_largest_batch_of_ordinary_tubes_is_taken_and_what_can_t_be_read_counts_for_nobody(lane, ids):
    round_, key = a_round(), a_key()
    one = a_tube(round_, ids[:10])
    bad = [a_tube(round_, [*ids[:10]], seen_at="yesterday") for _ in range(reading.MOST_RECORDS // 2)]
    told = lane.send(key, *[one] * (reading.MOST_RECORDS // 2), *bad)
    assert Counter(outcomes(told)) == {"done": 1, "repeat": 249, "malformed": 250}


def test_a_full_queue_turns_away_before_the_body_is_read(lane, ids, monkeypatch):
    round_, key = a_round(), a_key()
    with monkeypatch.context() as full:
        full.setattr(lanes_, "MOST_WAITING", 0)
        before = meters.shed.labels("intake")._value.get()
        status, problem = lane.send(key, a_proof(round_, ids[0]))
        assert (status, problem["code"], lane.headers[b"retry-after"]) == (503, "field.busy", b"3")
        assert not lane.was_read
        assert meters.shed.labels("intake")._value.get() == before + 1
    assert outcomes(lane.send(key, a_proof(round_, ids[0]))) == ["done"]
    balanced(round_)


def test_what_waits_is_counted_in_persons_and_what_came_before_is_still_answered(lane, ids, monkeypatch):
    round_, keys = a_round(), [a_key() for _ in range(6)]
    monkeypatch.setattr(lanes_, "MOST_WAITING", 20)

    async def press():
        rival = await held(lane.address)
        asked = []
        for n, key in enumerate(keys):
            asked.append(asyncio.create_task(lane.ask(key, a_tube(round_, ids[n * 5 : n * 5 + 5], code=f"SH{n}"))))
            await asyncio.sleep(0.05)
        await rival.close()
        return await together(asked)

    answers = lane.run(press())
    assert [status for status, _ in answers] == [200] * 4 + [503] * 2
    assert Tube.objects.count() == 4
    assert lane.door.lane._waiting == 0
    balanced(round_)


# several lanes


def test_the_same_batches_through_two_lanes_at_once_are_each_done_once(lanes, ids):
    one, two = lanes(), lanes()
    round_, key = a_round(), a_key()
    for n in range(6):
        batch = [a_tube(round_, ids[n * 5 : n * 5 + 5]), a_proof(round_, None, said="x"), an_attempt(round_, ids[n])]
        both = one.run(together([one.ask(key, *batch), two.ask(key, *batch[::-1])]))
        pairs = zip(outcomes(both[0]), outcomes(both[1])[::-1], strict=True)
        assert [sorted(pair) for pair in pairs] == [["done", "repeat"], ["repeat", "stranger"], ["done", "repeat"]]
    assert [Tube.objects.count(), Proof.objects.count(), Aside.objects.count(), Attempt.objects.count()] == [
        6,
        30,
        6,
        6,
    ]
    balanced(round_)


def test_many_devices_at_two_lanes_with_the_same_people_in_any_order_never_clash(lanes, ids):
    """Locks are taken in one order, so that not even the lanes see a deadlock."""
    others = a_building(SUMMER, floors=5, doors=2, people=3)[1]
    everybody, draw = [*ids, *others], random.Random(3)
    one, two = lanes(), lanes(writers=2)
    round_, keys, before = a_round(), [a_key(area=area) for area in (SPRING, SUMMER) * 2], clashes()
    for _turn in range(12):
        asked = [
            door.ask(key, *(a_tube(round_, draw.sample(everybody, 10), place=str(area)) for _ in range(3)))
            for door in (one, two) for key, area in zip(keys, (SPRING, SUMMER) * 2, strict=True)
        ]  # fmt: skip
        for answer in one.run(together(asked)):
            assert outcomes(answer) == ["done"] * 3
    assert Tube.objects.count() == 12 * 8 * 3
    assert Proof.objects.count() == len(everybody)
    assert clashes() == before
    balanced(round_)


# the end


def test_a_closing_door_writes_and_answers_what_waits_and_takes_nothing_more(lane, ids):
    round_, keys = a_round(), [a_key() for _ in range(3)]
    lane.send(keys[2])

    async def leave():
        rival = await held(lane.address)
        asked = [asyncio.create_task(lane.ask(key, a_tube(round_, ids[:3]))) for key in keys[:2]]
        await asyncio.sleep(0.2)
        ending = asyncio.create_task(lane.door.close())
        await asyncio.sleep(0.1)
        assert (await lane.ask(keys[2], a_proof(round_, ids[7])))[0] == 503
        await rival.close()
        await ending
        return await together(asked)

    answers = lane.run(leave())
    assert [outcomes(answer) for answer in answers] == [["done"], ["done"]]
    assert Tube.objects.count() == 2
    balanced(round_)


def test_a_door_that_has_to_close_while_the_database_is_stuck_tells_everybody_to_come_again(lane, ids, monkeypatch):
    round_, keys = a_round(), [a_key() for _ in range(3)]
    monkeypatch.setattr(lanes_, "_FAREWELL", 0.3)
    monkeypatch.setattr(lanes_, "BATCH", 1)

    async def leave():
        rival = await held(lane.address)
        asked = [asyncio.create_task(lane.ask(key, a_tube(round_, ids[:3]))) for key in keys]
        await asyncio.sleep(0.2)
        await lane.door.close()
        answers = await together(asked)
        await rival.close()
        return answers

    assert [status for status, _ in lane.run(leave())] == [503] * 3
    assert Tube.objects.count() == 0
    balanced(round_)


def test_a_device_that_hangs_up_is_stored_all_the_same(lane, ids):
    round_, key = a_round(), a_key()
    tube = a_tube(round_, ids[:3])

    async def hang_up():
        rival = await held(lane.address)
        asked = asyncio.create_task(lane.ask(key, tube))
        await asyncio.sleep(0.2)
        asked.cancel()
        await rival.close()
        return await lane.ask(key, tube)

    assert outcomes(lane.run(hang_up())) == ["repeat"]
    balanced(round_)


# pages wait


async def a_page(application, path, method="GET"):
    out = []

    async def send(message):
        out.append(message)

    waiting = [{"type": "http.request", "body": b""}]

    async def receive():
        return waiting.pop() if waiting else await asyncio.Event().wait()

    scope = {
        "type": "http", "method": method, "path": path, "headers": [(b"host", b"127.0.0.1")], "query_string": b"",
        "raw_path": path.encode(), "root_path": "", "scheme": "http", "http_version": "1.1", "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }  # fmt: skip
    await application(scope, receive, send)
    return out[0]["status"], dict(out[0]["headers"])


def test_a_strained_lane_lets_pages_wait_and_phones_through(lane, ids):
    application, round_, key = Application(), a_round(), a_key()
    application._door = lane.door
    body = json.dumps({"records": [a_proof(round_, ids[0])]}).encode()
    assert lane.run(lane.post(key, body, application))[0] == 200
    assert lane.run(a_page(application, "/healthz"))[0] == 200
    lane.door.lane._count(lanes_.STRAINED)
    for path in ("/", "/rounds/", "/api/v1/rounds"):
        status, headers = lane.run(a_page(application, path))
        assert (status, headers[b"retry-after"]) == (503, b"5")
    assert lane.run(a_page(application, "/healthz"))[0] == 200
    assert lane.run(a_page(application, "/sign-in/", "POST"))[0] != 503  # what is written goes through
    assert outcomes(lane.run(lane.post(key, body, application))) == ["repeat"]
    lane.door.lane._count(-lanes_.STRAINED)
    assert lane.run(a_page(application, "/"))[0] != 503
    balanced(round_)
