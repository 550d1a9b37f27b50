"""Traps 6 and 7: more than the server can write, and a server that is away. Nothing acknowledged is lost."""

import asyncio
import sys
import time
from collections import Counter
from datetime import datetime, timedelta

import pytest

from tests.field.installation import PER_COMMITTEE, Installation
from tests.field.phones import run_apart
from tests.field.pressing import Phone, one_by_one, work
from wanjia.benches import client
from wanjia.kernel.ids import make_id, new_event_id

COMMITTEES, PHONES = 15, 60
EACH = COMMITTEES * PER_COMMITTEE // PHONES // 10  # tubes of ten that each phone has waiting
LONG = 10.0  # seconds of it
AT_ONCE = 96  # tubes in one request: sixty phones offer 57,600 persons at once, the lane lets 20,000 wait
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def installation():
    made = Installation(people=COMMITTEES * PER_COMMITTEE, devices=PHONES)
    yield made
    made.end()


@pytest.fixture(autouse=True)
def serving(installation):
    installation.serve()
    yield
    if installation.serving.poll() is None:
        installation.stop()


def tubes(world, number, round_, *moments):
    """The people of one device's street, ten to a tube; as many tubes as moments at which they were filled."""
    committee = world["devices"][number][0]
    first = world["first"] + number // COMMITTEES * EACH * 10
    return [
        {
            "kind": "tube", "id": str(new_event_id()), "round": round_, "code": f"SH{committee}{n:05}",
            "place": str(committee), "seen_at": moment.isoformat(),
            "people": [str(make_id(committee, first + n * 10 + p)) for p in range(10)],
        }
        for n, moment in enumerate(moments)
    ]  # fmt: skip


def stored(installation, round_):
    """(event, flags) of each tube of the round, and how many persons are proven."""
    found = installation.rows("SELECT event_id, flags FROM coverage_tube WHERE round_id = %s", round_)
    proofs = installation.rows("SELECT count(*) FROM coverage_proof WHERE round_id = %s", round_)[0][0]
    return {str(event): set(flags) for event, flags in found}, proofs


class Reader:
    """Somebody who looks at pages all the while: how often they were told to wait, and whether the server lived."""

    def __init__(self, port):
        self.port, self.told, self.longest, self.is_over = port, Counter(), 0.0, False

    async def look(self):
        link = await client.connect(self.port)
        while not self.is_over:
            for path in ("/sign-in/", "/healthz"):
                began = time.monotonic()
                status, _ = await link.ask(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
                self.told[path, status] += 1
                self.longest = max(self.longest, time.monotonic() - began)
            await asyncio.sleep(0.05)
        link._transport.abort()


class Crowd:
    """Everybody once, then everybody again and again under new ids, until it is over."""

    def __init__(self, world, number):
        self.made = tubes(world, number, world["round"], *[datetime.fromisoformat(world["due_at"])] * EACH)
        self.left, self.end = one_by_one(self.made), time.monotonic() + LONG

    def tube(self):
        record = self.left()
        if record is None and time.monotonic() < self.end:
            self.left = one_by_one([record | {"id": str(new_event_id())} for record in self.made])
            record = self.left()
        return record


def test_trap_06_reads_are_shed_first_writes_stay_on_the_phones_and_nothing_acknowledged_is_lost(installation):
    world, port = installation.world, installation.port
    phones = [Phone(port, key, Crowd(world, n).tube, most=AT_ONCE) for n, (_area, key) in enumerate(world["devices"])]
    reader, began = Reader(port), time.monotonic()

    async def overload():
        looking = asyncio.create_task(reader.look())
        await asyncio.wait_for(work(phones), 90)
        reader.is_over = True
        await looking

    run_apart(overload())
    statuses = Counter(status for phone in phones for status in phone.statuses)
    sent = {record["id"] for phone in phones for record in phone.made}
    sys.stdout.write(
        f"{len(sent)} tubes in {time.monotonic() - began:.1f} s, answers {dict(statuses)}, pages {dict(reader.told)}, "
        f"the slowest after {reader.longest:.2f} s\n"
    )
    assert statuses.keys() == {200, 503}, "turned away before acceptance, and never broken off"
    assert reader.told["/sign-in/", 503] > 0, "pages gave way"
    assert {status for path, status in reader.told if path == "/healthz"} == {200}
    tubes_stored, proofs = stored(installation, world["round"])
    assert tubes_stored.keys() == {event for phone in phones for event in phone.told} == sent
    assert proofs == PHONES * EACH * 10
    assert {outcome for phone in phones for told in phone.told.values() for outcome in told} == {"done"}
    assert installation.get("/sign-in/") == 200, "it is over, and pages answer again"
    assert installation.check() == (0, [])


def test_trap_07_a_server_that_was_away_for_two_hours_judges_by_when_it_was_seen_not_by_when_it_came(installation):
    """The round was due an hour ago. Half of the phones show the wrong time: two hours ahead, or one behind."""
    world = installation.world
    due = datetime.fromisoformat(world["due_at"])
    ahead = [timedelta(), timedelta(), 2 * HOUR, -HOUR]
    before, away, late = due - HOUR, due - HOUR / 2, due + HOUR / 2
    phones, is_late = [], {}
    for number, (_committee, key) in enumerate(world["devices"][:12]):
        skew = ahead[number % 4]
        made = tubes(world, number, world["over"], before + skew, away + skew, away + skew, late + skew)
        is_late |= {record["id"]: n == 3 for n, record in enumerate(made)}
        phones.append((Phone(installation.port, key, one_by_one(made[:1]), ahead=skew), made[1:]))
    run_apart(work([phone for phone, _rest in phones]))
    assert installation.stop() == 0

    async def meanwhile():
        """The swabs go on; each phone has tried in vain before the server is back."""
        for phone, rest in phones:
            phone.make = one_by_one(rest)
        working = [asyncio.create_task(phone.work()) for phone, _rest in phones]
        await asyncio.sleep(0.6)
        assert all(phone.statuses[-1] == 0 and len(phone.waiting) == 3 for phone, _rest in phones)
        await asyncio.to_thread(installation.serve)
        await asyncio.wait_for(asyncio.gather(*working), 30)

    run_apart(meanwhile())
    found, proofs = stored(installation, world["over"])
    assert {event: "late" in flags for event, flags in found.items()} == is_late
    assert proofs == 10 * len(is_late)
    for number, (phone, _rest) in enumerate(phones):
        for record in phone.made:
            assert ("clock_skew" in found[record["id"]]) == bool(ahead[number % 4])
    assert installation.check() == (0, [])
