"""From plan to round to the door: allocation, the books, fairness."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.supplies.ground import HOUR, a_good, a_lot, a_plan, homes, in_care, opened
from tests.web.signed import client_of
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, an_account
from wanjia.coverage import intake as proofs
from wanjia.coverage import rulings
from wanjia.coverage.intake import ProofFact
from wanjia.coverage.models import Round, Sheet
from wanjia.coverage.rules import Reason
from wanjia.coverage.services import cancel_round
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import actor_of
from wanjia.roster import services as roster
from wanjia.roster.models import Person
from wanjia.supplies import coming, delivering, intake, queries, standing
from wanjia.supplies import homes as behind
from wanjia.supplies.delivering import note_remainder
from wanjia.supplies.intake import RemainderFact
from wanjia.supplies.models import LeftOut, Move, Remainder
from wanjia.supplies.refusals import (
    AmountWanted,
    DeliveryOpen,
    Elsewhere,
    LotClosed,
    NegativeStock,
    NobodyToServe,
    ReasonWanted,
    WordsWanted,
    WrongTimes,
)

pytestmark = pytest.mark.django_db


def deliver(delivery, flats, at=NOON + HOUR):
    """What a volunteer's phone sends from each door: the proof of the round, left at the door."""
    facts = [
        ProofFact(new_event_id(), home.pk, at, home.part, detail={"handed": "at_the_door"}) for home in flats
    ]  # fmt: skip
    proofs.record_proofs(round_=Round.objects.get(pk=delivery.round_id), facts=facts, device="05", by="杨", now=at)


def person(role, **more):
    return actor_of(an_account(role, role, **more), NOON)


def test_special_care_first_then_the_walk_and_who_is_left_out_is_told_why():
    _key, flats = homes()  # six flats
    in_care(flats[5])
    delivery = opened(a_lot(7), each=2)
    owed = set(Sheet.objects.get(round_id=delivery.round_id).owed)
    assert owed == {flats[5].pk, flats[0].pk, flats[1].pk}
    assert {(row.household_id, row.why) for row in queries.left_out(delivery)} == {
        (home.pk, "stock_out") for home in flats[2:5]
    }
    assert Move.objects.get(kind="out").quantity == 6
    assert queries.book_of(delivery, NOON).came_in == 6


@given(st.integers(1, 9), st.integers(1, 2), st.sets(st.integers(0, 5), max_size=3))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_round_owes_exactly_those_to_whom_the_rule_gives(there, each, cared):
    from django.db import transaction

    with transaction.atomic():
        _key, flats = homes()
        for at in cared:
            in_care(flats[at])
        lot = a_lot(there)
        if there < each:
            with pytest.raises(NobodyToServe):
                opened(lot, each=each)
        else:
            delivery = opened(lot, each=each)
            owed = set(Sheet.objects.get(round_id=delivery.round_id).owed)
            out = set(LeftOut.objects.values_list("household_id", flat=True))
            assert owed | out == {home.pk for home in flats}
            assert not owed & out
            assert queries.stocks([lot])[lot.pk].on_hand == there - each * len(owed)
        transaction.set_rollback(True)


def test_an_empty_flat_gets_nothing_and_who_had_one_yesterday_waits():
    key, flats = homes()
    Person.objects.filter(household=flats[0]).update(presence="moved")
    good = a_good()
    first = opened(a_lot(2, good=good))
    deliver(first, flats[1:3])
    second = opened(a_lot(9, good=good), now=NOON + 20 * HOUR, opens_at=NOON + 20 * HOUR, due_at=NOON + 30 * HOUR)
    why = dict(LeftOut.objects.filter(delivery_id=second.pk).values_list("household_id", "why"))
    assert why == {flats[0].pk: "nobody_lives", flats[1].pk: "had_one", flats[2].pk: "had_one"}
    assert Sheet.objects.get(round_id=second.round_id, building_key=key).n_owed == 3


def test_a_district_owes_everybody_without_a_list_of_who_is_left_out():
    homes()
    homes(SUMMER, 2)
    delivery = opened(None, place=999999000000)
    assert Round.objects.get(pk=delivery.round_id).owed_at_opening == 12
    assert not LeftOut.objects.exists()


def test_a_delivery_is_opened_once_and_a_plan_can_be_taken_back_with_a_reason():
    homes()
    plan = a_plan(a_lot())
    delivering.open_delivery(by=HAND, delivery=plan, now=NOON)
    with pytest.raises(DeliveryOpen):
        delivering.open_delivery(by=HAND, delivery=plan, now=NOON)
    with pytest.raises(DeliveryOpen):
        delivering.cancel(by=HAND, delivery=plan, why="x", now=NOON)
    other = a_plan()
    with pytest.raises(ReasonWanted):
        delivering.cancel(by=HAND, delivery=other, why=" ", now=NOON)
    delivering.cancel(by=HAND, delivery=other, why="菜没来", now=NOON)
    assert [row.pk for row in queries.deliveries(SPRING)] == [plan.pk]


def test_a_plan_needs_a_title_sensible_hours_and_a_lot_that_may_go_out():
    homes()
    for wrong, refusal in (
        ({"title": ""}, WordsWanted), ({"each": 0}, AmountWanted), ({"due_at": NOON}, WrongTimes),
        ({"kind": "gift"}, NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            a_plan(**wrong)
    lot = a_lot()
    lot.recalled_at, lot.recall_reason = NOON, "x"
    lot.save()
    with pytest.raises(LotClosed):
        a_plan(lot)


def test_the_desk_opens_a_delivery_without_the_right_to_open_any_other_round():
    _key, flats = homes()
    keeper = person("store")
    delivery = delivering.open_delivery(by=keeper, delivery=a_plan(a_lot()), now=NOON)
    round_ = Round.objects.get(pk=delivery.round_id)
    assert (round_.opened_by, round_.obligation_id, round_.owed_at_opening) == ("林谷雨", "parcel", len(flats))


def test_meals_go_to_who_lives_alone_is_a_sole_elder_or_disabled():
    _key, flats = homes()
    alone, _pregnant = in_care(flats[2], "lives_alone"), in_care(flats[3], "pregnant")
    assert behind.people_in_care(SPRING) == [alone.pk]
    meal = opened(None, kind="meal", title="午饭")
    assert Sheet.objects.get(round_id=meal.round_id).owed == [alone.pk]
    assert Round.objects.get(pk=meal.round_id).obligation_id == "meal"


def test_parcels_in_are_delivered_returned_spoiled_and_on_hand_and_a_missing_one_is_red():
    key, flats = homes()
    lot = a_lot(6)
    delivery = opened(lot)
    deliver(delivery, flats[:3])
    say = [("returned", 1), ("spoiled", 1), ("on_hand", 1)]
    for kind, number in say:
        fact = RemainderFact(new_event_id(), kind, number, key, NOON + HOUR)
        note_remainder(by=HAND, delivery=delivery, fact=fact, now=NOON + HOUR)
    book = queries.book_of(delivery, NOON + HOUR)
    assert (book.came_in, book.delivered, book.returned, book.spoiled, book.on_hand) == (6, 3, 1, 1, 1)
    assert book.is_balanced
    assert queries.stocks([lot])[lot.pk].on_hand == 1  # what came back
    late = RemainderFact(new_event_id(), "on_hand", 0, key, NOON + 2 * HOUR)
    intake.write_remainder(delivery, late, by="杨", now=NOON + 2 * HOUR)
    assert queries.book_of(delivery, NOON + 2 * HOUR).difference == 1


def test_a_remainder_from_elsewhere_is_refused_at_the_desk_and_flagged_from_a_phone():
    homes()
    homes(SUMMER, 2)
    delivery = opened(a_lot(6))
    fact = RemainderFact(new_event_id(), "spoiled", 1, SUMMER, NOON)
    with pytest.raises(Elsewhere):
        note_remainder(by=HAND, delivery=delivery, fact=fact, now=NOON)
    assert intake.write_remainder(delivery, fact, by="杨", now=NOON).flags == ["wrong_place"]
    assert intake.write_remainder(delivery, fact, by="杨", now=NOON).pk == fact.event
    assert Remainder.objects.count() == 1


def test_more_than_there_is_never_leaves_the_store():
    homes()
    lot = a_lot(3)
    with pytest.raises(NegativeStock):
        delivering.serve(by=HAND, delivery=a_plan(lot), subjects=[1, 2, 3, 4], quantity=4, now=NOON)
    with pytest.raises(NobodyToServe):
        delivering.serve(by=HAND, delivery=a_plan(lot), subjects=[], quantity=0, now=NOON)
    assert not Round.objects.exists()


def test_the_fairness_report_names_who_had_nothing_since_when(django_assert_num_queries):
    key, flats = homes()
    good = a_good()
    first = opened(a_lot(6, good=good))
    deliver(first, flats[:5])
    later = NOON + timedelta(days=4)
    second = opened(a_lot(6, good=good, expires_on=None), now=later, opens_at=later, due_at=later + HOUR)
    deliver(second, flats[:3], later)
    with django_assert_num_queries(5):
        buildings, waiting = queries.fairness(SPRING, NOON + timedelta(days=2))
    assert [(row.key, row.homes, row.parcels, row.nothing) for row in buildings] == [(key, 6, 3, 3)]
    assert [(one.household_id, one.last_at) for one in waiting] == [
        (flats[5].pk, None), (flats[3].pk, NOON + HOUR), (flats[4].pk, NOON + HOUR)
    ]  # fmt: skip
    assert queries.fairness_by_area(TOWN, NOON) == {SPRING: (8, 12)}


def test_an_empty_flat_is_not_said_to_have_had_nothing():
    key, flats = homes()
    Person.objects.filter(household=flats[0]).update(presence="moved")
    buildings, waiting = queries.fairness(SPRING, NOON)
    assert [(row.key, row.homes, row.nothing) for row in buildings] == [(key, 5, 5)]
    assert flats[0].pk not in {one.household_id for one in waiting}


def test_the_schedule_shows_what_comes_next_and_hides_freight_and_what_is_over():
    homes()
    soon = a_plan(opens_at=NOON + HOUR, due_at=NOON + 3 * HOUR, title="明天")
    above = a_plan(place=TOWN, opens_at=NOON, due_at=NOON + 2 * HOUR, title="街道")
    a_plan(kind="freight", title="货")
    a_plan(opens_at=NOON - 3 * HOUR, due_at=NOON - HOUR, title="昨天")
    assert [row.pk for row in queries.ahead(SPRING, NOON)] == [above.pk, soon.pk]


DISTRICT = 999999000000


def test_wider_than_a_subdistrict_owes_everybody_and_what_there_is_leaves_the_lot():
    homes()
    homes(SUMMER, 2)
    lot = a_lot(10, place=DISTRICT)
    delivery = opened(lot, place=DISTRICT)
    assert Round.objects.get(pk=delivery.round_id).owed_at_opening == 12
    assert queries.stocks([lot])[lot.pk].on_hand == 0
    assert queries.book_of(delivery, NOON).came_in == queries.went_out(delivery) == 10
    with pytest.raises(NobodyToServe):
        opened(lot, place=DISTRICT)


@given(
    st.integers(1, 20), st.integers(1, 2), st.sets(st.integers(0, 11)), st.integers(0, 2), st.integers(0, 2),
    st.booleans(),
)  # fmt: skip
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_parcels_in_are_delivered_returned_spoiled_and_on_hand_however_wide_it_is(
    there, each, served, returned, spoiled, is_wide
):
    from django.db import transaction

    with transaction.atomic():
        place = DISTRICT if is_wide else TOWN
        flats = homes()[1] + homes(SUMMER, 2)[1]
        lot = a_lot(there, place=place)
        if there < each:
            with pytest.raises(NobodyToServe):
                opened(lot, place=place, each=each)
        else:
            delivery = opened(lot, place=place, each=each)
            sheets = Sheet.objects.filter(round_id=delivery.round_id).values_list("owed", flat=True)
            owed = {subject for sheet in sheets for subject in sheet}
            left = queries.went_out(delivery)
            gets = [flats[at] for at in sorted(served) if flats[at].pk in owed][: left // each]
            if gets:
                deliver(delivery, gets)
            rest = left - len(gets) * each
            back, bad = min(returned, rest), min(spoiled, max(rest - returned, 0))
            for kind, number in (("returned", back), ("spoiled", bad), ("on_hand", rest - back - bad)):
                fact = RemainderFact(new_event_id(), kind, number, place, NOON + HOUR)
                intake.write_remainder(delivery, fact, by="杨", now=NOON + HOUR)
            book = queries.book_of(delivery, NOON + HOUR)
            assert book.is_balanced
            assert book.came_in == book.delivered + book.returned + book.spoiled + book.on_hand
            stock = queries.stocks([lot])[lot.pk]
            assert stock.came_in == there == stock.on_hand - back + left
        transaction.set_rollback(True)


def test_a_group_buy_or_a_meal_without_a_lot_begins_with_what_was_shared_out():
    _key, flats = homes()
    in_care(flats[0], "lives_alone")
    meal = opened(kind="meal", title="午饭")
    assert (queries.book_of(meal, NOON).came_in, queries.book_of(meal, NOON).is_balanced) == (1, True)


def test_whoever_moved_in_from_another_committee_is_at_home_and_in_care_here():
    key, flats = homes()
    _other, elsewhere = homes(SUMMER, 2)
    alone = in_care(elsewhere[0], "lives_alone")
    Person.objects.filter(household=flats[5]).update(presence="moved")
    roster.move_person(by=HAND, person_id=alone.pk, household=flats[5], now=NOON)
    assert behind.people_in_care(SPRING) == [alone.pk]
    assert behind.people_in_care(SUMMER) == []
    assert behind.lived_in(SPRING) == 6
    assert behind.special([flats[5].pk]) == {flats[5].pk}
    [fair], waiting = queries.fairness(SPRING, NOON - HOUR)
    assert (fair.key, fair.homes, len(waiting)) == (key, 6, 6)
    assert Sheet.objects.get(round_id=opened(a_lot(1)).round_id).owed == [flats[5].pk]


def test_a_delivery_whose_round_was_called_off_is_no_longer_to_come_and_nobody_is_late():
    key, flats = homes()
    delivery = opened(a_lot())
    deliver(delivery, flats[:1])
    round_ = Round.objects.get(pk=delivery.round_id)
    cancel_round(by=HAND, round_=round_, reason="菜不新鲜", now=NOON + 2 * HOUR)
    later = NOON + 7 * HOUR
    states = [[one.state for one in coming.parcels(home.pk, [], key, later)] for home in flats[:2]]
    assert states == [["done"], ["released"]]
    assert standing.four(SPRING, [], later).brought.late == 0
    desk = client_of("secretary", english=True)
    page = desk.get(f"/supplies/deliveries/?area={SPRING}").context
    assert ([], [delivery.pk]) == (page["under_way"], [line[0].pk for line in page["over"]])


def test_above_a_committee_nobody_counts_as_owed_who_moved_or_whose_round_was_called_off():
    _key, flats = homes()
    delivery = opened(a_lot())
    deliver(delivery, flats[:2])
    round_ = Round.objects.get(pk=delivery.round_id)
    rulings.release(by=HAND, ruling=rulings.Ruling(round_, [flats[5].pk], Reason.MOVED), now=NOON)
    assert queries.fairness_by_area(TOWN, NOON) == {SPRING: (2, 5)}
    cancel_round(by=HAND, round_=round_, reason="菜不新鲜", now=NOON + 2 * HOUR)
    assert queries.fairness_by_area(TOWN, NOON) == {SPRING: (2, 2)}
