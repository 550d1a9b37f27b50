"""A promise to call back: given in the call, on a clock of its own, ended by an act and by nothing else."""

from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.needs.ground import a_ticket, ground, home_in, somebody
from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING
from wanjia.kernel import clock
from wanjia.needs import calling, climbing, handling, queries
from wanjia.needs.handling import Ended
from wanjia.needs.models import Rung, Step, Ticket
from wanjia.needs.queries import Asked
from wanjia.needs.refusals import CallPromised, HourPast, NobodyToCall, NoPromise, NoteWanted, OutcomeWanted
from wanjia.needs.rules.calling import GRACE, climbs_at, hour_of
from wanjia.platform.access import actor_of
from wanjia.platform.models import Account

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LOCAL_NOON = clock.local(NOON)
hours = st.integers(0, 90 * 24 * 60).map(lambda n: LOCAL_NOON + timedelta(minutes=n))


@pytest.fixture
def keys(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return ground()


@pytest.fixture
def ticket(keys):
    return a_ticket(keys[0], "complaint", "三天没人回话", phone="12000002218", call_by=NOON + HOUR)


def again(ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def whats(ticket):
    return [step.what for step, _note in queries.history(ticket)]


class TestTheHour:
    @given(st.sampled_from(["30", "120", "today"]), hours)
    def test_a_pick_is_always_still_to_come_or_the_day_s_last_minute(self, pick, now):
        at = hour_of(pick, None, now)
        assert at > now or at.time() == time(23, 59)
        assert at - now <= timedelta(hours=20)

    @given(st.times(), hours)
    def test_an_own_hour_that_is_over_is_tomorrow_s(self, own, now):
        at = hour_of("own", own, now)
        assert now < at <= now + timedelta(days=1)
        assert at.time() == own

    def test_no_pick_is_no_promise_and_a_strange_one_is_none(self):
        assert hour_of("", None, LOCAL_NOON) is None
        for pick, own in (("own", None), ("60", None)):
            with pytest.raises(ValueError, match=pick):
                hour_of(pick, own, LOCAL_NOON)

    @given(hours, hours, st.none() | hours)
    def test_a_late_call_brings_the_climb_forward_and_never_puts_it_off(self, own, since, call_by):
        at = climbs_at(own, since, call_by)
        assert at <= own
        assert at == own or at == call_by + GRACE > since


class TestPromising:
    def test_it_stands_on_the_ticket_with_whose_word_it_is(self, ticket):
        assert (again(ticket).call_by, again(ticket).call_promised_by) == (NOON + HOUR, "test")
        assert whats(ticket) == ["opened", "promised"]

    def test_without_a_number_or_somebody_of_the_register_nobody_can_be_called(self, keys):
        with pytest.raises(NobodyToCall):
            a_ticket(keys[0], call_by=NOON + HOUR)
        assert not Ticket.objects.exists()
        assert a_ticket(SPRING, household_id=home_in(keys[0]).pk, call_by=NOON + HOUR).call_by

    def test_a_second_promise_does_not_move_the_first(self, ticket):
        with pytest.raises(CallPromised):
            calling.promise(by=HAND, ticket_id=ticket.pk, call_by=NOON + 2 * HOUR, now=NOON)

    def test_an_hour_that_is_over_is_refused(self, keys):
        ticket = a_ticket(keys[0], phone="12000002218")
        with pytest.raises(HourPast):
            calling.promise(by=HAND, ticket_id=ticket.pk, call_by=NOON, now=NOON)


class TestKeepingIt:
    def test_called_and_answered(self, ticket):
        calling.called(by=HAND, ticket_id=ticket.pk, now=NOON + MINUTE)
        assert again(ticket).call_by is None
        assert again(ticket).is_open
        assert again(ticket).climbs_at == ticket.level_since + timedelta(minutes=1440)
        assert whats(ticket)[-1] == "called"

    def test_no_answer_keeps_the_promise_with_the_next_try(self, ticket):
        with pytest.raises(HourPast):
            calling.no_answer(by=HAND, ticket_id=ticket.pk, next_at=NOON, now=NOON + HOUR)
        calling.no_answer(by=HAND, ticket_id=ticket.pk, next_at=NOON + 2 * HOUR, now=NOON + HOUR)
        assert (again(ticket).call_by, again(ticket).call_tries) == (NOON + 2 * HOUR, 1)
        assert again(ticket).call_promised_by == "test"

    def test_told_another_way_says_what_was_told(self, ticket):
        with pytest.raises(NoteWanted):
            calling.called(by=HAND, ticket_id=ticket.pk, how="door", now=NOON)
        with pytest.raises(OutcomeWanted):
            calling.called(by=HAND, ticket_id=ticket.pk, how="page", words="x", now=NOON)
        calling.called(by=HAND, ticket_id=ticket.pk, how="door", words="当面说了", now=NOON)
        with pytest.raises(NoPromise):
            calling.called(by=HAND, ticket_id=ticket.pk, now=NOON)

    @pytest.mark.parametrize("how", ["call", "door", "chat"])
    def test_closing_keeps_it_when_the_person_was_told(self, ticket, how):
        handling.close(by=HAND, ticket_id=ticket.pk, ended=Ended("answered", "华", how), now=NOON + MINUTE)
        assert again(ticket).call_by is None
        assert whats(ticket)[-2:] == ["called", "closed"]

    def test_closing_by_their_page_alone_does_not(self, ticket):
        with pytest.raises(CallPromised):
            handling.close(by=HAND, ticket_id=ticket.pk, ended=Ended("answered", "华", "page"), now=NOON)
        assert again(ticket).is_open

    def test_the_table_itself_holds_no_closed_ticket_with_an_open_promise(self, ticket):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ticket.objects.filter(pk=ticket.pk).update(
                closed_at=NOON, outcome="answered", told_by="x", told_how="call"
            )  # fmt: skip


class TestItIsNeverLost:
    def test_it_goes_along_when_the_ticket_changes_its_owner(self, ticket):
        handling.take(by=somebody("worker"), ticket_id=ticket.pk, now=NOON)
        handling.pass_up(by=HAND, ticket_id=ticket.pk, words="街道办", now=NOON)
        handling.hand_down(by=HAND, ticket_id=ticket.pk, words="还是居委", now=NOON)
        handling.sort_anew(by=HAND, ticket_id=ticket.pk, kind="other", urgency=3, now=NOON)
        assert (again(ticket).call_by, again(ticket).taken_by) == (NOON + HOUR, "")
        assert again(ticket).climbs_at == NOON + HOUR + GRACE

    def test_a_late_call_climbs_once_and_then_by_the_ticket_s_own_clock(self, ticket):
        assert ticket.climbs_at == NOON + HOUR + GRACE
        climbing.climb(NOON + HOUR + GRACE)
        held = again(ticket)
        assert (held.rung, held.call_by) == (Rung.TOWN, NOON + HOUR)
        assert held.climbs_at == NOON + HOUR + GRACE + timedelta(minutes=1440)

    def test_it_is_on_the_list_of_who_promised_of_who_has_it_and_late_on_everybody_s(self, keys):
        me, other, third = somebody("worker"), somebody("worker", login="other"), somebody("worker", login="third")
        ticket = a_ticket(keys[0], by=me, phone="12000002218", call_by=NOON + HOUR)
        handling.take(by=other, ticket_id=ticket.pk, now=NOON)

        def listed(who, now):
            return [line.ticket.pk for line in calling.to_make(SPRING, who.account_id, now)]

        assert listed(me, NOON) == listed(other, NOON) == [ticket.pk]
        assert listed(third, NOON) == []
        assert listed(third, NOON + HOUR) == [ticket.pk]
        assert queries.urgent_count(SPRING, NOON) == 0
        assert queries.urgent_count(SPRING, NOON + HOUR) == 1

    def test_the_first_hour_stands_first_in_three_queries(self, keys, django_assert_num_queries):
        late = a_ticket(keys[0], phone="12000002218", call_by=NOON + 3 * HOUR)
        first = a_ticket(keys[1], "repair", "灯坏了", phone="12000002219", call_by=NOON + HOUR)
        a_ticket(keys[1], "pets", "猫没粮了")
        with django_assert_num_queries(3):
            found = calling.promised(SPRING, 6)
        assert [line.ticket.pk for line in found] == [first.pk, late.pk]
        assert len(queries.inbox(SPRING, Asked(has_call=True), NOON)) == 2


class TestThePages:
    @pytest.fixture
    def desk(self, keys):
        return client_of("worker", english=True)

    def post(self, client, view, *args, **sent):
        return client.post(f"{reverse(f'needs:{view}', args=args)}?area={SPRING}", sent)

    def test_it_is_promised_while_the_call_is_taken_down(self, desk):
        self.post(desk, "new", where="1-301", text="要回话", kind="complaint", phone="12000002218", call="30")
        assert Ticket.objects.get().call_by == NOON + 30 * MINUTE
        own = Account.objects.get(login=f"worker{SPRING}")
        assert Ticket.objects.get().call_promised_by_id == actor_of(own, NOON).account_id

    @pytest.mark.parametrize(("call", "call_at"), [("own", ""), ("own", "25:00"), ("gold", "")])
    def test_what_is_no_hour_comes_back_with_everything_as_it_was_typed(self, desk, call, call_at):
        answer = self.post(
            desk, "new", where="1-301", text="要回话", kind="complaint", phone="12000002218", call=call, call_at=call_at
        )
        assert answer.status_code == 422
        assert "要回话" in text(answer)
        assert not Ticket.objects.exists()

    def test_the_inbox_today_and_the_ticket_name_the_hour_and_the_person(self, desk, keys):
        self.post(desk, "new", where="1-301", text="要回话", kind="complaint", phone="12000002218", call="120")
        ticket = Ticket.objects.get()
        for url in (reverse("needs:inbox"), reverse("web:today"), reverse("needs:ticket", args=[ticket.pk])):
            page = text(desk.get(url, {"area": SPRING}))
            assert "promised to call" in page, url
        self.post(desk, "act", ticket.pk, do="no_answer", call="own", call_at="18:30")
        assert "1 call without an answer" in text(desk.get(reverse("needs:inbox"), {"area": SPRING}))
        self.post(desk, "act", ticket.pk, do="called", told_how="call")
        page = text(desk.get(reverse("needs:ticket", args=[ticket.pk])))
        assert "called back" in page
        assert "Promise to call back" in page
        self.post(desk, "act", ticket.pk, do="promise", call="today")
        assert Ticket.objects.get().call_by == datetime(2022, 3, 31, 20, tzinfo=clock.LOCAL)
        assert Step.objects.filter(what="promised").count() == 2
