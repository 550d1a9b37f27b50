"""Orders: the second person, the 24 hours, the explanation, the appeal, the way out (traps 15 and 16)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.isolation.ground import (
    APRIL_12,
    COMPOUND,
    TODAY,
    a_positive,
    a_zone,
    an_order,
    rule,
    somebody,
    two_buildings,
)
from tests.world import HAND, SPRING, SUMMER, a_building
from wanjia.isolation import appealing, obligations, ordering, queries
from wanjia.isolation.explaining import explain
from wanjia.isolation.leaving import may_leave
from wanjia.isolation.models import Order
from wanjia.isolation.refusals import (
    AppealClosed,
    AppealOpen,
    HasOrder,
    NoIsolation,
    NoLength,
    NotInEffect,
    NotThatDay,
    OrderClosed,
    ReasonWanted,
    SecondPersonWanted,
    SourceWanted,
    TooEarly,
    WordsWanted,
    WrongKind,
)
from wanjia.isolation.rules.confirming import Steps, holds, state_of
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform.models import AuditEntry
from wanjia.roster.subjects import find

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return a_building()[1]


def held_by(person, on=TODAY, now=APRIL_12):
    return explain(find(person), on, now).held


def confirmed(person, **more):
    order = an_order(person, by=somebody("lin"), **more)
    ordering.confirm(by=somebody("hua"), order_id=order.pk, now=APRIL_12)
    return ordering.find(order.pk)


class TestTrap15:
    def test_trap_15_an_order_keeps_nobody_in_before_a_second_person_says_so(self, people):
        order = an_order(people[0], by=somebody("lin"))
        assert held_by(people[0]) == ()
        ordering.confirm(by=somebody("hua"), order_id=order.pk, now=APRIL_12)
        assert [held.order.pk for held in held_by(people[0])] == [order.pk]

    def test_trap_15_who_made_it_cannot_confirm_it_nor_can_the_machine(self, people):
        maker = somebody("lin")
        order = an_order(people[0], by=maker)
        for hand in (maker, HAND):
            with pytest.raises(SecondPersonWanted):
                ordering.confirm(by=hand, order_id=order.pk, now=APRIL_12)
        assert ordering.find(order.pk).confirmed_at is None

    def test_trap_15_the_table_itself_refuses_one_person_for_both(self, people):
        order = an_order(people[0], by=somebody("lin"))
        with pytest.raises(IntegrityError), transaction.atomic():
            Order.objects.filter(id=order.pk).update(confirmed_by_id=order.made_by_id, confirmed_at=APRIL_12)

    @pytest.mark.parametrize(
        ("missing", "why"),
        [({"reason": ""}, ReasonWanted), ({"reason": "seems_right"}, ReasonWanted), ({"source": " "}, SourceWanted),
         ({"explanation": ""}, WordsWanted)],
    )  # fmt: skip
    def test_trap_15_no_order_without_reason_source_and_explanation(self, people, missing, why):
        with pytest.raises(why):
            an_order(people[0], **missing)
        assert Order.objects.count() == 0

    def test_trap_15_every_use_is_in_the_log_without_a_name(self, people):
        order = confirmed(people[0])
        ordering.end(by=HAND, order_id=order.pk, reason="mistake", lift_on=None, now=APRIL_12)
        lines = list(AuditEntry.objects.filter(act__startswith="isolation.").order_by("number"))
        assert [line.act for line in lines] == ["isolation.order", "isolation.confirm", "isolation.end"]
        assert all("王" not in f"{line.detail}{line.subject}{line.reason}" for line in lines)

    def test_an_urgent_order_holds_at_once_and_lapses_after_24_hours(self, people):
        order = an_order(people[0], by=somebody("lin"), is_urgent=True)
        assert len(held_by(people[0])) == 1
        later = APRIL_12 + timedelta(hours=24)
        assert held_by(people[0], TODAY + timedelta(days=1), later) == ()
        with pytest.raises(OrderClosed):
            ordering.confirm(by=somebody("hua"), order_id=order.pk, now=later)
        again = an_order(people[0], now=later)
        assert again.pk != order.pk
        assert ordering.find(order.pk).end_reason == Order.End.LAPSED

    def test_a_declined_order_keeps_nobody_in_and_says_why(self, people):
        order = an_order(people[0], by=somebody("lin"), is_urgent=True)
        with pytest.raises(ReasonWanted):
            ordering.decline(by=somebody("hua"), order_id=order.pk, why=" ", now=APRIL_12)
        ordering.decline(by=somebody("shen"), order_id=order.pk, why="那天不在上海", now=APRIL_12)
        assert held_by(people[0]) == ()
        assert AuditEntry.objects.get(act="isolation.decline").reason == "那天不在上海"


class TestStates:
    def test_a_pending_order_never_holds_however_long_it_waits(self):
        steps = Steps(APRIL_12, is_urgent=False)
        assert not holds(steps, APRIL_12 + timedelta(days=99))
        assert state_of(steps, APRIL_12 + timedelta(days=99)) == "pending"

    def test_the_minute_before_24_hours_still_holds(self):
        steps = Steps(APRIL_12, is_urgent=True)
        assert holds(steps, APRIL_12 + timedelta(hours=23, minutes=59))
        assert state_of(steps, APRIL_12 + timedelta(hours=24)) == "lapsed"


class TestMaking:
    def test_one_order_at_a_time(self, people):
        an_order(people[0])
        with pytest.raises(HasOrder):
            an_order(people[0])

    @pytest.mark.parametrize(
        ("line", "version", "since", "refusal"),
        [
            ("contact", 4, date(2022, 12, 8), NoLength),
            ("contact2", 3, date(2022, 11, 12), NoIsolation),
            ("contact", 2, TODAY, NotInEffect),
            ("contact", 1, TODAY - timedelta(days=31), NotThatDay),
            ("sh_closed", 2, TODAY, WrongKind),
        ],
    )
    def test_versions_that_do_not_fit_are_declined(self, people, line, version, since, refusal):
        now = APRIL_12 if since <= TODAY else APRIL_12.replace(month=since.month, day=since.day)
        with pytest.raises(refusal):
            an_order(people[0], line=line, version=version, since=since, now=now)

    def test_only_whoever_decides_there(self, people):
        with pytest.raises(NotAllowed):
            an_order(people[0], by=somebody("guan", "contact"))
        with pytest.raises(NotFound):
            an_order(people[0], by=somebody("yuan", area=SUMMER))

    def test_it_lifts_by_time_only_at_its_time(self, people):
        order = confirmed(people[0])
        with pytest.raises(TooEarly):
            ordering.end(by=HAND, order_id=order.pk, reason="lifted", lift_on=date(2022, 5, 3), now=APRIL_12)
        ordering.end(by=HAND, order_id=order.pk, reason="lifted", lift_on=TODAY, now=APRIL_12)
        assert held_by(people[0]) == ()

    def test_by_itself_it_holds_nobody_after_its_last_day(self, people):
        confirmed(people[0])
        assert len(held_by(people[0], date(2022, 5, 2), APRIL_12)) == 1
        assert held_by(people[0], date(2022, 5, 3), APRIL_12) == ()

    def test_a_household_order_holds_everybody_behind_the_door(self, people):
        home = find(people[0]).household_id
        confirmed(home)
        assert len(held_by(people[0])) == len(held_by(people[1])) == len(held_by(home)) == 1


class TestAppeals:
    def test_an_appeal_is_answered_by_somebody_else_and_ends_the_order(self, people):
        maker = somebody("lin")
        order = an_order(people[0], by=maker)
        ordering.confirm(by=somebody("hua"), order_id=order.pk, now=APRIL_12)
        asked = appealing.appeal(by=maker, order_id=order.pk, text="那天我在外地。", now=APRIL_12)
        with pytest.raises(AppealOpen):
            appealing.appeal(by=maker, order_id=order.pk, text="再说一次", now=APRIL_12)
        with pytest.raises(SecondPersonWanted):
            appealing.answer(by=maker, appeal_id=asked.pk, decision="kept", text="不行", now=APRIL_12)
        other = somebody("shen")
        with pytest.raises(WordsWanted):
            appealing.answer(by=other, appeal_id=asked.pk, decision="ended", text=" ", now=APRIL_12)
        appealing.answer(by=other, appeal_id=asked.pk, decision="ended", text="查过车票，不是密接。", now=APRIL_12)
        with pytest.raises(AppealClosed):
            appealing.answer(by=other, appeal_id=asked.pk, decision="kept", text="x", now=APRIL_12)
        assert ordering.find(order.pk).end_reason == Order.End.APPEAL
        asked.refresh_from_db()
        assert appealing.words_of(asked) == ("那天我在外地。", "查过车票，不是密接。")

    def test_what_people_say_is_sealed(self, people):
        order = an_order(people[0], explanation="您母亲确诊")
        asked = appealing.appeal(by=HAND, order_id=order.pk, text="母亲不在这里", now=APRIL_12)
        assert "母亲".encode() not in bytes(order.explanation_sealed) + bytes(asked.text_sealed)
        assert ordering.explanation_of(order) == "您母亲确诊"


class TestTrap16:
    def test_trap_16_urgent_medical_need_is_never_refused_and_always_logged(
        self, people, django_assert_max_num_queries
    ):
        confirmed(people[0])
        a_zone()
        nobody = somebody("x", role=None)
        for person in (people[0], SPRING * 10**6 + 999_999):
            assert may_leave(person, "urgent_medical", by=nobody, now=APRIL_12).may
        lines = AuditEntry.objects.filter(act="isolation.urgent_medical")
        assert [line.subject for line in lines.order_by("number")] == [
            f"person:{people[0]}", f"person:{SPRING * 10**6 + 999_999}"
        ]  # fmt: skip

    def test_trap_16_a_broken_rule_does_not_stand_in_the_way(self, people, monkeypatch):
        from wanjia.isolation import leaving

        monkeypatch.setattr(leaving, "explain", lambda *_: 1 / 0)
        assert may_leave(people[0], "urgent_medical", by=HAND, now=APRIL_12).may

    def test_other_reasons_follow_every_rule_that_holds(self, people):
        assert may_leave(people[0], "goods", by=HAND, now=APRIL_12).how == "free"
        a_zone(line="control", version=1)
        assert may_leave(people[0], "goods", by=HAND, now=APRIL_12).leave == "goods_one_per_household_2"
        assert may_leave(people[0], "medical", by=HAND, now=APRIL_12).how == "consent"
        confirmed(people[0])
        assert may_leave(people[0], "goods", by=HAND, now=APRIL_12).how == "rule_is_silent"


def test_what_is_owed_names_obligations_of_coverage_and_their_source(people):
    confirmed(people[0])
    owed = obligations.owed(find(people[0]), TODAY, TODAY + timedelta(days=6), APRIL_12)
    assert [(one.on.day, one.obligation) for one in owed] == [(12, "nat"), (15, "nat"), (18, "nat")]
    assert {one.rule for one in owed} == {"contact v1"}


def test_waiting_orders_and_objections_are_counted_until_somebody_has_looked(people):
    order = an_order(people[0])
    assert queries.waiting_count(SPRING) == 1
    ordering.confirm(by=somebody("hua"), order_id=order.pk, now=APRIL_12)
    assert queries.waiting_count(SPRING) == 0
    appealing.appeal(by=HAND, order_id=order.pk, text="不对", now=APRIL_12)
    assert queries.waiting_count(SPRING) == 1


def test_the_board_takes_as_many_queries_for_many_as_for_one(people, django_assert_max_num_queries):
    for person in people[:8]:
        an_order(person)
    a_positive(COMPOUND * 10**4 + 1)
    with django_assert_max_num_queries(12):
        lines = queries.order_lines(SPRING, TODAY, APRIL_12)
    assert len(lines) == 8
    assert all(line.waits and line.door for line in lines)


def test_who_is_free_today(people):
    confirmed(people[0])
    later = APRIL_12 + timedelta(days=21)
    free = queries.lifting(SPRING, TODAY + timedelta(days=21), later)
    assert [line.order.subject_id for line in free.orders] == [people[0]]


def test_a_second_building_has_no_part_in_it():
    (key, _ids), (other, _others) = two_buildings()
    a_zone(key)
    assert len(queries.zone_lines(other, TODAY)) == 0
    assert rule().line == "sh_closed"
