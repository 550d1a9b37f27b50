"""Comparing rounds: the fast reading agrees with plain sets, is never stale, never lost, and says when it is wrong."""

from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pyroaring import BitMap

from tests.coverage.test_hot import city, plan  # noqa: F401  the fixture
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_person, a_round
from wanjia.coverage import desk, rulings
from wanjia.coverage.comparing.algebra import Held, found, spread
from wanjia.coverage.comparing.answer import answer
from wanjia.coverage.comparing.books import wrong_sets
from wanjia.coverage.comparing.names import lines, states
from wanjia.coverage.comparing.question import DifferentUnits, OneToFiveRounds, OnlyForPeople, Wish, question
from wanjia.coverage.comparing.slow import compare_slow
from wanjia.coverage.models import Round
from wanjia.coverage.refusals import AlreadySettled, RoundClosed
from wanjia.coverage.rulings import Ruling
from wanjia.hot import sets
from wanjia.hot.sets import Key
from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.roster.models import Household, Person, SpecialNeed

MISSED, DONE, UNDONE = Wish.MISSED, Wish.DONE, Wish.UNDONE
PEOPLE = 8
REASON = {"excuse": "bedridden", "release": "moved", "reopen": "mistake"}
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["proof", "excuse", "release", "reopen", "add", "ask"]),
        st.integers(0, 1), st.integers(0, PEOPLE - 1),
    ),
    max_size=16,
)  # fmt: skip
WISHES = st.lists(st.sampled_from(Wish), min_size=2, max_size=2)


def asked(*wishes, area=TOWN, **more):
    """asked((round, MISSED), …) -> the question about the town."""
    return question([(round_.pk, wish) for round_, wish in wishes], area, **more)


def who(wanted, area=TOWN):
    return [line.subject_id for line in lines(wanted, answer(wanted, area, NOON))]


def settle(kind, round_, subject):
    with suppress(AlreadySettled, RoundClosed):
        if kind == "proof":
            desk.record_by_hand(by=HAND, round_=round_, subjects=[subject], now=NOON)
        elif kind == "add":
            rulings.add(by=HAND, ruling=Ruling(round_, [subject], "arrived"), now=NOON)
        else:
            rulings.__dict__[kind](by=HAND, ruling=Ruling(round_, [subject], REASON[kind]), now=NOON)


def two_rounds(**more):
    """The older, the newer."""
    older, newer = a_round(**more), a_round(**more)
    Round.objects.filter(pk=older.pk).update(opens_at=NOON - timedelta(days=1))
    return older, newer


def a_need(person_id, kind="lives_alone", part=SPRING):
    SpecialNeed.objects.create(
        id=UUID(int=person_id), part=part, person_id=person_id, kind=kind, source="走访", legal_basis="consent",
        since_on=date(2022, 3, 1),
    )  # fmt: skip


class TestTheTwin(TestCase):
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(ACTS, WISHES, st.sets(st.integers(0, PEOPLE - 1), max_size=3), st.booleans())
    def test_every_area_finds_whom_plain_sets_find_whatever_happened(self, acts, wishes, moved, with_need):
        key, ids = a_building(floors=2, doors=2, people=2)
        there = Household.objects.filter(part=SUMMER).first() or self.elsewhere()
        newcomer = a_person(there, 7000)
        for index in (0, 3):
            a_need(ids[index])
        older = a_round()
        Round.objects.filter(pk=older.pk).update(opens_at=NOON - timedelta(days=1))
        for index in moved:  # ADR 0004: the number stays one of spring's, the door is one of summer's
            Person.objects.filter(pk=ids[index]).update(household=there, building_key=there.building_key)
        rounds = [older, a_round()]
        for kind, index, person in acts:
            if kind == "ask":
                answer(asked((rounds[index], MISSED)), TOWN, NOON)
            else:
                settle(kind, rounds[index], ids[person])
        needs = ("lives_alone",) if with_need else ()
        wanted = asked(*zip(rounds, wishes, strict=True), needs=needs)
        for area in (TOWN, SPRING, SUMMER, codes.compound_of(key), key, there.building_key):
            self.agrees(wanted, area)
        assert newcomer.pk in set(compare_slow(asked((rounds[1], MISSED)), SUMMER, NOON))
        assert list(wrong_sets()) == []

    def elsewhere(self):
        a_building(SUMMER, 1, floors=1, doors=1, people=0)
        return Household.objects.get(part=SUMMER)

    def agrees(self, wanted, area):
        twin = compare_slow(wanted, area, NOON)
        fast = answer(wanted, area, NOON)
        assert fast.count == len(twin)
        if codes.level_of(area) >= codes.Level.COMMITTEE:
            assert {line.subject_id: line.building_key for line in lines(wanted, fast)} == twin
        by_committee = {}
        for building in twin.values():
            by_committee[codes.committee_of(building)] = by_committee.get(codes.committee_of(building), 0) + 1
        if area == TOWN:
            assert {below.area: below.count for below in fast.below if below.count} == by_committee


SERIALS = st.sets(st.integers(1, 12))


class TestTheAlgebra:
    @given(st.lists(st.tuples(st.sampled_from(Wish), SERIALS, SERIALS, SERIALS), min_size=1, max_size=5))
    def test_it_is_what_the_words_say(self, rounds):
        wishes = [wish for wish, *_sets in rounds]
        plain = [(owed, done & owed, (released & owed) - done) for _wish, owed, done, released in rounds]
        held = []
        for wish, (owed, done, released) in zip(wishes, plain, strict=True):
            fits = owed - done - released if wish is MISSED else done
            held.append(Held(*map(BitMap, (fits, owed, released) if wish is UNDONE else (fits,))))
        wanted = set()
        for one in range(1, 13):
            newest = next(((owed, released) for owed, _done, released in plain if one in owed), None)
            if newest is None or one in newest[1]:
                continue
            ways = [
                {
                    MISSED: one in owed - done - released,
                    DONE: one in done,
                    UNDONE: one not in done,
                }[wish]
                for wish, (owed, done, released) in zip(wishes, plain, strict=True)
            ]
            wanted |= {one} if all(ways) else set()
        before = [Held(*(one.copy() for one in each)) for each in held]
        assert set(found(held, wishes)) == wanted
        assert held == before  # what lies on the shelf is never changed

    def test_everybody_is_placed_once_in_the_newest_round_that_has_them(self):
        newest, older = [(1, BitMap([1, 2]))], [(1, BitMap([1])), (2, BitMap([2, 3])), (0, BitMap([4]))]
        assert spread(BitMap([1, 2, 3, 4]), [newest, older]) == [(0, 1, BitMap([1, 2])), (1, 2, BitMap([3]))]


@pytest.mark.django_db
class TestAsking:
    def test_missed_in_both_names_who_was_missed_in_both_in_walking_order(self):
        _key, ids = a_building()
        older, newer = two_rounds()
        settle("proof", older, ids[0])
        settle("proof", newer, ids[1])
        settle("excuse", newer, ids[2])
        assert who(asked((older, MISSED), (newer, MISSED)), SPRING) == ids[3:]

    def test_done_there_and_missed_here(self):
        _key, ids = a_building()
        older, newer = two_rounds()
        settle("proof", older, ids[4])
        settle("proof", older, ids[5])
        settle("proof", newer, ids[5])
        assert who(asked((older, DONE), (newer, MISSED)), SPRING) == [ids[4]]

    def test_done_in_none_keeps_the_excused_and_the_newcomers_and_not_who_is_no_longer_ours(self):
        key, ids = a_building(floors=1)
        older, newer = two_rounds()
        newcomer = a_person(Household.objects.filter(building_key=key).first(), 9000).pk
        settle("add", newer, newcomer)
        settle("excuse", newer, ids[0])
        settle("release", newer, ids[1])
        settle("proof", older, ids[2])
        assert sorted(who(asked((older, UNDONE), (newer, UNDONE)), SPRING)) == sorted([ids[0], ids[3], newcomer])

    def test_needs_and_age_choose_among_them(self):
        _key, ids = a_building()
        a_need(ids[0])
        a_need(ids[1], "dialysis")
        Person.objects.filter(pk__in=ids[1:3]).update(born_on=date(1942, 3, 31))
        round_ = a_round()
        assert who(asked((round_, MISSED), needs=["lives_alone"]), SPRING) == [ids[0]]
        assert who(asked((round_, MISSED), needs=["lives_alone", "dialysis"]), SPRING) == ids[:2]
        assert who(asked((round_, MISSED), min_age=80), SPRING) == ids[1:3]
        assert who(asked((round_, MISSED), min_age=81), SPRING) == []
        assert who(asked((round_, MISSED), needs=["dialysis"], min_age=80), SPRING) == [ids[1]]

    def test_who_moved_between_the_rounds_is_found_where_they_live_now_and_once(self):
        _key, ids = a_building()
        a_building(SUMMER, 1, floors=1, doors=1, people=0)
        there = Household.objects.get(part=SUMMER)
        older = a_round()
        Round.objects.filter(pk=older.pk).update(opens_at=NOON - timedelta(days=1))
        Person.objects.filter(pk=ids[0]).update(household=there, building_key=there.building_key)
        newer = a_round()
        wanted = asked((older, MISSED), (newer, MISSED))
        assert who(wanted, SUMMER) == [ids[0]]
        assert who(wanted, SPRING) == ids[1:]
        assert answer(wanted, TOWN, NOON).count == len(ids)

    def test_households_are_compared_with_households(self):
        a_building()
        older, newer = two_rounds(obligation="parcel")
        assert len(who(asked((older, MISSED), (newer, MISSED)), SPRING)) == 6
        with pytest.raises(OnlyForPeople):
            asked((older, MISSED), min_age=80)
        with pytest.raises(DifferentUnits):
            asked((older, MISSED), (a_round(), MISSED))

    def test_a_question_names_one_to_five_rounds_once_that_touch_the_area(self):
        a_building()
        rounds = [a_round(SPRING) for _ in range(6)]
        for wishes in ([], [(r.pk, MISSED) for r in rounds], [(rounds[0].pk, MISSED), (rounds[0].pk, DONE)]):
            with pytest.raises(OneToFiveRounds):
                question(wishes, SPRING)
        with pytest.raises(NotFound):
            question([(rounds[0].pk, MISSED)], SUMMER)

    def test_each_is_told_with_what_became_of_them_in_each_round(self):
        _key, ids = a_building(floors=1)
        older = a_round()
        newcomer = a_person(Household.objects.first(), 9000).pk
        newer = a_round()
        Round.objects.filter(pk=older.pk).update(opens_at=NOON - timedelta(days=1))
        settle("proof", older, ids[0])
        settle("excuse", newer, ids[0])
        told = states(asked((older, UNDONE), (newer, UNDONE)), [ids[0], newcomer])
        assert told == {ids[0]: ("excused", "done"), newcomer: ("open", "")}


@pytest.mark.django_db
class TestFreshness:
    def test_what_was_drawn_is_kept_and_read_until_something_changes(self):
        a_building()
        round_ = a_round()
        answer(asked((round_, UNDONE)), TOWN, NOON)
        key = Key(round_.pk, SPRING, SPRING)
        assert [known.is_drawn for known in sets.read([key])] == [False]
        settle("proof", round_, SPRING * 10**6 + 1002)
        assert [known.is_drawn for known in sets.read([key])] == [True]

    def test_an_older_draw_never_replaces_a_newer_one(self):
        _key, ids = a_building()
        round_ = a_round()
        key = Key(round_.pk, SPRING, SPRING)
        old = sets.read([key])
        settle("proof", round_, ids[0])
        assert sets.put(sets.read([key])) == 1
        assert sets.put(old) == 0
        assert len(sets.read([key])[0].sets.done) == 1

    def test_totals_that_say_nobody_is_left_cost_no_look_at_the_sets(self, django_assert_num_queries):
        _key, ids = a_building()
        round_ = a_round()
        for subject in ids:
            settle("proof", round_, subject)
        wanted = asked((round_, MISSED))
        with django_assert_num_queries(1):
            assert answer(wanted, TOWN, NOON).count == 0

    def test_the_cost_does_not_grow_with_the_committees(self, django_assert_num_queries):
        a_building()
        a_building(SUMMER, 1)
        older, newer = two_rounds()
        wanted = asked((older, MISSED), (newer, MISSED))
        answer(wanted, TOWN, NOON)
        with django_assert_num_queries(2):  # totals, sets
            answer(wanted, TOWN, NOON)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_a_proof_between_the_draw_and_the_next_question_is_seen(self):
        _key, ids = a_building()
        round_ = a_round()
        wanted = asked((round_, MISSED))
        assert answer(wanted, TOWN, NOON).count == len(ids)
        settle("proof", round_, ids[0])
        assert answer(wanted, TOWN, NOON).count == len(ids) - 1
        settle("reopen", round_, ids[0])
        assert answer(wanted, TOWN, NOON).count == len(ids)

    def test_a_proof_that_is_committed_while_a_set_is_drawn_makes_the_stored_set_stale(self, monkeypatch):
        _key, ids = a_building()
        round_ = a_round()
        wanted, real = asked((round_, MISSED)), sets.put

        def put_later(known):
            drawn = list(known)
            monkeypatch.setattr(sets, "put", real)
            settle("proof", round_, ids[0])
            return real(drawn)

        monkeypatch.setattr(sets, "put", put_later)
        answer(wanted, TOWN, NOON)
        assert answer(wanted, TOWN, NOON).count == len(ids) - 1
        assert list(wrong_sets()) == []

    def test_unchanged_sets_cost_one_statement(self, django_assert_num_queries):
        a_building()
        older, newer = two_rounds()
        wanted = asked((older, MISSED), (newer, DONE))
        settle("proof", newer, SPRING * 10**6 + 1002)
        answer(wanted, TOWN, NOON)
        with django_assert_num_queries(1):
            assert answer(wanted, TOWN, NOON).count == 1

    def test_what_is_rolled_back_leaves_nothing_on_the_shelf(self):
        from django.db import transaction

        _key, ids = a_building()
        round_ = a_round()
        wanted = asked((round_, MISSED))
        with suppress(ZeroDivisionError), transaction.atomic():
            settle("proof", round_, ids[0])
            assert answer(wanted, TOWN, NOON).count == len(ids) - 1
            raise ZeroDivisionError
        settle("proof", round_, ids[1])  # the version is the one that was rolled back
        assert who(wanted, SPRING) == [ids[0], *ids[2:]]
