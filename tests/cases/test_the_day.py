"""Facilities with their beds, the closing of a day, and what the chain board counts of cases."""

from datetime import date, timedelta

import pytest

from tests.cases.ground import (
    HOUR,
    a_case,
    a_facility,
    a_flat,
    a_vehicle,
    arrived,
    assigned,
    somebody,
    step,
    way_of,
)
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN
from wanjia.cases import closing, facilities, queries, services, zero
from wanjia.cases.models import Case, DayReason, Stay, Transfer
from wanjia.cases.refusals import (
    BedsInUse,
    BedTaken,
    CaseClosed,
    DayClosed,
    NotEven,
    ReasonsWanted,
    SeatsWanted,
    WhyWanted,
    WordsWanted,
)
from wanjia.isolation.models import Order
from wanjia.kernel.errors import NotAllowed, NotFound

TODAY = date(2022, 3, 31)


@pytest.fixture
def flat(db):
    """One flat of three adults; everybody else of the building."""
    return a_flat()


@pytest.fixture
def case(flat):
    return a_case(flat[0][0])


class TestFacilities:
    def test_who_lies_where_with_skills_and_goes_home(self, flat):
        one, two, _three = flat[0]
        house = a_facility()
        stays = []
        for person in (one, two):
            case = a_case(person)
            assigned(case, house)
            arrived(case)
            stays.append(Stay.objects.get(transfer__case_id=case.id))
        facilities.put_to_bed(by=HAND, stay_id=stays[0].id, bed="A-017", skills=["nurse", "meals"], now=NOON)
        with pytest.raises(BedTaken):
            facilities.put_to_bed(by=HAND, stay_id=stays[1].id, bed="A-017", skills=[], now=NOON)
        with pytest.raises(NotFound):
            facilities.put_to_bed(by=HAND, stay_id=stays[1].id, bed="A-018", skills=["x"], now=NOON)
        assert Stay.objects.get(id=stays[0].id).skills == ["nurse", "meals"]
        with pytest.raises(BedsInUse):
            facilities.close_facility(by=HAND, facility_id=house.id, now=NOON)
        facilities.discharge(by=HAND, stay_id=stays[0].id, now=NOON + 2 * HOUR)
        with pytest.raises(CaseClosed):
            facilities.discharge(by=HAND, stay_id=stays[0].id, now=NOON + 2 * HOUR)
        assert Case.objects.get(person_id=one).ended_at == NOON + 2 * HOUR
        assert facilities.free_beds([house])[house.id]["women"] == 4
        assert not Order.objects.filter(subject_id=one).exists()  # no clock names a rule for the days at home

    def test_days_at_home_are_drafted_where_the_clocks_name_a_rule(self, flat):
        from wanjia.cases import presets

        said = presets.shipped()[0]["terms"] | {"home_line": "contact2"}
        presets.write_version(
            by=HAND, area=SPRING, said={"terms": said, "effective_on": TODAY, "source": "演示通知 3"}, now=NOON
        )
        case = a_case(flat[0][0])
        assigned(case, a_facility())
        arrived(case)
        facilities.discharge(by=HAND, stay_id=Stay.objects.get().id, now=NOON + 2 * HOUR)
        order = Order.objects.get(subject_id=flat[0][0])
        assert (order.reason, order.confirmed_at, str(order.rule)) == ("discharged", None, "contact2 v1")

    def test_a_facility_keeps_the_beds_that_are_in_use(self, case):
        house = a_facility(women=2)
        assigned(case, house)
        said = facilities.FacilitySaid(TOWN, "演示方舱", "shelter", {"women": 0})
        with pytest.raises(BedsInUse):
            facilities.write_facility(by=HAND, said=said, facility=house, now=NOON)
        with pytest.raises(WordsWanted):
            facilities.write_facility(
                by=HAND, said=facilities.FacilitySaid(TOWN, " ", "shelter", {}), facility=house, now=NOON
            )
        with pytest.raises(NotAllowed):
            facilities.write_facility(by=somebody("bai"), said=said.__class__(SPRING, "x", "site", {}), now=NOON)

    def test_a_vehicle_is_one_by_its_plate(self, flat):
        assert a_vehicle(seats=4).id == a_vehicle(seats=6).id
        with pytest.raises(WordsWanted):
            a_vehicle(plate=" ")
        with pytest.raises(SeatsWanted):
            a_vehicle(seats=0)


class TestTheDay:
    def test_the_day_is_closed_when_each_name_that_is_left_has_its_reason(self, flat):
        first, second = (a_case(person) for person in flat[0][:2])
        assigned(first, a_facility())
        arrived(first)
        found = zero.check(SPRING, TODAY, NOON + 2 * HOUR)
        assert zero.figures(found.day) == {
            "start": 0, "new": 2, "transferred": 1, "cleared": 0, "withdrawn": 0, "waiting": 1,
        }  # fmt: skip
        with pytest.raises(ReasonsWanted):
            closing.sign_day(by=HAND, area=SPRING, on=TODAY, now=NOON)

        def say(reason, words="", on=TODAY):
            way = way_of(second).id
            return closing.write_reason(by=HAND, transfer_id=way, on=on, reason=reason, words=words, now=NOON)

        for reason, words in (("x", ""), ("other", " ")):
            with pytest.raises(WhyWanted):
                say(reason, words)
        say("no_bed")
        say("other", "女儿在路上")
        assert "女儿".encode() not in bytes(DayReason.objects.get().note_sealed)
        signed = closing.sign_day(by=somebody("he", "worker"), area=SPRING, on=TODAY, now=NOON + 10 * HOUR)
        assert (signed.figures["waiting"], signed.signed_by) == (1, "白he")
        for again in (lambda: say("no_bed"), lambda: closing.sign_day(by=HAND, area=SPRING, on=TODAY, now=NOON)):
            with pytest.raises(DayClosed):
                again()
        with pytest.raises(DayClosed):
            say("no_bed", on=TODAY + timedelta(days=1))
        tomorrow = zero.check(SPRING, TODAY + timedelta(days=1), NOON + 24 * HOUR)
        assert (tomorrow.day.start, tomorrow.signed_start, tomorrow.differs_from_yesterday) == (1, 1, False)
        assert tomorrow.left[0].reason is None  # anew each day
        step(second, "picked_up", "takes", at=NOON + 11 * HOUR, now=NOON + 24 * HOUR)
        step(second, "handed_over", "gives", at=NOON + 11 * HOUR, now=NOON + 24 * HOUR)
        step(second, "handed_over", "takes", at=NOON + 11 * HOUR, now=NOON + 24 * HOUR)
        assert zero.check(SPRING, TODAY + timedelta(days=1), NOON + 24 * HOUR).differs_from_yesterday

    def test_a_case_that_stands_in_no_queue_is_named_and_the_day_is_not_signed(self, case):
        Transfer.objects.all().delete()
        found = zero.check(SPRING, TODAY, NOON)
        assert (found.is_even, found.broken, found.day.difference) == (False, ("C-0001",), 1)
        assert queries.links(SPRING, NOON).balance.difference == 1
        with pytest.raises(NotEven):
            closing.sign_day(by=HAND, area=SPRING, on=TODAY, now=NOON)

    def test_a_subdistrict_adds_up_its_committees(self, flat, case):
        assert zero.check(TOWN, TODAY, NOON).day.waiting == 1
        assert zero.check(SUMMER, TODAY, NOON).day.waiting == 0

    def test_what_is_told_to_programs_has_no_name_in_it(self, case):
        told = zero.told(zero.check(SPRING, TODAY, NOON))
        assert told["left"][0]["case"] == "C-0001"
        assert told["unexplained"] == 1
        assert "王" not in str(told)

    def test_five_queries_whatever_the_size(self, flat, django_assert_num_queries):
        for person in flat[0]:
            a_case(person)
        with django_assert_num_queries(4):
            zero.check(SPRING, TODAY, NOON)


class TestLinks:
    def test_three_columns_of_the_chain_board_count_and_name_the_oldest(self, flat, django_assert_num_queries):
        from tests.cases.ground import decided

        first = a_case(flat[0][0])
        a_case(flat[1][0], now=NOON + HOUR)
        decided(first, flat[0][1])
        services.mark(by=HAND, case_id=first.id, step="informed", now=NOON)
        with django_assert_num_queries(9):
            found = queries.links(SPRING, NOON + 2 * HOUR)
        assert (found.control.informed, found.control.to_inform, found.control.kept_home) == (1, 1, 1)
        assert (found.trace.cases, found.trace.open, found.trace.undecided, found.trace.is_late) == (2, 2, 3, False)
        assert (found.trace.oldest_at, found.trace.limit_minutes) == (NOON, 1440)
        assert (found.move.waiting, found.move.oldest_at) == (2, NOON)
        assert found.balance.is_even
        assert queries.links(SPRING, NOON + 25 * HOUR).trace.is_late
        assert queries.links(SUMMER, NOON).balance.positives == 0
        assert queries.waiting_count(SPRING) == 5

    def test_lists_ask_the_same_number_of_questions_however_long(self, flat, django_assert_num_queries):
        case = a_case(flat[0][0])
        for _ in range(2):
            with django_assert_num_queries(6):
                queries.case_lines(SPRING, NOON)
            with django_assert_num_queries(6):
                queries.undecided(SPRING, NOON)
            with django_assert_num_queries(6):
                queries.contacts_of(case, NOON)
            for person in flat[1]:
                a_case(person)
