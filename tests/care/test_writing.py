"""A rule of care of one's own: whom it will owe a check is seen first, and who would be asked after by nobody."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.care.ground import MARCH_21, an_elder, at, need, somebody
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, SPRING, SUMMER, TOWN, a_building, a_person
from wanjia.care import daily, presets, writing
from wanjia.care.models import CareRound, CareRule
from wanjia.care.refusals import (
    DayPast,
    DueTooEarly,
    NotOnList,
    NumberWanted,
    RuleForNobody,
    SourceWanted,
    WordsWanted,
)
from wanjia.care.rules import owing
from wanjia.care.rules.owing import Rule, Who
from wanjia.care.writing import RuleSaid
from wanjia.kernel import clock
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Household

TOMORROW = MARCH_21 + timedelta(days=1)
NOW = at("10:00")


def said(**more):
    values = {
        "title": "独居老人早晚各一次", "obligation": "welfare_call", "opens": time(8), "due": time(10),
        "effective_on": TOMORROW, "source": "居委 3月21日会议", "code": "alone80", "needs": ("lives_alone",),
        "min_age": 80,
    } | more  # fmt: skip
    return RuleSaid(**values)


def wrote(area=SPRING, *, by=HAND, **more):
    return writing.write(by=by, area=area, said=said(**more), now=NOW)


@pytest.fixture
def elder(db):
    return an_elder()


class TestWriting:
    def test_from_its_day_on_the_check_is_due_at_its_hour_and_only_there(self, elder):
        made = wrote()
        assert (made.code, made.version, made.area) == ("alone80", 101, SPRING)
        assert [one.at for one in daily.owed_in(SPRING, MARCH_21)] == [time(12)]
        assert [(one.at, one.rule) for one in daily.owed_in(SPRING, TOMORROW)] == [(time(10), "alone80 v101")]
        assert presets.holding(SUMMER, TOMORROW)["alone80"].version == 1
        daily.settle(SPRING, at("7:00", TOMORROW))
        assert CareRound.objects.get(on=TOMORROW).at == time(10)

    def test_a_line_that_is_stopped_asks_for_nothing_there(self, elder):
        wrote(is_stopped=True)
        wrote(code="often", min_age=None, is_stopped=True)
        assert daily.owed_in(SPRING, TOMORROW) == []
        assert CareRule.objects.filter(code="alone80").count() == 2

    def test_a_rule_by_age_alone_finds_those_whom_no_need_names(self, elder):
        _person, key = elder
        home = Household.objects.filter(building_key=key).order_by("-walk").first()
        old = a_person(home, 901, name="陈立秋", born_on=date(1930, 2, 1))
        nobody_knows = a_person(home, 902, name="陈处暑", born_on=None)
        young = a_person(home, 903, name="陈小雪", born_on=date(1990, 2, 1))
        wrote(code="", title="90 岁以上", needs=(), min_age=90)
        asked = {one.subject_id for one in daily.owed_in(SPRING, TOMORROW)}
        assert {old.pk, nobody_knows.pk} <= asked
        assert young.pk not in asked
        assert SPRING in daily.committees()

    def test_from_age_nought_on_is_everybody(self, elder):
        home = Household.objects.filter(building_key=elder[1]).order_by("-walk").first()
        child = a_person(home, 901, name="陈立秋", born_on=TOMORROW).pk
        wrote(code="", title="每一个人", needs=(), min_age=0)
        asked = {one.subject_id for one in daily.owed_in(SPRING, TOMORROW) if one.rule.startswith("own1 ")}
        assert asked == {elder[0], child}

    def test_lines_of_ones_own_have_a_name_of_their_own(self, elder):
        assert [wrote(code="").code, wrote(code="").code] == ["own1", "own2"]

    def test_the_programs_next_versions_keep_their_numbers(self, elder):
        wrote()
        before = CareRule.objects.filter(area=None).count()
        CareRule.objects.filter(code="sole").delete()
        presets.ensure()
        assert CareRule.objects.filter(area=None).count() == before

    @pytest.mark.parametrize(
        ("more", "refusal"),
        [({"source": " "}, SourceWanted), ({"effective_on": MARCH_21}, DayPast), ({"opens": time(11)}, DueTooEarly),
         ({"needs": (), "min_age": None}, RuleForNobody), ({"needs": ("gold",)}, NotOnList),
         ({"obligation": "nat"}, NotOnList), ({"every_days": 0}, NumberWanted), ({"title": " "}, WordsWanted),
         ({"code": "gold"}, NotFound)],
    )  # fmt: skip
    def test_what_can_not_hold_is_refused_and_nothing_is_written(self, elder, more, refusal):
        with pytest.raises(refusal):
            wrote(**more)
        assert not CareRule.objects.exclude(area=None).exists()

    @pytest.mark.parametrize(
        ("role", "area", "refusal"), [("carer", SPRING, NotAllowed), ("secretary", SUMMER, NotFound)]
    )
    def test_only_who_opens_rounds_there(self, elder, role, area, refusal):
        with pytest.raises(refusal):
            wrote(by=somebody("x", role, area))

    def test_it_stands_in_the_log(self, elder):
        wrote()
        assert AuditEntry.objects.get(act="care.write_rule").subject == "care_rule:alone80 v101"


class TestPreview:
    def test_how_many_are_owed_and_who_is_dropped(self, elder):
        person, key = elder
        home = Household.objects.filter(building_key=key).order_by("-walk").first()
        other = a_person(home, 901, name="陈立秋", born_on=date(1935, 2, 1))
        need(other.pk, "pregnant")
        seen = writing.preview(SPRING, said(needs=("pregnant",), min_age=None), NOW)
        assert (seen.before.people, seen.after.people, seen.come, seen.gone) == (2, 2, 0, ())  # `often` asks her still
        assert seen.before.checks - 7 in (2, 3)  # hers every third day
        wrote(code="often", min_age=None, is_stopped=True)
        dropped = writing.preview(SPRING, said(needs=("pregnant",), min_age=None), NOW)
        assert (dropped.gone, dropped.come) == ((person,), 1)
        assert dropped.is_whole

    def test_nothing_is_written_by_looking(self, elder):
        writing.preview(SPRING, said(), NOW)
        assert not CareRule.objects.exclude(area=None).exists()

    @given(st.integers(1, 7), st.sets(st.integers(1, 50), max_size=6))
    def test_a_week_of_a_daily_rule_asks_seven_times_of_a_rarer_one_less(self, every, ids):
        rule = Rule("x", 1, "welfare_call", time(12), time(8), frozenset({"infant"}), every)
        people = [Who(one, frozenset({"infant"}), None) for one in sorted(ids)]
        asked = owing.week([rule], people, MARCH_21, {})
        assert set(asked) == ids
        assert all(7 // every <= times <= -(-7 // every) for times in asked.values())


class TestThePages:
    @pytest.fixture(autouse=True)
    def _march(self, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOW)

    def ask(self, client, code="alone80", **sent):
        to = f"{reverse('care:new_rule')}?area={SPRING}&code={code}"
        return client.post(to, sent) if sent else client.get(to)

    def sent(self, **more):
        return {
            "title": "独居老人", "obligation": "welfare_call", "needs": ["lives_alone"], "min_age": "80",
            "every_days": "1", "opens": "08:00", "due": "10:00", "effective_on": "2022-03-22", "source": "居委会议",
        } | more  # fmt: skip

    def test_looked_at_then_written_and_both_versions_are_shown(self, elder):
        desk = client_of("secretary", english=True)
        assert reverse("care:new_rule") in text(desk.get(reverse("care:rules"), {"area": SPRING}))
        assert "80岁以上独居" in text(self.ask(desk))
        looked = text(self.ask(desk, do="look", **self.sent()))
        assert "people with a check" in looked
        assert "Nobody is left out by it." in looked
        assert self.ask(desk, do="keep", **self.sent()).status_code == 302
        page = text(desk.get(reverse("care:rules"), {"area": SPRING}))
        for words in ("alone80 v1", "alone80 v101", "居委会议"):
            assert words in page

    def test_who_is_dropped_is_named_to_whoever_serves_there(self, elder):
        wrote(code="often", min_age=None, is_stopped=True)
        looked = text(self.ask(client_of("secretary", english=True), do="look", **self.sent(needs=["infant"])))
        assert "1 person is asked after by no rule any more." in looked
        assert "冯*至" in looked
        town = client_of("district", 999999000000, english=True)
        assert "冯*至" not in text(self.ask(town, do="look", **self.sent(needs=["infant"])))

    def test_what_is_wrong_stands_on_the_page(self, elder):
        answer = self.ask(client_of("secretary", english=True), do="keep", **self.sent(effective_on="2022-03-21"))
        assert answer.status_code == 422
        assert "from tomorrow on" in text(answer)

    def test_who_only_looks_sees_no_button(self, elder):
        page = text(client_of("viewer", TOWN, english=True).get(reverse("care:rules"), {"area": SPRING}))
        assert "Write a version" not in page

    def test_a_line_that_is_none_is_not_found(self, elder):
        assert self.ask(client_of("secretary"), "gold").status_code == 404

    def test_it_asks_the_same_number_of_times(self, elder, django_assert_max_num_queries):
        a_building(SUMMER)
        desk = client_of("secretary")
        with django_assert_max_num_queries(RAIL + 12):
            desk.get(reverse("care:rules"), {"area": SPRING})
