"""A volunteer's phone at the drop point: boxes against what the gate gave, a tap a door, what came back."""

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.devices.phones import Phone, enrolled
from tests.field.phones import a_record
from tests.field.test_document import DOCUMENT
from tests.supplies.ground import a_lot, homes, opened
from tests.world import HAND, NOON, SPRING, a_round
from wanjia.coverage.models import Attempt, Proof, Round
from wanjia.platform.models import Grant
from wanjia.supplies import driving, queries, stocking
from wanjia.supplies.driving import TripSaid
from wanjia.supplies.models import HandSign, Remainder

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def day(noon):
    """Six flats, a parcel each, two in a box; the gate has three boxes and gives them to the building."""
    key, flats = homes()
    delivery = opened(a_lot(6), per_box=2)
    gate = driving.send(by=HAND, delivery=delivery, said=TripSaid(SPRING, 3, "沪A1", "陈师傅"), now=NOON)
    driving.take_over(by=HAND, trip=gate, hand="gate", boxes=3, now=NOON)
    on = driving.send(by=HAND, delivery=delivery, said=TripSaid(key, 3, after=gate), now=NOON)
    driving.take_over(by=HAND, trip=on, hand="gate_gave", boxes=3, now=NOON)
    return delivery, on, key, flats


def a_phone(client, delivery, *areas, **more):
    round_ = Round.objects.get(pk=delivery.round_id)
    return Phone(client, enrolled(round_, *areas, **({"kind": "sweep", "holder": "孙大寒"} | more)))


def took(on, boxes, **more):
    return {"kind": "took", "id": str(uuid4()), "trip": str(on.pk), "boxes": boxes, "seen_at": NOON.isoformat()} | more


def left(delivery, what, quantity, key, **more):
    return {
        "kind": "left", "id": str(uuid4()), "delivery": str(delivery.pk), "what": what, "quantity": quantity,
        "place": str(key), "seen_at": NOON.isoformat(),
    } | more  # fmt: skip


def told(phone, *records, **more):
    answer = phone.post("field/hands", {"hands": list(records)} | more)
    assert answer.status_code == 200, answer.content
    return [(one["outcome"], tuple(one["flags"])) for one in answer.json()["receipts"]]


class TestWhatItTakesAlong:
    def test_the_boxes_for_its_buildings_as_the_gate_gave_them(self, client, day):
        delivery, on, key, _flats = day
        found = a_phone(client, delivery, key).get("field/bundle").json()["delivery"]
        assert (found["title"], found["each"], found["per_box"]) == ("4月1日蔬菜包", 1, 2)
        assert found["trips"] == [
            {"id": str(on.pk), "number": 1, "building": str(key), "sent": 3, "gave": 3, "took": None}
        ]
        assert found["left"] == []

    def test_boxes_of_another_building_and_rounds_that_are_no_delivery_are_not_carried(self, client, day):
        delivery, _on, _key, _flats = day
        other, _homes = homes(number=2)
        assert a_phone(client, delivery, other).get("field/bundle").json()["delivery"]["trips"] == []
        phone = Phone(client, enrolled(a_round(), kind="sweep", holder="孙大寒"))
        assert "delivery" not in phone.get("field/bundle").json()

    def test_a_lot_that_is_recalled_on_the_way_is_told_with_its_reason(self, client, day):
        delivery, _on, key, _flats = day
        phone = a_phone(client, delivery, key)
        assert phone.get("field/bundle").json()["delivery"]["recalled"] == ""
        stocking.recall(by=HAND, lot=delivery.lot, why="农残超标", now=NOON)
        assert phone.get("field/news").json()["delivery"]["recalled"] == "农残超标"

    def test_the_news_tell_what_others_counted_and_brought_back(self, client, day):
        delivery, on, key, _flats = day
        phone = a_phone(client, delivery, key)
        told(phone, took(on, 3), left(delivery, "spoiled", 1, key))
        news = phone.get("field/news").json()["delivery"]
        assert news["trips"][0]["took"] == 3
        assert [(one["what"], one["quantity"]) for one in news["left"]] == [("spoiled", 1)]


class TestWhatItReports:
    def test_a_count_that_fits_has_no_flag_and_one_that_does_not_comes_back_with_it(self, client, day):
        delivery, on, key, _flats = day
        phone = a_phone(client, delivery, key)
        before = (NOON - 5 * MINUTE).isoformat()
        assert told(phone, took(on, 2, seen_at=before)) == [("done", ("count_differs",))]
        assert told(phone, took(on, 3)) == [("done", ())]
        road = queries.road_book(delivery, NOON)
        assert road.dropped == 3
        sign = HandSign.objects.get(taker="drop", side="took", boxes=2)
        assert (sign.signed_by, sign.place, sign.boxes) == ("孙大寒", key, 2)

    def test_a_shortfall_at_the_drop_point_is_named_on_the_delivery_with_how_many(self, client, day):
        delivery, on, key, _flats = day
        told(a_phone(client, delivery, key), took(on, 1))
        [finding] = queries.road_book(delivery, NOON).breaks
        assert (finding.kind, finding.place, finding.boxes) == ("missing_drop", key, 2)

    def test_sent_again_nothing_changes_whatever_it_says_now(self, client, day):
        delivery, on, key, _flats = day
        phone = a_phone(client, delivery, key)
        count, back = took(on, 2), left(delivery, "returned", 1, key)
        told(phone, count, back)
        assert told(phone, count, back, count | {"boxes": 9}) == [
            ("repeat", ("count_differs",)), ("repeat", ()), ("repeat", ("count_differs", "conflicting_repeat")),
        ]  # fmt: skip
        assert HandSign.objects.filter(taker="drop", side="took").count() == 1
        assert Remainder.objects.count() == 1

    def test_one_that_can_not_be_read_holds_up_nobody_and_says_which_field(self, client, day):
        delivery, on, key, _flats = day
        other, _homes = homes(number=2)
        phone = a_phone(client, delivery, key)
        bad = [
            {"kind": "took"}, took(on, -1), took(on, True), took(on, 1, trip=str(uuid4())), took(on, 1, kind="gave"),
            took(on, 1, seen_at="noon"), left(delivery, "eaten", 1, key), left(delivery, "spoiled", 1, other),
            left(delivery, "spoiled", 1, 7), left(delivery, "spoiled", "²", key),
        ]  # fmt: skip
        answer = phone.post("field/hands", {"hands": [*bad, took(on, 3)]}).json()["receipts"]
        assert [one["outcome"] for one in answer] == ["malformed"] * len(bad) + ["done"]
        assert [one["why"] for one in answer[:-1]] == [
            "id", "boxes", "boxes", "trip", "kind", "seen_at", "what", "place", "place", "quantity",
        ]  # fmt: skip

    def test_a_phone_with_another_work_or_another_building_writes_nothing(self, client, day):
        delivery, on, key, _flats = day
        desk = Phone(client, enrolled(Round.objects.get(pk=delivery.round_id), key))
        assert desk.post("field/hands", {"hands": [took(on, 3)]}).status_code == 403
        other, _homes = homes(number=2)
        assert told(a_phone(client, delivery, other, label="b"), took(on, 3)) == [("malformed", ())]
        assert not HandSign.objects.filter(taker="drop", side="took").exists()

    def test_its_clock_is_put_right_and_never_in_the_future(self, client, day):
        delivery, on, key, _flats = day
        slow = NOON - timedelta(hours=2)
        told(a_phone(client, delivery, key), took(on, 3, seen_at=slow.isoformat()), sent_at=slow.isoformat())
        assert HandSign.objects.get(taker="drop", side="took").seen_at == NOON

    def test_after_the_shift_what_was_counted_still_comes_in(self, client, day, noon):
        delivery, on, key, _flats = day
        phone = a_phone(client, delivery, key)
        noon(NOON + timedelta(hours=7))
        assert told(phone, took(on, 3)) == [("done", ())]
        Grant.objects.filter(account=phone.device.account).update(ends_at=NOON)
        assert told(phone, took(on, 3)) == [("malformed", ())]


def test_the_last_hundred_metres_balance_from_the_gate_to_the_doors(client, day):
    """Three boxes of two: four at the door, one refused and returned, one damaged."""
    delivery, on, key, flats = day
    phone = a_phone(client, delivery, key)
    round_ = Round.objects.get(pk=delivery.round_id)
    told(phone, took(on, 3))
    proofs = [
        a_record("proof", round_, subject=str(home.pk), place=str(key), detail={"handed": "at_the_door"})
        for home in flats[:4]
    ]
    tries = [
        a_record("attempt", round_, subject=str(home.pk), place=str(key), outcome=outcome)
        for home, outcome in ((flats[4], "refused"), (flats[5], "damaged"))
    ]
    answer = phone.post("records", {"records": proofs + tries}).json()["receipts"]
    assert [one["outcome"] for one in answer] == ["done"] * 6
    told(
        phone, left(delivery, "spoiled", 1, key), left(delivery, "returned", 1, key), left(delivery, "on_hand", 0, key)
    )
    book = queries.book_of(delivery, NOON)
    assert (book.came_in, book.delivered, book.returned, book.spoiled, book.on_hand) == (6, 4, 1, 1, 0)
    assert book.is_balanced
    assert {one.outcome for one in Attempt.objects.all()} == {"refused", "damaged"}
    assert {one.detail["handed"] for one in Proof.objects.all()} == {"at_the_door"}
    assert {one.recorded_by for one in Proof.objects.all()} == {"孙大寒"}


def test_the_example_of_the_document_is_taken(client, day):
    delivery, on, key, _flats = day
    said = json.loads(re.search(r"<!-- example: hands -->\n```json\n(.*?)\n```", DOCUMENT, re.DOTALL)[1])
    said["hands"][0]["trip"], said["hands"][1]["delivery"], said["hands"][1]["place"] = (
        str(on.pk),
        str(delivery.pk),
        str(key),
    )
    answer = a_phone(client, delivery, key).post("field/hands", said).json()["receipts"]
    assert [(one["outcome"], one["flags"]) for one in answer] == [("done", ["count_differs"]), ("done", [])]
