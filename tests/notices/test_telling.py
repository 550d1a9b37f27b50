"""Telling everybody: who counts as told, by what, and who is still in the gap."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.cards.people import a_house, issued
from tests.me.door import code_of, knock, said
from tests.notices.made import HOUR, a_notice, a_rule
from tests.notices.made import said as said_of
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, an_account
from wanjia.coverage import queries as coverage
from wanjia.coverage.models import Aside, Proof, Round
from wanjia.coverage.refusals import NotOwed
from wanjia.kernel import clock
from wanjia.kernel.errors import Refusal
from wanjia.notices import intake, reached, services, telling
from wanjia.notices.models import Broadcast, Notice, Telling
from wanjia.notices.refusals import (
    AlreadyTold,
    Elsewhere,
    HowWanted,
    NoLongerInForce,
    NotForResidents,
    WhoWanted,
)
from wanjia.notices.telling import Played
from wanjia.platform.access import actor_of
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Household

WAYS = st.sampled_from(["door", "call", "chat", "page", "poster"])


def told_in(notice, area=SPRING, *, by=HAND, now=NOON) -> Telling:
    return telling.tell(by=by, notice=notice, area=area, due_at=now + timedelta(hours=24), now=now)


def round_of(running) -> Round:
    return Round.objects.get(pk=running.round_id)


def homes(key):
    return list(Household.objects.filter(building_key=key).order_by("walk").values_list("pk", flat=True))


@pytest.fixture
def house(db):
    return a_building()[0]


class TestOpening:
    def test_it_owes_every_household_of_the_area_by_name(self, house):
        round_ = round_of(told_in(a_notice(SPRING)))
        assert (round_.obligation_id, round_.owed_at_opening) == ("told", 6)
        assert [one.subject_id for one in coverage.gap(round_, house)] == homes(house)

    def test_a_committee_tells_its_own_part_of_what_its_subdistrict_published(self, house):
        a_building(SUMMER)
        secretary = actor_of(an_account(), NOON)
        notice = a_notice(TOWN)
        running = told_in(notice, SPRING, by=secretary)
        assert coverage.tally(round_of(running), TOWN).owed == 6
        with pytest.raises(Refusal):
            told_in(notice, SUMMER, by=secretary)

    def test_it_is_told_once_and_a_wider_telling_covers_what_lies_in_it(self, house):
        notice = a_notice(TOWN)
        told_in(notice, TOWN)
        for area in (TOWN, SPRING):
            with pytest.raises(AlreadyTold):
                told_in(notice, area)
        assert reached.telling_for(notice.pk, house).area == TOWN

    @pytest.mark.parametrize(
        ("made", "area", "why"),
        [
            (lambda: a_notice(SPRING), SUMMER, Elsewhere),
            (lambda: a_notice(SPRING), TOWN, Elsewhere),
            (lambda: a_notice(SPRING, audience="phones"), SPRING, NotForResidents),
            (lambda: a_notice(SPRING, from_=NOON - 2 * HOUR, until=NOON - HOUR), SPRING, NoLongerInForce),
        ],
    )
    def test_what_can_not_be_told_there_is_refused_and_nothing_is_opened(self, house, made, area, why):
        with pytest.raises(why):
            told_in(made(), area)
        assert not Round.objects.exists()

    def test_withdrawing_ends_the_round_with_its_reason(self, house):
        notice = a_notice(SPRING)
        running = told_in(notice)
        services.withdraw(by=HAND, notice=notice, reason="错", now=NOON + HOUR)
        assert round_of(running).state == Round.State.CANCELLED
        assert reached.telling_for(notice.pk, SPRING) is None

    def test_telling_the_next_version_ends_the_round_of_the_one_before_there(self, house):
        old = a_notice(SPRING)
        before = told_in(old)
        new = services.replace(by=HAND, notice=old, said=said_of("新", kind="notice", from_=NOON), now=NOON)
        assert round_of(before).state == Round.State.OPEN
        after = told_in(new)
        assert [round_of(one).state for one in (before, after)] == ["cancelled", "open"]

    def test_a_version_that_nobody_was_told_of_keeps_no_older_round_alive(self, house):
        first = a_notice(SPRING)
        before = told_in(first)
        second = services.replace(by=HAND, notice=first, said=said_of("新", kind="notice", from_=NOON), now=NOON)
        later = NOON + HOUR
        third = services.replace(by=HAND, notice=second, said=said_of("更新", kind="notice", from_=later), now=later)
        told_in(third, now=later)
        assert round_of(before).state == Round.State.CANCELLED


class TestWhoIsTold:
    @pytest.fixture
    def running(self, house):
        return told_in(a_notice(SPRING))

    @pytest.mark.parametrize("how", ["door", "call", "chat"])
    def test_somebody_who_answered_is_told_by_that_channel(self, house, running, how):
        assert telling.reach(by=HAND, telling=running, subjects=homes(house)[:2], how=how, now=NOON) == 2
        assert reached.by_channel(round_of(running), SPRING) == {
            "door": 0, "call": 0, "chat": 0, "page": 0, "unsaid": 0,
        } | {how: 2}  # fmt: skip
        assert telling.reach(by=HAND, telling=running, subjects=homes(house)[:2], how="door", now=NOON) == 0

    @pytest.mark.parametrize("how", ["", "poster", "loudspeaker", "sms", "page"])
    def test_what_tells_nobody_in_particular_is_no_answer(self, house, running, how):
        with pytest.raises(HowWanted):
            telling.reach(by=HAND, telling=running, subjects=homes(house), how=how, now=NOON)
        assert not Proof.objects.exists()

    def test_a_household_that_is_not_owed_is_refused(self, house, running):
        a_building(SUMMER)
        stranger = Household.objects.filter(part=SUMMER).first()
        with pytest.raises(NotOwed):
            telling.reach(by=HAND, telling=running, subjects=[stranger.pk], how="door", now=NOON)

    def test_ticked_in_the_round_without_saying_how_is_told_all_the_same(self, house, running):
        from wanjia.coverage import desk

        desk.record_by_hand(by=HAND, round_=round_of(running), subjects=homes(house)[:1], now=NOON)
        assert reached.by_channel(round_of(running), house)["unsaid"] == 1

    def test_a_broadcast_is_written_down_and_reaches_nobody(self, house, running):
        notice = Notice.objects.get()
        played = Played("loudspeaker", SPRING, NOON - HOUR, "何夏至", "南门")
        telling.note_broadcast(by=HAND, notice=notice, played=played, now=NOON)
        telling.note_broadcast(by=HAND, notice=notice, played=Played("poster", house, NOON + HOUR, "华小暑"), now=NOON)
        assert coverage.tally(round_of(running), SPRING).done == 0
        assert [(one.channel, one.at) for one in reached.broadcasts(notice.pk, house)] == [
            ("poster", NOON), ("loudspeaker", NOON - HOUR),
        ]  # fmt: skip
        assert AuditEntry.objects.filter(act="notice.broadcast").count() == 2

    @pytest.mark.parametrize(
        ("played", "why"),
        [
            (Played("poster", SPRING, NOON, " "), WhoWanted), (Played("rumour", SPRING, NOON, "何"), HowWanted),
            (Played("poster", SUMMER, NOON, "何"), Elsewhere),
        ],
    )  # fmt: skip
    def test_a_broadcast_wants_a_channel_a_place_of_the_notice_and_a_hand(self, house, running, played, why):
        with pytest.raises(why):
            telling.note_broadcast(by=HAND, notice=Notice.objects.get(), played=played, now=NOON)
        assert not Broadcast.objects.exists()


class TestTheResidentsPage:
    @pytest.fixture(autouse=True)
    def _noon(self, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOON)

    @pytest.fixture
    def house(self, db):
        key, ids = a_house()
        issued(key)
        return key, ids

    def test_opening_the_page_with_the_notice_on_it_is_the_proof(self, house):
        running = told_in(a_notice(SPRING))
        knock(code_of(house[1][0]), "2218")
        proof = Proof.objects.get()
        assert (proof.round_id, proof.device, proof.detail) == (running.round_id, "me", {"channel": "page"})
        assert reached.by_channel(round_of(running), house[0])["page"] == 1

    def test_opening_it_again_or_with_another_card_of_the_door_changes_nothing(self, house):
        told_in(a_notice(SPRING))
        for subject in (house[1][0], house[1][0], house[1][1]):
            knock(code_of(subject), "2218")
        assert Proof.objects.count() == 1
        assert not Aside.objects.exists()

    def test_the_wrong_digits_prove_nothing(self, house):
        told_in(a_notice(SPRING))
        knock(code_of(house[1][0]), "0000")
        assert not Proof.objects.exists()

    def test_a_rule_that_a_nearer_one_hides_was_not_put_before_anybody(self, house):
        wide = a_rule(TOWN, "街道规定")
        told_in(wide, SPRING)
        a_rule(SPRING, "居委规定")
        knock(code_of(house[1][0]), "2218")
        assert not Proof.objects.exists()

    def test_behind_a_shared_door_one_who_reads_is_not_everybody(self, house):
        Household.objects.update(kind=Household.Kind.COLLECTIVE)
        told_in(a_notice(SPRING))
        knock(code_of(house[1][0]), "2218")
        assert not Proof.objects.exists()

    def test_the_page_asks_nothing_for_it(self, house):
        told_in(a_notice(SPRING, "今晚停水"))
        page = said(knock(code_of(house[1][0]), "2218"))
        assert "今晚停水" in page
        assert "Every household told" not in page

    def test_a_page_where_nothing_is_told_costs_one_query_more(self, house, django_assert_num_queries):
        home = Household.objects.get(building_key=house[0], room=Household.objects.first().room)
        notice = a_notice(SPRING)
        values = {"household_id": home.pk, "building_key": house[0], "shown": [notice.pk], "now": NOON}
        with django_assert_num_queries(1):
            assert intake.page_opened(**values) == 0


class TestTheBooks(TestCase):
    @given(
        st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["door", "call", "chat", "page", "poster"])), max_size=9)
    )
    def test_told_and_not_told_are_everybody_whatever_is_reported_in_whatever_order(self, facts):
        key = a_building()[0]
        notice = a_notice(SPRING)
        running, owed = told_in(notice), homes(key)
        for number, how in facts:
            _say(running, notice, owed[number], key, how)
        counted, channels = coverage.tally(round_of(running), SPRING), reached.by_channel(round_of(running), SPRING)
        met = {number for number, how in facts if how != "poster"}
        assert counted.done == sum(channels.values()) == len(met)
        assert counted.open == len(coverage.gap(round_of(running), SPRING)) == 6 - len(met)


def _say(running, notice, home, key, how):
    if how == "page":
        intake.page_opened(household_id=home, building_key=key, shown=[notice.pk], now=NOON)
    elif how == "poster":
        telling.note_broadcast(by=HAND, notice=notice, played=Played("poster", key, NOON, "何"), now=NOON)
    else:
        telling.reach(by=HAND, telling=running, subjects=[home], how=how, now=NOON)


class TestQueries:
    def test_what_a_page_reads_costs_the_same_for_one_building_or_many(self, house, django_assert_num_queries):
        running = told_in(a_notice(SPRING))
        round_ = round_of(running)
        with django_assert_num_queries(1):
            reached.telling_for(running.notice_id, house)
        with django_assert_num_queries(2):
            reached.by_channel(round_, SPRING)
        with django_assert_num_queries(8):
            assert len(reached.houses(round_, SPRING)) == 1
        with django_assert_num_queries(10):
            assert len(reached.missing(running, house, limit=50)) == 6
        telling.reach(by=HAND, telling=running, subjects=homes(house), how="door", now=NOON)
        with django_assert_num_queries(6):
            assert [one.channel for one in reached.reached_in(round_, house)] == ["door"] * 6
        with django_assert_num_queries(1):
            reached.messages(running.notice_id, SPRING)
        with django_assert_num_queries(1):
            reached.broadcasts(running.notice_id, SPRING)
