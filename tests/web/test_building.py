"""The building page: a drawing in layers, a household beside it, and a line in the log for whoever is looked at."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_round
from wanjia.coverage import desk
from wanjia.kernel import clock
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Household, Person
from wanjia.roster.queries import Cell, Elevation
from wanjia.web import facade

pytestmark = pytest.mark.django_db
LATER_AND_SOONER = (("nat", 6), ("temperature", 1))


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def house():
    """Key, ids: three floors, two doors, two people each."""
    return a_building(floors=3, doors=2, people=2)


def show(client, key, *, part="", **query):
    headers = {"HX-Request": "true", "HX-Target": part} if part else {}
    return client.get(reverse("web:building", args=[key]), query, headers=headers)


def states(answer):
    return [piece.split('"')[0] for piece in text(answer).split('data-state="')[1:]]


def layer_of(answer):
    """The code of the segment that is chosen above the drawing."""
    return text(answer).split('id="facade"')[1].split('" aria-current')[0].split("?layer=")[-1]


class TestTheDrawing:
    def test_a_round_colours_each_door(self, house):
        key, ids = house
        round_ = a_round(SPRING)
        desk.record_by_hand(by=HAND, round_=round_, subjects=[*ids[:2], ids[2]], now=NOON)
        assert states(show(client_of(), key)) == ["done", "part", "open", "open", "open", "open"]

    def test_names_are_masked_and_nobody_is_logged_for_the_drawing(self, house):
        said = text(show(client_of(), house[0]))
        assert "王*" in said
        assert "王春兰" not in said
        assert not AuditEntry.objects.filter(act="household.read").exists()

    def test_freshness_is_a_layer(self, house):
        Household.objects.filter(room="301").update(checked_at=NOON - timedelta(days=31))
        Household.objects.filter(room="302").update(checked_at=None)
        answer = show(client_of(english=True), house[0], layer="fresh")
        assert states(answer)[:3] == ["open", "open", "done"]
        assert "never checked" in text(answer)

    def test_without_a_choice_the_round_that_still_owes_the_most_here(self, house):
        key, ids = house
        a_building(SUMMER, floors=9)  # what is owed elsewhere does not count
        flats = a_round(TOWN, obligation="sweep", due_in=timedelta(hours=1))
        people = a_round(SPRING, due_in=timedelta(hours=6))
        assert layer_of(show(client_of(), key)) == f"r{people.pk}"
        desk.record_by_hand(by=HAND, round_=people, subjects=ids[:7], now=NOON)
        assert layer_of(show(client_of(login="b"), key)) == f"r{flats.pk}"

    def test_of_rounds_that_owe_as_much_the_nearest_deadline(self, house):
        key, ids = house
        later, sooner = (a_round(SPRING, obligation=of, due_in=timedelta(hours=h)) for of, h in LATER_AND_SOONER)
        assert layer_of(show(client_of(), key)) == f"r{sooner.pk}"
        for found in (later, sooner):
            desk.record_by_hand(by=HAND, round_=found, subjects=ids, now=NOON)
        assert layer_of(show(client_of(login="b"), key)) == f"r{sooner.pk}"

    def test_without_a_round_the_register_check(self, house):
        assert layer_of(show(client_of(), house[0])) == "fresh"

    def test_of_many_rounds_the_chosen_and_those_that_owe_most_stand_side_by_side_the_others_in_a_menu(self, house):
        key, ids = house
        found = [a_round(SPRING) for _number in range(6)]
        for number, round_ in enumerate(found):
            desk.record_by_hand(by=HAND, round_=round_, subjects=ids[:number], now=NOON)
        page = text(show(client_of(english=True), key, layer=f"r{found[5].pk}"))
        switch, menu = page.split('class="seg"', 2)[-1].split("</nav>", 1)
        seen = [f"r{one.pk}" for one in found if f"layer=r{one.pk}" in switch]
        assert set(seen) == {f"r{found[at].pk}" for at in (0, 1, 5)}
        assert "3 more" in menu
        assert all(f"layer=r{found[at].pk}" in menu for at in (2, 3, 4))

    def test_a_layer_that_is_not_there_is_not_found(self, house):
        assert show(client_of(), house[0], layer="r999").status_code == 404

    def test_an_empty_flat_is_hatched_when_nothing_is_owed_there(self, house):
        key, _ids = house
        Household.objects.create(
            id=SPRING * 10**6 + 9000, part=SPRING, building_key=key, floor=3, room="303", walk=1, kind="empty"
        )
        a_round(SPRING)
        assert "empty" in states(show(client_of(), key))

    def test_neighbours_are_one_tap_away(self, house):
        other, _ids = a_building(number=2, floors=1)
        assert f'href="{reverse("web:building", args=[other])}" rel="next"' in text(show(client_of(), house[0]))

    def test_the_queries_do_not_grow_with_the_doors(self, django_assert_max_num_queries):
        key, _ids = a_building(floors=12, doors=4)
        a_round(SPRING)
        client = client_of()
        with django_assert_max_num_queries(40):
            show(client, key)


class TestTheHousehold:
    def test_it_comes_in_place_with_whole_names_and_masked_numbers(self, house):
        key, ids = house
        a_round(SPRING)
        home = Household.objects.order_by("walk").first()
        answer = show(client_of(), key, part="home", home=home.pk)
        assert text(answer).lstrip().startswith("<aside")
        assert Person.objects.get(pk=ids[0]).name in text(answer)
        line = AuditEntry.objects.get(act="household.read")
        assert line.subject == f"household:{home.pk}"

    def test_without_a_script_the_same_address_gives_the_whole_page(self, house):
        home = Household.objects.first()
        said = text(show(client_of(), house[0], home=home.pk))
        assert "<html" in said
        assert 'id="home-title"' in said

    def test_the_household_has_an_address_of_its_own(self, house):
        home = Household.objects.first()
        answer = client_of().get(reverse("web:household", args=[home.pk]))
        assert answer["Location"] == f"{reverse('web:building', args=[house[0]])}?home={home.pk}"

    def test_a_household_of_another_building_is_not_found_here(self, house):
        other, _ids = a_building(number=2, floors=1)
        home = Household.objects.filter(building_key=other).first()
        assert show(client_of(), house[0], home=home.pk).status_code == 404

    def test_a_grid_worker_records_and_calls_but_neither_edits_nor_sees_documents(self, house):
        a_round(SPRING)
        Person.objects.update(phone_tails=["2218"])
        home = Household.objects.first()
        said = text(show(client_of("grid"), house[0], part="home", home=home.pk))
        assert 'value="done"' in said
        assert reverse("roster:add_person", args=[home.pk]) not in said
        assert "/call/" in said
        assert "/show/" not in said

    def test_recording_from_the_panel_comes_back_to_it(self, house):
        key, ids = house
        round_ = a_round(SPRING)
        home = Household.objects.order_by("walk").first()
        back = f"{reverse('web:building', args=[key])}?home={home.pk}"
        client = client_of()
        answer = client.post(
            f"{reverse('coverage:settle', args=[round_.pk])}?area={key}",
            {"subject": ids[0], "do": "done", "back": back},
        )
        assert answer["Location"] == back
        assert states(show(client, key))[0] == "part"


def a_cell(floor, room, stair=1):
    return Cell(1, stair, floor, room, "own", 1, "王*", (), NOON)


def an_elevation(*floors):
    return Elevation(building=None, stairs=(1,), floors=floors, households=0, people=0)


class TestThePlaces:
    def test_a_missing_door_leaves_a_hole_and_moves_nobody(self):
        house = an_elevation((2, ((a_cell(2, "201"), a_cell(2, "203")),)), (1, ((a_cell(1, "102"), a_cell(1, "103")),)))
        drawn = facade.facade(house, facade.by_need)
        rooms = [[window.cell.room if window else "" for window in row[0]] for _floor, row in drawn.floors]
        assert rooms == [["201", "", "203"], ["", "102", "103"]]

    def test_lane_rooms_stand_in_the_order_of_the_landing(self):
        house = an_elevation((2, ((a_cell(2, "后楼"), a_cell(2, "前楼")),)), (1, ((a_cell(1, "客堂"),),)))
        drawn = facade.facade(house, facade.by_need)
        rooms = [[window.cell.room if window else "" for window in row[0]] for _floor, row in drawn.floors]
        assert rooms[0].count("") + rooms[1].count("") == len(drawn.floors) * drawn.stairs[0][1] - 3

    @pytest.mark.parametrize(("floors", "small", "scrolls"), [(12, False, False), (13, True, False), (25, True, True)])
    def test_towers_shrink_and_then_scroll(self, floors, small, scrolls):
        house = an_elevation(*((floor, ((a_cell(floor, f"{floor}01"),),)) for floor in range(floors, 0, -1)))
        drawn = facade.facade(house, facade.by_need)
        assert (drawn.is_small, drawn.scrolls) == (small, scrolls)
