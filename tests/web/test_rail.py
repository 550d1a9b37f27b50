"""The rail counts what waits in each room: cheaply, because it stands on every page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.signed import RAIL
from tests.world import SPRING, a_building
from wanjia.web import rail

pytestmark = pytest.mark.django_db


def test_it_asks_no_more_than_every_page_allows_for_it():
    for number in range(1, 4):
        a_building(number=number)
    counting = [room for _name, rooms in rail._GROUPS for room in rooms if room.count]
    with CaptureQueriesContext(connection) as asked:
        counts = [room.count(SPRING) for room in counting]
    assert len(asked) == RAIL
    assert counts == [0] * len(counting)


@pytest.mark.parametrize(
    ("path", "room"),
    [("/", "/"), ("/chain/", "/chain/"), ("/chain/tubes/1/", "/chain/"), ("/chain/boxes/", "/chain/boxes/"),
     ("/chain/boxes/1/slip/", "/chain/boxes/"), ("/account/", "")],
)  # fmt: skip
def test_a_page_lies_in_one_room_the_innermost(path, room):
    assert rail._here(path) == room
