"""Sets drawn by the clock: whoever compares rounds does not wait, and nothing is drawn twice."""

from datetime import timedelta

from tests.coverage.test_sets import settle
from tests.world import NOON, SPRING, SUMMER, a_building, a_round
from wanjia.coverage.comparing import ahead
from wanjia.coverage.models import Round, SubjectSet
from wanjia.hot.sets_books import stale


def test_every_set_is_there_before_anybody_asks_and_is_drawn_once(db):
    a_building(SPRING, 1), a_building(SUMMER, 1)
    round_ = a_round()
    assert len(stale(round_.pk)) == 2
    assert ahead.draw(NOON) == 2
    assert SubjectSet.objects.filter(round_id=round_.pk).count() == 2
    assert ahead.draw(NOON) == 0


def test_what_changed_since_is_drawn_anew_and_nothing_else(db):
    _key, people = a_building(SPRING, 1)
    a_building(SUMMER, 1)
    round_ = a_round()
    ahead.draw(NOON)
    settle("proof", round_, people[0])
    assert [key.committee for key in stale(round_.pk)] == [SPRING]
    assert ahead.draw(NOON) == 1


def test_old_and_cancelled_rounds_are_left_alone(db):
    a_building(SPRING, 1)
    round_ = a_round()
    assert ahead.draw(round_.due_at + ahead.RECENT + timedelta(hours=1)) == 0
    Round.objects.filter(pk=round_.pk).update(state=Round.State.CANCELLED)
    assert ahead.draw(NOON) == 0
