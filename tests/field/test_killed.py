"""Trap 23: the machine is killed in the middle of everything, with phones pressing all the while."""

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter

import psutil
import psycopg
import pytest

from tests.field.installation import PER_COMMITTEE, Installation
from tests.field.phones import run_apart
from tests.field.pressing import Phone, one_by_one, work
from wanjia.kernel.ids import make_id, new_event_id

DEVICES, SEED = 6, 23
KILLS = ["web"] * 3 + ["jobs"] * 2 + ["backend"] * 3 + ["postmaster"] * 2
LOAD = 30  # tubes that have to be acknowledged between two kills: it is always under load
_COUNTS = ("coverage_arrival", "coverage_tube", "coverage_proof", "coverage_aside", "coverage_attempt")


@pytest.fixture(scope="module")
def installation():
    made = Installation(people=5 * PER_COMMITTEE, devices=DEVICES)
    yield made
    made.end()


class Street:
    """What one device meets: ten neighbours after the other, now and then somebody swabbed already or unknown."""

    def __init__(self, world, number):
        self.committee, self.key = world["devices"][number]
        self.round, self.draw, self.is_over = world["round"], random.Random(SEED + number), False
        self.serials = iter(range(world["first"] + 5 * number, world["first"] + PER_COMMITTEE, 10))

    def tube(self):
        if self.is_over:
            return None
        first = next(self.serials, None)
        serials = range(first, first + 10) if first else self.draw.sample(range(100_000, 100_000 + PER_COMMITTEE), 10)
        people = [str(make_id(self.committee, serial)) for serial in serials]
        if self.draw.random() < 0.1:
            people[3] = {"said": "田谷雨，探亲"}
        return {
            "kind": "tube", "id": str(new_event_id()), "round": self.round, "code": f"SH{first}",
            "place": str(self.committee), "seen_at": "2026-03-31T04:00:00Z", "people": people,
        }  # fmt: skip


def kill(installation, what):
    """kill -9, the way a machine that has run out of memory does it. True when there was somebody to kill."""
    try:
        if what == "postmaster":
            os.kill(installation.postmaster(), signal.SIGKILL)
            return True
        if what == "backend":
            found = installation.rows("SELECT pid FROM pg_stat_activity WHERE application_name = 'wanjia lane'")
            os.kill(found[0][0], signal.SIGKILL)
            return True
        installation.children({"web": "uvicorn", "jobs": "wanjia.cli work"}[what])[0].kill()
    except (OSError, IndexError, psutil.Error, psycopg.Error):
        return False
    return True


async def press(installation, streets, phones):
    """All phones at work, all kills one after the other; returns the seconds from each kill to the next answers."""
    working = [asyncio.create_task(phone.work()) for phone in phones]
    kills, draw, silences = KILLS[:], random.Random(SEED), []
    draw.shuffle(kills)
    for what in kills:
        await heard(phones, LOAD, working)
        await asyncio.sleep(draw.uniform(0.2, 1.0))
        while not await asyncio.to_thread(kill, installation, what):
            await asyncio.sleep(0.1)
        began = time.monotonic()
        await heard(phones, 1, working)
        silences.append((what, round(time.monotonic() - began, 2)))
    await heard(phones, LOAD, working)
    await leave(streets, working)
    return silences


async def leave(streets, working):
    """No more tubes; each phone works until everything that it has made is acknowledged."""
    for street in streets:
        street.is_over = True
    await asyncio.wait_for(asyncio.gather(*working), 60)


async def heard(phones, count, working):
    """Waits until so many more tubes are acknowledged."""
    before, began = sum(len(phone.told) for phone in phones), time.monotonic()
    while sum(len(phone.told) for phone in phones) < before + count:
        for task in working:
            if task.done():
                task.result()
        assert time.monotonic() - began < 60, "the phones hear nothing any more"
        await asyncio.sleep(0.02)


def counts(installation):
    return [installation.rows(f"SELECT count(*) FROM {table}")[0][0] for table in _COUNTS]


def test_trap_23_whatever_is_killed_nothing_acknowledged_is_lost_or_doubled(installation):
    installation.serve()
    streets = [Street(installation.world, number) for number in range(DEVICES)]
    phones = [Phone(installation.port, street.key, street.tube, pause=0.02) for street in streets]
    silences = run_apart(press(installation, streets, phones))
    sys.stdout.write(f"seconds without an answer: {silences}, tubes: {sum(len(phone.made) for phone in phones)}\n")
    kept_once(installation, phones)
    assert installation.stop() == 0
    assert not (installation.home / "database" / "postmaster.pid").exists()


def test_trap_23_web_processes_do_not_go_on_unwatched_when_their_parent_is_killed(installation):
    """They kept the port, so that no new one could start, and outlived `wanjia serve`."""
    installation.serve("--workers", "2")
    streets = [Street(installation.world, number) for number in range(DEVICES)]
    phones = [Phone(installation.port, street.key, street.tube, pause=0.02) for street in streets]
    parent = installation.children("uvicorn")[0]
    below = parent.children(recursive=True)

    async def behead():
        working = [asyncio.create_task(phone.work()) for phone in phones]
        await heard(phones, LOAD, working)
        parent.kill()
        await asyncio.to_thread(psutil.wait_procs, below, 5)
        await heard(phones, LOAD, working)
        await leave(streets, working)

    run_apart(behead())
    assert not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in below)
    assert len(installation.children("uvicorn")) == 1
    kept_once(installation, phones)
    assert installation.stop() == 0


def kept_once(installation, phones):
    """What was sent is acknowledged, what is acknowledged is stored once, and sending it all again changes nothing."""
    sent = {record["id"] for phone in phones for record in phone.made}
    stored = Counter(str(row[0]) for row in installation.rows("SELECT event_id FROM coverage_tube"))
    arrived = Counter(str(row[0]) for row in installation.rows("SELECT event_id FROM coverage_arrival"))
    assert outcomes_of(phones).keys() == sent <= stored.keys() == arrived.keys()
    assert set(stored.values()) == set(arrived.values()) == {1}
    assert set().union(*outcomes_of(phones).values()) <= {"done", "repeat"}

    before = counts(installation)
    again = [Phone(installation.port, phone.key, one_by_one(phone.made), most=100) for phone in phones]
    run_apart(work(again))
    assert outcomes_of(again) == {event: {"repeat"} for event in sent}
    assert counts(installation) == before
    assert installation.check() == (0, [])


def outcomes_of(phones):
    return {event: set(told) for phone in phones for event, told in phone.told.items()}
