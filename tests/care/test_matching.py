"""Which volunteer for which person, and which hours of a night nobody has: pure rules, as properties."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wanjia.care.rules import nights
from wanjia.care.rules.matching import BUILDING, COMMITTEE, ESTATE, Asks, Offers, propose, stand_in, understands
from wanjia.care.rules.nights import Hours
from wanjia.kernel.clock import LOCAL

HERE = 999999001001 * 10**6 + 10001
keys = st.sampled_from([HERE, HERE + 1, HERE + 10**4])
people = st.lists(
    st.builds(Asks, st.integers(1, 60), keys, st.sampled_from(["", "", "温州话"])), unique_by=lambda o: o.id
)
volunteers = st.lists(
    st.builds(
        Offers, st.text("abcdefgh", min_size=1, max_size=3), keys | st.none(), st.integers(0, 4), st.integers(1, 5),
        st.sampled_from([(), ("温州话",)]),
    ),
    unique_by=lambda one: one.id, max_size=8,
)  # fmt: skip


class TestPairs:
    @given(people, volunteers)
    def test_nobody_gets_more_than_their_limit_and_nobody_two_volunteers(self, asked, offered):
        found = propose(asked, offered)
        assert len({one.person for one in found}) == len(found)
        for one in offered:
            new = sum(pair.volunteer == one.id for pair in found)
            assert new == 0 or one.load + new <= one.most

    @given(people, volunteers)
    def test_somebody_is_left_only_when_every_volunteer_is_full(self, asked, offered):
        found = propose(asked, offered)
        room = sum(max(0, one.most - one.load) for one in offered)
        assert len(found) == min(len(asked), room)

    @given(people, volunteers)
    def test_a_far_pair_is_made_only_where_nobody_nearer_who_understands_as_well_has_room(self, asked, offered):
        found = propose(asked, offered)
        loads = {one.id: one.load + sum(pair.volunteer == one.id for pair in found) for one in offered}
        by = {one.id: one for one in asked}
        for pair in found:
            asks = by[pair.person]
            if pair.near != BUILDING:
                near = [one for one in offered if one.building == asks.building and loads[one.id] < one.most]
                assert not any(understands(asks, one) or not pair.is_understood for one in near)

    @given(people, volunteers)
    def test_who_comes_first_is_never_left_for_who_comes_later(self, asked, offered):
        served = [one.person for one in propose(asked, offered)]
        assert served == [one.id for one in asked][: len(served)]

    @given(people, volunteers, st.randoms())
    def test_the_order_of_the_volunteers_changes_nothing(self, asked, offered, chance):
        mixed = chance.sample(offered, len(offered))
        assert propose(asked, offered) == propose(asked, mixed)

    def test_pairs_that_are_kept_apart_are_never_proposed(self):
        offers = [Offers("a", HERE, 0, 5), Offers("b", HERE + 10**4, 0, 5)]
        (pair,) = propose([Asks(1, HERE)], offers, {(1, "a")})
        assert (pair.volunteer, pair.near) == ("b", COMMITTEE)

    def test_who_speaks_what_the_register_names_comes_first_even_from_farther(self):
        offers = [Offers("near", HERE, 0, 5), Offers("far", HERE + 1, 3, 5, ("温州话",))]
        (pair,) = propose([Asks(1, HERE, "只讲温州话")], offers)
        assert (pair.volunteer, pair.near, pair.is_understood) == ("far", ESTATE, True)


class TestStandingIn:
    def test_the_team_first_then_near_then_free(self):
        team = [Offers("t2", HERE + 1, 0, 5), Offers("t1", HERE, 2, 5), Offers("full", HERE, 5, 5)]
        others = [Offers("x", HERE, 0, 5), Offers("t1", HERE, 2, 5)]
        assert [one.volunteer for one in stand_in(Asks(1, HERE), team, others)] == ["t1", "t2", "x"]


def on(day, hour, minute=0):
    return datetime(2022, 3, day, hour, minute, tzinfo=LOCAL)


EVENING = on(30, 20)
NIGHT = nights.night_of(EVENING)
hours = st.integers(-6, 20).flatmap(
    lambda start: st.integers(1, 10).map(
        lambda long: Hours(EVENING + timedelta(hours=start), EVENING + timedelta(hours=start + long))
    )
)


class TestNights:
    @given(st.lists(hours, max_size=6))
    def test_each_minute_of_the_night_is_in_a_hole_or_in_a_duty_and_never_in_both(self, duties):
        holes = nights.holes(NIGHT, duties)
        for number in range(24):
            moment = NIGHT.starts + timedelta(minutes=30 * number)
            is_on = any(one.starts <= moment < one.ends for one in duties)
            in_hole = any(one.starts <= moment < one.ends for one in holes)
            assert is_on != in_hole

    def test_before_eight_it_is_still_the_night_before(self):
        assert nights.night_of(on(31, 7, 59)) == NIGHT
        assert nights.night_of(on(31, 8)).starts == on(31, 20)

    def test_the_alarm_rings_four_hours_before_and_stops_with_somebody_for_the_hours_left(self):
        noon, four, two = on(30, 12), on(30, 16), on(31, 2)
        assert [nights.is_alarm(moment, []) for moment in (noon, four, two)] == [False, True, True]
        late = [Hours(on(31, 1), NIGHT.ends)]
        assert nights.is_alarm(four, late)
        assert not nights.is_alarm(two, late)  # the hole is over: nobody can fill it
        assert not nights.is_alarm(four, [NIGHT])
