"""Proofs over the API: named one by one, never refused, never blocking each other."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.world import NOON, SPRING, SUMMER, TOWN, a_building, a_round, an_account
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


def a_record(subject, **more):
    return {
        "id": str(uuid4()),
        "seen_at": NOON.isoformat(),
        "place": str(SPRING),
        "subject": subject and str(subject),
    } | more


def test_each_record_is_named_with_what_became_of_it(phone):
    ids = a_building()[1]
    round_ = a_round()
    record = a_record(ids[0])
    status, receipts = phone(f"/rounds/{round_.pk}/proofs", {"records": [record, a_record(None, said="田谷雨")]})
    assert status == 200
    assert [(r["id"] is not None, r["outcome"]) for r in receipts] == [(True, "done"), (True, "stranger")]
    assert phone(f"/rounds/{round_.pk}/proofs", {"records": [record]})[1][0]["outcome"] == "repeat"


def test_trap_03_one_malformed_record_of_500_comes_back_with_its_reason_and_499_are_stored(phone):
    ids = a_building(floors=5, doors=5, people=20)[1]
    round_ = a_round()
    records = [a_record(subject) for subject in ids[:500]]
    records[250] = {"id": records[250]["id"], "subject": "not a number"}
    _status, receipts = phone(f"/rounds/{round_.pk}/proofs", {"records": records})
    assert [r["outcome"] for r in receipts].count("done") == 499
    assert (receipts[250]["outcome"], receipts[250]["id"]) == ("malformed", records[250]["id"])
    assert receipts[250]["why"]


def test_a_wrong_clock_is_measured_and_flagged_and_the_deadline_uses_the_corrected_time(phone):
    ids = a_building()[1]
    round_ = a_round(due_in=timedelta(hours=1))
    ahead = NOON + timedelta(hours=3)
    body = {"sent_at": ahead.isoformat(), "records": [a_record(ids[0], seen_at=ahead.isoformat())]}
    receipt = phone(f"/rounds/{round_.pk}/proofs", body)[1][0]
    assert (receipt["outcome"], receipt["flags"]) == ("done", ["clock_skew"])


def test_the_counts_of_an_area_balance(phone):
    ids = a_building()[1]
    round_ = a_round()
    phone(f"/rounds/{round_.pk}/proofs", {"records": [a_record(ids[0])]})
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


def test_an_attempt_is_taken_where_the_device_may_record_and_repeats_change_nothing(phone):
    ids, others = a_building()[1], a_building(SUMMER)[1]
    round_ = a_round()
    visit = {"id": str(uuid4()), "seen_at": NOON.isoformat(), "subject": str(ids[0]), "outcome": "nobody_home"}
    assert phone(f"/rounds/{round_.pk}/attempts", visit)[1]["outcome"] == "done"
    assert phone(f"/rounds/{round_.pk}/attempts", visit)[1]["outcome"] == "repeat"
    status, problem = phone(f"/rounds/{round_.pk}/attempts", visit | {"id": str(uuid4()), "subject": str(others[0])})
    assert (status, problem["code"]) == (404, "access.not_found")
