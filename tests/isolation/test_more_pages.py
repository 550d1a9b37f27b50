"""The plan, the history, who went out, the certificate, a version's second person: as people read them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.isolation.ground import APRIL_12, TODAY, a_positive, a_zone, an_order, rule, somebody, two_buildings
from tests.isolation.test_pages import get, plain, post, refused
from tests.web.signed import client_of, text
from tests.world import HAND, SPRING, SUMMER, TOWN
from wanjia.flows import isolating
from wanjia.isolation import mapping, noticing, ordering, presets, releasing
from wanjia.isolation.models import Order, Outing, RegimeRule
from wanjia.kernel import clock
from wanjia.platform.models import AuditEntry
from wanjia.roster.subjects import find

pytestmark = pytest.mark.django_db
RULE = {"title": "中风险 5 天", "source": "通知 3", "effective_on": "2022-04-12"}
TERMS = '{"phase": [{"days": 5, "stage": "mid"}]}'


@pytest.fixture(autouse=True)
def _april(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: APRIL_12)


@pytest.fixture
def world():
    (key, ids), (other, _ids) = two_buildings()
    return key, other, ids


def confirmed(subject, **more):
    order = an_order(subject, by=somebody("lin"), **more)
    ordering.confirm(by=somebody("hua"), order_id=order.pk, now=APRIL_12)
    return ordering.find(order.pk)


class TestThePlan:
    def test_each_building_says_its_stage_in_words_and_another_day_can_be_looked_at(self, world):
        a_zone(world[0], line="closed", version=1)
        said = plain(get(client_of(english=True), "map", area=SPRING))
        assert "1号楼 closed zone free 26 Apr" in said.replace("Bldg 1", "1号楼")
        assert "no rule" in said
        assert "the register does not know where buildings stand" in said
        before = plain(get(client_of(login="b", english=True), "map", area=SPRING, on="2022-04-11"))
        assert "closed zone" not in before.split("Buildings")[-1]

    def test_a_building_whose_stairs_stand_otherwise_shows_the_strictest_and_says_in_part(self, world):
        from wanjia.roster.models import Building

        Building.objects.filter(key=world[0]).update(stairs=2)
        a_zone(world[0], line="control", version=1)
        a_zone(world[0], line="closed", version=1, stair=2)
        tile = next(tile for block in mapping.blocks(SPRING, TODAY) for tile in block.tiles if tile.key == world[0])
        assert (tile.stage, tile.is_mixed) == ("closed", True)

    def test_the_strip_counts_what_held_on_each_day(self, world, django_assert_max_num_queries):
        a_zone(world[0], line="closed", version=1)
        with django_assert_max_num_queries(4):
            days = mapping.strip(SPRING, TODAY)
        assert [(day.held, day.closed) for day in days] == [(0, 0)] * 10 + [(1, 1)] * 4

    def test_a_subdistrict_is_a_table_of_its_committees_a_city_one_of_its_districts(self, world):
        a_zone(line="control", version=1)
        said = plain(get(client_of("town", TOWN, english=True), "map", area=TOWN))
        assert "春和居委会 2 0 2" in said
        assert "演示区 1 1" in plain(get(client_of("city", 999900000000, english=True), "map"))
        assert "Choose one above" in plain(get(client_of("city", 990000000000, english=True), "map"))

    def test_a_plan_takes_as_many_queries_for_many_buildings_as_for_one(self, world, django_assert_max_num_queries):
        a_zone()
        with django_assert_max_num_queries(6):
            mapping.blocks(SPRING, TODAY)


class TestTheHistory:
    def test_zones_and_moved_dates_stand_there_with_their_reasons(self, world):
        a_zone()
        confirmed(world[2][0])
        noticing.settle(SPRING, APRIL_12)
        a_positive(world[0], at=APRIL_12 + timedelta(days=5), now=APRIL_12 + timedelta(days=5))
        noticing.settle(SPRING, APRIL_12 + timedelta(days=5))
        said = plain(get(client_of(english=True), "history", area=SPRING))
        assert "A positive in this unit; by Shanghai closed zone 7+7 now free on 1 May, before free on 26 Apr." in said
        assert "实验室报告 17" in said
        assert "镇防控办 4月12日" in said
        assert "王*" in said
        blind = plain(get(client_of("viewer", english=True), "history", area=SPRING))
        assert "free on 1 May" in blind
        assert "王*" not in blind

    def test_where_nothing_was_it_says_so(self, world):
        assert "No place here was ever under a rule." in plain(get(client_of(english=True), "history", area=SPRING))


class TestWhoWentOut:
    def test_trap_16_from_the_gate_urgent_need_of_anybody_is_let_out_and_somebody_takes_care(self, world):
        client = client_of("contact", english=True)
        stranger = SPRING * 10**6
        sent = {"why": "urgent_medical", "channel": "gate"}
        assert post(client, "leave", stranger, **sent).status_code == 302
        row = Outing.objects.get()
        assert (row.channel, row.may, row.how) == ("gate", True, "at_once")
        said = plain(get(client, "outings", area=SPRING))
        assert "urgent medical need nobody of the register" in said
        assert post(client, "seen", row.pk).status_code == 302
        assert "read by" in plain(get(client, "outings", area=SPRING))
        acts = set(AuditEntry.objects.values_list("act", flat=True))
        assert {"isolation.urgent_medical", "isolation.see_outing"} <= acts

    def test_trap_16_by_telephone_it_is_one_line_of_the_household(self, world):
        client = client_of(english=True)
        home = find(world[2][0]).household_id
        assert "Somebody has to go out" in plain(get(client, "household", home))
        assert post(client, "leave", world[2][0], why="urgent_medical", channel="phone").status_code == 302
        assert Outing.objects.get().channel == "phone"

    def test_other_reasons_ask_the_rule_and_want_somebody_who_may_see_people(self, world):
        a_zone(line="control", version=1)
        assert post(client_of("viewer"), "leave", world[2][0], why="goods").status_code == 403
        assert post(client_of(), "leave", world[2][0], why="goods").status_code == 302
        assert Outing.objects.get().how == "by_rule"

    def test_the_rail_counts_an_urgent_need_until_somebody_has_read_it(self, world):
        from wanjia.isolation import leaving, queries

        leaving.may_leave(world[2][0], "urgent_medical", by=HAND, now=APRIL_12)
        assert (queries.waiting_count(SPRING), queries.waiting_count(SUMMER)) == (1, 0)
        leaving.see(by=HAND, outing_id=Outing.objects.get().pk, now=APRIL_12)
        assert queries.waiting_count(SPRING) == 0


class TestTheCertificate:
    def test_it_is_printed_in_both_languages_with_a_code_and_the_log_keeps_who_did(self, world):
        order = confirmed(world[2][0])
        a_zone()
        client = client_of(english=True)
        assert refused(get(client, "certificate", order.pk))[0] == 409
        ordering.end(by=HAND, order_id=order.pk, reason="not_contact", lift_on=None, now=APRIL_12)
        page = get(client, "certificate", order.pk)
        said = plain(page)
        assert "解除隔离证明" in said
        assert "Certificate of release" in said
        assert "王春兰1002" in said
        assert "The building itself is still under a rule" in said
        assert "<svg" in text(page)
        assert AuditEntry.objects.filter(act="isolation.print_release").count() == 1
        assert "Print the certificate" in plain(get(client, "order", order.pk))

    def test_an_order_ended_wrongly_is_put_back_with_a_second_person_and_the_paper_is_void(self, world):
        order = confirmed(world[2][0])
        ordering.end(by=HAND, order_id=order.pk, reason="not_contact", lift_on=None, now=APRIL_12)
        maker, second = client_of("worker", english=True), client_of(english=True)
        url = f"{reverse('isolation:new_order', args=[world[2][0]])}?again={order.pk}"
        assert "Put an order back in force" in plain(maker.get(url))
        sent = {
            "rule": rule("contact", 1).pk,
            "since_on": TODAY,
            "reason": "contact",
            "source": "x",
            "explanation": "y",
        }
        assert maker.post(url, sent).status_code == 302
        again = Order.objects.get(reinstates=order.pk)
        assert releasing.of(order.pk).revoked_at is None
        assert post(second, "order", again.pk, do="confirm").status_code == 302
        assert releasing.of(order.pk).revoked_at is not None
        assert "it does not belong into anybody" in plain(get(second, "certificate", order.pk))
        assert maker.get(url.replace(str(order.pk), "nonsense")).status_code == 404

    def test_orders_that_ended_lately_stand_below_the_others_with_their_papers(self, world, monkeypatch):
        confirmed(world[2][0])
        later = APRIL_12 + timedelta(days=21)
        isolating.day(later)
        monkeypatch.setattr(clock, "now", lambda: later)
        said = plain(get(client_of(english=True), "orders"))
        assert "Ended lately" in said
        assert "the time is over by itself" in said


class TestAVersionOfTheDesk:
    def test_trap_15_it_waits_for_a_second_person_on_its_own_page(self, world):
        maker = client_of(english=True, login="shu")
        second, worker = client_of(english=True, login="zhen"), client_of("worker", english=True)
        assert post(maker, "rule", rule("mid", 1).pk, terms=TERMS, **RULE).status_code == 302
        made = RegimeRule.objects.get(line="mid", version=3)
        assert "You wrote it" in plain(get(maker, "rule", made.pk, area=SPRING))
        assert post(maker, "rule", made.pk, do="confirm").status_code == 403
        assert post(worker, "rule", made.pk, do="confirm").status_code == 403
        assert "waits for its second person" in plain(get(second, "rules", area=SPRING))
        assert post(second, "rule", made.pk, do="confirm").status_code == 302
        made.refresh_from_db()
        assert made.is_usable
        assert "second person" in plain(get(second, "rule", made.pk, area=SPRING))

    def test_it_can_be_declined_with_a_reason_and_is_counted_while_it_waits(self, world):
        from wanjia.isolation.queries import waiting_count

        said = {"terms": {"phase": [{"days": 3}]}, "source": "听说", "title": "封 3 天"}
        made = presets.write_version(
            by=somebody("shu", "secretary"), based_on=rule(), area=SPRING, said=said, now=APRIL_12
        )
        assert (waiting_count(SPRING), waiting_count(SUMMER)) == (1, 0)
        client = client_of(english=True)
        assert post(client, "rule", made.pk, do="decline", why="").status_code == 422
        assert post(client, "rule", made.pk, do="no_such").status_code == 404
        assert post(client, "rule", made.pk, do="decline", why="没有文号").status_code == 302
        assert "没有文号" in plain(get(client, "rule", made.pk, area=SPRING))
        assert waiting_count(SPRING) == 0


def test_every_new_page_reads_in_chinese_too(world):
    a_zone()
    order = confirmed(world[2][0])
    ordering.end(by=HAND, order_id=order.pk, reason="mistake", lift_on=None, now=APRIL_12)
    client = client_of()
    for page in [("map",), ("history",), ("outings",), ("orders",), ("certificate", order.pk)]:
        assert get(client, *page, area=SPRING).status_code == 200, page
