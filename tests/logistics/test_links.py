"""The board's links: counts by one statement each, the same as the rules say; whatever differs has a name."""

import random
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.logistics.ground import (
    LAB,
    a_box,
    a_courier,
    a_day,
    a_lab,
    a_tube,
    after,
    again,
    gave,
    seal,
    somebody,
    took,
)
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_round
from wanjia.coverage import intake
from wanjia.hot import custody as hot
from wanjia.kernel.area import Span
from wanjia.kernel.ids import new_event_id
from wanjia.logistics import linking, losing, presets, queries, services
from wanjia.logistics.losing import LossSaid
from wanjia.logistics.rules import balance
from wanjia.logistics.rules.balance import Named

FOUR_HOURS = {Span(0, 10**12): 240}
STATES = ("packing", "sealed", "on_the_way", "at_lab", "lost", "ended")


def fast(area, round_, now):
    """What the statements count, by the names of the slow twin."""
    where = queries.where_of(area, round_.pk, now)
    tubes, hands = hot.tubes(where), hot.hand_overs(where)
    counts = {"closed": tubes.closed, "packed": tubes.packed, "waiting": tubes.waiting, "twice": tubes.twice,
              "hand_overs": hands.total, "one_sided": hands.one_sided}  # fmt: skip
    rows = hot.boxes(where, FOUR_HOURS, now)
    counts["over"] = sum(row.boxes for row in rows if row.is_over)
    for state in STATES:
        counts[f"{state}_boxes"] = sum(row.boxes for row in rows if row.state == state)
        counts[f"{state}_tubes"] = sum(row.tubes for row in rows if row.state == state)
    return counts


class TestTwins(TestCase):
    """Whatever happens to boxes, the statements and the rules count the same."""

    @settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
    @given(st.integers(0, 10_000))
    def test_the_statements_agree_with_the_rules_for_any_day(self, seed):
        draw = random.Random(seed)
        round_ = self._any_day(draw)
        for area in (TOWN, SPRING, SUMMER):
            for minutes in (30, 300):
                now = after(minutes)
                assert fast(area, round_, now) == dict(queries.links_slow(area, round_.pk, now))

    def _any_day(self, draw):
        _key, ids = a_building()
        _other, others = a_building(SUMMER)
        round_, lab, couriers = a_round(), a_lab(), [a_courier(f"师傅{n}") for n in range(2)]
        codes = [f"T-{number:05}" for number in range(8)]
        for number, code in enumerate(codes):
            people = ids if number % 2 else others
            a_tube(round_, code, people[number : number + 1], place=SPRING if number % 2 else SUMMER,
                   at=after(draw.randrange(9)))  # fmt: skip
        if draw.random() < 0.5:
            a_tube(round_, codes[0], others[8:9], place=SUMMER)
        for number in range(4):
            place = draw.choice([SPRING, SUMMER])
            box = a_box(f"X-{number}", place=place, round_=round_, tubes=draw.sample(codes, draw.randrange(4)))
            self._its_day(draw, box, couriers, lab)
        return round_

    def _its_day(self, draw, box, couriers, lab):
        for view in queries.views([box], NOON):
            for tube in view.tubes:
                if draw.random() < 0.2:
                    services.unpack(by=HAND, box=box, tube=tube.code, now=after(3))
        if queries.view_of(box, NOON).tubes and draw.random() < 0.7:
            seal(box, now=after(5))
        hands = [None, *draw.sample(couriers, draw.randrange(3))] + ([lab] if draw.random() < 0.5 else [])
        for step, (giver, taker) in enumerate(pairwise(hands)):
            sides = draw.choice([(gave,), (took,), (gave, took)])
            for side in sides:
                pair = (giver, taker) if side is gave else (taker, giver)
                side(box, *pair, now=after(10 + step * 10 + (side is took)))
        if draw.random() < 0.2 and LAB not in {hand.pk for hand in hands if hand}:
            losing.report_lost(by=HAND, box=again(box), said=LossSaid("courier"), now=after(29))
            losing.confirm_lost(by=HAND, box=again(box), now=after(29))


@pytest.mark.django_db
class TestBalances:
    def test_a_day_on_which_all_went_well_balances_at_every_link(self):
        round_, box, _ids = a_day()
        courier, lab = a_courier(), a_lab()
        gave(box, None, courier, now=after(5), by=somebody("yang", "tester"))
        took(box, courier, None, now=after(6), by=somebody("chu", "courier", TOWN))
        gave(box, courier, lab, now=after(90), by=somebody("chu2", "courier", TOWN))
        took(box, lab, courier, now=after(91), scanned=["T-00001", "T-00002", "T-00003"])
        board = queries.links(TOWN, round_.pk, after(95))
        assert [line.is_off for column in board.columns for line in column.balances] == [False] * 7
        assert board.slowest is None
        assert (board.sample.passed, board.send.passed, board.take_in.boxes) == (3, 3, 1)

    def test_a_box_past_its_limit_is_no_longer_on_the_way_and_is_named_with_who_holds_it(self):
        round_, box, _ids = a_day()
        gave(box, None, a_courier(), now=after(5))
        board = queries.links(TOWN, round_.pk, after(257))
        lines = {line.name: line for line in board.send.balances}
        assert (lines["tubes_out"].left, lines["tubes_out"].right, lines["tubes_out"].difference) == (3, 0, 3)
        assert (lines["boxes_out"].left, lines["boxes_out"].difference) == (1, 1)
        assert lines["boxes_out"].named == (Named("X-0417", "演-021 处暑师傅", str(box.pk)),)
        assert (board.slowest.link, board.send.over, board.send.level) == ("box_lab", 1, 2)

    def test_trap_13_a_hand_over_with_one_signature_is_named_with_who_has_not_signed(self):
        round_, box, _ids = a_day()
        gave(box, None, a_courier(), now=after(5))
        line = queries.links(TOWN, round_.pk, after(9)).send.balances[2]
        assert (line.left, line.right, line.is_off) == (1, 0, True)
        assert line.named == (Named("X-0417", "演-021 处暑师傅", str(box.pk)),)

    def test_trap_13_fewer_tubes_counted_at_the_laboratory_than_packed_names_box_and_laboratory(self):
        round_, box, _ids = a_day()
        took(box, a_lab(), None, now=after(60), counted=1)
        line = queries.links(TOWN, round_.pk, after(61)).take_in.balances[0]
        assert (line.left, line.right, line.difference) == (3, 1, 2)
        assert line.named == (Named("X-0417", "华演实验室", str(box.pk)),)

    def test_one_tube_missing_and_one_too_many_do_not_cancel(self):
        round_, box, _ids = a_day()
        took(box, a_lab(), None, now=after(60), scanned=["T-00001", "T-00002", "T-00099"])
        line = queries.links(TOWN, round_.pk, after(61)).take_in.balances[0]
        assert (line.difference, line.is_off) == (0, True)

    def test_a_double_scanned_tube_and_one_without_a_record_are_named(self):
        round_, box, ids = a_day()
        a_tube(round_, "T-00001", ids[10:11])
        services.pack(by=HAND, box=box, tube="T-99999", now=NOON)
        lines = {line.name: line for line in queries.links(TOWN, round_.pk, after(1)).sample.balances}
        assert (lines["tubes"].left, lines["tubes"].right) == (4, 3)
        assert [one.code for one in lines["tubes"].named] == ["T-00001"]
        assert lines["packed"].named == (Named("T-99999", "X-0417", str(box.pk)),)

    def test_who_was_sampled_without_a_tube_is_a_difference(self):
        round_, _box, ids = a_day()
        fact = intake.ProofFact(new_event_id(), ids[11], NOON, SPRING)
        intake.record_proofs(round_=round_, facts=[fact], device="", by="", now=NOON)
        line = queries.links(TOWN, round_.pk, after(1)).sample.balances[0]
        assert (line.left, line.right, line.difference) == (7, 6, 1)

    def test_without_a_round_the_last_three_days_of_all_rounds_with_tubes_are_counted(self):
        _round, _box, ids = a_day()
        calls = a_round(obligation="welfare_call")
        intake.record_proofs(
            round_=calls, facts=[intake.ProofFact(new_event_id(), ids[0], NOON, SPRING)], device="", by="", now=NOON
        )
        line = queries.links(TOWN, None, after(1)).sample.balances[0]
        assert (line.left, line.right) == (6, 6)
        assert queries.links(TOWN, None, after(5 * 24 * 60)).sample.balances[0].left == 0

    def test_a_loss_is_explained_and_balances(self):
        round_, box, _ids = a_day()
        gave(box, None, a_courier(), now=after(5))
        losing.report_lost(by=HAND, box=again(box), said=LossSaid("courier"), now=after(260))
        losing.confirm_lost(by=HAND, box=again(box), now=after(260))
        lines = {line.name: line for line in queries.links(TOWN, round_.pk, after(261)).send.balances}
        assert not lines["boxes_out"].is_off
        assert lines["boxes_out"].parts[-1] == ("lost", 1)

    def test_the_oldest_tube_without_a_box_stands_first_with_its_clock(self):
        _key, ids = a_building()
        round_ = a_round()
        a_tube(round_, "T-00002", ids[2:4], at=after(30))
        a_tube(round_, "T-00001", ids[:2], at=NOON)
        column = queries.links(SPRING, round_.pk, after(130)).sample
        assert [card.code for card in column.cards] == ["T-00001", "T-00002"]
        assert (column.tubes, column.people, column.over) == (2, 4, 1)
        assert (column.oldest.standing.state, column.oldest.standing.minutes) == ("over", 10)

    def test_a_towns_own_limit_holds_for_its_boxes_wherever_they_are_looked_at_from(self):
        round_, box, _ids = a_day()
        gave(box, None, a_courier(), now=after(1))
        said = presets.LimitSaid("box_lab", "", 60, 0.75, (0, 5, 10, 20), NOON.date(), "街道通知")
        row = presets.write_limit(by=somebody("gu", "town", TOWN), area=TOWN, said=said, now=NOON)
        presets.confirm_limit(by=somebody("li", "town", TOWN), limit_id=row.pk, now=NOON)
        for area in (SPRING, TOWN, 999999000000, 999900000000):
            assert queries.links(area, round_.pk, after(61)).send.over == 1, area

    def test_a_tube_in_the_box_of_a_neighbouring_committee_is_packed(self):
        _key, ids = a_building()
        round_ = a_round()
        a_tube(round_, "T-00001", ids[:2])
        a_box(place=SUMMER, round_=round_, tubes=["T-00001"])
        assert queries.links(SPRING, round_.pk, after(1)).sample.tubes == 0

    def test_a_box_of_which_nobody_has_said_the_round_is_not_hidden(self):
        round_, _box, _ids = a_day()
        seal(a_box("X-9", tubes=["T-00777"]), "F-9")
        assert {card.code for card in queries.links(TOWN, round_.pk, after(1)).send.cards} == {"X-0417", "X-9"}

    def test_without_a_round_it_shows_what_began_lately(self):
        a_day()
        assert queries.links(TOWN, None, after(1)).sample.passed == 3
        assert queries.links(TOWN, None, NOON + timedelta(days=4)).sample.passed == 0

    def test_its_queries_do_not_grow_with_the_boxes(self, django_assert_max_num_queries):
        round_, _box, _ids = a_day()
        for number in range(20):
            box = seal(a_box(f"X-{number}", round_=round_, tubes=[f"T-1{number:04}"]), f"F-{number}")
            gave(box, None, a_courier(f"师傅{number}"), now=after(number))
        presets.load()
        with django_assert_max_num_queries(30):
            queries.links(TOWN, round_.pk, after(400))


@given(st.integers(0, 99), st.integers(0, 99))
def test_nobody_in_a_tube_at_all_says_nothing_and_is_no_difference(in_tubes, without):
    line = balance.people(in_tubes, without)
    assert line.is_off == (in_tubes > 0 and without > 0)


def test_cards_are_few_and_the_line_says_how_many_there_are():
    line = balance.tubes(100, 60, 0, 0, [Named(f"T-{n}", "") for n in range(linking.NAMED)])
    assert (line.count, len(line.named)) == (40, linking.NAMED)
