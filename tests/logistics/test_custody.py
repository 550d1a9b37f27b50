"""The custody line: any order of arrival gives the same, nothing is skipped, a missing signature is named."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from wanjia.kernel import custody
from wanjia.kernel.custody import GAVE, TOOK, Signed
from wanjia.logistics.rules import boxes
from wanjia.logistics.rules.boxes import Known, State

NOON = datetime(2022, 3, 31, 4, tzinfo=UTC)
HANDS = [None, *(UUID(int=number) for number in range(1, 5))]


def at(minutes):
    return NOON + timedelta(minutes=minutes)


def signed(number, side, giver, taker, minutes, **more):
    holder, other = (giver, taker) if side == GAVE else (taker, giver)
    return Signed(UUID(int=1000 + number), side, holder, other, at(minutes), **more)


@st.composite
def ways(draw):
    """Signatures of a box that goes through some hands, some of them missing, in the order of time."""
    hands = draw(st.lists(st.sampled_from(HANDS[1:]), min_size=0, max_size=4, unique=True))
    found, minutes = [], 0
    for number, (giver, taker) in enumerate(pairwise([None, *hands])):
        minutes += draw(st.integers(5, 300))
        sides = draw(st.sampled_from([(GAVE,), (TOOK,), (GAVE, TOOK)]))
        late = draw(st.integers(0, 4))
        found += [signed(number * 2 + (side == TOOK), side, giver, taker, minutes + late * (side == TOOK))
                  for side in sides]  # fmt: skip
    return hands, found


@given(ways(), st.randoms(use_true_random=False))
def test_the_same_signatures_in_any_order_of_arrival_give_the_same_line(way, shuffle):
    _hands, found = way
    mixed = list(found)
    shuffle.shuffle(mixed)
    one, other = custody.line(found, NOON), custody.line(mixed, NOON)
    assert one.holds == other.holds
    assert one.hand_overs == other.hand_overs


@given(ways())
def test_at_any_moment_exactly_one_has_the_box(way):
    hands, found = way
    line = custody.line(found, NOON)
    assert [hold.holder for hold in line.holds] == [None, *hands]
    assert all(before.until == after.since for before, after in pairwise(line.holds))
    assert line.holds[0].since == NOON
    assert line.holds[-1].until is None


@given(ways())
def test_every_signature_stands_in_a_hand_over_and_each_missing_side_is_named(way):
    hands, found = way
    line = custody.line(found, NOON)
    assert len(line.hand_overs) == len(hands)
    assert sum((one.gave is not None) + (one.took is not None) for one in line.hand_overs) == len(found)
    assert len(line.one_sided) == 2 * len(hands) - len(found)


def test_trap_13_a_missing_slip_is_a_hand_over_with_one_signature():
    courier = HANDS[1]
    line = custody.line([signed(1, GAVE, None, courier, 10)], NOON)
    [one] = line.one_sided
    assert (one.missing, one.taker) == (TOOK, courier)
    assert line.now_with == courier  # whoever gave says so; it is named, and not believed to be complete


def test_the_courier_who_says_that_the_laboratory_has_it_is_not_the_laboratorys_signature():
    courier, lab = HANDS[1], HANDS[2]
    said = [signed(1, GAVE, None, courier, 10), signed(2, GAVE, courier, lab, 60)]
    assert custody.line(said, NOON).taken_in_by([lab]) is None
    said.append(signed(3, TOOK, courier, lab, 62))
    assert custody.line(said, NOON).taken_in_by([lab]).at == at(62)


def test_a_hand_over_that_nobody_signed_shows_as_a_break():
    first, second, third = HANDS[1:4]
    line = custody.line([signed(1, TOOK, None, first, 10), signed(2, TOOK, second, third, 90)], NOON)
    [broken] = custody.breaks(line)
    assert broken.giver == second


def test_back_and_forth_between_two_hands_are_three_hand_overs():
    courier = HANDS[1]
    said = [signed(1, GAVE, None, courier, 10), signed(2, TOOK, None, courier, 11),
            signed(3, GAVE, courier, None, 40), signed(4, TOOK, courier, None, 41),
            signed(5, GAVE, None, courier, 200), signed(6, TOOK, None, courier, 201)]  # fmt: skip
    line = custody.line(said, NOON)
    assert [hold.holder for hold in line.holds] == [None, courier, None, courier]
    assert line.one_sided == ()


def test_counting_again_adds_no_hand_over_and_the_last_count_holds():
    lab = HANDS[2]
    said = [signed(1, GAVE, None, lab, 10, counted=25), signed(2, TOOK, None, lab, 12, counted=24),
            signed(3, TOOK, None, lab, 20, counted=25)]  # fmt: skip
    [one] = custody.line(said, NOON).hand_overs
    assert one.last_count.seen_at == at(20)
    assert len(one.recounts) == 1


def test_both_sides_from_one_account_are_no_two_people_except_from_paper():
    courier = HANDS[1]
    pair = [signed(1, GAVE, None, courier, 1, account_id=7), signed(2, TOOK, None, courier, 2, account_id=7)]
    assert custody.line(pair, NOON).hand_overs[0].is_one_hand
    paper = [signed(1, GAVE, None, courier, 1, account_id=7, is_paper=True),
             signed(2, TOOK, None, courier, 2, account_id=7, is_paper=True)]  # fmt: skip
    assert not custody.line(paper, NOON).hand_overs[0].is_one_hand


class TestStates:
    def test_a_box_goes_from_packing_to_the_laboratory(self):
        assert boxes.state_of(Known()) is State.PACKING
        assert boxes.state_of(Known(sealed_at=NOON)) is State.SEALED
        assert boxes.state_of(Known(sealed_at=NOON, is_out=True)) is State.ON_THE_WAY
        assert boxes.state_of(Known(sealed_at=NOON, is_out=True, is_taken_in=True)) is State.AT_LAB
        assert boxes.state_of(Known(ended_at=NOON, is_taken_in=True)) is State.ENDED

    def test_a_loss_holds_until_it_is_found_and_again_when_it_is_lost_again(self):
        lost = Known(lost_at=at(10), is_out=True)
        assert boxes.state_of(lost) is State.LOST
        assert boxes.state_of(Known(lost_at=at(10), found_at=at(20), is_out=True)) is State.ON_THE_WAY
        assert boxes.state_of(Known(lost_at=at(30), found_at=at(20), is_out=True)) is State.LOST

    @given(st.builds(Known, *[st.sampled_from([None, at(1), at(2)])] * 4, st.booleans(), st.booleans()))
    def test_every_box_is_in_exactly_one_state_that_has_a_shape(self, known):
        assert boxes.state_of(known) in boxes.GLYPHS
