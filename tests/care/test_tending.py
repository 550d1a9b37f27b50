"""Carers and hand-overs, relatives who are kept in, plans in versions, the quiet ones, homes and cases."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.care.ground import MARCH_21, an_elder, at, somebody
from tests.isolation.ground import an_order
from tests.world import HAND, SPRING, SUMMER, a_building, a_person, a_round, an_account
from wanjia.care import cases, climbing, daily, houses, planning, queries, silence, tending
from wanjia.care.houses import House, Looked
from wanjia.care.models import CarePlan, CareRound, Carership, Cover, InformalCarer, Institution, Ladder
from wanjia.care.planning import Plan
from wanjia.care.refusals import NotACarer, SecondWanted, StepsLeft, WordsWanted
from wanjia.care.tending import Informal
from wanjia.coverage import intake
from wanjia.coverage.intake import ProofFact
from wanjia.coverage.models import Round
from wanjia.coverage.rulings import states_of
from wanjia.isolation import ordering
from wanjia.kernel.errors import NotFound
from wanjia.platform.models import AuditEntry
from wanjia.roster import services
from wanjia.roster.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def elder():
    return an_elder()[0]


class TestCarers:
    def test_a_hand_over_ends_one_list_and_begins_the_next_with_what_was_said(self, elder):
        one, two = an_account("zhao", "carer", name="赵小满"), an_account("qian", "carer", name="钱谷雨")
        tending.give(by=HAND, person_id=elder, carer_id=one.pk, backup_id=two.pk, note="", now=at("8:00"))
        tending.give(by=HAND, person_id=elder, carer_id=two.pk, backup_id=None, note="爱听收音机", now=at("9:00"))
        now, before = queries.history_of(elder)
        assert (before.carer_name, before.until_at, before.handed_note) == ("赵小满", at("9:00"), "爱听收音机")
        assert (now.carer_name, now.until_at) == ("钱谷雨", None)

    def test_the_second_person_is_another_and_both_serve_there(self, elder):
        one, far = an_account("zhao", "carer"), an_account("sun", "carer", SUMMER)
        with pytest.raises(SecondWanted):
            tending.give(by=HAND, person_id=elder, carer_id=one.pk, backup_id=one.pk, note="", now=at("8:00"))
        with pytest.raises(NotACarer):
            tending.give(by=HAND, person_id=elder, carer_id=far.pk, backup_id=None, note="", now=at("8:00"))
        assert Carership.objects.count() == 0
        assert [account.login for account in tending.carers(SPRING, at("8:00"))] == ["zhao"]

    def test_a_carer_s_list_says_how_each_check_stands(self, elder):
        zhao = somebody("zhao", "carer", name="赵小满")
        tending.give(by=HAND, person_id=elder, carer_id=zhao.account_id, backup_id=None, note="", now=at("8:00"))
        daily.settle(SPRING, at("8:00"))
        (row,) = queries.mine(zhao, at("9:00"))
        assert (row.door.name, [state for _round, state in row.checks], row.is_backup) == ("冯*至", ["open"], False)


class TestRelatives:
    def test_trap_21_a_carer_who_is_kept_in_elsewhere_raises_cover_at_once_and_comes_back(self, elder):
        _key, ids = a_building(SUMMER, people=1)
        son = ids[0]
        tending.write_informal(by=HAND, said=Informal(elder, "陆满", "12000003320", "换水", son), now=at("8:00"))
        order = an_order(son, is_urgent=True)
        cover = Cover.objects.get()
        assert (cover.person_id, cover.covered_at, cover.ended_at) == (elder, None, None)
        assert queries.alarm_count(SPRING, at("8:00")) == 1
        tending.cover(by=HAND, cover_id=cover.pk, who="徐吉敏", now=at("18:05"))
        assert queries.alarm_count(SPRING, at("8:00")) == 0
        ordering.end(by=HAND, order_id=order.pk, reason="mistake", lift_on=None, now=order.made_at + timedelta(hours=1))
        assert Cover.objects.get().ended_at is not None

    def test_whoever_is_kept_in_together_needs_nobody_else(self, elder):
        tending.write_informal(by=HAND, said=Informal(elder, "陆满", carer_person_id=elder), now=at("8:00"))
        an_order(elder, is_urgent=True)
        assert Cover.objects.count() == 0

    def test_a_carer_whom_the_register_lacks_says_it_by_telephone(self, elder):
        held = tending.write_informal(by=HAND, said=Informal(elder, "陆满", "12000003320", "换水"), now=at("8:00"))
        for _twice in range(2):
            tending.locked_in(by=HAND, informal_id=held.pk, now=at("18:00"))
        assert Cover.objects.count() == 1
        with pytest.raises(WordsWanted):
            tending.cover(by=HAND, cover_id=Cover.objects.get().pk, who=" ", now=at("18:01"))
        assert "陆满" not in str(InformalCarer.objects.values_list("name_sealed").get())


class TestPlans:
    def test_each_version_stays_and_is_sealed(self, elder):
        for medicine in ("华法林", "华法林，氨氯地平"):
            planning.write(by=HAND, person_id=elder, plan=Plan(medicine=medicine, allergies="青霉素"), now=at("8:00"))
        newest, first = planning.plans_of(Person.objects.get(pk=elder))
        assert (newest.version, planning.said_in(newest).medicine) == (2, "华法林，氨氯地平")
        assert planning.said_in(first).medicine == "华法林"
        assert "华法林".encode() not in bytes(CarePlan.objects.first().said_sealed)
        assert not AuditEntry.objects.filter(detail__icontains="华法林").exists()

    def test_a_plan_that_is_full_of_lines_can_be_read_again(self, elder):
        full = dict.fromkeys(planning.PARTS, "药\n" * 200)
        planning.write(by=HAND, person_id=elder, plan=Plan(**full), now=at("8:00"))
        (row,) = planning.plans_of(Person.objects.get(pk=elder))
        assert planning.said_in(row).medicine == ("药\n" * 200).strip()

    def test_a_plan_that_says_nothing_is_no_plan(self, elder):
        with pytest.raises(WordsWanted):
            planning.write(by=HAND, person_id=elder, plan=Plan(key="  "), now=at("8:00"))


class TestTheQuiet:
    def test_who_never_asked_and_never_answered_is_found_and_put_on_the_list_of_the_week(self, elder):
        (row,) = silence.quiet(SPRING, at("9:00"))
        assert (row.door.subject_id, row.is_listed) == (elder, False)
        assert set(row.why) == {"asks", "answers", "phone"}
        assert daily.visit(by=HAND, committee=SPRING, subjects=[elder], now=at("9:00")) == 1
        assert daily.visit(by=HAND, committee=SPRING, subjects=[elder], now=at("9:05")) == 0
        assert silence.quiet(SPRING, at("9:00"))[0].is_listed

    def test_who_died_in_the_week_is_on_its_visit_list_no_more(self, elder):
        daily.visit(by=HAND, committee=SPRING, subjects=[elder], now=at("9:00"))
        tuesday = MARCH_21 + timedelta(days=1)
        services.set_presence(by=HAND, person_id=elder, presence="died", since=tuesday, now=at("7:00", tuesday))
        daily.settle(SPRING, at("7:10", tuesday))
        assert states_of(CareRound.objects.get(what="care_visit").round_id, [elder]) == {elder: "released"}

    def test_a_visit_of_the_week_that_finds_somebody_in_need_begins_a_ladder_and_an_open_one_does_not(self, elder):
        daily.visit(by=HAND, committee=SPRING, subjects=[elder], now=at("9:00"))
        friday = MARCH_21 + timedelta(days=4)
        assert climbing.raise_missed(SPRING, at("9:00", friday)) == 0
        round_ = Round.objects.get(pk=CareRound.objects.get(what="care_visit").round_id)
        key = Person.objects.get(pk=elder).building_key
        fact = ProofFact(uuid4(), elder, at("9:10", friday), key, detail={"state": "needs_help"})
        intake.record_proofs(round_=round_, facts=[fact], device="phone", by="林谷雨", now=at("9:10", friday))
        assert climbing.raise_missed(SPRING, at("9:20", friday)) == 1
        assert climbing.raise_missed(SPRING, at("9:30", friday)) == 0
        held = Ladder.objects.get()
        assert (held.person_id, held.closed_at, held.steps.get().result) == (elder, None, "met")

    def test_who_asked_and_has_a_telephone_is_not_silent(self, elder, monkeypatch):
        Person.objects.filter(pk=elder).update(phone_tails=["2218"])
        monkeypatch.setattr(silence, "ASKED", [lambda _committee, _since: {elder}])
        assert silence.quiet(SPRING, at("9:00")) == []

    def test_seventy_is_seventy_from_the_birthday_on(self, elder):
        home = Person.objects.get(pk=elder).household
        today, tomorrow = (a_person(home, 930 + day, born_on=date(1952, 3, day)).pk for day in (21, 22))
        Person.objects.filter(pk=elder).update(presence="away")
        a_person(home, 999, born_on=None)  # nobody is alone behind the door
        found = {row.door.subject_id for row in silence.quiet(SPRING, at("9:00"))}
        assert today in found
        assert tomorrow not in found

    def test_rounds_of_other_committees_are_not_read(self, elder, django_assert_max_num_queries):
        a_building(SUMMER)
        far, near = a_round(SUMMER), a_round(SPRING)
        with django_assert_max_num_queries(12) as asked:
            silence.quiet(SPRING, at("9:00"))
        (proofs,) = [one["sql"] for one in asked.captured_queries if 'FROM "coverage_proof"' in one["sql"]]
        assert (str(near.pk) in proofs, str(far.pk) in proofs) == (True, False)


class TestHomes:
    def test_a_home_has_its_own_roster_and_its_findings_are_put_right(self):
        a_building()
        house = houses.write(by=HAND, committee=SPRING, said=House("福寿院", "care_home", 20), now=at("8:00"))
        houses.write(by=HAND, committee=SPRING, said=House("福寿院", "care_home", 24, is_closed=True), now=at("9:00"))
        assert Institution.objects.get().beds == 24
        lodger = houses.take_in(
            by=HAND,
            house_id=house.pk,
            name="王春兰",
            born_on=date(1935, 1, 1),
            bed="A3",
            needs="胰岛素",
            now=at("9:00"),
        )
        looked = houses.inspect(
            by=HAND, house_id=house.pk, said=Looked("online", 1, "没有备用氧气", date(2022, 3, 25)), now=at("10:00")
        )
        (row,) = queries.houses(SPRING)
        assert (row.lodgers, row.open) == (1, 1)
        houses.put_right(by=HAND, inspection_id=looked.pk, now=at("11:00"))
        houses.leave(by=HAND, lodger_id=lodger.pk, now=at("11:00"))
        (row,) = queries.houses(SPRING)
        assert (row.lodgers, row.open) == (0, 0)
        with pytest.raises(NotFound):
            houses.put_right(by=HAND, inspection_id=looked.pk, now=at("11:00"))

    def test_a_finding_with_a_day_and_no_words_is_none(self):
        a_building()
        house = houses.write(by=HAND, committee=SPRING, said=House("福寿院", "care_home", 20), now=at("8:00"))
        with pytest.raises(WordsWanted):
            houses.inspect(by=HAND, house_id=house.pk, said=Looked("spot", 1, "", date(2022, 3, 25)), now=at("9:00"))


class TestCases:
    @pytest.mark.parametrize("kind", ["no_address", "bereavement"])
    def test_a_case_goes_through_its_steps_and_closes_with_none_left(self, kind):
        a_building()
        held = cases.open_case(
            by=HAND, committee=SPRING, kind=kind, who="一位老人", where="桥下", person_id=None, now=at("8:00")
        )
        with pytest.raises(StepsLeft):
            cases.close(by=HAND, case_id=held.pk, now=at("8:05"))
        for step in queries.cases(SPRING, since=at("8:00"))[0].left:
            cases.do_step(by=HAND, case_id=held.pk, step=step, note="", now=at("9:00"))
        cases.close(by=HAND, case_id=held.pk, now=at("9:05"))
        assert queries.cases(SPRING, since=at("9:10")) == []

    def test_a_case_needs_a_word_on_who_and_where_and_knows_its_own_steps(self):
        a_building()
        with pytest.raises(WordsWanted):
            cases.open_case(
                by=HAND, committee=SPRING, kind="no_address", who="", where="桥下", person_id=None, now=at("8:00")
            )
        held = cases.open_case(
            by=HAND, committee=SPRING, kind="no_address", who="一位老人", where="桥下", person_id=None, now=at("8:00")
        )
        with pytest.raises(NotFound):
            cases.do_step(by=HAND, case_id=held.pk, step="funeral", note="", now=at("8:00"))
