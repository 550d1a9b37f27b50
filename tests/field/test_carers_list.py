"""A carer's phone: her own people with checks and card, masked, and nobody else; what she taps starts the ladder."""

from datetime import time

import pytest
from django.urls import reverse

from tests.care.ground import MARCH_21, a_volunteer, an_elder, at, need
from tests.devices.phones import Phone, an_invitation, enrolled
from tests.field.phones import a_record
from tests.web.signed import client_of, text
from tests.world import HAND, SPRING, SUMMER, a_building, a_person, an_account
from wanjia.care import climbing, daily, guiding, helping, planning, tending
from wanjia.care.guiding import Guiding
from wanjia.care.helping import Pairing
from wanjia.care.models import CareRound, Ladder, LadderStep
from wanjia.care.planning import Plan
from wanjia.coverage.models import Aside, Attempt, Proof, Round
from wanjia.devices.models import Device, Invitation
from wanjia.devices.refusals import BadInvitation
from wanjia.kernel import clock
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Household, Person

pytestmark = pytest.mark.django_db
SHIFT_END = at("20:00")


@pytest.fixture
def moment(monkeypatch):
    def turn(when):
        monkeypatch.setattr(clock, "now", lambda: at(when))

    turn("8:05")
    return turn


@pytest.fixture
def day(moment):
    """The elder with a carer, a second person, a plan and water at 18:00; today's checks are open."""
    person, key = an_elder(kind="lives_alone")
    carer = an_account("lu", "carer", name="陆满")
    backup = an_account("hua", "carer", name="华小暑")
    tending.give(by=HAND, person_id=person, carer_id=carer.pk, backup_id=backup.pk, note="", now=at("7:00"))
    planning.write(by=HAND, person_id=person, plan=Plan(medicine="华法林", key="钥匙在302"), now=at("7:00"))
    planning.add_task(by=HAND, person_id=person, at=time(18), what="制氧机换纯净水", now=at("7:00"))
    daily.settle(SPRING, at("8:00"))
    return person, key, carer, backup


def a_phone(client, carer, *areas, **more):
    done = enrolled(
        None, *(areas or (SPRING,)), kind="care", carer_id=carer.pk, ends_at=SHIFT_END, now=at("8:05"), **more
    )
    return Phone(client, done)


def round_of(what):
    return Round.objects.get(pk=CareRound.objects.get(what=what).round_id)


def sent(phone, kind, round_, person, **more):
    record = a_record(kind, round_, subject=str(person), **({"place": str(SPRING)} | more))
    return phone.post("records", {"records": [record]}).json()["receipts"][0]["outcome"], record


def care(phone, which="bundle"):
    return phone.get(f"field/{which}").json()["care"]


class TestTheList:
    def test_her_people_their_checks_by_the_hour_and_the_second_person(self, client, day):
        person, _key, carer, _backup = day
        told = a_phone(client, carer).get("field/bundle").json()
        [row] = told["care"]["people"]
        assert (row["person"], row["carer"], row["backup"], row["second"]) == (str(person), "陆满", "华小暑", False)
        assert [(one["code"], one["what"], one["s"]) for one in row["checks"]] == [
            ("welfare_call", "", "open"), ("equipment", "制氧机换纯净水", "open"),
        ]  # fmt: skip
        assert row["checks"][1]["due_at"].startswith("2022-03-21T10:00")
        assert told["care"]["limits"] == {"retry": 90, "second": 15, "door": 15}
        assert told["device"]["kind"] == "care"
        assert told["round"] is None

    def test_trap_11_the_neighbours_and_the_rest_of_her_own_home_stay_where_they_are(self, client, day):
        person, key, carer, _backup = day
        home = Person.objects.get(pk=person).household
        son = a_person(home, 901, name="冯立春")
        a_person(Household.objects.filter(building_key=key).order_by("-walk").first(), 902, name="周芒种")
        answer = a_phone(client, carer).get("field/bundle")
        behind = [
            one["id"] for house in answer.json()["buildings"] for door in house["doors"] for one in door["people"]
        ]
        assert behind == [str(person)]
        for word in ("冯冬至", "立春", "芒种", str(son.pk)):
            assert word not in answer.content.decode()

    def test_whoever_is_second_person_has_them_below_as_second(self, client, day):
        [row] = care(a_phone(client, day[3]))["people"]
        assert (row["second"], row["carer"]) == (True, "陆满")

    def test_who_was_handed_over_is_gone_from_the_phone_with_the_next_news(self, client, day):
        person, _key, carer, backup = day
        phone = a_phone(client, carer)
        assert len(care(phone)["people"]) == 1
        tending.give(by=HAND, person_id=person, carer_id=backup.pk, backup_id=None, note="交班", now=at("9:00"))
        assert care(phone, "news")["people"] == []

    def test_who_died_or_moved_beyond_her_ground_is_not_carried(self, client, day):
        person, _key, carer, _backup = day
        phone = a_phone(client, carer)
        other, _ids = a_building(SUMMER)
        Person.objects.filter(pk=person).update(building_key=other)
        assert care(phone)["people"] == []
        Person.objects.filter(pk=person).update(building_key=day[1], presence="died")
        assert care(phone, "news")["people"] == []

    def test_the_card_is_on_the_phone_and_never_in_the_news_and_taking_it_is_logged_once(self, client, day, moment):
        person, _key, carer, _backup = day
        phone = a_phone(client, carer)
        [row] = care(phone)["people"]
        assert row["card"] == {"medicine": "华法林", "key": "钥匙在302"}
        moment("9:00")
        sent(phone, "attempt", round_of("welfare_call"), person, outcome="no_answer")
        care(phone)  # changed, so it is handed out once more
        assert "华法林" not in phone.get("field/news").content.decode()
        lines = AuditEntry.objects.filter(act="care.carry_card")
        assert list(lines.values_list("subject", flat=True)) == [f"person:{person}"]
        planning.write(by=HAND, person_id=person, plan=Plan(medicine="氨氯地平"), now=at("9:10"))
        care(phone)
        assert lines.count() == 2

    def test_it_asks_a_number_of_times_that_does_not_grow(self, client, day, django_assert_max_num_queries):
        person, _key, carer, backup = day
        phone = a_phone(client, carer)
        home = Person.objects.get(pk=person).household
        for number in range(5):
            one = a_person(home, 910 + number, name="陈处暑", born_on=MARCH_21.replace(year=1935))
            need(one.pk)
            tending.give(by=HAND, person_id=one.pk, carer_id=carer.pk, backup_id=backup.pk, note="", now=at("8:00"))
        daily.settle(SPRING, at("8:10"))
        phone.get("field/bundle")
        with django_assert_max_num_queries(34):
            assert len(care(phone, "news")["people"]) == 6


class TestWhatSheTaps:
    def test_trap_21_no_answer_on_her_phone_begins_the_ladder_and_comes_back_with_its_clock(self, client, day, moment):
        person, _key, carer, _backup = day
        phone = a_phone(client, carer)
        moment("9:00")
        first = at("9:00").isoformat()
        assert sent(phone, "attempt", round_of("welfare_call"), person, outcome="no_answer", seen_at=first)[0] == "done"
        assert climbing.raise_missed(SPRING, at("9:01")) == 1
        held = Ladder.objects.get()
        assert (held.owner_id, held.began_at) == (carer.pk, at("9:00"))
        [row] = care(phone, "news")["people"]
        assert (row["ladder"]["rung"], row["ladder"]["next"]) == ("first", "retry")
        assert row["ladder"]["due_at"].startswith("2022-03-21T02:30")
        assert [(one["outcome"], one["round"]) for one in row["tried"]] == [("no_answer", round_of("welfare_call").pk)]

    def test_sent_twice_it_is_one_attempt_and_one_ladder(self, client, day, moment):
        person, _key, carer, _backup = day
        phone = a_phone(client, carer)
        _done, record = sent(
            phone, "attempt", round_of("welfare_call"), person, outcome="no_answer", seen_at=at("8:06").isoformat()
        )
        again = phone.post("records", {"records": [record]}).json()["receipts"][0]["outcome"]
        assert again == "repeat"
        for minute in ("8:07", "8:08"):
            climbing.raise_missed(SPRING, at(minute))
        assert (Attempt.objects.count(), Ladder.objects.count(), LadderStep.objects.count()) == (1, 1, 1)

    def test_seen_well_settles_the_check_of_its_hour_alone(self, client, day):
        person, _key, carer, _backup = day
        phone = a_phone(client, carer)
        call, water = round_of("welfare_call"), round_of("equipment")
        assert sent(phone, "proof", call, person, detail={"state": "well"})[0] == "done"
        [row] = care(phone, "news")["people"]
        assert [(one["round"], one["s"], one["said"]) for one in row["checks"]] == [
            (call.pk, "done", "well"), (water.pk, "open", ""),
        ]  # fmt: skip
        assert climbing.raise_missed(SPRING, at("11:59")) == 0

    @pytest.mark.parametrize("state", ["needs_help", "to_hospital"])
    def test_seen_and_not_well_stays_open_until_somebody_writes_what_came_of_it(self, client, day, state):
        person, _key, carer, _backup = day
        phone = a_phone(client, carer)
        sent(phone, "proof", round_of("welfare_call"), person, detail={"state": state}, seen_at=at("8:06").isoformat())
        assert climbing.raise_missed(SPRING, at("8:07")) == 1
        assert climbing.raise_missed(SPRING, at("8:08")) == 0
        held = Ladder.objects.get()
        assert [(one.rung, one.result) for one in LadderStep.objects.all()] == [("first", "met")]
        assert held.closed_at is None
        climbing.end(by=HAND, ladder_id=held.pk, outcome="helped", note="", now=at("8:30"))
        assert climbing.raise_missed(SPRING, at("8:31")) == 0
        assert Proof.objects.get().detail == {"state": state}
        assert not Aside.objects.exists()  # the outcome is no second proof of the same check


class TestTheInvitation:
    def test_the_desk_chooses_whose_list_and_the_phone_is_held_by_her(self, day, moment):
        _person, _key, carer, _backup = day
        desk = client_of("secretary", english=True)
        to = f"{reverse('devices:invite')}?area={SPRING}"
        page = text(desk.get(to, {"area": SPRING, "kind": "care"}))
        assert "Whose care list" in page
        assert "陆满" in page
        sent = {
            "kind": "care",
            "carer": carer.pk,
            "ends_on": "2022-03-21",
            "ends_time": "20:00",
            "label": "",
            "holder": "",
        }
        assert desk.post(to, sent).status_code == 302
        made = Invitation.objects.get()
        assert (made.kind, made.carer_id, made.holder, made.areas, made.round_id) == (
            "care",
            carer.pk,
            "陆满",
            [SPRING],
            None,
        )

    def test_without_a_carer_the_form_says_so(self, day, moment):
        desk = client_of("secretary", english=True)
        sent = {"kind": "care", "carer": "", "ends_on": "2022-03-21", "ends_time": "20:00"}
        answer = desk.post(f"{reverse('devices:invite')}?area={SPRING}", sent)
        assert answer.status_code == 422
        assert "Choose whose list it carries." in text(answer)

    def test_a_phone_goes_no_further_than_the_account_whose_list_it_carries(self, day):
        _person, key, _carer, _backup = day
        narrow = an_account("yu", "contact", key, name="于小满")
        viewer = an_account("kan", "viewer", name="看")
        for carer, areas in ((narrow.pk, (SPRING,)), (viewer.pk, (SPRING,)), (None, (SPRING,)), (999, (SPRING,))):
            with pytest.raises(BadInvitation):
                an_invitation(None, *areas, kind="care", carer_id=carer, ends_at=SHIFT_END, now=at("8:05"))
        assert tending.ground_of(narrow, SPRING, at("8:05")) == (key,)
        made = an_invitation(None, key, kind="care", carer_id=narrow.pk, ends_at=SHIFT_END, now=at("8:05"))
        assert made.areas == [key]
        with pytest.raises(BadInvitation):
            an_invitation(None, SPRING, kind="post", carer_id=narrow.pk, ends_at=SHIFT_END, now=at("8:05"))

    def test_phones_are_no_carers(self, client, day, moment):
        a_phone(client, day[2])
        assert {one.name for one in tending.carers(SPRING, at("8:10"))} == {"陆满", "华小暑"}
        assert Device.objects.get().account.is_device


class TestWhoGuides:
    def test_the_number_is_on_the_phone_on_the_day_of_the_open_task_only_and_taking_it_is_logged_once(
        self, client, day
    ):
        person, key, carer, _backup = day
        said = Guiding(person, "陆小满", "12000003321", "wechat", time(17), time(21), "先关机，再倒水")
        guiding.write(by=HAND, said=said, now=at("7:00"))
        phone = a_phone(client, carer)
        for _twice in range(2):
            [row] = care(phone)["people"]
            [guide] = row["guides"]
        assert {name: guide[name] for name in ("name", "way", "number", "from", "until", "steps")} == {
            "name": "陆*满", "way": "wechat", "number": "12000003321", "from": "17:00", "until": "21:00",
            "steps": "先关机，再倒水",
        }  # fmt: skip
        assert AuditEntry.objects.filter(act="care.carry_guide").count() == 1
        assert "guides" not in care(phone, "news")["people"][0]
        detail = {"state": "well", "guided": "wechat"}
        sent(phone, "proof", round_of("equipment"), person, place=str(key), detail=detail)
        assert Proof.objects.get().detail == detail
        assert care(phone)["people"][0]["guides"] == []
        assert [used.way for used in guiding.used_for(Person.objects.get(pk=person))] == ["wechat"]

    def test_who_is_on_the_list_by_a_pair_comes_along_too(self, client, day):
        person, _key, _carer, _backup = day
        ma = an_account("ma", "carer", name="马谷雨")
        volunteer = a_volunteer(name="马谷雨", account_id=ma.pk)
        helping.pair(by=HAND, said=Pairing(person, volunteer.pk, "old_partner"), now=at("8:00"))
        [row] = care(a_phone(client, ma))["people"]
        assert (row["person"], row["why"], row["carer"]) == (str(person), "pair", "马谷雨")
