"""Rumours: from what is going round to the notice that answers it, and to the text that goes where it went."""

import re

import pytest
from django.urls import reverse

from tests.needs.ground import a_ticket
from tests.notices.test_pages import form
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, a_building
from wanjia.kernel import clock
from wanjia.needs import handling
from wanjia.needs.handling import Ended
from wanjia.needs.models import Step
from wanjia.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def ticket():
    return a_ticket(a_building()[0], "rumour", "群里说明天解封，是真的吗")


def page(client, area=SPRING):
    return client.get(reverse("web:rumours"), {"area": area})


def plain(answer):
    body = re.sub(r'(?s)^.*<main class="main"', "<main", text(answer))
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def answer_by_notice(client, ticket):
    to = f"{reverse('notices:new')}?area={SPRING}&answers={ticket.pk}"
    return client.post(to, form(kind="notice", title="没有解封通知", text="以居委通知为准。") | {"publish": "1"})


def test_from_the_claim_to_the_notice_to_the_text_that_goes_round(ticket):
    client = client_of(english=True)
    assert "not checked 群里说明天解封，是真的吗" in plain(page(client))
    handling.take(by=HAND, ticket_id=ticket.pk, now=NOON)
    handling.add_note(by=HAND, ticket_id=ticket.pk, words="问过街道，没有这个通知", now=NOON)
    told = plain(page(client))
    assert "being checked 群里说明天解封" in told
    assert "问过街道，没有这个通知" in told
    asked = client.get(reverse("notices:new"), {"area": SPRING, "answers": ticket.pk})
    assert "“群里说明天解封，是真的吗”" in plain(asked)
    assert answer_by_notice(client, ticket).status_code == 302
    assert Notice.objects.get().answers == ticket.pk
    told = plain(page(client))
    assert "published 群里说明天解封，是真的吗 没有解封通知" in told
    assert "有人说：群里说明天解封，是真的吗 【春和居委会】没有解封通知 以居委通知为准。" in told
    assert Step.objects.filter(ticket_id=ticket.pk, what="noted").count() == 2


def test_whoever_asked_still_has_to_be_told(ticket):
    client = client_of(english=True)
    answer_by_notice(client, ticket)
    ticket.refresh_from_db()
    assert ticket.is_open
    handling.close(by=HAND, ticket_id=ticket.pk, ended=Ended("answered", "林谷雨", "call", "没有这回事"), now=NOON)
    assert "asker told 群里说明天解封" in plain(page(client))


def test_a_next_version_answers_the_same_and_a_withdrawn_one_no_longer(ticket):
    client = client_of(english=True)
    answer_by_notice(client, ticket)
    old = Notice.objects.get()
    client.post(reverse("notices:replace", args=[old.pk]), form(title="后天解封") | {"publish": "1"})
    assert "后天解封" in plain(page(client))
    for notice in (Notice.objects.get(replaces=old.pk), old):  # the one before is back, until it goes too
        client.post(reverse("notices:withdraw", args=[notice.pk]), {"reason": "错"})
    assert "not checked 群里说明天解封" in plain(page(client))


def test_only_a_rumour_of_one_s_own_area_can_be_answered(ticket):
    food = a_ticket(SPRING, "food", "没米了")
    client = client_of()
    for wrong in (food.pk, "x", Notice(id=ticket.pk).pk.hex[:8]):
        assert client.get(reverse("notices:new"), {"area": SPRING, "answers": wrong}).status_code == 404
    a_building(SUMMER, number=2)
    stranger = client_of(area=SUMMER, login="far")
    assert stranger.get(reverse("notices:new"), {"area": SUMMER, "answers": ticket.pk}).status_code == 404


def test_the_ticket_leads_to_the_notice_and_to_the_list(ticket):
    told = text(client_of().get(reverse("needs:ticket", args=[ticket.pk])))
    assert f"answers={ticket.pk}" in told
    assert reverse("web:rumours") in told


def test_the_list_costs_the_same_however_much_is_going_round(ticket, django_assert_max_num_queries):
    client = client_of()
    for number in range(6):
        answer_by_notice(client, a_ticket(SPRING, "rumour", f"传言{number}", phone=f"1200000{number:04}"))
    with django_assert_max_num_queries(RAIL + 14):
        page(client)
