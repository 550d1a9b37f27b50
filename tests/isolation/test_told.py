"""E9: each change of a lift date is told once, with its reason, to whom it concerns. And the certificate of release."""

from datetime import date, timedelta

import pytest

from tests.isolation.ground import APRIL_12, TODAY, a_positive, a_zone, an_order, somebody, two_buildings
from tests.world import HAND, SPRING
from wanjia.flows import isolating
from wanjia.isolation import appealing, holding, noticing, ordering, releasing, services, told
from wanjia.isolation.models import LiftNotice, Release
from wanjia.isolation.subjects import spot_of
from wanjia.kernel.codes import Flaw, Kind, read
from wanjia.kernel.errors import NotFound
from wanjia.platform import signing_keys
from wanjia.roster.subjects import find

pytestmark = pytest.mark.django_db


def day(number, hour=0):
    return APRIL_12 + timedelta(days=number, hours=hour)


def settle(number=0, hour=0):
    return [(one.why, one.before_on, one.after_on) for one in noticing.settle(SPRING, day(number, hour))]


def on(number):
    return TODAY + timedelta(days=number)


@pytest.fixture
def world():
    (key, ids), (other, others) = two_buildings()
    return key, ids, other, others


def confirmed(subject, **more):
    order = an_order(subject, by=somebody("lin"), **more)
    ordering.confirm(by=somebody("hua"), order_id=order.pk, now=APRIL_12)
    return ordering.find(order.pk)


class TestNotices:
    def test_the_first_date_is_told_and_told_once(self, world):
        confirmed(world[1][0])
        assert settle() == [("begins", None, on(21))]
        assert settle(0, 1) == settle(1) == []

    def test_trap_17_a_positive_is_told_to_its_own_building_and_to_no_other(self, world):
        key, _ids, other, _others = world
        a_zone()
        assert len(settle()) == 2
        a_positive(key, at=day(5), now=day(5))
        assert settle(5) == [("positive", on(14), on(19))]
        mine, theirs = (told.at_door(spot_of(find(ids[0])), (), day(-1)) for ids in (world[1], world[3]))
        assert [one.why for one in mine] == ["positive", "begins"]
        assert [one.why for one in theirs] == ["begins"]
        assert (mine[0].rule, mine[0].source) == ("sh_closed v2", "实验室报告 17")
        assert other

    def test_a_positive_that_turned_out_wrong_brings_the_date_back_and_says_so(self, world):
        a_zone()
        settle()
        event = a_positive(world[0], at=day(5), now=day(5))
        settle(5)
        services.withdraw_event(by=HAND, event_id=event.pk, why="复检阴性", now=day(6))
        assert settle(6) == [("taken_back", on(19), on(14))]
        assert LiftNotice.objects.latest("told_at").source == "复检阴性"

    def test_a_door_told_apart_by_a_positive_hears_when_it_no_longer_is(self, world):
        zone = a_zone(world[0], line="high", version=3, since=date(2022, 12, 8), now=day(240))
        settle(240)
        home = find(world[1][0]).household_id
        event = a_positive(world[0], at=day(242), now=day(242), household_id=home)
        assert settle(242) == [("positive", date(2022, 12, 13), date(2022, 12, 15))]
        services.withdraw_event(by=HAND, event_id=event.pk, why="假阳性", now=day(242, 1))
        assert settle(242, 2) == [("taken_back", date(2022, 12, 15), date(2022, 12, 13))]
        mine, next_door = (told.at_door(spot_of(find(one)), (), day(0)) for one in (world[1][0], world[1][2]))
        assert [one.why for one in mine] == ["taken_back", "positive", "begins"]
        assert [one.why for one in next_door] == ["begins"]
        assert zone.pk

    def test_time_over_with_a_condition_open_is_told_once_and_then_that_it_is_met(self, world):
        a_zone(world[0])
        settle()
        assert settle(14) == [("condition", on(14), None)]
        assert LiftNotice.objects.latest("told_at").source == "all_negative_on_day"
        assert settle(15) == settle(16) == []
        services.note_event(
            by=HAND, said=services.EventSaid("all_negative", world[0], day(16), "第9轮"), now=day(16, 1)
        )
        assert settle(17) == [("met", None, on(16))]

    def test_what_another_room_holds_is_told_as_such(self, world, monkeypatch):
        monkeypatch.setattr(holding, "HOLDS", {"recheck": lambda ids, day_, now: dict.fromkeys(ids, 0)})
        confirmed(world[1][0])
        settle()
        assert settle(21) == [("held", on(21), None)]

    def test_the_end_is_told_with_its_reason(self, world):
        order, zone = confirmed(world[1][0]), a_zone(world[0])
        settle()
        ordering.end(by=HAND, order_id=order.pk, reason="not_contact", lift_on=None, now=day(2))
        services.end_zone(by=HAND, zone_id=zone.pk, reason="mistake", lift_on=None, now=day(2))
        ends = LiftNotice.objects.filter(why="ended")
        assert {(one.source, one.after_on) for one in ends} == {("not_contact", on(2)), ("mistake", on(2))}
        assert settle(3) == []

    def test_a_pending_order_has_no_date_to_tell(self, world):
        an_order(world[1][0])
        assert settle() == []

    def test_a_look_takes_as_many_queries_for_many_as_for_one(self, world, django_assert_max_num_queries):
        a_zone()
        for person in world[1][:6]:
            an_order(person, is_urgent=True)
        with django_assert_max_num_queries(24):
            noticing.settle(SPRING, APRIL_12)


class TestTheCertificate:
    def test_an_order_that_lifts_gives_one_and_its_code_verifies_with_nothing_but_the_keys(self, world):
        order = confirmed(world[1][0])
        isolating.day(day(21))
        held = releasing.of(order.pk)
        text = releasing.text_of(held, day(21))
        code = read(text, signing_keys.public_keys(), on(22))
        assert (code.kind, code.until) == (Kind.RELEASE, on(51))
        assert releasing.verdict(text, day(21)) == releasing.Verdict(None, on(21), on(51))
        assert str(world[1][0]) not in text

    @pytest.mark.parametrize(("reason", "is_free"), [("mistake", True), ("not_contact", True), ("transferred", False)])
    def test_whoever_is_free_gets_one_and_whoever_is_kept_elsewhere_none(self, world, reason, is_free):
        order = confirmed(world[1][0])
        ordering.end(by=HAND, order_id=order.pk, reason=reason, lift_on=None, now=APRIL_12)
        assert (releasing.of(order.pk) is not None) == is_free

    def test_an_appeal_that_is_granted_gives_one_and_an_order_that_never_held_none(self, world):
        order, never = confirmed(world[1][0]), an_order(world[1][1])
        asked = appealing.appeal(by=HAND, order_id=order.pk, text="不在上海", now=APRIL_12)
        appealing.answer(by=somebody("shen"), appeal_id=asked.pk, decision="ended", text="查实", now=APRIL_12)
        ordering.end(by=HAND, order_id=never.pk, reason="mistake", lift_on=None, now=APRIL_12)
        assert releasing.of(order.pk)
        assert releasing.of(never.pk) is None

    def test_an_order_put_back_in_force_takes_it_back_with_its_second_person_and_phones_hear_of_it(self, world):
        order = confirmed(world[1][0])
        ordering.end(by=HAND, order_id=order.pk, reason="not_contact", lift_on=None, now=APRIL_12)
        text = releasing.text_of(releasing.of(order.pk), APRIL_12)
        again = an_order(world[1][0], by=somebody("a"), reinstates=order.pk)
        assert releasing.verdict(text, APRIL_12).flaw is None
        ordering.confirm(by=somebody("b"), order_id=again.pk, now=APRIL_12)
        assert releasing.verdict(text, APRIL_12).flaw is Flaw.REVOKED
        assert releasing.revoked(SPRING, APRIL_12) == [Release.objects.get().tag]
        assert ordering.find(again.pk).reinstates_id == order.pk

    def test_only_an_ended_order_of_the_same_person_can_be_put_back(self, world):
        order = confirmed(world[1][0])
        for subject in world[1][:2]:
            with pytest.raises(NotFound):
                an_order(subject, reinstates=order.pk)

    def test_after_thirty_days_it_says_until_when_it_was_good(self, world):
        order = confirmed(world[1][0])
        ordering.end(by=HAND, order_id=order.pk, reason="mistake", lift_on=None, now=APRIL_12)
        text = releasing.text_of(releasing.of(order.pk), APRIL_12)
        assert releasing.verdict(text, day(31)) == releasing.Verdict(Flaw.EXPIRED, until=on(30))

    def test_a_card_is_no_certificate_and_a_forged_one_is_called_forged(self, world):
        from tests.cards.people import card_of, issued
        from wanjia.cards import printing

        issued(world[0])
        card = card_of(world[1][0])
        text = printing.texts([card], APRIL_12)[card.tag]
        assert releasing.verdict(text, APRIL_12).flaw is Flaw.NOT_OURS
        other = "B" if text.endswith("A") else "A"
        assert releasing.verdict(text[:-1] + other, APRIL_12).flaw is Flaw.FORGED
        assert releasing.verdict("https://shop.example", APRIL_12).flaw is Flaw.NOT_OURS

    def test_asked_twice_it_is_the_same_one(self, world):
        order = confirmed(world[1][0])
        assert releasing.issue(order, APRIL_12) == releasing.issue(order, day(1))
