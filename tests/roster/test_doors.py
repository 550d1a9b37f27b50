"""Doors: where, who (masked), what to know before knocking."""

from datetime import date

import pytest

from tests.world import SPRING, a_building
from wanjia.kernel.ids import new_event_id
from wanjia.roster import places
from wanjia.roster.doors import building_name, doors
from wanjia.roster.models import Household, Person, Premises, SpecialNeed

pytestmark = pytest.mark.django_db


def need(person, kind, until=None):
    SpecialNeed.objects.create(
        id=new_event_id(), part=person // 10**6, person_id=person, kind=kind, source="走访", legal_basis="welfare",
        since_on=date(2022, 1, 1), until_on=until,
    )  # fmt: skip


def test_a_person_is_a_door_a_masked_name_and_needs_by_urgency():
    _key, ids = a_building()
    need(ids[0], "no_smartphone"), need(ids[0], "oxygen"), need(ids[0], "dialysis", until=date(2022, 2, 1))
    Person.objects.filter(id=ids[0]).update(name="王春兰", phone_tails=["2218", "3310"])
    door = doors("person", ids[:1])[ids[0]]
    assert (door.building, door.room, door.name, door.phone_tail) == ("1号楼", "301", "王*兰", "2218")
    assert door.needs == ("oxygen", "no_smartphone")


def test_a_household_is_known_by_its_head_and_counts_who_is_there():
    _key, ids = a_building()
    Person.objects.filter(id=ids[1]).update(is_head=True, name="李秋")
    Person.objects.filter(id=ids[0]).update(presence="moved")
    home = Person.objects.get(id=ids[0]).household_id
    door = doors("household", [home])[home]
    assert (door.name, door.people, door.room) == ("李*", 1, "301")


def test_an_empty_flat_is_a_door_without_a_name():
    a_building(people=0)
    home = Household.objects.first()
    assert doors("household", [home.pk])[home.pk].name == ""


def test_premises_keep_their_name():
    key, _ids = a_building()
    shop = Premises.objects.create(
        id=SPRING * 10**6 + 900_001, part=SPRING, building_key=key, kind="shop", name="春和粮油"
    )
    assert doors("place", [shop.pk])[shop.pk].name == "春和粮油"


def test_whom_the_register_does_not_have_is_left_out():
    assert doors("person", [SPRING * 10**6 + 999_999]) == {}


@pytest.mark.parametrize(("unit", "cost"), [("person", 2), ("household", 3)])
def test_the_cost_does_not_grow_with_the_list(unit, cost, django_assert_num_queries):
    _key, ids = a_building()
    homes = list(Household.objects.values_list("id", flat=True))
    with django_assert_num_queries(cost):
        doors(unit, ids if unit == "person" else homes)


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [("3号楼", "en", "Bldg 3"), ("3号", "en", "Bldg 3"), ("3号楼", "zh-hans", "3号楼"), ("88弄3号", "en", "88弄3号")],
)
def test_a_numbered_building_reads_in_both_languages(name, language, said):
    assert building_name(name, language) == said


def test_names_of_every_kind_of_place_cost_three_queries(django_assert_num_queries):
    key, _ids = a_building()
    with django_assert_num_queries(3):
        named = places.names([SPRING, key // 10**4, key, 310000000000])
    assert named == {SPRING: "春和居委会", key // 10**4: "春和新苑", key: "1号楼", 310000000000: "310000000000"}


def test_children_are_one_step_below():
    key, _ids = a_building()
    assert places.children(SPRING) == [key // 10**4]
    assert places.children(key // 10**4) == [key]
    assert places.children(key) == []
