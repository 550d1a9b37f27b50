"""The decisions of the room, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from time import monotonic
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wanjia.kernel import clock
from wanjia.supplies.rules import books, lists, prices, quotas, trips
from wanjia.supplies.rules.allocating import HAD_ONE, NOBODY, STOCK_OUT, Home, allocate
from wanjia.supplies.rules.books import Left, book
from wanjia.supplies.rules.giving import Used, account, still_wanted
from wanjia.supplies.rules.lists import read
from wanjia.supplies.rules.quotas import Claimed
from wanjia.supplies.rules.sharing import Asked, keeps_place, refunds, share
from wanjia.supplies.rules.stock import Moved, stock
from wanjia.supplies.rules.trips import Ride, Sign, road_book

NOON = datetime(2022, 3, 31, 4, tzinfo=UTC)
MOVES = st.lists(
    st.builds(
        Moved, id=st.uuids(), kind=st.sampled_from(["in", "out", "spoiled", "returned", "counted"]),
        quantity=st.integers(0, 500), seen_at=st.datetimes().map(lambda at: at.replace(tzinfo=UTC)),
    ), max_size=12, unique_by=lambda move: move.id,
)  # fmt: skip
HOMES = st.lists(
    st.builds(
        Home, id=st.integers(1, 30), rank=st.none() | st.integers(0, 10),
        where=st.tuples(st.integers(1, 4), st.integers(0, 99)), people=st.integers(0, 3),
    ), max_size=30,
)  # fmt: skip


@given(MOVES, st.randoms(use_true_random=False))
def test_moves_in_any_order_of_arrival_give_the_same_stock(moves, draw):
    shuffled = list(moves)
    draw.shuffle(shuffled)
    assert stock(shuffled) == stock(moves)


@given(MOVES)
def test_a_count_is_what_lies_there_and_its_difference_is_named(moves):
    last = Moved(UUID(int=2**128 - 1), "counted", 7, datetime.max.replace(tzinfo=UTC))  # after whatever was drawn
    before, after = stock(moves), stock([*moves, last])
    assert after.on_hand == 7
    assert after.difference - before.difference == 7 - before.on_hand


@given(HOMES, st.integers(1, 3), st.integers(0, 40), st.sets(st.integers(1, 30), max_size=8))
def test_allocation_gives_nobody_twice_never_more_than_there_is_and_answers_everybody(homes, each, there, had):
    found = allocate(homes, each=each, stock=there, had_one=had)
    gets, out = [home for home, _n in found.given], [home for home, _why in found.left_out]
    assert len(gets) == len(set(gets))
    assert sorted([*gets, *out]) == sorted({home.id for home in homes})
    assert sum(number for _home, number in found.given) + found.rest == there
    assert found.rest >= 0
    assert {why for _home, why in found.left_out} <= {STOCK_OUT, HAD_ONE, NOBODY}


@given(HOMES, st.integers(0, 20))
def test_nobody_without_a_special_need_gets_what_somebody_with_one_goes_without(homes, there):
    unique = list({home.id: home for home in homes}.values())
    found = allocate(unique, each=1, stock=there)
    short = {home for home, why in found.left_out if why == STOCK_OUT}
    ranks = {home.id: home.rank for home in unique}
    if any(ranks[home] is not None for home in short):
        assert all(ranks[home] is not None for home, _n in found.given)


def test_within_one_urgency_the_walk_decides_and_who_had_one_waits_unless_in_care():
    homes = [
        Home(1, None, (2, 1)),
        Home(2, None, (1, 9)),
        Home(3, 4, (9, 9)),
        Home(4, None, (1, 1)),
        Home(5, 2, (9, 9)),
    ]
    found = allocate(homes, each=2, stock=7, had_one={3, 4})
    assert found.given == ((5, 2), (3, 2), (2, 2))
    assert found.left_out == ((4, HAD_ONE), (1, STOCK_OUT))
    assert found.rest == 1


@given(st.integers(0, 999), st.integers(0, 999), st.lists(st.tuples(
    st.sampled_from(["returned", "spoiled", "on_hand"]), st.integers(0, 99), st.integers(1, 3), st.integers(0, 9)
)))  # fmt: skip
def test_parcels_in_are_delivered_returned_spoiled_on_hand_and_the_difference(came, done, facts):
    found = book(came, done, [Left(kind, n, where, NOON + timedelta(hours=h)) for kind, n, where, h in facts])
    assert found.came_in == found.delivered + found.returned + found.spoiled + found.on_hand + found.difference
    assert found.is_balanced == (found.difference == 0)


def test_a_missing_parcel_is_a_difference_and_the_last_count_of_each_place_stands():
    left = [Left("on_hand", 5, 1, NOON), Left("on_hand", 3, 1, NOON + timedelta(hours=1)), Left("on_hand", 2, 2, NOON)]
    found = book(100, 94, left)
    assert (found.on_hand, found.difference) == (5, 1)
    assert book(100, 94, []).is_balanced  # nobody has counted
    assert book(100, 101, []).difference == -1
    assert books.book(10, 5, [Left("returned", 2, 1, NOON), Left("spoiled", 3, 1, NOON)]).rest == 0


@pytest.mark.parametrize(
    ("price", "reference", "dear", "per_cent"),
    [(9600, 8000, False, 20), (9601, 8000, True, 20), (8000, None, False, None), (None, 8000, False, None),
     (4000, 8000, False, -50)],
)  # fmt: skip
def test_a_price_is_dear_beyond_a_fifth_above_its_reference(price, reference, dear, per_cent):
    assert prices.is_dear(price, reference) is dear
    assert prices.over(price, reference) == per_cent


def ride(number, boxes, place=1, after=None, **counts):
    """gave, took, gives, gate, drop: what each side has counted; a side that is left out has not signed."""
    id_ = uuid4()
    sides = {
        "gave": ("gave", "depot", "driver"), "took": ("took", "depot", "driver"), "gives": ("gave", "driver", "gate"),
        "gate": ("took", "driver", "gate"), "drop": ("took", "gate", "drop"), "gate_gave": ("gave", "gate", "drop"),
    }  # fmt: skip
    signs = tuple(
        Sign(uuid4(), *sides[side], count, NOON + timedelta(minutes=at), place, side, at)
        for at, side in enumerate(sides) if (count := counts.get(side)) is not None
    )  # fmt: skip
    return Ride(id_, number, place, boxes, NOON, after, signs)


def whole(number, boxes, place=1, **more):
    return ride(number, boxes, place, **{"gave": boxes, "took": boxes, "gives": boxes, "gate": boxes} | more)


def kinds(found):
    return [(one.kind, one.number, one.boxes) for one in found.findings]


def test_a_day_without_losses_has_no_finding_and_its_sums_agree():
    found = road_book([whole(one, 200 + one) for one in range(1, 6)], now=NOON + timedelta(hours=9))
    assert kinds(found) == []
    assert found.planned == found.loaded == found.arrived == found.at_gates == 1015
    assert found.on_road == 0


def test_each_loss_is_named_with_its_trip_and_how_many():
    short, lost = whole(2, 100, gate=97), whole(3, 100, took=99, gives=99, gate=99)
    twice, again = whole(4, 50), replace(whole(4, 50), begun_at=NOON + timedelta(minutes=30))
    served = whole(5, 20)
    drops = [ride(5, 12, 11, served.id, gate_gave=12, drop=12), ride(5, 8, 12, served.id, gate_gave=8, drop=7)]
    found = road_book([whole(1, 10), short, lost, twice, again, served, *drops], now=NOON)
    assert sorted(kinds(found)) == [
        ("missing_drop", 5, 1), ("short_load", 3, 1), ("short_road", 2, 3), ("twice", 4, 50)
    ]  # fmt: skip
    assert (found.planned, found.arrived, found.dropped) == (280, 276, 19)
    assert len(found.breaks) == 4


@pytest.mark.parametrize(
    ("sent", "found"),
    [((30, 20), []), ((30, 25), [("more_on", 1, 5)]), ((30, 12), [("stayed", 1, 8)]), ((), [])],
)
def test_a_gate_that_sends_on_more_than_came_or_keeps_some_is_named(sent, found):
    first = whole(1, 50)
    on = [ride(2 + n, boxes, after=first.id) for n, boxes in enumerate(sent)]
    seen = road_book([first, *on], now=NOON)
    assert kinds(seen) == found
    assert [one.kind for one in seen.breaks] == [one[0] for one in found if one[0] == "more_on"]


def test_what_a_gate_signed_for_giving_counts_before_what_it_wrote_down():
    first = whole(1, 50)
    on = ride(2, 50, after=first.id, gate_gave=45)
    assert kinds(road_book([first, on], now=NOON)) == [("stayed", 1, 5)]


def test_a_missing_signature_one_hand_for_both_and_a_late_trip_are_papers_not_losses():
    unsigned = ride(1, 10, gave=10, took=10, gate=10)
    same = replace(whole(2, 10), signs=tuple(replace(one, account_id=7) for one in whole(2, 10).signs))
    late = ride(3, 10, gave=10, took=10)
    found = road_book([unsigned, same, late], now=NOON + timedelta(hours=9), due_at=NOON)
    assert sorted({kind for kind, _n, _b in kinds(found)}) == ["late", "no_giver", "one_hand"]
    assert found.breaks == ()
    assert found.on_road == 10


def test_boxes_by_place_count_a_repeated_trip_once():
    again = replace(whole(1, 5, 7), begun_at=NOON + timedelta(hours=1))
    assert trips.by_place([whole(1, 5, 7), again, whole(2, 3, 7), ride(3, 4, 8)]) == {7: (2, 8, 8), 8: (1, 4, 0)}


ASKED = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(1, 6), st.integers(0, 50), st.booleans()), max_size=15
)


@given(ASKED, st.dictionaries(st.integers(0, 2), st.integers(0, 20)))
@settings(max_examples=60)
def test_a_short_group_buy_gives_never_more_than_came_or_was_ordered_and_keeps_nothing_back(lines, came):
    asked = [
        Asked(
            UUID(int=at), UUID(int=100 + order), UUID(int=200 + package), number, NOON + timedelta(minutes=m), special
        )
        for at, (order, package, number, m, special) in enumerate(lines)
    ]
    there = {UUID(int=200 + package): number for package, number in came.items()}
    shared = share(asked, there)
    assert {one.line for one in shared} == {one.line for one in asked}
    for package in {one.package for one in asked}:
        given_out = sum(one.given for one in shared if one.package == package)
        ordered = sum(one.quantity for one in asked if one.package == package)
        assert given_out == min(ordered, there.get(package, 0))
    by_line = {one.line: one for one in asked}
    assert all(0 <= one.given <= by_line[one.line].quantity for one in shared)


def test_of_a_short_delivery_everybody_gets_one_before_anybody_gets_two_and_care_comes_first():
    a, b, c = (Asked(UUID(int=n), UUID(int=10 + n), UUID(int=9), 2, NOON + timedelta(minutes=n)) for n in (1, 2, 3))
    shared = {one.line.int: one.given for one in share([a, b, replace(c, is_special=True)], {UUID(int=9): 4})}
    assert shared == {3: 2, 1: 1, 2: 1}


def test_what_is_given_back_is_paid_less_what_is_kept():
    asked = [
        Asked(UUID(int=1), UUID(int=11), UUID(int=9), 2, NOON),
        Asked(UUID(int=2), UUID(int=12), UUID(int=9), 1, NOON),
    ]
    shared = share(asked, {UUID(int=9): 2})
    paid = {UUID(int=11): 7600, UUID(int=12): 3800}
    assert refunds(shared, {UUID(int=9): 3800}, paid) == {UUID(int=11): 3800}
    assert refunds(shared, {UUID(int=9): 3800}, {}) == {}


PACKAGES = {"A": "绿叶菜", "B": "肉蛋包"}
LIST = """春和新苑蔬菜团 截止今晚8点
A 绿叶菜套餐 38元  B 肉蛋套餐 98元
#接龙
1. 3-502 张 套餐A×2 套餐B×1
2、3号楼601 王阿姨 A一份
3. 12号302室 B
４．5-2-801 李 Ａ＊３ b+1
5. 张先生 套餐A×2
6. 3-402 C×1
7. 8-101 谢谢
8. 88弄3号502室 套餐A x 2 份
9. 3-503 A200
"""


def test_a_chat_list_is_read_line_by_line_and_what_is_unclear_is_named():
    found = {line.text.split(".")[0].split("、")[0]: line for line in read(LIST, PACKAGES)}
    assert [line.number for line in found.values()] == list(range(4, 13))
    wants = [line.wants for line in found.values()]
    assert wants[0] == (("A", 2), ("B", 1))
    assert wants[1] == (("A", 1),)
    assert wants[2] == (("B", 1),)
    assert wants[3] == (("A", 3), ("B", 1))
    assert [line.problem for line in found.values()][4:] == [
        lists.NO_DOOR, lists.UNKNOWN_PACKAGE, lists.NO_PACKAGE, "", lists.NO_NUMBER
    ]  # fmt: skip
    doors = [(line.door.building, line.door.stair, line.door.room) for line in found.values() if line.door]
    assert doors[:4] == [("3", None, "502"), ("3", None, "601"), ("12", None, "302"), ("5", 2, "801")]
    assert found["8"].door.lane == "88"


@pytest.mark.parametrize(
    ("said", "wants"),
    [
        ("A1 B2", (("A", 1), ("B", 2))), ("两份A", (("A", 2),)), ("2份A 1份B", (("A", 2), ("B", 1))),
        ("A：1，B：2", (("A", 1), ("B", 2))), ("A、B各两份", (("A", 2), ("B", 2))), ("AB各1", (("A", 1), ("B", 1))),
        ("A+B各一份", (("A", 1), ("B", 1))), ("绿叶菜2份 肉蛋包", (("A", 2), ("B", 1))), ("A绿叶菜2份", (("A", 2),)),
        ("A套餐1份 B套餐2份", (("A", 1), ("B", 2))), ("B1（不要鸡蛋过敏）", (("B", 1),)),
    ],
)  # fmt: skip
def test_an_order_is_read_as_people_write_it(said, wants):
    (line,) = read(f"3-502 {said}", PACKAGES)
    assert (line.wants, line.problem) == (wants, "")


@pytest.mark.parametrize("said", ["AB1", "A2改成3份", "A1 取消", "wx A1"])
def test_what_can_be_read_two_ways_is_left_to_a_person(said):
    (line,) = read(f"3-502 {said}", PACKAGES)
    assert (line.wants, line.problem) == ((), lists.UNCLEAR)


@pytest.mark.parametrize("piece", ["A ", "AB", "A+", "A套", "1份", " ", "各"])
def test_a_text_that_was_made_to_be_slow_is_read_at_once(piece):
    began = monotonic()
    read("3-502 A" + piece * 15_000, PACKAGES)
    assert monotonic() - began < 5


@given(st.text(max_size=300))
def test_any_text_is_read_without_losing_a_numbered_line(text):
    numbered = [line for line in text.splitlines() if line.strip()]
    assert len(read(text, PACKAGES)) <= len(numbered)


@given(st.integers(1, 900), st.integers(1, 60), st.integers(1, 40))
def test_no_slot_holds_more_people_than_it_may(last, minutes, per_slot):
    slots = [quotas.slot_of(number, NOON, minutes, per_slot) for number in range(1, last + 1)]
    assert max(slots.count(slot) for slot in set(slots)) <= per_slot
    assert slots == sorted(slots)
    assert slots[0] == NOON


@given(st.integers(1, 900), st.integers(1, 90), st.integers(1, 40), st.integers(5, 18), st.integers(1, 5))
def test_no_slot_ends_after_the_hour_of_the_day_and_the_next_morning_begins_where_the_first_did(
    last, minutes, per_slot, begins, hours
):
    first = datetime(2022, 4, 1, begins, 15, tzinfo=clock.LOCAL)
    until = time(begins + hours, 30)
    slots = [quotas.slot_of(number, first, minutes, per_slot, until) for number in range(1, last + 1)]
    assert slots == sorted(slots)
    assert max(slots.count(slot) for slot in set(slots)) <= per_slot
    for slot in slots:
        assert slot.time() >= first.time()
        assert slot.time() == first.time() or (slot + timedelta(minutes=minutes)).time() <= until


def test_double_claims_are_found_by_household_document_and_telephone():
    first = Claimed(UUID(int=1), 5, b"d", b"p")
    assert quotas.doubles(Claimed(UUID(int=2), 5, b"d", b"p"), [first]) == {
        "same_household": [first.id], "same_document": [first.id], "same_phone": [first.id]
    }  # fmt: skip
    assert quotas.doubles(first, [first]) == {}
    assert quotas.doubles(Claimed(UUID(int=3), 6), [first]) == {}
    found = quotas.groups([first, Claimed(UUID(int=2), 6, None, b"p"), Claimed(UUID(int=3), 5)])
    assert sorted(found) == [
        ("same_household", (UUID(int=1), UUID(int=3))), ("same_phone", (UUID(int=1), UUID(int=2)))
    ]  # fmt: skip


@given(
    st.integers(1, 999), st.none() | st.integers(0, 999),
    st.lists(st.tuples(st.integers(0, 50), st.none() | st.integers(0, 50))),
)  # fmt: skip
def test_the_account_of_a_donation_adds_up_whatever_was_written(offered, came, uses):
    used = [Used(max(q, a or 0), a) for q, a in uses]
    found = account(offered, came, used)
    assert (came or 0) == found.handed + found.under_way + found.lost + found.left
    assert found.is_balanced == (found.left >= 0 and found.lost == 0)


def test_what_is_under_way_counts_as_coming_and_what_was_lost_does_not():
    assert still_wanted(10, [Used(4), Used(5, 3)]) == 3
    assert still_wanted(2, [Used(4)]) == 0


WANTS = st.dictionaries(st.sampled_from("ABC"), st.integers(1, 9))


@given(WANTS, WANTS)
def test_a_changed_order_keeps_its_place_only_when_nothing_of_it_has_grown(before, after):
    grew = any(after.get(letter, 0) > before.get(letter, 0) for letter in "ABC")
    assert keeps_place(before, after) is not grew
