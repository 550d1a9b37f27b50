"""The demo's cases, whoever the draw makes of their people."""

import pytest

from tests.world import NOON, TOWN, a_building, areas
from wanjia.cases.models import Case, Transfer
from wanjia.demo import cases
from wanjia.demo.cast import committee
from wanjia.demo.world import SEED
from wanjia.kernel.ids import new_event_id
from wanjia.roster.models import Area, Person, SpecialNeed

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    areas()
    Area.objects.get_or_create(code=committee(6), defaults={"name": "六", "level": 5})
    a_building(committee(1), 1, floors=34, doors=6, people=3)
    a_building(committee(6), 2, floors=8, doors=6, people=3)
    return Person.objects.filter(part__range=(TOWN, TOWN + 999))


@pytest.mark.parametrize("in_wheelchairs", [False, True])
def test_families_are_on_their_way_whether_or_not_they_sit_in_wheelchairs(people, in_wheelchairs):
    if in_wheelchairs:
        SpecialNeed.objects.bulk_create(
            SpecialNeed(id=new_event_id(), part=one.part, person_id=one.pk, kind="disabled", source="残联",
                        legal_basis="consent", since_on=NOON.date())
            for one in people
        )  # fmt: skip
    assert cases.build(seed=SEED, now=NOON) == Case.objects.count() > 8
    driven = Transfer.objects.exclude(vehicle=None).select_related("vehicle")
    assert driven.count() >= 2
    assert {one.vehicle.takes_wheelchairs for one in driven} == {in_wheelchairs}
    assert cases.build(seed=SEED, now=NOON) == 0
