"""Questions up, answers down, by building: unanswered ones are named until a notice went down to the building."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.needs.ground import a_ticket, ground
from tests.notices.test_pages import form
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, TOWN
from wanjia.kernel import clock
from wanjia.needs import handling
from wanjia.needs.handling import Ended
from wanjia.needs.models import KindTerms, Ticket
from wanjia.needs.presets import terms_for
from wanjia.notices import services
from wanjia.notices.models import Notice
from wanjia.roster import housing
from wanjia.roster.housing import Answerer

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def keys():
    return ground()


@pytest.fixture
def ticket(keys):
    return a_ticket(keys[0], "question", "快递能不能放门卫过夜", room="301", now=NOON - HOUR)


@pytest.fixture
def head(keys):
    return client_of(english=True)


def page(client, area=SPRING):
    body = re.sub(r'(?s)^.*<main class="main"', "<main", text(client.get(reverse("web:questions"), {"area": area})))
    return plain(body)


def plain(said):
    return " ".join(re.sub(r"<[^>]+>", " ", said).split())


def publish(client, area, ticket):
    to = f"{reverse('notices:new')}?area={area}&answers={ticket.pk}"
    return client.post(to, form(kind="notice", title="快递可以过夜", text="门卫登记后放货架。") | {"publish": "1"})


def too(client, ticket, notice):
    return client.post(reverse("web:answered_too", args=[ticket.pk]), {"notice": notice.pk})


def test_it_is_named_by_building_with_the_contact_and_since_when(keys, ticket, head):
    housing.set_contact(by=HAND, building_key=keys[0], who=Answerer("contact", "华小暑", "12000002218"), now=NOON)
    a_ticket(keys[1], "question", "几点做核酸", now=NOON - 2 * HOUR)
    told = page(head)
    assert "contact 华小暑" in told
    assert "tail 2218" in told
    assert "no building contact" in told
    assert told.index("几点做核酸") < told.index("快递能不能放门卫过夜")
    assert "2 without an answer" in told


def test_it_counts_as_answered_when_the_notice_went_down_to_the_building(keys, ticket, head):
    assert "It answers the question:" in text(head.get(reverse("notices:new"), {"area": keys[0], "answers": ticket.pk}))
    assert publish(head, keys[0], ticket).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.outcome, ticket.told_how) == ("answered", "chat")
    told = page(head)
    assert "No question waits" in told
    assert "有人问：快递能不能放门卫过夜" in told
    assert "快递可以过夜" in told


def test_a_notice_for_another_building_leaves_it_open(keys, ticket, head):
    publish(head, keys[1], ticket)
    ticket.refresh_from_db()
    assert ticket.is_open


def test_nor_does_a_notice_take_the_place_of_a_call_that_was_promised(keys, head):
    ticket = a_ticket(keys[0], "question", "几点做核酸", phone="12000002218", call_by=NOON + HOUR)
    publish(head, keys[0], ticket)
    ticket.refresh_from_db()
    assert ticket.is_open
    assert ticket.call_by == NOON + HOUR
    too(head, ticket, Notice.objects.get())
    ticket.refresh_from_db()
    assert ticket.is_open


def test_a_notice_of_the_committee_answers_a_question_without_a_building(ticket, head):
    nowhere = a_ticket(SPRING, "question", "几点做核酸")
    assert "Building not said" in page(head)
    publish(head, SPRING, nowhere)
    nowhere.refresh_from_db()
    assert not nowhere.is_open


def test_one_notice_answers_the_same_question_of_the_next_door_too(keys, ticket, head):
    again, elsewhere = a_ticket(keys[0], "question", "快递放哪里"), a_ticket(keys[1], "question", "快递放哪里")
    publish(head, keys[0], ticket)
    notice = Notice.objects.get()
    assert too(head, elsewhere, notice).status_code == 404
    assert head.post(reverse("web:answered_too", args=[again.pk]), {"notice": "x"}).status_code == 404
    too(head, again, notice)
    assert Ticket.objects.filter(closed_at=None).get() == elsewhere


def test_a_building_contact_writes_down_and_sees_the_own_building_only(keys, ticket):
    a_ticket(keys[1], "question", "几点做核酸")
    contact = client_of("contact", keys[0])
    contact.post(f"{reverse('needs:new')}?area={keys[0]}", {"text": "垃圾几点收", "kind": "question", "where": "301"})
    told = page(contact, keys[0])
    assert "垃圾几点收" in told
    assert "几点做核酸" not in told


def test_a_form_that_a_link_opened_has_the_kind_chosen(head):
    told = text(head.get(reverse("needs:new"), {"area": SPRING, "kind": "question"}))
    assert 'value="question" checked' in told


def test_a_subdistrict_sees_all_its_buildings(ticket):
    assert "快递能不能放门卫过夜" in page(client_of("town", TOWN, english=True), TOWN)


def test_an_installation_from_before_learns_the_kind_when_it_is_asked_for(keys):
    terms_for("food", SPRING, clock.local_date(NOON))
    KindTerms.objects.filter(kind="question").delete()
    assert terms_for("question", SPRING, clock.local_date(NOON)).starts_at == 4


def test_its_queries_do_not_grow_with_the_questions(keys, ticket, head, django_assert_max_num_queries):
    for n in range(12):
        a_ticket(keys[n % 2], "question", f"问题{n}")
    head.get(reverse("web:questions"), {"area": SPRING})
    with django_assert_max_num_queries(RAIL + 16):
        head.get(reverse("web:questions"), {"area": SPRING})


def withdraw(notice, at=NOON + HOUR):
    services.withdraw(by=HAND, notice=notice, reason="写错了", now=at)


def test_withdrawing_the_notice_opens_every_question_that_it_answered(keys, ticket, head):
    again, other = a_ticket(keys[0], "question", "快递放哪里"), a_ticket(keys[0], "question", "几点做核酸")
    publish(head, keys[0], ticket)
    notice = Notice.objects.get()
    too(head, again, notice)
    handling.close(by=HAND, ticket_id=other.pk, ended=Ended("answered", "林", "chat", "下午两点"), now=NOON)
    withdraw(notice)
    for one in (ticket, again, other):
        one.refresh_from_db()
    assert [one.is_open for one in (ticket, again, other)] == [True, True, False]
    terms = terms_for("question", keys[0], NOON.date())
    assert (ticket.level_since, ticket.due_at) == (NOON + HOUR, terms.due_at(ticket.urgency, NOON + HOUR))
    assert "reopened" in page(head)
    assert "the answer was withdrawn 快递可以过夜" in plain(text(head.get(reverse("needs:ticket", args=[ticket.pk]))))


def test_it_stays_answered_while_another_version_stands(keys, ticket, head):
    publish(head, keys[0], ticket)
    first = Notice.objects.get()
    said = services.Said("notice", "快递只放到九点", "九点后退回。", "居委会", NOON.date(), NOON + HOUR)
    second = services.replace(by=HAND, notice=first, said=said, now=NOON)
    withdraw(second, NOON + 2 * HOUR)
    ticket.refresh_from_db()
    assert not ticket.is_open
    withdraw(first, NOON + 3 * HOUR)
    ticket.refresh_from_db()
    assert ticket.is_open


def test_a_question_whose_call_was_kept_is_not_opened_by_it(keys, head):
    ticket = a_ticket(keys[0], "question", "几点做核酸", phone="12000002218", call_by=NOON + HOUR)
    publish(head, keys[0], ticket)
    handling.close(by=HAND, ticket_id=ticket.pk, ended=Ended("answered", "林", "call", "快递可以过夜"), now=NOON)
    withdraw(Notice.objects.get())
    ticket.refresh_from_db()
    assert not ticket.is_open
