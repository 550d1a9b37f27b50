"""A ticket from its opening to "it helped": owner, clock, outcome, books."""

from datetime import timedelta

import pytest

from tests.needs.ground import COMPOUND, a_ticket, ground, home_in, somebody
from tests.world import HAND, NOON, SPRING, TOWN
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.needs import climbing, handling, queries, sealing
from wanjia.needs.handling import Ended
from wanjia.needs.models import Rung, Step, Ticket, Urgency
from wanjia.needs.queries import Asked
from wanjia.needs.refusals import (
    NoDoor,
    NoteWanted,
    NothingAsked,
    OutcomeWanted,
    PersonElsewhere,
    StaysHere,
    TicketClosed,
    TicketOpen,
    TopReached,
    WordsWanted,
)
from wanjia.platform.models import AuditEntry, OutboxEvent
from wanjia.roster.models import Person

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SERVED = Ended("served", "华小暑", "door")


@pytest.fixture
def keys():
    return ground()


def again(ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def closed(ticket, ended=SERVED, now=NOON + MINUTE):
    return handling.close(by=HAND, ticket_id=ticket.pk, ended=ended, now=now)


def whats(ticket):
    return [step.what for step, _note in queries.history(ticket)]


class TestOpening:
    def test_it_has_an_owner_a_clock_and_its_words_sealed(self, keys):
        home = home_in(keys[0])
        ticket = a_ticket(
            SPRING, "medicine", "降压药没有了", urgency=Urgency.RED, household_id=home.pk, phone="12000002218"
        )
        assert (ticket.rung, ticket.owner_area, ticket.building_key, ticket.room) == (4, SPRING, keys[0], "301")
        assert ticket.due_at == NOON + timedelta(minutes=60)
        assert ticket.phone_tail == "2218"
        assert "降压药".encode() not in bytes(again(ticket).text_sealed)
        assert sealing.said(again(ticket).text_sealed, sealing.TEXT) == "降压药没有了"

    def test_danger_to_life_is_of_the_first_urgency_whatever_was_said(self, keys):
        ticket = a_ticket(keys[0], "life", "叫不醒", urgency=Urgency.GREEN, is_120_called=True)
        assert ticket.urgency == Urgency.LIFE
        assert whats(ticket) == ["opened", "called_120"]

    @pytest.mark.parametrize(
        ("role", "area", "rung"),
        [("contact", "key", Rung.GROUP), ("grid", "compound", Rung.GRID), ("worker", "compound", Rung.COMPOUND),
         ("worker", "committee", Rung.COMMITTEE)],
    )  # fmt: skip
    def test_the_nearest_who_is_there_gets_it(self, keys, role, area, rung):
        somebody(role, {"key": keys[0], "compound": COMPOUND, "committee": SPRING}[area])
        assert a_ticket(keys[0]).rung == rung
        assert a_ticket(keys[1]).rung == (Rung.COMMITTEE if area == "key" else rung)

    def test_other_rooms_are_told_without_words_and_the_log_holds_none(self, keys):
        a_ticket(keys[0], text="家里没米了", caller="王春兰", phone="12000002218")
        event = OutboxEvent.objects.get(name="needs.ticket_opened")
        entry = AuditEntry.objects.get(act="need.open")
        for told in (str(event.payload), str(entry.detail), entry.subject, entry.reason):
            said = told.replace(event.payload["ticket"], "")  # spelt by the hour
            assert not any(word in said for word in ("米", "王", "2218"))
        assert event.payload["kind"] == "food"

    def test_who_asks_again_is_known_by_door_or_telephone(self, keys):
        home = home_in(keys[0])
        first = a_ticket(SPRING, household_id=home.pk, phone="12000002218")
        by_door = a_ticket(SPRING, household_id=home.pk)
        by_phone = a_ticket(SPRING, phone="12000002218")
        other = a_ticket(SPRING, "waste", "垃圾", household_id=home.pk)
        assert (by_door.repeats, by_phone.repeats, other.repeats) == (first.pk, first.pk, None)
        assert again(first).asked_again == 2

    def test_who_was_written_down_without_a_household_first_is_known_too(self, keys):
        home = home_in(keys[0])
        first = a_ticket(keys[0], room="301")
        assert a_ticket(SPRING, household_id=home.pk).repeats == first.pk

    def test_an_urgency_that_there_is_not_is_refused(self, keys):
        with pytest.raises(NothingAsked):
            a_ticket(keys[0], urgency=9)

    @pytest.mark.parametrize(("kind", "text"), [("food", "  "), ("gold", "要金子")])
    def test_without_words_or_a_kind_nothing_is_opened(self, keys, kind, text):
        with pytest.raises(NothingAsked):
            a_ticket(keys[0], kind, text)
        assert not Ticket.objects.exists()

    def test_a_building_that_is_not_there_is_refused(self, keys):
        with pytest.raises(NoDoor):
            a_ticket(keys[0] + 77)

    def test_only_somebody_of_the_door_is_named(self, keys):
        home, other = home_in(keys[0]), home_in(keys[1])
        mine, stranger = (Person.objects.filter(household=one).first().pk for one in (home, other))
        assert a_ticket(SPRING, household_id=home.pk, person_id=mine).person_id == mine
        assert a_ticket(keys[0], person_id=mine).person_id == mine
        for where in ({"household_id": home.pk}, {}):
            for person in (stranger, home.pk, 77):
                with pytest.raises(PersonElsewhere):
                    a_ticket(keys[0], person_id=person, **where)

    def test_only_who_serves_there_opens_one(self, keys):
        with pytest.raises(NotAllowed):
            a_ticket(keys[0], by=somebody("tester"))
        with pytest.raises(NotFound):
            a_ticket(keys[0], by=somebody("worker", SPRING + 1))


class TestHandling:
    def test_it_goes_up_and_down_but_twice_down_at_most(self, keys):
        somebody("contact", keys[0])
        ticket = a_ticket(keys[0], "medicine", "配药")
        for _ in range(2):
            handling.hand_down(by=HAND, ticket_id=ticket.pk, words="楼组去取", now=NOON)
            assert again(ticket).rung == Rung.GROUP
            handling.pass_up(by=HAND, ticket_id=ticket.pk, words="没有车", now=NOON)
        with pytest.raises(StaysHere):
            handling.hand_down(by=HAND, ticket_id=ticket.pk, words="再试", now=NOON)
        assert again(ticket).rung == Rung.COMMITTEE

    def test_passing_without_a_reason_is_refused(self, keys):
        ticket = a_ticket(keys[0])
        for move, why in (
            (handling.pass_up, WordsWanted), (handling.hand_down, WordsWanted), (handling.add_note, NoteWanted)
        ):  # fmt: skip
            with pytest.raises(why):
                move(by=HAND, ticket_id=ticket.pk, words=" ", now=NOON)

    def test_the_highest_level_can_not_pass_it_up(self, keys):
        ticket = a_ticket(keys[0])
        handling.pass_up(by=HAND, ticket_id=ticket.pk, words="x", now=NOON)
        handling.pass_up(by=HAND, ticket_id=ticket.pk, words="x", now=NOON)
        with pytest.raises(TopReached):
            handling.pass_up(by=HAND, ticket_id=ticket.pk, words="x", now=NOON)

    def test_whoever_takes_it_on_stands_on_it_until_it_moves(self, keys):
        ticket = a_ticket(keys[0])
        handling.take(by=somebody(), ticket_id=ticket.pk, now=NOON)
        assert again(ticket).taken_by == "林worker"
        handling.pass_up(by=HAND, ticket_id=ticket.pk, words="x", now=NOON)
        assert again(ticket).taken_by == ""

    def test_sorted_as_danger_to_life_its_clock_is_short_from_the_opening(self, keys):
        ticket = handling.sort_anew(
            by=HAND, ticket_id=a_ticket(keys[0]).pk, kind="life", urgency=Urgency.GREEN, now=NOON + MINUTE
        )
        assert (ticket.urgency, ticket.due_at) == (Urgency.LIFE, NOON + 15 * MINUTE)

    def test_sorted_after_it_was_opened_again_its_clock_runs_from_then(self, keys):
        ticket = closed(a_ticket(keys[0]))
        later = NOON + timedelta(days=9)
        handling.reopen(by=HAND, ticket_id=ticket.pk, words="又没了", now=later)
        row = handling.sort_anew(by=HAND, ticket_id=ticket.pk, kind="food", urgency=Urgency.RED, now=later + MINUTE)
        assert row.due_at > later

    @pytest.mark.parametrize(
        "ended",
        [Ended("", "华", "door"), Ended("served", " ", "door"), Ended("served", "华", ""), Ended("lost", "华", "door")],
    )
    def test_it_does_not_close_without_an_outcome_told(self, keys, ended):
        ticket = a_ticket(keys[0])
        with pytest.raises(OutcomeWanted):
            closed(ticket, ended)
        assert again(ticket).is_open

    def test_closed_once_it_is_closed(self, keys):
        ticket = closed(a_ticket(keys[0]))
        with pytest.raises(TicketClosed):
            closed(ticket)

    def test_it_did_not_help_opens_it_again_with_a_new_clock(self, keys):
        ticket = closed(a_ticket(keys[0]))
        later = NOON + timedelta(hours=30)
        handling.rate(by=HAND, ticket_id=ticket.pk, helped=False, words="还是没有", now=later)
        row = again(ticket)
        assert (row.is_open, row.reopened, row.outcome) == (True, 1, "")
        assert row.due_at > later
        assert whats(row) == ["opened", "closed", "rated", "reopened"]

    def test_an_open_one_is_neither_rated_nor_reopened(self, keys):
        ticket = a_ticket(keys[0])
        with pytest.raises(TicketOpen):
            handling.rate(by=HAND, ticket_id=ticket.pk, helped=True, now=NOON)
        with pytest.raises(TicketOpen):
            handling.reopen(by=HAND, ticket_id=ticket.pk, words="x", now=NOON)


class TestClimbing:
    def test_trap_21_what_nobody_answers_climbs_and_never_ends_by_itself(self, keys):
        ticket = a_ticket(keys[0], "life", "叫不醒")
        assert climbing.climb(NOON + 4 * MINUTE) == 0
        assert climbing.climb(NOON + 5 * MINUTE) == 1
        assert again(ticket).rung == Rung.TOWN
        climbing.climb(NOON + timedelta(days=3))
        row = again(ticket)
        assert (row.rung, row.climbs_at, row.is_open) == (Rung.DISTRICT, None, True)
        assert climbing.climb(NOON + timedelta(days=9)) == 0

    def test_after_a_night_without_power_it_goes_through_every_level(self, keys):
        ticket = a_ticket(keys[0], "life", "叫不醒")
        climbing.climb(NOON + timedelta(hours=9))
        climbed = [step for step, _note in queries.history(ticket) if step.what == Step.What.CLIMBED]
        assert [(one.rung, one.at) for one in climbed] == [(5, NOON + 5 * MINUTE), (6, NOON + 10 * MINUTE)]

    def test_a_closed_one_does_not_climb(self, keys):
        closed(a_ticket(keys[0]))
        assert climbing.climb(NOON + timedelta(days=9)) == 0


class TestReading:
    def test_the_inbox_has_life_first_then_colours_then_clocks(self, keys, django_assert_num_queries):
        green = a_ticket(keys[0], text="要牛奶")
        life = a_ticket(keys[0], "life", "叫不醒", now=NOON + MINUTE)
        red = a_ticket(keys[1], "medicine", "断药", urgency=Urgency.RED)
        with django_assert_num_queries(3):
            lines = queries.inbox(TOWN, Asked(), NOON)
        assert [line.ticket.pk for line in lines] == [life.pk, red.pk, green.pk]
        assert [line.building for line in lines] == ["1号楼", "3号楼", "1号楼"]

    def test_the_next_page_goes_on_where_the_first_ends(self, keys):
        tickets = [a_ticket(keys[0], text=f"要{n}", now=NOON + n * MINUTE) for n in range(5)]
        first = queries.inbox(SPRING, Asked(), NOON, limit=2)
        assert len(first) == 3
        last = first[1].ticket
        rest = queries.inbox(SPRING, Asked(after=(last.urgency, last.due_at, last.id)), NOON)
        assert [line.ticket.pk for line in rest] == [one.pk for one in tickets[2:]]

    def test_counts_take_one_query(self, keys, django_assert_num_queries):
        a_ticket(keys[0], "life", "叫不醒")
        a_ticket(keys[1])
        with django_assert_num_queries(1):
            found = queries.counts(SPRING, NOON + timedelta(hours=1))
        assert (found.open, found.late, found.urgency[0], found.kind["food"]) == (2, 1, 1, 1)

    def test_five_doors_without_water_are_one_line(self, keys, django_assert_num_queries):
        for floor in range(1, 6):
            a_ticket(keys[1], "repair", "家里停水了", room=f"{floor}01", now=NOON + floor * MINUTE)
        with django_assert_num_queries(4):
            ((one, names),) = queries.clusters(SPRING, NOON + timedelta(hours=1))
        assert (one.doors, one.topic, names[1]) == (5, "water", "3号楼")
        assert len(queries.similar(Ticket.objects.get(room="101"), NOON)) == 4

    def test_opened_is_open_and_closed_by_outcome(self, keys):
        tickets = [a_ticket(keys[0], text=f"{n}") for n in range(4)]
        closed(tickets[0])
        closed(tickets[1], Ended("answered", "华", "call"))
        found = queries.balance(SPRING)
        assert (found.opened, found.open, dict(found.closed)) == (4, 2, {"served": 1, "answered": 1})
        assert found.is_even
        assert queries.broken() == []

    def test_a_row_that_was_closed_past_the_books_is_found(self, keys):
        ticket = a_ticket(keys[0])
        Ticket.objects.filter(pk=ticket.pk).update(
            closed_at=NOON + MINUTE, outcome="served", told_by="x", told_how="call"
        )
        assert queries.broken() == [f"committee {SPRING}: 0 open tickets, 1 by their steps"]

    def test_a_door_sees_the_answer_of_what_it_asked_long_ago(self, keys):
        home = home_in(keys[0])
        ticket = a_ticket(SPRING, household_id=home.pk)
        late = NOON + timedelta(days=20)
        closed(ticket, Ended("served", "华小暑", "page"), now=late)
        since = late - timedelta(days=14)
        assert [one.pk for one in queries.of_household(home.pk, since)] == [ticket.pk]
        assert queries.of_household(home.pk, late + MINUTE) == []
