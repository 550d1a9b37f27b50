"""Night duty for people whose equipment must not stop, and the relative who guides by video: oxygen water at 18:00."""

from datetime import time

import pytest

from tests.care.ground import HOUR, an_elder, at, on_duty
from tests.world import HAND, SPRING, TOWN
from wanjia.care import carried, daily, guiding, nights, planning, queries
from wanjia.care.guiding import Guiding
from wanjia.care.models import CareRound, Guide, NightDuty
from wanjia.care.planning import Plan
from wanjia.care.refusals import HalfHours, HandedAlready, NightEndsFirst, NightOver, NightTooLong, WordsWanted
from wanjia.coverage import intake
from wanjia.coverage.models import Round
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Person
from wanjia.roster.refusals import NoReason

pytestmark = pytest.mark.django_db


@pytest.fixture
def elder():
    """Somebody with an oxygen machine whose water is changed at 18:00; today's rounds are open."""
    person = an_elder(kind="oxygen")[0]
    said = Plan(equipment="制氧机，5 升", power="电池撑 40 分钟，再用氧气瓶，打 95598")
    planning.write(by=HAND, person_id=person, plan=said, now=at("7:00"))
    planning.add_task(by=HAND, person_id=person, at=time(18), what="制氧机换纯净水", now=at("7:00"))
    return person


def put(starts, hours=12, **more):
    return nights.write(by=HAND, committee=SPRING, said=on_duty(starts, hours, **more), now=at("8:00"))


class TestTheRoster:
    def test_a_night_without_anybody_is_an_alarm_from_four_on_while_somebody_depends_on_equipment(self, elder):
        assert not nights.is_alarm(SPRING, at("15:59"))
        assert nights.is_alarm(SPRING, at("16:00"))
        assert nights.unmanned(TOWN, at("16:00")) == [SPRING]
        assert queries.alarm_count(SPRING, at("16:00")) == 1
        put(at("20:00"))
        assert not nights.is_alarm(SPRING, at("16:00"))
        assert queries.alarm_count(SPRING, at("16:00")) == 0

    def test_where_nobody_depends_on_equipment_nobody_has_to_sit_up(self):
        an_elder()
        assert not nights.is_alarm(SPRING, at("23:00"))
        assert nights.unmanned(SPRING, at("23:00")) == []

    def test_a_hole_between_two_is_named_by_its_hours_and_taking_one_off_makes_it_larger(self, elder):
        first = put(at("20:00"), 4)
        put(at("20:00") + 6 * HOUR, 6, name="何夏至")
        tonight = nights.roster(SPRING, at("9:00"))[0]
        assert [tuple(hole) for hole in tonight.holes] == [(at("20:00") + 4 * HOUR, at("20:00") + 6 * HOUR)]
        assert nights.is_alarm(SPRING, at("20:00"))
        nights.drop(by=HAND, duty_id=first.pk, now=at("21:00"))
        (hole,) = nights.roster(SPRING, at("21:00"))[0].holes
        assert hole.starts == at("20:00")

    def test_seven_nights_stand_there(self, elder):
        rows = nights.roster(SPRING, at("9:00"))
        assert [row.hours.starts.day for row in rows] == [21, 22, 23, 24, 25, 26, 27]

    @pytest.mark.parametrize(
        ("starts", "hours", "refusal"),
        [("20:00", -1, NightEndsFirst), ("20:00", 17, NightTooLong), ("1:00", 4, NightOver)],
    )
    def test_hours_that_cannot_be_are_refused(self, elder, starts, hours, refusal):
        with pytest.raises(refusal):
            put(at(starts), hours)

    def test_without_a_telephone_nobody_is_on_duty(self, elder):
        with pytest.raises(WordsWanted):
            nights.write(
                by=HAND, committee=SPRING, said=nights.Duty(at("20:00"), at("23:00"), "孙大寒", " "), now=at("8:00")
            )


class TestTheNight:
    def test_its_page_names_each_with_equipment_next_task_and_what_to_do_without_current(self, elder):
        (one,) = nights.depending(SPRING, at("19:00"))
        assert (one.door.subject_id, one.plan.equipment, one.what) == (elder, "制氧机，5 升", "制氧机换纯净水")
        assert one.plan.power.startswith("电池撑 40 分钟")
        assert one.next_at == at("18:00") + 24 * HOUR
        assert nights.depending(SPRING, at("9:00"))[0].next_at == at("18:00")

    def test_two_tasks_of_one_hour_are_both_said_at_night_and_on_the_phone_also_on_their_last_day(self, elder):
        second = planning.add_task(by=HAND, person_id=elder, at=time(18), what="看压力表", now=at("7:30"))
        words = "制氧机换纯净水，看压力表"
        assert nights.depending(SPRING, at("9:00"))[0].what == words
        planning.end_task(by=HAND, task_id=second.pk, now=at("8:00"))
        assert [one.what for one in carried.checks_of([elder], at("9:00"))[elder] if one.what] == [words]

    def test_it_is_handed_over_in_writing_once_and_sealed(self, elder):
        held = put(at("20:00"))
        with pytest.raises(WordsWanted):
            nights.hand_over(by=HAND, duty_id=held.pk, to="何夏至", note=" ", now=at("20:00") + 11 * HOUR)
        nights.hand_over(by=HAND, duty_id=held.pk, to="何夏至", note="三点换过瓶", now=at("20:00") + 12 * HOUR)
        (before,) = nights.before(SPRING, at("20:00") + 13 * HOUR)
        assert (before.note, before.row.handed_to, before.tail, before.backup_tail) == (
            "三点换过瓶", "何夏至", "5511", "5512",
        )  # fmt: skip
        assert "三点".encode() not in bytes(NightDuty.objects.get().note_sealed)
        with pytest.raises(HandedAlready):
            nights.hand_over(by=HAND, duty_id=held.pk, to="x", note="x", now=at("20:00") + 12 * HOUR)

    def test_both_numbers_are_shown_with_a_reason_that_stands_in_the_log(self, elder):
        held = put(at("20:00"))
        with pytest.raises(NoReason):
            nights.reveal(by=HAND, duty_id=held.pk, reason=" ", now=at("21:00"))
        numbers = nights.reveal(by=HAND, duty_id=held.pk, reason="断电", now=at("21:00"))
        assert numbers == ("12000005511", "12000005512")
        line = AuditEntry.objects.get(act="care.reveal_night")
        assert (line.reason, "1200" in str(line.detail)) == ("断电", False)

    def test_queries_stay_few(self, elder, django_assert_max_num_queries):
        put(at("20:00"))
        with django_assert_max_num_queries(16):
            nights.depending(SPRING, at("19:00"))
        with django_assert_max_num_queries(1):
            nights.unmanned(TOWN, at("23:00"))


def guide(person, **more):
    said = {"name": "陆小满", "number": "12000003321", "way": "wechat", "steps": "先关机，再倒水"} | more
    return guiding.write(by=HAND, said=Guiding(person, **said), now=at("8:00"))


class TestTheGuide:
    def test_name_number_and_steps_are_sealed_and_the_whole_number_costs_a_reason(self, elder):
        held = guide(elder, can_from=time(17), can_until=time(21))
        (shown,) = guiding.guides_of([elder])[elder]
        assert (shown.name, shown.number, shown.steps) == ("陆小满", "12000003321", "先关机，再倒水")
        row = Guide.objects.get()
        for kept, word in ((row.name_sealed, "小满"), (row.number_sealed, "3321"), (row.steps_sealed, "关机")):
            assert word.encode() not in bytes(kept)
        with pytest.raises(NoReason):
            guiding.reveal(by=HAND, guide_id=held.pk, reason="", now=at("9:00"))
        assert guiding.reveal(by=HAND, guide_id=held.pk, reason="换水", now=at("9:00")) == "12000003321"
        assert AuditEntry.objects.get(act="care.reveal_guide").reason == "换水"

    @pytest.mark.parametrize(
        ("more", "why"),
        [({"name": ""}, WordsWanted), ({"number": " "}, WordsWanted), ({"way": "pigeon"}, NotFound),
         ({"can_from": time(17)}, HalfHours)], ids=lambda one: str(one),
    )  # fmt: skip
    def test_half_a_guide_is_none(self, elder, more, why):
        with pytest.raises(why):
            guide(elder, **more)

    def test_who_guides_no_more_is_gone(self, elder):
        held = guide(elder)
        guiding.end(by=HAND, guide_id=held.pk, now=at("9:00"))
        assert guiding.guides_of([elder]) == {}
        with pytest.raises(NotFound):
            guiding.reveal(by=HAND, guide_id=held.pk, reason="x", now=at("9:00"))

    def test_its_use_stands_in_the_proof_of_the_task(self, elder):
        guide(elder)
        daily.settle(SPRING, at("8:00"))
        round_ = Round.objects.get(pk=CareRound.objects.get(what="equipment").round_id)
        person = Person.objects.get(pk=elder)
        fact = intake.ProofFact(
            new_event_id(), elder, at("18:02"), person.building_key, detail={"state": "well", "guided": "wechat"}
        )
        intake.record_proofs(round_=round_, facts=[fact], device="12", by="徐吉敏", now=at("18:02"))
        (used,) = guiding.used_for(person)
        assert (used.at, used.by, used.way) == (at("18:02"), "徐吉敏", "wechat")
