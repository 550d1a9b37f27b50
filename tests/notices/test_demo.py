"""The demo's rule and notice: there once, marked as invented, in both languages."""

import pytest

from tests.world import NOON, areas
from wanjia.demo import notices as demo
from wanjia.demo.cast import committee
from wanjia.kernel.area import building_key, compound_code
from wanjia.notices import queries
from wanjia.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_it_is_published_once_and_says_that_it_is_a_demo():
    areas()
    assert (demo.build(NOON), demo.build(NOON)) == (2, 0)
    assert all("演示" in one.source and one.text_en and one.title_en for one in Notice.objects.all())
    told = queries.told(building_key(compound_code(committee(1), 1), 1), NOON)
    assert told.rule is not None
    assert len(told.notices) == 1
    assert len(queries.for_phones([committee(1)], NOON)) == 2
