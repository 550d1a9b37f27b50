"""Facts about boxes from devices: never refused, odd ones flagged, each id once, one malformed stops nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.logistics.ground import a_box, a_courier, a_lab, a_tube, after, again
from tests.world import NOON, SPRING, SUMMER, TOWN, a_building, a_round
from wanjia.kernel.ids import new_event_id
from wanjia.logistics import intake, queries
from wanjia.logistics.intake import Sender
from wanjia.logistics.models import Box, Packed, Signature
from wanjia.logistics.rules.boxes import State

pytestmark = pytest.mark.django_db

SITE = Sender(SPRING, "02 号台", "杨立冬", 1)
COURIER = Sender(TOWN, "演-021", "处暑师傅", 2)


def a_record(kind="packed", box="X-0417", **more):
    said = {"id": str(new_event_id()), "kind": kind, "box": box, "seen_at": NOON.isoformat()}
    return said | ({"tube": "T-00001"} if kind in ("packed", "unpacked") and "tube" not in more else {}) | more


def send(*records, sender=SITE, now=NOON):
    return intake.record_all(sender, list(records), now)


@pytest.fixture
def world():
    key, ids = a_building()
    return a_round(), key, ids


class TestPacking:
    def test_a_box_that_nobody_has_named_begins_with_its_first_tube(self, world):
        round_, key, ids = world
        a_tube(round_, "T-00001", ids[:2], place=key)
        [receipt] = send(a_record(round=round_.pk, place=str(SPRING), site="2号台"))
        assert (receipt.outcome, receipt.flags) == ("done", ())
        box = Box.objects.get()
        assert (box.part, box.code, box.round_id, box.site) == (SPRING, "X-0417", round_.pk, "2号台")

    def test_trap_03_one_malformed_record_never_blocks_the_others(self, world):
        records = [a_record(tube=f"T-{number:05}") for number in range(500)]
        records[217] = {"id": "no uuid", "kind": "packed"}
        receipts = send(*records)
        assert [receipt.outcome for receipt in receipts].count("done") == 499
        assert (receipts[217].outcome, receipts[217].why, receipts[217].id) == ("malformed", "id", "no uuid")

    @pytest.mark.parametrize(
        ("more", "field"),
        [({"kind": "thrown"}, "kind"), ({"tube": ""}, "tube"), ({"tube": "T 1"}, "tube"), ({"box": 7}, "box"),
         ({"seen_at": "2022-03-31T12:00:00"}, "seen_at"), ({"place": "12"}, "place"), ({"colour": "x"}, "colour")],
    )  # fmt: skip
    def test_what_cant_be_read_is_named_by_its_field(self, more, field):
        [receipt] = send(a_record() | more)
        assert (receipt.outcome, receipt.why) == ("malformed", field)

    def test_sending_again_changes_nothing_and_answers_with_the_first_flags(self, world):
        record = a_record(tube="T-99999")
        [first], [second] = send(record), send(record)
        assert (first.outcome, first.flags) == ("done", ("tube_unknown",))
        assert (second.outcome, second.flags) == ("repeat", ("tube_unknown",))
        assert Packed.objects.count() == 1

    def test_one_id_with_another_body_is_a_conflict_and_the_first_stays(self, world):
        record = a_record(tube="T-00001")
        send(record)
        [receipt] = send(record | {"tube": "T-00002"})
        assert receipt.outcome == "conflict"
        assert Packed.objects.get().code == "T-00001"

    def test_twice_in_one_batch_is_a_repeat(self, world):
        record = a_record()
        assert [receipt.outcome for receipt in send(record, record)] == ["done", "repeat"]

    def test_each_oddity_is_flagged_and_nothing_is_refused(self, world):
        round_, key, ids = world
        other_key, others = a_building(number=2)
        a_tube(round_, "T-00001", ids[:1], place=key)
        a_tube(round_, "T-00002", ids[1:2], place=key)
        a_tube(round_, "T-00002", ids[2:3], place=key)  # the same number on two tubes
        a_tube(a_round(), "T-00003", ids[3:4], place=key)
        a_tube(round_, "T-00004", others[:1], place=other_key)
        box = a_box("X-1", round_=round_, place=key, tubes=["T-00001"])
        told = {
            code: send(a_record(box="X-2", tube=code, round=round_.pk, place=str(key)))[0].flags
            for code in ("T-00001", "T-00002", "T-00003", "T-00004", "T-00005")
        }
        assert told == {
            "T-00001": ("in_another_box",), "T-00002": ("tube_twice",), "T-00003": ("other_round",),
            "T-00004": ("other_building",), "T-00005": ("tube_unknown",),
        }  # fmt: skip
        assert len(queries.view_of(box, NOON).tubes) == 1
        assert Packed.objects.count() == 6

    def test_a_tube_that_comes_out_again_is_no_longer_inside_and_stays_on_record(self, world):
        box = a_box(tubes=["T-00001", "T-00002"])
        send(a_record("unpacked", tube="T-00001", seen_at=after(5).isoformat()), now=after(5))
        assert [tube.code for tube in queries.view_of(box, NOON).tubes] == ["T-00002"]
        assert [event.kind for event in queries.box_events(box)] == ["packed", "packed", "unpacked"]

    def test_a_tube_whose_record_comes_later_is_unknown_only_until_then(self, world):
        round_, key, ids = world
        [receipt] = send(a_record(round=round_.pk, place=str(SPRING)))
        assert receipt.flags == ("tube_unknown",)
        a_tube(round_, "T-00001", ids[:2], place=key)
        view = queries.view_of(Box.objects.get(), NOON)
        assert view.odd_tubes == ()
        assert view.people == 2

    def test_a_box_outside_the_senders_areas_is_not_known_to_it(self, world):
        sender = Sender(SPRING, "02", "杨", 1, may=lambda place: str(place).startswith(str(SPRING)))
        [receipt] = send(a_record(place=str(SUMMER)), sender=sender)
        assert (receipt.outcome, receipt.why) == ("malformed", "place")
        assert not Box.objects.exists()


class TestSignatures:
    def test_a_courier_may_sign_before_the_list_of_the_site_has_arrived(self, world):
        courier = a_courier()
        send(a_record("took", holder=str(courier.pk), seen_at=after(10).isoformat()), sender=COURIER, now=after(10))
        box = Box.objects.get()
        assert box.part == TOWN  # nobody has said whose it is yet
        send(a_record(place=str(SPRING)), now=after(60))
        assert Box.objects.get() == box  # the list joins it
        view = queries.view_of(again(box), after(60))
        assert (len(view.tubes), view.state) == (1, State.ON_THE_WAY)

    def test_scanned_tubes_name_what_is_missing_and_which_box_the_extra_ones_belong_to(self, world):
        lab = a_lab()
        a_box("X-1", tubes=["T-00001", "T-00002"])
        a_box("X-2", tubes=["T-00003"])
        [receipt] = send(
            a_record("took", "X-1", holder=str(lab.pk), other="", tubes=["T-00001", "T-00003", "T-00009"]),
        )
        assert receipt.flags == ("tubes_missing", "tubes_extra")
        assert receipt.difference.missing == ("T-00002",)
        assert receipt.difference.extra == ("T-00003", "T-00009")
        assert receipt.difference.homes == {"T-00003": "X-2"}

    def test_a_count_without_scanning_names_the_number(self, world):
        a_lab()
        a_box("X-1", tubes=["T-00001", "T-00002"])
        [receipt] = send(a_record("took", "X-1", holder=str(a_lab().pk), counted=1))
        assert (receipt.flags, receipt.difference.by) == (("count_differs",), 1)

    def test_a_broken_seal_a_missing_hand_over_and_an_unknown_holder_are_flagged(self, world):
        courier, second = a_courier(), a_courier("白露师傅", plate="演-033")
        a_box("X-1", tubes=["T-00001"])
        [broken] = send(a_record("took", "X-1", holder=str(courier.pk), seal_seen="broken"))
        [jumped] = send(a_record("took", "X-1", holder=str(a_lab().pk), other=str(second.pk)), now=after(1))
        [stray] = send(a_record("took", "X-1", holder=str(uuid4()), other=str(courier.pk)), now=after(2))
        assert broken.flags == ("seal_broken",)
        assert jumped.flags == ("hand_over_missing",)
        assert "holder_unknown" in stray.flags
        assert Signature.objects.count() == 3

    def test_both_sides_from_one_account_are_flagged(self, world):
        courier = a_courier()
        a_box("X-1", tubes=["T-00001"])
        send(a_record("gave", "X-1", other=str(courier.pk)))
        [receipt] = send(a_record("took", "X-1", holder=str(courier.pk)), now=after(1))
        assert receipt.flags == ("one_hand",)

    def test_a_signature_that_arrives_after_the_box_was_emptied_and_filled_again_finds_its_own_filling(self, world):
        old = a_box("X-1", tubes=["T-00001"])
        Box.objects.filter(pk=old.pk).update(ended_at=after(120))
        new = a_box("X-1", tubes=["T-00009"], now=after(180))
        courier = a_courier()
        [receipt] = send(a_record("took", "X-1", holder=str(courier.pk), seen_at=after(30).isoformat()), now=after(200))
        assert receipt.box_id == old.pk
        [receipt] = send(
            a_record("took", "X-1", holder=str(courier.pk), seen_at=after(190).isoformat()), now=after(200)
        )
        assert receipt.box_id == new.pk

    def test_a_devices_wrong_clock_is_corrected_and_named(self, world):
        slow = NOON - timedelta(hours=3)
        sender = Sender(SPRING, "02", "杨", 1, sent_at=slow)
        [receipt] = send(a_record(seen_at=(slow - timedelta(minutes=5)).isoformat()), sender=sender)
        assert "clock_skew" in receipt.flags
        assert Packed.objects.get().seen_at == NOON - timedelta(minutes=5)

    def test_a_batch_of_500_is_a_fixed_number_of_queries(self, world, django_assert_max_num_queries):
        records = [a_record(tube=f"T-{number:05}", place=str(SPRING)) for number in range(500)]
        Packed.objects.count()
        with django_assert_max_num_queries(520):  # fifteen, and one for the flags of each tube without a record
            send(*records)
