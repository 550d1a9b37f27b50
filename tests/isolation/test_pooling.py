"""How many people share a tube follows the strictest rule that holds there, with its source."""

from datetime import date

import pytest
from django.urls import reverse

from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building
from wanjia.coverage import presets as coverage_presets
from wanjia.coverage.models import Round
from wanjia.isolation import presets
from wanjia.isolation.models import RegimeRule
from wanjia.isolation.pooling import suggest
from wanjia.isolation.rules.terms import STAGES
from wanjia.isolation.services import ZoneSaid, draw_zone
from wanjia.kernel import clock

pytestmark = pytest.mark.django_db


def drawn(place, line):
    presets.ensure()
    rule = RegimeRule.objects.filter(line=line, effective_on__lte=date(2022, 3, 31)).order_by("version").last()
    return draw_zone(by=HAND, said=ZoneSaid(place, rule, date(2022, 3, 30), "positive", "通告"), now=NOON)


def test_without_a_zone_nothing_is_suggested():
    a_building()
    assert suggest(SPRING, NOON) is None


def test_the_strictest_zone_of_the_area_decides_and_says_its_source():
    key, _ids = a_building()
    drawn(key, "closed")
    people, source, source_en = suggest(TOWN, NOON)
    assert (people, "277" in source, "277" in source_en) == (1, True, True)
    assert suggest(SUMMER, NOON) is None


def test_every_stage_that_a_rule_may_name_has_a_size():
    from wanjia.isolation.pooling import _pools

    assert set(STAGES) == set(_pools())


def test_the_form_that_opens_a_screening_says_it_and_takes_another_size(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    key, _ids = a_building()
    coverage_presets.load()
    drawn(key, "closed")
    client = client_of(english=True)
    page = text(client.get(reverse("coverage:open_round"), {"area": SPRING, "obligation": "nat"}))
    assert "ask for 1 in one tube" in page
    sent = {"obligation": "nat", "name": "第8轮", "who": "all", "due_on": "2022-03-31", "due_time": "20:00",
            "pool_size": "5", "open": "1"}  # fmt: skip
    client.post(f"{reverse('coverage:open_round')}?area={SPRING}", sent)
    assert Round.objects.get(name="第8轮").pool_size == 5
