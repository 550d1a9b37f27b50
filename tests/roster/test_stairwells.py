"""Stairwells are made from the register: one for each stair, once, and nobody meets one where shops are meant."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_round
from wanjia.kernel.area import buildings_under
from wanjia.platform.models import AuditEntry
from wanjia.roster import housing, queries, stairwells
from wanjia.roster.doors import doors
from wanjia.roster.models import Building, Premises
from wanjia.roster.place_forms import PremisesForm
from wanjia.roster.refusals import BadField
from wanjia.roster.templatetags.doors import door_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    key, _ids = a_building()
    Building.objects.filter(key=key).update(stairs=3)
    return Building.objects.get(key=key)


def a_shop(key):
    return housing.add_premises(
        by=HAND, building_key=key, kind="shop", name="面馆", door="底楼", manager="吕小雪", phone="", headcount=3,
        now=NOON,
    )  # fmt: skip


def stairs(key):
    return list(Premises.objects.filter(building_key=key, kind="stair").order_by("id").values_list("stair", flat=True))


class TestTheList:
    def test_each_stair_of_each_building_is_listed_once(self, house):
        other, _ids = a_building(SUMMER, 1)
        assert stairwells.keep(by=HAND, area=TOWN, now=NOON) == 4
        assert stairwells.keep(by=HAND, area=TOWN, now=NOON) == 0
        assert stairs(house.key) == [1, 2, 3]
        assert stairs(other) == [1]

    def test_it_leaves_one_line_in_the_log_and_none_when_nothing_was_missing(self, house):
        for _ in range(2):
            stairwells.keep(by=HAND, area=SPRING, now=NOON)
        (line,) = AuditEntry.objects.filter(act="stairwells.list")
        assert line.detail == {"listed": 3}

    def test_asking_again_is_one_query(self, house, django_assert_num_queries):
        stairwells.keep(by=HAND, area=SPRING, now=NOON)
        with django_assert_num_queries(1 + 2):  # and the savepoint
            stairwells.keep(by=HAND, area=SPRING, now=NOON)

    def test_a_stair_cannot_be_listed_twice_nor_without_its_number(self, house):
        stairwells.keep(by=HAND, area=SPRING, now=NOON)
        for id_, stair in ((900_001, 1), (900_002, 0)):
            with pytest.raises(IntegrityError), transaction.atomic():
                Premises.objects.create(
                    id=SPRING * 10**6 + id_, part=SPRING, building_key=house.key, kind="stair", name="x", stair=stair
                )

    def test_a_door_on_a_new_stair_brings_its_stairwell(self, house):
        stairwells.keep(by=HAND, area=SPRING, now=NOON)
        housing.add_household(by=HAND, building=house, stair=4, floor=1, room="101", now=NOON)
        assert Building.objects.get(key=house.key).stairs == 4
        assert stairs(house.key) == [1, 2, 3, 4]

    def test_where_nobody_asked_for_stairwells_none_are_made(self, house):
        housing.add_household(by=HAND, building=house, stair=4, floor=1, room="101", now=NOON)
        assert stairwells.grow(by=HAND, area=TOWN, now=NOON) == 0
        assert stairs(house.key) == []

    def test_a_list_that_tells_of_more_stairs_brings_theirs(self, house):
        stairwells.keep(by=HAND, area=SPRING, now=NOON)
        Building.objects.filter(key=house.key).update(stairs=5)  # as an import does
        assert stairwells.grow(by=HAND, area=SPRING, now=NOON) == 2
        assert stairs(house.key) == [1, 2, 3, 4, 5]


class TestNobodyMeetsOneAmongShops:
    @pytest.fixture
    def shop(self, house):
        stairwells.keep(by=HAND, area=SPRING, now=NOON)
        return a_shop(house.key)

    def test_lists_of_premises_name_shops_only(self, house, shop):
        assert queries.premises_in(buildings_under(house.key)) == [shop]
        said = text(client_of().get(reverse("web:building", args=[house.key])))
        assert "面馆" in said
        assert "单元楼道" not in said

    def test_nobody_enters_one_by_hand(self, house):
        assert "stair" not in dict(PremisesForm().fields["kind"].choices)
        with pytest.raises(BadField):
            housing.add_premises(
                by=HAND, building_key=house.key, kind="stair", name="x", door="", manager="", phone="", headcount=0,
                now=NOON,
            )  # fmt: skip

    def test_nobody_can_call_one(self, shop):
        stair = Premises.objects.filter(kind="stair").first()
        assert client_of().post(reverse("roster:call_premises", args=[stair.pk])).status_code == 404


def test_a_stairwell_is_found_by_its_stair(house):
    stairwells.keep(by=HAND, area=SPRING, now=NOON)
    second = Premises.objects.get(stair=2)
    for language, line, name in (("zh-hans", "1号楼2单元", "楼道"), ("en", "Bldg 1, stair 2", "Stairwell")):
        with translation.override(language):
            door = doors("place", [second.pk])[second.pk]
            assert (door_line(door), door.name) == (line, name)


def test_a_round_over_stairs_lists_what_is_missing(house):
    assert a_round(SPRING, obligation="disinfect").owed_at_opening == 3
    Building.objects.filter(key=house.key).update(stairs=4)
    assert a_round(SPRING, obligation="disinfect").owed_at_opening == 4
