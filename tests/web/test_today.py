"""The first screen: people before tasks, tasks before numbers."""

from datetime import date

import pytest

from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_round, an_account, areas
from wanjia.coverage import desk, rulings
from wanjia.coverage.rules import Population
from wanjia.coverage.rulings import Ruling
from wanjia.kernel.ids import new_event_id
from wanjia.roster.models import Person, SpecialNeed

pytestmark = pytest.mark.django_db


def needs(person, kind):
    SpecialNeed.objects.create(
        id=new_event_id(), part=person // 10**6, person_id=person, kind=kind, source="走访", legal_basis="welfare",
        since_on=date(2022, 1, 1),
    )  # fmt: skip


@pytest.fixture
def ids():
    return a_building()[1]


class TestPeopleFirst:
    def test_an_urgent_need_that_a_round_has_not_reached_comes_first(self, ids):
        needs(ids[5], "lives_alone")
        Person.objects.filter(id=ids[5]).update(born_on="1938-05-01", name="陈春满")
        needs(ids[3], "oxygen")
        Person.objects.filter(id=ids[3]).update(name="周夏露")
        a_round()
        page = text(client_of().get("/"))
        assert "今日还有 2 个人要先找到" in page
        assert page.index("周*露") < page.index("陈*满")
        assert "独居" in page

    def test_who_was_reached_is_not_on_it(self, ids):
        needs(ids[3], "oxygen")
        round_ = a_round()
        desk.record_by_hand(by=HAND, round_=round_, subjects=[ids[3]], now=NOON)
        assert "要先找到" not in text(client_of().get("/"))

    def test_living_alone_counts_only_for_the_old(self, ids):
        needs(ids[3], "lives_alone")
        Person.objects.filter(id=ids[3]).update(born_on="1990-01-01")
        a_round()
        assert "要先找到" not in text(client_of().get("/"))

    def test_one_person_stands_once_however_many_rounds_miss_them(self, ids):
        needs(ids[3], "dialysis")
        a_round(), a_round()
        page = text(client_of().get("/"))
        assert "今日还有 1 个人要先找到" in page
        assert "另有 1 轮" in page

    def test_a_round_of_households_reaches_the_person_through_the_door(self, ids):
        needs(ids[3], "oxygen")
        a_round(obligation="parcel")
        assert "今日还有 1 个人要先找到" in text(client_of().get("/"))

    def test_six_are_shown_and_all_are_a_click_away(self, ids):
        for person in ids[:8]:
            needs(person, "oxygen")
        a_round()
        client = client_of()
        assert text(client.get("/")).count("find-first") == 6
        assert text(client.get("/?all=1")).count("find-first") == 8

    @pytest.mark.parametrize(("role", "area"), [("viewer", SPRING), ("district", 999999000000)])
    def test_names_are_closed_to_who_sees_counts(self, ids, role, area):
        needs(ids[3], "oxygen")
        a_round()
        page = text(client_of(role, area).get("/"))
        assert "王*" not in page
        assert "<b>12</b>" in page


class TestBooks:
    def test_opened_and_added_make_what_is_owed(self, ids):
        round_ = a_round()
        more = a_building(number=2)[1]
        rulings.add(by=HAND, ruling=Ruling(round_, more, "arrived"), now=NOON)
        assert "开轮 12 + 加入 12" in text(client_of("town", TOWN).get("/"))

    def test_a_difference_is_shown_with_its_size(self, ids):
        round_ = a_round()
        type(round_).objects.update(owed_at_opening=10)
        page = text(client_of("town", TOWN).get("/"))
        assert "bal off" in page
        assert "≠" in page


class TestWhatToDoNext:
    def test_an_empty_register_leads_to_the_import(self):
        areas()
        assert "名册是空的" in text(client_of().get("/"))

    def test_without_a_round_it_offers_to_open_one(self, ids):
        assert "开一轮" in text(client_of().get("/"))
        assert "这里没有进行中的轮次" in text(client_of("worker").get("/"))

    def test_without_a_role_it_says_who_gives_one(self, client):
        client.force_login(an_account("neu", None), backend="django.contrib.auth.backends.ModelBackend")
        assert "还没有角色" in text(client.get("/"))


class TestTheFrame:
    def test_the_rail_shows_only_rooms_that_the_role_may_enter(self, ids):
        assert "/register/" not in text(client_of("viewer").get("/"))

    def test_the_rail_counts_who_is_missing_in_the_area(self, ids):
        a_building(SUMMER, 1)
        a_round()
        town = client_of("town", TOWN)
        assert '<span class="n" title="24 未到">24</span>' in text(town.get("/"))
        assert '<span class="n" title="12 未到">12</span>' in text(town.get(f"/?area={SUMMER}"))

    def test_english_leaves_no_chinese_of_ours(self, ids):
        a_round(population=Population(min_age=None))
        page = text(client_of(english=True).get("/"))
        for word in ("未到", "已采", "今日", "名册", "轮次", "截止"):
            assert word not in page.replace("第7轮核酸筛查", "")

    def test_it_costs_the_same_for_one_building_and_for_ten(self, ids, django_assert_max_num_queries):
        for number in range(2, 11):
            a_building(number=number)
        a_round()
        client = client_of()
        with django_assert_max_num_queries(RAIL + 32):
            client.get("/")
