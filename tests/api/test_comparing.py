"""Several rounds at once over the API: counts for who sees counts, ids for who sees people."""

import pytest

from tests.api.test_rounds import noon, phone  # noqa: F401  fixtures
from tests.coverage.test_sets import settle, two_rounds
from tests.world import SPRING, SUMMER, TOWN, a_building, a_round
from wanjia.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    ids = a_building()[1]
    a_building(SUMMER, 1)
    older, newer = two_rounds()
    settle("proof", older, ids[0])
    return {"ids": ids, "older": older.pk, "newer": newer.pk}


def path(world, area, **more):
    said = {"missed": world["newer"], "done": world["older"], "area": area} | more
    return "/rounds/compare?" + "&".join(f"{name}={value}" for name, value in said.items())


def test_it_counts_by_area(world, phone):  # noqa: F811
    status, told = phone(path(world, TOWN), role="viewer", area=TOWN)
    assert status == 200
    assert (told["count"], told["owed"], told["subjects"]) == (1, 24, None)
    assert {"area": str(SPRING), "count": 1, "owed": 12} in told["below"]


def test_ids_are_for_who_may_see_people_and_leave_a_line_in_the_log(world, phone):  # noqa: F811
    status, told = phone(path(world, SPRING, subjects="true"), role="grid")
    assert (status, told["subjects"]) == (200, [str(world["ids"][0])])
    assert AuditEntry.objects.filter(act="round.read_gap", area=SPRING).count() == 1
    assert phone(path(world, SPRING, subjects="true"), role="viewer")[0] == 403


def test_needs_below_a_committee_are_for_who_may_see_people(world, phone):  # noqa: F811
    few = path(world, SPRING, need="dialysis")
    assert phone(few, role="viewer")[1]["below"] == []
    assert phone(few, role="grid")[1]["below"]
    assert phone(path(world, SPRING * 100 + 1, need="dialysis"), role="viewer")[0] == 403


def test_what_cannot_be_asked_comes_back_with_its_code(world, phone):  # noqa: F811
    parcel = a_round(obligation="parcel").pk
    for more, code in (
        ({"undone": parcel}, "coverage.different_units"),
        ({"undone": world["newer"]}, "coverage.one_to_five_rounds"),
    ):
        status, problem = phone(path(world, SPRING, **more))
        assert (status, problem["code"]) == (422, code)
    assert phone(f"/rounds/compare?area={SPRING}")[1]["code"] == "coverage.one_to_five_rounds"
    assert phone(path(world, 5))[0] == 404
    assert phone(path(world, SUMMER))[0] == 404
