"""The rules of medical access: heavy days, where a trip stands, who holds a book, whose money. Pure."""

import re
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wanjia.kernel.clock import LOCAL
from wanjia.medical.rules import calendar, custody, money, trips, urgency
from wanjia.medical.rules.custody import Hand
from wanjia.medical.rules.urgency import Wish

NOON = datetime(2022, 3, 31, 12, tzinfo=LOCAL)
DAY = date(2022, 3, 31)
ends = st.dictionaries(
    st.tuples(st.sampled_from(trips.STATIONS), st.sampled_from(trips.SIDES)),
    st.integers(0, 600).map(lambda minutes: NOON + timedelta(minutes=minutes)),
)
names = st.sampled_from(["home", "李", "孙", "pharmacy"])
hands = st.lists(
    st.builds(
        Hand, st.integers(1, 40).map(lambda n: UUID(int=n)), st.sampled_from(custody.THINGS), names, names,
        st.integers(0, 99).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    ),
    max_size=10, unique_by=lambda hand: hand.id,
)  # fmt: skip


class TestDays:
    def test_dialysis_three_times_a_week(self):
        found = list(calendar.days((1, 3, 5), 1, DAY, DAY, DAY + timedelta(days=13)))
        assert [on.isoweekday() for on in found] == [5, 1, 3, 5, 1, 3]

    def test_chemotherapy_every_third_week_keeps_its_week(self):
        found = list(calendar.days((2,), 3, date(2022, 3, 1), date(2022, 3, 1), date(2022, 4, 30)))
        assert found == [date(2022, 3, 1), date(2022, 3, 22), date(2022, 4, 12)]

    @given(st.sets(st.integers(1, 7), min_size=1), st.integers(1, 5), st.integers(0, 40), st.integers(0, 40))
    def test_the_same_days_whichever_window_looks_at_them(self, weekdays, every, start, length):
        last = DAY + timedelta(days=90)
        whole = list(calendar.days(weekdays, every, DAY, DAY, last))
        first = DAY + timedelta(days=start)
        part = list(calendar.days(weekdays, every, DAY, first, first + timedelta(days=length)))
        assert part == [on for on in whole if first <= on <= first + timedelta(days=length)]

    @given(st.lists(st.integers(0, 5), max_size=60), st.integers(0, 9))
    def test_nobody_is_lost_between_the_days_and_the_most_is_the_most(self, offsets, seats):
        span = [DAY + timedelta(days=n) for n in range(6)]
        found = calendar.load([(span[n], "blood") for n in offsets], span, seats)
        assert sum(day.count for day in found) == len(offsets)
        most = max(day.count for day in found)
        assert [day.is_peak for day in found] == [day.count == most > 0 for day in found]
        assert all(day.is_over == (seats > 0 and day.count > 2 * seats) for day in found)


class TestTrips:
    @given(ends, st.integers(0, 2000))
    def test_it_is_over_only_at_home_and_something_missing_is_always_named(self, confirmed, minutes):
        now = NOON + timedelta(minutes=minutes)
        found = trips.trip(confirmed, "dialysis", NOON, now)
        assert found.is_over == any(station == "home" for station, _side in confirmed)
        assert bool(found.next) != found.is_over
        assert not set(found.missing) & set(confirmed)
        if minutes > 1500:  # a day later nothing that is missing is quiet
            late = {alarm.station for alarm in found.alarms}
            assert not found.next or found.next in late

    @given(ends)
    def test_a_trip_with_every_end_confirmed_rings_no_more(self, confirmed):
        whole = {(station, side): NOON for station in trips.STATIONS for side in trips.SIDES} | confirmed
        assert trips.trip(whole, "blood", NOON, NOON + timedelta(days=3)).alarms == ()

    @pytest.mark.parametrize(
        ("confirmed", "minutes", "what"),
        [
            ({}, 1, "not_left"),
            ({("left_home", "gives"): 0, ("left_home", "takes"): 0}, 91, "not_arrived"),
            ({("at_hospital", "gives"): 0, ("at_hospital", "takes"): 0}, 361, "stays_long"),
            ({("left_hospital", "gives"): 0, ("left_hospital", "takes"): 0}, 91, "not_home"),
        ],
    )
    def test_each_station_has_its_limit(self, confirmed, minutes, what):
        said = {end: NOON + timedelta(minutes=at) for end, at in confirmed.items()}
        rings = trips.trip(said, "dialysis", NOON, NOON + timedelta(minutes=minutes)).alarms
        assert what in [alarm.what for alarm in rings]
        before = trips.trip(said, "dialysis", NOON, NOON + timedelta(minutes=minutes - 1)).alarms
        assert what not in [alarm.what for alarm in before]

    def test_one_side_alone_rings_after_half_an_hour(self):
        said = {("left_home", "gives"): NOON}
        rings = trips.trip(said, "blood", NOON, NOON + timedelta(minutes=31)).alarms
        assert [(alarm.what, alarm.station) for alarm in rings] == [("one_sided", "left_home")]


class TestCustody:
    @given(hands, st.randoms(use_true_random=False))
    def test_the_same_hand_overs_in_any_order_give_the_same_line(self, given_, draw):
        mixed = [*given_, *given_[:2]]
        draw.shuffle(mixed)
        assert custody.lines(given_, NOON) == custody.lines(mixed, NOON)

    @given(hands)
    def test_each_thing_is_in_one_hand_at_each_moment(self, given_):
        for line in custody.lines(given_, NOON).values():
            assert line.holds[-1].until is None
            for before, after in zip(line.holds, line.holds[1:], strict=False):
                assert before.until == after.since >= before.since

    @given(hands)
    def test_a_hand_over_by_somebody_who_did_not_have_it_is_flagged_and_no_other(self, given_):
        for thing, line in custody.lines(given_, NOON).items():
            mine = sorted((one for one in given_ if one.thing == thing), key=lambda one: (one.at, one.id))
            odd = [
                one for one, hold in zip(mine, line.holds, strict=False) if one.giver != hold.holder
            ]  # fmt: skip
            assert [hand for hand, _why in line.breaks] == odd
            for hand, why in line.breaks:
                had = any(hold.holder == hand.giver for hold in line.holds[: mine.index(hand) + 1])
                assert why == ("no_longer" if had else "never_had")

    def test_a_book_begins_at_home_and_medicine_at_the_pharmacy(self):
        found = custody.lines([Hand(UUID(int=1), "medicine", "pharmacy", "孙", NOON)], NOON)
        assert {thing: line.holder for thing, line in found.items()} == {
            "book": "home",
            "card": "home",
            "medicine": "孙",
        }
        assert custody.away(found) == ("medicine",)


class TestMoney:
    @given(st.lists(st.tuples(st.sampled_from(money.KINDS), st.integers(0, 10**6))))
    def test_what_was_given_is_paid_returned_or_open(self, lines):
        found = money.balance(lines)
        assert found.given == found.paid + found.returned + found.open

    @given(st.integers(0, 10**8 - 1))
    def test_an_amount_reads_back_as_it_was_written(self, fen):
        assert money.fen_of(money.yuan(fen)) == fen

    @pytest.mark.parametrize("text", ["x", "-3", "1.234", "abc", "1e5", "12345678", "1.x"])
    def test_what_is_no_amount_is_named(self, text):
        with pytest.raises(ValueError, match=re.escape(text)):
            money.fen_of(text)

    def test_a_negative_amount_is_none(self):
        with pytest.raises(ValueError, match="paid"):
            money.balance([("paid", -1)])


class TestUrgency:
    @given(st.sampled_from(urgency.LEVELS), st.integers(0, 60 * 24 * 30))
    def test_every_limit_lies_ahead_and_red_before_yellow_before_green(self, level, minutes):
        asked = NOON + timedelta(minutes=minutes)
        assert urgency.due_of(level, asked) > asked
        red, green = urgency.due_of("red", asked), urgency.due_of("green", asked)
        assert red < green
        assert urgency.due_of("yellow", asked) <= green

    @given(
        st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(urgency.LEVELS), st.integers(0, 99)), max_size=40),
        st.integers(1, 9),
    )
    def test_each_order_is_in_one_run_of_its_hospital_and_red_is_in_the_first(self, wanted, most):
        wishes = [
            Wish(n, hospital, level, NOON + timedelta(minutes=at)) for n, (hospital, level, at) in enumerate(wanted)
        ]
        runs = urgency.batches(wishes, most)
        assert sorted(wish.id for _hospital, run in runs for wish in run) == list(range(len(wishes)))
        assert all(len(run) <= most and {wish.hospital for wish in run} == {hospital} for hospital, run in runs)
        for name in "ABC":
            order = [wish.level for hospital, run in runs if hospital == name for wish in run]
            reds = min(most, sum(wish.level == "red" for wish in wishes if wish.hospital == name))
            firsts = [run for hospital, run in runs if hospital == name]
            assert not firsts or max(sum(w.level == "red" for w in run) for run in firsts) == reds
            assert sorted(order) == sorted(wish.level for wish in wishes if wish.hospital == name)
