"""143 made, 106 here, last heard of 4 minutes ago: what a list says of each phone, and when the alarm rings."""

from datetime import timedelta

import pytest

from tests.devices.phones import SHIFT_END, Phone, an_invitation, enrolled
from tests.field.phones import Slow, a_proof, a_tube
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building
from wanjia.coverage.models import Arrival
from wanjia.devices import queries, services
from wanjia.devices.models import Device
from wanjia.devices.rules import State
from wanjia.platform.models import Token

pytestmark = pytest.mark.django_db


def arrive(ids):
    Arrival.objects.bulk_create(
        [Arrival(part=SPRING, event_id=i, kind="proof", round_id=1, digest=b"", received_at=NOON) for i in ids]
    )


def a_phone(client, round_, *, made=0, here=0, **more):
    phone = Phone(client, enrolled(round_, **more))
    ids = [phone.make() for _ in range(made)]
    arrive(ids[:here])
    phone.log(unsent=made - here)
    return phone


def test_143_made_106_here_last_heard_of_4_minutes_ago(client, noon, round_):
    a_phone(client, round_, made=143, here=106)
    [line] = queries.lines(SPRING, NOON + timedelta(minutes=4))
    assert (line.made, line.here, line.missing, line.state) == (143, 106, 37, State.WORKING)
    assert line.heard_at == NOON


def test_the_alarm_rings_after_a_quarter_of_an_hour_and_stops_with_the_next_word(client, noon, round_):
    phone = a_phone(client, round_)
    assert queries.silent(SPRING, NOON + timedelta(minutes=15)) == []
    late = NOON + timedelta(minutes=16)
    assert [line.device.pk for line in queries.silent(SPRING, late)] == [phone.device.pk]
    noon(late)
    assert queries.silent_count(SPRING) == queries.silent_count(TOWN) == 1
    assert queries.silent_count(SUMMER) == 0
    phone.get("field/news")
    assert queries.silent(SPRING, late) == []


def test_records_by_the_fast_lane_are_a_word_too(client, noon, round_):
    phone = a_phone(client, round_)
    Token.objects.filter(account=phone.device.account).update(seen_at=NOON + timedelta(minutes=20))
    assert queries.silent(SPRING, NOON + timedelta(minutes=30)) == []


def test_after_its_shift_only_a_phone_that_owes_something_is_silent(client, noon, round_):
    a_phone(client, round_, made=3, here=3)
    owing = a_phone(client, round_, made=3, here=2)
    late = SHIFT_END + timedelta(hours=1)
    states = {line.device.pk: line.state for line in queries.lines(SPRING, late)}
    assert sorted(states.values()) == [State.ALL_HERE, State.SILENT]
    assert states[owing.device.pk] is State.SILENT
    week = NOON + timedelta(days=7)
    assert [line.device.pk for line in queries.lines(SPRING, week)] == [owing.device.pk]  # not forgotten


def test_what_was_handed_to_another_phone_stops_the_alarm_without_a_word_of_the_giver(client, noon, round_):
    giver = a_phone(client, round_, made=5)
    services.end(by=HAND, device_id=giver.device.pk, reason="没电了", now=NOON)
    late = NOON + timedelta(hours=1)
    assert queries.line(Device.objects.get(pk=giver.device.pk), late).state is State.SILENT
    arrive(giver.made)
    line = queries.line(Device.objects.get(pk=giver.device.pk), late)
    assert (line.here, line.missing, line.state) == (5, 0, State.ALL_HERE)


def test_an_erased_phone_that_took_records_with_it_is_not_called_erased(client, noon, round_):
    phone = a_phone(client, round_, made=5, here=4)
    phone.post("field/wiped", {"made": 5, "unsent": 0})
    assert [line.state for line in queries.lines(SPRING, NOON)] == [State.SILENT]
    arrive(phone.made[4:])
    assert [line.state for line in queries.lines(SPRING, NOON)] == [State.WIPED]


def test_silent_ones_first_then_short_ones_then_the_rest(client, noon, round_):
    done = a_phone(client, round_, made=1, here=1, ends_at=NOON + timedelta(minutes=30))
    silent = a_phone(client, round_, made=1, here=1)
    short = a_phone(client, round_, made=2, here=1, ends_at=NOON + timedelta(minutes=30))
    working = a_phone(client, round_)
    late = NOON + timedelta(minutes=40)
    noon(late)
    for phone in (short, working):
        phone.get("field/news")
    order = [line.device.pk for line in queries.lines(SPRING, late)]
    assert order == [phone.device.pk for phone in (silent, short, working, done)]


def test_the_log_by_blocks_names_the_numbers_that_are_missing(client, noon, round_):
    phone = a_phone(client, round_, made=70, here=66)
    phone.voids[69] = phone.made[68]
    phone.log()
    first, second = queries.parts(phone.device)
    assert (first.missing, first.void) == ((), 0)
    assert (second.missing, second.void) == ((67, 68, 70), 1)


def test_marks_of_its_records_are_counted(client, noon, round_):
    _key, ids = a_building(number=2)
    phone = Phone(client, enrolled(round_))
    tube = a_tube(round_, ids[:11] if len(ids) > 10 else ids * 2)
    Slow(client).send(phone.key, tube, a_proof(round_, ids[0]))
    counted = queries.flags(phone.device)
    assert counted
    assert set(counted) <= {"tube_full", "duplicate_person", "not_on_roster"}


def test_open_invitations_are_those_by_which_somebody_can_come_in(client, noon, round_):
    open_, many = an_invitation(round_), an_invitation(round_, max_uses=3)
    enrolled(round_)
    assert {one.pk for one in queries.invitations(TOWN, NOON)} == {open_.pk, many.pk}
    assert queries.invitations(SUMMER, NOON) == []
    assert queries.invitations(SPRING, SHIFT_END) == []


def test_the_number_of_queries_does_not_grow(client, noon, round_, django_assert_max_num_queries):
    for _ in range(6):
        a_phone(client, round_, made=80, here=10)
    with django_assert_max_num_queries(4):
        assert len(queries.lines(SPRING, NOON)) == 6
    with django_assert_max_num_queries(4):
        queries.silent_count(SPRING)
    device = Device.objects.first()
    with django_assert_max_num_queries(3):
        queries.parts(device)
