"""On the road: trips with both signatures, freight, a gate that sends on."""

from datetime import timedelta

import pytest

from tests.supplies.ground import HOUR, a_good, a_lot, homes, opened
from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, an_account
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import actor_of
from wanjia.supplies import driving, queries
from wanjia.supplies.driving import TripSaid
from wanjia.supplies.models import HandSign, Move
from wanjia.supplies.refusals import (
    AmountWanted,
    Elsewhere,
    NameTaken,
)
from wanjia.supplies.rules import trips

pytestmark = pytest.mark.django_db
DISTRICT = 999999000000


def person(role, **more):
    return actor_of(an_account(role, role, **more), NOON)


def test_boxes_go_from_the_depot_to_the_gate_with_both_signatures():
    homes()
    delivery = opened(a_lot(6), per_box=1)
    trip = driving.send(by=HAND, delivery=delivery, said=TripSaid(SPRING, 6, "沪A12345", "陈师傅"), now=NOON)
    keeper, driver, gate = person("store"), person("grid"), person("contact")
    driving.load(by=keeper, trip=trip, boxes=6, now=NOON)
    for hand, who in (("driver", driver), ("gave", driver), ("gate", gate)):
        signed = driving.take_over(by=who, trip=trip, hand=hand, boxes=6, now=NOON + HOUR)
        assert signed.flags == [], hand
    book = queries.road_book(delivery, NOON + HOUR)
    assert (book.arrived, book.findings) == (6, ())


def test_whoever_hands_over_what_they_never_had_is_flagged_and_nothing_is_lost():
    homes()
    trip = driving.send(by=HAND, delivery=opened(a_lot(6)), said=TripSaid(SPRING, 6), now=NOON)
    signed = driving.take_over(by=person("grid"), trip=trip, hand="gave", boxes=6, now=NOON)
    assert signed.flags == ["never_had"]
    driving.load(by=person("store"), trip=trip, boxes=6, now=NOON - timedelta(minutes=5))
    assert HandSign.objects.count() == 2


def test_a_count_that_differs_and_one_hand_for_both_sides_are_flagged():
    homes()
    trip = driving.send(by=HAND, delivery=opened(a_lot(6)), said=TripSaid(SPRING, 6), now=NOON)
    secretary = person("secretary")
    driving.load(by=secretary, trip=trip, boxes=6, now=NOON)
    signed = driving.take_over(by=secretary, trip=trip, hand="driver", boxes=5, now=NOON)
    assert sorted(signed.flags) == ["count_differs", "one_hand"]
    found = queries.road_book(trip.delivery, NOON).findings
    assert {one.kind for one in found} == {"short_load", "one_hand"}


def test_a_signature_sent_again_is_the_same_signature():
    homes()
    trip, event = driving.send(by=HAND, delivery=opened(a_lot(6)), said=TripSaid(SPRING, 6), now=NOON), new_event_id()
    for _again in range(2):
        driving.load(by=HAND, trip=trip, boxes=6, now=NOON, event=event)
    assert HandSign.objects.count() == 1
    driving.load(by=HAND, trip=trip, boxes=5, now=NOON, event=event)
    assert "conflicting_repeat" in HandSign.objects.exclude(id=event).get().flags


def test_a_trip_outside_the_delivery_or_under_a_used_number_is_refused():
    homes()
    delivery = opened(a_lot(6))
    driving.send(by=HAND, delivery=delivery, said=TripSaid(SPRING, 6, number=3), now=NOON)
    with pytest.raises(NameTaken):
        driving.send(by=HAND, delivery=delivery, said=TripSaid(SPRING, 6, number=3), now=NOON)
    with pytest.raises(Elsewhere):
        driving.send(by=HAND, delivery=delivery, said=TripSaid(SUMMER, 6), now=NOON)
    with pytest.raises(AmountWanted):
        driving.send(by=HAND, delivery=delivery, said=TripSaid(SPRING, 0), now=NOON)
    assert driving.send(by=HAND, delivery=delivery, said=TripSaid(SPRING, 6), now=NOON).number == 4


def test_freight_leaves_its_lot_trip_by_trip_and_a_recount_moves_only_the_difference():
    homes()
    lot = a_lot(100, place=DISTRICT)
    delivery = opened(lot, place=DISTRICT, kind="freight", per_box=5)
    trip = driving.send(by=HAND, delivery=delivery, said=TripSaid(TOWN, 8), now=NOON)
    event = new_event_id()
    for _again in range(2):
        driving.load(by=HAND, trip=trip, boxes=8, now=NOON, event=event)
    assert queries.stocks([lot])[lot.pk].on_hand == 60
    driving.load(by=HAND, trip=trip, boxes=6, now=NOON + HOUR)
    assert queries.stocks([lot])[lot.pk].on_hand == 70
    driving.load(by=HAND, trip=trip, boxes=8, now=NOON + 2 * HOUR, event=event)  # the first, again
    assert queries.stocks([lot])[lot.pk].on_hand == 70
    other = driving.send(by=HAND, delivery=delivery, said=TripSaid(TOWN, 20), now=NOON)
    driving.load(by=HAND, trip=other, boxes=20, now=NOON + HOUR)
    assert queries.stocks([lot])[lot.pk].is_short  # a signature is a fact: kept, and flagged at the lot
    assert Move.objects.filter(flags=["short_stock"]).count() == 1


def test_freight_that_the_store_never_signs_for_is_named_at_its_lot_and_in_the_rail_after_two_hours():
    homes()
    lot, calm = a_lot(100, place=DISTRICT), a_lot(7, place=DISTRICT, good=a_good(DISTRICT, "米"))
    delivery = opened(lot, place=DISTRICT, kind="freight", per_box=5)
    for boxes in (8, 3):
        driving.send(by=HAND, delivery=delivery, said=TripSaid(TOWN, boxes), now=NOON)
    first, second = queries.trips_of(delivery)
    driving.take_over(by=HAND, trip=first, hand="gate", boxes=8, now=NOON + HOUR)
    driving.load(by=HAND, trip=second, boxes=3, now=NOON)

    def named(now):
        rides = trips.unsigned(queries.rides(queries.trips_of(delivery)), now)
        by_lot = queries.unsigned_freight([lot.pk, calm.pk], now)
        assert by_lot.get(lot.pk, 0) == 5 * sum(ride.boxes for ride in rides)  # the twin
        return by_lot, queries.breaks(DISTRICT, now)

    late = NOON + 2 * HOUR + timedelta(minutes=1)
    assert named(NOON + 2 * HOUR) == ({}, 0)
    assert named(late) == ({lot.pk: 40}, 1)
    assert [line.lot for line in queries.lots(DISTRICT, late) if line.needs_look] == [lot]
    desk = client_of("district", area=DISTRICT, english=True)
    page = text(desk.get(f"/supplies/deliveries/{delivery.pk}/"))
    assert "Trip 1: the store has not signed, 8 boxes still stand in its lot." in page
    driving.load(by=HAND, trip=first, boxes=8, now=late)
    assert named(late) == ({}, 0)


def test_the_gate_sends_on_what_came_from_above_and_only_to_doors_behind_it():
    key, _flats = homes()
    other, _elsewhere = homes(SUMMER, 2)
    delivery = opened(a_lot(40, TOWN), TOWN)
    trip = driving.send(by=HAND, delivery=delivery, said=TripSaid(SPRING, 6), now=NOON)
    worker = person("worker")
    on = driving.send(by=worker, delivery=delivery, said=TripSaid(key, 6, after=trip), now=NOON)
    assert (on.place, on.after, on.number) == (key, trip.pk, trip.number)
    with pytest.raises(Elsewhere):
        driving.send(by=worker, delivery=delivery, said=TripSaid(other, 6, after=trip), now=NOON)
