"""The lane itself: the same facts as through the slow door, whatever happens to its connection, keys or queue."""

import asyncio
import json
import random
from collections import Counter
from datetime import timedelta
from uuid import UUID

import asyncpg
import psycopg
import pytest
from django.db import connection
from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Cast

from tests.field.phones import Slow, a_key, a_proof, a_tube, an_attempt, balanced, outcomes, together
from tests.world import HAND, NOON, SPRING, SUMMER, a_building, a_round
from wanjia.config.asgi import Application
from wanjia.coverage import rulings
from wanjia.coverage.intake import said_of
from wanjia.coverage.models import Aside, Attempt, CommitteeTotal, Proof, Sheet, Tube
from wanjia.coverage.rulings import Ruling
from wanjia.field import handler, reading
from wanjia.field import lane as lanes_
from wanjia.field import writer as writing
from wanjia.platform import meters, tokens
from wanjia.platform.models import Account, AuditEntry, Grant, Token
from wanjia.platform.vault import unseal
from wanjia.roster.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
UNKNOWN = "999999001001999999"
NUL = {"code": "SH\0001"}  # what PostgreSQL can't write as text


@pytest.fixture
def ids():
    return a_building(floors=5, doors=2, people=3)[1]


# the same through both doors


class Story:
    """Batches as several devices might send them, drawn by a seed; the same in every round but for the ids."""

    def __init__(self, seed, round_, ids):
        self.draw, self.round, self.ids, self.made = random.Random(seed), round_, ids, []

    def batches(self):
        return [[self.a_record() for _ in range(self.draw.randint(1, 6))] for _ in range(self.draw.randint(6, 9))]

    def a_record(self):
        make = self.draw.choice(
            [self.tube] * 4 + [self.proof] * 3 + [self.again] * 2
            + [self.attempt, self.another_body, self.malformed, self.unwritable, self.of_no_round]
        )  # fmt: skip
        return make()

    def keep(self, record):
        record["id"] = str(UUID(int=(self.round.pk << 64) + len(self.made)))  # sorted alike in every round
        self.made.append(record)
        return record

    def somebody(self):
        return self.draw.choice([*self.ids, *self.ids, UNKNOWN])

    def tube(self):
        people = [self.somebody() for _ in range(self.draw.randint(1, 11))]
        if self.draw.random() < 0.3:
            people.append({"said": "田谷雨，探亲", "seen_at": (NOON - timedelta(minutes=9)).isoformat()})
        return self.keep(a_tube(self.round, people, code=f"SH{len(self.made)}"))

    def proof(self):
        who = self.draw.choice([self.somebody(), None])
        return self.keep(a_proof(self.round, who, detail={"by": "护士", "n": self.draw.randint(0, 9)}, said="外卖员"))

    def attempt(self):
        return self.keep(an_attempt(self.round, self.somebody(), self.draw.choice(["refused", "later"]), note="三楼"))

    def again(self):
        return self.draw.choice(self.made) if self.made else self.proof()

    def another_body(self):
        return self.again() | {"seen_at": (NOON - timedelta(minutes=self.draw.randint(1, 3))).isoformat()}

    def malformed(self):
        return self.keep(a_proof(self.round, "nobody"))

    def unwritable(self):
        return self.keep(a_tube(self.round, self.ids[:2], **NUL))

    def of_no_round(self):
        return self.keep(a_proof(self.round, self.ids[0]) | {"round": 424242})


def told(answer, round_):
    """Receipts without what differs by nature: the round in an id, the driver's word for what can't be written."""
    status, body = answer
    assert status == 200, body
    return [
        receipt | {"id": UUID(receipt["id"]).int - (round_.pk << 64)} | ({"why": "…"} if "why" in receipt else {})
        for receipt in body["receipts"]
    ]


_POSITION = Case(When(kind="conflict", then=Value(0)), default=Cast("position", IntegerField()))


def stored(round_):
    """Everything that the round holds, but for its number and a conflict's position, which is drawn from it."""
    sealed = {aside.pk: said_of(unseal(aside.detail_sealed, field="aside")) for aside in Aside.objects.all()}
    tables = {
        "proofs": Proof.objects.values_list(
            "subject_id", "building_key", "event_id", "tube_part", "seen_at", "received_at", "device", "recorded_by",
            "flags", "detail",
        ),
        "tubes": Tube.objects.values_list(
            "event_id", "part", "code", "place", "members", "capacity", "seen_at", "device", "recorded_by", "flags"
        ),
        "asides": Aside.objects.values_list(
            "event_id", "part", "kind", _POSITION, "subject_id", "building_key", "seen_at", "flags", "resolution"
        ),
        "attempts": Attempt.objects.values_list("event_id", "part", "subject_id", "outcome", "seen_at", "note"),
        "sheets": Sheet.objects.values_list("part", "building_key", "n_owed", "n_done", "n_excused", "n_released"),
        "totals": CommitteeTotal.objects.values_list("committee", "n_owed", "n_done", "n_excused", "n_released"),
    }  # fmt: skip
    found = {name: sorted(map(repr, map(_plain(round_), t.filter(round_id=round_.pk)))) for name, t in tables.items()}
    found["said"] = sorted(
        repr((pk[1].int - (round_.pk << 64), pk[2], said))
        for pk, said in sealed.items()
        if pk[1].int >> 64 == round_.pk
    )
    lines = AuditEntry.objects.filter(subject=f"round:{round_.pk}", act="round.record").order_by("area", "number")
    return found | {"lines": list(lines.values_list("area", "who", "detail"))}


def _plain(round_):
    return lambda row: tuple(v.int - (round_.pk << 64) if isinstance(v, UUID) else v for v in row)


@pytest.mark.parametrize("seed", range(4))
def test_both_doors_give_the_same_receipts_and_write_the_same_tables(lane, client, ids, seed):
    Person.objects.filter(pk=ids[0]).update(merged_into=ids[1])
    a_building(SUMMER, floors=2)
    rounds = a_round(), a_round()
    for round_ in rounds:
        rulings.excuse(by=HAND, ruling=Ruling(round_, ids[2:6], "bedridden"), now=NOON)
        rulings.explain(by=HAND, ruling=Ruling(round_, ids[6:9], "refused"), now=NOON)
    keys = a_key(), a_key(label="08 号")
    through = [
        [told(door.send(keys[n % 2], *batch), round_) for n, batch in enumerate(Story(seed, round_, ids).batches())]
        for door, round_ in zip((Slow(client), lane), rounds, strict=True)
    ]
    assert through[0] == through[1]
    assert stored(rounds[0]) == stored(rounds[1])
    for round_ in rounds:
        balanced(round_)


def test_trap_05_two_entries_of_one_tube_that_were_merged_since_are_one_target_and_one_extra(lane, client, ids):
    """Found by the stories above: the second one was nobody's, and the tube held one person more than was told."""
    Person.objects.filter(pk=ids[0]).update(merged_into=ids[1])
    for door in (lane, Slow(client)):
        round_ = a_round()
        receipt = door.send(a_key(), a_tube(round_, [ids[0], ids[1], ids[2]]))[1]["receipts"][0]
        assert [(odd["position"], odd["outcome"], odd["flags"]) for odd in receipt["people"]] == [
            (1, "done", ["merged"]), (2, "extra", ["duplicate_person"]),
        ]  # fmt: skip
        assert Proof.objects.filter(round_id=round_.pk).count() == 2
        balanced(round_)


# one bad record among good ones


@pytest.mark.parametrize("n", [1, 7])
def test_a_record_that_the_database_can_t_write_stands_alone(lane, ids, n):
    round_, keys = a_round(), [a_key() for _ in range(3)]
    good = [a_proof(round_, subject) for subject in ids[:n]]
    bad, behind = a_tube(round_, ids[:2], **NUL), a_proof(round_, ids[-1])
    attempt = an_attempt(round_, ids[-2], note="a\0b")
    answers = lane.send_together(
        (keys[0], *good, bad, behind), (keys[1], a_tube(round_, ids[10:13])), (keys[2], attempt)
    )
    assert outcomes(answers[0]) == ["done"] * n + ["malformed", "done"]
    assert answers[0][1]["receipts"][n]["id"] == bad["id"]
    assert [outcomes(answer) for answer in answers[1:]] == [["done"], ["malformed"]]
    assert Proof.objects.count() == n + 1 + 3
    balanced(round_)


def test_half_an_emoji_from_a_phone_s_text_field_costs_nobody_their_record(lane, client, ids):
    """A browser cuts 😀 in two at the limit of a field and sends the half as \\ud83d, which is no JSON."""
    round_, key = a_round(), a_key()
    for door in (lane, Slow(client)):
        answer = door.send(key, a_proof(round_, None, said="田谷雨\ud83d"), a_tube(round_, [{"said": "\ude00😀"}]))
        assert outcomes(answer) == ["stranger", "done"]
    said = [said_of(unseal(aside.detail_sealed, field="aside")) for aside in Aside.objects.order_by("event_id")]
    assert sorted(said) == sorted(["田谷雨\ufffd", "\ufffd😀"] * 2)
    balanced(round_)


def test_a_body_that_is_nested_without_end_is_told_so(lane):
    body = b'{"records":[{"kind":"proof","detail":{"a":' + b"[" * 9999 + b"]" * 9999 + b"}}]}"
    status, problem = lane.run(lane.post(a_key(), body))
    assert (status, problem["code"]) == (400, "field.unreadable")


# what is the server's own is never the record's


def failing(monkeypatch, why, times=10**6):
    """The next transactions fail like this before they begin."""
    left, hold = [times], writing.hold_async

    async def fail(link, dialogue):
        if left[0]:
            left[0] -= 1
            raise why("as if")
        return await hold(link, dialogue)

    monkeypatch.setattr(writing, "hold_async", fail)


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


def clashes():
    return meters.retries.labels("clash")._value.get()


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


# keys


def revoked(account):
    tokens.revoke(account, NOON)


def deactivated(account):
    Account.objects.filter(pk=account.pk).update(is_active=False)


def made_to_expire(account):
    Token.objects.filter(account=account).update(expires_at=NOON - timedelta(seconds=1))


def deleted(account):
    Token.objects.filter(account=account).delete()


@pytest.mark.parametrize("end", [revoked, deactivated, made_to_expire, deleted])
def test_a_remembered_key_is_refused_the_moment_it_ends(lane, ids, end):
    round_, key, other = a_round(), a_key(), a_key()
    assert outcomes(lane.send(key, a_proof(round_, ids[0]))) == ["done"]
    lane.send(other, a_proof(round_, ids[1]))
    end(tokens.account_of(key, NOON).account)
    lane.run(asyncio.sleep(0.1))
    status, problem = lane.send(key, a_proof(round_, ids[2]))
    assert (status, problem["code"], lane.headers[b"www-authenticate"]) == (401, "field.no_key", b"Bearer")
    assert outcomes(lane.send(other, a_proof(round_, ids[3]))) == ["done"]
    assert Proof.objects.count() == 3
    balanced(round_)


@pytest.mark.parametrize("end", [lambda grants: grants.update(ends_at=NOON), lambda grants: grants.delete()])
def test_a_device_whose_grant_has_ended_is_told_for_each_record_and_keeps_them(lane, ids, end):
    round_, key = a_round(), a_key()
    lane.send(key, a_proof(round_, ids[0]))
    end(Grant.objects.filter(account=tokens.account_of(key, NOON).account))
    lane.run(asyncio.sleep(0.1))
    receipt = lane.send(key, a_proof(round_, ids[1]))[1]["receipts"][0]
    assert (receipt["outcome"], receipt["why"]) == ("malformed", "place: outside your areas")
    balanced(round_)


def test_a_key_ends_at_its_time_and_a_grant_at_its_own_though_nobody_tells(lane, ids, noon):
    round_, key, granted = a_round(), a_key(), a_key()
    Grant.objects.filter(account=tokens.account_of(granted, NOON).account).update(ends_at=NOON + timedelta(minutes=2))
    for each in (key, granted):
        lane.send(each, a_proof(round_, ids[0]))
    noon(NOON + timedelta(minutes=2, seconds=1))
    assert outcomes(lane.send(granted, a_proof(round_, ids[1]))) == ["malformed"]
    noon(NOON + tokens.SHIFT)
    assert lane.send(key, a_proof(round_, ids[1]))[0] == 401
    balanced(round_)


def test_a_door_that_can_t_hear_forgets_what_it_knew_and_hears_again_by_itself(lane, ids):
    round_, key = a_round(), a_key()
    lane.send(key, a_proof(round_, ids[0]))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%' AND datname = %s",
            [connection.settings_dict["NAME"]],
        )
    tokens.revoke(tokens.account_of(key, NOON).account, NOON)  # nobody is told
    lane.run(asyncio.sleep(1.3))
    assert lane.send(key, a_proof(round_, ids[1]))[0] == 401
    again = a_key()
    lane.send(again, a_proof(round_, ids[2]))
    lane.run(asyncio.sleep(1.2))
    tokens.revoke(tokens.account_of(again, NOON).account, NOON)
    lane.run(asyncio.sleep(0.1))
    assert lane.send(again, a_proof(round_, ids[3]))[0] == 401


def test_a_key_that_can_t_be_looked_up_is_not_called_wrong(lane, monkeypatch):
    from django.db import OperationalError

    def away(*_):
        raise OperationalError

    monkeypatch.setattr("wanjia.field.keys.account_of", away)
    assert lane.send("wj_whatever")[0] == 503


def test_a_device_is_noted_as_heard_of(lane, ids, monkeypatch):
    monkeypatch.setattr(handler, "_HEARD_EVERY", 0.01)
    key = a_key()
    lane.send(key, a_proof(a_round(), ids[0]))
    lane.run(lane.door.lane.note_heard(sorted(lane.door._heard.items())))
    assert tokens.account_of(key, NOON).seen_at == NOON


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


def held(address):
    """A connection that holds every sheet until it is closed."""

    async def hold():
        rival = await asyncpg.connect(address)
        await rival.execute("BEGIN; SELECT 1 FROM coverage_sheet FOR UPDATE")
        return rival

    return hold()


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
