"""The door's clock, and a house whose people have cards. Imports wait: pytest reads this before Django is up."""

import pytest


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of the door."""
    from tests.cards.people import NOON
    from wanjia.kernel import clock

    def set_to(now):
        monkeypatch.setattr(clock, "now", lambda: now)

    set_to(NOON)
    return set_to


@pytest.fixture
def house(at):
    """Key and ids of eight people with cards; the first behind each door is its head, with a telephone."""
    from tests.cards.people import a_house, issued

    key, ids = a_house()
    issued(key)
    return key, ids
