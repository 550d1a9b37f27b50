"""Sign-off climbs building → committee → subdistrict, and refuses while somebody is not reached and not named."""

from uuid import UUID

import pytest

from tests.coverage.test_conservation import UNKNOWN, prove
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_round, an_account
from wanjia.coverage import queries, rulings, signing, strangers
from wanjia.coverage.models import Round, SignOff
from wanjia.coverage.refusals import AlreadySigned, NothingToSign, NotReady, RoundClosed
from wanjia.coverage.rulings import Ruling
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform.access import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """Two committees, one building each, everyone served but the last person of the first."""
    (spring, people), (summer, others) = a_building(people=1), a_building(SUMMER, people=1)
    round_ = a_round()
    for number, subject in enumerate(people[:-1] + others, start=1):
        prove(round_, subject, number)
    return {"round": round_, "spring": spring, "summer": summer, "last": people[-1]}


def sign(town, area, by=HAND):
    return signing.sign(by=by, round_=Round.objects.get(pk=town["round"].pk), area=area, now=NOON)


def test_a_building_with_a_gap_is_refused_and_says_how_many(town):
    with pytest.raises(NotReady) as why:
        sign(town, town["spring"])
    assert why.value.facts["open"] == 1
    assert SignOff.objects.count() == 0


def test_a_gap_that_is_explained_name_by_name_can_be_signed_and_stays_in_the_gap(town):
    rulings.explain(by=HAND, ruling=Ruling(town["round"], [town["last"]], "refused", "要书记来谈"), now=NOON)
    signature = sign(town, town["spring"])
    assert signature.rests_on["open"] == signature.rests_on["explained"] == 1
    assert [target.explained for target in queries.gap(town["round"], SPRING)] == ["refused"]


def test_a_committee_waits_for_its_buildings_and_the_subdistrict_for_its_committees(town):
    prove(town["round"], town["last"], 99)
    with pytest.raises(NotReady):
        sign(town, SPRING)
    for area in (town["spring"], SPRING, town["summer"]):
        sign(town, area)
    with pytest.raises(NotReady) as why:
        sign(town, TOWN)
    assert why.value.facts["unsigned"] == 1
    sign(town, SUMMER)
    sign(town, TOWN)
    assert Round.objects.get().state == "signed"


def test_nobody_signs_over_a_stranger(town):
    prove(town["round"], town["last"], 99)
    prove(town["round"], UNKNOWN, 100)
    sign(town, town["spring"])
    with pytest.raises(NotReady) as why:
        sign(town, SPRING)
    assert why.value.facts["strangers"] == 1
    strangers.dismiss(
        by=HAND, round_=town["round"], which=strangers.Which(SPRING, UUID(int=100)), note="路过", now=NOON
    )
    sign(town, SPRING)


def test_a_stranger_who_turns_up_later_ends_the_signatures_above(town):
    prove(town["round"], town["last"], 99)
    sign(town, town["spring"])
    sign(town, SPRING)
    prove(town["round"], UNKNOWN, 100)
    ended = SignOff.objects.get(area=SPRING)
    assert (ended.lapsed_at, ended.lapse_reason) == (NOON, "stranger")
    assert SignOff.objects.get(area=town["spring"]).lapsed_at is None


def test_reopening_a_target_ends_the_signatures_and_opens_the_round_again(town):
    prove(town["round"], town["last"], 99)
    for area in (town["spring"], SPRING, town["summer"], SUMMER, TOWN):
        sign(town, area)
    rulings.reopen(by=HAND, ruling=Ruling(town["round"], [town["last"]], "mistake"), now=NOON)
    assert Round.objects.get().state == "open"
    assert set(SignOff.objects.filter(lapsed_at=None).values_list("area", flat=True)) == {town["summer"], SUMMER}


def test_a_signature_is_given_once_and_only_where_the_round_owes_somebody(town):
    prove(town["round"], town["last"], 99)
    sign(town, town["spring"])
    with pytest.raises(AlreadySigned):
        sign(town, town["spring"])
    with pytest.raises(NothingToSign):
        sign(town, town["spring"] + 5)


def test_decisions_on_a_signed_round_are_refused_but_facts_are_taken(town):
    prove(town["round"], town["last"], 99)
    for area in (town["spring"], SPRING, town["summer"], SUMMER, TOWN):
        sign(town, area)
    with pytest.raises(RoundClosed):
        rulings.excuse(by=HAND, ruling=Ruling(town["round"], [town["last"]], "bedridden"), now=NOON)
    late = prove(Round.objects.get(), town["last"], 101)
    assert "wrong_round" in late.flags


@pytest.mark.parametrize(("role", "area"), [("worker", SPRING), ("viewer", TOWN), ("grid", SPRING)])
def test_only_the_role_of_the_step_signs_it(town, role, area):
    prove(town["round"], town["last"], 99)
    sign(town, town["spring"])
    with pytest.raises(NotAllowed):
        sign(town, SPRING, by=actor_of(an_account("x", role, area), NOON))


def test_a_secretary_does_not_sign_for_the_neighbours(town):
    with pytest.raises(NotFound):
        sign(town, SUMMER, by=actor_of(an_account(), NOON))


def test_a_round_over_a_compound_is_signed_off_when_its_buildings_are(db):
    from wanjia.kernel.area import compound_of

    (key, ids) = a_building(floors=1, doors=1, people=1)
    second = a_building(number=2, floors=1, doors=1, people=1)
    round_ = a_round(area=compound_of(key))
    prove(round_, ids[0], 1)
    prove(round_, second[1][0], 2)
    for area in (key, second[0]):
        assert Round.objects.get().state == "open"
        signing.sign(by=HAND, round_=round_, area=area, now=NOON)
    assert Round.objects.get().state == "signed"
