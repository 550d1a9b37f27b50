"""What a building, a phone and a desk are told, and at what cost."""

from datetime import timedelta

import pytest

from tests.notices.made import HOUR, a_notice, a_rule, said
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building
from wanjia.kernel.area import building_key, compound_of
from wanjia.notices import queries, services
from wanjia.notices.rules import State

pytestmark = pytest.mark.django_db
CITY, DISTRICT = 999900000000, 999999000000


@pytest.fixture
def house():
    return a_building()[0]


def titles(found):
    return [one.title for one in found]


def test_a_building_has_the_rule_of_the_narrowest_area_and_all_notices_that_cover_it(house):
    for area, title in ((CITY, "市"), (TOWN, "街道"), (SPRING, "居委"), (compound_of(house), "小区"), (house, "楼")):
        a_rule(area, title)
        a_notice(area, f"{title}通知", from_=NOON - HOUR + timedelta(minutes=len(str(area))))
        assert queries.rule_for(house, NOON).title == title
    assert titles(queries.notices_for(house, NOON)) == ["楼通知", "小区通知", "居委通知", "街道通知", "市通知"]
    assert queries.rule_for(house + 1, NOON).title == "小区"
    assert queries.rule_for(building_key(SUMMER * 100 + 1, 1), NOON).title == "街道"
    assert queries.rule_for(888888001001010001, NOON) is None


def test_residents_are_not_told_what_is_for_phones_only(house):
    a_notice(SPRING, "给手机", audience="phones")
    a_notice(SPRING, "都给", audience="both")
    assert titles(queries.notices_for(house, NOON)) == ["都给"]


@pytest.mark.parametrize("rows", [1, 30])
def test_a_building_costs_one_query_and_a_desk_two_whatever_there_is(house, rows, django_assert_num_queries):
    for n in range(rows):
        a_rule(SPRING, f"第{n}版")
        a_notice(house, f"第{n}条")
    with django_assert_num_queries(1):
        queries.told(house, NOON)
    with django_assert_num_queries(1):
        queries.for_phones([SPRING, house], NOON)
    for area in (TOWN, SPRING, house):
        with django_assert_num_queries(1):
            queries.standings(area, NOON)
    with django_assert_num_queries(2):
        queries.in_force(DISTRICT, NOON)


class TestTheDesk:
    def test_it_sees_what_lies_above_here_and_below(self, house):
        a_rule(CITY, "市"), a_rule(SPRING, "居委"), a_rule(house, "楼"), a_rule(SUMMER, "别处")
        found = {row.notice.title: row for row in queries.in_force(SPRING, NOON)}
        assert set(found) == {"市", "居委", "楼"}
        assert found["市"].is_above
        assert found["楼"].is_below
        assert (found["居委"].is_above, found["居委"].is_below) == (False, False)
        assert {row.notice.title for row in queries.in_force(TOWN, NOON)} == {"市", "居委", "楼", "别处"}

    def test_above_a_subdistrict_one_step_down_is_looked_at(self, house):
        a_rule(TOWN, "街道"), a_rule(SPRING, "居委")
        assert {row.notice.title for row in queries.in_force(DISTRICT, NOON)} == {"街道"}

    def test_a_second_rule_of_the_same_area_outdoes_the_first_while_it_lasts(self, house):
        a_rule(SPRING, "长期")
        a_rule(SPRING, "今天", from_=NOON, until=NOON + HOUR)
        assert {row.notice.title: row.state for row in queries.in_force(SPRING, NOON)} == {
            "长期": State.OUTDONE, "今天": State.IN_FORCE,
        }  # fmt: skip
        assert queries.rule_for(house, NOON + HOUR).title == "长期"
        assert [row.notice.title for row in queries.history(SPRING, NOON + HOUR)] == ["今天"]

    def test_every_version_of_a_chain_is_listed_from_any_of_them(self, house):
        first = a_rule(SPRING, "一")
        second = services.replace(by=HAND, notice=first, said=said("二", from_=NOON), now=NOON)
        third = services.replace(by=HAND, notice=second, said=said("三", from_=NOON + HOUR), now=NOON + HOUR)
        a_rule(SPRING, "另一条")
        known = queries.versions_of(SPRING)
        for one in (first, second, third):
            assert titles(queries.chain(one, known)) == ["三", "二", "一"]


class TestPhones:
    def test_they_are_told_what_is_for_them_in_their_areas(self, house):
        a_notice(SPRING, "雨天方案", audience="phones")
        a_notice(SUMMER, "别处", audience="phones")
        a_notice(SPRING, "停水")
        a_notice(TOWN, "全街道", audience="both")
        a_notice(house, "一号楼", audience="both")
        assert set(titles(queries.for_phones([SPRING], NOON))) == {"雨天方案", "全街道", "一号楼"}
        assert set(titles(queries.for_phones([house + 1], NOON))) == {"雨天方案", "全街道"}
        assert queries.for_phones([], NOON) == []

    def test_of_rules_they_are_told_those_that_stand_where_they_go(self, house):
        for area, title in ((TOWN, "街道"), (SPRING, "居委"), (house, "楼")):
            a_rule(area, title, audience="both")
        assert set(titles(queries.for_phones([SPRING], NOON))) == {"居委", "楼"}
        assert titles(queries.for_phones([house], NOON)) == ["楼"]
        assert set(titles(queries.for_phones([SUMMER], NOON))) == {"街道"}

    def test_what_was_withdrawn_is_told_no_more(self, house):
        made = a_notice(SPRING, audience="both")
        services.withdraw(by=HAND, notice=made, reason="错", now=NOON)
        assert queries.for_phones([SPRING], NOON) == []
