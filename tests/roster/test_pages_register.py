"""The register on the screen: counts for some, names for others; search; lists behind the numbers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.web.signed import RAIL, client_of, text
from tests.world import NOON, SPRING, SUMMER, TOWN, a_building, a_person, areas
from wanjia.kernel import clock
from wanjia.kernel.area import compound_code, compound_of
from wanjia.kernel.identity import complete, read_document
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Building, Compound, Household, Person, SpecialNeed
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

    def test_an_empty_register_offers_import_and_adding_by_hand(self):
        a_building(SUMMER)
        said = text(page(client_of(english=True), "roster:register"))
        assert "Nobody is on the register here yet." in said
        empty = said.split('class="empty"')[1].split("</section>")[0]
        assert reverse("roster:upload") in empty
        assert f"{reverse('roster:add_compound')}?area={SPRING}" in empty

    def test_an_empty_compound_is_shown_and_offers_a_building(self):
        areas()
        code = compound_code(SPRING, 1)
        Compound.objects.create(code=code, part=SPRING, name="春和新苑")
        said = text(page(client_of(english=True), "roster:register"))
        assert "Nobody is on the register here yet." in said
        assert reverse("roster:add_building", args=[code]) in said
        assert "No buildings yet." in said

    @pytest.mark.parametrize(("role", "offered"), [("worker", True), ("grid", False), ("viewer", False)])
    def test_places_are_added_by_whoever_may_edit(self, key, role, offered):
        said = text(page(client_of(role), "roster:register"))
        assert (reverse("roster:add_compound") in said) == offered
        assert (reverse("roster:add_building", args=[compound_of(key)]) in said) == offered

    def test_a_compound_is_added_to_a_committee_only(self, key):
        said = text(page(client_of("town", TOWN), "roster:register"))
        assert reverse("roster:add_compound") not in said
        assert page(client_of("town", TOWN, login="t"), "roster:add_compound").status_code == 404

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
        with django_assert_max_num_queries(RAIL + 19):
            page(client, "roster:register")


def add(client, view, *args, **data):
    area = f"?area={SPRING}" if view == "add_compound" else ""
    return client.post(reverse(f"roster:{view}", args=args) + area, data)


class TestAddingPlaces:
    def test_a_compound_then_a_building_then_its_page_offers_a_door(self):
        areas()
        client = client_of("worker", english=True)
        answer = add(client, "add_compound", name=" 春和新苑 ")
        assert answer["Location"] == f"{reverse('roster:register')}?area={SPRING}"
        compound = Compound.objects.get()
        assert (compound.code, compound.part, compound.name) == (compound_code(SPRING, 1), SPRING, "春和新苑")
        answer = add(client, "add_building", compound.code, name="3号楼", stairs=2, floors=6)
        house = Building.objects.get()
        assert (house.compound_code, house.name, house.stairs, house.floors) == (compound.code, "3号楼", 2, 6)
        assert answer["Location"] == reverse("web:building", args=[house.key])
        assert reverse("roster:add_door", args=[house.key]) in text(client.get(answer["Location"]))
        acts = AuditEntry.objects.filter(act__in=["compound.add", "building.add"])
        assert set(acts.values_list("act", "area")) == {("compound.add", SPRING), ("building.add", SPRING)}

    def test_a_second_compound_of_the_name_is_refused_under_the_field(self, key):
        answer = add(client_of(english=True), "add_compound", name="春和 新苑")
        assert answer.status_code == 422
        assert "“春和新苑” exists already here." in text(answer)
        assert 'value="春和 新苑"' in text(answer)
        assert Compound.objects.count() == 1

    def test_the_same_name_in_another_committee_is_another_compound(self):
        a_building(SUMMER)
        assert add(client_of(), "add_compound", name="春和新苑").status_code == 302
        assert Compound.objects.filter(name="春和新苑").count() == 2

    def test_a_second_building_of_the_name_is_refused_under_the_field(self, key):
        client, compound = client_of(english=True), compound_of(key)
        answer = add(client, "add_building", compound, name="１号楼", stairs=1, floors=6)
        assert answer.status_code == 422
        assert "“1号楼” exists already here." in text(answer)
        assert Building.objects.count() == 1

    def test_the_same_name_in_another_compound_is_another_building(self, key):
        client, other = client_of(), compound_code(SPRING, 2)
        Compound.objects.create(code=other, part=SPRING, name="春和二村")
        assert add(client, "add_building", other, name="1号楼", stairs=1, floors=6).status_code == 302
        assert Building.objects.filter(name="1号楼").count() == 2

    @pytest.mark.parametrize("wrong", [{"name": " "}, {"stairs": "0"}, {"floors": ""}, {"floors": "151"}])
    def test_a_value_that_cannot_be_is_asked_again(self, key, wrong):
        typed = {"name": "2号楼", "stairs": "1", "floors": "6"} | wrong
        answer = add(client_of(), "add_building", compound_of(key), **typed)
        assert answer.status_code == 422
        assert 'class="error"' in text(answer)
        assert Building.objects.count() == 1

    def test_whoever_may_not_edit_adds_nothing(self, key):
        client = client_of("grid")
        assert add(client, "add_compound", name="新村").status_code == 403
        building = {"name": "2号楼", "stairs": 1, "floors": 6}
        assert add(client, "add_building", compound_of(key), **building).status_code == 403
        assert (Compound.objects.count(), Building.objects.count()) == (1, 1)

    def test_a_compound_that_is_not_there_is_not_found(self, key):
        client = client_of()
        assert client.get(reverse("roster:add_building", args=[compound_code(SPRING, 9)])).status_code == 404
        nowhere = SPRING + 5
        url = f"{reverse('roster:add_compound')}?area={nowhere}"
        assert client_of("town", TOWN).post(url, {"name": "新村"}).status_code == 404


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
