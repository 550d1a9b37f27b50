"""Rounds of places: those of shops owe no stairwell, those of stairwells no shop, however they came to owe."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.coverage.test_hot import plan
from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_round
from wanjia.coverage import intake, presets, queries, rulings, services
from wanjia.coverage.comparing.question import DifferentUnits, Wish, question
from wanjia.coverage.models import Obligation, Round
from wanjia.coverage.refusals import EmptyPopulation, NotInRegister
from wanjia.coverage.rules import Population
from wanjia.coverage.rulings import Ruling
from wanjia.coverage.services import NewRound, open_named
from wanjia.hot.opening import Owed, count_owed, drift
from wanjia.kernel import clock
from wanjia.kernel.area import buildings_under
from wanjia.roster import housing, stairwells
from wanjia.roster.models import Building, Premises

pytestmark = pytest.mark.django_db


def a_shop(key, kind="shop"):
    return housing.add_premises(
        by=HAND, building_key=key, kind=kind, name="面馆", door="底楼", manager="吕小雪", phone="", headcount=3,
        now=NOON,
    ).pk  # fmt: skip


def owed(round_):
    return {target.subject_id for target in queries.gap(round_, TOWN)}


def stairs():
    return set(Premises.objects.filter(kind="stair").values_list("id", flat=True))


@pytest.fixture
def house():
    key, _ids = a_building()
    Building.objects.filter(key=key).update(stairs=2)
    return key


KINDS = st.lists(st.sampled_from(["shop", "market", "site", "office", "dormitory"]), max_size=3)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=KINDS, more=st.integers(0, 3), by_name=st.booleans())
def test_rounds_of_places_never_mix_kinds(house, kinds, more, by_name):
    """Opened over an area, by name, or amended: every target of a round is of the kind that the round is about."""
    Building.objects.filter(key=house).update(stairs=2 + more)
    shops = {a_shop(house, kind) for kind in kinds}
    stairwells.keep(by=HAND, area=TOWN, now=NOON)
    everything = sorted(Premises.objects.values_list("id", flat=True))
    for obligation in ("disinfect", "premises_check"):
        try:
            round_ = _opened(obligation, everything if by_name else None)
        except EmptyPopulation:
            assert obligation == "premises_check"
            continue
        fresh = a_shop(house)
        if obligation == "disinfect":
            with pytest.raises(NotInRegister):
                rulings.add(by=HAND, ruling=Ruling(round_, [fresh], "arrived"), now=NOON)
        for other in stairs() if obligation == "premises_check" else ():
            with pytest.raises(NotInRegister):
                rulings.add(by=HAND, ruling=Ruling(round_, [other], "arrived"), now=NOON)
        kinds_owed = set(Premises.objects.filter(id__in=owed(round_)).values_list("kind", flat=True))
        assert ("stair" in kinds_owed) == (obligation == "disinfect")
        assert obligation == "premises_check" or kinds_owed == {"stair"}
        assert obligation == "disinfect" or shops <= owed(round_)


def _opened(obligation, subjects):
    presets.load()
    if subjects is None:
        return a_round(obligation=obligation)
    asked = NewRound(obligation, "今日楼道消毒", TOWN, NOON, NOON + timedelta(hours=6))
    return open_named(by=HAND, asked=asked, subjects=subjects, now=NOON)


class TestARoundOfStairwells:
    def test_owes_every_stair_in_its_order(self, house):
        other, _ids = a_building(SUMMER, 1)
        round_ = a_round(obligation="disinfect")
        rows = [(row.building_key, row.subject_id) for row in queries.gap(round_, TOWN)]
        at = dict(Premises.objects.values_list("id", "stair"))
        assert [(key, at[subject]) for key, subject in rows] == [(house, 1), (house, 2), (other, 1)]

    def test_its_page_says_what_it_owes_and_its_form_asks_nothing_of_people(self, house):
        asked = {
            "obligation": "disinfect", "name": "今日楼道消毒", "who": "some", "needs": ["lives_alone"], "min_age": 80,
            "due_on": clock.local_date(clock.now()) + timedelta(days=2), "due_time": "12:00", "open": "1",
        }  # fmt: skip
        client = client_of(english=True)
        page = text(client.post(f"{reverse('coverage:open_round')}?area={SPRING}", asked, follow=True))
        assert "every stairwell, opened" in page
        assert Round.objects.get().population == Population().as_json()

    def test_the_preview_counts_what_the_opening_will_owe(self, house):
        presets.load()
        draft = Round(obligation=Obligation.objects.get(pk="disinfect"), frozen_at=NOON, area=TOWN)
        counted = count_owed(span=buildings_under(TOWN), owed=services.owed_by(draft))
        assert counted == a_round(obligation="disinfect").owed_at_opening == 2

    def test_a_stair_that_came_later_shows_as_arrived_and_joins_by_an_amendment(self, house):
        round_ = a_round(obligation="disinfect")
        a_shop(house)
        building = Building.objects.get(key=house)
        housing.add_household(by=HAND, building=building, stair=3, floor=1, room="101", now=NOON)
        third = Premises.objects.get(stair=3).pk
        moved = drift(round_id=round_.pk, span=buildings_under(TOWN), owed=services.owed_by(round_), limit=9)
        assert moved == [(third, house, "arrived")]
        rulings.add(by=HAND, ruling=Ruling(round_, [third], "missed_at_opening"), now=NOON)
        assert [row.subject_id for row in queries.gap(round_, house)][-1] == third

    def test_a_shop_ticked_in_it_is_a_stranger_and_settles_nothing(self, house):
        round_, shop = a_round(obligation="disinfect"), a_shop(house)
        fact = intake.ProofFact(uuid.uuid4(), shop, NOON, house)
        (receipt,) = intake.record_proofs(round_=round_, facts=[fact], device="", by="", now=NOON)
        assert receipt.outcome == "stranger"
        assert queries.tally(round_, house).open == 2

    def test_it_is_not_compared_with_a_round_of_shops(self, house):
        a_shop(house)
        both = [a_round(obligation="disinfect"), a_round(obligation="premises_check")]
        with pytest.raises(DifferentUnits):
            question([(round_.pk, Wish.MISSED) for round_ in both], area=SPRING)

    def test_stairwells_and_shops_are_each_found_by_the_index_of_their_buildings(self, house):
        stairwells.keep(by=HAND, area=TOWN, now=NOON)
        wanted = Owed("stair", ["present"], None, None, None, empty_doors=False)
        for unit, index in (("stair", "stairwell_once"), ("place", "premises_by_door")):
            owes = replace(wanted, unit=unit)
            text = plan(lambda owed=owes: drift(round_id=1, span=buildings_under(house), owed=owed, limit=9))
            assert index in text


def test_an_older_installation_gets_the_new_kind_and_keeps_what_it_edited():
    presets.load()
    Obligation.objects.filter(pk="disinfect").delete()
    Obligation.objects.filter(pk="waste").update(hours=3)
    presets.ensure()
    assert Obligation.objects.get(pk="disinfect").of_stairwells
    assert Obligation.objects.get(pk="waste").hours == 3
    assert not Obligation.objects.exclude(pk="disinfect").filter(of_stairwells=True).exists()
