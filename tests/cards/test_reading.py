"""What phones, lists and boards read of cards: counts of queries included."""

from datetime import timedelta

import pytest

from tests.cards.people import HAND, NOON, SPRING, a_house, card_of, issued
from tests.world import SUMMER, TOWN
from wanjia.cards import events, keeping, printing, queries, services
from wanjia.cards.models import Card, Correction, TagIndex
from wanjia.kernel.clock import local_date
from wanjia.kernel.codes import Flaw
from wanjia.roster import merging
from wanjia.roster.models import Household, Person

pytestmark = pytest.mark.django_db
TODAY = local_date(NOON)


@pytest.fixture
def house():
    key, ids = a_house()
    issued(key)
    return key, ids


def test_a_bundle_gets_people_and_flats_of_its_buildings(house, django_assert_num_queries):
    key, ids = house
    issued(key, "household")
    other, _ids = a_house(number=2)
    issued(other)
    with django_assert_num_queries(2):
        found = queries.cards_for([key], NOON)
    homes = set(Household.objects.filter(building_key=key).values_list("id", flat=True))
    assert set(found) == {*ids, *homes}
    assert found[ids[0]] == (card_of(ids[0]).tag, card_of(ids[0]).short)


def test_a_card_goes_with_whoever_moved(house):
    key, ids = house
    other, _ids = a_house(committee=SUMMER, number=2)
    Person.objects.filter(pk=ids[0]).update(
        building_key=other, household=Household.objects.filter(building_key=other)[0]
    )
    assert set(queries.cards_for([other], NOON)) == {ids[0]}
    assert ids[0] not in queries.cards_for([key], NOON)


def test_revoked_tags_travel_until_their_last_day_and_in_both_areas(house, django_assert_num_queries):
    key, ids = house
    tag = card_of(ids[0]).tag
    services.replace(by=HAND, subject_id=ids[0], reason="lost", now=NOON)
    with django_assert_num_queries(1):
        assert queries.revoked(key, NOON) == [tag]
    assert queries.revoked(SPRING, NOON) == queries.revoked(TOWN, NOON) == [tag]
    assert queries.revoked(SUMMER, NOON) == []
    assert queries.revoked(key, NOON + timedelta(days=30)) == [tag]
    assert queries.revoked(key, NOON + timedelta(days=31)) == []


def test_counts_of_a_building_add_up(house, django_assert_num_queries):
    key, ids = house
    services.cancel(by=HAND, subject_id=ids[0], reason="lost", now=NOON)
    Card.objects.filter(subject_id=ids[1]).update(until=TODAY - timedelta(days=1))
    Card.objects.filter(subject_id=ids[2]).update(until=TODAY + timedelta(days=3))
    Card.objects.filter(subject_id=ids[3]).update(delivered_at=NOON, delivered_to="self")
    with django_assert_num_queries(1):
        [held] = queries.held_by_building(SPRING, "person", TODAY)
    assert (held.area, held.subjects, held.held, held.missing, held.ending, held.to_deliver) == (key, 8, 6, 2, 1, 5)
    assert held.to_issue == 3
    assert issued(key) == services.Issued(1, 2, 5, 0)


class TestAMerge:
    def test_the_card_of_the_entry_that_goes_is_cancelled_where_the_other_has_one(self, house):
        _key, ids = house
        gone = card_of(ids[1])
        self.merge(ids[0], ids[1])
        assert TagIndex.objects.get(tag=gone.tag).subject_id == ids[0]
        gone.refresh_from_db()
        assert gone.cancelled_reason == "merged"
        assert card_of(ids[0]).cancelled_at is None

    def test_it_goes_over_where_the_other_has_none(self, house):
        _key, ids = house
        Card.objects.filter(subject_id=ids[0]).delete()
        tag = card_of(ids[1]).tag
        self.merge(ids[0], ids[1])
        assert card_of(ids[0]).tag == tag

    def test_across_committees_the_old_paper_is_told_as_ended_and_leads_to_the_survivor(self, house):
        _key, ids = house
        other, others = a_house(committee=SUMMER, number=2)
        issued(other)
        card = card_of(ids[0])
        said = printing.texts([card], NOON)[card.tag]
        self.merge(others[0], ids[0])
        verdict = queries.verdict(said, NOON)
        assert (verdict.flaw, verdict.subject_id, verdict.reason) == (Flaw.REVOKED, others[0], "merged")

    def test_tags_of_a_second_merge_follow_to_the_end(self, house):
        _key, ids = house
        tag = card_of(ids[2]).tag
        self.merge(ids[1], ids[2])
        self.merge(ids[0], ids[1])
        assert TagIndex.objects.get(tag=tag).subject_id == ids[0]

    def merge(self, kept, gone):
        merging.merge_people(by=HAND, kept_id=kept, gone_id=gone, now=NOON)
        if TagIndex.objects.filter(subject_id=gone).exists():  # until flows.wiring has it
            events.cards_follow_merge({"kept": str(kept), "gone": str(gone)}, NOON)


@pytest.mark.parametrize(("presence", "ends"), [("moved", True), ("died", True), ("away", False), ("present", False)])
def test_a_card_ends_with_whoever_moved_away_or_died(house, presence, ends):
    events.cards_end_with_presence({"person": str(house[1][0]), "presence": presence}, NOON)
    card = Card.objects.get(subject_id=house[1][0])
    assert (card.cancelled_at is not None) == ends
    assert card.cancelled_reason == (presence if ends else "")


def test_trap_24_old_cards_and_closed_requests_are_forgotten(house):
    key, ids = house
    for n, (state, at) in enumerate((("open", None), ("done", NOON), ("done", NOON + timedelta(days=100)))):
        Correction.objects.create(
            part=SPRING, id=f"0189{n:028}", subject_id=ids[0], building_key=key, field="name", at=NOON, state=state,
            decided_at=at,
        )  # fmt: skip
    Card.objects.filter(subject_id=ids[0]).update(until=TODAY + timedelta(days=200))
    later = NOON + timedelta(days=30 + 91)
    assert sum(keeping.forget(NOON + timedelta(days=29)).values()) == 0
    assert keeping.forget(later, is_rehearsal=True) == {"cards.Card": 7, "cards.Correction": 1}
    assert keeping.forget(later) == {"cards.Card": 7, "cards.Correction": 1}
    assert set(Card.objects.values_list("subject_id", flat=True)) == {ids[0]}
    assert TagIndex.objects.count() == 1
    assert Correction.objects.count() == 2
