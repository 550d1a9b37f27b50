"""Ladders and the day's checks as a committee uses them; the morning of 21 March, the water at 18:00."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.care.ground import HOUR, MARCH_21, an_elder, at, need, somebody, tried
from tests.world import HAND, SPRING, SUMMER, a_person
from wanjia.care import climbing, daily, planning, queries
from wanjia.care.models import CareRound, Ladder, LadderStep
from wanjia.care.refusals import LadderClosed, NoOutcome, OutOfOrder, WordsWanted
from wanjia.coverage import intake, rulings
from wanjia.coverage.intake import ProofFact
from wanjia.coverage.models import Proof, Round
from wanjia.coverage.rules import Reason
from wanjia.coverage.rulings import Ruling, states_of
from wanjia.flows import caring
from wanjia.isolation.models import Outing
from wanjia.kernel import clock
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform.models import AuditEntry
from wanjia.roster import services
from wanjia.roster.models import Household, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def morning():
    """21 March, 08:00: the elder and today's check of her."""
    person, key = an_elder()
    daily.settle(SPRING, at("8:00"))
    return person, key, Round.objects.get(pk=CareRound.objects.get(what="welfare_call").round_id)


def knocked(round_, person, when, outcome="nobody_home", note="手机关机"):
    intake.record_attempt(
        event_id=uuid4(), round_=round_, subject_id=person, outcome=outcome, seen_at=when, by="林谷雨",
        device="phone 3", note=note, now=when,
    )  # fmt: skip


def met(round_, person, key, when, state="well"):
    fact = ProofFact(uuid4(), person, when, key, detail={"state": state})
    intake.record_proofs(round_=round_, facts=[fact], device="phone 3", by="林谷雨", now=when)


def test_trap_21_the_morning_of_21_march_minute_by_minute(morning):
    person, _key, round_ = morning
    lin = somebody()
    knocked(round_, person, at("9:00"))
    assert climbing.raise_missed(SPRING, at("9:01")) == 1
    held = Ladder.objects.get()
    row = queries.climbs(SPRING, at("9:01"))[0]
    assert (row.standing.next, row.standing.due_at) == ("retry", at("10:30"))
    assert row.level == 0
    assert queries.climbs(SPRING, at("10:31"))[0].level == 1  # nobody went: the subdistrict hears of it
    tried(held, "retry", "no_answer", at("10:30"), by=lin, note="早餐没动，屋里有电视声")
    tried(held, "second", "no_answer", at("10:31"), by=lin, who="华小暑")
    tried(held, "door", "met", at("10:36"), by=lin, who="民警 宋立冬", signs=("stroke", "unconscious"))
    now = queries.climbs(SPRING, at("10:36"))[0].standing
    assert (now.next, now.is_life, now.may) == ("ambulance", True, ("ambulance",))
    with pytest.raises(NoOutcome):
        climbing.end(by=lin, ladder_id=held.pk, outcome="helped", note="", now=at("10:37"))
    tried(held, "ambulance", "went", at("10:37"), by=lin)
    tried(held, "handed", "went", at("10:52"), by=lin, note="示范二院，沪A12345，林谷雨陪同")
    climbing.end(by=lin, ladder_id=held.pk, outcome="hospital", note="脑梗，住院", now=at("10:55"))
    said = [(step.rung, f"{clock.local(step.at):%H:%M}") for step in LadderStep.objects.order_by("number")]
    assert said == [
        ("first", "09:00"), ("retry", "10:30"), ("second", "10:31"), ("door", "10:36"), ("ambulance", "10:37"),
        ("handed", "10:52"),
    ]  # fmt: skip
    assert Proof.objects.get(subject_id=person).detail == {"state": "to_hospital"}
    assert states_of(round_.pk, [person]) == {person: "done"}
    assert Outing.objects.get(person_id=person).may is True  # 120 waited for nothing
    assert all("脑梗" not in str(entry.detail) + entry.reason for entry in AuditEntry.objects.all())
    assert climbing.raise_missed(SPRING, at("11:00")) == 0


def test_trap_21_a_check_that_nobody_tried_by_its_hour_begins_a_ladder_too(morning):
    assert climbing.raise_missed(SPRING, at("11:59")) == 0
    assert climbing.raise_missed(SPRING, at("12:00")) == 1
    assert climbing.raise_missed(SPRING, at("12:01")) == 0
    assert queries.climbs(SPRING, at("12:01"))[0].standing.next == "first"


def test_trap_21_however_many_were_not_tried_each_has_a_ladder(morning, monkeypatch):
    monkeypatch.setattr(climbing, "_PAGE", 1)
    homes = Household.objects.filter(building_key=morning[1]).order_by("-walk")
    for n, home in enumerate(homes[:3]):
        need(a_person(home, 901 + n, born_on=date(1930, 1, 1)).pk)
    daily.settle(SPRING, at("8:30"))
    assert climbing.raise_missed(SPRING, at("12:00")) == 4
    assert climbing.raise_missed(SPRING, at("12:01")) == 0


def test_trap_21_the_database_itself_holds_no_end_without_an_outcome(morning):
    held = climbing.begin(by=HAND, person_id=morning[0], round_id=None, now=at("9:00"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Ladder.objects.filter(pk=held.pk).update(closed_at=at("9:05"), closed_by="林")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ladder.objects.filter(pk=held.pk).update(outcome="well")


def test_two_knocks_from_the_phone_are_the_first_step_and_the_retry(morning):
    person, _key, round_ = morning
    knocked(round_, person, at("9:00"))
    climbing.raise_missed(SPRING, at("9:01"))
    knocked(round_, person, at("10:20"))
    climbing.raise_missed(SPRING, at("10:21"))
    climbing.raise_missed(SPRING, at("10:22"))
    assert list(LadderStep.objects.order_by("number").values_list("rung", flat=True)) == ["first", "retry"]


def test_a_proof_from_the_phone_ends_it_when_all_is_well_and_leaves_it_open_when_not(morning):
    person, key, round_ = morning
    knocked(round_, person, at("9:00"))
    climbing.raise_missed(SPRING, at("9:01"))
    met(round_, person, key, at("9:20"))
    climbing.raise_missed(SPRING, at("9:21"))
    held = Ladder.objects.get()
    assert (held.outcome, held.closed_by) == ("well", "林谷雨")


def test_a_proof_that_says_help_is_needed_waits_for_a_person(morning):
    person, key, round_ = morning
    knocked(round_, person, at("9:00"))
    climbing.raise_missed(SPRING, at("9:01"))
    met(round_, person, key, at("9:20"), "needs_help")
    climbing.raise_missed(SPRING, at("9:21"))
    held = Ladder.objects.get()
    assert held.closed_at is None
    climbing.end(by=HAND, ladder_id=held.pk, outcome="helped", note="", now=at("9:30"))
    assert Ladder.objects.get().outcome == "helped"


def test_120_is_called_from_the_first_moment_and_asks_for_nothing(morning):
    carer = somebody("zhao", "carer", name="赵小满")
    held = climbing.begin(by=carer, person_id=morning[0], round_id=None, now=at("9:00"))
    tried(held, "ambulance", "went", at("9:01"), by=carer)
    assert queries.climbs(SPRING, at("9:01"))[0].standing.next == "handed"


def test_whom_the_crew_treated_at_home_is_not_written_down_as_taken_away(morning):
    person, _key, round_ = morning
    held = climbing.begin(by=HAND, person_id=person, round_id=round_.pk, now=at("9:00"))
    tried(held, "ambulance", "went", at("9:01"))
    with pytest.raises(NoOutcome):
        climbing.end(by=HAND, ladder_id=held.pk, outcome="treated", note="x", now=at("9:10"))
    tried(held, "handed", "went", at("9:20"))
    with pytest.raises(WordsWanted):
        climbing.end(by=HAND, ladder_id=held.pk, outcome="treated", note=" ", now=at("9:40"))
    climbing.end(by=HAND, ladder_id=held.pk, outcome="treated", note="低血糖，已好转，急救医生说的", now=at("9:40"))
    assert (Ladder.objects.get().outcome, Proof.objects.get().detail) == ("treated", {"state": "needs_help"})


def test_what_is_out_of_order_is_refused_and_written_nowhere(morning):
    lin = somebody()
    held = climbing.begin(by=lin, person_id=morning[0], round_id=None, now=at("9:00"))
    with pytest.raises(OutOfOrder):
        tried(held, "door", "no_answer", at("9:05"), by=lin)
    with pytest.raises(NoOutcome):
        climbing.end(by=lin, ladder_id=held.pk, outcome="well", note="", now=at("9:05"))
    tried(held, "first", "no_answer", at("9:05"), by=lin)
    with pytest.raises(WordsWanted):
        climbing.end(by=lin, ladder_id=held.pk, outcome="elsewhere", note=" ", now=at("9:06"))
    climbing.end(by=lin, ladder_id=held.pk, outcome="elsewhere", note="女儿家，女儿来电", now=at("9:06"))
    with pytest.raises(LadderClosed):
        tried(held, "retry", "met", at("9:07"), by=lin)
    assert LadderStep.objects.count() == 1


def test_strangers_to_the_place_neither_see_nor_touch_it(morning):
    held = climbing.begin(by=HAND, person_id=morning[0], round_id=None, now=at("9:00"))
    with pytest.raises(NotFound):
        climbing.ladder_for(somebody("x", "secretary", 999999001002), held.pk)
    with pytest.raises(NotAllowed):
        tried(held, "first", "met", at("9:00"), by=somebody("y", "viewer"))


class TestTheDay:
    def test_one_round_a_committee_obligation_and_hour_however_often_it_runs(self, morning):
        assert [daily.settle(SPRING, at("8:00") + n * HOUR) for n in range(3)] == [0, 0, 0]
        assert CareRound.objects.filter(on=date(2022, 3, 21)).count() == 1

    def test_whoever_comes_onto_the_register_is_added_and_whoever_died_is_released(self, morning):
        person, key, round_ = morning
        home = Household.objects.filter(building_key=key).order_by("-walk").first()
        other = a_person(home, 901, born_on=date(1930, 1, 1))
        need(other.pk)
        daily.settle(SPRING, at("9:00"))
        assert states_of(round_.pk, [person, other.pk]) == {person: "open", other.pk: "open"}
        services.set_presence(by=HAND, person_id=person, presence="died", since=date(2022, 3, 21), now=at("9:10"))
        daily.settle(SPRING, at("9:15"))
        assert states_of(round_.pk, [person])[person] == "released"

    @pytest.mark.parametrize("is_by_hand", [False, True], ids=["by the register", "by a person"])
    def test_whoever_is_back_is_asked_for_again_unless_a_person_had_let_them_go(self, morning, is_by_hand):
        person, _key, round_ = morning
        if is_by_hand:
            rulings.release(by=somebody(), ruling=Ruling(round_, [person], Reason.AWAY), now=at("9:00"))
        else:
            services.set_presence(by=HAND, person_id=person, presence="away", since=MARCH_21, now=at("9:00"))
        daily.settle(SPRING, at("9:05"))
        assert states_of(round_.pk, [person])[person] == "released"
        services.set_presence(by=HAND, person_id=person, presence="present", since=MARCH_21, now=at("9:10"))
        daily.settle(SPRING, at("9:15"))
        assert states_of(round_.pk, [person])[person] == ("released" if is_by_hand else "open")

    def test_after_its_hour_no_check_is_opened(self):
        an_elder()
        assert daily.settle(SPRING, at("12:00")) == 0

    def test_every_committee_with_needs_gets_its_day(self):
        an_elder()
        assert daily.committees() == [SPRING]
        assert caring.day(at("8:00")) == 1

    def test_the_oxygen_water_at_18_is_alarmed_when_nobody_came(self):
        person, _key = an_elder(kind="oxygen", born=date(1950, 1, 1))
        planning.add_task(by=HAND, person_id=person, at=time(18), what="氧气机换纯净水", now=at("9:00"))
        row = CareRound.objects.get(what="equipment")
        assert row.at == time(18)
        before = queries.tasks(SPRING, at("17:59"))[0]
        assert (before.what, before.state, before.due_at) == ("氧气机换纯净水", "open", at("18:00"))
        assert caring.watch(at("17:59")) == 0
        assert caring.watch(at("18:00")) == 1
        assert Ladder.objects.get().person_id == person

    @pytest.mark.parametrize(
        ("run", "step"), [(caring.watch, (climbing, "raise_missed")), (caring.day, (daily, "settle"))]
    )
    def test_a_committee_that_fails_holds_up_no_other_and_is_told(self, run, step, monkeypatch):
        seen = []

        def fails_first(committee, _now):
            seen.append(committee)
            if committee == SPRING:
                raise ZeroDivisionError
            return 1

        for committee in (SPRING, SUMMER):
            an_elder(committee)
            daily.settle(committee, at("8:00"))
        monkeypatch.setattr(*step, fails_first)
        with pytest.raises(ExceptionGroup) as why:
            run(at("12:00"))
        assert seen == [SPRING, SUMMER]
        assert [type(one) for one in why.value.exceptions] == [ZeroDivisionError]

    def test_the_oxygen_water_that_was_changed_is_done_and_quiet(self):
        person, key = an_elder(kind="oxygen", born=date(1950, 1, 1))
        planning.add_task(by=HAND, person_id=person, at=time(18), what="氧气机换纯净水", now=at("9:00"))
        met(Round.objects.get(pk=CareRound.objects.get(what="equipment").round_id), person, key, at("17:50"))
        assert caring.watch(at("18:00")) == 0
        assert queries.tasks(SPRING, at("18:00"))[0].state == "done"

    def test_a_task_counts_without_a_need_in_the_register_and_ends_with_its_last_day(self):
        person, _key = an_elder(born=date(1960, 1, 1), kind="language")
        task = planning.add_task(by=HAND, person_id=person, at=time(19, 30), what="睡前药", now=at("9:00"))
        assert CareRound.objects.get().at == time(19, 30)
        planning.end_task(by=HAND, task_id=task.pk, now=at("20:00"))
        assert daily.settle(SPRING, at("6:00") + timedelta(days=1)) == 0
        with pytest.raises(NotFound):
            planning.end_task(by=HAND, task_id=task.pk, now=at("20:00"))

    def test_people_of_the_next_committee_stay_there(self):
        an_elder()
        assert daily.owed_in(999999001002, date(2022, 3, 21)) == []

    def test_queries_do_not_grow_with_people(self, django_assert_max_num_queries):
        _person, key = an_elder()
        homes = list(Household.objects.filter(building_key=key))
        for n, home in enumerate(homes):
            need(a_person(home, 950 + n, born_on=date(1930, 1, 1)).pk)
        with django_assert_max_num_queries(10):
            assert len(daily.owed_in(SPRING, date(2022, 3, 21))) == len(homes) + 1
        assert Person.objects.count() == len(homes) + 1
