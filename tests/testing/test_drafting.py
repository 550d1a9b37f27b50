"""The draft of a timetable: nobody is lost, no line is too long, windows hold, the same input gives the same answer."""

from datetime import datetime, timedelta
from itertools import groupby, pairwise
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from wanjia.kernel.area import building_key, compound_code
from wanjia.kernel.clock import LOCAL
from wanjia.testing.rules.drafting import Kept, Why, draft, is_in_hours
from wanjia.testing.rules.ground import Offer, Piece, batches, pieces
from wanjia.testing.rules.people import Cell, Covering, Group, is_behind

COMMITTEE = 999999001001
SIX = datetime(2022, 3, 31, 6, 0, tzinfo=LOCAL)
EVENING = datetime(2022, 3, 31, 20, 0, tzinfo=LOCAL)
APART = (Group.STUDENTS, Group.ELDERS, Group.HOME)


def key(building, compound=1):
    return building_key(compound_code(COMMITTEE, compound), building)


def an_offer(number=1, *, place=COMMITTEE, per_hour=100.0, capacity=50, windows=((SIX, EVENING),), busy=()):
    return Offer(UUID(int=number), place, per_hour, capacity, tuple(windows), tuple(busy))


CELLS = st.dictionaries(
    st.builds(
        Cell, st.builds(key, st.integers(1, 6), st.integers(1, 2)), st.integers(1, 3), st.integers(1, 12),
        st.sampled_from(Group),
    ),
    st.integers(1, 40), max_size=60,
)  # fmt: skip
OFFERS = st.lists(
    st.builds(
        lambda place, rate, holds, hours: (place, rate, holds, hours),
        st.sampled_from([COMMITTEE, compound_code(COMMITTEE, 1), compound_code(COMMITTEE, 2)]),
        st.sampled_from([0.0, 51.0, 102.0, 400.0]), st.integers(5, 80), st.integers(0, 14),
    ),
    max_size=3,
).map(
    lambda all_: [
        an_offer(n, place=place, per_hour=rate, capacity=holds,
                 windows=[(SIX, SIX + timedelta(hours=hours))] if hours else [])
        for n, (place, rate, holds, hours) in enumerate(all_, start=1)
    ]
)  # fmt: skip
WISHES = st.sets(st.sampled_from(APART))


def people(parts):
    return sum(part.people for part in parts)


@given(CELLS, OFFERS, WISHES)
@settings(max_examples=300)
def test_everybody_is_in_exactly_one_slot_or_named_as_not_fitting(cells, offers, apart):
    made = draft(cells, offers, apart=apart, now=SIX)
    assert people(s.piece for s in made.slots) + people(u.piece for u in made.unfit) == sum(cells.values())
    covering = Covering([slot.piece for slot in made.slots])
    named = [unfit.piece for unfit in made.unfit]
    for cell in cells:
        own = Cell(cell.building_key, cell.stair, cell.floor, cell.group if cell.group in apart else Group.EVERYONE)
        exact = [
            slot.piece for slot in made.slots
            if slot.piece.building_key == own.building_key and is_behind(slot.piece, own)
            and slot.piece.group == own.group
        ]  # fmt: skip
        left = [piece for piece in named if piece.building_key == own.building_key and is_behind(piece, own)]
        assert len(exact) <= 1
        assert exact or left
        assert not exact or covering.of(own) == exact[0]


@given(CELLS, OFFERS, WISHES)
@settings(max_examples=200)
def test_the_line_is_never_longer_than_its_marks_and_no_two_calls_overlap(cells, offers, apart):
    made = draft(cells, offers, apart=apart, now=SIX)
    holds = {offer.site: offer.capacity for offer in offers}
    called = {}
    for slot in made.slots:
        if slot.piece.group != Group.HOME:
            called.setdefault((slot.site, slot.starts_at, slot.ends_at), []).append(slot.piece)
    for (site, _start, _end), pieces_ in called.items():
        assert people(pieces_) <= holds[site]
    times = sorted(called, key=lambda one: (one[0], one[1]))
    for one, other in pairwise(times):
        assert one[0] != other[0] or one[2] <= other[1]


@given(CELLS, OFFERS, WISHES)
@settings(max_examples=200)
def test_groups_keep_their_hours_and_sites_theirs(cells, offers, apart):
    windows = {offer.site: offer.windows for offer in offers}
    for slot in draft(cells, offers, apart=apart, now=SIX).slots:
        assert is_in_hours(slot.piece.group, slot.starts_at, slot.ends_at)
        assert any(low <= slot.starts_at and slot.ends_at <= high for low, high in windows[slot.site])
        assert slot.piece.group in {*apart, Group.EVERYONE}


@given(CELLS, OFFERS, WISHES, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_the_same_people_give_the_same_timetable_in_whatever_order_they_come(cells, offers, apart, chance):
    shuffled = list(cells.items())
    chance.shuffle(shuffled)
    assert draft(dict(shuffled), offers, apart=apart, now=SIX) == draft(cells, offers, apart=apart, now=SIX)


@given(CELLS, OFFERS, WISHES)
@settings(max_examples=100)
def test_a_building_stays_together_in_walking_order(cells, offers, apart):
    made = draft(cells, offers, apart=apart, now=SIX)
    for site in {slot.site for slot in made.slots}:
        walked = [s.piece.building_key for s in made.slots if s.site == site and s.piece.group == Group.EVERYONE]
        assert walked == sorted(walked)


class Stays:
    """A slot that somebody called."""

    def __init__(self, piece, site):
        self.building_key, self.stair, self.group = piece.building_key, piece.stair, piece.group
        self.floor_low, self.floor_high, self.site_id = piece.floor_low, piece.floor_high, site


@given(CELLS, OFFERS, st.integers(0, 6))
@settings(max_examples=150)
def test_a_new_timetable_calls_nobody_twice_who_was_called(cells, offers, called):
    first = draft(cells, offers, apart=(), now=SIX)
    kept: list[Kept] = [Stays(slot.piece, slot.site) for slot in first.slots[:called]]
    covering = Covering(kept)
    everyone = {}
    for cell, count in cells.items():
        own = Cell(cell.building_key, cell.stair, cell.floor, Group.EVERYONE)
        everyone[own] = everyone.get(own, 0) + count
    left = {cell: count for cell, count in everyone.items() if covering.of(cell) is None}
    again = draft(left, offers, apart=(), kept=kept, now=SIX)
    assert people(s.piece for s in again.slots) + people(u.piece for u in again.unfit) == sum(left.values())
    for cell in everyone:
        held = [slot for slot in [*kept, *(s.piece for s in again.slots)]
                if slot.building_key == cell.building_key and is_behind(slot, cell)]  # fmt: skip
        assert len(held) <= 1


def test_a_large_building_is_called_by_stair_and_a_large_stair_by_floors_from_the_top():
    cells = {Cell(key(1), 1, floor, Group.EVERYONE): 4 for floor in range(1, 5)}
    cells |= {Cell(key(1), 2, floor, Group.EVERYONE): 10 for floor in range(1, 7)}
    fit, too_many = pieces(cells, 20)
    assert too_many == []
    assert fit == [
        Piece(key(1), 1, None, None, Group.EVERYONE, 16), Piece(key(1), 2, 5, 6, Group.EVERYONE, 20),
        Piece(key(1), 2, 3, 4, Group.EVERYONE, 20), Piece(key(1), 2, 1, 2, Group.EVERYONE, 20),
    ]  # fmt: skip


def test_what_does_not_fit_before_closing_is_named_with_the_hour():
    cells = {Cell(key(n), 1, 1, Group.EVERYONE): 40 for n in (1, 2, 3)}
    offer = an_offer(per_hour=40, windows=[(SIX, SIX + timedelta(hours=2))])
    made = draft(cells, [offer], apart=(), now=SIX)
    assert [slot.piece.building_key for slot in made.slots] == [key(1), key(2)]
    [left] = made.unfit
    assert (left.why, left.piece.people, left.until) == (Why.CLOSING, 40, SIX + timedelta(hours=2))


def test_without_an_open_site_everybody_is_named():
    made = draft({Cell(key(1), 1, 1, Group.EVERYONE): 7}, [an_offer(per_hour=0)], apart=(), now=SIX)
    assert made.slots == ()
    assert [(unfit.why, unfit.piece.people) for unfit in made.unfit] == [(Why.NO_SITE, 7)]


def test_a_floor_that_is_too_many_for_the_line_is_named_and_the_others_are_called_around_it():
    cells = {Cell(key(1), 1, floor, Group.EVERYONE): 90 if floor == 2 else 10 for floor in (1, 2, 3)}
    made = draft(cells, [an_offer()], apart=(), now=SIX)
    assert [(s.piece.floor_low, s.piece.floor_high) for s in made.slots] == [(3, 3), (1, 1)]
    assert [(unfit.why, unfit.piece.floor_low) for unfit in made.unfit] == [(Why.QUEUE, 2)]


def test_a_building_goes_to_the_site_of_its_compound_and_neighbours_share_two_sites():
    cells = {Cell(key(n, c), 1, 1, Group.EVERYONE): 10 for n in (1, 2, 3, 4) for c in (1, 2)}
    own = an_offer(1, place=compound_code(COMMITTEE, 1))
    made = draft(cells, [own, an_offer(2), an_offer(3)], apart=(), now=SIX)
    at = {slot.piece.building_key: slot.site.int for slot in made.slots}
    assert {at[key(n, 1)] for n in (1, 2, 3, 4)} == {1}
    assert [at[key(n, 2)] for n in (1, 2, 3, 4)] == [2, 2, 3, 3]


def test_home_visits_take_neither_line_nor_lanes():
    cells = {Cell(key(1), 1, 1, Group.HOME): 3, Cell(key(1), 1, 1, Group.EVERYONE): 10}
    made = draft(cells, [an_offer()], apart=(Group.HOME,), now=SIX)
    visit = next(slot for slot in made.slots if slot.piece.group == Group.HOME)
    assert (visit.starts_at, visit.ends_at) == (SIX, EVENING)
    assert next(s for s in made.slots if s.piece.group == Group.EVERYONE).starts_at == SIX


def test_batches_fill_the_line_in_order():
    some = [Piece(key(n), None, None, None, Group.EVERYONE, count) for n, count in enumerate((20, 20, 20, 45), start=1)]
    assert [[p.people for p in batch] for batch in batches(some, 50)] == [[20, 20], [20], [45]]


def test_nobody_who_is_called_waits_longer_than_half_an_hour_unless_their_building_alone_takes_longer():
    cells = {Cell(key(n), 1, 1, Group.EVERYONE): 10 for n in range(1, 7)}
    made = draft(cells, [an_offer(per_hour=40, capacity=80)], apart=(), now=SIX)
    assert [len(list(group)) for _time, group in groupby(made.slots, key=lambda slot: slot.starts_at)] == [2, 2, 2]


def test_nothing_starts_in_the_past_or_between_the_marks_of_five_minutes():
    now = SIX + timedelta(hours=1, minutes=2)
    made = draft({Cell(key(1), 1, 1, Group.EVERYONE): 7}, [an_offer()], apart=(), now=now)
    assert made.slots[0].starts_at == SIX + timedelta(hours=1, minutes=5)
