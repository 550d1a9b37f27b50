"""The demo's sites: a day that is half over, made through the same doors."""

from datetime import timedelta

import pytest

from tests.testing.ground import a_house
from tests.world import NOON, SPRING, a_round
from wanjia.demo import sites
from wanjia.testing import queries
from wanjia.testing.models import LabelRange, PostCount, Site, Slot

pytestmark = pytest.mark.django_db


def test_each_committee_has_sites_a_timetable_half_called_and_fresh_counts():
    for number in (1, 2):
        a_house(number, floors=8, doors=4)
    round_, now = a_round(due_in=timedelta(hours=10)), NOON + timedelta(hours=3)
    assert sites.build(seed=1, now=now) == 2  # the other committees have no houses
    found = queries.sites(SPRING)
    slots = queries.slots(found, round_)
    assert queries.attendance(round_, SPRING, slots, now).uncalled.expected == 0
    assert {bool(slot.called_at) for slot in slots} == {True, False}
    assert all((slot.starts_at <= now) == bool(slot.called_at) for slot in slots if slot.group != "home")
    assert all((site.pk, "queue") in queries.counts(found, now) for site in found)
    assert LabelRange.objects.count() == 2


def test_building_it_again_changes_nothing():
    a_house(1)
    a_round()
    sites.build(seed=1, now=NOON)
    before = [model.objects.count() for model in (Site, Slot, PostCount)]
    assert sites.build(seed=1, now=NOON) == 0
    assert [model.objects.count() for model in (Site, Slot, PostCount)] == before


def test_without_a_round_there_are_no_sites():
    a_house(1)
    assert sites.build(seed=1, now=NOON) == 0
