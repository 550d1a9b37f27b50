"""Asking for help without an account: three taps, one's own requests, and whether it helped."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.me.door import code_of, knock, said
from tests.needs.ground import a_ticket
from tests.world import HAND, NOON
from wanjia.needs import handling, sealing
from wanjia.needs.handling import Ended
from wanjia.needs.models import Ticket, Urgency
from wanjia.roster.models import Household, Person

pytestmark = pytest.mark.django_db


def note_of(subject):
    return re.search(r'name="note" value="([^"]+)"', knock(code_of(subject), "2218").content.decode())[1]


def send(view, subject, **more):
    return Client().post(reverse(f"me:{view}"), {"note": note_of(subject), "lang": "en"} | more)


def home_of(subject):
    return Person.objects.get(pk=subject).household_id


def test_a_kind_and_send_is_enough(house):
    subject = house[1][0]
    answer = send("ask", subject, kind="food")
    ticket = Ticket.objects.get()
    assert (ticket.household_id, ticket.person_id, ticket.way) == (home_of(subject), subject, "page")
    assert ticket.urgency == Urgency.GREEN
    page = said(answer)
    assert "The committee has it, number 0001" in page
    assert "My requests" in page


def test_words_and_today_are_kept_sealed(house):
    send("ask", house[1][0], kind="medicine", text="降压药 2 盒", today="1")
    ticket = Ticket.objects.get()
    assert sealing.said(ticket.text_sealed, sealing.TEXT) == "降压药 2 盒"
    assert ticket.urgency == Urgency.YELLOW


def test_danger_to_life_says_120_first_and_is_written_down(house):
    answer = send("ask", house[1][0], kind="life")
    assert "Call 120 now." in said(answer)
    assert Ticket.objects.get().urgency == Urgency.LIFE


def test_without_a_kind_it_asks_for_one(house):
    assert "Choose what it is about." in said(send("ask", house[1][0], kind="gold"))
    assert not Ticket.objects.exists()


def test_a_page_that_is_too_old_opens_nothing(house):
    answer = Client().post(reverse("me:ask"), {"note": "x", "kind": "food", "lang": "en"})
    assert answer.status_code == 410
    assert not Ticket.objects.exists()


def closed_of(subject):
    ticket = a_ticket(Person.objects.get(pk=subject).building_key, household_id=home_of(subject), person_id=subject)
    handling.close(by=HAND, ticket_id=ticket.pk, ended=Ended("served", "华", "call", "放门口了"), now=NOON)
    return ticket


def test_what_became_of_it_stands_there_and_no_opens_it_again(house):
    ticket = closed_of(house[1][0])
    assert "放门口了" in said(knock(code_of(house[1][0]), "2218"))
    assert "It is open again" in said(send("helped", house[1][0], ticket=ticket.pk, helped="no"))
    assert Ticket.objects.get().is_open


def test_somebody_elses_request_is_neither_seen_nor_rated(house):
    ticket = closed_of(house[1][0])
    Household.objects.filter(pk=home_of(house[1][0])).update(kind="collective")
    Ticket.objects.update(person_id=house[1][1])
    assert "放门口了" not in said(knock(code_of(house[1][0]), "2218"))
    assert "not yours" in said(send("helped", house[1][0], ticket=ticket.pk, helped="yes"))
    assert "not yours" in said(send("helped", house[1][0], ticket="x", helped="yes"))


def test_a_promised_call_stands_on_their_page_and_a_late_one_says_so(house, at):
    subject = house[1][0]
    hour = NOON + timedelta(hours=1)
    key = Person.objects.get(pk=subject).building_key
    a_ticket(key, "complaint", "要回话", household_id=home_of(subject), person_id=subject, call_by=hour)
    assert "We call you by" in said(knock(code_of(subject), "2218"))
    at(hour)
    assert "and are late. Call us." in said(knock(code_of(subject), "2218"))
