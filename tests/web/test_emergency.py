"""The desk of urgent cases: whoever needs a doctor, a vehicle or medicine stands in one queue, life first."""

from copy import copy
from datetime import time, timedelta

import pytest
from django.urls import reverse

from tests.care.ground import tried
from tests.medical.ground import a_car, a_home, a_hospital, a_list, a_visit, an_order
from tests.needs.ground import a_ticket, ground
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, TOWN
from wanjia.care import climbing
from wanjia.kernel import clock
from wanjia.kernel.ids import new_event_id
from wanjia.medical import falling_back, hospitals, seats, visiting
from wanjia.medical.models import MedicineOrder
from wanjia.needs.models import Ticket
from wanjia.roster.models import Person
from wanjia.web import emergency

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def people():
    ground()
    return list(Person.objects.order_by("id").values_list("id", flat=True))


@pytest.fixture
def key(people):
    return Person.objects.get(id=people[0]).building_key


def falls_ill(person):
    """Met at the door with signs of a stroke: 120 is next."""
    held = climbing.begin(by=HAND, person_id=person, round_id=None, now=NOON, began_at=NOON - HOUR)
    for rung, result in (("first", "no_answer"), ("retry", "no_answer"), ("second", "no_answer")):
        tried(held, rung, result, NOON - HOUR / 2)
    tried(held, "door", "met", NOON, signs=("stroke",))


def stranded(person, car):
    made = a_visit(person, on=clock.local_date(NOON), at=time(20))
    visiting.plan_way(by=HAND, visit_id=made.pk, car_id=car.pk, companion="", now=NOON)
    falling_back.fell_out(by=HAND, area=SPRING, car_id=car.pk, reason="爆胎", now=NOON)


def page(area=SPRING):
    return text(client_of(area=area, english=True).get(reverse("web:emergency"), {"area": area}))


def test_its_numbers_count_everybody_and_not_one_page(people, key):
    one = Ticket.objects.get(pk=a_ticket(key, "life", "喘不上气").pk)
    Ticket.objects.bulk_create(copied(one, 2 + n) for n in range(69))
    assert sum(case.rank == emergency.LIFE for case in emergency.queue(SPRING, NOON)) == 70
    assert "danger to life 70" in page()


def copied(ticket, number):
    made = copy(ticket)
    made.pk, made.number = new_event_id(), number
    return made


def test_everybody_who_needs_a_doctor_a_vehicle_or_red_medicine_stands_in_one_queue_life_first(people, key):
    a_ticket(key, "medicine", "降压药今天吃完", urgency=1)
    a_ticket(key, "outing", "明天要去产检", urgency=2)  # the day after: not the desk's
    a_ticket(key, "food", "没米了", urgency=1)  # red, but no doctor
    a_ticket(key, "life", "胸口痛", urgency=0, now=NOON - HOUR)
    an_order(people[1], "red"), an_order(people[2], "yellow")
    stranded(people[3], a_car())
    falls_ill(people[4])
    found = emergency.queue(SPRING, NOON)
    assert [one.rank for one in found] == [emergency.LIFE] * 2 + [emergency.TODAY] * 3
    assert [one.due_at for one in found[2:]] == sorted(one.due_at for one in found[2:])
    said = page()
    for words in ("胸口痛", "Help is needed", "降压药今天吃完", "Trip without its car", "Red medicine"):
        assert words in said
    for words in ("产检", "没米"):
        assert words not in said


def test_red_medicine_of_a_care_home_says_the_house_and_the_bed(people):
    a_list(a_home(beds=("A1",)))
    MedicineOrder.objects.update(urgency="red")
    assert "福寿养老院（演示） A1" in page()


def test_who_is_served_leaves_the_queue(people, key):
    stranded(people[0], a_car())
    other = a_car(plate="演C0002", is_fallback=True)
    (row,) = falling_back.failed(SPRING, NOON)
    falling_back.give(by=HAND, visit_id=row.pk, car_id=other.pk, now=NOON)
    assert emergency.queue(SPRING, NOON) == []
    assert "Nobody waits for a doctor" in page()


def test_beside_it_stands_what_can_take_somebody(people):
    house = a_hospital()
    hospitals.write(
        by=HAND, area=TOWN, said=hospitals.House("示范一院"), departments={"emergency": "24 h"}, now=NOON
    )  # fmt: skip
    hospitals.set_status(by=HAND, hospital_id=house.pk, status="closed", note="消杀", now=NOON)
    hospitals.note_wait(by=HAND, area=TOWN, minutes=70, now=NOON)
    busy, broken = a_car(plate="演C0001", seats=2), a_car(plate="演C0002")
    a_car(plate="演C0003", seats=4)
    visit = a_visit(people[0], on=clock.local_date(NOON), at=clock.local(NOON).time())
    visiting.plan_way(by=HAND, visit_id=visit.pk, car_id=busy.pk, companion="陆满", now=NOON)
    falling_back.fell_out(by=HAND, area=SPRING, car_id=broken.pk, reason="爆胎", now=NOON)
    assert [(car.plate, free) for car, free in seats.free_now(SPRING, NOON)] == [
        ("演C0003", 4), ("演C0001", 0), ("演C0002", 0),
    ]  # fmt: skip
    said = page()
    for words in ("70 min", "closed now", "is open", "4 seats free", "no seat now", "fell out"):
        assert words in said


def test_above_a_subdistrict_names_stay_closed(people):
    falls_ill(people[0])
    assert "Choose a subdistrict above" in page(999999000000)


def test_it_asks_no_more_for_ten_than_for_one(people, key, django_assert_max_num_queries):
    for person in people[:4]:
        an_order(person, "red"), a_visit(person)
    for number in range(10):
        a_ticket(key, "medicine", f"药 {number}", urgency=1)
    worker = client_of()
    worker.get(reverse("web:emergency"), {"area": SPRING})
    with django_assert_max_num_queries(RAIL + 40):
        worker.get(reverse("web:emergency"), {"area": SPRING})
