"""Which version holds: the smallest area's own, there the one whose day came last; the program's numbers stay free."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wanjia.kernel import area as codes
from wanjia.kernel.versions import OWN, holding, next_own

TOWN, SPRING, SUMMER = 999999001000, 999999001001, 999999001002
DAY = date(2022, 3, 31)


@dataclass(frozen=True)
class Row:
    area: int | None
    version: int
    effective_on: date


rows = st.builds(
    Row, st.sampled_from([None, TOWN, SPRING, SUMMER]), st.integers(1, 200),
    st.integers(-5, 5).map(lambda days: DAY + timedelta(days=days)),
)  # fmt: skip


def test_of_each_line_the_newest_version_whose_day_has_come():
    first, second = Row(None, 1, DAY), Row(None, 2, DAY + timedelta(days=1))
    assert holding([first, second], SPRING, DAY) == first
    assert holding([first, second], SPRING, DAY + timedelta(days=1)) == second
    assert holding([second], SPRING, DAY) is None


def test_what_an_area_wrote_for_itself_holds_there_and_nowhere_else():
    program, town, spring = Row(None, 7, DAY), Row(TOWN, 101, DAY), Row(SPRING, 102, DAY - timedelta(days=3))
    found = [holding([program, town, spring], place, DAY) for place in (SPRING, SPRING * 10**6 + 10001, SUMMER)]
    assert found == [spring, spring, town]
    assert holding([program, town, spring], 999999002001, DAY) == program


@given(st.lists(rows, max_size=12))
def test_it_is_in_force_for_the_place_and_nothing_nearer_or_later_is(found):
    held = holding(found, SPRING, DAY)
    fit = [row for row in found if row.effective_on <= DAY and row.area in (None, TOWN, SPRING)]
    assert (held in fit) if fit else held is None
    depth = {None: 0, TOWN: codes.level_of(TOWN), SPRING: codes.level_of(SPRING)}
    assert all((depth[row.area], row.effective_on) <= (depth[held.area], held.effective_on) for row in fit)


@given(st.lists(st.integers(1, 500)))
def test_own_versions_are_new_and_leave_the_programs_numbers_alone(used):
    made = next_own(used)
    assert made not in used
    assert made >= OWN
