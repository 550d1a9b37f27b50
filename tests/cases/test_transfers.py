"""Transfers: beds first, nobody left behind unseen, both ends confirmed, books that balance (issue 5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.cases.ground import (
    HOUR,
    a_case,
    a_facility,
    a_flat,
    a_tube,
    a_vehicle,
    arrived,
    assigned,
    somebody,
    step,
    way_of,
)
from tests.isolation.ground import an_order
from tests.world import HAND, NOON, SPRING, SUMMER
from wanjia.cases import board, facilities, household, intake, queries, services, transferring, zero
from wanjia.cases.models import Case, LeftBehind, Stay, Transfer
from wanjia.cases.refusals import (
    CaseClosed,
    LeftBehindOpen,
    NoBed,
    NoSeat,
    NotAlone,
    NoTransferOnPool,
    SourceWanted,
    TransferHeld,
    TransferOver,
    WhyWanted,
    WordsWanted,
)
from wanjia.isolation.models import Order
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform.models import AuditEntry
from wanjia.roster import caring
from wanjia.roster.models import Person

TODAY = date(2022, 3, 31)


@pytest.fixture
def flat(db):
    """One flat of three adults; everybody else of the building."""
    return a_flat()


@pytest.fixture
def case(flat):
    return a_case(flat[0][0])


def born(person, year):
    Person.objects.filter(id=person).update(born_on=date(year, 1, 1))


def hold(case, reason="cluster"):
    return services.hold_transfers(by=HAND, transfers=[way_of(case).id], reason=reason, now=NOON)


class TestQueue:
    def test_nobody_is_transferred_on_a_pool_result(self, flat):
        one = flat[0][0]
        a_tube([one, *flat[1][:9]])
        with pytest.raises(NoTransferOnPool):
            transferring.request_transfer(by=HAND, person_id=one, now=NOON)
        assert not Transfer.objects.exists()

    def test_needs_are_proposed_from_the_register_and_corrected_by_a_person(self, flat):
        one = flat[0][0]
        born(one, 2015)
        caring.record_need(
            by=HAND, person_id=one, kind="dialysis", detail="", source="x", legal_basis="consent", since=TODAY, now=NOON
        )
        case = a_case(one)
        assert way_of(case).needs == ["child", "dialysis"]
        transferring.set_needs(
            by=HAND, transfer_id=way_of(case).id, needs=["pet", "wheelchair"], is_severe=True, is_urgent=False, now=NOON
        )
        assert (way_of(case).needs, way_of(case).is_urgent) == (["wheelchair", "pet"], True)
        with pytest.raises(NotFound):
            transferring.set_needs(
                by=HAND, transfer_id=way_of(case).id, needs=["x"], is_severe=False, is_urgent=False, now=NOON
            )

    def test_only_who_may_transfer_there_acts(self, case):
        for by, why in ((somebody("bai"), NotAllowed), (somebody("xia", "transport", SUMMER), NotFound)):
            with pytest.raises(why):
                transferring.take_to_hospital(by=by, transfer_id=way_of(case).id, now=NOON)
        with pytest.raises(NotFound):
            transferring.take_to_hospital(by=HAND, transfer_id=case.id, now=NOON)


class TestLeftBehind:
    def test_no_bed_is_given_before_it_is_said_who_looks_after_a_child_and_an_elder(self, flat):
        one, child, elder = flat[0]
        born(one, 1985), born(child, 2015), born(elder, 1940)
        case, house = a_case(one), a_facility()
        way = way_of(case)
        assert {line.why for line in household.staying([way], NOON)[way.id]} == {"minor", "elder"}
        with pytest.raises(LeftBehindOpen) as why:
            assigned(case, house)
        assert why.value.facts == {"count": 2}

        def look(person, carer, name):
            transferring.look_after(by=HAND, transfer_id=way.id, person_id=person, carer=carer, name=name, now=NOON)

        for carer, name, why in (("alone", "", NotAlone), ("relative", " ", WordsWanted), ("x", "y", NotFound)):
            with pytest.raises(why):
                look(child, carer, name)
        look(child, "relative", "外婆")
        look(elder, "alone", "")
        assert "外婆".encode() not in bytes(LeftBehind.objects.get(person_id=child).carer_sealed)
        assert "外婆" not in str(list(AuditEntry.objects.values()))
        look(elder, "committee", "何夏至")
        assert LeftBehind.objects.get(person_id=elder).carer == "committee"
        assert assigned(case, house).facility_id == house.id
        with pytest.raises(NotFound):
            look(one, "relative", "x")

    def test_who_is_a_case_themselves_goes_along_and_is_not_left(self, flat):
        one, child, _elder = flat[0]
        born(one, 1985), born(child, 2015)
        case = a_case(one)
        assert len(household.open_left([way_of(case)], NOON)[way_of(case).id]) == 1
        a_case(child)
        assert household.open_left([way_of(case)], NOON)[way_of(case).id] == []

    def test_a_pet_is_somebody_too(self, case):
        way = way_of(case)
        transferring.set_needs(
            by=HAND, transfer_id=way.id, needs=["pet"], is_severe=False, is_urgent=False, now=NOON
        )  # fmt: skip
        house = a_facility()
        with pytest.raises(LeftBehindOpen):
            assigned(case, house)
        transferring.look_after(by=HAND, transfer_id=way.id, person_id=None, carer="neighbour", name="卫春分", now=NOON)
        assert assigned(case, house).bed_kind == "women"


class TestAssigning:
    def test_never_more_beds_than_there_are(self, flat):
        first, second = (a_case(person) for person in flat[0][:2])
        house = a_facility(women=1, ordinary=0)
        assigned(first, house)
        with pytest.raises(NoBed):
            assigned(second, house)
        assigned(first, house)  # again: their own bed counts as free for them
        assert facilities.free_beds([house])[house.id] == {"women": 0, "ordinary": 0}
        transferring.unassign(by=HAND, transfer_id=way_of(first).id, now=NOON)
        assert assigned(second, house).bed_kind == "women"

    def test_a_facility_of_another_area_or_a_closed_one_gives_no_bed(self, case):
        elsewhere = a_facility(name="别处", area=SUMMER)
        closed = a_facility(name="已关")
        facilities.close_facility(by=HAND, facility_id=closed.id, now=NOON)
        for house, kind in ((elsewhere, "women"), (closed, "women"), (a_facility(), "severe"), (a_facility(), "x")):
            with pytest.raises(NoBed):
                assigned(case, house, kind)

    def test_a_vehicle_takes_no_more_than_its_seats_and_wheelchairs_where_it_can(self, flat):
        first, second = (a_case(person) for person in flat[0][:2])
        house, small, elsewhere = a_facility(), a_vehicle(seats=1), a_vehicle(plate="演A9", area=SUMMER)
        assigned(first, house, car=small)
        for car in (small, elsewhere):
            with pytest.raises(NoSeat):
                assigned(second, house, car=car)
        transferring.set_needs(
            by=HAND, transfer_id=way_of(second).id, needs=["wheelchair"], is_severe=False, is_urgent=False, now=NOON
        )
        with pytest.raises(NoSeat):
            assigned(second, house, car=a_vehicle(plate="演A2"))
        wide = a_vehicle(plate="演A3", wheelchairs=True)
        assert assigned(second, house, car=wide).vehicle_id == wide.id

    def test_the_board_proposes_beds_family_by_family_and_says_why_somebody_waits(self, flat):
        (one, two, _three), others = flat
        elder = Person.objects.get(id=others[0])
        for person in (one, two, others[0]):
            a_case(person)
        born(elder.id, 1990)
        a_facility(name="小", women=1, position=1)
        big = a_facility(name="大", women=2, position=2)
        car = a_vehicle(seats=2)
        found = board.board(SPRING, NOON + 2 * HOUR)
        family, alone = (found_.rows for found_ in found.families)
        assert {row.bed[0].id for row in family} == {big.id}
        assert {row.car.id for row in family} == {car.id}
        assert (alone[0].bed[0].name, alone[0].car, alone[0].minutes) == ("小", None, 120)
        hold(Case.objects.get(person_id=one))
        rows = {row.transfer.person_id: row for row in board.board(SPRING, NOON).rows}
        assert (rows[one].why, rows[one].state, rows[two].bed is not None) == ("held", "held", True)

    def test_the_board_asks_the_same_number_of_questions_however_many_wait(self, flat, django_assert_num_queries):
        a_facility(), a_vehicle()
        a_case(flat[0][0])
        with django_assert_num_queries(20):
            board.board(SPRING, NOON)
        for person in [*flat[0][1:], *flat[1]]:
            a_case(person)
        with django_assert_num_queries(20):
            board.board(SPRING, NOON)


class TestHolding:
    def test_trap_14_a_hold_gives_beds_back_and_keeps_the_time_they_waited(self, case):
        house = a_facility()
        assigned(case, house)
        assert hold(case) == 1
        assert hold(case) == 0
        assert (way_of(case).facility_id, way_of(case).asked_at) == (None, NOON)
        with pytest.raises(TransferHeld):
            assigned(case, house)
        with pytest.raises(WhyWanted):
            hold(case, "x")
        with pytest.raises(WhyWanted):
            services.let_go(by=HAND, transfers=[way_of(case).id], reason=" ", now=NOON)
        assert services.let_go(by=HAND, transfers=[way_of(case).id], reason="复核仍阳性", now=NOON) == 1
        assert services.let_go(by=HAND, transfers=[way_of(case).id], reason="x", now=NOON) == 0
        assigned(case, house)

    def test_who_is_on_the_way_is_not_held(self, case):
        step(case, "picked_up", "takes")
        assert hold(case) == 0


class TestTheWay:
    def test_a_hand_over_counts_when_both_ends_have_confirmed_it(self, case):
        house = a_facility()
        assigned(case, house)
        step(case, "dispatched", "gives", who="处暑师傅")
        assert queries.links(SPRING, NOON).move.waiting == 1
        step(case, "picked_up", "gives", who="何夏至")
        step(case, "picked_up", "takes", who="处暑师傅")
        step(case, "handed_over", "gives", who="处暑师傅", at=NOON + HOUR)
        assert (way_of(case).out_as, Stay.objects.count()) == ("", 0)
        step(case, "handed_over", "takes", who="白露护士", at=NOON + HOUR)
        way = way_of(case)
        assert (way.out_as, way.out_at) == ("arrived", NOON + HOUR)
        stay = Stay.objects.get()
        assert (stay.facility_id, stay.kind, stay.since_at) == (house.id, "women", NOON + HOUR)
        assert queries.links(SPRING, NOON + HOUR).move.transferred_today == 1

    def test_a_step_is_never_refused_only_flagged(self, case):
        hold(case)
        made = step(case, "handed_over", "takes", at=NOON - 2 * HOUR, now=NOON)
        assert set(made.flags) == {"no_bed", "held", "late", "not_in_order"}
        again = step(case, "handed_over", "takes", at=NOON)
        assert "repeat" in again.flags
        assert "same_person" in step(case, "handed_over", "gives", who="handed_over takes").flags
        assert way_of(case).out_as == "arrived"
        assert not Stay.objects.exists()  # nobody knows in which bed; the facility writes it

    def test_sent_twice_it_is_one_step(self, case):
        first = step(case, "picked_up", "takes")
        assert step(case, "picked_up", "takes", event_id=first.event_id, who="x").who == first.who

    def test_a_device_clock_ahead_of_its_time_is_kept_within_now(self, case):
        made = step(case, "picked_up", "takes", at=NOON + HOUR, now=NOON)
        assert (made.seen_at, made.flags) == (NOON, ["no_bed", "ahead"])

    def test_left_and_not_arrived_within_the_limit_alarms(self, case):
        step(case, "picked_up", "takes")
        early, late = (board.board(SPRING, NOON + timedelta(minutes=n)).rows[0] for n in (119, 120))
        assert (early.is_alarm, late.is_alarm) == (False, True)
        assert queries.links(SPRING, NOON + 2 * HOUR).move.missing == 1

    def test_an_arrival_ends_the_order_at_home(self, flat, case):
        order = an_order(flat[0][0], since=TODAY, now=NOON)
        assigned(case, a_facility())
        arrived(case)
        assert Order.objects.get(id=order.id).end_reason == "transferred"


class TestRecheck:
    def test_a_negative_recheck_stops_who_is_at_home_and_frees_the_bed(self, case):
        house = a_facility(women=1)
        assigned(case, house)
        assert services.clear_on_recheck(by=HAND, case_id=case.id, source="复核 9", now=NOON) == "cleared"
        assert services.clear_on_recheck(by=HAND, case_id=case.id, source="复核 9", now=NOON + HOUR) == "cleared"
        assert (way_of(case).out_as, way_of(case).cleared_at) == ("cleared", NOON)
        assert facilities.free_beds([house])[house.id]["women"] == 1
        with pytest.raises(TransferOver):
            assigned(case, house)

    def test_who_is_on_the_way_is_turned_round_and_counts_when_they_are_home(self, case):
        step(case, "picked_up", "takes")
        assert services.clear_on_recheck(by=HAND, case_id=case.id, source="复核 9", now=NOON) == "aboard"
        row = board.board(SPRING, NOON).rows[0]
        assert (row.turns_back, row.is_alarm) == (True, True)
        step(case, "returned", "takes", at=NOON + HOUR)
        assert (way_of(case).out_as, way_of(case).out_at) == ("cleared", NOON + HOUR)

    def test_a_transfer_that_was_stopped_by_mistake_goes_on_where_it_was(self, flat, case):
        services.clear_on_recheck(by=HAND, case_id=case.id, source="复核 9", now=NOON)
        row = transferring.request_transfer(by=HAND, person_id=flat[0][0], now=NOON + HOUR)
        assert (row.out_at, row.asked_at) == (None, NOON)

    def test_a_recheck_has_a_source_and_a_case(self, case):
        with pytest.raises(SourceWanted):
            services.clear_on_recheck(by=HAND, case_id=case.id, source=" ", now=NOON)
        with pytest.raises(NotFound):
            services.clear_on_recheck(by=HAND, case_id=way_of(case).id, source="x", now=NOON)


def test_trap_16_urgent_medical_need_goes_first_whatever_is_open_or_held(flat):
    one, child, _ = flat[0]
    born(child, 2015)
    case = a_case(one)
    hold(case)
    for at in (NOON, NOON + HOUR):
        transferring.take_to_hospital(by=HAND, transfer_id=way_of(case).id, now=at)
    assert (way_of(case).out_as, way_of(case).out_at) == ("hospital", NOON)
    line = AuditEntry.objects.filter(act="transfer.hospital").first()
    assert line.detail == {"held": True, "assigned": False}


OPEN, ASSIGN, HOLD, LET_GO, PICK, GIVE, TAKE, BACK, CLEAR, WITHDRAW, CALL_120 = range(11)


class TestConservation(TestCase):
    """Positives = transferred + waiting + cleared on recheck + withdrawn, after any order of events."""

    @hypothesis_settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 2), st.integers(OPEN, CALL_120)), max_size=14))
    def test_any_order_of_events_keeps_every_positive_counted_once(self, acts):
        ids, _others = a_flat()
        house = a_facility()
        cases = {}
        for who, what in acts:
            if what == OPEN or who not in cases:
                cases.setdefault(who, a_case(ids[who]))
                continue
            self.do(cases[who], what, house)
        links = queries.links(SPRING, NOON + HOUR)
        assert links.balance.positives == len(cases)
        assert links.balance.is_even
        found = zero.check(SPRING, TODAY, NOON + HOUR)
        assert found.is_even
        assert len(found.left) == links.balance.waiting == links.move.waiting

    def do(self, case, what, house):
        way = way_of(case)
        steps = {PICK: ("picked_up", "takes"), GIVE: ("handed_over", "gives"), TAKE: ("handed_over", "takes"),
                 BACK: ("returned", "takes")}  # fmt: skip
        if what in steps:
            step(case, *steps[what])
        elif what == ASSIGN:
            self.may_refuse(lambda: assigned(case, house))
        elif what == HOLD:
            hold(case)
        elif what == LET_GO:
            services.let_go(by=HAND, transfers=[way.id], reason="x", now=NOON)
        elif what == CLEAR:
            services.clear_on_recheck(by=HAND, case_id=case.id, source="x", now=NOON)
        elif what == WITHDRAW:
            self.may_refuse(
                lambda: services.withdraw_case(by=HAND, case_id=case.id, reason="mistake", source="x", now=NOON)
            )
        else:
            transferring.take_to_hospital(by=HAND, transfer_id=way.id, now=NOON)

    def may_refuse(self, act):
        try:
            act()
        except (TransferHeld, TransferOver, CaseClosed, NoBed):
            return


def test_intake_answers_with_the_step_it_has(case):
    fact = intake.StepFact(case.id, "dispatched", "gives", "", NOON)
    assert intake.record_step(by=HAND, transfer_id=way_of(case).id, fact=fact, now=NOON).who == "test"
