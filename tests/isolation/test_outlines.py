"""The zones of a city on its districts' outlines: counts, names and shapes, nobody and no door."""

import json
from datetime import date

import pytest
from django.urls import reverse

from tests.web.signed import client_of, text
from tests.world import HAND, NOON
from wanjia.isolation import outlines, presets
from wanjia.isolation.models import RegimeRule
from wanjia.isolation.services import ZoneSaid, draw_zone, end_zone
from wanjia.kernel import clock
from wanjia.kernel.area import building_key, compound_code
from wanjia.roster.areas import load, shanghai
from wanjia.roster.models import Area, Building, Compound

pytestmark = pytest.mark.django_db
SHANGHAI, HUANGPU = 310100000000, 310101000000
ON = date(2022, 3, 31)


@pytest.fixture(autouse=True)
def _city(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    load(*shanghai())
    presets.ensure()


def a_zone(line="closed"):
    committee = Area.objects.filter(code__range=(HUANGPU, HUANGPU + 10**6 - 1), level=5).order_by("code").first().code
    Compound.objects.get_or_create(code=compound_code(committee, 1), defaults={"part": committee, "name": "新苑"})
    key = building_key(compound_code(committee, 1), 1)
    Building.objects.get_or_create(key=key, defaults={"part": committee, "name": "1号楼", "floors": 6})
    rule = RegimeRule.objects.filter(line=line, effective_on__lte=ON).order_by("version").last()
    return draw_zone(by=HAND, said=ZoneSaid(key, rule, date(2022, 3, 30), "positive", "通告"), now=NOON)


def test_every_district_of_the_city_has_its_outline():
    found = outlines.below(SHANGHAI, ON)
    assert len(found) == 16
    assert all(one.path.startswith("M") and one.label_at[0] > 0 for one in found)
    assert outlines.height(found) > 0


def test_a_district_shows_the_strictest_zone_that_is_drawn_in_it_on_the_day(django_assert_num_queries):
    zone = a_zone()
    with django_assert_num_queries(3):
        [huangpu] = [one for one in outlines.below(SHANGHAI, ON) if one.code == HUANGPU]
    assert (huangpu.strictest, huangpu.zones) == ("closed", 1)
    [before] = [one for one in outlines.below(SHANGHAI, date(2022, 3, 1)) if one.code == HUANGPU]
    assert before.zones == 0
    end_zone(by=HAND, zone_id=zone.id, reason="mistake", lift_on=None, now=NOON)
    [after] = [one for one in outlines.below(SHANGHAI, date(2022, 4, 1)) if one.code == HUANGPU]
    assert after.zones == 0


def test_the_page_draws_them_and_each_leads_on(client):
    a_zone()
    page = text(client_of("city", SHANGHAI, english=True).get(reverse("isolation:map"), {"area": SHANGHAI}))
    assert page.count("<path") == 16
    assert f"area={HUANGPU}" in page
    assert "黄浦区 1" in page


def test_a_district_lists_its_subdistricts_without_outlines():
    a_zone()
    page = text(client_of("district", HUANGPU, english=True).get(reverse("isolation:map"), {"area": HUANGPU}))
    assert 'class="outlines"' not in page
    assert "外滩街道" in page


def test_the_layer_goes_out_as_geojson_with_counts_only():
    zone = a_zone()
    answer = client_of("city", SHANGHAI).get(reverse("isolation:layer"), {"area": SHANGHAI})
    layer = json.loads(answer.content)
    assert (layer["type"], len(layer["features"])) == ("FeatureCollection", 16)
    [huangpu] = [one for one in layer["features"] if one["properties"]["code"] == str(HUANGPU)]
    assert huangpu["properties"]["closed"] == 1
    assert str(zone.place) not in answer.content.decode()
    below = client_of("district", HUANGPU).get(reverse("isolation:layer"), {"area": HUANGPU})
    assert json.loads(below.content)["features"] == []
