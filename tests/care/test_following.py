"""An elder who was entered twice keeps her carer, her plan and whoever is looking for her, wherever she was entered."""

from datetime import date, time

import pytest

from tests.care.ground import MARCH_21, a_volunteer, an_elder, at, need
from tests.isolation.ground import an_order
from tests.medical.ground import a_course
from tests.medical.ground import an_order as an_order_of_medicine
from tests.world import HAND, SPRING, SUMMER, TOWN, a_building, a_person, an_account
from wanjia.care import climbing, daily, guiding, helping, lists, planning, teams, tending
from wanjia.care.guiding import Guiding
from wanjia.care.helping import Pairing
from wanjia.care.models import (
    CarePlan,
    CareRound,
    Carership,
    CareTask,
    Cover,
    Guide,
    InformalCarer,
    Ladder,
    LadderStep,
    TeamMember,
    TeamPerson,
    Volunteer,
)
from wanjia.care.planning import Plan
from wanjia.care.teams import Bound
from wanjia.care.tending import Informal
from wanjia.coverage.models import Sheet
from wanjia.coverage.rulings import states_of
from wanjia.medical.models import Appointment, Course, MedicineOrder
from wanjia.platform.models import Account, AuditEntry
from wanjia.roster import merging, services
from wanjia.roster.models import Household, Person, SpecialNeed

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone():
    return an_elder()[0]


def entered_again(committee=SPRING):
    """A second entry of the elder: behind the next door, or in a committee to which she has moved."""
    if committee == SPRING:
        home = Household.objects.order_by("walk").last()
    else:
        home = Household.objects.filter(building_key=a_building(committee, people=0)[0]).first()
    return a_person(home, 950, name="冯冬至", born_on=date(1941, 5, 6)).pk


@pytest.fixture(params=[SPRING, SUMMER], ids=["next door", "another committee"])
def kept(request, gone):
    return entered_again(request.param)


def merge(gone, kept, now=at("10:00")):
    merging.merge_people(by=HAND, kept_id=kept, gone_id=gone, now=now)


def carer(login="pu", name="浦处暑"):
    return an_account(login, "worker", SPRING, name=name)


def give(person, one, backup=None):
    tending.give(
        by=HAND, person_id=person, carer_id=one.pk, backup_id=backup.pk if backup else None, note="", now=at("8:00")
    )


class TestTheCarer:
    def test_goes_along_and_has_her_on_the_list(self, gone):
        kept, pu = entered_again(), carer()
        give(gone, pu)
        merge(gone, kept)
        assert list(lists.of(pu.pk)) == [kept]
        line = AuditEntry.objects.get(act="care.follow_merge")
        assert (line.subject, line.detail["lists"]) == (f"person:{kept}", 1)

    def test_who_serves_both_committees_goes_along_to_the_other(self, gone):
        kept, pu = entered_again(SUMMER), an_account("pu", "town", TOWN)
        give(gone, pu)
        merge(gone, kept)
        held = Carership.objects.get(until_at=None)
        assert (held.person_id, held.part, held.building_key) == (
            kept,
            SUMMER,
            Person.objects.get(pk=kept).building_key,
        )
        assert list(lists.of(pu.pk)) == [kept]

    def test_who_cannot_serve_where_she_lives_is_no_carer_of_hers(self, gone):
        kept, pu = entered_again(SUMMER), carer()
        give(gone, pu)
        merge(gone, kept)
        assert not Carership.objects.filter(until_at=None).exists()
        assert Carership.objects.get().person_id == kept  # and one can read who it was

    def test_of_two_carers_the_second_stands_behind_the_first(self, gone):
        kept, pu, he = entered_again(), carer(), carer("he", name="何夏至")
        give(gone, pu)
        give(kept, he)
        merge(gone, kept)
        held = Carership.objects.get(until_at=None)
        assert (held.carer_name, held.backup_name) == ("何夏至", "浦处暑")
        assert list(lists.of(pu.pk)) == [kept]


class TestTies:
    def test_relatives_pairs_and_covers_follow(self, gone, kept):
        tie = tending.write_informal(by=HAND, said=Informal(gone, "陆满", "12000003320", "换水"), now=at("8:00"))
        tending.locked_in(by=HAND, informal_id=tie.pk, now=at("9:00"))
        helping.pair(by=HAND, said=Pairing(gone, a_volunteer().pk, "old_partner"), now=at("8:00"))
        merge(gone, kept)
        rows = InformalCarer.objects.filter(person_id=kept, part=kept // 10**6, until_on=None)
        assert rows.count() == 2
        cover = Cover.objects.get(ended_at=None)
        assert (cover.person_id, cover.part, cover.informal_id) == (kept, kept // 10**6, tie.pk)
        assert cover.building_key == Person.objects.get(pk=kept).building_key

    def test_one_pair_written_twice_is_one_and_waits_for_what_either_waited_for(self, gone, kept):
        he = a_volunteer()
        for person in (gone, kept):
            helping.pair(by=HAND, said=Pairing(person, he.pk, "old_partner"), now=at("8:00"))
        mine = InformalCarer.objects.get(person_id=gone)
        tending.raise_cover(mine, "hand", at("9:00"))
        merge(gone, kept)
        held = InformalCarer.objects.get(until_on=None)
        assert (held.person_id, Cover.objects.get(ended_at=None).informal_id) == (kept, held.pk)

    def test_nobody_cares_for_herself(self, gone):
        kept = entered_again()
        tending.write_informal(by=HAND, said=Informal(gone, "冯冬至", carer_person_id=kept), now=at("8:00"))
        merge(gone, kept)
        assert not InformalCarer.objects.filter(until_on=None).exists()

    def test_a_carer_who_was_entered_twice_and_is_kept_in_is_covered_for(self, gone):
        twice = [a_person(Household.objects.order_by("walk").last(), 970 + n, name="陆满").pk for n in range(2)]
        tending.write_informal(by=HAND, said=Informal(gone, "陆满", carer_person_id=twice[0]), now=at("8:00"))
        order = an_order(twice[1], since=MARCH_21, now=at("9:00"), is_urgent=True)
        assert not Cover.objects.exists()
        merge(*twice)
        assert Cover.objects.get().cause == f"order:{order.pk}"

    def test_a_volunteer_who_was_entered_twice_is_one(self, gone):
        twice = [a_person(Household.objects.order_by("walk").last(), 970 + n, name="何立春").pk for n in range(2)]
        one, two = (a_volunteer(person_id=person) for person in twice)
        helping.pair(by=HAND, said=Pairing(gone, one.pk, "old_partner"), now=at("8:00"))
        team = teams.write(by=HAND, committee=SPRING, said=Bound("绿马甲", one.pk), now=at("8:00"))
        helping.fall_out(by=HAND, volunteer_id=two.pk, why="ill", now=at("9:00"))
        merge(*twice)
        assert Volunteer.objects.get(until_on=None).pk == two.pk
        assert [tie.person_id for tie in helping.pairs_of(two)] == [gone]
        assert TeamMember.objects.get(until_on=None).volunteer_id == two.pk
        team.refresh_from_db()
        assert team.leader_id == two.pk
        assert Cover.objects.get(ended_at=None).person_id == gone  # ill is ill, under either name


class TestHerself:
    def test_the_plan_that_was_written_last_speaks_and_the_others_stay_readable(self, gone, kept):
        for hour, person, medicine in (("7:00", gone, "甲"), ("8:00", kept, "乙"), ("9:00", gone, "丙")):
            planning.write(by=HAND, person_id=person, plan=Plan(medicine=medicine), now=at(hour))
        merge(gone, kept)
        rows = planning.plans_of(Person.objects.get(pk=kept))
        assert [(row.version, planning.said_in(row).medicine) for row in rows] == [(3, "丙"), (2, "乙"), (1, "甲")]
        assert CarePlan.objects.count() == 3

    def test_tasks_guides_and_what_is_due_today_follow(self, gone, kept):
        planning.add_task(by=HAND, person_id=gone, at=time(18), what="换水", now=at("8:00"))
        guiding.write(by=HAND, said=Guiding(gone, "陆小满", "12000003321", "wechat"), now=at("8:00"))
        daily.settle(SPRING, at("8:30"))
        merge(gone, kept)
        assert (CareTask.objects.get().person_id, Guide.objects.get().person_id) == (kept, kept)
        assert list(guiding.guides_of([kept])) == [kept]
        assert kept in {one for sheet in Sheet.objects.all() for one in sheet.owed}

    def test_a_ladder_goes_on_with_its_steps(self, gone, kept):
        held = climbing.begin(by=HAND, person_id=gone, round_id=None, now=at("9:00"))
        said = climbing.Said("first", "no_answer", at("9:05"), who="孙")
        climbing.step(by=HAND, ladder_id=held.pk, said=said, now=at("9:05"))
        merge(gone, kept)
        row = Ladder.objects.get()
        assert (row.pk, row.person_id, row.part) == (held.pk, kept, kept // 10**6)
        assert len(climbing.steps_of(row)) == LadderStep.objects.count() == 1
        assert climbing.begin(by=HAND, person_id=kept, round_id=None, now=at("11:00")).pk == held.pk

    def test_two_ladders_stay_two_until_somebody_found_her(self, gone, kept):
        for person in (gone, kept):
            climbing.begin(by=HAND, person_id=person, round_id=None, now=at("9:00"))
        merge(gone, kept)
        assert Ladder.objects.filter(closed_at=None).count() == 2

    def test_she_is_named_once_on_a_team_of_her_committee_and_on_none_of_another(self, gone, kept):
        team = teams.write(by=HAND, committee=SPRING, said=Bound("绿马甲", a_volunteer().pk), now=at("8:00"))
        teams.name(by=HAND, team_id=team.pk, person_id=gone, now=at("8:00"))
        is_here = kept // 10**6 == SPRING
        if is_here:
            teams.name(by=HAND, team_id=team.pk, person_id=kept, now=at("8:00"))
        merge(gone, kept)
        assert TeamPerson.objects.filter(until_on=None, person_id=kept).count() == int(is_here)
        assert not TeamPerson.objects.filter(until_on=None, person_id=gone).exists()

    def test_her_needs_and_her_way_to_the_hospital_follow(self, gone, kept):
        from tests.medical.ground import a_course, station

        need(gone, "dialysis")
        course = a_course(gone, since=MARCH_21)
        visit = Appointment.objects.order_by("on").first()
        station(visit, "left_home", "gives", at("9:00"))
        n = Appointment.objects.count()
        merge(gone, kept)
        part = kept // 10**6
        home = Person.objects.get(pk=kept).building_key
        held = Course.objects.get()
        assert (held.pk, held.person_id, held.part, held.building_key) == (course.pk, kept, part, home)
        assert Appointment.objects.filter(part=part, person_id=kept, course=held).count() == n
        visit.refresh_from_db()
        assert visit.steps.get().part == part
        assert set(SpecialNeed.objects.filter(until_on=None).values_list("part", "person_id")) == {(part, kept)}


class TestAMove:
    """Of an elder with everything, from one committee to another."""

    @pytest.fixture
    def moved(self, gone):
        key, _ids = a_building(SUMMER, people=0)
        town, here = an_account("tang", "carer", TOWN), an_account("zhao", "carer", SPRING)
        tending.give(by=HAND, person_id=gone, carer_id=town.pk, backup_id=here.pk, note="", now=at("8:00"))
        planning.add_task(by=HAND, person_id=gone, at=time(18), what="氧气机换纯净水", now=at("8:00"))
        helping.pair(by=HAND, said=Pairing(gone, a_volunteer().pk, "old_partner"), now=at("8:00"))
        climbing.begin(by=HAND, person_id=gone, round_id=None, now=at("8:00"))
        a_course(gone)
        an_order_of_medicine(gone)
        home = Household.objects.filter(building_key=key).first()
        services.move_person(by=HAND, person_id=gone, household=home, now=at("9:00"))
        return gone, key

    def test_everything_that_is_planned_stands_at_the_new_door(self, moved):
        _person, key = moved
        for model in (CareTask, InformalCarer, Ladder, Carership, Course, MedicineOrder):
            assert set(model.objects.values_list("building_key", flat=True)) == {key}, model
        assert set(Appointment.objects.filter(on__gte=MARCH_21).values_list("building_key", flat=True)) == {key}

    def test_the_day_asks_for_her_there_and_no_longer_here(self, moved):
        person, _key = moved
        assert SUMMER in daily.committees()
        states = {}
        for row in CareRound.objects.all():
            states.setdefault(row.part, set()).update(states_of(row.round_id, [person]).values())
        assert states == {SPRING: {"released"}, SUMMER: {"open"}}
        assert {one.at for one in daily.owed_in(SUMMER, MARCH_21)} >= {time(18)}

    def test_who_cannot_serve_there_is_theirs_no_more(self, moved):
        (held,) = Carership.objects.filter(until_at=None)
        assert (held.carer_id is not None, held.backup_id) == (True, None)
        back = Household.objects.filter(building_key=a_building(SPRING, number=2, people=0)[0]).first()
        Account.objects.filter(login="tang").update(is_active=False)
        services.move_person(by=HAND, person_id=moved[0], household=back, now=at("10:00"))
        assert not Carership.objects.filter(until_at=None).exists()
