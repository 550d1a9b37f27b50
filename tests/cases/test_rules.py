"""Rules of cases and transfers without a database: reasons, states, balance, beds, who stays behind."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import NOON
from wanjia.cases.rules import assigning, moving, proposing, terms
from wanjia.cases.rules.assigning import KINDS, Car, House, Waiting, assign, families, fit, seat
from wanjia.cases.rules.moving import BUCKETS, SIDES, STEPS, Facts, Way, balance, bucket, day_of, state_of
from wanjia.cases.rules.proposing import Hint, gather, is_near, is_single, merge
from wanjia.cases.rules.staying import Member, beds_for, left_behind
from wanjia.cases.rules.terms import Malformed

SAID = {
    "inform_minutes": 120, "report_minutes": 240, "complete_minutes": 1440, "decide_minutes": 1440,
    "arrive_minutes": 120, "desk_minutes": 10, "pool_days": 4, "child_under": 14, "minor_under": 18, "elder_over": 70,
}  # fmt: skip
TERMS = terms.read(SAID)


class TestTerms:
    def test_a_case_owes_its_first_report_in_4_hours_and_the_rest_in_24(self):
        first, whole = terms.dues(TERMS, NOON, None, None)
        assert (first.what, first.at - NOON) == ("report", timedelta(hours=4))
        assert (whole.what, whole.at - NOON) == ("complete", timedelta(hours=24))
        assert [due.what for due in terms.dues(TERMS, NOON, NOON, None)] == ["complete"]
        assert terms.dues(TERMS, NOON, None, NOON) == []
        assert terms.decide_by(TERMS, NOON) == NOON + timedelta(hours=24)

    @pytest.mark.parametrize("wrong", [{"desk_minutes": 0}, {"desk_minutes": "x"}, {"desk_minutes": True}, {"y": 1}])
    def test_a_clock_that_is_no_sensible_number_is_refused(self, wrong):
        with pytest.raises(Malformed):
            terms.read(SAID | wrong)


class TestProposing:
    def test_one_person_has_one_proposal_with_every_reason_the_closest_first(self):
        hints = [Hint(7, "desk", {"minutes": "3"}), Hint(7, "household", {}), Hint(8, "tube", {"tube": "T-1"}),
                 Hint(0, "tube", {}), Hint(9, "tube", {"tube": "T-1"}), Hint(7, "desk", {"minutes": "3"})]  # fmt: skip
        found = gather(hints, leave_out={9})
        assert [one.person_id for one in found] == [7, 8]
        assert [reason for reason, _ in found[0].reasons] == ["household", "desk"]
        assert found[0].reasons[1][1] == ({"minutes": "3"},)

    @given(st.lists(st.tuples(st.integers(0, 6), st.sampled_from(proposing.REASONS)), max_size=30))
    def test_nobody_is_proposed_twice_and_nobody_is_lost(self, traces):
        found = gather([Hint(person, reason, {}) for person, reason in traces], leave_out={3})
        assert sorted(one.person_id for one in found) == sorted({person for person, _ in traces} - {0, 3})

    def test_what_was_once_said_stays(self):
        kept = merge([{"reason": "tube", "tube": "T-1"}], [("tube", {"tube": "T-1"}), ("household", {})])
        assert kept == [{"reason": "household"}, {"reason": "tube", "tube": "T-1"}]

    def test_a_window_has_both_its_ends(self):
        assert is_near(NOON, NOON + timedelta(minutes=10), 10)
        assert not is_near(NOON, NOON - timedelta(minutes=10, seconds=1), 10)

    def test_a_pool_is_no_single_tube(self):
        assert is_single([7], 7)
        assert is_single([7, 7], 7)  # two swabs of one person
        assert not is_single([7, 8], 7)
        assert not is_single([7, 0], 7)  # somebody without a record
        assert not is_single([], 7)


marks = st.frozensets(st.tuples(st.sampled_from(STEPS), st.sampled_from(SIDES)))
moments = st.none() | st.just(NOON)
facts = st.builds(
    Facts, is_held=st.booleans(), is_assigned=st.booleans(), steps=marks, cleared_at=moments, withdrawn_at=moments,
    hospital_at=moments,
)  # fmt: skip


class TestMoving:
    def test_one_end_alone_is_no_arrival(self):
        left = {("picked_up", "gives"), ("picked_up", "takes")}
        assert state_of(Facts(steps=frozenset({("picked_up", "gives")}))) == "aboard"
        assert state_of(Facts(steps=frozenset(left | {("handed_over", "gives")}))) == "aboard"
        assert (
            state_of(Facts(steps=frozenset(left | {("handed_over", "gives"), ("handed_over", "takes")}))) == "arrived"
        )

    def test_a_recheck_stops_who_is_at_home_and_turns_round_who_is_not(self):
        assert state_of(Facts(is_assigned=True, cleared_at=NOON)) == "cleared"
        away = Facts(steps=frozenset({("picked_up", "takes")}), cleared_at=NOON)
        assert (state_of(away), moving.turns_back(away)) == ("aboard", True)
        home = Facts(steps=frozenset({("picked_up", "takes"), ("returned", "takes")}), cleared_at=NOON)
        assert state_of(home) == "cleared"

    @given(facts)
    def test_trap_16_urgent_medical_need_is_never_stopped_by_a_hold_or_a_missing_bed(self, said):
        with_120 = Facts(said.is_held, said.is_assigned, said.steps, said.cleared_at, said.withdrawn_at, NOON)
        assert state_of(with_120) == "hospital"

    @given(st.lists(facts, max_size=20))
    def test_every_positive_is_in_exactly_one_place_whatever_happened(self, everybody):
        found = balance(len(everybody), Counter(map(state_of, everybody)))
        assert found.is_even
        assert found.transferred + found.waiting + found.cleared + found.withdrawn == len(everybody)
        assert {bucket(state_of(one)) for one in everybody} <= set(BUCKETS)

    @given(facts, st.permutations(list(range(6))))
    def test_the_order_in_which_the_facts_come_changes_nothing(self, said, order):
        """Facts are a set: every way to add them ends in the same state, by states that are all known."""
        parts = [
            {"is_held": said.is_held}, {"is_assigned": said.is_assigned}, {"steps": said.steps},
            {"cleared_at": said.cleared_at}, {"withdrawn_at": said.withdrawn_at}, {"hospital_at": said.hospital_at},
        ]  # fmt: skip
        grown: dict[str, object] = {}
        for at in order:
            grown |= parts[at]
            assert state_of(Facts(**grown)) in moving.STATES
        assert state_of(Facts(**grown)) == state_of(said)

    @given(
        st.lists(
            st.tuples(st.integers(0, 47), st.none() | st.integers(0, 72), st.sampled_from(sorted(moving._BUCKET))),
            max_size=30,
        ),
        st.integers(0, 2),
    )
    def test_waiting_at_the_start_and_new_equal_what_became_of_them_on_any_day(self, rows, number):
        ways = [Way(NOON + timedelta(hours=asked), None if gone is None else NOON + timedelta(hours=asked + gone),
                    "" if gone is None else how) for asked, gone, how in rows]  # fmt: skip
        starts = NOON + timedelta(days=number)
        found = day_of([way.asked_at for way in ways], ways, starts, starts + timedelta(days=1))
        assert found.is_even
        before = day_of([way.asked_at for way in ways], ways, starts - timedelta(days=1), starts)
        assert before.waiting == found.start

    def test_a_case_that_stands_in_no_queue_breaks_the_day(self):
        found = day_of([NOON, NOON], [Way(NOON, None, "")], NOON, NOON + timedelta(days=1))
        assert (found.new, found.waiting, found.difference) == (2, 1, 1)

    def test_who_left_and_did_not_arrive_is_asked_for(self):
        assert not moving.is_missing(NOON, "aboard", 120, NOON + timedelta(minutes=119))
        assert moving.is_missing(NOON, "aboard", 120, NOON + timedelta(minutes=120))
        assert not moving.is_missing(NOON, "arrived", 120, NOON + timedelta(days=1))
        assert not moving.is_missing(None, "waiting", 120, NOON)


kinds = st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True).map(tuple)
people = st.lists(
    st.builds(
        Waiting, id=st.integers(), family=st.integers(1, 5), kinds=kinds,
        asked_at=st.integers(0, 30).map(lambda n: NOON + timedelta(minutes=n)), is_urgent=st.booleans(),
        is_held=st.booleans(), is_ready=st.booleans(),
    ), max_size=14, unique_by=lambda one: one.id,
)  # fmt: skip
stock = st.dictionaries(st.sampled_from(KINDS), st.integers(0, 4), max_size=6)
houses = st.lists(stock, max_size=3).map(lambda some: [House(at, free) for at, free in enumerate(some)])


def a_wish(id_, family=1, kinds=("ordinary",), minutes=0, **more):
    return Waiting(id_, family, kinds, NOON + timedelta(minutes=minutes), **more)


def goes(one):
    return not one.is_held and one.is_ready


class TestAssigning:
    @given(people, houses)
    def test_no_facility_gets_more_people_than_it_has_beds_of_a_kind(self, waiting, there):
        plan = assign(waiting, there)
        for house in there:
            for kind in KINDS:
                given_ = sum(bed == (house.id, kind) for bed in plan.beds.values())
                assert given_ <= house.free.get(kind, 0)

    @given(people, houses)
    def test_everybody_has_a_bed_that_will_do_or_a_reason(self, waiting, there):
        plan = assign(waiting, there)
        assert set(plan.beds) | set(plan.why) == {one.id for one in waiting}
        assert not set(plan.beds) & set(plan.why)
        assert set(plan.why.values()) <= set(assigning.WHYS)
        for one in waiting:
            assert one.id in plan.why or plan.beds[one.id][1] in one.kinds
            assert goes(one) or plan.why[one.id] in ("held", "left_behind")

    @given(people, houses)
    def test_a_family_is_never_split_when_a_facility_holds_them_all(self, waiting, there):
        plan = assign(waiting, there)
        left = {house.id: dict(house.free) for house in there}
        for family in families(waiting):
            going = [one for one in family if goes(one)]
            holds_all = [house for house, free in left.items() if fit([one.kinds for one in going], free) is not None]
            placed = {plan.beds[one.id][0] for one in going if one.id in plan.beds}
            if going and holds_all:
                assert placed == {holds_all[0]}
                assert all(one.id in plan.beds for one in going)
            for one in going:
                if one.id in plan.beds:
                    house, kind = plan.beds[one.id]
                    left[house][kind] -= 1

    @given(people, houses)
    def test_a_younger_family_never_changes_what_an_older_one_gets(self, waiting, there):
        """Urgent first, oldest first: the plan of the first families alone is the beginning of the whole plan."""
        whole, turn = assign(waiting, there), families(waiting)
        for upto in range(len(turn)):
            first = [one for family in turn[:upto] for one in family]
            plan = assign(first, there)
            assert all(whole.beds.get(one.id) == plan.beds.get(one.id) for one in first)

    @given(people, houses)
    def test_whoever_waits_for_a_bed_could_not_have_been_given_one_that_is_left(self, waiting, there):
        plan = assign(waiting, there)
        left = {house.id: dict(house.free) for house in there}
        for house, kind in plan.beds.values():
            left[house][kind] -= 1
        by_id = {one.id: one for one in waiting}
        for id_, why in plan.why.items():
            if why == "no_bed":
                assert all(fit([by_id[id_].kinds], free) is None for free in left.values())

    def test_urgent_goes_before_older_and_older_before_younger(self):
        two = [House("A", {"ordinary": 2})]
        plan = assign([a_wish(1, 1, minutes=0), a_wish(2, 2, minutes=9, is_urgent=True), a_wish(3, 3, minutes=5)], two)
        assert set(plan.beds) == {1, 2}
        assert plan.why == {3: "no_bed"}

    def test_a_family_that_fits_nowhere_together_waits_for_a_person_but_its_urgent_member_goes(self):
        family = [a_wish(1), a_wish(2), a_wish(3, is_urgent=True)]
        plan = assign(family, [House("A", {"ordinary": 1}), House("B", {"ordinary": 1})])
        assert plan.beds == {3: ("A", "ordinary")}
        assert plan.why == {1: "apart", 2: "apart"}

    def test_a_woman_gives_way_so_that_the_family_fits(self):
        family = [a_wish(1, kinds=("ordinary", "women")), a_wish(2, kinds=("ordinary",))]
        plan = assign(family, [House("A", {"ordinary": 1, "women": 1})])
        assert plan.beds == {1: ("A", "women"), 2: ("A", "ordinary")}

    def test_who_comes_later_goes_where_the_family_is(self):
        plan = assign([a_wish(1, near="B")], [House("A", {"ordinary": 1}), House("B", {"ordinary": 1})])
        assert plan.beds == {1: ("B", "ordinary")}

    @given(
        st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=8),
        st.lists(st.tuples(st.integers(1, 6), st.booleans()), max_size=4),
    )
    def test_no_vehicle_is_overfull_and_wheelchairs_ride_where_they_can(self, groups, cars):
        asked = [(at, size, chair) for at, (size, chair) in enumerate(groups)]
        fleet = [Car(at, seats, chairs) for at, (seats, chairs) in enumerate(cars)]
        found = seat(asked, fleet)
        for car in fleet:
            assert sum(size for at, size, _ in asked if found.get(at) == car.id) <= car.seats
        assert all(fleet[car].takes_wheelchairs for at, car in found.items() if groups[at][1])


class TestStaying:
    def test_children_elders_and_people_in_need_are_not_left_alone(self):
        members = [
            Member(1, 40, (), goes=True), Member(2, 17, ()), Member(3, 18, ()), Member(4, 70, ()), Member(5, 71, ()),
            Member(6, 30, ("dialysis",)), Member(7, 30, ("no_smartphone",)), Member(8, None, ()),
            Member(9, 5, (), goes=True),
        ]  # fmt: skip
        assert left_behind(members, TERMS) == {2: "minor", 5: "elder", 6: "need"}

    def test_beds_follow_severity_carer_age_and_sex(self):
        assert beds_for(5, "f", (), TERMS, is_severe=True) == ("severe",)
        assert beds_for(40, "f", ("carer",), TERMS, is_severe=False) == ("with_carer",)
        assert beds_for(13, "m", (), TERMS, is_severe=False) == ("child", "with_carer")
        assert beds_for(14, "m", (), TERMS, is_severe=False) == ("men", "ordinary")
        assert beds_for(None, "", (), TERMS, is_severe=False) == ("ordinary",)
