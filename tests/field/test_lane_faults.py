"""Faults of the server, clashes and lost connections: never the record's, told as busy, stored once."""

import asyncio

import asyncpg
import psycopg
import pytest
from django.db import connection

from tests.field.lane_faults import clashes, failing
from tests.field.phones import a_key, a_proof, a_tube, an_attempt, balanced, outcomes
from tests.world import a_building, a_round
from wanjia.coverage.models import Aside, Attempt, Proof, Sheet, Tube
from wanjia.field import lane as lanes_
from wanjia.field import writer as writing

pytestmark = pytest.mark.django_db(transaction=True)


# what is the server's own is never the record's


@pytest.mark.parametrize(
    "why",
    [
        asyncpg.DiskFullError, asyncpg.ReadOnlySQLTransactionError, asyncpg.OutOfMemoryError,
        asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError,
        asyncpg.UndefinedTableError, asyncpg.InternalServerError, OSError, TimeoutError,
    ],
)  # fmt: skip
def test_a_fault_of_the_server_is_never_told_as_a_malformed_record(lane, ids, monkeypatch, why):
    round_, key = a_round(), a_key()
    monkeypatch.setattr(writing, "_PATIENCE", 0.0)
    with monkeypatch.context() as away:
        failing(away, why)
        status, problem = lane.send(key, a_tube(round_, ids[:3]))
        assert (status, problem["code"], lane.headers[b"retry-after"]) == (503, "field.busy", b"3")
    assert Tube.objects.count() == Proof.objects.count() == 0
    assert outcomes(lane.send(key, a_tube(round_, ids[:3]))) == ["done"]
    balanced(round_)


def test_a_database_that_only_reads_takes_nothing_and_what_was_sent_is_taken_when_it_writes_again(
    lane, ids, monkeypatch
):
    round_, key, tube = a_round(), a_key(), None
    monkeypatch.setattr(writing, "_PATIENCE", 0.3)
    tube = a_tube(round_, ids[:3])
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        try:
            assert lane.send(key, tube)[0] == 503
        finally:
            cursor.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    assert Proof.objects.count() == 0
    assert outcomes(lane.send(key, tube)) == ["done"]
    balanced(round_)


def test_a_short_fault_is_never_heard_of(lane, ids, monkeypatch):
    round_ = a_round()
    failing(monkeypatch, asyncpg.CannotConnectNowError, times=2)
    assert outcomes(lane.send(a_key(), a_tube(round_, ids[:3]))) == ["done"]
    balanced(round_)


def test_a_database_that_stays_away_keeps_nobody_waiting_one_after_the_other(lane, ids, monkeypatch):
    """All who wait are turned away together: else the twentieth batch would hear after twenty times the patience."""
    round_ = a_round()
    keys = [a_key() for _ in range(6)]
    monkeypatch.setattr(lanes_, "BATCH", 1)
    monkeypatch.setattr(writing, "_PATIENCE", 0.5)
    failing(monkeypatch, asyncpg.CannotConnectNowError)
    began = lane.loop.time()
    answers = lane.send_together(*((key, a_proof(round_, ids[n])) for n, key in enumerate(keys)))
    assert [status for status, _ in answers] == [503] * 6
    assert lane.loop.time() - began < 1.5


# clashes


def test_a_real_deadlock_is_tried_again_and_no_device_hears_of_it(lane, ids):
    other = a_building(number=2)[1]
    round_, key = a_round(), a_key()
    sheets = list(
        Sheet.objects.filter(round_id=round_.pk).order_by("building_key").values_list("building_key", flat=True)
    )
    before = clashes()

    async def clash():
        rival = await asyncpg.connect(lane.address, server_settings={"deadlock_timeout": "20s"})
        hold = "SELECT 1 FROM coverage_sheet WHERE building_key = $1 FOR NO KEY UPDATE"
        async with rival.transaction():
            await rival.fetch(hold, sheets[1])
            ours = asyncio.create_task(lane.ask(key, a_tube(round_, [ids[0], other[0]])))
            await asyncio.sleep(0.3)  # it holds the first sheet now, and waits for the second
            await rival.fetch(hold, sheets[0])
        await rival.close()
        return await ours

    assert outcomes(lane.run(clash())) == ["done"]
    assert clashes() > before
    balanced(round_)


def test_clashes_without_end_are_told_as_busy(lane, ids, monkeypatch):
    round_ = a_round()
    with monkeypatch.context() as always:
        failing(always, asyncpg.SerializationError)
        assert lane.send(a_key(), a_proof(round_, ids[0]))[0] == 503
    balanced(round_)


# lost connections


class Cut:
    """A connection whose backend is ended before the n-th statement."""

    def __init__(self, link, address, left):
        self.link, self.address, self.left = link, address, left

    async def fetch(self, query, *args):
        self.left[0] -= 1
        if self.left[0] == 0:
            with psycopg.connect(self.address, autocommit=True) as killer:
                killer.execute("SELECT pg_terminate_backend(%s)", [self.link.get_server_pid()])
        return await self.link.fetch(query, *args)


@pytest.mark.parametrize("statement", [1, 2, 4, 7, 9])
def test_a_connection_that_ends_in_the_middle_of_a_batch_is_made_again_and_each_record_is_stored_once(
    lane, ids, monkeypatch, statement
):
    round_, key, left, hold = a_round(), a_key(), [statement], writing.hold_async
    monkeypatch.setattr(writing, "hold_async", lambda link, dialogue: hold(Cut(link, lane.address, left), dialogue))
    records = [
        a_tube(round_, ids[:3]),
        a_proof(round_, ids[5]),
        a_proof(round_, None, said="x"),
        an_attempt(round_, ids[7]),
    ]
    assert outcomes(lane.send(key, *records)) == ["done", "done", "stranger", "done"]
    assert left[0] < 0, "it was cut"
    assert [Tube.objects.count(), Proof.objects.count(), Aside.objects.count(), Attempt.objects.count()] == [1, 4, 1, 1]
    balanced(round_)


def test_a_commit_whose_answer_was_lost_is_told_as_a_repeat_with_the_same_flags(lane, ids, monkeypatch):
    round_, transact, times = a_round(), writing.Writer._transact, [1]

    async def lose(self, sent):
        receipts = await transact(self, sent)
        if times.pop():
            times.append(0)
            raise ConnectionResetError
        times.append(0)
        return receipts

    monkeypatch.setattr(writing.Writer, "_transact", lose)
    receipt = lane.send(a_key(), a_tube(round_, [ids[0], ids[0]]))[1]["receipts"][0]
    assert (receipt["outcome"], receipt["people"][0]["flags"]) == ("repeat", ["duplicate_person"])
    assert Tube.objects.count() == 1
    balanced(round_)
