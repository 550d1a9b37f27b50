"""What is in force, on plain values: properties over any history of versions."""

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.world import NOON, SPRING, SUMMER, TOWN
from wanjia.kernel.area import building_key, compound_code, compound_of, contains, level_of
from wanjia.notices import rules
from wanjia.notices.rules import State

COMPOUND = compound_code(SPRING, 1)
HOUSE, NEXT_DOOR = building_key(COMPOUND, 1), building_key(COMPOUND, 2)
CITY = 999900000000
AREAS = (CITY, TOWN, SPRING, SUMMER, COMPOUND, HOUSE, NEXT_DOOR)


@dataclass(frozen=True)
class V:
    """One version, without words."""

    id: UUID
    area: int = TOWN
    kind: str = "rule"
    in_force_from: object = NOON
    in_force_until: object = None
    replaces: UUID | None = None
    made_at: object = NOON
    withdrawn_at: object = None


def hour(n):
    return NOON + timedelta(hours=n)


def v(n, **more):
    return V(UUID(int=n), **more)


@st.composite
def histories(draw, kinds=("rule", "notice")):
    """Versions of a few areas; each replaces nothing or one earlier of its own area and kind, as services allow."""
    found: list[V] = []
    for n in range(draw(st.integers(0, 9))):
        area, kind, start = draw(st.sampled_from(AREAS)), draw(st.sampled_from(kinds)), draw(st.integers(-4, 4))
        length = draw(st.none() | st.integers(1, 6))
        taken = {one.replaces for one in found if one.withdrawn_at is None}
        free = [one.id for one in found if (one.area, one.kind) == (area, kind) and one.id not in taken]
        before = draw(st.sampled_from([None, *free]))
        gone = draw(st.none() | st.integers(-3, 5))
        found.append(
            v(
                n + 1, area=area, kind=kind, in_force_from=hour(start),
                in_force_until=hour(start + length) if length else None, replaces=before,
                made_at=hour(draw(st.integers(-5, 4))), withdrawn_at=hour(gone) if gone is not None else None,
            )
        )  # fmt: skip
    return found


MOMENTS = st.integers(-6, 12).map(hour)
PLACES = st.sampled_from(AREAS)


@given(histories(), MOMENTS, PLACES)
def test_at_most_one_rule_holds_for_a_place_and_the_page_says_so_of_exactly_one_an_area(found, moment, place):
    holding = [one for one in found if rules.state_of(one, found, moment) is State.IN_FORCE and one.kind == "rule"]
    assert len({one.area for one in holding}) == len(holding)
    chosen = rules.rule_for(found, place, moment)
    covering = [one for one in holding if contains(one.area, place)]
    assert (chosen in covering) if covering else chosen is None


@given(histories(), MOMENTS, PLACES)
def test_a_rule_of_a_wider_area_never_hides_a_narrower_one(found, moment, place):
    chosen = rules.rule_for(found, place, moment)
    for one in rules.in_force(found, moment):
        if one.kind == "rule" and contains(one.area, place):
            assert level_of(chosen.area) >= level_of(one.area)
    wider = v(99, area=CITY, in_force_from=hour(-9), made_at=hour(9))
    if chosen is not None and chosen.area != CITY:
        assert rules.rule_for([*found, wider], place, moment) == chosen


@given(histories(), MOMENTS, PLACES, st.randoms(use_true_random=False))
def test_the_order_in_which_versions_come_changes_nothing(found, moment, place, draw: random.Random):
    shuffled = draw.sample(found, len(found))
    assert rules.rule_for(found, place, moment) == rules.rule_for(shuffled, place, moment)
    assert rules.in_force(found, moment) == rules.in_force(shuffled, moment)
    assert rules.notices_for(found, place, moment) == rules.notices_for(shuffled, place, moment)
    assert rules.rules_within(found, place, moment) == rules.rules_within(shuffled, place, moment)


@given(histories(), MOMENTS, PLACES)
def test_withdrawing_what_was_published_last_brings_back_what_held_before_it(found, moment, place):
    before = rules.rule_for(found, place, moment)
    top = v(99, area=place, in_force_from=moment, made_at=hour(20), replaces=before.id if before else None)
    held = rules.rule_for([*found, top], place, moment)
    assert held == top
    gone = replace(top, withdrawn_at=moment)
    assert rules.rule_for([*found, gone], place, moment) == before
    assert rules.in_force([*found, gone], moment) == rules.in_force(found, moment)


@given(histories(), MOMENTS)
def test_every_version_has_one_state_and_what_is_in_force_is_neither_over_nor_to_come(found, moment):
    standing = set(rules.in_force(found, moment))
    for one in found:
        state = rules.state_of(one, found, moment)
        assert (one in standing) == (state in (State.IN_FORCE, State.OUTDONE)), state
        assert state is not State.OUTDONE or one.kind == "rule"


@given(histories(), MOMENTS)
def test_of_two_versions_one_of_which_replaces_the_other_only_one_is_in_force(found, moment):
    standing = {one.id for one in rules.in_force(found, moment)}
    for one in found:
        assert not (one.id in standing and one.replaces in standing)


@given(histories(), MOMENTS, PLACES)
def test_whoever_walks_through_an_area_meets_just_the_rules_that_stand_there(found, moment, place):
    """Twin: what each place inside is told, one by one."""
    inside = {area for area in AREAS if contains(place, area)} | {place}
    met = {one.id for area in inside if (one := rules.rule_for(found, area, moment))}
    assert {one.id for one in rules.rules_within(found, place, moment)} == met


def test_a_rule_ends_with_its_last_moment_and_the_wider_one_is_back():
    wide, narrow = v(1), v(2, area=SPRING, in_force_until=hour(2))
    assert rules.rule_for([wide, narrow], HOUSE, hour(1)) == narrow
    assert rules.rule_for([wide, narrow], HOUSE, hour(2)) == wide
    assert rules.rule_for([wide, narrow], building_key(compound_code(SUMMER, 1), 1), hour(1)) == wide


def test_a_next_version_ends_the_one_before_for_good_even_when_it_ends_itself():
    old, new = v(1), v(2, replaces=UUID(int=1), in_force_from=hour(1), in_force_until=hour(2))
    assert rules.rule_for([old, new], HOUSE, NOON) == old
    assert rules.rule_for([old, new], HOUSE, hour(1)) == new
    assert rules.rule_for([old, new], HOUSE, hour(3)) is None
    assert rules.held_until(old, [old, new]) == hour(1)


def test_a_withdrawn_version_in_the_middle_of_a_chain_brings_nothing_back_while_a_later_one_stands():
    one, two = v(1, kind="notice"), v(2, kind="notice", replaces=UUID(int=1), withdrawn_at=NOON)
    three = v(3, kind="notice", replaces=UUID(int=2))
    assert rules.notices_for([one, two, three], HOUSE, hour(1)) == [three]


def test_compounds_lie_between_committee_and_building():
    found = [v(1, area=SPRING), v(2, area=COMPOUND)]
    assert rules.rule_for(found, HOUSE, NOON).area == COMPOUND == compound_of(HOUSE)
    assert rules.rule_for([*found, v(3, area=HOUSE)], NEXT_DOOR, NOON).area == COMPOUND


def test_one_is_told_when_it_is_both_written_and_begun():
    assert rules.told_at(v(1, made_at=hour(-1))) == NOON
    assert rules.told_at(v(1, made_at=hour(1))) == hour(1)
