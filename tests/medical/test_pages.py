"""The pages of medical access, by what a person reads."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tests.medical.ground import a_car, a_hospital, a_visit, an_order, hand
from tests.web.signed import client_of, text
from tests.world import NOON, SPRING, TOWN, a_building
from wanjia.kernel import clock
from wanjia.medical.models import Appointment, Course, MedicineOrder, Run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def people():
    return a_building()[1]


def plain(answer):
    assert answer.status_code == 200, answer.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", text(answer)).split())


def get(client, view, *args, **query):
    return client.get(reverse(f"medical:{view}", args=args), query)


def post(client, view, *args, area=SPRING, **sent):
    return client.post(f"{reverse(f'medical:{view}', args=args)}?area={area}", sent)


class TestTheCalendar:
    def test_the_heavy_day_is_named_and_its_visits_are_listed(self, people):
        for person in people[:3]:
            a_visit(person, on=date(2022, 4, 1))
        said = plain(get(client_of(english=True), "calendar", on="2022-04-01"))
        assert "3 visits in fourteen days" in said
        assert "most" in said
        assert "王*" in said
        assert "waits for a test result" in said

    def test_counts_alone_for_who_sees_counts(self, people):
        a_visit(people[0])
        said = plain(get(client_of("viewer", TOWN, english=True), "calendar", on="2022-04-01"))
        assert "王" not in said
        assert "1 visit in fourteen days" in said

    def test_a_day_that_is_none_is_not_found(self, people):
        assert get(client_of(), "calendar", on="soon").status_code == 404


class TestATrip:
    def test_one_visit_or_a_course(self, people):
        client, house = client_of(english=True), a_hospital()
        once = {"kind": "prenatal", "on": "2022-04-02", "at": "09:00", "hospital": house.pk}
        assert post(client, "new_visit", people[0], **once).status_code == 302
        assert post(client, "new_visit", people[1], **(once | {"weekday": [1, 3, 5]})).status_code == 302
        assert Course.objects.get().weekdays == [1, 3, 5]
        assert "Coming visits" in plain(get(client, "new_visit", people[1]))
        assert post(client, "new_visit", people[0], **(once | {"on": "x"})).status_code == 422
        assert post(client, "end_course", Course.objects.get().pk).status_code == 302

    def test_there_and_back_by_both_sides(self, people):
        client, car = client_of("carer", english=True), a_car()
        visit = a_visit(people[0], on=date(2022, 3, 31), hospital=a_hospital())
        assert "has not left home" in plain(get(client, "visit", visit.pk))
        post(client, "visit", visit.pk, do="way", car=car.pk, companion="陆满")
        for station in ("left_home", "at_hospital", "left_hospital", "home"):
            for side in ("gives", "takes"):
                post(client, "visit", visit.pk, do="station", station=station, side=side, who="孙师傅")
        said = plain(get(client, "visit", visit.pk))
        assert "home again" in said
        assert "has not left home" not in said

    def test_who_is_kept_in_hospital_is_settled_on_the_page(self, people):
        client = client_of("carer", english=True)
        visit = a_visit(people[0], on=date(2022, 3, 29), hospital=a_hospital())
        post(client, "visit", visit.pk, do="station", station="at_hospital", side="gives", who="孙师傅")
        assert "left on an earlier day and is not home" in plain(get(client, "calendar"))
        assert "Stays in hospital" in plain(get(client, "visit", visit.pk))
        post(client, "visit", visit.pk, do="station", station="admitted", side="takes", who="郎春分")
        said = plain(get(client, "visit", visit.pk))
        assert "kept in hospital" in said
        assert "郎春分" in said
        assert "Plan the way back" in said
        assert "left on an earlier day" not in plain(get(client, "calendar"))

    def test_the_pass_is_printed_and_a_cancelled_visit_has_none(self, people):
        client = client_of(english=True)
        visit = a_visit(people[0], hospital=a_hospital())
        page = get(client, "pass", visit.pk)
        assert "没有核酸结果" in plain(page)
        assert "<svg" in text(page)
        post(client, "visit", visit.pk, do="cancel", reason="住院了")
        assert Appointment.objects.get().cancelled_at is not None
        assert get(client, "pass", visit.pk).status_code == 404

    def test_hospitals_with_departments_and_status(self, people):
        client = client_of(english=True)
        sent = {"do": "hospital", "name": "示范三院", "h-dialysis": "6:00–22:00", "paired": "on"}
        assert post(client, "hospitals", **sent).status_code == 302
        assert post(client, "hospitals", do="car", plate="演C9", seats="4").status_code == 302
        said = plain(get(client, "hospitals"))
        assert all(word in said for word in ("示范三院", "dialysis unit", "6:00–22:00", "演C9"))
        assert post(client, "hospitals", do="else").status_code == 404


class TestMedicine:
    def test_from_the_door_and_back_by_hand(self, people):
        client, house = client_of(english=True), a_hospital()
        sent = {"urgency": "red", "items": "华法林", "hospital": house.pk, "thing": ["book", "card"], "yuan": "200"}
        made = post(client, "new_order", people[0], **sent)
        order = MedicineOrder.objects.get()
        assert made["Location"].endswith(f"{order.pk}/")
        assert "Book with the committee" in plain(get(client, "medicine"))
        post(client, "run", hospital=house.pk, order=[order.pk], runner="孙大寒")
        assert "孙大寒" in plain(get(client, "medicine"))
        post(client, "run", do="back", run=Run.objects.get().pk)
        assert post(client, "order", order.pk, do="receive", outcome="delivered", name="王").status_code == 409
        for kind, yuan in (("paid", "150.5"), ("returned", "49.50")):
            post(client, "order", order.pk, do="pay", kind=kind, yuan=yuan)
        assert post(client, "order", order.pk, do="pay", kind="paid", yuan="much").status_code == 422

    def test_an_odd_hand_over_stands_on_board_and_order_with_its_reason(self, people):
        order = an_order(people[0])
        hand(order, "book", "孙大寒", "赵小满")
        client = client_of(english=True)
        reason = "record book, from 孙大寒 to 赵小满: given by somebody who never had it"
        assert reason in plain(get(client, "medicine"))
        assert reason in plain(get(client, "order", order.pk))

    def test_an_order_that_is_asked_without_a_list_is_kept_nowhere(self, people):
        assert post(client_of(), "new_order", people[0], urgency="red", items="").status_code == 422
        assert MedicineOrder.objects.count() == 0
