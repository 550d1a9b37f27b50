"""The pages on sites: who sees what, what a click does, what is said, how many queries it costs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.testing.ground import a_house, a_site, a_slot
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_round, areas
from wanjia.coverage import desk
from wanjia.coverage import queries as coverage
from wanjia.coverage.models import Obligation
from wanjia.kernel import clock
from wanjia.kernel.area import building_key, compound_code
from wanjia.roster.models import Building, Compound, Person
from wanjia.testing import queries, services
from wanjia.testing.models import Lane, Opening, Post, PostCount, PostHolder, Site, SiteCheck, Slot

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
LIST = "/testing/"


@pytest.fixture
def world(monkeypatch):
    """Two houses of 24, one site for both; noon."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    (one, first), (two, _more) = a_house(1), a_house(2)
    round_ = a_round()
    return {"round": round_, "site": a_site(SPRING, round_), "one": one, "two": two, "ids": first}


def at(name, world, *args):
    return reverse(f"testing:{name}", args=[world["site"].pk, *args]) + f"?round={world['round'].pk}"


def count(world, waiting):
    services.count_at_desk(by=HAND, site=world["site"], post="queue", waiting=waiting, now=NOON)


class TestTheList:
    def test_without_a_site_it_says_what_to_do(self, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOON)
        a_house(1)
        assert reverse("testing:new_site") in text(client_of().get(LIST))
        assert reverse("testing:new_site") not in text(client_of("viewer").get(LIST))

    def test_above_a_subdistrict_it_asks_to_choose(self, world):
        page = text(client_of("city", 999900000000).get(LIST))
        assert "中心花园" not in page

    def test_a_site_shows_its_queue_and_who_is_next(self, world):
        a_slot(world["site"], world["round"], world["one"], starts=NOON)
        count(world, 31)
        page = text(client_of().get(LIST))
        assert "<b>31</b> / 50" in page
        assert "1号楼" in page

    def test_only_rounds_that_are_sampled_into_tubes_are_offered_the_committee_s_own_kinds_too(self, world):
        for kind in ("welfare_call", "parcel", "temperature", "equipment", "care_visit"):
            a_round(obligation=kind)
        own = Obligation.objects.create(
            code="throat", name="咽拭子", name_en="Throat swab", done_word="已采", done_word_en="sampled",
            unit="person", hours=12, in_tubes=True,
        )  # fmt: skip
        offered = {world["round"].pk, a_round(obligation=own.code).pk}
        assert {r.pk for r in coverage.sampled_rounds(SPRING, NOON)} == offered

    def test_a_pace_is_only_said_when_it_was_measured(self, world):
        a_slot(world["site"], world["round"], world["one"])
        assert queries.attendance(world["round"], SPRING, [], NOON).uncalled.done_60 == 0
        row = text(client_of("town", TOWN).get(LIST))
        assert "—" in row
        desk.record_by_hand(by=HAND, round_=world["round"], subjects=world["ids"][:12], now=NOON)
        assert "24</td>" in text(client_of().get(LIST))  # twelve in the last half hour

    def test_it_costs_the_same_however_many_sites_there_are(self, world, django_assert_max_num_queries):
        for number, name in enumerate(("南门", "北门", "活动室"), start=1):
            a_slot(a_site(SPRING, world["round"], name=name), world["round"], world["two"], stair=number)
        client = client_of()
        with django_assert_max_num_queries(RAIL + 21):
            client.get(LIST)


class TestTheDay:
    def test_it_opens_with_who_did_not_come(self, world):
        a_slot(world["site"], world["round"], world["one"], starts=NOON - timedelta(hours=1))
        page = text(client_of().get(at("site", world)))
        assert '<b class="big t-open">24</b>' in page

    def test_without_a_timetable_it_says_what_to_do(self, world):
        assert reverse("testing:draft") in text(client_of().get(at("site", world)))

    def test_a_site_elsewhere_is_not_found(self, world):
        areas()
        other = a_site(SUMMER)
        assert client_of().get(reverse("testing:site", args=[other.pk])).status_code == 404
        assert client_of("worker").get(reverse("testing:site", args=[uuid4()])).status_code == 404

    def test_nobody_is_named_to_who_may_only_count(self, world):
        a_slot(world["site"], world["round"], world["one"], starts=NOON - timedelta(hours=1))
        client = client_of("viewer")
        for name in ("site", "missing"):
            page = text(client.get(at(name, world)))
            assert "王*" not in page
            assert "24" in page

    def test_it_costs_the_same_however_many_slots_there_are(self, world, django_assert_max_num_queries):
        for stair in (1, 2):
            for floor in (1, 2, 3):
                a_slot(world["site"], world["round"], world["one"], stair=stair, floor_low=floor, floor_high=floor)
        client = client_of()
        with django_assert_max_num_queries(38):
            client.get(at("site", world))

    def test_it_works_when_no_round_is_open(self, world):
        world["round"].state = "cancelled"
        world["round"].save()
        page = client_of().get(reverse("testing:site", args=[world["site"].pk]))
        assert page.status_code == 200


class TestCounting:
    def test_steps_go_from_the_last_count_and_never_below_nothing(self, world):
        client = client_of("tester")
        for step in ("5", "5", "-1", "-50"):
            answer = client.post(at("count", world), {"post": "queue", "by": step}, headers=HTMX)
            assert answer.status_code == 204
            assert "testing-changed" in answer.headers["HX-Trigger"]
        waiting = PostCount.objects.order_by("event_id").values_list("waiting", flat=True)
        assert list(waiting) == [5, 10, 9, 0]

    def test_a_number_is_said_outright_and_without_a_script_the_page_comes_back(self, world):
        answer = client_of("tester").post(at("count", world), {"post": "entrance", "to": "17"})
        assert answer.status_code == 302
        assert PostCount.objects.get().waiting == 17

    @pytest.mark.parametrize("sent", [{"post": "queue"}, {"post": "bar", "to": "3"}, {"post": "queue", "by": "x"}])
    def test_what_no_form_of_ours_sends_is_not_found(self, world, sent):
        assert client_of("tester").post(at("count", world), sent).status_code == 404


class TestCalling:
    def test_the_button_waits_until_the_queue_is_short(self, world):
        a_slot(world["site"], world["round"], world["one"])
        client = client_of()
        count(world, 40)
        assert "disabled" in text(client.get(at("site", world)))
        services.count_at_desk(by=HAND, site=world["site"], post="queue", waiting=9, now=NOON + timedelta(seconds=1))
        assert "disabled" not in text(client.get(at("site", world)))

    def test_a_call_is_told_with_a_way_back_and_a_text_in_both_languages(self, world):
        slot = a_slot(world["site"], world["round"], world["one"])
        count(world, 0)
        client = client_of("tester")
        answer = client.post(at("call", world), {"slot": str(slot.pk)}, headers=HTMX)
        assert reverse("testing:take_back", args=[slot.pk]) in answer.headers["HX-Trigger"]
        page = text(client.get(at("site", world)))
        assert "Bldg 1: come to 中心花园 now, until 12:30." in page
        client.post(reverse("testing:take_back", args=[slot.pk]))
        slot.refresh_from_db()
        assert slot.called_at is None

    def test_what_speaks_against_it_asks_for_a_reason_on_a_page_of_its_own(self, world):
        slot = a_slot(world["site"], world["round"], world["one"])
        client = client_of()
        refused = client.post(at("call", world), {"slot": str(slot.pk)})
        assert refused.status_code == 409
        assert str(slot.pk) in text(refused)
        client.post(at("call", world), {"slot": str(slot.pk), "reason": "透析病人"})
        slot.refresh_from_db()
        assert (slot.note, slot.called_by) == ("透析病人", "林谷雨")


class TestTheTimetable:
    def test_looking_writes_nothing_writing_does(self, world):
        client = client_of()
        form = {"rate": "60", "apart": ["students"], "round": str(world["round"].pk)}
        looked = text(client.post(reverse("testing:draft"), form | {"preview": "1"}))
        assert "2号楼" in looked
        assert not Slot.objects.exists()
        client.post(reverse("testing:draft"), form | {"write": "1"})
        assert Slot.objects.count() == 2

    def test_who_does_not_fit_is_named_before_anything_is_written(self, world):
        Opening.objects.update(closes_at=NOON + timedelta(minutes=20))
        page = text(client_of(english=True).post(reverse("testing:draft"), {"rate": "60", "preview": "1"}))
        assert "Bldg 2, 24 people: do not fit before 12:20" in page

    def test_a_wrong_number_is_answered_under_its_field(self, world):
        assert client_of().post(reverse("testing:draft"), {"rate": "1", "preview": "1"}).status_code == 422

    def test_it_hangs_in_the_stairwell_without_a_name_and_without_numbers_of_people(self, world):
        a_slot(world["site"], world["round"], world["one"], stair=2, group="elders")
        page = text(client_of().get(reverse("testing:timetable")))
        assert "1号楼" in page
        assert "12:00–12:30" in page
        assert "王" not in page

    def test_a_slot_is_moved_and_outside_its_groups_hours_that_is_said(self, world):
        slot = a_slot(world["site"], world["round"], world["one"], group="elders")
        address = reverse("testing:move", args=[slot.pk])
        client = client_of(english=True)
        assert client.post(address, {"starts": "13:00", "ends": "12:00"}).status_code == 422
        answer = client.post(address, {"starts": "13:00", "ends": "13:30", "note": ""}, follow=True)
        assert "outside the hours of its group" in text(answer)
        slot.refresh_from_db()
        assert (clock.local(slot.starts_at).hour, slot.moved_by) == (13, "林谷雨")


class TestMissing:
    def test_doors_of_those_whose_time_is_over_and_nobody_elses(self, world):
        Person.objects.filter(id=world["ids"][0]).update(name="赵立秋")
        a_slot(world["site"], world["round"], world["one"], stair=1, starts=NOON - timedelta(hours=1))
        a_slot(world["site"], world["round"], world["one"], stair=2, starts=NOON + timedelta(hours=1))
        page = text(client_of().get(at("missing", world)))
        assert "赵*秋" in page
        assert page.count('class="door ink"') == 12

    def test_who_came_late_is_listed_with_the_time(self, world):
        early = NOON - timedelta(hours=2)
        desk.record_by_hand(by=HAND, round_=world["round"], subjects=world["ids"][:2], now=NOON)
        a_slot(world["site"], world["round"], world["one"], starts=early)
        page = text(client_of().get(at("missing", world) + "&late=1"))
        assert page.count('class="door ink"') == 2

    def test_before_anybodys_time_is_over_it_says_so(self, world):
        a_slot(world["site"], world["round"], world["one"])
        assert 'class="door ink"' not in text(client_of().get(at("missing", world)))


class TestForms:
    FORM = {
        "name": "南门", "place": str(SPRING), "near_building": "", "spacing_metres": "1.0", "sunny_stands": "门前",
        "sunny_metres": "80", "sunny_lanes": "3", "rainy_stands": "大厅", "rainy_indoor": "on", "rainy_metres": "30",
        "rainy_lanes": "1", "opens_1": "06:00", "closes_1": "12:00", "opens_2": "", "closes_2": "", "note": "",
    }  # fmt: skip

    def test_a_site_is_made_with_its_plans_and_its_hours(self, world):
        client_of().post(reverse("testing:new_site"), self.FORM)
        made = Site.objects.get(name="南门")
        assert queries.standings([made])[made.pk].capacity == 80
        [(opens, closes)] = queries.openings([made], world["round"])[made.pk]
        assert (clock.local(opens).hour, clock.local(closes).hour) == (6, 12)

    def test_hours_past_midnight_end_on_the_next_day(self, world):
        client_of().post(reverse("testing:new_site"), self.FORM | {"opens_1": "20:00", "closes_1": "02:00"})
        made = Site.objects.get(name="南门")
        [(opens, closes)] = queries.openings([made], world["round"])[made.pk]
        assert closes - opens == timedelta(hours=6)

    @pytest.mark.parametrize(
        "change", [{"name": ""}, {"spacing_metres": "0.1"}, {"closes_1": ""}, {"sunny_lanes": "0"}, {"place": "1"}]
    )
    def test_a_wrong_value_is_answered_and_nothing_is_lost(self, world, change):
        page = client_of().post(reverse("testing:new_site"), self.FORM | change)
        assert page.status_code == 422
        assert "大厅" in text(page)
        assert Site.objects.count() == 1

    def test_it_is_corrected_with_what_it_said_before(self, world):
        client, address = client_of(), at("edit_site", world)
        assert "中心花园北侧" in text(client.get(address))
        client.post(address, self.FORM)
        world["site"].refresh_from_db()
        assert world["site"].name == "南门"

    def test_posts_lanes_weather_and_the_list(self, world):
        client = client_of()
        client.post(at("post", world, "queue"), {"name": "杨立冬", "place": "3号门"})
        client.post(at("lane", world), {"number": "1", "do": "close"})
        client.post(at("lane", world), {"number": "2", "kind": "elders"})
        client.post(at("check", world), {"item": "lines", "do": "done"})
        assert client.post(at("switch", world), {"reason": ""}).status_code == 422
        client.post(at("switch", world), {"reason": "下雨"})
        world["site"].refresh_from_db()
        assert PostHolder.objects.get().name == "杨立冬"
        assert list(Lane.objects.order_by("number").values_list("is_open", "kind")) == [
            (False, "ordinary"), (True, "elders"),
        ]  # fmt: skip
        assert SiteCheck.objects.get().item == "lines"
        assert world["site"].variant == "rainy"
        assert client.post(at("lane", world), {"number": "9", "do": "close"}).status_code == 404

    def test_taken_down_the_page_still_shows_what_was(self, world):
        client = client_of()
        client.post(at("close_site", world), {"reason": "并到南门"})
        assert client.get(at("site", world)).status_code == 200
        assert "中心花园" not in text(client.get(LIST))


class TestNames:
    def test_a_building_is_named_with_its_compound_where_a_site_calls_two(self, world):
        """Numbers repeat: whoever calls 1号楼 must not call the wrong one."""
        other = building_key(compound_code(SPRING, 2), 1)
        Compound.objects.create(code=compound_code(SPRING, 2), part=SPRING, name="春和二村")
        Building.objects.create(key=other, part=SPRING, name="1号楼", floors=6)
        a_slot(world["site"], world["round"], world["one"], starts=NOON)
        assert "春和新苑 1号楼" not in text(client_of().get(at("site", world)))
        a_slot(world["site"], world["round"], other, starts=NOON + timedelta(hours=1))
        page = text(client_of(login="x").get(at("site", world)))
        assert "春和新苑 1号楼" in page
        assert "春和二村 1号楼" in page

    def test_a_site_leads_to_inviting_a_phone_for_each_post(self, world):
        page = text(client_of().get(at("site", world)))
        for post in Post:
            assert f"kind=post&amp;site={world['site'].pk}&amp;post={post}" in page
        assert "/devices/invite/" not in text(client_of("tester").get(at("site", world)))
