"""A desk without any phone: blank sheets, typed in line by line; a line that names nobody stops the tube, in words."""

import pytest
from django.urls import reverse

from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING, TOWN, a_building, a_round
from wanjia.cards import services
from wanjia.coverage import queries
from wanjia.coverage.models import Aside, PaperSheet, Tube
from wanjia.kernel import clock
from wanjia.roster.models import Person


@pytest.fixture
def desk(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    _key, people = a_building(floors=5, doors=2, people=2)
    round_ = a_round()
    client = client_of("worker", english=True)
    made = client.post(f"{reverse('web:desk_paper', args=[round_.pk])}?area={SPRING}", {"blocks": "3"})
    sheet = PaperSheet.objects.get()
    assert str(sheet.id) in made["Location"]
    return client, reverse("web:enter_desk_paper", args=[round_.pk, sheet.part, sheet.id]), round_, people


def send(client, address, lines, code="T-70001", block="1"):
    return client.post(address, {"block": block, "code": code, "lines": lines, "seen_at": "2022-03-31T11:00"})


def test_card_numbers_doors_with_names_and_people_without_a_record(desk):
    client, address, round_, people = desk
    card = services.issue_one(by=HAND, subject_id=people[0], now=NOON)
    person = Person.objects.select_related("household").get(pk=people[3])
    lines = f"{card.short[:4]} {card.short[4:]}\n{person.household.room} {person.name}\n? 田谷雨, 301, 139"
    assert send(client, address, lines).status_code == 302
    tube = Tube.objects.get()
    assert (tube.code, tube.members) == ("T-70001", [people[0], people[3], 0])
    assert queries.tally(round_, TOWN).done == 2
    assert Aside.objects.get().kind == "stranger"
    assert send(client, address, lines).status_code == 302
    assert Tube.objects.count() == 1


def test_each_unclear_line_is_named_and_nothing_is_written(desk):
    client, address, *_ = desk
    answer = send(client, address, "99999999\n901 王春兰\n王春兰")
    page = text(answer)
    assert answer.status_code == 422
    assert page.count("<li>") >= 3
    assert not Tube.objects.exists()
    assert "99999999" in page.split("<textarea")[1]  # what was typed is still there


def test_another_story_about_the_same_tube_is_told_and_changes_nothing(desk):
    client, address, *_ = desk
    send(client, address, "? 田谷雨")
    answer = send(client, address, "? 田谷雨", code="T-70009")
    assert answer.status_code == 422
    assert Tube.objects.get().code == "T-70001"


def test_the_blank_sheet_has_a_line_for_each_person_of_each_tube(desk):
    client, _address, round_, _people = desk
    sheet = PaperSheet.objects.get()
    page = text(client.get(reverse("web:print_desk_paper", args=[round_.pk, sheet.part, sheet.id])))
    assert page.count('class="tube"') == 3
    assert page.count('<td class="w-no">') == 3 * round_.pool_size
    assert page.count('class="sheet desk"') == 1
    assert "<svg" in page


def test_each_page_of_a_long_sheet_has_the_code(desk):
    """A loose second page must not be an orphan."""
    client, _address, round_, _people = desk
    client.post(f"{reverse('web:desk_paper', args=[round_.pk])}?area={SPRING}", {"blocks": "9"})
    sheet = PaperSheet.objects.get(blocks=9)
    page = text(client.get(reverse("web:print_desk_paper", args=[round_.pk, sheet.part, sheet.id])))
    assert page.count(f"<span>{sheet.tag[:6]}</span>") == page.count('class="sheet desk"') == 3
    assert page.count('class="tube"') == 9


def test_a_tube_that_was_left_out_on_paper_can_be_passed_over(desk):
    client, address, *_ = desk
    page = text(client.get(address, {"block": "3"}))
    assert 'name="block" value="3"' in page
    send(client, address, "? 田谷雨", block="3")
    assert 'name="block" value="1"' in text(client.get(address))


def test_a_sheet_that_is_entered_says_so(desk):
    client, address, *_ = desk
    for block in "123":
        assert "All tubes of this sheet" not in text(client.get(address))
        send(client, address, "? 田谷雨", code=f"T-{block}", block=block)
    assert "All tubes of this sheet" in text(client.get(address))
