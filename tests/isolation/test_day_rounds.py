"""What orders and zones ask for becomes rounds of the day: whom, once, amended, released; twice changes nothing."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.isolation.ground import APRIL_12, a_positive, a_zone, an_order, somebody, two_buildings
from tests.world import HAND, SPRING, a_building
from wanjia.coverage import desk, rulings
from wanjia.coverage.models import Decision, Round, Sheet
from wanjia.coverage.rulings import Ruling
from wanjia.flows import day_rounds, isolating
from wanjia.flows.day_rounds import Done
from wanjia.isolation import holding, ordering
from wanjia.isolation.models import DayRound, Order
from wanjia.isolation.obligations import owed_in
from wanjia.isolation.rules.hours import hours_of
from wanjia.isolation.rules.settling import moves
from wanjia.kernel import clock
from wanjia.platform import outbox
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Household, Person
from wanjia.roster.subjects import find

MORNING = APRIL_12.replace(hour=0)  # 08:00 in Shanghai
JULY_4 = APRIL_12.replace(month=7, day=4, hour=0)


def at(day, now=MORNING):
    return now + timedelta(days=day)


def confirmed(subject, *, line="contact2", version=2, now=JULY_4, **more):
    """Seven days at home: tests on days 1, 4 and 7, two readings and a call a day."""
    since = more.pop("since", clock.local_date(now))
    order = an_order(subject, by=somebody(f"lin{subject}"), line=line, version=version, since=since, now=now, **more)
    ordering.confirm(by=somebody(f"hua{subject}"), order_id=order.pk, now=now)
    return ordering.find(order.pk)


def rounds(on=None):
    """(what, number) → the state of everybody in that round."""
    rows = DayRound.objects.filter(part=SPRING, **({"on": on} if on else {}))
    found = {}
    for row in rows:
        owed = [one for sheet in Sheet.objects.filter(round_id=row.round_id) for one in sheet.owed]
        found[(row.what, row.number)] = rulings.states_of(row.round_id, owed)
    return found


def round_of(what, number=1):
    return Round.objects.get(pk=DayRound.objects.get(what=what, number=number).round_id)


@pytest.fixture
def people(db):
    return a_building()[1]


class TestConfirming:
    def test_a_pending_order_asks_for_nothing_and_a_confirmed_one_at_once(self, people):
        order = an_order(people[0], by=somebody("lin"), line="contact2", version=2, since=date(2022, 7, 4), now=JULY_4)
        assert rounds() == {}
        ordering.confirm(by=somebody("hua"), order_id=order.pk, now=JULY_4)
        assert rounds() == {
            ("test", 1): {people[0]: "open"}, ("reading", 1): {people[0]: "open"},
            ("reading", 2): {people[0]: "open"}, ("call", 1): {people[0]: "open"},
        }  # fmt: skip

    def test_readings_twice_a_day_are_a_morning_and_an_evening(self, people):
        confirmed(people[0])
        hours = [
            (clock.local(one.opens_at).hour, clock.local(one.due_at).hour)
            for one in (round_of("reading", 1), round_of("reading", 2))
        ]
        assert hours == [(6, 12), (14, 21)]
        assert [round_of("reading", n).name for n in (1, 2)] == ["7月4日 测体温 上午", "7月4日 测体温 下午"]

    def test_confirmed_in_the_afternoon_nobody_is_owed_a_morning_that_is_over(self, people):
        confirmed(people[0], now=JULY_4 + timedelta(hours=5))  # 13:00
        assert ("reading", 1) not in rounds()
        assert ("reading", 2) in rounds()

    def test_two_people_are_one_round_and_the_second_is_an_amendment_with_its_rule(self, people):
        confirmed(people[0])
        confirmed(people[5])
        assert Round.objects.count() == 4
        assert set(rounds()[("call", 1)]) == {people[0], people[5]}
        added = Decision.objects.filter(kind="add", subject_id=people[5])
        assert {(one.reason, one.note) for one in added} == {("order_began", "contact2 v2")}

    def test_a_household_order_asks_of_everybody_at_home_behind_the_door_and_of_nobody_away(self, people):
        home = find(people[0]).household_id
        Person.objects.filter(id=people[1]).update(presence="away")
        confirmed(home)
        assert set(rounds()[("reading", 1)]) == {people[0]}

    def test_an_urgent_order_asks_before_it_is_confirmed(self, people):
        an_order(people[0], line="contact2", version=2, since=date(2022, 7, 4), now=JULY_4, is_urgent=True)
        assert ("call", 1) in rounds()


class TestTheDay:
    def test_run_twice_or_ten_times_it_changes_nothing(self, people):
        confirmed(people[0])
        confirmed(people[5])
        first = isolating.day(at(1, JULY_4))
        assert first == {SPRING: Done(opened=4, added=8)}  # the test of the day before was missed, and is owed today
        before = rounds(), Decision.objects.count(), AuditEntry.objects.count()
        for _ in range(3):
            assert isolating.day(at(1, JULY_4)) == {SPRING: Done()}
        assert (rounds(), Decision.objects.count(), AuditEntry.objects.count()) == before

    def test_tests_come_on_their_days_and_a_missed_one_every_day_until_it_is_made_up(self, people):
        confirmed(people[0])
        days = []
        for day in range(7):
            isolating.day(at(day, JULY_4))
            on = clock.local_date(at(day, JULY_4))
            days.append(("test", 1) in rounds(on))
            if day == 1:
                desk.record_by_hand(
                    by=HAND, round_=Round.objects.get(pk=DayRound.objects.get(on=on, what="test").round_id),
                    subjects=[people[0]], now=at(day, JULY_4),
                )  # fmt: skip
        # day 1 was missed and made up on day 2; day 4 was missed, so it stays owed until the end
        assert days == [True, True, False, True, True, True, True]

    def test_waste_is_collected_at_the_door_once_however_many_live_there(self, people):
        a_zone()
        isolating.day(MORNING)
        assert set(rounds()[("waste", 1)]) == set(Household.objects.values_list("id", flat=True))
        assert round_of("waste").obligation.unit == "household"
        assert round_of("waste").reason == "sh_closed v2"

    def test_only_the_unit_under_the_rule_owes_it(self, db):
        (key, ids), (_other, others) = two_buildings()
        a_zone(key, line="closed", version=1)
        isolating.day(MORNING)
        assert set(rounds()[("reading", 1)]) == set(ids)
        assert not set(rounds()[("test", 1)]) & set(others)

    def test_somebody_under_two_rules_is_asked_once(self, people):
        a_zone(line="closed", version=1, since=date(2022, 7, 4), now=JULY_4)
        confirmed(people[0])
        isolating.day(JULY_4)
        assert rounds()[("reading", 1)][people[0]] == "open"
        assert len([1 for one in owed_in(SPRING, JULY_4) if (one.what, one.subject_id) == ("reading", people[0])]) == 1

    def test_a_round_that_people_cancelled_is_not_opened_again(self, people):
        from wanjia.coverage.services import cancel_round

        confirmed(people[0])
        cancel_round(by=HAND, round_=round_of("call"), reason="重复", now=JULY_4)
        isolating.day(JULY_4)
        assert DayRound.objects.filter(what="call").count() == 1

    def test_whoever_moves_into_the_house_is_no_drift_of_a_named_round(self, people):
        from tests.web.signed import client_of, text

        confirmed(people[0])
        page = text(client_of(english=True).get(f"/rounds/{round_of('call').pk}/?area={SPRING}"))
        assert "those named when it was opened" in page
        assert "register has changed" not in page

    def test_a_committee_of_1500_doors_takes_a_bounded_number_of_queries(self, people, django_assert_max_num_queries):
        for person in people[:6]:
            confirmed(person)
        with django_assert_max_num_queries(20):
            owed_in(SPRING, at(1, JULY_4))

    def test_what_was_done_today_is_no_longer_remaining_and_the_second_reading_is(self, people):
        from wanjia.isolation.explaining import explain

        confirmed(people[0])
        for what in ("reading", "call", "test"):
            desk.record_by_hand(by=HAND, round_=round_of(what), subjects=[people[0]], now=JULY_4)
        (regime,) = explain(find(people[0]), date(2022, 7, 4), JULY_4).held
        assert [(due.what, due.times) for due in regime.dues if due.on == date(2022, 7, 4)] == [("reading", 1)]
        assert [due.on.day for due in regime.dues if due.what == "test"] == [7, 10]


class TestLettingGo:
    def test_an_order_found_to_be_a_mistake_takes_its_open_targets_along_and_says_why(self, people):
        order = confirmed(people[0])
        isolating.day(at(1, JULY_4))
        ordering.end(by=HAND, order_id=order.pk, reason="mistake", lift_on=None, now=at(1, JULY_4))
        states = {state for on in (4, 5) for one in rounds(date(2022, 7, on)).values() for state in one.values()}
        assert states == {"released"}
        assert set(Decision.objects.filter(kind="release").values_list("reason", flat=True)) == {"order_ended"}

    def test_what_was_done_stays_done(self, people):
        order = confirmed(people[0])
        desk.record_by_hand(by=HAND, round_=round_of("call"), subjects=[people[0]], now=JULY_4)
        ordering.end(by=HAND, order_id=order.pk, reason="not_contact", lift_on=None, now=JULY_4)
        assert rounds()[("call", 1)] == {people[0]: "done"}
        assert rounds()[("reading", 2)] == {people[0]: "released"}

    def test_an_order_that_ran_its_time_leaves_missed_days_in_the_gap(self, people):
        confirmed(people[0])
        isolating.day(at(6, JULY_4))
        isolating.day(at(7, JULY_4))
        assert set(rounds(date(2022, 7, 10))[("call", 1)].values()) == {"open"}
        assert rounds(date(2022, 7, 11)) == {}

    def test_another_rule_that_asks_for_the_same_keeps_them(self, people):
        a_zone(line="closed", version=1, since=date(2022, 7, 4), now=JULY_4)
        order = confirmed(people[0])
        isolating.day(JULY_4)
        ordering.end(by=HAND, order_id=order.pk, reason="mistake", lift_on=None, now=JULY_4)
        assert rounds()[("reading", 1)][people[0]] == "open"
        assert rounds()[("call", 1)][people[0]] == "released"

    def test_back_in_force_they_are_owed_again(self, people):
        order = confirmed(people[0])
        ordering.end(by=HAND, order_id=order.pk, reason="mistake", lift_on=None, now=JULY_4)
        again = an_order(
            people[0], by=somebody("a"), line="contact2", version=2, since=date(2022, 7, 4), now=JULY_4,
            reinstates=order.pk,
        )  # fmt: skip
        ordering.confirm(by=somebody("b"), order_id=again.pk, now=JULY_4)
        assert rounds()[("call", 1)] == {people[0]: "open"}

    def test_what_people_decided_by_hand_is_left_alone(self, people):
        confirmed(people[0])
        round_ = round_of("call")
        rulings.release(by=HAND, ruling=Ruling(round_, [people[0]], "away"), now=JULY_4)
        rulings.add(by=HAND, ruling=Ruling(round_, [people[7]], "other", "邻居代问"), now=JULY_4)
        assert isolating.day(JULY_4) == {SPRING: Done()}
        assert rounds()[("call", 1)] == {people[0]: "released", people[7]: "open"}

    def test_an_order_declined_after_it_held_urgently_owes_nothing(self, people):
        order = an_order(
            people[0], by=somebody("lin"), line="contact2", version=2, since=date(2022, 7, 4), now=JULY_4,
            is_urgent=True,
        )  # fmt: skip
        ordering.decline(by=somebody("hua"), order_id=order.pk, why="不在上海", now=JULY_4)
        assert {state for one in rounds().values() for state in one.values()} == {"released"}


class TestEndingByItself:
    def test_on_the_lift_date_and_not_an_hour_before(self, people):
        order = confirmed(people[0])
        isolating.day(at(7, JULY_4) - timedelta(hours=9))  # 23:00 the day before
        assert ordering.find(order.pk).ended_at is None
        isolating.day(at(7, JULY_4) - timedelta(hours=8) + timedelta(minutes=5))
        ended = ordering.find(order.pk)
        assert (ended.end_reason, ended.ended_by) == (Order.End.LIFTED, "wanjia")
        line = AuditEntry.objects.get(act="isolation.end")
        assert (line.reason, line.detail["lift_on"], line.detail["rule"]) == ("lifted", "2022-07-11", "contact2 v2")

    def test_an_urgent_order_that_nobody_confirmed_ends_as_of_its_24th_hour(self, people):
        order = an_order(people[0], by=somebody("lin"), is_urgent=True)
        isolating.day(APRIL_12 + timedelta(hours=30))
        ended = ordering.find(order.pk)
        assert (ended.end_reason, ended.ended_at) == (Order.End.LAPSED, APRIL_12 + timedelta(hours=24))

    def test_another_room_may_hold_it_says_why_and_lets_it_go(self, people, monkeypatch):
        from wanjia.isolation.explaining import explain
        from wanjia.isolation.wording import condition_words

        held = {people[0]}
        monkeypatch.setattr(holding, "HOLDS", {})
        monkeypatch.setattr(holding, "REASONS", {})
        holding.hold_with("recheck", lambda ids, on, now: dict.fromkeys(held & set(ids), 0), "复采的结果还没有")
        order = confirmed(people[0])
        isolating.day(at(7, JULY_4))
        assert ordering.find(order.pk).ended_at is None
        (regime,) = explain(find(people[0]), date(2022, 7, 11), at(7, JULY_4)).held
        assert (regime.standing.state, regime.standing.is_sure) == ("held", False)
        assert [condition_words(one) for one in regime.standing.conditions] == ["复采的结果还没有"]
        held.clear()
        isolating.day(at(7, JULY_4) + timedelta(hours=1))
        assert ordering.find(order.pk).end_reason == Order.End.LIFTED

    def test_a_hold_on_somebody_behind_the_door_holds_the_order_of_the_household(self, people, monkeypatch):
        monkeypatch.setattr(
            holding, "HOLDS", {"recheck": lambda ids, on, now: dict.fromkeys({people[1]} & set(ids), 0)}
        )
        home = confirmed(find(people[0]).household_id)
        alone = confirmed(people[5])
        isolating.day(at(7, JULY_4))
        assert ordering.find(home.pk).ended_at is None
        assert ordering.find(alone.pk).end_reason == Order.End.LIFTED

    def test_trap_16_a_hold_never_holds_urgent_medical_need(self, people, monkeypatch):
        from wanjia.isolation.leaving import may_leave

        monkeypatch.setattr(holding, "HOLDS", {"recheck": lambda *_: 1 / 0})
        assert may_leave(people[0], "urgent_medical", by=HAND, now=JULY_4).may


class TestEvents:
    def test_a_positive_reaches_the_rounds_with_the_next_minute(self, db):
        (key, ids), _other = two_buildings()
        a_zone(key, line="control", version=1)
        isolating.day(MORNING)
        assert ("reading", 1) not in rounds()
        a_positive(key, now=MORNING, at=MORNING)
        outbox.drain(MORNING)
        assert set(rounds()[("reading", 1)]) == set(ids)

    def test_a_dozen_events_of_one_minute_are_followed_once(self, db, monkeypatch):
        (key, _ids), _other = two_buildings()
        a_zone(key, line="control", version=1)
        for hour in range(11):
            a_positive(key, now=MORNING, at=MORNING - timedelta(hours=hour))
        done = []
        monkeypatch.setattr(isolating, "settle", lambda committee, now: done.append(committee))
        outbox.drain(MORNING)
        assert done == [SPRING]

    def test_without_anybody_under_a_rule_there_is_nothing_to_do(self, people):
        assert isolating.day(MORNING) == {}


subjects = st.sets(st.integers(1, 9))
states = st.dictionaries(st.integers(1, 9), st.sampled_from(["open", "done", "excused", "released"]))


@given(subjects, states, subjects, subjects)
def test_after_the_moves_exactly_the_wanted_are_open_or_were_decided_by_hand(wanted, held, ours, gone):
    change = moves(wanted, held, by_us=ours, let_go=gone - ours)
    after = held | dict.fromkeys(change.add, "open") | dict.fromkeys(change.reopen, "open")
    after |= dict.fromkeys(change.release, "released")
    assert all(held[one] == "done" for one in held if after[one] == "done")
    assert all(after[one] == "done" for one in held if held[one] == "done")
    assert wanted <= set(after)
    assert all(one in wanted or one not in ours for one, state in after.items() if state in ("open", "excused"))
    assert not moves(wanted, after, by_us=ours | set(change.reopen), let_go=set(change.release))


@pytest.mark.parametrize(("what", "times"), [("reading", 1), ("reading", 2), ("reading", 3), ("test", 1), ("waste", 2)])
def test_the_times_of_a_day_follow_each_other_and_never_overlap(what, times):
    spans = [hours_of(what, number, times) for number in range(1, times + 1)]
    assert all(first < last for first, last in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_the_result_of_a_run_can_be_summed():
    assert day_rounds.Done(1, 2) + day_rounds.Done(0, 1, 3, 4) == Done(1, 3, 3, 4)
