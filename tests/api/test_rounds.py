"""Rounds over the API: counts that balance, names only for those who may see them."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.world import NOON, SPRING, SUMMER, TOWN, a_building, a_round, an_account
from wanjia.coverage import intake
from wanjia.kernel import clock
from wanjia.platform import tokens

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def phone(client):
    """A tester's phone with its own key: post(path, body) -> (status, answer)."""

    def call(path, body=None, role="tester", area=SPRING, key=None):
        if key is None:
            account = an_account(f"t{uuid4().hex[:8]}", role, area)
            key = tokens.issue(account, label="07 号", now=NOON)
        send = client.get if body is None else client.post
        extra = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = send(f"/api/v1{path}", headers={"Authorization": f"Bearer {key}"}, **extra)
        return answer.status_code, answer.json()

    return call


def test_the_counts_of_an_area_balance(phone):
    ids = a_building()[1]
    round_ = a_round()
    fact = intake.ProofFact(uuid4(), ids[0], NOON, SPRING)
    intake.record_proofs(round_=round_, facts=[fact], device="07 号", by="孙大寒", now=NOON)
    status, counts = phone(f"/rounds/{round_.pk}/tally?area={SPRING}", role="viewer")
    assert status == 200
    assert counts["owed"] == counts["done"] + counts["excused"] + counts["released"] + counts["open"] == len(ids)


def test_without_a_key_nothing_is_told(client):
    assert client.get("/api/v1/rounds").status_code == 401


def test_an_expired_key_is_no_key(client, monkeypatch):
    key = tokens.issue(an_account(), label="x", now=NOON - timedelta(hours=13))
    assert client.get("/api/v1/rounds", headers={"Authorization": f"Bearer {key}"}).status_code == 401


def test_outside_the_area_a_round_does_not_exist(phone):
    a_building()
    round_ = a_round(area=SPRING)
    status, problem = phone(f"/rounds/{round_.pk}/tally?area={SPRING}", role="secretary", area=SUMMER)
    assert (status, problem["code"]) == (404, "access.not_found")


def test_a_viewer_gets_no_names(phone):
    a_building()
    round_ = a_round()
    status, problem = phone(f"/rounds/{round_.pk}/gap?area={TOWN}", role="viewer", area=TOWN)
    assert (status, problem["code"]) == (403, "access.not_allowed")


def test_a_problem_follows_rfc_9457_in_the_reader_s_language(client, phone):
    a_building()
    round_ = a_round()
    key = tokens.issue(an_account("v", "viewer", TOWN), label="x", now=NOON)
    answer = client.get(f"/api/v1/rounds/{round_.pk}/gap?area={TOWN}", headers={"Authorization": f"Bearer {key}"})
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()) >= {"type", "title", "status", "code"}


def test_ids_travel_as_text(phone):
    ids = a_building()[1]
    round_ = a_round()
    _status, gap = phone(f"/rounds/{round_.pk}/gap?area={SPRING}", role="secretary")
    assert gap[0]["subject"] == str(ids[0])
