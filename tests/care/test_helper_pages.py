"""The pages of volunteers, teams, the night and who guides by video, by what a person reads; in Chinese and English."""

import re
from datetime import date, time

import pytest
from django.urls import reverse

from tests.care.ground import a_volunteer, an_elder, at, need, on_duty
from tests.care.test_pages import get, plain, post
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, SPRING, TOWN, a_building
from wanjia.care import daily, guiding, helping, nights, planning
from wanjia.care.guiding import Guiding
from wanjia.care.helping import Pairing
from wanjia.care.models import CareRound, Cover, Guide, InformalCarer, NightDuty, Team, Volunteer
from wanjia.care.planning import Plan
from wanjia.coverage.models import Proof
from wanjia.kernel import clock
from wanjia.kernel.area import building_key, compound_code
from wanjia.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hour(monkeypatch):
    def turn(when):
        monkeypatch.setattr(clock, "now", lambda: at(when))

    turn("17:36")
    return turn


@pytest.fixture
def elder():
    person, _key = an_elder()
    need(person, "oxygen")
    planning.write(by=HAND, person_id=person, plan=Plan(equipment="制氧机", power="换氧气瓶"), now=at("7:00"))
    planning.add_task(by=HAND, person_id=person, at=time(18), what="制氧机换纯净水", now=at("7:00"))
    return person


class TestVolunteers:
    def test_who_has_nobody_comes_first_with_a_proposal_and_is_paired_by_a_tick(self, elder):
        volunteer = a_volunteer(building_key=building_key(compound_code(SPRING, 1), 1))
        client = client_of(english=True)
        said = plain(get(client, "helpers"))
        assert "Nobody has them yet 1" in said
        assert "proposed: 何立春, same building, 0 of 5" in said
        assert "冯冬至" not in said
        sent = {"do": "pair", "pair": f"{elder}:{volunteer.pk}", "kind": "old_partner", "every_days": "3"}
        assert post(client, "helpers", **sent).status_code == 302
        said = plain(get(client, "helpers"))
        assert "has a carer, a relative, a pair or a team" in said
        assert "1 of 5" in said

    def test_in_chinese_too(self, elder):
        a_volunteer()
        said = plain(get(client_of(), "helpers"))
        assert "还没有人管" in said
        assert "建议：何立春" in said

    def test_a_volunteer_and_a_team_are_written_down_and_the_team_says_who_was_not_seen(self, elder):
        client = client_of(english=True)
        post(client, "helpers", do="write", name="马谷雨", phone="12000005513", most="3", speaks="温州话")
        made = Volunteer.objects.get()
        assert (made.name, made.most, made.speaks) == ("马谷雨", 3, "温州话")
        sent = {"do": "team", "name": "绿马甲", "leader": made.pk, "need": "lives_alone", "every_days": "1"}
        assert post(client, "helpers", **sent, due="17:45").status_code == 302
        said = plain(get(client, "team", Team.objects.get().pk))
        assert "1 person not seen today" in said
        assert "not seen today; next: Daily welfare call" in said
        assert "Call or visit" in said
        assert "12000005513" not in said

    def test_ill_leaves_their_people_open_on_the_page_of_today_with_somebody_to_ask(self, elder):
        ill, other = a_volunteer(), a_volunteer(name="马谷雨")
        helping.pair(by=HAND, said=Pairing(elder, ill.pk, "errand", None), now=at("8:00"))
        client = client_of(english=True)
        assert post(client, "helper", ill.pk, do="out", why="ill").status_code == 302
        assert "ill" in plain(get(client, "helper", ill.pk))
        said = plain(get(client, "today"))
        assert "nobody stands in yet" in said
        assert "Ask 马谷雨" in said
        post(client, "cover", Cover.objects.get().pk, volunteer=other.pk)
        assert "马谷雨 stands in since" in plain(get(client, "today"))
        post(client, "helper", ill.pk, do="back")
        assert "stands in" not in plain(get(client, "today"))

    def test_the_people_of_a_person_s_page_pair_name_part(self, elder):
        volunteer, client = a_volunteer(), client_of(english=True)
        post(client, "helpers", do="team", name="绿马甲", leader=volunteer.pk)
        for sent in (
            {"do": "pair", "volunteer": volunteer.pk, "kind": "adviser", "every_days": ""},
            {"do": "name", "team": Team.objects.get().pk},
        ):
            assert post(client, "person", elder, **sent).status_code == 302, sent
        said = plain(get(client, "person", elder))
        assert "elder-care adviser" in said
        assert "绿马甲" in said
        post(client, "person", elder, do="part", informal=InformalCarer.objects.get().pk)
        assert post(client, "team", Team.objects.get().pk, do="unname", person=elder).status_code == 302
        assert post(client, "helper", volunteer.pk, do="nothing").status_code == 404

    def test_the_contact_of_one_building_sees_no_list_of_the_committee(self, elder):
        key = building_key(compound_code(SPRING, 1), 1)
        client = client_of("contact", key, english=True)
        for view in ("helpers", "night"):
            assert client.get(reverse(f"care:{view}"), {"area": key}).status_code in (403, 404)
        assert "Volunteers" not in plain(client.get(reverse("care:today"), {"area": key}))

    def test_trap_11_the_contact_of_one_building_sees_the_quiet_of_that_building_only(self, elder):
        other, _ids = a_building(SPRING, 2, people=0)
        client = client_of("contact", other, english=True)
        assert "冯" not in plain(client.get(reverse("care:silent"), {"area": other}))

    def test_a_whole_subdistrict_chooses_first(self, elder):
        assert "Choose a committee above." in plain(get(client_of("town", TOWN, english=True), "helpers", area=TOWN))

    def test_queries_do_not_grow_with_volunteers(self, elder, django_assert_max_num_queries):
        client = client_of(english=True)
        for n in range(6):
            a_volunteer(name=f"何立春{n}")
        get(client, "helpers")
        with django_assert_max_num_queries(RAIL + 46):
            get(client, "helpers")


class TestTheNight:
    def test_an_evening_without_anybody_rings_until_somebody_is_on_duty(self, elder):
        client = client_of(english=True)
        assert "nobody is on duty all night" in plain(get(client, "today"))
        said = plain(get(client, "night"))
        assert "1 person depends on equipment. Nobody is on duty: 20:00–08:00" in said
        assert "制氧机换纯净水" in said
        assert "Power failure: 换氧气瓶" in said
        sent = {"night": "2022-03-21", "from": "20:00", "until": "08:00", "name": "孙大寒", "phone": "12000005511"}
        assert post(client, "night", **sent).status_code == 302
        said = plain(get(client, "night"))
        assert "Nobody is on duty" not in said
        assert "孙大寒 ends in 5511" in said
        assert "12000005511" not in said
        assert "nobody is on duty" not in plain(get(client, "today"))

    def test_hours_after_midnight_belong_to_the_night_before(self, elder):
        sent = {"night": "2022-03-21", "from": "02:00", "until": "08:00", "name": "孙大寒", "phone": "1"}
        post(client_of(), "night", **sent)
        held = NightDuty.objects.get()
        after = date(2022, 3, 22)
        assert (held.starts_at, held.ends_at) == (at("2:00", after), at("8:00", after))

    def test_a_number_is_shown_whole_once_with_a_reason(self, elder):
        held = nights.write(by=HAND, committee=SPRING, said=on_duty(at("20:00")), now=at("8:00"))
        client = client_of(english=True)
        said = plain(post(client, "duty", held.pk, do="call", reason="power failure"))
        assert "12000005511" in said
        assert "12000005512" in said
        assert post(client, "duty", held.pk, do="call").status_code == 422
        assert AuditEntry.objects.get(act="care.reveal_night").reason == "power failure"

    def test_the_morning_reads_what_the_night_wrote(self, elder, hour):
        held = nights.write(by=HAND, committee=SPRING, said=on_duty(at("16:00"), 2), now=at("8:00"))
        client = client_of("carer", english=True)
        assert post(client, "duty", held.pk, do="hand", note="三点换过瓶", to="何夏至").status_code == 302
        hour("19:00")
        said = plain(get(client, "night"))
        assert "三点换过瓶; to 何夏至 at 17:36" in said
        assert post(client, "duty", held.pk, do="drop").status_code == 403

    def test_a_subdistrict_reads_which_committees_have_nobody(self, elder):
        said = plain(get(client_of("town", TOWN, english=True), "night", area=TOWN))
        assert re.search(r"Nobody on duty tonight .*春和居委会", said)

    @pytest.mark.parametrize("wrong", [{"night": "x"}, {"from": ""}, {"until": "soon"}, {"name": ""}])
    def test_half_a_duty_is_refused_and_says_so(self, elder, wrong):
        sent = {"night": "2022-03-21", "from": "20:00", "until": "08:00", "name": "孙大寒", "phone": "1"} | wrong
        assert post(client_of(), "night", **sent).status_code == 422


class TestTheGuide:
    def test_masked_on_the_plan_whole_with_a_reason(self, elder):
        client = client_of(english=True)
        sent = {
            "do": "guide", "name": "陆小满", "way": "wechat", "number": "12000003321", "can_from": "17:00",
            "can_until": "21:00", "steps": "先关机",
        }  # fmt: skip
        assert post(client, "person", elder, **sent).status_code == 302
        answer = get(client, "person", elder)
        said = plain(answer)
        assert all(word in said for word in ("陆*满", "WeChat", "ends in 3321", "17:00–21:00", "先关机"))
        assert "12000003321" not in text(answer)
        held = Guide.objects.get()
        assert post(client, "guide", held.pk).status_code == 422
        assert "12000003321" in plain(post(client, "guide", held.pk, reason="water"))
        post(client, "person", elder, do="end_guide", guide=held.pk)
        said = plain(get(client, "person", elder))
        assert "Nobody guides by video." in said
        assert "done with somebody watching by video" not in said

    def test_the_desk_writes_down_that_somebody_guided_as_a_phone_does(self, elder):
        held = guiding.write(by=HAND, said=Guiding(elder, "陆小满", "12000003321", "wechat"), now=at("8:00"))
        daily.settle(SPRING, at("8:00"))
        row = CareRound.objects.filter(what="equipment").order_by("at").first()
        client = client_of(english=True)
        assert "done with somebody watching by video" in plain(get(client, "person", elder))
        sent = {"do": "guided", "guide": held.pk, "round": row.round_id}
        assert post(client, "person", elder, **sent, state="x").status_code == 404
        assert post(client, "person", elder, **sent, state="well").status_code == 302
        proof = Proof.objects.get(round_id=row.round_id, subject_id=elder)
        assert proof.detail == {"state": "well", "guided": "wechat"}
        assert "guided by WeChat" in plain(get(client, "person", elder))
        assert post(client, "person", elder, **sent | {"round": "0"}, state="well").status_code == 404
