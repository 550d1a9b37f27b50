"""The timetable on the day: written, called, overruled with a reason, taken back, moved; who came and who did not."""

from datetime import timedelta

import pytest

from tests.testing.ground import a_house, a_site, a_slot
from tests.world import HAND, NOON, SPRING, a_round
from wanjia.coverage import desk, rulings
from wanjia.coverage import services as rounds
from wanjia.coverage.refusals import RoundClosed
from wanjia.coverage.rulings import Ruling
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Person
from wanjia.testing import calling, queries, services
from wanjia.testing.calling import Wish
from wanjia.testing.models import Slot
from wanjia.testing.refusals import (
    AlreadyCalled,
    NoRoom,
    NotCalled,
    NothingToCall,
    QueueNotShort,
    QueueUnknown,
    WrongHours,
)
from wanjia.testing.rules.people import Group

pytestmark = pytest.mark.django_db
ALL = Wish((), 60)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world():
    """Two houses of 24, one site for both, open from 6:00 to 20:00."""
    (one, first), (two, second) = a_house(1), a_house(2)
    round_ = a_round()
    return {"round": round_, "site": a_site(SPRING, round_), "one": one, "two": two, "ids": first, "more": second}


def write(world, wish=ALL, now=NOON):
    return calling.write_draft(by=HAND, round_=world["round"], committee=SPRING, wish=wish, now=now)


def call(world, *, slot=None, reason="", now=NOON):
    slot_id = slot.pk if slot else None
    return calling.call(by=HAND, site=world["site"], round_=world["round"], slot_id=slot_id, reason=reason, now=now)


def count(world, waiting, now=NOON):
    services.count_at_desk(by=HAND, site=world["site"], post="queue", waiting=waiting, now=now)


def served(world, ids, now=NOON):
    desk.record_by_hand(by=HAND, round_=world["round"], subjects=ids, now=now)


def slots(world):
    return queries.slots([world["site"]], world["round"])


class TestWriting:
    def test_everybody_who_is_open_gets_a_time(self, world):
        served(world, world["ids"][:4])
        write(world)
        assert [(slot.building_key, slot.expected) for slot in slots(world)] == [(world["one"], 20), (world["two"], 24)]
        assert slots(world)[0].starts_at == NOON

    def test_written_again_it_is_the_same_and_what_was_called_or_moved_stays(self, world):
        write(world)
        first, second = slots(world)
        count(world, 0)
        call(world)
        calling.move(by=HAND, slot=second, starts_at=NOON + 60 * MINUTE, ends_at=NOON + 90 * MINUTE, note="", now=NOON)
        write(world, now=NOON + 5 * MINUTE)
        assert {slot.pk for slot in slots(world)} == {first.pk, second.pk}
        write(world, now=NOON + 5 * MINUTE)
        assert len(slots(world)) == 2

    def test_somebody_who_is_excused_or_released_is_not_called(self, world):
        rulings.excuse(by=HAND, ruling=Ruling(world["round"], world["ids"][:3], "bedridden"), now=NOON)
        write(world)
        assert slots(world)[0].expected == 21

    def test_students_elders_and_home_have_their_own_slots(self, world):
        Person.objects.filter(id__in=world["ids"][:2]).update(born_on="2012-01-01")
        Person.objects.filter(id__in=world["ids"][2:5]).update(born_on="1940-01-01")
        made = write(world, Wish((Group.STUDENTS, Group.ELDERS), 60))
        assert {slot.group: slot.expected for slot in slots(world) if slot.building_key == world["one"]} == {
            "students": 2, "everyone": 19,
        }  # fmt: skip
        assert [(unfit.why, unfit.piece.people) for unfit in made.unfit] == [("window", 3)]  # noon: 11:00 has passed

    def test_a_round_that_is_closed_gets_none(self, world):
        rounds.cancel_round(by=HAND, round_=world["round"], reason="x", now=NOON)
        world["round"].refresh_from_db()
        with pytest.raises(RoundClosed):
            write(world)

    def test_a_whole_day_counts_those_who_came_too(self, world):
        served(world, world["ids"])
        write(world, Wish((), 60, is_whole=True))
        assert slots(world)[0].expected == 24

    def test_the_draft_writes_nothing(self, world, django_assert_num_queries):
        with django_assert_num_queries(7):
            calling.draft(world["round"], SPRING, ALL, NOON)
        assert slots(world) == []


class TestCalling:
    def test_the_next_is_called_when_the_queue_is_short(self, world):
        write(world)
        count(world, 20)
        called = call(world)
        assert (called.building_key, called.called_by) == (world["one"], HAND.name)
        assert AuditEntry.objects.filter(act="slot.call").count() == 1

    def test_nobody_counted_the_queue_is_full_or_too_many_would_come(self, world):
        write(world)
        with pytest.raises(QueueUnknown):
            call(world)
        count(world, 26)
        with pytest.raises(QueueNotShort) as full:
            call(world)
        assert full.value.facts == {"waiting": 26, "capacity": 50, "expected": 24}
        Slot.objects.filter(building_key=world["one"]).delete()
        world["site"].spacing_metres = 3
        world["site"].save()
        count(world, 12, NOON + MINUTE)
        with pytest.raises(NoRoom):
            call(world, now=NOON + MINUTE)
        assert not Slot.objects.exclude(called_at=None).exists()

    def test_a_reason_overrules_it_and_stands_in_the_log(self, world):
        write(world)
        called = call(world, reason="透析病人等不了")
        assert called.note == "透析病人等不了"
        assert AuditEntry.objects.get(act="slot.call").reason == "透析病人等不了"

    def test_those_on_the_way_count_as_waiting_until_somebody_counts_again(self, world):
        write(world)
        count(world, 10)
        call(world, now=NOON + MINUTE)
        with pytest.raises(QueueNotShort):
            call(world, now=NOON + 2 * MINUTE)
        count(world, 12, NOON + 3 * MINUTE)
        assert call(world, now=NOON + 4 * MINUTE).building_key == world["two"]

    def test_where_everybody_came_already_nobody_is_called(self, world):
        write(world)
        served(world, world["ids"])
        count(world, 0)
        assert call(world).building_key == world["two"]
        with pytest.raises(NothingToCall):
            call(world)

    def test_one_is_called_by_name_and_only_once(self, world):
        write(world)
        count(world, 0)
        second = slots(world)[1]
        assert call(world, slot=second).pk == second.pk
        with pytest.raises(AlreadyCalled):
            call(world, slot=second)

    def test_a_call_is_taken_back_once(self, world):
        write(world)
        count(world, 0)
        called = call(world)
        calling.take_back(by=HAND, slot=called, now=NOON)
        assert calling.next_of(world["site"], world["round"], NOON).pk == called.pk
        with pytest.raises(NotCalled):
            calling.take_back(by=HAND, slot=called, now=NOON)

    def test_a_called_slot_stays_where_it_is(self, world):
        write(world)
        count(world, 0)
        called = call(world)
        with pytest.raises(AlreadyCalled):
            calling.move(by=HAND, slot=called, starts_at=NOON, ends_at=NOON + MINUTE, note="", now=NOON)
        with pytest.raises(WrongHours):
            calling.move(by=HAND, slot=slots(world)[1], starts_at=NOON, ends_at=NOON, note="", now=NOON)

    def test_home_visits_are_never_called_to_the_site(self, world):
        a_slot(world["site"], world["round"], world["one"], group="home")
        count(world, 0)
        with pytest.raises(NothingToCall):
            call(world)


class TestWhoCame:
    def test_slots_count_their_own_people_and_the_rest_is_named(self, world):
        stair = a_slot(world["site"], world["round"], world["one"], stair=1)
        floors = a_slot(world["site"], world["round"], world["one"], stair=2, floor_low=2, floor_high=3)
        served(world, world["ids"][:5])
        came = queries.attendance(world["round"], SPRING, [stair, floors], NOON + MINUTE)
        assert (came.by_slot[stair.pk].expected, came.by_slot[stair.pk].open) == (12, 7)
        assert came.by_slot[floors.pk].expected == 8
        assert (came.uncalled.expected, came.uncalled.open) == (4 + 24, 28)

    def test_a_slot_is_over_once_it_was_called_or_where_nobody_calls(self, world):
        early = a_slot(world["site"], world["round"], world["one"])
        late = a_slot(world["site"], world["round"], world["two"], starts=NOON + 40 * MINUTE)
        after = NOON + 35 * MINUTE
        assert queries.over([early, late], after) == [early]
        late.called_at = NOON
        assert queries.over([early, late], after) == []
        early.called_at = NOON
        assert queries.over([early, late], after) == [early]

    def test_the_residents_page_hears_when_its_stair_is_called_and_nothing_else(self, world, django_assert_num_queries):
        a_slot(world["site"], world["round"], world["one"], stair=1)
        a_slot(world["site"], world["round"], world["one"], stair=2, floor_low=2, floor_high=3)
        a_slot(world["site"], world["round"], world["one"], group="elders")
        with django_assert_num_queries(3):
            mine = queries.slots_of_building(world["one"], 2, world["round"], NOON + 31 * MINUTE)
        assert sorted(when.floors or () for when in mine) == [(), (2, 3)]
        assert all(when.is_over and when.site == "中心花园" and when.stands == "中心花园北侧" for when in mine)
        assert len(queries.slots_of_building(world["one"], None, world["round"], NOON)) == 3
        assert queries.slots_of_building(world["two"], 1, world["round"], NOON) == []
