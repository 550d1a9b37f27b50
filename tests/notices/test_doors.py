"""What residents and phones are told through their own doors."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.cards.people import a_house, issued
from tests.devices.phones import Phone, enrolled
from tests.me.door import code_of, knock, said
from tests.notices.made import HOUR, a_notice, a_rule
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_round
from wanjia.kernel import clock
from wanjia.notices import services

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def house():
    key, ids = a_house()
    issued(key)
    return key, ids


class TestTheResident:
    def test_the_page_says_the_rule_its_source_its_date_whose_it_is_and_until_when(self, house):
        a_rule(TOWN, "街道规定", until=NOON + 36 * HOUR)
        told = said(knock(code_of(house[1][0]), "2218"))
        assert (
            "The rule in force 街道规定 街道规定，到轮到时下楼采样。 演示区防控办〔2022〕7号, 2022-03-30 "
            "万安街道, from 11:00 until 1 Apr, 24:00"
        ) in told

    def test_the_narrower_rule_takes_its_place_and_a_withdrawal_brings_it_back(self, house):
        a_rule(TOWN, "街道规定")
        made = a_rule(house[0], "本楼规定")
        told = said(knock(code_of(house[1][0]), "2218"))
        assert "本楼规定" in told
        assert "街道规定" not in told
        services.withdraw(by=HAND, notice=made, reason="错", now=NOON)
        assert "街道规定" in said(knock(code_of(house[1][0]), "2218"))

    def test_where_nobody_has_published_a_rule_the_page_says_so(self, house):
        a_rule(SUMMER, "别处")
        told = said(knock(code_of(house[1][0]), "2218"))
        assert "Nobody has published a rule for this building." in told
        assert "别处" not in told
        assert "Made known" not in told

    def test_notices_stand_below_but_not_those_for_phones(self, house):
        a_notice(SPRING, "明早发菜")
        a_notice(SPRING, "雨天方案", audience="phones")
        told = said(knock(code_of(house[1][0]), "2218"))
        assert "Made known 明早发菜" in told
        assert "雨天方案" not in told

    def test_it_speaks_english_where_somebody_wrote_it_and_says_which_language_it_is(self, house):
        a_rule(SPRING, title_en="Stay at home", text_en="Come down when called.")
        english = knock(code_of(house[1][0]), "2218")
        assert "Stay at home Come down when called." in said(english)
        assert '<p class="told" lang="en">' in english.content.decode()
        chinese = knock(code_of(house[1][0]), "2218", lang="zh")
        assert "Stay at home" not in said(chinese)
        assert '<p class="told" lang="zh-Hans">' in chinese.content.decode()


class TestThePhone:
    def test_bundle_and_news_carry_what_is_for_phones_of_the_area(self, client, house):
        a_notice(SPRING, "雨天方案", audience="phones", text_en="Rain plan.", title_en="Rain")
        a_notice(SUMMER, "别处", audience="phones")
        a_notice(SPRING, "停水")
        phone = Phone(client, enrolled(a_round(SPRING)))
        [told] = phone.get("field/news").json()["notices"]
        assert told["text"].startswith("雨天方案：")
        assert told["text_en"] == "Rain: Rain plan."
        assert told["at"].startswith("2022-03-31T04:00:00")
        assert phone.get("field/bundle").json()["notices"] == [told]

    def test_every_time_all_of_them_are_told_so_that_what_was_withdrawn_goes(self, client, house):
        early = a_notice(SPRING, "早", audience="both", now=NOON - 3 * HOUR)
        phone = Phone(client, enrolled(a_round(SPRING)))
        a_notice(SPRING, "新", audience="both")
        since = quote((NOON - timedelta(minutes=30)).isoformat())
        assert {one["text"][0] for one in phone.get(f"field/news?since={since}").json()["notices"]} == {"早", "新"}
        services.withdraw(by=HAND, notice=early, reason="错", now=NOON)
        assert {one["text"][0] for one in phone.get(f"field/news?since={since}").json()["notices"]} == {"新"}

    def test_after_the_shift_nothing_is_told(self, client, house, monkeypatch):
        a_notice(SPRING, audience="both")
        phone = Phone(client, enrolled(a_round(SPRING)))
        monkeypatch.setattr(clock, "now", lambda: NOON + 7 * HOUR)
        assert phone.get("field/news").json()["notices"] == []
