"""Issuing: everybody once, nobody twice, whoever is gone not at all; and what becomes of a card afterwards."""

import time
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cards.people import HAND, NOON, SPRING, a_house, card_of, issued
from tests.crowd import crowd
from tests.world import SUMMER, TOWN, a_person, an_account
from wanjia.cards import choosing, services
from wanjia.cards.models import Card, Letterhead, TagIndex
from wanjia.cards.refusals import IsGone, NoCard, TooWide, WrongReason
from wanjia.kernel.clock import local_date
from wanjia.kernel.codes import is_short
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform.access import actor_of
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Household, Person

pytestmark = pytest.mark.django_db
TODAY = local_date(NOON)


def test_everybody_gets_one_card_and_the_second_run_makes_nothing():
    key, ids = a_house()
    assert issued(key) == services.Issued(8, 0, 0, 0)
    before = {card.subject_id: (card.tag, card.short, card.until) for card in Card.objects.all()}
    assert issued(key) == services.Issued(0, 0, 8, 0)
    assert {card.subject_id: (card.tag, card.short, card.until) for card in Card.objects.all()} == before
    assert set(before) == set(ids)
    assert len({tag for tag, _short, _until in before.values()}) == 8
    assert all(is_short(short) for _tag, short, _until in before.values())
    assert {until for _tag, _short, until in before.values()} == {TODAY + timedelta(days=30)}
    assert dict(TagIndex.objects.values_list("tag", "subject_id")) == {tag: who for who, (tag, *_) in before.items()}


def test_households_have_cards_of_their_own_but_empty_flats_have_none():
    key, _ids = a_house()
    home = Household.objects.filter(building_key=key).first()
    Person.objects.filter(household=home).update(presence="moved")
    assert issued(key, "household").new == 3
    assert not Card.objects.filter(subject_id=home.pk).exists()


def test_a_card_that_ends_within_a_week_is_renewed_under_the_same_tag_and_number():
    key, ids = a_house()
    issued(key)
    old = card_of(ids[0])
    Card.objects.filter(subject_id=ids[0]).update(delivered_at=NOON, delivered_to="self", delivered_by="林")
    later = NOON + timedelta(days=24)
    assert issued(key, now=later) == services.Issued(0, 8, 0, 0)
    new = card_of(ids[0])
    assert (new.tag, new.short) == (old.tag, old.short)
    assert new.until == local_date(later) + timedelta(days=30)
    assert (new.delivered_at, new.delivered_to) == (None, "")  # new paper, handed over once more


def test_who_moved_away_died_or_was_merged_gets_none_and_loses_theirs():
    key, ids = a_house()
    issued(key)
    for subject, change in zip(
        ids, ({"presence": "moved"}, {"presence": "died"}, {"merged_into": ids[7]}), strict=False
    ):
        Person.objects.filter(pk=subject).update(**change)
    Person.objects.filter(pk=ids[3]).update(presence="away")
    assert issued(key) == services.Issued(0, 0, 5, 3)
    reasons = dict(Card.objects.exclude(cancelled_at=None).values_list("subject_id", "cancelled_reason"))
    assert reasons == {ids[0]: "moved", ids[1]: "died", ids[2]: "merged"}
    with pytest.raises(IsGone):
        services.issue_one(by=HAND, subject_id=ids[0], now=NOON)


def test_a_lost_card_is_cancelled_and_the_next_has_another_tag_and_number():
    key, ids = a_house()
    issued(key)
    old = card_of(ids[0])
    new = services.replace(by=HAND, subject_id=ids[0], reason="lost", now=NOON)
    assert new.tag != old.tag
    assert new.short != old.short
    old.refresh_from_db()
    assert (old.cancelled_reason, old.cancelled_by) == ("lost", "test")
    assert TagIndex.objects.filter(subject_id=ids[0]).count() == 2  # a swab taken with the lost one still finds them
    assert [e.act for e in AuditEntry.objects.filter(subject=f"person:{ids[0]}")] == ["card.replace"]
    services.cancel(by=HAND, subject_id=ids[0], reason="wrong_hands", now=NOON)
    with pytest.raises(NoCard):
        services.cancel(by=HAND, subject_id=ids[0], reason="lost", now=NOON)
    with pytest.raises(WrongReason):
        services.cancel(by=HAND, subject_id=ids[1], reason="colour", now=NOON)


def test_trap_09_a_newborn_and_an_elder_without_telephone_or_papers_have_whole_records_and_cards():
    key, _ids = a_house()
    home = Household.objects.filter(building_key=key).first()
    newborn = a_person(home, 900001, name="王宝宝", born_on=TODAY)
    elder = a_person(home, 900002, name="王谷雨", phone_tails=[], document_kind="none")
    issued(key)
    for person in (newborn, elder):
        card = card_of(person.pk)
        assert (card.kind, card.part, card.building_key) == ("person", SPRING, key)


def test_short_numbers_are_never_given_twice_in_a_committee(monkeypatch):
    key, ids = a_house()
    numbers = iter([*["10000009"] * 4, *(f"{n:08}" for n in range(20))])
    monkeypatch.setattr(services, "new_short", lambda: next(numbers))
    issued(key)
    services.replace(by=HAND, subject_id=ids[0], reason="lost", now=NOON)
    shorts = list(Card.objects.values_list("short", flat=True))
    assert len(shorts) == len(set(shorts)) == 9


def test_cards_are_nobodys_to_issue_above_a_committee_or_outside_an_area():
    key, ids = a_house()
    with pytest.raises(TooWide):
        issued(TOWN)
    contact = actor_of(an_account("c", "contact", key), NOON)
    stranger = actor_of(an_account("s", "secretary", SUMMER), NOON)
    for act in (
        lambda by: services.issue(by=by, area=key, kind="person", now=NOON),
        lambda by: services.issue_one(by=by, subject_id=ids[0], now=NOON),
        lambda by: services.cancel(by=by, subject_id=ids[0], reason="lost", now=NOON),
    ):
        with pytest.raises(NotAllowed):
            act(contact)
        with pytest.raises(NotFound):
            act(stranger)
    assert not Card.objects.exists()


def test_a_committees_days_hold_for_its_cards():
    key, ids = a_house()
    choosing.choose(by=HAND, area=SPRING, shown="door", phone="12345", days=3, now=NOON)
    issued(key)
    assert card_of(ids[0]).until == TODAY + timedelta(days=3)
    assert issued(key).kept == 8
    assert Letterhead.objects.get().shown == "door"


def test_somebody_who_moved_between_committees_keeps_part_and_card():
    key, ids = a_house()
    issued(key)
    other, _ids = a_house(committee=SUMMER, number=2)
    home = Household.objects.filter(building_key=other).first()
    Person.objects.filter(pk=ids[0]).update(household=home, building_key=other, walk=home.walk)
    done = services.issue(by=HAND, area=SUMMER, kind="person", now=NOON)
    assert (done.new, done.kept) == (8, 1)
    assert card_of(ids[0]).part == SPRING


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["issue", "lose", "cancel", "renew", "wait"]), st.integers(0, 3)), max_size=9
    )
)
def test_whatever_is_done_in_whatever_order_nobody_holds_two_cards_and_no_tag_is_lost(db, acts):
    from django.db import transaction

    with transaction.atomic():
        key, ids = a_house(floors=1)
        now = NOON
        for act, which in acts:
            subject = ids[which]
            try:
                if act == "issue":
                    issued(key, now=now)
                elif act == "lose":
                    services.replace(by=HAND, subject_id=subject, reason="lost", now=now)
                elif act == "cancel":
                    services.cancel(by=HAND, subject_id=subject, reason="lost", now=now)
                elif act == "renew":
                    services.renew(by=HAND, subject_id=subject, now=now)
                else:
                    now += timedelta(days=10)
            except NoCard:
                assert not Card.objects.filter(subject_id=subject, cancelled_at=None).exists()
        issued(key, now=now)
        held = Card.objects.filter(cancelled_at=None)
        assert sorted(held.values_list("subject_id", flat=True)) == sorted(ids)
        assert all(card.until >= local_date(now) + timedelta(days=7) for card in held)
        assert set(TagIndex.objects.values_list("tag", flat=True)) == set(Card.objects.values_list("tag", flat=True))
        transaction.set_rollback(True)


@pytest.mark.slow
def test_five_thousand_people_in_seconds(django_assert_max_num_queries):
    key, _ids = a_house(floors=1, doors=1, people=1)
    home = Household.objects.get(building_key=key)
    people = [
        Person(id=home.part * 10**6 + 100_000 + n, part=home.part, household=home, building_key=key, walk=1, name="王")
        for n in range(4999)
    ]
    Person.objects.bulk_create(people, batch_size=1000)
    started = time.perf_counter()
    with django_assert_max_num_queries(40):
        assert issued(key).new == 5000
    took = time.perf_counter() - started
    started = time.perf_counter()
    assert issued(key).kept == 5000
    again = time.perf_counter() - started
    assert took < 10 * crowd(), took
    assert again < 3 * crowd(), again
