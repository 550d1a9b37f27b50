"""Boxes over the API, and docs/chain.md, from which couriers' and laboratories' programs are built."""

import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from tests.logistics.ground import LAB, a_courier, a_day, a_lab, after, gave
from tests.world import NOON, SPRING, SUMMER, TOWN, a_building, a_round, an_account, areas
from wanjia.api import chain
from wanjia.kernel import clock
from wanjia.kernel.ids import new_event_id
from wanjia.logistics.models import Box, Scan
from wanjia.logistics.reading import KINDS
from wanjia.logistics.wording import FLAGS
from wanjia.platform import tokens

pytestmark = pytest.mark.django_db
DOCUMENT = (Path(__file__).parents[2] / "docs" / "chain.md").read_text()
CHINESE, ENGLISH = DOCUMENT.split("\n# How tubes reach a laboratory\n")


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    areas()


def key_of(role="tester", area=SPRING):
    return tokens.issue(an_account(f"{role}{area}", role, area), label="02 号台", now=NOON)


def send(client, key, *records, sent_at=None):
    body = {"records": list(records)} | ({"sent_at": sent_at} if sent_at else {})
    return client.post(
        "/api/v1/chain/records", json.dumps(body), content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )  # fmt: skip


def example(name):
    return json.loads(re.search(rf"<!-- example: {name} -->\n```json\n(.*?)\n```", DOCUMENT, re.DOTALL)[1])


def test_the_examples_are_answered_as_the_document_says(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat("2022-03-31T12:10:00+08:00"))
    a_lab()
    a_building()
    round_, key = a_round(), key_of()
    records = [example(name) for name in ("packed", "sealed", "took")]
    records[0]["round"] = round_.pk
    answer = send(client, key, *records, sent_at=example("batch")["sent_at"])
    assert answer.status_code == 200
    box = Box.objects.get()
    assert (box.code, box.part, box.seal) == ("X-0417", SPRING, "F-8830")
    receipts = answer.json()["receipts"]
    assert [receipt.pop("box") for receipt in receipts] == [str(box.pk)] * 3
    assert receipts == example("answer")
    again = send(client, key, *records).json()["receipts"]
    assert [receipt["outcome"] for receipt in again] == ["repeat"] * 3
    assert again[2]["flags"] == receipts[2]["flags"]
    assert Scan.objects.count() == 3


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_every_kind_flag_and_limit_stands_in_the_document_in_both_languages(text):
    for word in [*KINDS, *FLAGS, "done", "repeat", "conflict", "malformed", "seal_seen", "sent_at", "counted"]:
        assert f"`{word}`" in text, word
    assert str(chain.MOST_RECORDS) in text


def test_trap_03_one_malformed_record_never_blocks_the_others(client):
    good = [{"id": str(new_event_id()), "kind": "packed", "box": "X-1", "tube": f"T-{n:05}", "place": str(SPRING),
             "seen_at": NOON.isoformat()} for n in range(20)]  # fmt: skip
    good.insert(7, {"kind": "packed"})
    receipts = send(client, key_of(), *good).json()["receipts"]
    assert [receipt["outcome"] for receipt in receipts].count("done") == 20
    assert (receipts[7]["outcome"], receipts[7]["why"], receipts[7]["position"]) == ("malformed", "id", 7)


def test_a_key_of_another_area_or_without_the_act_writes_nothing(client):
    record = {"id": str(new_event_id()), "kind": "packed", "box": "X-1", "tube": "T-1", "place": str(SPRING),
              "seen_at": NOON.isoformat()}  # fmt: skip
    for key in (key_of("worker", SUMMER), key_of("viewer", TOWN)):
        [receipt] = send(client, key, record).json()["receipts"]
        assert (receipt["outcome"], receipt["why"]) == ("malformed", "place")
    assert not Box.objects.exists()


def test_holders_are_listed_without_their_telephones(client):
    a_courier()
    a_lab()
    answer = client.get("/api/v1/chain/holders", {"area": SPRING}, headers={"Authorization": f"Bearer {key_of()}"})
    assert {holder["name"] for holder in answer.json()} == {"处暑师傅", "华演实验室"}
    assert "8021" not in answer.content.decode()
    assert str(LAB) in answer.content.decode()


def test_the_books_are_told_with_what_makes_a_difference(client, monkeypatch):
    round_, box, _ids = a_day()
    gave(box, None, a_courier(), now=after(5))
    monkeypatch.setattr(clock, "now", lambda: after(257))
    headers = {"Authorization": f"Bearer {key_of('viewer', TOWN)}"}
    told = client.get("/api/v1/chain/links", {"area": TOWN, "round_id": round_.pk}, headers=headers).json()
    send_ = next(column for column in told if column["link"] == "box_lab")
    assert (send_["over"], send_["level"], send_["oldest"], send_["limit_minutes"]) == (1, 2, "X-0417", 240)
    line = next(one for one in send_["balances"] if one["name"] == "boxes_out")
    assert (line["left"], line["difference"], line["named"][0]["code"]) == (1, 1, "X-0417")
