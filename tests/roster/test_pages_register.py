"""The register on the screen: counts for some, names for others; search; lists behind the numbers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.web.signed import client_of, text
from tests.world import NOON, SUMMER, TOWN, a_building, a_person
from wanjia.kernel import clock
from wanjia.kernel.identity import complete, read_document
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Household, Person, SpecialNeed
from wanjia.roster.sealing import document_columns

pytestmark = pytest.mark.django_db
NUMBER = complete("99990119410306002")


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def key():
    return a_building(floors=3, doors=2, people=2)[0]


def page(client, name, **query):
    return client.get(reverse(name), query)


class TestTheHome:
    def test_the_equation_adds_up_and_the_gap_is_the_largest_number(self, key):
        Person.objects.filter(pk__in=list(Person.objects.values_list("pk", flat=True)[:5])).update(
            checked_at=NOON - timedelta(days=31)
        )
        said = text(page(client_of(english=True), "roster:register"))
        assert '<b class="big">5</b>' in said
        assert "<b>12</b>" in said
        assert "<b>7</b>" in said

    def test_an_empty_register_says_to_import(self):
        a_building(SUMMER)
        answer = page(client_of(english=True), "roster:register")
        assert "Nobody is on the register here yet." in text(answer)
        assert reverse("roster:upload") in text(answer)

    def test_a_viewer_sees_counts_and_no_way_to_a_name(self, key):
        said = text(page(client_of("viewer"), "roster:register"))
        assert reverse("web:building", args=[key]) not in said
        assert reverse("roster:people") not in said

    def test_a_subdistrict_lists_its_committees_the_most_unchecked_first(self, key):
        a_building(SUMMER, floors=1)
        Person.objects.filter(part=SUMMER).update(checked_at=None)
        said = text(page(client_of("town", TOWN), "roster:register"))
        assert said.index("夏荷居委会</a>") < said.index("春和居委会</a></td>")

    def test_a_building_contact_is_sent_to_the_building(self, key):
        assert page(client_of("contact", key), "roster:register")["Location"] == reverse("web:building", args=[key])

    def test_the_queries_do_not_grow_with_the_buildings(self, key, django_assert_max_num_queries):
        for number in range(2, 9):
            a_building(number=number, floors=1)
        client = client_of()
        with django_assert_max_num_queries(26):
            page(client, "roster:register")


class TestLists:
    def test_a_need_opens_its_people_masked(self, key):
        person = Person.objects.order_by("walk").first()
        SpecialNeed.objects.create(
            id="018f0000-0000-7000-8000-000000000001", part=person.part, person_id=person.pk, kind="oxygen",
            source="x", legal_basis="welfare", since_on=NOON.date(),
        )  # fmt: skip
        said = text(page(client_of(), "roster:people", show="oxygen"))
        assert said.count('class="row" data-row') == 1
        assert person.name not in said

    def test_fifty_rows_then_a_cursor(self, key):
        home = Household.objects.first()
        for serial in range(5000, 5045):
            a_person(home, serial)
        client = client_of()
        first = page(client, "roster:people")
        assert text(first).count('class="row" data-row') == 50
        link = text(first).split('class="cursor"><a href="')[1].split('"')[0].replace("&amp;", "&")
        assert text(client.get(link)).count('class="row" data-row') == 57 - 50

    def test_a_spoilt_cursor_is_not_found(self, key):
        assert page(client_of(), "roster:people", after="x").status_code == 404

    def test_buildings_without_a_contact_are_named(self, key):
        assert "春和新苑 1号楼" in text(page(client_of(), "roster:unanswered"))


class TestSearch:
    def test_words_are_sent_on_to_an_address_that_can_be_kept(self, key):
        answer = client_of().post(reverse("roster:search"), {"q": "王"})
        assert answer.status_code == 303
        assert answer["Location"].startswith(reverse("roster:search") + "?q=")

    def test_names_are_grouped_by_household_and_masked(self, key):
        said = text(page(client_of(), "roster:search", q="王"))
        assert said.count("hit-link") == 6
        assert "王春兰" not in said

    def test_a_whole_number_is_found_by_post_only_and_logged_without_it(self, key):
        person = Person.objects.first()
        Person.objects.filter(pk=person.pk).update(**document_columns(read_document(NUMBER)))
        client = client_of()
        answer = client.post(reverse("roster:search"), {"q": NUMBER})
        assert reverse("web:household", args=[person.household_id]) in text(answer)
        assert NUMBER not in text(answer)
        line = AuditEntry.objects.get(act="register.find_number")
        assert NUMBER not in f"{line.detail}{line.subject}{line.reason}"

    def test_a_number_in_an_address_is_not_searched(self, key):
        person = Person.objects.first()
        Person.objects.filter(pk=person.pk).update(**document_columns(read_document(NUMBER)))
        said = text(page(client_of(english=True), "roster:search", q=NUMBER))
        assert "not searched from an address" in said
        assert "hit-link" not in said

    def test_nobody_outside_the_area_is_found(self, key):
        a_building(SUMMER, floors=1)
        said = text(page(client_of("secretary", SUMMER), "roster:search", q="王"))
        assert said.count("hit-link") == 2

    def test_a_grid_worker_of_one_building_finds_only_there(self, key):
        a_building(number=2, floors=1)
        said = text(page(client_of("grid", key), "roster:search", q="王"))
        assert said.count("hit-link") == 6
