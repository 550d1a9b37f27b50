"""Pairs and teams: bound to people by a decision, in the day's rounds, uncovered at once when somebody falls out."""

from datetime import date, time, timedelta

import pytest

from tests.care.ground import HOUR, MARCH_21, a_volunteer, an_elder, at, need
from tests.isolation.ground import an_order
from tests.world import HAND, SPRING, SUMMER, a_building, a_person, an_account
from wanjia.care import carried, daily, helping, lists, queries, teams, tending, volunteers
from wanjia.care.helping import Pairing
from wanjia.care.models import CarerIndex, CareRound, Cover, InformalCarer, Team, Volunteer
from wanjia.care.refusals import (
    DueTooEarly,
    LeaderStays,
    LimitReached,
    NotACarer,
    NumberWanted,
    PairedAlready,
    VolunteerOut,
    WordsWanted,
)
from wanjia.care.teams import Bound
from wanjia.care.tending import Informal
from wanjia.coverage import intake
from wanjia.coverage.models import Round, Sheet
from wanjia.isolation import ordering
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.models import AuditEntry
from wanjia.roster import services
from wanjia.roster.models import Household, Person

pytestmark = pytest.mark.django_db
DAY = date(2022, 3, 21)


@pytest.fixture
def elder():
    return an_elder()[0]


def neighbours(n, *, born=date(1990, 1, 1)):
    """More people of the elder's building."""
    homes = list(Household.objects.order_by("walk"))
    return [a_person(homes[k % len(homes)], 960 + k, name=f"周芒种{k}", born_on=born).pk for k in range(n)]


def pair(person, volunteer, kind="old_partner", **more):
    return helping.pair(by=HAND, said=Pairing(person, volunteer.pk, kind, **more), now=at("8:00"))


def a_team(leader, *needs, **more):
    return teams.write(by=HAND, committee=SPRING, said=Bound("绿马甲", leader.pk, needs, **more), now=at("8:00"))


def owed():
    return {one for sheet in Sheet.objects.all() for one in sheet.owed}


class TestPairs:
    def test_a_pair_has_two_names_a_kind_and_a_span(self, elder):
        he = a_volunteer()
        tie = pair(elder, he)
        (row,) = queries.helpers_of(elder)
        assert (row.name, row.row.kind, row.row.since_on, row.row.until_on) == ("何立春", "old_partner", DAY, None)
        helping.part(by=HAND, pair_id=tie.pk, now=at("9:00"))
        assert queries.helpers_of(elder) == []
        assert InformalCarer.objects.get().until_on == DAY

    def test_somebody_can_have_several_and_each_volunteer_has_a_limit(self, elder):
        he, ma = a_volunteer(most=1), a_volunteer(name="马谷雨")
        pair(elder, he), pair(elder, ma, "adviser", every_days=None)
        with pytest.raises(PairedAlready):
            pair(elder, ma)
        with pytest.raises(LimitReached) as full:
            pair(neighbours(1)[0], he)
        assert full.value.facts == {"most": 1}
        assert {one.row.kind for one in queries.helpers_of(elder)} == {"old_partner", "adviser"}

    @pytest.mark.parametrize("presence", ["died", "moved"])
    def test_who_died_or_moved_away_takes_nobody_s_place(self, elder, presence):
        he, (one, other) = a_volunteer(most=1), neighbours(2)
        pair(elder, he)
        services.set_presence(by=HAND, person_id=elder, presence=presence, since=DAY, now=at("8:10"))
        assert volunteers.volunteers_in(SPRING)[0].load == 0
        pair(one, he)
        with pytest.raises(LimitReached):
            pair(other, he)

    def test_a_volunteer_who_moves_is_near_to_others(self, elder):
        one = neighbours(1)[0]
        he, (key, _ids) = a_volunteer(person_id=one), a_building(number=9, people=0)
        services.move_person(
            by=HAND, person_id=one, household=Household.objects.filter(building_key=key).first(), now=at("8:10")
        )  # fmt: skip
        assert Volunteer.objects.get(pk=he.pk).building_key == key

    def test_nobody_is_paired_with_themselves_and_a_kind_is_one_of_three(self, elder):
        with pytest.raises(PairedAlready):
            pair(elder, a_volunteer(person_id=elder))
        with pytest.raises(NotFound):
            pair(elder, a_volunteer(), "relative")

    def test_what_a_pair_owes_stands_in_the_day_s_round_and_nowhere_else(self):
        key, _ids = a_building(people=0)
        home = Household.objects.filter(building_key=key).first()
        person = a_person(home, 970, born_on=date(1990, 1, 1)).pk  # of whom no rule speaks
        pair(person, a_volunteer(), every_days=1)
        assert SPRING in daily.committees()
        daily.settle(SPRING, at("8:00"))
        row = CareRound.objects.get()
        assert (row.what, row.at, owed()) == ("welfare_call", time(18), {person})

    def test_every_third_day_asks_on_every_third_day(self):
        key, _ids = a_building(people=0)
        person = a_person(Household.objects.filter(building_key=key).first(), 970, born_on=date(1990, 1, 1)).pk
        pair(person, a_volunteer(), every_days=3)
        days = [len(daily.owed_in(SPRING, DAY + timedelta(days=n))) for n in range(6)]
        assert sorted(days[:3]) == [0, 0, 1]
        assert days[:3] == days[3:]

    def test_a_name_is_sealed_and_the_log_holds_none(self, elder):
        pair(elder, a_volunteer(name="何立春"))
        assert "何立春".encode() not in bytes(InformalCarer.objects.get().name_sealed)
        assert not AuditEntry.objects.filter(detail__icontains="何立春").exists()

    def test_an_account_has_to_serve_there(self):
        a_building()
        far = an_account("far", "carer", SUMMER)
        with pytest.raises(NotACarer):
            a_volunteer(account_id=far.pk)
        with pytest.raises(WordsWanted):
            a_volunteer(name=" ")
        with pytest.raises(NumberWanted):
            a_volunteer(most=0)


class TestFallingOut:
    @pytest.fixture
    def he(self, elder):
        """A volunteer of the register, in another building than the elder."""
        _key, ids = a_building(SPRING, 2, people=1)
        return a_volunteer(person_id=ids[0])

    def test_who_lives_there_by_that_name_is_found_in_the_register_and_of_namesakes_neither(self):
        key, _ids = a_building(SPRING, 2, people=0)
        home = Household.objects.filter(building_key=key).first()
        one = a_person(home, 970, name="何立春").pk
        assert a_volunteer(building_key=key).person_id == one
        assert a_volunteer(name="马谷雨", building_key=key).person_id is None
        assert a_volunteer(name="何立春").person_id is None
        a_person(home, 971, name="何立春")
        assert a_volunteer(building_key=key, phone="12000005512").person_id is None

    def test_an_order_at_home_uncovers_their_people_by_name_at_once(self, elder, he):
        pair(elder, he)
        order = an_order(he.person_id, is_urgent=True)
        assert [cover.person_id for cover, _door in queries.covers(SPRING)] == [elder]
        assert queries.alarm_count(SPRING, at("8:00")) == 1
        with pytest.raises(VolunteerOut):
            pair(neighbours(1)[0], he)
        ordering.end(by=HAND, order_id=order.pk, reason="mistake", lift_on=None, now=order.made_at + HOUR)
        assert queries.covers(SPRING) == []
        assert not Volunteer.objects.get().is_out

    def test_who_is_kept_in_already_when_written_down_comes_to_nobody(self, elder):
        carer, helper = (_ids[0] for _key, _ids in (a_building(SPRING, n, people=1) for n in (2, 3)))
        for person in (carer, helper):
            an_order(person, is_urgent=True)
        tending.write_informal(by=HAND, said=Informal(elder, "陆满", carer_person_id=carer), now=at("8:00"))
        assert [cover.person_id for cover, _door in queries.covers(SPRING)] == [elder]
        made = a_volunteer(person_id=helper)
        assert made.is_out
        helping.come_back(by=HAND, volunteer_id=made.pk, now=at("9:00"))
        assert not a_volunteer(person_id=helper, most=3).is_out  # said again, nobody is kept in anew

    def test_whoever_was_taken_to_a_bed_elsewhere_is_not_back(self, elder, he):
        pair(elder, he)
        order = an_order(he.person_id, is_urgent=True)
        ordering.close(order, "transferred", "x", order.made_at + HOUR, order.made_at + HOUR)
        assert len(queries.covers(SPRING)) == 1
        assert Volunteer.objects.get().is_out

    def test_ill_is_said_by_hand_and_an_order_meanwhile_does_not_make_them_well(self, elder, he):
        pair(elder, he)
        assert helping.fall_out(by=HAND, volunteer_id=he.pk, why="ill", now=at("9:00")) == 1
        order = an_order(he.person_id, is_urgent=True)
        ordering.end(by=HAND, order_id=order.pk, reason="mistake", lift_on=None, now=order.made_at + HOUR)
        he.refresh_from_db()
        assert (he.out, he.is_out) == ("ill", True)
        assert [cover.cause for cover, _door in queries.covers(SPRING)] == [f"ill:{he.pk}"]
        helping.come_back(by=HAND, volunteer_id=he.pk, now=at("12:00"))
        assert queries.covers(SPRING) == []

    def test_another_reason_for_the_same_absence_asks_for_nobody_twice(self, elder, he):
        pair(elder, he)
        helping.fall_out(by=HAND, volunteer_id=he.pk, why="ill", now=at("9:00"))
        tending.cover(by=HAND, cover_id=Cover.objects.get().pk, who="马谷雨", now=at("9:05"))
        helping.fall_out(by=HAND, volunteer_id=he.pk, why="away", now=at("9:10"))
        assert Cover.objects.get().covered_by == "马谷雨"
        assert queries.alarm_count(SPRING, at("9:10")) == 0

    def test_the_team_s_own_are_proposed_first_and_whoever_stands_in_and_falls_out_leaves_it_open(self, elder, he):
        key = Person.objects.get(pk=elder).building_key
        mate, near = a_volunteer(name="马谷雨"), a_volunteer(name="吕芒种", building_key=key)
        team = a_team(he)
        teams.join(by=HAND, team_id=team.pk, volunteer_id=mate.pk, now=at("8:00"))
        teams.name(by=HAND, team_id=team.pk, person_id=elder, now=at("8:00"))
        pair(elder, he)
        helping.fall_out(by=HAND, volunteer_id=he.pk, why="ill", now=at("9:00"))
        (found,) = volunteers.stand_ins(queries.covers(SPRING)).values()
        assert found.volunteer == mate
        cover = Cover.objects.get()
        tending.cover(by=HAND, cover_id=cover.pk, who=mate.name, now=at("9:05"), volunteer=mate)
        assert queries.alarm_count(SPRING, at("9:05")) == 0
        helping.fall_out(by=HAND, volunteer_id=mate.pk, why="away", now=at("9:10"))
        assert Cover.objects.get().covered_at is None
        assert volunteers.stand_ins(queries.covers(SPRING))[cover.pk].volunteer == near

    def test_a_relative_who_comes_again_ends_the_cover(self, elder):
        held = tending.write_informal(by=HAND, said=Informal(elder, "陆满"), now=at("8:00"))
        tending.locked_in(by=HAND, informal_id=held.pk, now=at("9:00"))
        tending.comes_again(by=HAND, informal_id=held.pk, now=at("10:00"))
        assert queries.covers(SPRING) == []

    def test_nobody_has_to_stand_in_for_the_carer_of_who_has_died(self, elder):
        held = tending.write_informal(by=HAND, said=Informal(elder, "陆满"), now=at("8:00"))
        tending.locked_in(by=HAND, informal_id=held.pk, now=at("9:00"))
        Person.objects.filter(pk=elder).update(presence="died")
        assert (queries.covers(SPRING), queries.alarm_count(SPRING, at("9:00"))) == ([], 0)

    def test_who_serves_no_more_leaves_their_people_under_nobody(self, elder, he):
        pair(elder, he)
        assert volunteers.alone(SPRING, at("9:00")) == []
        helping.stop(by=HAND, volunteer_id=he.pk, now=at("9:00"))
        assert [door.subject_id for door in volunteers.alone(SPRING, at("9:00"))] == [elder]


class TestNobody:
    def test_who_has_nobody_is_named_with_a_proposal_near_first(self, elder):
        key = Person.objects.get(pk=elder).building_key
        far, near = a_volunteer(name="马谷雨"), a_volunteer(name="吕芒种", building_key=key)
        rows = volunteers.volunteers_in(SPRING)
        (one,) = volunteers.proposed(volunteers.alone(SPRING, at("9:00")), rows)
        assert (one.door.subject_id, one.volunteer, one.proposal.near) == (elder, near, "building")
        helping.fall_out(by=HAND, volunteer_id=near.pk, why="ill", now=at("9:00"))
        (one,) = volunteers.proposed(volunteers.alone(SPRING, at("9:00")), volunteers.volunteers_in(SPRING))
        assert one.volunteer == far

    def test_the_register_s_language_counts(self, elder):
        need(elder, "language")
        from wanjia.roster.models import SpecialNeed

        SpecialNeed.objects.filter(kind="language").update(detail="只讲温州话")
        a_volunteer(name="马谷雨", building_key=Person.objects.get(pk=elder).building_key)
        speaker = a_volunteer(name="吕芒种", speaks="温州话、日语")
        rows = volunteers.volunteers_in(SPRING)
        (one,) = volunteers.proposed(volunteers.alone(SPRING, at("9:00")), rows)
        assert (one.volunteer, one.proposal.is_understood) == (speaker, True)

    @pytest.mark.parametrize("way", ["carer", "relative", "team"])
    def test_a_carer_a_relative_a_team_each_is_somebody(self, elder, way):
        if way == "carer":
            carer = an_account("zhao", "carer")
            tending.give(by=HAND, person_id=elder, carer_id=carer.pk, backup_id=None, note="", now=at("8:00"))
        elif way == "relative":
            tending.write_informal(by=HAND, said=Informal(elder, "陆满"), now=at("8:00"))
        else:
            a_team(a_volunteer(), "lives_alone")
        assert volunteers.alone(SPRING, at("9:00")) == []

    def test_queries_do_not_grow_with_people(self, elder, django_assert_max_num_queries):
        for person in neighbours(6, born=date(1930, 1, 1)):
            need(person)
        a_team(a_volunteer(), "oxygen")
        with django_assert_max_num_queries(24):
            assert len(volunteers.alone(SPRING, at("9:00"))) == 7


class TestTeams:
    def test_a_team_is_bound_by_name_and_by_need_and_owes_them_a_check_a_day(self, elder):
        named, stranger = neighbours(2)
        team = a_team(a_volunteer(), "lives_alone", due=time(17))
        teams.name(by=HAND, team_id=team.pk, person_id=named, now=at("8:00"))
        assert lists.people_of([team])[team.pk] == {elder, named}
        rows = {row.at: set(Sheet.objects.get(round_id=row.round_id).owed) for row in CareRound.objects.all()}
        assert rows == {time(12): {elder}, time(17): {named}}  # the elder's own rule is the earlier hour
        assert stranger not in owed()
        teams.unname(by=HAND, team_id=team.pk, person_id=named, now=at("9:00"))
        assert lists.people_of([team])[team.pk] == {elder}

    def test_its_page_says_who_was_seen_by_whom_and_what_is_next(self, elder):
        named = neighbours(1)[0]
        team = a_team(a_volunteer(), "lives_alone")
        teams.name(by=HAND, team_id=team.pk, person_id=named, now=at("8:00"))
        round_ = Round.objects.get(pk=CareRound.objects.get(at=time(12)).round_id)
        key = Person.objects.get(pk=elder).building_key
        fact = intake.ProofFact(new_event_id(), elder, at("9:12"), key, detail={"state": "well"})
        intake.record_proofs(round_=round_, facts=[fact], device="12", by="马谷雨", now=at("9:12"))
        first, second = volunteers.seen_today([elder, named], at("10:00"))
        assert (first.door.subject_id, first.seen, first.next.round.due_at) == (named, None, at("18:00"))
        assert (second.door.subject_id, second.seen.by, second.seen.at) == (elder, "马谷雨", at("9:12"))

    def test_who_lives_elsewhere_is_on_no_list_here(self, elder):
        team = a_team(a_volunteer())
        _key, (far,) = a_building(SUMMER, floors=1, doors=1, people=1)
        with pytest.raises(NotFound):
            teams.name(by=HAND, team_id=team.pk, person_id=far, now=at("8:00"))
        teams.name(by=HAND, team_id=team.pk, person_id=elder, now=at("8:00"))
        Person.objects.filter(pk=elder).update(presence="died")
        assert lists.people_of([team])[team.pk] == set()

    def test_a_team_has_a_leader_and_ends_with_its_lists(self, elder):
        he, ma = a_volunteer(), a_volunteer(name="马谷雨")
        team = a_team(he, "lives_alone")
        teams.join(by=HAND, team_id=team.pk, volunteer_id=ma.pk, now=at("8:00"))
        with pytest.raises(LeaderStays):
            teams.leave(by=HAND, team_id=team.pk, volunteer_id=he.pk, now=at("9:00"))
        with pytest.raises(LeaderStays):
            helping.stop(by=HAND, volunteer_id=he.pk, now=at("9:00"))
        teams.leave(by=HAND, team_id=team.pk, volunteer_id=ma.pk, now=at("9:00"))
        with pytest.raises(NotFound):
            teams.leave(by=HAND, team_id=team.pk, volunteer_id=ma.pk, now=at("9:00"))
        teams.disband(by=HAND, team_id=team.pk, now=at("9:00"))
        assert (lists.teams_in(SPRING), Team.objects.get().until_on) == ([], DAY)
        for more, why in (
            ({"needs": ("no such need",)}, NotFound), ({"name": " "}, WordsWanted), ({"every_days": 31}, NumberWanted),
            ({"due": time(8)}, DueTooEarly),
        ):  # fmt: skip
            with pytest.raises(why):
                teams.write(
                    by=HAND, committee=SPRING, said=Bound(**{"name": "x", "leader_id": he.pk} | more), now=at("9:00")
                )


class TestWhoseList:
    def test_pairs_and_teams_are_on_the_phone_and_page_of_the_volunteer_s_account(self, elder):
        named = neighbours(1)[0]
        account = an_account("ma", "carer", name="马谷雨")
        he, ma = a_volunteer(), a_volunteer(name="马谷雨", account_id=account.pk)
        team = a_team(he)
        teams.join(by=HAND, team_id=team.pk, volunteer_id=ma.pk, now=at("8:00"))
        teams.name(by=HAND, team_id=team.pk, person_id=named, now=at("8:00"))
        pair(elder, ma)
        ties = carried.people_of(account.pk, [SPRING])
        assert {person: (tie.kind, tie.carer, tie.backup) for person, tie in ties.items()} == {
            elder: ("pair", "马谷雨", ""), named: ("team", "绿马甲", "何立春"),
        }  # fmt: skip

    def test_a_volunteer_whose_account_is_said_later_has_who_moved_here_on_the_list(self, elder):
        from_far = a_person(Household.objects.filter(building_key=a_building(SUMMER, people=0)[0]).first(), 970)
        near = Person.objects.get(pk=elder).household
        services.move_person(by=HAND, person_id=from_far.pk, household=near, now=at("8:00"))
        (someone,) = neighbours(1)
        pair(from_far.pk, a_volunteer(person_id=someone))
        account = an_account("ma", "carer", name="马谷雨")
        a_volunteer(person_id=someone, account_id=account.pk)
        assert list(lists.of(account.pk)) == [from_far.pk]

    def test_an_account_s_list_is_asked_of_the_parts_that_the_index_names_and_of_no_other(
        self, elder, django_assert_num_queries
    ):
        zhao, nobody = an_account("zhao", "carer"), an_account("qian", "carer")
        tending.give(by=HAND, person_id=elder, carer_id=zhao.pk, backup_id=None, note="", now=at("8:00"))
        assert list(CarerIndex.objects.values_list("account_id", "part")) == [(zhao.pk, SPRING)]
        assert list(lists.of(zhao.pk)) == [elder]
        with django_assert_num_queries(1):
            assert lists.of(nobody.pk) == {}
        assert MARCH_21 == DAY
