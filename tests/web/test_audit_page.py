"""The log on the screen: only of one's own areas, filtered, fifty at a time, without the names of residents."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building
from wanjia.kernel import clock
from wanjia.platform.audit import record
from wanjia.roster.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    a_building()


def note(act="person.read", *, area=SPRING, at=NOON, **more):
    record(by=HAND, act=act, area=area, now=at, **more)


def log(client, **query):
    return client.get(reverse("web:audit"), query)


def test_a_line_says_who_what_where_why_and_about_which_door():
    person = Person.objects.first()
    note("person.reveal_document", subject=f"person:{person.pk}", reason="help: 120")
    said = text(log(client_of(english=True)))
    assert "saw a whole document number" in said
    assert f"Bldg 1 {person.household.room}" in said
    assert "urgent help: 120" in said
    assert person.name not in said


def test_a_subdistrict_reads_its_committees_and_a_secretary_only_the_own():
    note("round.open", area=SUMMER)
    assert "opened a round" in text(log(client_of("town", TOWN, english=True))).split("<tbody>")[1]
    assert "<tbody>" not in text(log(client_of(english=True)))


def test_lines_are_filtered_by_act_and_day():
    note("person.read")
    note("household.read", at=NOON - timedelta(days=20))
    client = client_of(english=True)
    assert text(log(client)).count("<tr data-row>") == 1
    assert text(log(client, since="2022-03-01")).count("<tr data-row>") == 2
    assert text(log(client, since="2022-03-01", act="household.read")).count("<tr data-row>") == 1
    assert text(log(client, who="999999")).count("<tr data-row>") == 0


def test_fifty_lines_and_then_a_cursor_that_loses_none():
    for minute in range(60):
        note(at=NOON - timedelta(minutes=minute // 2))
    client = client_of()
    first = text(log(client))
    assert first.count("<tr data-row>") == 50
    link = first.split('class="more"><td colspan="7"><a class="btn" href="')[1].split('"')[0].replace("&amp;", "&")
    assert text(client.get(link)).count("<tr data-row>") == 10


def test_a_spoilt_cursor_starts_again():
    note()
    assert text(log(client_of(), after="x,y,z")).count("<tr data-row>") == 1


def test_the_queries_do_not_grow_with_the_lines(django_assert_max_num_queries):
    for person in Person.objects.all():
        note(subject=f"person:{person.pk}")
    client = client_of()
    with django_assert_max_num_queries(RAIL + 14):
        log(client)
