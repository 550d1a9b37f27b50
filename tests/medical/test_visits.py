"""Visits, courses, trips and passes; the 121 appointments of six days; trap 16 from page, phone and gate."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.isolation.ground import an_order as kept_in
from tests.medical.ground import a_car, a_course, a_hospital, a_visit, station
from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building
from wanjia.flows import caring
from wanjia.isolation import leaving
from wanjia.isolation.models import Outing
from wanjia.kernel import clock
from wanjia.kernel.codes import Kind, read
from wanjia.kernel.errors import NotFound
from wanjia.medical import hospitals, passes, queries, visiting
from wanjia.medical.models import Appointment, Course, Hospital, Pass, VisitStep
from wanjia.medical.refusals import EndsBefore, NothingChosen, Underway
from wanjia.medical.visiting import Repeats, Visit
from wanjia.platform import signing_keys
from wanjia.platform.models import AuditEntry
from wanjia.roster import services

pytestmark = pytest.mark.django_db
FIRST = date(2022, 3, 31)


@pytest.fixture
def people():
    return a_building(floors=6, doors=4, people=3)[1] + a_building(SUMMER, floors=6, doors=4, people=3)[1]


def test_the_121_appointments_of_six_days_stand_in_the_calendar_with_their_heavy_day(people):
    """58 blood patients, 46 tumour patients, 17 pregnant women, 31 March to 5 April (长桥街道)."""
    house, car = a_hospital(), a_car(seats=10)
    kinds = ["blood"] * 58 + ["chemotherapy"] * 46 + ["prenatal"] * 17
    assert len(people) >= len(kinds) == 121
    for n, kind in enumerate(kinds):
        on = FIRST + timedelta(days=n % 6)
        a_visit(people[n], on=on, at=time(7 + n % 10), kind=kind, hospital=house)
    days = queries.days(TOWN, FIRST, FIRST + timedelta(days=13))
    assert sum(day.count for day in days) == 121
    assert [day.count for day in days[:7]] == [21, 20, 20, 20, 20, 20, 0]
    assert [day.on for day in days if day.is_peak] == [FIRST]
    assert [day.is_over for day in days[:2]] == [True, False]
    totals = {}
    for day in days:
        for kind, n in day.by_kind:
            totals[kind] = totals.get(kind, 0) + n
    assert totals == {"blood": 58, "chemotherapy": 46, "prenatal": 17}
    for visit in Appointment.objects.all():
        visiting.plan_way(by=HAND, visit_id=visit.pk, car_id=car.pk, companion="", now=NOON)
        for name, minutes in (("left_home", -60), ("at_hospital", -20), ("left_hospital", 120), ("home", 160)):
            for side in ("gives", "takes"):
                station(visit, name, side, visit.expected_at + timedelta(minutes=minutes))
    assert VisitStep.objects.count() == 121 * 8
    late = FIRST + timedelta(days=6)
    rows = queries.rows_of(queries.visits(TOWN, FIRST, late), NOON + timedelta(days=9))
    assert len(rows) == 121
    assert all(row.trip.is_over and not row.trip.alarms for row in rows)
    assert Outing.objects.filter(why="urgent_medical", may=True).count() == 121 * 2


class TestCourses:
    def test_visits_are_drawn_two_weeks_ahead_each_once(self, people):
        course = a_course(people[0])
        assert Appointment.objects.count() == 6
        assert visiting.draw(course, NOON) == 0
        assert visiting.draw_all(NOON + timedelta(days=7)) == 3
        assert caring.day(NOON + timedelta(days=7)) == 0

    def test_what_was_cancelled_is_not_drawn_again(self, people):
        course = a_course(people[0])
        visit = Appointment.objects.order_by("on").first()
        visiting.cancel(by=HAND, visit_id=visit.pk, reason="住院了", now=NOON)
        assert visiting.draw(course, NOON) == 0
        assert len(queries.visits(SPRING, FIRST, FIRST + timedelta(days=13))) == 5

    def test_its_end_cancels_the_later_ones_and_their_passes(self, people):
        course = a_course(people[0])
        last = Appointment.objects.order_by("-on").first()
        passes.issue(last, by="林", now=NOON)
        assert visiting.end_course(by=HAND, course_id=course.pk, now=NOON) == 6
        assert Pass.objects.get().revoked_at is not None

    @pytest.mark.parametrize(("presence", "left"), [("died", 1), ("moved", 1), ("away", 6)])
    def test_no_car_comes_for_who_died_or_moved_away_and_a_trip_that_has_begun_stays(self, people, presence, left):
        a_course(people[0])
        first, second = Appointment.objects.order_by("on")[:2]
        station(first, "left_home", "takes", NOON)
        passes.issue(second, by="林", now=NOON)
        services.set_presence(by=HAND, person_id=people[0], presence=presence, since=FIRST, now=NOON)
        assert queries.visits(SPRING, FIRST, FIRST + timedelta(days=30))[0].pk == first.pk
        visiting.draw_all(NOON + timedelta(days=7))
        assert len(queries.visits(SPRING, FIRST, FIRST + timedelta(days=13))) == left
        assert (passes.of(second.pk) is None) == (left == 1)
        services.set_presence(by=HAND, person_id=people[0], presence="present", since=FIRST, now=NOON)
        visiting.draw_all(NOON + timedelta(days=7))  # a mistake costs nobody a trip
        assert len(queries.visits(SPRING, FIRST, FIRST + timedelta(days=20))) == 9

    @pytest.mark.parametrize(("weekdays", "why"), [((), NothingChosen), ((0,), NotFound), ((8,), NotFound)])
    def test_a_course_without_a_weekday_is_none(self, people, weekdays, why):
        with pytest.raises(why):
            visiting.write_course(
                by=HAND, said=Visit(people[0], "dialysis", FIRST, time(7)), repeats=Repeats(weekdays), now=NOON
            )

    def test_a_course_that_ends_before_it_begins_is_refused_and_one_of_a_day_is_one(self, people):
        with pytest.raises(EndsBefore) as why:
            a_course(people[0], since=FIRST, until=FIRST - timedelta(days=1))
        assert why.value.facts == {"since": FIRST.isoformat()}
        assert not Course.objects.exists()
        assert a_course(people[0], range(1, 8), since=FIRST, until=FIRST).visits.count() == 1


class TestTrips:
    def test_a_second_tap_changes_nothing_and_the_names_stay(self, people):
        visit, same = a_visit(people[0]), uuid4()
        for who in ("孙师傅", "别人"):
            station(visit, "left_home", "takes", visit.expected_at, who=who, event_id=same)
        assert VisitStep.objects.get().who == "孙师傅"
        assert Outing.objects.count() == 1

    def test_somebody_who_left_is_brought_home_and_not_cancelled(self, people):
        visit = a_visit(people[0])
        station(visit, "left_home", "gives", NOON)
        with pytest.raises(Underway):
            visiting.cancel(by=HAND, visit_id=visit.pk, reason="x", now=NOON)

    def test_whoever_does_not_come_home_stays_on_the_rail_until_they_are_kept_in_hospital(self, people):
        visit, later = a_visit(people[0], on=FIRST, at=time(12)), NOON + timedelta(days=20)
        station(visit, "at_hospital", "gives", NOON)
        assert queries.late_count(SPRING, later) == 1
        assert queries.still_out(SPRING, later) == [visit]
        station(visit, "admitted", "takes", NOON + timedelta(hours=2))
        assert (queries.late_count(SPRING, later), queries.still_out(SPRING, later)) == (0, [])
        assert queries.rows_of([visit], later)[0].trip.is_over
        station(visit, "left_hospital", "gives", later)  # after all: they are on the way again
        assert queries.rows_of([visit], later)[0].trip.next == "home"

    def test_missing_ones_are_counted_for_the_rail(self, people):
        visit = a_visit(people[0], on=FIRST, at=time(12))
        assert queries.late_count(SPRING, NOON) == 0
        assert queries.late_count(SPRING, NOON + timedelta(minutes=1)) == 1
        assert queries.late_count(SUMMER, NOON + timedelta(minutes=1)) == 0
        assert visit.pk


class TestHospitals:
    def test_paired_ones_come_first_and_say_their_status(self, people):
        far, near = a_hospital("远院", paired=()), a_hospital("近院")
        assert [row.name for row in hospitals.for_area(SPRING)] == ["近院", "远院"]
        hospitals.set_status(by=HAND, hospital_id=near.pk, status="closed", note="消杀到 16 点", now=NOON)
        assert Hospital.objects.get(pk=near.pk).get_status_display()
        with pytest.raises(NotFound):
            hospitals.set_status(by=HAND, hospital_id=far.pk, status="red", note="", now=NOON)


class TestPasses:
    def test_its_code_says_a_tag_and_the_day_and_nothing_of_the_person(self, people):
        visit = a_visit(people[0])
        held = passes.issue(visit, by="林", now=NOON)
        assert passes.issue(visit, by="何", now=NOON).tag == held.tag
        code = read(passes.text_of(held, NOON), signing_keys.public_keys(), FIRST)
        assert (code.kind, code.tag, code.until) == (Kind.GREEN, held.tag, date(2022, 4, 1))

    def test_one_of_a_cancelled_visit_travels_to_phones_as_taken_back(self, people):
        visit = a_visit(people[0])
        held = passes.issue(visit, by="林", now=NOON)
        assert passes.revoked(SPRING, NOON) == []
        visiting.cancel(by=HAND, visit_id=visit.pk, reason="改期", now=NOON)
        assert passes.revoked(SPRING, NOON) == [held.tag]
        assert passes.revoked(SUMMER, NOON) == []


class TestTrap16:
    """Urgent medical need is never blocked by a missing result, a pass, a gate or an order."""

    def test_trap_16_from_the_page_a_trip_begins_under_an_order_without_result_and_pass(self, people, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOON)
        kept_in(people[0], is_urgent=True, since=FIRST, now=NOON)
        visit = a_visit(people[0])
        client = client_of("carer")
        answer = client.post(
            reverse("medical:visit", args=[visit.pk]), {"do": "station", "station": "left_home", "side": "gives"}
        )
        assert answer.status_code == 302
        outing = Outing.objects.get()
        assert (outing.why, outing.may, outing.person_id) == ("urgent_medical", True, people[0])
        assert AuditEntry.objects.filter(act="isolation.urgent_medical").exists()

    def test_trap_16_from_the_phone_the_pass_is_good_offline_and_its_lack_stops_nobody(self, people):
        visit = a_visit(people[0])
        code = passes.text_of(passes.issue(visit, by="林", now=NOON), NOON)
        assert (
            read(code, signing_keys.public_keys(), FIRST).kind is Kind.GREEN
        )  # what the pre-check does, without a server
        assert leaving.may_leave(people[1], "urgent_medical", by=HAND, now=NOON, place=SPRING).may

    def test_trap_16_at_the_gate_nobody_is_asked_for_anything(self, people, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOON)
        kept_in(people[0], is_urgent=True, since=FIRST, now=NOON)
        client = client_of("viewer", english=True)
        answer = client.post(
            f"{reverse('isolation:leave', args=[people[0]])}?area={SPRING}",
            {"why": "urgent_medical", "channel": "gate"}, follow=True,
        )  # fmt: skip
        assert "王" not in text(answer)
        assert Outing.objects.get().may is True

    def test_trap_16_no_table_of_this_room_has_a_place_for_a_result(self):
        for model in (Appointment, VisitStep, Pass):
            assert not {"result", "tested_at", "negative"} & {field.name for field in model._meta.fields}
