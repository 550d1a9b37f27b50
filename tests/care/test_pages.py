"""The pages of care, by what a person reads; in Chinese and English."""

import re
from datetime import date

import pytest
from django.urls import reverse

from tests.care.ground import an_elder, at, cared_for, tried
from tests.web.signed import client_of, text
from tests.world import HAND, SPRING, TOWN, an_account
from wanjia.care import climbing, daily, planning, tending
from wanjia.care.models import CareCase, Ladder
from wanjia.care.planning import Plan
from wanjia.kernel import clock
from wanjia.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _march(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("10:36"))


@pytest.fixture
def elder():
    person, _key = an_elder()
    daily.settle(SPRING, at("8:00"))
    return person


def plain(answer):
    assert answer.status_code == 200, answer.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", text(answer)).split())


def get(client, view, *args, **query):
    return client.get(reverse(f"care:{view}", args=args), query)


def post(client, view, *args, area=SPRING, **sent):
    return client.post(f"{reverse(f'care:{view}', args=args)}?area={area}", sent)


class TestToday:
    def test_the_first_thing_is_who_was_not_heard_of(self, elder):
        said = plain(get(client_of(english=True), "today"))
        assert "Not heard of yet" in said
        assert "冯*至" in said
        assert "on nobody's list" in said
        assert "冯冬至" not in said

    def test_in_chinese_too(self, elder):
        assert "还没有回音" in plain(get(client_of(), "today"))

    def test_who_only_sees_counts_sees_no_name(self, elder):
        said = plain(get(client_of("viewer", TOWN, english=True), "today"))
        assert "冯" not in said
        assert "Counts only." in said

    def test_a_whole_city_shows_nobody(self, elder):
        assert "Choose one above." in plain(get(client_of("city", 999900000000, english=True), "today"))

    def test_a_carer_who_cannot_come_stands_there_until_somebody_does(self, elder):
        cover = cared_for(elder, SPRING)["cover_id"]
        client = client_of(english=True)
        assert "nobody stands in yet" in plain(get(client, "today"))
        assert post(client, "cover", cover).status_code == 302
        assert "林谷雨 stands in" in plain(get(client, "today"))


class TestTheLadder:
    def test_from_the_knock_to_the_outcome_by_hand(self, elder):
        client = client_of("carer", english=True)
        assert post(client, "begin", elder).status_code == 302
        held = Ladder.objects.get()
        for rung in ("first", "retry", "second"):
            assert post(client, "ladder", held.pk, do="step", rung=rung, result="no_answer").status_code == 302
        said = plain(get(client, "ladder", held.pk))
        assert "community police open the door" in said
        assert "Four questions" in said
        post(client, "ladder", held.pk, do="step", rung="door", result="met", sign="stroke")
        said = plain(get(client, "ladder", held.pk))
        assert "life in danger" in said
        assert "What came of it" not in said
        post(client, "ladder", held.pk, do="call")
        post(client, "ladder", held.pk, do="step", rung="handed", result="went", note="示范二院")
        post(client, "ladder", held.pk, do="end", outcome="hospital", note="脑梗")
        held.refresh_from_db()
        assert held.outcome == "hospital"
        assert "taken to hospital" in plain(get(client, "ladder", held.pk))

    def test_what_is_out_of_order_says_what_to_do(self, elder):
        client = client_of(english=True)
        held = climbing.begin(by=HAND, person_id=elder, round_id=None, now=at("9:00"))
        answer = post(client, "ladder", held.pk, do="step", rung="door", result="met")
        assert answer.status_code == 409
        assert "120 is always open" in text(answer)

    def test_whoever_takes_charge_stands_there_by_name(self, elder):
        held = climbing.begin(by=HAND, person_id=elder, round_id=None, now=at("9:00"))
        post(client_of("carer"), "ladder", held.pk, do="take")
        held.refresh_from_db()
        assert held.owner_name == "林谷雨"

    def test_the_card_has_the_whole_name_and_leaves_a_line(self, elder):
        planning.write(by=HAND, person_id=elder, plan=Plan(medicine="华法林", allergies="青霉素"), now=at("8:00"))
        held = climbing.begin(by=HAND, person_id=elder, round_id=None, now=at("9:00"))
        tried(held, "first", "met", at("9:00"), signs=("stroke",))
        said = plain(get(client_of(), "card", elder))
        assert all(word in said for word in ("冯冬至", "华法林", "青霉素", "脸歪，手脚不动"))
        assert AuditEntry.objects.filter(act="care.read_card").count() == 1


class TestPeople:
    def test_a_plan_a_task_a_carer_a_relative(self, elder):
        client = client_of(english=True)
        carer = an_account("zhao", "carer", name="赵小满")
        for sent in (
            {"do": "write", "medicine": "华法林"},
            {"do": "task", "at": "18:00", "what": "换水"},
            {"do": "give", "carer": carer.pk, "note": "x"},
            {"do": "informal", "name": "陆满", "does": "换水"},
        ):
            assert post(client, "person", elder, **sent).status_code == 302, sent
        said = plain(get(client, "person", elder))
        assert all(word in said for word in ("华法林", "18:00", "赵小满", "陆*"))
        assert "华法林" in plain(get(client, "plan", elder))
        assert post(client, "person", elder, do="task", at="soon", what="x").status_code == 422
        assert post(client, "person", elder, do="nothing").status_code == 404

    def test_my_list_is_mine_and_starts_with_what_to_do(self, elder):
        client = client_of("carer", english=True)
        assert "Nobody is on your list." in plain(get(client, "mine"))
        mine = int(client.session["_auth_user_id"])
        tending.give(by=HAND, person_id=elder, carer_id=mine, backup_id=None, note="", now=at("8:00"))
        assert "Call or visit" in plain(get(client, "mine"))

    def test_the_quiet_are_ticked_onto_the_list_of_the_week(self, elder):
        client = client_of(english=True)
        assert "never asked, never answered, no telephone" in plain(get(client, "silent")).replace(" ,", ",")
        assert post(client, "silent", person=elder).status_code == 302
        assert "to be visited" in plain(get(client, "silent"))


class TestHomesAndCases:
    def test_a_home_its_people_and_what_was_found(self, elder):
        client = client_of(english=True)
        made = post(client, "homes", name="福寿院", kind="care_home", beds="20")
        for sent in (
            {"do": "take_in", "name": "王春兰", "bed": "A3", "born_on": "1935-01-01"},
            {"do": "inspect", "way": "online", "counted": "1", "found": "没有氧气", "fix_by": "2022-03-25"},
        ):
            assert client.post(made["Location"], sent).status_code == 302
        said = plain(client.get(made["Location"]))
        assert "王*兰" in said
        assert "Put right, by 03-25" in said
        assert "1 to put right" in plain(get(client, "homes"))

    def test_a_case_shows_what_is_still_to_do(self, elder):
        client = client_of(english=True)
        post(client, "cases", kind="bereavement", who="冯冬至", where="2号楼201")
        case = CareCase.objects.get()
        post(client, "case", case.pk, step="certificate")
        said = plain(get(client, "cases"))
        assert "death certificate" in said
        assert "Close the case" not in said
        assert post(client, "case", case.pk, do="close").status_code == 409

    def test_each_rule_names_its_source(self, elder):
        said = plain(get(client_of(english=True), "rules"))
        assert "alone80 v1" in said
        assert "长桥街道" in said
        assert clock.local_date(at("8:00")) == date(2022, 3, 21)
