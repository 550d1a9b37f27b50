"""One act on a whole cluster: each door keeps its own history, and each is told for itself."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.needs.ground import a_ticket, ground, somebody
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING
from wanjia.kernel import clock
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.needs import handling, queries, together
from wanjia.needs.handling import Ended
from wanjia.needs.models import Outcome, Rung, Ticket, Told
from wanjia.needs.refusals import NotAlike, NoteWanted, OutcomeWanted, WordsWanted
from wanjia.needs.together import UNTOLD, Done
from wanjia.platform.models import OutboxEvent

SERVED = Ended("served", "华小暑", "chat", "18:00 来水")
MINUTE = timedelta(minutes=1)


def dry(key, doors=5, now=NOON):
    """So many doors of a building without water."""
    return [a_ticket(key, "repair", "停水了", room=f"{floor}01", now=now) for floor in range(1, doors + 1)]


def ids(tickets):
    return [ticket.id for ticket in tickets]


@pytest.fixture
def keys(db):
    return ground()


class TestOneAct:
    def test_all_are_taken_on_answered_and_closed_each_with_its_own_steps(self, keys):
        tickets = dry(keys[1])
        assert together.take(by=HAND, ids=ids(tickets), now=NOON) == Done(5)
        assert together.answer(by=HAND, ids=ids(tickets), words="泵坏了，18:00 修好", now=NOON) == Done(5)
        done = together.close(by=HAND, told=dict.fromkeys(ids(tickets), ""), ended=SERVED, now=NOON + MINUTE)
        assert done == Done(5)
        for ticket in Ticket.objects.all():
            assert (ticket.outcome, ticket.told_by, ticket.told_how) == ("served", "华小暑", "chat")
            steps = [(step.what, words) for step, words in queries.history(ticket)]
            assert [what for what, _words in steps] == ["opened", "taken", "noted", "closed"]
            assert steps[2][1] == "泵坏了，18:00 修好"
        assert OutboxEvent.objects.filter(name="needs.ticket_closed").count() == 5

    def test_whoever_was_not_told_stays_open_and_some_are_told_in_another_way(self, keys):
        first, second, *rest = dry(keys[1])
        told = {first.id: "door", second.id: UNTOLD} | dict.fromkeys(ids(rest), "")
        assert together.close(by=HAND, told=told, ended=SERVED, now=NOON) == Done(4, untold=1)
        assert {ticket.pk: ticket.told_how for ticket in Ticket.objects.all()} == {
            first.id: "door", second.id: "", **dict.fromkeys(ids(rest), "chat"),
        }  # fmt: skip
        assert [line.ticket.pk for line in queries.cluster_of(first)] == [second.id]

    def test_what_somebody_closed_in_between_is_left_alone_and_counted(self, keys):
        tickets = dry(keys[1])
        handling.close(by=HAND, ticket_id=tickets[0].id, ended=Ended("withdrawn", "林", "call"), now=NOON)
        done = together.close(by=HAND, told=dict.fromkeys(ids(tickets), ""), ended=SERVED, now=NOON)
        assert done == Done(4, closed_before=1)
        assert Ticket.objects.get(pk=tickets[0].pk).outcome == "withdrawn"

    def test_all_go_up_and_the_top_stays_the_top(self, keys):
        tickets = dry(keys[1], 3)
        Ticket.objects.filter(pk=tickets[0].pk).update(rung=Rung.DISTRICT, climbs_at=None)
        assert together.pass_up(by=HAND, ids=ids(tickets), words="要泵站来", now=NOON) == Done(2)
        assert sorted(Ticket.objects.values_list("rung", flat=True)) == [5, 5, 6]


class TestRefusals:
    def test_nothing_is_closed_where_one_of_them_may_not_be(self, keys):
        tickets, food = dry(keys[1]), a_ticket(keys[1], "food", "没米了")
        other = a_ticket(keys[0], "repair", "停水了", room="301")
        for wrong in (food, other):
            with pytest.raises(NotAlike):
                together.close(by=HAND, told=dict.fromkeys([*ids(tickets), wrong.id], ""), ended=SERVED, now=NOON)
        with pytest.raises(NotAlike):
            together.take(by=HAND, ids=[], now=NOON)
        assert Ticket.objects.filter(closed_at=None).count() == 7

    def test_needs_of_one_door_each_are_never_one_thing(self, keys):
        tickets = [a_ticket(keys[1], "medicine", "没药了", room=f"{floor}01") for floor in range(1, 5)]
        with pytest.raises(NotAlike):
            together.take(by=HAND, ids=ids(tickets), now=NOON)

    def test_without_an_outcome_and_how_it_was_told_all_stay_open(self, keys):
        tickets = dry(keys[1])
        for ended in (Ended("", "林", "chat"), Ended("served", " ", "chat"), Ended("served", "林", "")):
            with pytest.raises(OutcomeWanted):
                together.close(by=HAND, told=dict.fromkeys(ids(tickets), ""), ended=ended, now=NOON)
        with pytest.raises(NoteWanted):
            together.answer(by=HAND, ids=ids(tickets), words=" ", now=NOON)
        with pytest.raises(WordsWanted):
            together.pass_up(by=HAND, ids=ids(tickets), words="", now=NOON)
        assert Ticket.objects.filter(closed_at=None).count() == 5

    def test_who_may_not_serve_there_changes_nothing(self, keys):
        tickets = dry(keys[1])
        for role, refusal in (("viewer", NotAllowed), ("contact", NotFound)):
            by = somebody(role, SPRING if role == "viewer" else keys[0])
            with pytest.raises(refusal):
                together.take(by=by, ids=ids(tickets), now=NOON)
        assert not Ticket.objects.exclude(taken_by="").exists()


class TestTheBooks(TestCase):
    """Whatever is done with clusters, opened = open + closed, and no door is closed untold."""

    @given(
        st.lists(st.tuples(st.integers(1, 3), st.integers(0, 9 * 60)), min_size=1, max_size=8),
        st.lists(
            st.tuples(
                st.sampled_from(["take", "answer", "up", "close"]), st.integers(0, 7),
                st.lists(st.sampled_from(["", UNTOLD, *Told.values]), min_size=8, max_size=8),
                st.sampled_from(Outcome.values),
            ),
            max_size=5,
        ),
    )  # fmt: skip
    @settings(max_examples=30)
    def test_the_balance_holds(self, opened, acts):
        key = ground()[1]
        tickets = [
            a_ticket(key, "repair", "停水了", room=f"{door}01", now=NOON + at * MINUTE)
            for door, at in sorted(opened, key=lambda one: one[1])
        ]
        for what, which, hows, outcome in acts:
            self._do(what, tickets[which % len(tickets)], hows, outcome)
        books = queries.balance(SPRING)
        assert (books.opened, books.is_even) == (len(tickets), True)
        assert queries.broken() == []
        for ticket in Ticket.objects.exclude(closed_at=None):
            assert ticket.outcome in Outcome.values
            assert ticket.told_by
            assert ticket.told_how in Told.values

    def _do(self, what, ticket, hows, outcome):
        now = NOON + 10 * 60 * MINUTE
        found = ids(line.ticket for line in queries.cluster_of(ticket))
        if not found:
            return
        if what == "close":
            told = dict(zip(found, hows, strict=False))
            before = Ticket.objects.filter(closed_at=None).count()
            done = together.close(by=HAND, told=told, ended=Ended(outcome, "林", "call"), now=now)
            assert before - done.changed == Ticket.objects.filter(closed_at=None).count()
            assert done.changed + done.untold + done.closed_before == len(told)
        elif what == "take":
            together.take(by=HAND, ids=found, now=now)
        else:
            act = together.answer if what == "answer" else together.pass_up
            act(by=HAND, ids=found, words="在修", now=now)


@pytest.mark.django_db
class TestThePage:
    @pytest.fixture(autouse=True)
    def _noon(self, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOON)

    def test_from_the_inbox_to_all_closed(self, keys):
        tickets, desk = dry(keys[1]), client_of("worker", english=True)
        inbox = text(desk.get(reverse("needs:inbox"), {"area": SPRING}))
        to = reverse("needs:together", args=[tickets[0].pk])
        assert to in inbox
        page = text(desk.get(to))
        assert page.count("停水了") == 5
        assert "5 tickets still open" in page
        sent = {"ticket": [str(id_) for id_ in ids(tickets)], f"how-{tickets[4].pk}": UNTOLD}
        refused = desk.post(to, sent | {"do": "close", "told_by": "林"})
        assert refused.status_code == 422
        assert "Say how it ended" in text(refused)
        done = desk.post(
            to, sent | {"do": "close", "outcome": "served", "told_by": "林", "told_how": "chat"}, follow=True
        )
        assert "4 tickets done." in text(done)
        assert "1 stays open: not told yet." in text(done)
        assert "1 ticket still open" in text(done)
        last = desk.post(
            to, {"ticket": str(tickets[4].pk), "do": "close", "outcome": "served", "told_by": "林", "told_how": "door"},
            follow=True,
        )  # fmt: skip
        assert "1 ticket done." in text(last)
        assert not Ticket.objects.filter(closed_at=None).exists()

    def test_a_ticket_that_came_meanwhile_is_not_closed_unseen(self, keys):
        tickets, desk = dry(keys[1]), client_of("worker")
        late = a_ticket(keys[1], "repair", "停水了", room="202")
        sent = {"ticket": [str(id_) for id_ in ids(tickets)], "do": "take"}
        assert desk.post(reverse("needs:together", args=[tickets[0].pk]), sent).status_code == 302
        assert Ticket.objects.get(pk=late.pk).taken_by == ""

    @pytest.mark.parametrize("sent", [{"do": "burn"}, {"do": "take", "ticket": "x"}])
    def test_what_no_button_says_is_not_found(self, keys, sent):
        [ticket] = dry(keys[1], 1)
        assert client_of("worker").post(reverse("needs:together", args=[ticket.pk]), sent).status_code == 404

    def test_it_reads_the_same_number_of_times_whatever_the_doors(self, keys, django_assert_max_num_queries):
        tickets, desk = dry(keys[1]), client_of("worker")
        for doors in (0, 5):
            dry(keys[1], doors)
            with django_assert_max_num_queries(RAIL + 15):
                desk.get(reverse("needs:together", args=[tickets[0].pk]))
