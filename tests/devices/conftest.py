"""A house, a round, and a clock that stands at 12:00."""

import pytest  # the rest where it is needed: Django is not set up when this file is read


@pytest.fixture
def noon(monkeypatch):
    """Everything happens at 12:00; call it with another moment and it is that late."""
    from tests.world import NOON
    from wanjia.kernel import clock

    def turn(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    turn(NOON)
    return turn


@pytest.fixture
def round_(db):
    from tests.world import a_building, a_round

    a_building()
    return a_round()
