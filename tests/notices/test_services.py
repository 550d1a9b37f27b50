"""Publishing, replacing, withdrawing: who may, what is refused, what stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from tests.notices.made import HOUR, a_notice, a_rule, said
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, an_account, areas
from wanjia.kernel.errors import NotAllowed, NotFound, Refusal
from wanjia.notices import queries, services
from wanjia.notices.models import Notice
from wanjia.platform.access import actor_of
from wanjia.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return a_building()[0]


def actor(role, area):
    return actor_of(an_account(f"{role}{area}", role, area), NOON)


@pytest.mark.parametrize(
    ("role", "area"),
    [("secretary", SPRING), ("town", TOWN), ("district", 999999000000), ("city", 999900000000)],
)
def test_from_the_secretary_up_everyone_publishes_for_their_own_area(house, role, area):
    by = actor(role, area)
    made = services.publish(by=by, area=area, said=said(), now=NOON)
    assert queries.rule_for(house, NOON) == made
    assert services.publish(by=by, area=house, said=said(), now=NOON).area == house
    with pytest.raises(NotFound):
        services.publish(by=by, area=888888001001, said=said(), now=NOON)
    if area != 999900000000:
        with pytest.raises(NotFound):
            services.publish(by=by, area=990000000000, said=said(), now=NOON)


@pytest.mark.parametrize("role", ["worker", "grid", "contact", "tester", "viewer"])
def test_others_do_not_publish_replace_or_withdraw(house, role):
    by, made = actor(role, SPRING), a_rule(SPRING)
    with pytest.raises(NotAllowed):
        services.publish(by=by, area=SPRING, said=said(), now=NOON)
    with pytest.raises(NotAllowed):
        services.replace(by=by, notice=made, said=said(), now=NOON)
    with pytest.raises(NotAllowed):
        services.withdraw(by=by, notice=made, reason="x", now=NOON)
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": " "}, "no_text"), ({"text": "\n"}, "no_text"), ({"source": " "}, "no_source"),
        ({"text": "字" * 601}, "too_long"), ({"text_en": "x" * 1201}, "too_long"),
        ({"until": NOON - HOUR}, "wrong_times"), ({"until": NOON - 2 * HOUR}, "wrong_times"),
        ({"audience": "phones"}, "rule_for_residents"),
    ],
)  # fmt: skip
def test_what_cannot_be_published_is_refused_and_nothing_is_written(house, wrong, code):
    old = a_rule(SPRING)
    lines = AuditEntry.objects.count()
    for act in (
        lambda: services.publish(by=HAND, area=SPRING, said=said(**wrong), now=NOON),
        lambda: services.replace(by=HAND, notice=old, said=said(**wrong), now=NOON),
    ):
        with pytest.raises(Refusal) as why:
            act()
        assert (why.value.code, why.value.status) == (f"notices.{code}", 422)
    assert (Notice.objects.count(), AuditEntry.objects.count()) == (1, lines)


def test_600_characters_are_not_too_long(house):
    assert len(a_rule(SPRING, text="字" * 600).text) == 600


class TestTheNextVersion:
    def test_it_takes_the_place_of_the_old_one_whose_row_is_not_touched(self, house):
        old = a_rule(SPRING)
        before = Notice.objects.filter(pk=old.pk).values().get()
        new = services.replace(by=HAND, notice=old, said=said("可到楼下", from_=NOON), now=NOON)
        assert queries.rule_for(house, NOON) == new
        assert (new.area, new.kind, new.replaces) == (SPRING, "rule", old.pk)
        assert Notice.objects.filter(pk=old.pk).values().get() == before
        assert [row.notice.pk for row in queries.history(SPRING, NOON)] == [old.pk]
        assert queries.history(SPRING, NOON)[0].until == NOON

    def test_its_kind_and_area_are_those_of_the_old_one(self, house):
        old = a_notice(SPRING)
        new = services.replace(by=HAND, notice=old, said=said(kind="rule", from_=NOON), now=NOON)
        assert (new.kind, new.area) == ("notice", SPRING)
        assert queries.rule_for(house, NOON) is None

    def test_one_that_is_still_to_come_leaves_the_old_one_in_force(self, house):
        old = a_rule(SPRING)
        new = services.replace(by=HAND, notice=old, said=said("明天起", from_=NOON + 24 * HOUR), now=NOON)
        assert queries.rule_for(house, NOON) == old
        assert queries.rule_for(house, NOON + 24 * HOUR) == new
        with pytest.raises(Refusal, match=r"next_version_waits"):
            services.replace(by=HAND, notice=old, said=said(), now=NOON)
        services.withdraw(by=HAND, notice=new, reason="取消", now=NOON)
        assert queries.rule_for(house, NOON + 24 * HOUR) == old
        assert services.replace(by=HAND, notice=old, said=said("再改", from_=NOON), now=NOON).replaces == old.pk

    def test_what_is_over_has_no_next_version(self, house):
        ended = a_rule(SPRING, from_=NOON - 2 * HOUR, until=NOON - HOUR)
        replaced = a_rule(SPRING)
        services.replace(by=HAND, notice=replaced, said=said(from_=NOON), now=NOON)
        gone = a_notice(SPRING)
        services.withdraw(by=HAND, notice=gone, reason="错", now=NOON)
        for one in (ended, replaced, gone):
            with pytest.raises(Refusal, match=r"no_longer_in_force"):
                services.replace(by=HAND, notice=one, said=said(), now=NOON)
            with pytest.raises(Refusal, match=r"no_longer_in_force"):
                services.withdraw(by=HAND, notice=one, reason="x", now=NOON)


class TestWithdrawing:
    def test_the_wider_area_s_rule_holds_again(self, house):
        wide, narrow = a_rule(TOWN), a_rule(SPRING, "不出楼")
        assert queries.rule_for(house, NOON) == narrow
        services.withdraw(by=HAND, notice=narrow, reason="区里改了", now=NOON)
        assert queries.rule_for(house, NOON) == wide
        kept = Notice.objects.get(pk=narrow.pk)
        assert (kept.withdrawn_by, kept.withdrawn_reason, kept.text) == ("test", "区里改了", narrow.text)

    def test_the_version_before_it_holds_again(self, house):
        old = a_rule(SPRING)
        new = services.replace(by=HAND, notice=old, said=said(from_=NOON), now=NOON)
        services.withdraw(by=HAND, notice=new, reason="发错", now=NOON)
        assert queries.rule_for(house, NOON) == old

    def test_it_wants_a_reason(self, house):
        made = a_rule(SPRING)
        with pytest.raises(Refusal, match=r"reason_wanted"):
            services.withdraw(by=HAND, notice=made, reason="  ", now=NOON)
        assert queries.rule_for(house, NOON) == made


def test_each_act_leaves_a_line_with_who_why_and_which(house):
    by = actor("town", TOWN)
    made = services.publish(by=by, area=house, said=said(), now=NOON)
    new = services.replace(by=by, notice=made, said=said(from_=NOON), now=NOON)
    services.withdraw(by=by, notice=new, reason="发错", now=NOON)
    lines = list(AuditEntry.objects.filter(area=SPRING).order_by("number"))
    assert [line.act for line in lines] == ["notice.publish", "notice.replace", "notice.withdraw"]
    assert {line.who for line in lines} == {"林谷雨"}
    assert [line.subject for line in lines] == [f"notice:{pk}" for pk in (made.pk, new.pk, new.pk)]
    assert lines[1].detail["replaced"] == str(made.pk)
    assert lines[2].reason == "发错"


def test_the_table_itself_holds_what_must_not_happen(house):
    old = a_rule(SPRING)
    services.replace(by=HAND, notice=old, said=said(from_=NOON), now=NOON)
    second = services.draft(HAND, SPRING, said(from_=NOON), NOON, replaces=old)
    no_source = services.draft(HAND, SPRING, said(source=""), NOON)
    backwards = services.draft(HAND, SPRING, said(until=NOON - timedelta(days=1)), NOON)
    hidden = services.draft(HAND, SPRING, said(audience="phones"), NOON)
    for wrong in (second, no_source, backwards, hidden):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_desks_that_replace_the_same_version_at_once_make_one_next_version():
    areas()
    old = a_rule(SUMMER)

    def act(title):
        try:
            return services.replace(by=HAND, notice=old, said=said(title, from_=NOON + HOUR), now=NOON).title
        except Refusal as why:
            return why.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(act, ("甲", "乙")))
    assert told[0] == "notices.next_version_waits"
    assert Notice.objects.filter(replaces=old.pk).count() == 1
