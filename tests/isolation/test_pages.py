"""The console's pages on isolation: zones by unit, orders with a second person, calendars, rules with sources."""

import re

import pytest
from django.urls import reverse

from tests.isolation.ground import APRIL_12, COMPOUND, TODAY, a_positive, a_zone, an_order, rule, two_buildings
from tests.web.signed import client_of, text
from tests.world import SPRING, TOWN
from wanjia.isolation import ordering
from wanjia.isolation.models import Order, RegimeRule, UnitEvent, ZoneDecision
from wanjia.kernel import clock
from wanjia.roster.subjects import find

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _april(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: APRIL_12)


@pytest.fixture
def world():
    (key, ids), (other, _ids) = two_buildings()
    return key, other, ids


def get(client, view, *args, **query):
    return client.get(reverse(f"isolation:{view}", args=args), query)


def post(client, view, *args, area=SPRING, **sent):
    return client.post(f"{reverse(f'isolation:{view}', args=args)}?area={area}", sent)


def plain(answer):
    assert answer.status_code == 200, answer.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", text(answer)).split())


def refused(answer):
    return answer.status_code, " ".join(re.sub(r"<[^>]+>", " ", text(answer)).split())


class TestZones:
    def test_each_unit_says_its_stage_its_dates_why_and_what_would_lift_it(self, world):
        key, other, _ids = world
        a_zone()
        a_positive(key)
        said = plain(get(client_of(english=True), "zones"))
        assert "Shanghai closed zone 7+7 sh_closed v2" in said
        assert "Since 12 Apr: somebody there is positive." in said
        assert "Begins under this rule: free on 26 Apr." in said
        assert "A positive in this unit; by this rule it starts again and stays free on 26 Apr. 实验室报告 17" in said
        assert "A positive in another unit; this rule leaves this one as it is." in said
        assert "everybody negative on day 13 (24 Apr) or later: not yet" in said
        assert "Xinhua 11 Apr 2022" in said
        assert str(other)

    def test_a_zone_is_drawn_with_its_source_and_ended_with_its_reason(self, world):
        client = client_of(english=True)
        assert "Put a place under a rule" in plain(get(client, "draw", area=SPRING))
        sent = {"place": COMPOUND, "rule": rule().pk, "since_on": TODAY, "reason": "positive", "source": "通知 9"}
        assert refused(post(client, "draw", **(sent | {"source": ""})))[0] == 422
        assert post(client, "draw", **sent).status_code == 302
        zone = ZoneDecision.objects.get()
        assert "under a rule already" in refused(post(client, "draw", **sent))[1]
        assert post(client, "end_zone", zone.pk, reason="lifted").status_code == 409
        assert post(client, "end_zone", zone.pk, reason="mistake").status_code == 302
        assert "No place here is under a rule." in plain(get(client, "zones"))

    def test_an_event_goes_to_the_door_and_can_be_taken_back(self, world):
        key, _other, ids = world
        a_zone()
        client = client_of(english=True)
        sent = {"kind": "positive_confirmed", "place": key, "room": "301", "on": TODAY, "source": "报告 17"}
        assert post(client, "event", **sent).status_code == 302
        event = UnitEvent.objects.get()
        assert event.household_id == find(ids[0]).household_id
        assert "301" not in plain(get(client, "zones"))
        assert post(client, "withdraw", event.pk, why="").status_code == 422
        assert post(client, "withdraw", event.pk, why="复检阴性").status_code == 302
        assert "taken back: 复检阴性" in plain(get(client, "zones"))

    def test_a_viewer_sees_zones_and_no_buttons(self, world):
        a_zone()
        said = text(get(client_of("viewer", english=True), "zones"))
        assert "sh_closed v2" in said
        assert "/isolation/draw/" not in said
        assert "End this zone" not in said

    def test_a_town_sees_all_and_a_city_is_asked_to_choose(self, world):
        a_zone()
        assert "sh_closed v2" in plain(get(client_of("town", TOWN, english=True), "zones", area=TOWN))
        assert "Choose one above" in plain(get(client_of("city", 999900000000, english=True), "zones"))

    def test_another_day_can_be_asked_for(self, world):
        a_zone()
        assert "No place here" in plain(get(client_of(english=True), "zones", on="2022-04-11"))
        assert get(client_of("worker"), "zones", on="tomorrow").status_code == 404


class TestOrders:
    def test_the_form_and_the_second_person(self, world):
        _key, _other, ids = world
        maker, second = client_of("worker", english=True), client_of(english=True)
        said = plain(get(maker, "new_order", ids[0]))
        assert "Urgent medical need comes before every order" in said
        sent = {"rule": rule("contact", 1).pk, "since_on": TODAY, "reason": "contact", "source": "名单 4月12日"}
        assert "Explain it in words" in refused(post(maker, "new_order", ids[0], **sent))[1]
        assert post(maker, "new_order", ids[0], explanation="您是密接。", **sent).status_code == 302
        order = Order.objects.get()
        assert "You made it: somebody else has to confirm it." in plain(get(maker, "order", order.pk))
        assert post(maker, "order", order.pk, do="confirm").status_code == 403
        assert "waits for its second person" in plain(get(second, "orders"))
        assert post(second, "order", order.pk, do="confirm").status_code == 302
        said = plain(get(second, "order", order.pk))
        assert "您是密接。" in said
        assert "isolation 14 days at a central site" in said
        assert "day 1 of 14" in said
        assert "test" in said

    def test_an_order_that_is_in_the_way_is_said_on_the_form(self, world):
        ids = world[2]
        an_order(ids[0])
        sent = {
            "rule": rule("contact", 1).pk,
            "since_on": TODAY,
            "reason": "contact",
            "source": "x",
            "explanation": "y",
        }
        assert "There is an order already" in refused(post(client_of(english=True), "new_order", ids[0], **sent))[1]

    def test_an_objection_is_taken_down_and_answered(self, world):
        order = an_order(world[2][0])
        client = client_of(english=True)
        assert post(client, "order", order.pk, do="appeal", text="我那天在外地。").status_code == 302
        assert "我那天在外地。" in plain(get(client, "order", order.pk))
        assert "objects" in plain(get(client, "orders"))
        assert post(client, "order", order.pk, do="answer", decision="ended", text="查实。").status_code == 302
        said = plain(get(client, "order", order.pk))
        assert "the order is ended 查实。" in said
        assert ordering.find(order.pk).end_reason == "appeal"

    def test_ending_and_declining(self, world):
        one, two = (an_order(person) for person in world[2][:2])
        client = client_of(english=True)
        assert post(client, "order", one.pk, do="end", reason="lifted").status_code == 409
        assert post(client, "order", one.pk, do="end", reason="not_contact").status_code == 302
        assert post(client, "order", two.pk, do="decline", why="没有依据").status_code == 302
        assert post(client, "order", two.pk, do="no_such").status_code == 404
        assert "Nobody here is under an order" in plain(get(client, "orders"))


class TestCalendars:
    def test_a_household_has_its_people_side_by_side(self, world):
        key, _other, ids = world
        order = an_order(ids[0], is_urgent=True)
        a_zone(key)
        said = plain(get(client_of(english=True), "household", find(ids[0]).household_id))
        assert "王*2 zone" in said
        assert "26 Apr" in said
        assert "Write an order" in said
        assert order.pk

    def test_a_building_shows_its_units_and_its_orders_to_who_may_see_people(self, world):
        key, _other, ids = world
        a_zone(key, line="closed", version=1)
        an_order(ids[0], is_urgent=True)
        seen = plain(get(client_of(english=True), "building", key))
        assert "stair 1" in seen
        assert "closed zone 1 /14" in seen
        assert "urgent, waits for its second person" in seen
        blind = plain(get(client_of("viewer", english=True), "building", key))
        assert "closed zone 1 /14" in blind
        assert "urgent" not in blind.replace("urgent medical", "")

    def test_a_door_without_a_rule_says_so(self, world):
        assert "No rule holds this door" in plain(
            get(client_of(english=True), "household", find(world[2][0]).household_id)
        )


class TestRules:
    def test_every_version_stands_with_its_source_and_what_is_not_said(self, world):
        said = plain(get(client_of(english=True), "rules"))
        assert "Close contact 7+3 contact v2" in said
        assert "isolation 7 days + health monitoring 3 days in their home" in said
        assert "date not said" in said
        assert "about 2022-05-16" in said

    def test_a_new_version_is_written_from_an_old_one(self, world):
        client, old = client_of(english=True), rule("mid", 1)
        assert "Write the next version" in plain(get(client, "rule", old.pk))
        sent = {"title": "中风险 5 天", "source": "通知 3", "effective_on": "2022-04-12"}
        wrong = post(client, "rule", old.pk, terms="{", **sent)
        assert wrong.status_code == 422
        done = post(client, "rule", old.pk, terms='{"phase": [{"days": 5, "stage": "mid"}]}', **sent)
        assert done.status_code == 302
        assert RegimeRule.objects.get(line="mid", version=3).based_on == old
        assert "Write the next version" not in plain(get(client_of("worker", english=True), "rule", old.pk))


def test_every_page_reads_in_chinese_too(world):
    key, _other, ids = world
    a_zone()
    order = an_order(ids[0])
    client = client_of()
    pages = [("zones",), ("orders",), ("rules",), ("order", order.pk), ("building", key), ("rule", rule().pk),
             ("household", find(ids[0]).household_id)]  # fmt: skip
    for page in pages:
        assert get(client, *page).status_code == 200, page
