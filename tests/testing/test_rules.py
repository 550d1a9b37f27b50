"""The queue, the pace, groups and numbers: pure decisions, looked at by their promises."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import NOON
from wanjia.kernel.clock import age_on
from wanjia.testing.rules import numbers, pace, queue
from wanjia.testing.rules.ground import Piece
from wanjia.testing.rules.people import Cell, Covering, Group, born_until, by_slot, group_of
from wanjia.testing.rules.queue import Queue, State, Stop

WAITING = st.integers(0, 300)


class TestTheQueue:
    @pytest.mark.parametrize(("metres", "apart", "holds"), [(100, "2.0", 50), (99, "2.0", 49), (200, "1.0", 200)])
    def test_it_holds_its_length_by_the_distance(self, metres, apart, holds):
        assert queue.capacity(metres, Decimal(apart)) == holds

    @given(WAITING, WAITING, WAITING)
    def test_whoever_is_called_finds_room_and_a_line_that_was_half_empty(self, waiting, capacity, expected):
        if queue.may_call_next(waiting, capacity, expected):
            assert waiting + expected <= capacity
            assert 2 * waiting <= capacity

    @given(WAITING, WAITING, WAITING, st.integers(0, 50))
    def test_fewer_people_never_stop_a_call_that_more_would_not(self, waiting, capacity, expected, fewer):
        if queue.may_call_next(waiting, capacity, expected):
            assert queue.may_call_next(max(0, waiting - fewer), capacity, max(0, expected - fewer))

    def test_an_old_count_says_nothing(self):
        counted = Queue(3, NOON, 0, 50)
        assert counted.waiting(NOON + timedelta(minutes=10)) == 3
        assert counted.waiting(NOON + timedelta(minutes=11)) is None
        assert counted.state(NOON + timedelta(minutes=11)) is State.UNKNOWN
        assert queue.stop(None, 50, 5) is Stop.UNKNOWN

    def test_those_on_their_way_are_in_the_line_already(self):
        assert Queue(10, NOON, 20, 50).state(NOON) is State.FILLING
        assert Queue(10, NOON, 40, 50).state(NOON) is State.FULL
        assert Queue(10, NOON, 15, 50).state(NOON) is State.SHORT


class TestThePace:
    def test_too_little_was_measured_to_say(self):
        assert pace.per_hour(50, 50, 9) is None
        assert pace.per_hour(3, 9, 60) is None
        assert pace.finish(100, None, NOON) is None

    def test_the_last_half_hour_counts_before_the_last_hour(self):
        assert pace.per_hour(30, 200, 120) == 60
        assert pace.per_hour(2, 40, 120) == 40

    def test_a_site_that_opened_lately_is_measured_over_its_own_minutes(self):
        assert pace.per_hour(20, 20, 15) == 80

    def test_it_ends_when_nobody_is_left(self):
        assert pace.finish(0, None, NOON) == NOON
        assert pace.finish(120, 60.0, NOON) == NOON + timedelta(hours=2)


class TestGroups:
    @pytest.mark.parametrize(
        ("age", "needs", "group"),
        [
            (5, (), Group.EVERYONE), (6, (), Group.STUDENTS), (17, (), Group.STUDENTS), (18, (), Group.EVERYONE),
            (69, (), Group.EVERYONE), (70, (), Group.ELDERS), (30, ("oxygen",), Group.HOME),
            (85, ("disabled",), Group.HOME), (40, ("disabled",), Group.EVERYONE), (None, (), Group.EVERYONE),
        ],
    )  # fmt: skip
    def test_by_age_and_need(self, age, needs, group):
        assert group_of(age, needs) is group

    @given(st.dates(date(1990, 1, 1), date(2030, 12, 31)), st.integers(0, 100))
    def test_the_birthday_that_makes_an_age(self, day, years):
        born = born_until(day, years)
        assert age_on(born, day) >= years
        assert age_on(born + timedelta(days=2), day) < years or years == 0


def a_piece(stair=None, floors=(None, None), group=Group.EVERYONE):
    return Piece(1, stair, *floors, group, 0)


class TestWhichSlotHolds:
    CELL = Cell(1, 2, 5, Group.ELDERS)

    def test_the_one_for_the_group_goes_before_the_one_for_everyone(self):
        own = a_piece(group=Group.ELDERS)
        assert Covering([a_piece(stair=2), own]).of(self.CELL) is own

    def test_floors_go_before_the_stair_and_the_stair_before_the_building(self):
        floors, stair, whole = a_piece(2, (4, 6)), a_piece(2), a_piece()
        assert Covering([whole, stair, floors]).of(self.CELL) is floors
        assert Covering([whole, stair]).of(self.CELL) is stair
        assert Covering([a_piece(2, (6, 9)), a_piece(1)]).of(self.CELL) is None

    def test_everybody_is_counted_once(self):
        cells = {self.CELL: 3, Cell(1, 2, 5, Group.EVERYONE): 4, Cell(2, 1, 1, Group.EVERYONE): 5}
        counted, left = by_slot([a_piece(), a_piece(group=Group.ELDERS)], cells)
        assert [n for _slot, n in counted] == [4, 3]
        assert sum(left.values()) == 5


PREFIX = st.from_regex(r"[A-Z0-9-]{0,5}[A-Z-]", fullmatch=True)


class TestNumbers:
    @given(PREFIX, PREFIX, st.integers(0, 10**9 - 1), st.integers(0, 10**9 - 1))
    def test_two_labels_are_one_integer_only_if_they_are_one_label(self, one, other, first, second):
        spans = numbers.span(one, first, first), numbers.span(other, second, second)
        assert (spans[0] == spans[1]) == ((one, first) == (other, second))
        assert 0 <= spans[0][0] < spans[0][1] < 2**63

    @pytest.mark.parametrize("text", ["", "t-", "T1", "TOOLONG-", "T ", "管"])
    def test_what_is_no_prefix(self, text):
        assert not numbers.is_prefix(text)
        with pytest.raises(ValueError, match="prefix"):
            numbers.base(text)

    def test_the_next_free_number_comes_after_all_that_were_given_out(self):
        assert numbers.next_free([]) == 1
        assert numbers.next_free([(1, 100), (500, 600)]) == 601

    def test_a_label_has_its_width(self):
        assert numbers.label("T-", 471, 5) == "T-00471"
