"""Lists of rounds where every committee opens some of its own each day: added up, never read one by one."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_round
from wanjia.coverage import listing, presets, queries
from wanjia.coverage.models import Round
from wanjia.coverage.rulings import Ruling, add
from wanjia.coverage.services import cancel_round as cancel
from wanjia.coverage.touching import below, over, touching
from wanjia.kernel import area as codes

DISTRICT, CITY = 999999000000, 999900000000
PLACES = [
    990000000000, CITY, DISTRICT, 999998000000, TOWN, 999999002000, SPRING, SUMMER, SPRING * 100 + 1,
    SPRING * 10**6 + 10001, SPRING * 10**6 + 20001, 110101001001,
]  # fmt: skip


class TestTouching(TestCase):
    @settings(max_examples=30)
    @given(st.lists(st.sampled_from(PLACES), max_size=12), st.sampled_from(PLACES))
    def test_the_ranges_say_what_the_tree_says(self, places, area):
        presets.load()
        for place in places:
            Round.objects.create(
                obligation_id="nat", name="", area=place, opens_at=NOON, due_at=NOON + timedelta(hours=1),
                frozen_at=NOON, owed_at_opening=1, opened_by="",
            )  # fmt: skip

        def found(where):
            return Counter(Round.objects.filter(where).values_list("area", flat=True))

        inside = Counter(place for place in places if codes.contains(area, place) and place != area)
        around = Counter(place for place in places if codes.contains(place, area))
        assert (found(below(area)), found(over(area)), found(touching(area))) == (inside, around, inside + around)


@pytest.fixture
def committees():
    """A screening of the town; the same call in two committees."""
    for committee in (SPRING, SUMMER):
        a_building(committee)
    return {
        "town": a_round(), "calls": [a_round(area=place, obligation="welfare_call") for place in (SPRING, SUMMER)],
    }  # fmt: skip


@pytest.mark.django_db
class TestInside:
    def test_rounds_alike_are_one_line_with_all_their_people_and_the_first_deadline(self, committees):
        spring, summer = committees["calls"]
        Round.objects.filter(pk=summer.pk).update(due_at=NOON + timedelta(hours=2))
        [line] = listing.inside(TOWN, NOON)
        assert (line.rounds, line.tally.owed, line.opened) == (2, 24, 24)
        assert line.due_at == NOON + timedelta(hours=2)
        assert {one.round for one in listing.one_by_one(TOWN, line.round, NOON)} == {spring, summer}

    def test_the_sum_is_the_sum_of_what_each_says(self, committees):
        for round_ in committees["calls"]:
            more = a_building(round_.area, number=2, floors=1)[1]
            add(by=HAND, ruling=Ruling(round_, more, "arrived"), now=NOON)
        [line] = listing.inside(TOWN, NOON)
        each = [queries.tally(round_, TOWN) for round_ in committees["calls"]]
        assert line.tally.owed == sum(one.owed for one in each) > line.opened

    def test_a_committee_sees_its_own_and_the_town_s_each_for_itself(self, committees):
        assert {line.round for line in listing.own(SPRING)} == {committees["town"], committees["calls"][0]}
        assert listing.inside(SPRING, NOON) == []

    def test_what_was_due_a_week_ago_is_no_longer_told_of_places_inside(self, committees):
        for round_ in committees["calls"]:
            cancel(by=HAND, round_=round_, reason="重复", now=NOON)
        soon, late = NOON + timedelta(days=7), NOON + timedelta(days=8)
        assert [line.rounds for line in listing.inside(TOWN, soon)] == [2]
        assert listing.inside(TOWN, late) == []
        assert listing.inside(TOWN, soon, is_open=True) == []
        assert committees["calls"][0] in {line.round for line in listing.own(SPRING)}


@pytest.mark.django_db
class TestPages:
    def test_the_town_reads_one_line_and_finds_the_places_behind_it(self, committees):
        town = client_of("town", TOWN)
        for address in ("/", "/rounds/"):
            page = text(town.get(address))
            assert page.count("2 处各一轮") == 1
        worst = listing.inside(TOWN, NOON)[0].round
        page = text(town.get(f"/rounds/?like={worst.pk}"))
        assert "夏荷居委会" in page
        assert page.count("data-row") == 2

    def test_a_single_round_of_a_place_is_told_with_the_place(self, committees):
        cancel(by=HAND, round_=committees["calls"][1], reason="重复", now=NOON)
        page = text(client_of("town", TOWN).get("/"))
        assert "处各一轮" not in page
        assert f"/rounds/{committees['calls'][0].pk}/?area={TOWN}" in page

    def test_a_round_elsewhere_has_no_list(self, committees):
        client = client_of()
        assert client.get(f"/rounds/?like={committees['calls'][1].pk}").status_code == 404
        assert client.get("/rounds/?like=x").status_code == 404

    def test_today_costs_the_same_for_two_committees_and_for_forty(self, committees, django_assert_max_num_queries):
        for number in range(3, 41):
            place = TOWN + number
            a_building(place)
            a_round(area=place, obligation="welfare_call")
        city = client_of("city", CITY)
        with django_assert_max_num_queries(RAIL + 31):
            page = text(city.get("/"))
        assert "40 处各一轮" in page
