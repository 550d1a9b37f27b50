"""What laboratories have in hand: counted where it is cheap, noted before where it is dear."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.chain.test_pages import world  # noqa: F401  a fixture
from tests.labs.ground import LATER, a_lab, report
from tests.web.signed import client_of, text
from tests.world import SPRING
from wanjia.flows import backlogs
from wanjia.flows.models import NotedBacklog

pytestmark = pytest.mark.django_db


@pytest.fixture
def labs(world):  # noqa: F811
    """The first has three tubes in hand, the second none."""
    return [world["lab"].id, a_lab("示范实验室").id]


def test_what_is_cheap_is_counted_when_asked(labs):
    backlogs.note(LATER)
    NotedBacklog.objects.update(tubes=99, seconds=0.2)
    assert backlogs.waiting(labs, LATER) == {labs[0]: 3}


def test_what_is_dear_is_read_from_the_notes_for_a_quarter_of_an_hour(labs, django_assert_num_queries):
    backlogs.note(LATER)
    NotedBacklog.objects.update(seconds=8.0)
    with django_assert_num_queries(1):
        assert backlogs.waiting(labs, LATER + timedelta(minutes=14)) == {labs[0]: 3, labs[1]: 0}
    with django_assert_num_queries(2):
        assert backlogs.waiting(labs, LATER + timedelta(minutes=15)) == {labs[0]: 3}


def test_one_laboratory_and_one_that_is_new_are_counted(labs):
    backlogs.note(LATER)
    NotedBacklog.objects.update(tubes=99, seconds=8.0)
    assert backlogs.waiting(labs[:1], LATER) == {labs[0]: 3}
    assert backlogs.waiting([*labs, a_lab("新开实验室").id], LATER) == {labs[0]: 3}


def test_notes_are_overwritten_and_the_list_shows_them(labs, world):  # noqa: F811
    backlogs.note(LATER)
    report(world["lab"], {"T-1": "negative"})
    backlogs.note(LATER + timedelta(minutes=5))
    assert dict(NotedBacklog.objects.values_list("lab_id", "tubes")) == {labs[0]: 2, labs[1]: 0}
    NotedBacklog.objects.update(seconds=8.0, tubes=48_163)
    page = text(client_of().get(reverse("labs:labs"), {"area": SPRING}))
    assert page.count("48,163") == 2
