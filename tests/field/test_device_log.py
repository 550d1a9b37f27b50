"""The numbered log: for any history of made, undone and sent, the server's count is what arrived (traps 3, 4)."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.devices.phones import Phone, blocks, enrolled
from tests.field.phones import Slow, a_proof, a_tube
from tests.world import NOON, SPRING, a_building, a_round
from wanjia.coverage.models import Arrival, Proof
from wanjia.devices.models import Device, DeviceSpan
from wanjia.kernel.ids import new_event_id

pytestmark = pytest.mark.django_db


def arrive(*ids, part=SPRING):
    Arrival.objects.bulk_create(
        [
            Arrival(part=part, event_id=id_, kind="proof", round_id=1, digest=b"", received_at=NOON)
            for id_ in ids
        ],
        ignore_conflicts=True,
    )  # fmt: skip


@pytest.fixture
def phone(client, noon):
    a_building()
    return Phone(client, enrolled(a_round()))


# a step of a phone's day: records made, one undone, one sent by whatever phone (heard or not), the log told
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("make"), st.integers(1, 40)),
        st.tuples(st.sampled_from(["void", "send"]), st.integers(0, 200)),
        st.tuples(st.just("log"), st.booleans()),
    ),
    max_size=14,
)


@given(steps=STEPS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_here_void_and_missing_always_make_up_what_was_made(phone, steps):
    Arrival.objects.all().delete()
    DeviceSpan.objects.all().delete()
    fresh = Phone(phone.client, enrolled(None, kind="post"))
    arrived = set()
    for step, value in steps:
        if step == "make":
            for _ in range(value):
                fresh.make()
        elif step == "log":
            fresh.log(with_ids=value)
        elif fresh.made:
            at = value % len(fresh.made)
            if step == "void":
                fresh.voids[at + 1] = fresh.made[at]
            else:
                arrive(fresh.made[at])
                arrived.add(fresh.made[at])
    told = fresh.log().json()
    void = set(fresh.voids.values()) - arrived
    device = Device.objects.get(pk=fresh.device.pk)
    assert told["here"] == device.here == len(arrived)
    assert device.void == len(void)
    assert set(told["missing"]) == {str(id_) for id_ in set(fresh.made) - arrived - void}
    assert device.made == len(fresh.made) == device.here + device.void + len(told["missing"])
    assert set(told["void_here"]) == {str(id_) for id_ in set(fresh.voids.values()) & arrived}
    assert told["want"] == []
    assert fresh.log(with_ids=False).json() == told


def test_a_confirmed_block_needs_no_ids_again_and_a_longer_one_does(phone):
    ids = [phone.make() for _ in range(70)]
    arrive(*ids)
    told = phone.log().json()
    assert [(block["first"], block["last"]) for block in told["confirmed"]] == [(1, 64), (65, 70)]
    phone.make()
    told = phone.log(with_ids=False).json()
    assert [block["first"] for block in told["confirmed"]] == [1]
    assert told["want"] == [{"first": 65, "last": 71}]
    assert told["here"] == 70


def test_a_block_whose_ids_do_not_fit_its_hash_is_asked_for_again(phone):
    ids = [phone.make() for _ in range(3)]
    block = blocks(ids)[0]
    for broken in (
        block | {"ids": block["ids"][:2]}, block | {"ids": block["ids"][::-1]}, block | {"hash": "0" * 64},
    ):  # fmt: skip
        told = phone.post("field/log", {"made": 3, "unsent": 0, "spans": [broken]}).json()
        assert told["want"] == [{"first": 1, "last": 3}]
    assert not DeviceSpan.objects.exists()


def test_an_old_log_that_comes_late_takes_nothing_back(phone):
    ids = [phone.make() for _ in range(10)]
    arrive(*ids)
    phone.log()
    late = {"made": 4, "unsent": 0, "spans": blocks(ids[:4])}
    told = phone.post("field/log", late).json()
    assert told["here"] == 10
    assert Device.objects.get(pk=phone.device.pk).made == 10


def test_what_came_through_another_phone_is_here(phone, client):
    """Handed over without a network: the giver never sends it, and may be wiped."""
    ids = [phone.make() for _ in range(5)]
    assert phone.log(unsent=5).json()["here"] == 0
    arrive(*ids)  # the receiver's batch, under its own key: the same committee, the same arrivals
    assert phone.log(with_ids=False).json()["here"] == 5


def test_arrivals_of_another_committee_are_not_these(phone):
    id_ = phone.make()
    arrive(id_, part=SPRING + 1)
    assert phone.log().json()["missing"] == [str(id_)]


def test_trap_03_what_could_not_be_read_is_missing_until_it_is_written_anew(phone, client):
    _key, ids = a_building(number=2)
    round_ = a_round()
    good, bad, anew = (a_proof(round_, ids[at]) for at in (0, 1, 1))
    bad["outcome"] = "?"
    phone.made = [record["id"] for record in (good, bad)]
    _status, told = Slow(client).send(phone.key, good, bad)
    assert [receipt["outcome"] for receipt in told["receipts"]] == ["done", "malformed"]
    assert phone.log(unsent=1).json()["missing"] == [bad["id"]]
    phone.made.append(anew["id"])
    phone.voids[2] = bad["id"]
    Slow(client).send(phone.key, anew)
    told = phone.log().json()
    assert (told["here"], told["missing"]) == (2, [])
    assert [block["last"] for block in told["confirmed"]] == [3]


def test_trap_04_a_building_that_went_to_another_phone_while_the_first_was_offline(client, noon):
    """Both worked in it. Everything is accepted, each person counts once, each phone's log is complete."""
    key, ids = a_building()
    round_ = a_round()
    first, second = (Phone(client, enrolled(round_, key, kind="sweep")) for _ in range(2))
    offline = [a_proof(round_, person, place=str(key)) for person in ids[:4]]
    online = [a_proof(round_, person, place=str(key)) for person in ids[2:6]]
    second.made = [record["id"] for record in online]
    assert {r["outcome"] for r in Slow(client).send(second.key, *online)[1]["receipts"]} == {"done"}
    noon(NOON + timedelta(hours=1))
    first.made = [record["id"] for record in offline]
    _status, told = Slow(client).send(first.key, *offline, sent_at=(NOON + timedelta(hours=1)).isoformat())
    assert [r["outcome"] for r in told["receipts"]] == ["done", "done", "extra", "extra"]
    assert Proof.objects.filter(round_id=round_.pk).count() == 6
    for phone in (first, second):
        told = phone.log().json()
        assert (told["here"], told["missing"]) == (4, [])
        assert sum(t["s"] == "done" for t in phone.get("field/news").json()["targets"].values()) == 6


def test_a_long_log_is_checked_with_few_queries(phone, django_assert_max_num_queries):
    ids = [phone.make() for _ in range(64 * 20)]
    arrive(*ids[::2])
    with django_assert_max_num_queries(16):
        told = phone.log().json()
    assert told["here"] == 640
    with django_assert_max_num_queries(16):
        phone.log(with_ids=False)


@pytest.mark.parametrize(
    "body",
    [
        {"made": -1, "unsent": 0}, {"made": 1}, {"made": 1, "unsent": 0, "spans": [{"first": 0, "last": 1}]},
        {"made": 1, "unsent": 0, "spans": [{"first": 1, "last": 1, "hash": "x"}]},
    ],
)  # fmt: skip
def test_a_log_that_is_none_is_named(phone, body):
    answer = phone.post("field/log", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "input.bad")


def test_blocks_that_are_none_are_left_alone(phone):
    odd = [{"first": 2, "last": 5, "hash": "0" * 64}, {"first": 1, "last": 65, "hash": "0" * 64}]
    told = phone.post("field/log", {"made": 65, "unsent": 0, "spans": odd}).json()
    assert (told["want"], told["confirmed"]) == ([], [])


def test_a_void_of_a_number_that_was_never_given_is_left_out(phone):
    void = {"number": 9, "id": str(new_event_id()), "at": NOON.isoformat()}
    told = phone.post("field/log", {"made": 3, "unsent": 0, "voids": [void]}).json()
    assert told["void_here"] == []
    assert Device.objects.get(pk=phone.device.pk).void == 0


def test_the_clock_and_the_last_word_are_kept(phone, noon):
    noon(NOON + timedelta(minutes=3))
    phone.post("field/log", {"made": 0, "unsent": 2, "sent_at": NOON.isoformat()})
    device = Device.objects.get(pk=phone.device.pk)
    assert (device.skew_ms, device.unsent) == (180_000, 2)
    assert device.heard_at == NOON + timedelta(minutes=3)


def test_a_tube_is_one_number_however_many_are_in_it(phone, client):
    _key, ids = a_building(number=2)
    tube = a_tube(a_round(), ids[:5])
    phone.made = [tube["id"]]
    Slow(client).send(phone.key, tube)
    assert phone.log().json()["here"] == 1
