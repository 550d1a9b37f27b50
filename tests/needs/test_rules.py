"""Levels, clocks, what is alike, the books: as properties."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import NOON
from wanjia.needs import presets
from wanjia.needs.models import Kind
from wanjia.needs.rules import alike, owning, terms
from wanjia.needs.rules.books import Balance, opens
from wanjia.needs.rules.terms import Malformed, read
from wanjia.needs.rules.topics import topic_of

STAFF = st.sets(st.sampled_from([owning.GROUP, owning.GRID, owning.COMPOUND]))
MOVES = st.lists(st.tuples(st.sampled_from(["up", "down", "wait"]), st.integers(1, 300)), max_size=12)


class TestOwner:
    @given(STAFF, st.integers(1, 4), MOVES)
    def test_somebody_who_is_there_has_it_at_every_moment(self, staffed, starts_at, moves):
        now, owner = NOON, owning.begin(starts_at, staffed, NOON, 60)
        for what, minutes in moves:
            before = owner
            now += timedelta(minutes=minutes)
            if what == "up":
                owner = owning.pass_up(owner, staffed, now, 60)
            elif what == "down" and owning.may_hand_down(owner, staffed):
                owner = owning.hand_down(owner, staffed, now, 60)
            else:
                way = [owner, *owning.climbed(owner, staffed, now, 60)]
                owner = way[-1]
                assert owner.rung >= before.rung  # it never goes down by itself
            assert owner.rung in owning.ALWAYS or owner.rung in staffed
            assert (owner.climbs_at is None) == (owner.rung == owning.TOP)
            assert owner.handed_down <= owning.MOST_DOWN

    @given(STAFF, st.integers(1, 4))
    def test_with_nobody_doing_anything_it_reaches_the_top_and_stays(self, staffed, starts_at):
        owner = owning.begin(starts_at, staffed, NOON, 30)
        way = [owner, *owning.climbed(owner, staffed, NOON + timedelta(days=9), 30)]
        assert way[-1].rung == owning.TOP
        assert [one.rung for one in way] == sorted({one.rung for one in way})
        assert [one.since for one in way] == [NOON + timedelta(minutes=30 * at) for at in range(len(way))]

    def test_after_two_times_down_it_stays_with_the_level_above(self):
        owner = owning.begin(owning.COMMITTEE, {owning.GROUP}, NOON, 60)
        for _ in range(2):
            owner = owning.hand_down(owner, {owning.GROUP}, NOON, 60)
            owner = owning.pass_up(owner, {owning.GROUP}, NOON, 60)
        assert not owning.may_hand_down(owner, {owning.GROUP})
        with pytest.raises(ValueError, match="stays"):
            owning.hand_down(owner, {owning.GROUP}, NOON, 60)

    def test_it_begins_with_the_nearest_who_is_there(self):
        assert owning.first_rung(1, {owning.GRID}) == owning.GRID
        assert owning.first_rung(1, ()) == owning.COMMITTEE
        assert owning.first_rung(3, {owning.GROUP}) == owning.COMMITTEE


class TestTerms:
    @pytest.mark.parametrize("row", presets.shipped(), ids=lambda row: row["kind"])
    def test_what_comes_with_the_program_can_be_read_and_names_its_source(self, row):
        found = read(row["terms"], row["version"])
        assert row["source"]
        assert row["confidence"] in "HML"
        assert all(climb <= due for climb, due in zip(found.climb_minutes, found.due_minutes, strict=True))

    def test_every_kind_has_its_clocks(self):
        assert {row["kind"] for row in presets.shipped()} == set(Kind.values)

    @pytest.mark.parametrize(
        "told",
        [
            {}, {"starts_at": 9, "climb_minutes": [1, 2, 3, 4], "due_minutes": [1, 2, 3, 4]},
            {"starts_at": 1, "climb_minutes": [4, 3, 2, 1], "due_minutes": [1, 2, 3, 4]},
            {"starts_at": 1, "climb_minutes": [0, 2, 3, 4], "due_minutes": [1, 2, 3, 4]},
            {"starts_at": 1, "climb_minutes": [1, 2, 3, 4], "due_minutes": [1, 2, 3, terms.LONGEST + 1]},
        ],
    )  # fmt: skip
    def test_terms_that_can_not_be_kept_are_refused(self, told):
        with pytest.raises(Malformed):
            read(told)


def said(door, minutes=0, kind="repair", topic="water", building=7):
    return alike.Said(uuid4(), building, kind, topic, door, NOON + timedelta(minutes=minutes))


class TestAlike:
    def test_five_doors_of_one_building_without_water_are_one_line(self):
        (one,) = alike.clusters([said(f"{floor}02", floor) for floor in range(1, 6)])
        assert (one.doors, one.topic, len(one.ids)) == (5, "water", 5)

    @pytest.mark.parametrize(
        "other",
        [
            said("302", topic="power"), said("302", building=8), said("302", minutes=600),
            said("201"),  # the same door twice is one door
        ],
    )  # fmt: skip
    def test_another_trouble_building_hour_or_the_same_door_does_not_count(self, other):
        assert not alike.clusters([said("101"), said("201"), other])

    def test_many_doors_that_are_hungry_are_many_needs(self):
        assert not alike.clusters([said(f"{floor}02", kind="food", topic="") for floor in range(1, 6)])

    @given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 900)), max_size=30))
    def test_no_ticket_stands_in_two_lines(self, doors):
        found = alike.clusters([said(str(door), minutes) for door, minutes in doors])
        ids = [id_ for one in found for id_ in one.ids]
        assert len(ids) == len(set(ids))
        assert all(one.doors >= alike.LEAST for one in found)


@pytest.mark.parametrize(
    ("kind", "text", "topic"),
    [("repair", "家里停水了", "water"), ("repair", "跳闸了", "power"), ("repair", "马桶堵了", "drain"),
     ("food", "停水了，要桶装水", ""), ("repair", "门坏了", "")],
)  # fmt: skip
def test_a_repair_has_a_topic_by_its_words(kind, text, topic):
    assert topic_of(kind, text) == topic


def test_the_books_say_by_how_much_they_are_off():
    assert Balance(7, 3, {"served": 3, "answered": 1}).is_even
    assert Balance(7, 3, {"served": 3}).difference == 1
    assert opens({"opened": 5, "closed": 4, "reopened": 1, "noted": 9}) == 2
