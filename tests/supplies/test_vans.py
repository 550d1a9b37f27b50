"""Mobile vans: one place at a time, and everything on board handed out, brought back, or named as missing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.supplies.ground import HOUR, a_good, a_lot, a_stop, a_van, homes
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.supplies import queries, stocking, vans, vending
from wanjia.supplies.intake import MoveFact
from wanjia.supplies.models import Move, VanCount, VanRun, VanStop
from wanjia.supplies.refusals import Elsewhere, NegativeStock, OtherLot, RunClosed, StopsOverlap, WrongTimes
from wanjia.supplies.rules.vans import Counted, balance, overlapping

pytestmark = pytest.mark.django_db
number = st.integers(0, 300)
stops = st.lists(st.none() | st.builds(Counted, number, number), max_size=6)


@given(number, stops)
def test_loaded_is_handed_out_and_back_and_the_named_difference(loaded, counted):
    found = balance(loaded, counted)
    assert loaded == found.handed + found.back + found.difference
    assert sum(found.differences) == found.difference
    assert len(found.differences) == len(counted)


@given(number, st.lists(number, max_size=6), st.integers(0, 5), st.integers(1, 20))
def test_true_counts_balance_and_a_loss_shows_at_the_stop_that_found_it(loaded, handing, at, lost):
    there, true = loaded, []
    for wish in handing:
        handed = min(wish, there)
        there -= handed
        true.append(Counted(handed, there))
    assert balance(loaded, true).is_balanced
    if at < len(true) and true[at].left >= lost:
        planted = [
            Counted(one.handed, one.left - lost) if n >= at and one.left >= lost else one for n, one in enumerate(true)
        ]
        assert balance(loaded, planted).differences[at] == lost
        assert not any(balance(loaded, planted).differences[:at])


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5)), max_size=6))
def test_a_van_stands_in_one_place_at_a_time(spans):
    day = datetime(2022, 4, 1, tzinfo=UTC)
    times = [(day + start * HOUR, day + (start + long) * HOUR) for start, long in spans]
    minutes = [start + n for start, long in spans for n in range(long)]
    assert (overlapping(times) is None) == (len(minutes) == len(set(minutes)))


@pytest.fixture
def keys():
    return [homes(number=n)[0] for n in (1, 2)]


def loaded(run, lot=None, quantity=30, good=None):
    return vending.load(by=HAND, run=run, good=good or lot.good, quantity=quantity, lot=lot, now=NOON)


def counted(stop, load, handed, left, now=NOON):
    vending.count(by=HAND, stop=stop, counts={load.pk: (handed, left)}, now=now)


def test_what_was_handed_out_and_left_is_booked_at_the_stop_and_comes_back_into_its_lot(keys):
    lot, run = a_lot(100), a_van()
    one, two = a_stop(run, 13, 14), a_stop(run, 15, 16, "5号楼前")
    load = loaded(run, lot)
    assert queries.stocks([lot])[lot.pk].on_hand == 70
    counted(one, load, 12, 18)
    counted(two, load, 10, 7, NOON + HOUR)
    day = vans.day_of(run)
    assert (day.loads[0].balance.differences, day.is_balanced) == ((0, 1), False)
    counted(two, load, 11, 7, NOON + 2 * HOUR)  # counted again: the later one stands
    assert VanCount.objects.count() == 3
    day = vans.day_of(run)
    assert (day.loads[0].balance.handed, day.loads[0].balance.back, day.is_balanced) == (23, 7, True)
    vending.close(by=HAND, run=run, now=NOON + 3 * HOUR)
    assert queries.stocks([lot])[lot.pk].on_hand == 77
    counted(two, load, 11, 6, NOON + 4 * HOUR)  # a fact: kept after the end, and the difference shows
    assert not vans.day_of(run).is_balanced
    assert queries.stocks([lot])[lot.pk].on_hand == 76
    late = Move.objects.latest("received_at")
    assert (late.kind, late.quantity, late.flags, late.seen_at) == ("out", 1, ["after_close"], NOON + 3 * HOUR)
    with pytest.raises(RunClosed):
        vending.close(by=HAND, run=run, now=NOON + 4 * HOUR)


class TestTheBookAfterTheEnd(TestCase):
    @hypothesis_settings(max_examples=12, deadline=None)
    @given(
        st.lists(st.tuples(st.integers(0, 1), st.integers(0, 40), st.integers(0, 40)), max_size=4),
        st.integers(0, 4), st.booleans(),
    )  # fmt: skip
    def test_after_any_order_of_counts_and_the_end_the_lot_says_what_the_counts_say(self, counts, end, is_cancelled):
        homes()
        lot, run = a_lot(100), a_van()
        places = a_stop(run, 13, 14), a_stop(run, 15, 16)
        load, is_over = loaded(run, lot), False
        for n in range(len(counts) + 1):
            if n == min(end, len(counts)):
                if is_cancelled and n == 0:
                    vending.cancel(by=HAND, run=run, why="车坏了", now=NOON + n * HOUR)
                else:
                    vending.close(by=HAND, run=run, now=NOON + n * HOUR)
                is_over = True
            if n < len(counts):
                at, handed, left = counts[n]
                counted(places[at], load, handed, left, NOON + (n + 1) * HOUR)
            back = vans.day_of(run).loads[0].balance.back
            assert queries.stocks([lot])[lot.pk].on_hand == 70 + (back if is_over else 0)
        assert VanCount.objects.count() == len(counts)


def test_a_lot_counted_after_the_end_is_not_put_right_twice(keys):
    lot, run = a_lot(100), a_van()
    stop, load = a_stop(run, 13, 14), loaded(run, lot)
    counted(stop, load, 20, 10)
    vending.close(by=HAND, run=run, now=NOON + HOUR)
    stocking.move(by=HAND, lot=lot, fact=MoveFact(new_event_id(), "counted", 77, NOON + 2 * HOUR), now=NOON + 2 * HOUR)
    counted(stop, load, 23, 7, NOON + 3 * HOUR)
    assert queries.stocks([lot])[lot.pk].on_hand == 77


def test_a_cancelled_van_gives_its_load_back_and_nobody_waits_for_it(keys):
    lot, run = a_lot(50), a_van()
    a_stop(run, 13, 14)
    loaded(run, lot)
    assert vans.next_for(keys[0], NOON)
    vending.cancel(by=HAND, run=run, why="车坏了", now=NOON)
    assert queries.stocks([lot])[lot.pk].on_hand == 50
    assert vans.next_for(keys[0], NOON) == []


def test_what_makes_no_sense_is_refused(keys):
    lot, run = a_lot(5), a_van()
    a_stop(run, 13, 15)
    with pytest.raises(StopsOverlap):
        a_stop(run, 14, 16)
    a_stop(run, 15, 16)
    for start, end in ((17, 17), (18, 17)):
        with pytest.raises(WrongTimes):
            a_stop(run, start, end)
    with pytest.raises(Elsewhere):
        a_stop(run, 18, 19, comes=[SUMMER])
    with pytest.raises(NegativeStock):
        loaded(run, lot, 6)
    with pytest.raises(OtherLot):
        loaded(run, lot, 1, a_good(name="面包"))
    stop, load = VanStop.objects.first(), loaded(run, lot, 5)
    with pytest.raises(NotFound):
        vending.count(by=HAND, stop=stop, counts={new_event_id(): (1, 1)}, now=NOON)
    counted(stop, load, 1, 4)
    for refused in (
        lambda: vending.remove_stop(by=HAND, stop=stop, now=NOON),
        lambda: vending.cancel(by=HAND, run=run, why="x", now=NOON),
    ):
        with pytest.raises(RunClosed):
            refused()


def test_the_next_stop_of_a_building_is_the_next_it_belongs_to(keys, django_assert_num_queries):
    wide, near = a_van(TOWN, "街道菜车"), a_van()
    a_stop(wide, 9, 10, "早", [SPRING])  # over
    a_stop(wide, 16, 17, "居委会门口", [SPRING])
    a_stop(near, 13, 14, "2号楼", [keys[1]])
    everybody = a_stop(near, 18, 19, "小区门口")
    loaded(near, good=a_good(name="早餐"), quantity=40)
    with django_assert_num_queries(2):
        found = vans.next_for(keys[0], NOON)
    assert [(one.stop.spot, one.goods) for one in found] == [("居委会门口", ()), ("小区门口", ("早餐",))]
    assert [one.stop.spot for one in vans.next_for(keys[1], NOON)] == ["2号楼", "居委会门口"]
    assert vans.next_for(keys[0], everybody.until_at) == []
    assert vans.next_for(SUMMER * 10**6 + 10001, NOON + timedelta(minutes=1)) == []


def test_a_van_is_planned_stopped_loaded_counted_printed_and_closed_on_the_page(
    keys, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    lot = a_lot(40)
    desk = client_of("secretary", english=True)
    desk.post(f"/supplies/vans/new/?area={SPRING}", {"van": "早餐车", "on": "2022-03-31"})
    run = VanRun.objects.get()
    do = f"/supplies/vans/{run.pk}/do/"
    assert desk.post(do, {"do": "stop", "spot": "大门", "from_at": "13:00"}).status_code == 422
    sent = {"do": "stop", "spot": "大门", "from_at": "13:00", "until_at": "14:00"}
    desk.post(do, sent | {"comes": [keys[0]]})
    again = desk.post(do, sent)
    assert again.status_code == 422
    assert "From 13:00 to 14:00 the van stands somewhere else." in text(again)
    turned = desk.post(do, sent | {"from_at": "16:00", "until_at": "15:30"})
    assert "春和居委会" in text(turned)  # the breadcrumb still says where one is
    assert turned.context["stop_form"].errors["until_at"] == ["15:30 does not lie after 16:00. Write a later time."]
    desk.post(do, {"do": "load", "good": lot.good.pk, "quantity": "20", "lot": lot.pk})
    stop, load = VanStop.objects.get(), run.loads.get()
    contact = client_of("contact", login="c", english=True)
    empty = a_stop(a_van(), 13, 14)
    assert "Nothing is on board." in text(contact.post(f"/supplies/vans/stops/{empty.pk}/"))
    count = {f"h_{load.pk}": "15", f"l_{load.pk}": "4"}
    assert contact.post(f"/supplies/vans/stops/{stop.pk}/", count).status_code == 302
    page = text(desk.get(f"/supplies/vans/{run.pk}/"))
    for words in ("15 handed out, 4 left", "1 missing here", "does not balance"):
        assert words in page
    with django_assert_max_num_queries(RAIL + 15):
        board = text(desk.get(f"/supplies/vans/?area={SPRING}"))
    assert "1 van does not balance." in board
    paper = text(desk.get(f"/supplies/vans/print/?area={SPRING}&on=2022-03-31"))
    assert "13:00–14:00" in paper
    assert "Bldg 1" in paper
    desk.post(do, {"do": "close"})
    assert "day closed" in text(desk.get(f"/supplies/vans/{run.pk}/"))
    assert queries.stocks([lot])[lot.pk].on_hand == 24
    contact.post(f"/supplies/vans/stops/{stop.pk}/", count | {f"l_{load.pk}": "5"})
    assert "day was closed" in text(desk.get(f"/supplies/lots/{lot.pk}/"))
    assert queries.stocks([lot])[lot.pk].on_hand == 25


def test_two_vans_of_one_name_from_two_desks_are_both_told(keys):
    key = keys[0]
    a_stop(a_van(), 14, 15)
    a_stop(a_van(TOWN), 16, 17)
    assert [clock.local(one.stop.from_at).hour for one in vans.next_for(key, NOON)] == [14, 16]
