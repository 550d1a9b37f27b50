"""The lane for tests: real doors on connections of their own, ended and hung up after each test."""

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
def lanes(transactional_db, noon, monkeypatch):
    """Makes doors. As under a server, whose connections are pooled, a thread keeps none after it has asked."""
    from django.db import connection

    from tests.field.phones import Fast

    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    made = []

    def make(**more):
        made.append(Fast(connection, loop=made[0].loop if made else None, **more))
        return made[-1]

    yield make
    for lane in made:
        lane.close()
    if made:
        made[0].loop.close()


@pytest.fixture
def lane(lanes):
    return lanes()


@pytest.fixture
def ids(db):
    """Thirty people of one building, in walking order."""
    from tests.world import a_building

    return a_building(floors=5, doors=2, people=3)[1]
