"""Beside the books: phones that fell silent, and sites with their queue and whoever stands there."""

from datetime import timedelta

import pytest

from tests.devices.phones import Phone, enrolled
from tests.testing.ground import a_site
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, TOWN, a_building, a_round
from wanjia.devices.models import Device
from wanjia.kernel import clock
from wanjia.testing import services

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=20)


@pytest.fixture
def round_(monkeypatch):
    """A house with a round; the page is looked at twenty minutes after noon."""
    monkeypatch.setattr(clock, "now", lambda: LATER)
    a_building()
    return a_round()


def count(site, waiting, at=LATER):
    services.count_at_desk(by=HAND, site=site, post="queue", waiting=waiting, now=at)


def test_a_silent_phone_stands_on_the_first_page_with_what_it_owes(client, round_, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    phone = Phone(client, enrolled(round_, label="7号台", holder="孙大寒"))
    for _ in range(3):
        phone.make()
    phone.log(unsent=3)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    page = text(client_of(english=True).get("/"))
    assert "1 phone is silent" in page
    assert f"/devices/{phone.device.pk}/" in page
    assert "孙大寒" in page
    assert "made 3, here 0" in page
    assert "1 phone still holds 3 records" in page
    assert 'title="1 silent"' in page  # the rail says the same


def test_phones_that_speak_are_counted_and_not_named(round_):
    enrolled(round_, now=LATER, holder="孙大寒")
    page = text(client_of(english=True).get("/"))
    assert "1 out" in page
    assert "孙大寒" not in page
    assert "All of them speak" in page


def test_who_lets_no_phones_in_and_a_place_without_any_see_no_block(round_):
    assert "h-phones" not in text(client_of().get("/"))
    enrolled(round_, now=LATER)
    assert "h-phones" not in text(client_of("tester").get("/"))
    assert "h-phones" in text(client_of("worker").get("/"))


def test_a_committee_sees_its_sites_and_who_stands_at_them(round_):
    site = a_site(SPRING, round_)
    services.set_holder(by=HAND, site=site, post="queue", name="严春分", place="", now=NOON)
    count(site, 31)
    page = text(client_of("tester", english=True).get("/"))
    assert f"/testing/{site.pk}/" in page
    assert "31 / 50" in page
    assert "queueing 严春分" in page
    assert "queue full" not in page


def test_a_subdistrict_sees_only_full_queues_and_an_old_count_fills_none(round_):
    site = a_site(SPRING, round_)
    count(site, 50, at=NOON - timedelta(hours=1))
    town = client_of("town", TOWN, english=True)
    assert "h-sites" not in text(town.get("/"))
    count(site, 50)
    page = text(town.get("/"))
    assert "queue full" in page
    assert "50 / 50" in page


def test_it_costs_the_same_for_one_phone_and_for_ten(round_, django_assert_max_num_queries):
    for number in range(10):
        a_site(SPRING, round_, name=f"点{number}")
        enrolled(round_, now=LATER, label=f"{number}号台")
    Device.objects.update(made=5)
    client = client_of()
    with django_assert_max_num_queries(RAIL + 40):
        client.get("/")
