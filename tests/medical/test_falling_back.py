"""A vehicle falls out or 120 is late: the trips are named at once, each with another vehicle that fits and is free."""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.medical.ground import a_car, a_hospital, a_visit, station
from tests.needs.ground import somebody
from tests.threads import at_once, slowly
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building
from wanjia.kernel import clock
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.medical import falling_back, hospitals, queries, seats, visiting
from wanjia.medical.models import AmbulanceWait, Appointment, Car, Department
from wanjia.medical.refusals import CarOut, NoSeatLeft, ReasonWanted, SeatGone
from wanjia.medical.rules.fallback import APART, Ride, Taken, Vehicle, fits, propose
from wanjia.platform.models import AuditEntry

HOUR = timedelta(hours=1)
EIGHT = datetime(2022, 4, 1, 8, tzinfo=clock.LOCAL)
ids = st.integers(1, 6).map(lambda n: UUID(int=n))
hows = st.sampled_from(["seat", "wheelchair", "stretcher"])
vehicles = st.lists(
    st.builds(
        Vehicle, ids, st.sampled_from("ABC"), st.integers(1, 5), st.booleans(), st.integers(0, 1), st.booleans(),
        st.none() | st.just(time(6)), st.none() | st.just(time(20)),
    ), unique_by=lambda one: one.id,
)  # fmt: skip
rides = st.lists(
    st.builds(Ride, ids, st.integers(0, 12).map(lambda n: EIGHT + n * HOUR), hows, st.integers(1, 2)),
    unique_by=lambda one: one.id,
)
taken = st.lists(st.builds(Taken, ids, st.just(EIGHT), hows, st.integers(1, 2)), max_size=3)


class TestTheRule:
    @given(rides, vehicles, taken)
    def test_whatever_is_proposed_fits_beside_everything_that_was_given_before(self, asked, there, given_):
        found = propose(asked, there, given_)
        by_id, held = {one.id: one for one in there}, list(given_)
        for ride in sorted(asked, key=lambda one: (one.at, one.id)):
            if ride.id in found:
                assert fits(by_id[found[ride.id]], ride, held)
                held.append(Taken(found[ride.id], ride.at, ride.how, ride.people))
            else:
                assert not any(fits(one, ride, held) for one in there)

    def test_what_is_kept_to_fall_back_on_comes_first_and_the_wide_one_stays_for_who_lies(self):
        wide = Vehicle(UUID(int=1), "A", 7, True, 1, is_fallback=True)
        small = Vehicle(UUID(int=2), "B", 4, is_fallback=True)
        usual = Vehicle(UUID(int=3), "C", 4)
        sits, lies = Ride(UUID(int=8), EIGHT, "seat"), Ride(UUID(int=9), EIGHT, "stretcher")
        assert propose([sits, lies], [usual, wide, small], []) == {sits.id: small.id, lies.id: wide.id}

    def test_hours_may_run_over_midnight(self):
        night = Vehicle(UUID(int=1), "A", 4, opens=time(20), closes=time(6))
        assert [night.drives_at(time(hour)) for hour in (23, 5, 12)] == [True, True, False]

    def test_a_later_trip_finds_the_seats_free_again(self):
        one = Vehicle(UUID(int=1), "A", 1)
        first, later = Ride(uuid4(), EIGHT, "seat"), Ride(uuid4(), EIGHT + APART, "seat")
        assert len(propose([first, later], [one], [])) == 2


@pytest.fixture
def people(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return a_building(floors=3)[1]


@pytest.fixture
def car(people):
    return a_car()


@pytest.fixture
def visit(people, car):
    made = a_visit(people[0], hospital=a_hospital())
    visiting.plan_way(by=HAND, visit_id=made.pk, car_id=car.pk, companion="陆满", ride="wheelchair", now=NOON)
    return made


def waiting(person, car):
    """Somebody with a companion whose car has fallen out."""
    made = a_visit(person)
    visiting.plan_way(by=HAND, visit_id=made.pk, car_id=car.pk, companion="陆满", now=NOON)
    Appointment.objects.filter(pk=made.pk).update(car_failed_at=NOON, car_failed_why="out")
    return made


@pytest.mark.django_db(transaction=True)
def test_two_desks_that_take_one_seat_at_one_moment_do_not_both_get_it(monkeypatch):
    people = a_building(floors=3)[1]
    first, small = a_car(), a_car(plate="演C0002", seats=2, is_fallback=True)
    trips = [waiting(person, first) for person in people[:2]]
    fell_out(first)

    slowly(monkeypatch, seats, "fits")

    def take(trip):
        falling_back.give(by=HAND, visit_id=trip.pk, car_id=small.pk, now=NOON)

    given, refused = at_once(take, trips)
    assert (len(given), [type(why) for why in refused]) == (1, [NoSeatLeft])
    assert Appointment.objects.filter(car=small, car_failed_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_desks_that_plan_the_last_seat_at_one_moment_leave_one_trip_among_those_without_a_car(monkeypatch):
    people = a_building(floors=3)[1]
    small = a_car(seats=2)
    trips = [a_visit(person) for person in people[:2]]
    slowly(monkeypatch, seats, "fits")
    at_once(lambda trip: plan(trip, small), trips)
    assert sorted(Appointment.objects.values_list("car_failed_why", flat=True)) == ["", "full"]


def plan(trip, car, companion="陆满", **more):
    visiting.plan_way(by=HAND, visit_id=trip.pk, car_id=car.pk, companion=companion, now=NOON, **more)


def fell_out(car, area=SPRING, by=HAND, reason="发动机故障"):
    return falling_back.fell_out(by=by, area=area, car_id=car.pk, reason=reason, now=NOON)


class TestFallingOut:
    def test_every_trip_that_counts_on_it_is_without_a_car_at_once(self, visit, car, people):
        done = a_visit(people[1], on=date(2022, 3, 31), at=time(7))
        late = a_visit(people[2], on=date(2022, 4, 9))
        for one in (done, late):
            visiting.plan_way(by=HAND, visit_id=one.pk, car_id=car.pk, companion="", now=NOON)
        station(done, "home", "takes", NOON)
        assert fell_out(car) == 1
        assert [row.pk for row in falling_back.failed(SPRING, NOON)] == [visit.pk]
        assert queries.late_count(SPRING, NOON) == 1
        week = NOON + timedelta(days=8)  # the car stands still: a trip that was far off is named when its day is near
        assert [row.pk for row in falling_back.failed(SPRING, week)] == [late.pk]
        assert car not in hospitals.cars_for(SPRING)

    def test_who_is_home_again_by_whatever_means_needs_no_vehicle_any_more(self, visit):
        falling_back.ambulance_is_late(by=HAND, visit_id=visit.pk, now=EIGHT)
        for side in ("gives", "takes"):
            for name in ("left_home", "at_hospital", "left_hospital", "home"):
                station(visit, name, side, EIGHT)
        assert falling_back.failed(SPRING, EIGHT) == []
        assert queries.late_count(SPRING, EIGHT) == 0

    def test_who_is_at_the_hospital_is_named_too_for_the_way_back(self, people, car):
        there = a_visit(people[1], on=date(2022, 3, 31), at=time(9))
        visiting.plan_way(by=HAND, visit_id=there.pk, car_id=car.pk, companion="", now=NOON)
        station(there, "at_hospital", "takes", NOON)
        assert fell_out(car) == 1

    def test_another_that_fits_is_proposed_and_given_and_the_companion_stays(self, visit, car):
        a_car(plate="演C0002", takes_wheelchairs=False, is_fallback=True)
        other = a_car(plate="演C0003", is_fallback=True)
        fell_out(car)
        rows = falling_back.failed(SPRING, NOON)
        assert seats.proposals(SPRING, rows, NOON) == {visit.pk: other}
        falling_back.give(by=HAND, visit_id=visit.pk, car_id=other.pk, now=NOON)
        held = Appointment.objects.get(pk=visit.pk)
        assert (held.car_id, held.car_failed_at, held.ride) == (other.pk, None, "wheelchair")
        assert held.companion_sealed
        assert falling_back.failed(SPRING, NOON) == []

    def test_the_second_desk_that_takes_the_last_seat_is_refused_with_the_next_by_name(self, people, car):
        small, wide = a_car(plate="演C0002", seats=2, is_fallback=True), a_car(plate="演C0003", seats=9)
        one, two = (waiting(person, car) for person in people[1:3])
        fell_out(car)
        proposed = seats.proposals(SPRING, [two], NOON)
        assert proposed == {two.pk: small}
        falling_back.give(by=HAND, visit_id=one.pk, car_id=small.pk, now=NOON)
        with pytest.raises(SeatGone) as why:
            falling_back.give(by=HAND, visit_id=two.pk, car_id=small.pk, now=NOON)
        assert why.value.facts == {"plate": "演C0002", "next": "演C0003"}
        falling_back.give(by=HAND, visit_id=one.pk, car_id=small.pk, now=NOON)  # their own seat is no other's
        fell_out(wide)
        with pytest.raises(NoSeatLeft):
            falling_back.give(by=HAND, visit_id=two.pk, car_id=small.pk, now=NOON)

    def test_a_car_chosen_by_hand_that_cannot_take_the_trip_is_told_at_once_with_another(self, people):
        small, wide = a_car(plate="演C0002", seats=2), a_car(plate="演C0003", seats=9, takes_wheelchairs=True)
        one, two = a_visit(people[0]), a_visit(people[1])
        plan(one, small), plan(two, small)
        assert [row.pk for row in falling_back.failed(SPRING, NOON)] == [two.pk]
        assert seats.proposals(SPRING, falling_back.failed(SPRING, NOON), NOON) == {two.pk: wide}
        plan(one, small)  # said again: their own seat is no other's
        assert [row.pk for row in falling_back.failed(SPRING, NOON)] == [two.pk]
        plan(two, wide)
        assert falling_back.failed(SPRING, NOON) == []
        plan(two, small, ride="wheelchair")
        assert Appointment.objects.get(pk=two.pk).car_failed_why == "full"

    def test_who_knows_better_lets_the_car_take_it_all_the_same_and_the_log_says_who(self, people):
        small = a_car(seats=2)
        one, two = a_visit(people[0]), a_visit(people[1])
        plan(one, small), plan(two, small)
        falling_back.share(by=HAND, visit_id=two.pk, now=NOON)
        assert falling_back.failed(SPRING, NOON) == []
        assert Appointment.objects.get(pk=two.pk).car_id == small.pk
        assert AuditEntry.objects.filter(act="medical.share_car").count() == 1
        fell_out(small)
        with pytest.raises(NotFound):  # a car that stands still takes nobody
            falling_back.share(by=HAND, visit_id=two.pk, now=NOON)

    def test_one_that_fell_out_is_not_given(self, visit, car):
        other = a_car(plate="演C0002")
        fell_out(other)
        with pytest.raises(CarOut):
            falling_back.give(by=HAND, visit_id=visit.pk, car_id=other.pk, now=NOON)
        with pytest.raises(CarOut):
            visiting.plan_way(by=HAND, visit_id=visit.pk, car_id=other.pk, companion="", now=NOON)

    def test_a_car_that_drives_elsewhere_is_not_to_be_had(self, visit):
        far = a_car(SUMMER, plate="演C0009")
        with pytest.raises(NotFound):
            plan(visit, far)

    def test_when_it_drives_again_its_trips_count_on_it_again(self, visit, car):
        fell_out(car)
        falling_back.drives_again(by=HAND, area=SPRING, car_id=car.pk, now=NOON + HOUR)
        assert falling_back.failed(SPRING, NOON) == []

    def test_120_that_is_late_is_met_by_the_same_vehicles(self, people, car):
        urgent = a_visit(people[0], on=date(2022, 3, 31), at=time(12))
        falling_back.ambulance_is_late(by=HAND, visit_id=urgent.pk, now=NOON)
        rows = falling_back.failed(SPRING, NOON)
        assert seats.proposals(SPRING, rows, NOON) == {urgent.pk: car}
        assert AuditEntry.objects.filter(act="medical.ambulance_late").exists()

    def test_without_a_reason_without_the_right_or_from_elsewhere_it_is_refused(self, visit, car):
        with pytest.raises(ReasonWanted):
            fell_out(car, reason=" ")
        with pytest.raises((NotAllowed, NotFound)):
            fell_out(car, by=somebody("worker", SUMMER))
        far = a_car(area=888888001000, plate="远C1")
        with pytest.raises(NotFound):
            fell_out(far)
        assert not Car.objects.exclude(out_since=None).exists()

    def test_reads_are_few(self, visit, car, django_assert_num_queries):
        a_car(plate="演C0002", is_fallback=True)
        fell_out(car)
        with django_assert_num_queries(1):
            rows = falling_back.failed(SPRING, NOON)
        with django_assert_num_queries(2):
            seats.proposals(SPRING, rows, NOON)


class TestTheBoard:
    def post(self, client, area=SPRING, **sent):
        return client.post(f"{reverse('medical:hospitals')}?area={area}", sent)

    def board(self, client):
        return text(client.get(reverse("medical:hospitals"), {"area": SPRING}))

    def test_the_emergency_department_is_open_or_closed_since_when_and_who_says_so(self, people):
        house = hospitals.write(
            by=HAND, area=TOWN, said=hospitals.House("示范三院"), departments={"emergency": "24 小时"}, now=NOON
        )  # fmt: skip
        town, seen = client_of("town", TOWN, english=True), Department.objects.get(hospital=house)
        self.post(town, TOWN, do="department", department=seen.pk, open="0", note="消杀到八点")
        seen.refresh_from_db()
        assert (seen.is_open, seen.since) == (False, NOON)
        page = self.board(town)
        assert "消杀到八点" in page
        assert "closed now" in page
        self.post(town, TOWN, do="department", department=seen.pk, open="1")
        assert Department.objects.get().is_open
        assert self.post(client_of("worker"), do="department", department=seen.pk, open="0").status_code == 404

    def test_the_wait_for_120_is_noted_by_whoever_serves_and_nobody_answering_is_a_fact_too(self, people):
        worker = client_of("worker", english=True)
        self.post(worker, do="wait", minutes="35")
        self.post(worker, do="wait", nobody="1")
        assert "minutes: write a whole number from 1 to 1439." in text(self.post(worker, do="wait", minutes=""))
        assert list(AmbulanceWait.objects.order_by("id").values_list("minutes", flat=True)) == [35, None]
        page = self.board(worker)
        assert "35 min" in page
        assert "120 did not answer" in page
        assert hospitals.waits(SPRING, NOON + 13 * HOUR) == []

    def test_a_car_has_hours_stretchers_and_a_telephone_that_is_dialled_and_not_shown(self, people):
        town = client_of("town", TOWN, english=True)
        self.post(
            town, TOWN, do="car", plate="演C0009", seats="6", driver="周师傅", phone="12000003373", stretchers="1",
            opens="07:00", closes="22:00", is_fallback="on",
        )  # fmt: skip
        made = Car.objects.get()
        assert (made.phone_tail, made.stretchers, made.is_fallback, made.closes) == ("3373", 1, True, time(22))
        page = self.board(town)
        assert "12000003373" not in page
        assert "07:00–22:00" in page
        dialled = client_of("worker").get(reverse("medical:call_driver", args=[made.pk]), {"area": SPRING})
        assert dialled["Location"] == "tel:12000003373"
        assert AuditEntry.objects.filter(act="medical.call_driver").exists()
        assert self.post(town, TOWN, do="car", plate="演C0009", seats="6", opens="07:00").status_code == 422

    def test_from_the_board_it_falls_out_and_drives_again(self, visit, car):
        worker = client_of("worker", english=True)
        self.post(worker, do="out", car=car.pk, reason="爆胎")
        assert "爆胎" in self.board(worker)
        assert Appointment.objects.get(pk=visit.pk).car_failed_why == "out"
        self.post(worker, do="back", car=car.pk)
        assert Appointment.objects.get(pk=visit.pk).car_failed_at is None

    def test_the_calendar_and_the_trip_name_it_and_one_tap_gives_the_other(self, visit, car):
        other = a_car(plate="演C0003", is_fallback=True)
        worker = client_of("worker", english=True)
        url = reverse("medical:visit", args=[visit.pk])
        worker.post(url, {"do": "car_out", "reason": "爆胎"})
        calendar = text(worker.get(reverse("medical:calendar"), {"area": SPRING}))
        for page in (calendar, text(worker.get(url))):
            assert "its car fell out" in page
            assert "演C0003" in page
            assert "Give it this vehicle" in page
        worker.post(url, {"do": "give", "car": other.pk})
        assert Appointment.objects.get(pk=visit.pk).car_id == other.pk
        a_car(plate="演C0009", seats=1)
        worker.post(url, {"do": "way", "car": Car.objects.get(plate="演C0009").pk, "companion": "陆满"})
        assert "演C0009 takes it all the same" in text(worker.get(url))
        worker.post(url, {"do": "share"})
        assert Appointment.objects.get(pk=visit.pk).car_failed_at is None
        worker.post(url, {"do": "late_120"})
        worker.post(f"{reverse('medical:hospitals')}?area={SPRING}", {"do": "out", "car": other.pk, "reason": "x"})
        assert "No vehicle that fits is free" in text(worker.get(url))

    def test_the_calendar_asks_no_more_for_ten_trips_than_for_one(self, people, car, django_assert_max_num_queries):
        for person in people[:10]:
            made = a_visit(person)
            visiting.plan_way(by=HAND, visit_id=made.pk, car_id=car.pk, companion="", now=NOON)
        fell_out(car)
        worker = client_of("worker")
        worker.get(reverse("medical:calendar"), {"area": SPRING})
        with django_assert_max_num_queries(RAIL + 18):
            worker.get(reverse("medical:calendar"), {"area": SPRING})
