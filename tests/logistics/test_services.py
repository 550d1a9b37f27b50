"""Commands on boxes and holders: what they refuse, what they leave in the log."""

import pytest

from tests.logistics.ground import (
    LAB,
    a_box,
    a_courier,
    a_day,
    a_lab,
    after,
    again,
    gave,
    seal,
    somebody,
    took,
)
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, areas
from wanjia.coverage.models import Tube
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.logistics import alarms, holding, queries, services
from wanjia.logistics.holding import HolderSaid
from wanjia.logistics.models import Box, Holder, Sealing
from wanjia.logistics.refusals import (
    BadCode,
    BoxClosed,
    BoxEmpty,
    BoxOut,
    HolderClosed,
    HolderHasBoxes,
    LabElsewhere,
    NameWanted,
    NotTakenIn,
    ReasonWanted,
)
from wanjia.logistics.rules.boxes import State
from wanjia.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ground():
    areas()


def acts():
    return list(AuditEntry.objects.order_by("pk").values_list("act", flat=True))


class TestTheWholeWay:
    def test_a_box_from_the_site_to_the_laboratory_and_back_to_be_filled_again(self):
        _round, box, _ids = a_day()
        courier, lab = a_courier(), a_lab()
        assert queries.view_of(box, NOON).state is State.SEALED
        gave(box, None, courier, now=after(5), by=somebody("yang", "tester"))
        took(box, courier, None, now=after(6), by=somebody("chu", "courier", TOWN))
        view = queries.view_of(again(box), after(7))
        assert (view.state, view.now_with, view.line.one_sided) == (State.ON_THE_WAY, courier, ())
        gave(box, courier, lab, now=after(95), by=somebody("chu2", "courier", TOWN))
        assert queries.view_of(again(box), after(96)).state is State.ON_THE_WAY  # the courier's word is not enough
        took(box, lab, courier, now=after(97), by=somebody("hua", "lab", TOWN), counted=3)
        view = queries.view_of(again(box), after(98))
        assert (view.state, view.standing, view.difference.agrees) == (State.AT_LAB, None, True)
        services.empty(by=somebody("hua2", "lab", TOWN), box=box, now=after(120))
        assert queries.view_of(again(box), after(121)).state is State.ENDED
        assert a_box("X-0417", now=after(200)).pk != box.pk

    def test_the_limit_runs_from_the_seal_and_ends_when_the_laboratory_signs(self):
        _round, box, _ids = a_day()
        courier, lab = a_courier(), a_lab()
        gave(box, None, courier, now=after(5))
        over = queries.view_of(again(box), after(257))
        assert (over.standing.state, over.standing.minutes, over.standing.level, over.is_bad) == ("over", 17, 2, True)
        took(box, lab, courier, now=after(258))
        assert queries.view_of(again(box), after(300)).standing is None

    def test_a_lab_that_has_signed_is_found_by_its_time(self):
        _round, box, _ids = a_day()
        lab = a_lab()
        took(box, lab, None, now=after(60))
        [received] = queries.received_by(LAB, after(0), after(61), after(90))
        assert (received.view.box.pk, received.hand_over.at) == (box.pk, after(60))
        assert queries.received_by(LAB, after(61), after(99), after(100)) == []

    def test_a_lab_knows_what_is_on_its_way(self):
        lab = a_lab()
        box = seal(a_box(tubes=["T-00001", "T-00002"]), lab=lab)
        assert queries.tubes_on_the_way(LAB, after(5)).tubes == 2
        took(box, lab, None, now=after(60))
        assert queries.tubes_on_the_way(LAB, after(61)).boxes == ()

    def test_the_boxes_of_a_tube_by_its_part_and_event(self):
        _round, box, ids = a_day()

        tube = Tube.objects.get(code="T-00001")
        assert queries.boxes_of(tube.part, tube.event_id) == [box]
        found = queries.find("T-00001", SPRING)
        assert (found.boxes, found.holding, len(found.tubes)) == ((), (box,), 1)
        assert queries.find("X-0417", SPRING).boxes == (box,)
        assert queries.find("", SPRING, person=ids[0]).holding == (box,)
        assert queries.find("X-0417", SUMMER).boxes == ()

    def test_signing_sealing_and_beginning_leave_a_line_and_scans_do_not(self):
        box = seal(a_box(tubes=["T-00001", "T-00002"]))
        gave(box, None, a_courier(), now=after(5))
        assert sorted(acts()) == ["chain.begin_box", "chain.gave", "chain.keep_holder", "chain.seal"]

    def test_sealing_again_keeps_both_seals(self):
        box = seal(seal(a_box(tubes=["T-00001"]), "F-1"), "F-2", now=after(3))
        assert box.seal == "F-2"
        assert list(Sealing.objects.order_by("seen_at").values_list("number", flat=True)) == ["F-1", "F-2"]

    def test_a_signature_posted_twice_is_one(self):
        from wanjia.kernel.ids import new_event_id

        box, courier, event = a_box(tubes=["T-00001"]), a_courier(), new_event_id()
        signing = services.Signing("gave", None, courier.pk)
        told = [services.sign(by=HAND, box=box, signing=signing, now=NOON, event=event).outcome for _ in range(2)]
        assert told == ["done", "repeat"]
        assert acts().count("chain.gave") == 1


class TestRefusals:
    def test_an_empty_box_is_not_sealed(self):
        with pytest.raises(BoxEmpty):
            seal(a_box())

    def test_a_code_with_blanks_is_none(self):
        with pytest.raises(BadCode):
            a_box("X 1")

    def test_a_box_is_emptied_only_where_a_laboratory_has_signed(self):
        with pytest.raises(NotTakenIn):
            services.empty(by=HAND, box=a_box(tubes=["T-00001"]), now=NOON)

    def test_a_box_that_has_left_is_not_given_up_and_one_that_has_not_wants_a_reason(self):
        box = a_box(tubes=["T-00001"])
        with pytest.raises(ReasonWanted):
            services.give_up(by=HAND, box=box, why=" ", now=NOON)
        gave(box, None, a_courier())
        with pytest.raises(BoxOut):
            services.give_up(by=HAND, box=box, why="装错了", now=NOON)

    def test_a_box_that_was_given_up_takes_no_more_commands(self):
        box = a_box(tubes=["T-00001"])
        services.give_up(by=HAND, box=box, why="装错了", now=NOON)
        with pytest.raises(BoxClosed):
            services.give_up(by=HAND, box=box, why="装错了", now=NOON)

    def test_a_viewer_packs_nothing_and_a_stranger_sees_nothing(self):
        box = a_box()
        with pytest.raises(NotAllowed):
            services.pack(by=somebody("kan", "viewer", TOWN), box=box, tube="T-1", now=NOON)
        with pytest.raises(NotFound):
            services.pack(by=somebody("xia", "worker", SUMMER), box=box, tube="T-1", now=NOON)

    def test_a_closed_holder_signs_nothing_but_what_stands_on_paper(self):
        box, courier = a_box(tubes=["T-00001"]), a_courier()
        holding.close_holder(by=HAND, holder=courier, now=NOON)
        with pytest.raises(HolderClosed):
            gave(box, None, courier)
        assert gave(box, None, courier, is_paper=True, seen_at=NOON).outcome == "done"


class TestHolders:
    def test_a_courier_with_boxes_is_not_closed(self):
        box, courier = a_box(tubes=["T-00001"]), a_courier()
        gave(box, None, courier)
        with pytest.raises(HolderHasBoxes):
            holding.close_holder(by=HAND, holder=courier, now=after(5))

    def test_a_laboratory_is_told_by_its_own_room_and_not_made_here(self):
        a_lab("华演实验室")
        services.keep_lab_holder(LAB, "华演检验所", TOWN, False, after(5))
        lab = Holder.objects.get(pk=LAB)
        assert (lab.name, lab.closed_at) == ("华演检验所", after(5))
        with pytest.raises(LabElsewhere):
            a_courier(kind="lab")
        with pytest.raises(LabElsewhere):
            holding.close_holder(by=HAND, holder=lab, now=NOON)

    @pytest.mark.parametrize("more", [{"name": " "}, {"phone": "abc"}])
    def test_a_courier_wants_a_name_and_a_telephone_that_is_one(self, more):
        with pytest.raises(NameWanted):
            holding.keep_holder(by=HAND, area=TOWN, said=HolderSaid("courier", **{"name": "处暑"} | more), now=NOON)

    def test_the_telephone_is_sealed_and_calling_leaves_a_line(self):
        courier = a_courier()
        assert courier.phone_tail == "8021"
        assert b"12000008021" not in bytes(courier.phone_sealed)
        number = holding.number_of_holder(by=somebody(area=TOWN), holder=courier, box=None, now=NOON)
        assert number == "12000008021"
        assert "chain.call_holder" in acts()


class TestAlarms:
    def test_somebody_takes_an_alarm_and_says_what_they_do(self):
        box = a_box(tubes=["T-00001"])
        note = alarms.take(by=somebody("xu", "town", TOWN), place=box.place, link="box_lab", item=f"box:{box.pk}",
                           level=2, did="14:15 打给司机", now=after(255))  # fmt: skip
        assert queries.alarm_notes(SPRING, [note.item]) == {note.item: [note]}

    def test_a_district_to_which_it_has_climbed_may_take_it_and_a_viewer_may_not(self):
        box = a_box(tubes=["T-00001"])
        more = {"place": box.place, "link": "box_lab", "item": f"box:{box.pk}", "level": 3, "now": after(300)}
        alarms.take(by=somebody("lu", "district", 999999000000), did="派车", **more)
        with pytest.raises(NotAllowed):
            alarms.take(by=somebody("kan", "viewer", TOWN), did="看", **more)
        with pytest.raises(ReasonWanted):
            alarms.take(by=HAND, did=" ", **more)


def test_the_list_of_boxes_has_the_latest_first_and_a_fixed_number_of_queries(django_assert_num_queries):
    courier = a_courier()
    for number in range(3):
        box = seal(a_box(f"X-{number}", tubes=[f"T-{number}"], now=after(number)), f"F-{number}", now=after(number))
        gave(box, None, courier, now=after(10 + number))
    from wanjia.logistics import presets

    presets.load()
    with django_assert_num_queries(9):
        shown = queries.boxes_in(SPRING, None, after(300))
    assert [view.box.code for view in shown] == ["X-0", "X-1", "X-2"]
    assert Box.objects.count() == 3
