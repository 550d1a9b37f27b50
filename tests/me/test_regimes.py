"""What a resident reads of the rule that keeps them in, and what they can do about it without an account."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.cards.people import HAND, NOON, SPRING
from tests.isolation.ground import a_positive, a_zone, an_order, somebody
from tests.me.door import code_of, knock, said
from tests.me.test_page import note_in
from wanjia.isolation import appealing, noticing, ordering, releasing
from wanjia.isolation.models import Appeal, Outing
from wanjia.kernel.clock import local_date
from wanjia.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


def confirmed(person, now=NOON, **more):
    order = an_order(person, by=somebody("lin"), since=local_date(now), now=now, **more)
    ordering.confirm(by=somebody("hua"), order_id=order.pk, now=now)
    return order


def page(person):
    return knock(code_of(person), "2218")


def send(view, note, **sent):
    return Client(enforce_csrf_checks=True).post(reverse(f"me:{view}"), {"note": note, "lang": "en"} | sent)


class TestTheRule:
    def test_trap_17_rule_source_since_phase_day_countdown_and_what_would_lift_it(self, house):
        confirmed(house[1][0])
        told = said(page(house[1][0]))
        assert "You, Close contact 14+7" in told
        assert "21 days left free on 21 Apr" in told
        assert "isolation 14 days at a central site, day 1 of 14" in told
        assert "the end of 20 Apr" in told
        assert "Rule contact v1, Prevention plan, 8th edition" in told
        assert "source: duote.com 234379" in told
        assert "Asked of you today test" in told
        assert "您是密接，14+7。" in told

    def test_a_zone_of_the_building_is_told_with_its_open_condition(self, house):
        a_zone(house[0], line="sh_closed", version=1, since=local_date(NOON), now=NOON)
        told = said(page(house[1][0]))
        assert "Your building, Shanghai closed zone 7+7" in told
        assert "14 days left" in told

    def test_e9_a_moved_date_is_told_with_its_reason(self, house, at):
        a_zone(house[0], line="closed", version=1, since=local_date(NOON), now=NOON)
        noticing.settle(SPRING, NOON)
        later = NOON + timedelta(days=3)
        a_positive(house[0], at=later, now=later)
        noticing.settle(SPRING, later)
        at(later)
        told = said(page(house[1][0]))
        assert "Why the date changed" in told
        assert "by Closed zone now free on 17 Apr, before free on 14 Apr. 实验室报告 17" in told

    def test_a_neighbour_reads_nothing_of_it(self, house):
        confirmed(house[1][0])
        assert "Close contact" not in said(page(house[1][2]))

    def test_a_pending_order_is_not_told_as_one_that_holds(self, house):
        an_order(house[1][0], since=local_date(NOON), now=NOON)
        assert "days left" not in said(page(house[1][0]))

    def test_the_household_s_order_is_on_the_page_of_each_of_them(self, house):
        from wanjia.roster.subjects import find

        confirmed(find(house[1][0]).household_id)
        assert "Your household, Close contact 14+7" in said(page(house[1][1]))

    def test_where_nothing_holds_nothing_is_said(self, house):
        assert "What would lift it" not in said(page(house[1][0]))


class TestTheObjection:
    def test_trap_15_it_is_written_on_the_page_and_answered_there_by_somebody_else(self, house):
        order = confirmed(house[1][0])
        note = note_in(page(house[1][0]))
        answer = send("appeal", note, order=order.pk, text="我那天在外地。")
        assert "Your objection is written down." in said(answer)
        asked = Appeal.objects.get()
        assert (asked.taken_by, appealing.words_of(asked)[0]) == ("resident", "我那天在外地。")
        assert AuditEntry.objects.filter(act="isolation.appeal", who="resident").count() == 1
        told = said(page(house[1][0]))
        assert "waits for somebody other than who made the order" in told
        assert "我那天在外地。" not in told
        assert "Object to this order" not in told
        appealing.answer(by=somebody("shen"), appeal_id=asked.pk, decision="kept", text="名单核过，是密接。", now=NOON)
        assert "the order stays 名单核过，是密接。" in said(page(house[1][0]))

    def test_nobody_objects_to_somebody_elses_order_or_twice(self, house):
        order, other = confirmed(house[1][0]), house[1][4]
        assert "This order is not yours." in said(send("appeal", note_in(page(other)), order=order.pk, text="x"))
        assert "This order is not yours." in said(send("appeal", note_in(page(other)), order="x", text="x"))
        note = note_in(page(house[1][0]))
        send("appeal", note, order=order.pk, text="x")
        assert "An appeal waits for its answer already." in said(send("appeal", note, order=order.pk, text="x"))
        assert Appeal.objects.count() == 1

    def test_an_old_page_sends_nothing(self, house):
        order = confirmed(house[1][0])
        assert send("appeal", "forged", order=order.pk, text="x").status_code == 410
        assert Client().get(reverse("me:appeal")).status_code == 302
        assert not Appeal.objects.exists()


class TestTrap16:
    def test_trap_16_i_need_a_doctor_is_yes_at_once_whatever_holds_and_the_committee_reads_it(self, house):
        confirmed(house[1][0])
        answer = send("urgent", note_in(page(house[1][0])))
        assert "Go now." in said(answer)
        row = Outing.objects.get()
        assert (row.person_id, row.channel, row.may, row.building_key) == (house[1][0], "page", True, house[0])
        assert AuditEntry.objects.filter(act="isolation.urgent_medical").count() == 1

    def test_trap_16_a_page_that_is_too_old_says_yes_too(self, house):
        answer = send("urgent", "forged")
        assert answer.status_code == 200
        assert "Go now." in said(answer)

    def test_the_button_stands_above_everything(self, house):
        told = said(page(house[1][0]))
        assert told.index("I need a doctor now") < told.index("valid until")


class TestTheCertificate:
    def test_it_stands_on_the_page_and_anybody_can_check_it_without_learning_whose_it_is(self, house):
        order = confirmed(house[1][0])
        ordering.end(by=HAND, order_id=order.pk, reason="not_contact", lift_on=None, now=NOON)
        assert "Released on 31 Mar" in said(page(house[1][0]))
        text = releasing.text_of(releasing.of(order.pk), NOON)
        checked = said(Client(enforce_csrf_checks=True).post(reverse("me:release"), {"code": text, "lang": "en"}))
        assert "Valid Released on 2022-03-31, good until 2022-04-30." in checked
        assert "王" not in checked

    @pytest.mark.parametrize(
        ("spoil", "reason"),
        [(lambda text: text[:40], "Scan it again."), (lambda text: "hello", "not one of our codes")],
    )
    def test_a_bad_one_says_why(self, house, spoil, reason):
        order = confirmed(house[1][0])
        ordering.end(by=HAND, order_id=order.pk, reason="mistake", lift_on=None, now=NOON)
        text = spoil(releasing.text_of(releasing.of(order.pk), NOON))
        checked = said(Client().post(reverse("me:release"), {"code": text, "lang": "en"}))
        assert "Not valid" in checked
        assert reason in checked

    def test_one_taken_back_is_called_so_and_gone_from_the_page(self, house):
        order = confirmed(house[1][0])
        ordering.end(by=HAND, order_id=order.pk, reason="mistake", lift_on=None, now=NOON)
        text = releasing.text_of(releasing.of(order.pk), NOON)
        releasing.take_back(order.pk, by="x", now=NOON)
        checked = said(Client().post(reverse("me:release"), {"code": text, "lang": "en"}))
        assert "This certificate was taken back." in checked
        assert "Certificate of release" not in said(page(house[1][0]))


def test_the_page_takes_a_bounded_number_of_queries(house, django_assert_max_num_queries):
    confirmed(house[1][0])
    a_zone(house[0], line="closed", version=1, since=local_date(NOON), now=NOON)
    with django_assert_max_num_queries(75):
        page(house[1][0])
