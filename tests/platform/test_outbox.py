"""Effects between rooms: at once in the same transaction, or later by the worker, never lost."""

import pytest

from tests.world import NOON, SPRING
from wanjia.platform import outbox
from wanjia.platform.models import OutboxEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard(monkeypatch):
    events = []
    monkeypatch.setitem(outbox.later, "test.late", [lambda payload, now: events.append(payload["n"])])
    monkeypatch.setitem(outbox.at_once, "test.now", [lambda payload, now: events.append(payload["n"])])
    return events


def test_what_must_not_be_late_is_heard_before_the_service_returns(heard):
    outbox.tell("test.now", part=SPRING, payload={"n": 1}, now=NOON)
    assert heard == [1]


def test_what_may_be_late_waits_for_the_worker_and_is_heard_once(heard):
    outbox.tell("test.late", part=SPRING, payload={"n": 2}, now=NOON)
    assert heard == []
    assert outbox.drain(NOON) == 1
    assert outbox.drain(NOON) == 0
    assert heard == [2]


def test_a_handler_that_fails_leaves_the_event_waiting_with_its_reason(monkeypatch):
    def fails(payload, now):
        raise ZeroDivisionError

    monkeypatch.setitem(outbox.later, "test.late", [fails])
    outbox.tell("test.late", part=SPRING, payload={}, now=NOON)
    for _try in range(7):
        assert outbox.drain(NOON) == 0
    event = OutboxEvent.objects.get()
    assert (event.handled_at, event.tries, event.failure) == (None, 5, "ZeroDivisionError")
