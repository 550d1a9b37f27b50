"""Keys that end, grants that end, keys that nobody can look up: the lane knows at once."""

import asyncio
from datetime import timedelta

import pytest
from django.db import connection

from tests.field.phones import a_key, a_proof, balanced, outcomes
from tests.world import NOON, a_round
from wanjia.coverage.models import Proof
from wanjia.field import handler
from wanjia.platform import tokens
from wanjia.platform.models import Account, Grant, Token

pytestmark = pytest.mark.django_db(transaction=True)


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
