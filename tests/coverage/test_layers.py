"""One round over one building: the fast reading agrees with the slow one, in two queries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.world import HAND, NOON, SPRING, a_building, a_person, a_round
from wanjia.coverage import desk, layers, rulings
from wanjia.coverage.rulings import Ruling
from wanjia.hot import layers as hot
from wanjia.roster.models import Household, Person

ACTS = st.sampled_from(["nothing", "done", "excuse", "release"])


def settle(round_, subject, act):
    if act == "done":
        desk.record_by_hand(by=HAND, round_=round_, subjects=[subject], now=NOON)
    elif act == "excuse":
        rulings.excuse(by=HAND, ruling=Ruling(round_, [subject], "bedridden"), now=NOON)
    elif act == "release":
        rulings.release(by=HAND, ruling=Ruling(round_, [subject], "moved"), now=NOON)


class TestTheTwins(TestCase):
    @given(st.lists(ACTS, min_size=6, max_size=6))
    def test_both_readings_agree_and_every_door_adds_up(self, acts):
        key, ids = a_building(floors=3, doors=1, people=2)
        round_ = a_round(SPRING)
        for subject, act in zip(ids, acts, strict=True):
            settle(round_, subject, act)
        fast = hot.standings(round_.pk, key, is_people=True)
        assert sorted(fast) == sorted(layers.standings_slow(round_, key))
        for behind in layers.layer(round_, key).doors.values():
            assert behind.owed == 2 == behind.open + behind.done + behind.excused + behind.released


@pytest.mark.django_db
class TestALayer:
    def test_two_queries_whatever_the_height(self, django_assert_num_queries):
        key, _ids = a_building(floors=6)
        round_ = a_round(SPRING)
        with django_assert_num_queries(2):
            layers.layer(round_, key)

    def test_a_door_is_partly_open_until_everyone_is_reached(self):
        key, ids = a_building(floors=1, doors=1, people=2)
        round_ = a_round(SPRING)
        home = Household.objects.get()
        assert layers.layer(round_, key).behind(home.pk).state == "open"
        settle(round_, ids[0], "done")
        assert layers.layer(round_, key).behind(home.pk).state == "part"
        settle(round_, ids[1], "excuse")
        assert layers.layer(round_, key).behind(home.pk).state == "done"

    def test_a_round_of_households_counts_doors(self):
        key, _ids = a_building(floors=2, doors=1)
        round_ = a_round(SPRING, obligation="parcel")
        assert [behind.owed for behind in layers.layer(round_, key).doors.values()] == [1, 1]
        assert sorted(hot.standings(round_.pk, key, is_people=False)) == sorted(layers.standings_slow(round_, key))

    def test_who_moved_since_the_opening_is_owed_elsewhere(self):
        key, ids = a_building(number=1, floors=1, doors=1)
        other, _ids = a_building(number=2, floors=1, doors=1)
        round_ = a_round(SPRING)
        there = Household.objects.get(building_key=other)
        Person.objects.filter(pk=ids[0]).update(household=there, building_key=other)
        shown = layers.layer(round_, key)
        here = list(Household.objects.filter(building_key=key).values_list("pk", flat=True))
        assert shown.elsewhere(here).owed == 1

    def test_a_newcomer_is_owed_nothing(self):
        key, _ids = a_building(floors=1, doors=1)
        round_ = a_round(SPRING)
        newcomer = a_person(Household.objects.get(), 9000)
        assert newcomer.pk not in layers.layer(round_, key).states
