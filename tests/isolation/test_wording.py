"""Why a lift date is what it is, as people read it."""

from hypothesis import given

from tests.isolation.rules_of import DAY, HERE, day, histories, shipped
from wanjia.isolation.rules.history import Case, Event
from wanjia.isolation.rules.spots import Spot
from wanjia.isolation.rules.standing import stand
from wanjia.isolation.wording import told_changes


def elsewhere(number, on=3):
    return Event(day(on), "positive_confirmed", Spot(HERE.building + 1), source=f"C-{number:04}")


def test_ten_positives_of_a_day_that_moved_nothing_are_one_line_with_the_first_source():
    asked = Case(HERE, "building", shipped("sh_closed", 2), DAY, tuple(elsewhere(n) for n in range(1, 11)))
    _begins, line = told_changes(stand(asked, day(4)))
    assert line.sources == tuple(f"C-{n:04}" for n in range(1, 11))
    assert line.source == "C-0001等，另 9 条"


def test_another_day_is_another_line_and_one_source_stands_alone():
    asked = Case(HERE, "building", shipped("sh_closed", 2), DAY, (elsewhere(1), elsewhere(2, on=4)))
    assert [line.source for line in told_changes(stand(asked, day(5)))] == ["", "C-0001", "C-0002"]


@given(histories())
def test_nothing_that_moved_a_date_is_hidden_in_another_line(asked):
    standing = stand(asked, day(40))
    lines = told_changes(standing)
    moved = [change for change in standing.changes if change.before != change.after]
    assert sum(len(line.sources) for line in lines) == sum(change.event is not None for change in standing.changes)
    assert len(lines) >= len({change.on for change in moved})
    assert [line.on for line in lines] == sorted(line.on for line in lines)
