"""A version of the clocks of one's own: looked at first, dated, with its source; the ones before stay."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.needs.ground import a_ticket, ground, somebody
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building
from wanjia.kernel import clock
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.needs import handling, presets, writing
from wanjia.needs.handling import Ended
from wanjia.needs.models import KindTerms, Ticket, Urgency
from wanjia.needs.refusals import ClocksMalformed, DayPast, SourceWanted
from wanjia.needs.rules.replay import Past, replay
from wanjia.needs.rules.terms import Terms
from wanjia.needs.writing import ClocksSaid
from wanjia.platform.models import AuditEntry

TODAY = date(2022, 3, 31)
HOUR = timedelta(hours=1)
minutes = st.lists(st.integers(1, 43_200), min_size=4, max_size=4).map(lambda found: tuple(sorted(found)))


def said(kind="food", **more):
    values = {
        "starts_at": 4, "climb_minutes": (5, 20, 60, 240), "due_minutes": (15, 30, 120, 480), "effective_on": TODAY,
        "source": "街道 3月31日会议",
    } | more  # fmt: skip
    return ClocksSaid(kind, **values)


def wrote(area=SPRING, *, by=HAND, now=NOON, **more):
    return writing.write(by=by, area=area, said=said(**more), now=now)


@pytest.fixture
def keys(db):
    presets.load()
    return ground()


class TestWriting:
    def test_it_holds_there_from_its_day_on_and_the_ones_before_stay(self, keys):
        before = KindTerms.objects.count()
        old = presets.terms_for("food", SPRING, TODAY)
        made = wrote(effective_on=TODAY + timedelta(days=1))
        assert (made.version, made.area, made.made_by) == (101, SPRING, "test")
        assert presets.terms_for("food", SPRING, TODAY) == old
        assert presets.terms_for("food", SPRING, TODAY + timedelta(days=1)).due_minutes == (15, 30, 120, 480)
        assert presets.terms_for("food", SUMMER, TODAY + timedelta(days=1)) == old
        assert KindTerms.objects.count() == before + 1
        assert wrote().version == 102

    def test_a_ticket_keeps_the_clock_under_which_it_was_opened(self, keys):
        a_building(SUMMER)
        ticket = a_ticket(keys[0], urgency=Urgency.RED)
        wrote()
        new = a_ticket(keys[0], urgency=Urgency.RED, room="401", now=NOON + HOUR)
        elsewhere = a_ticket(SUMMER, urgency=Urgency.RED, now=NOON + HOUR)
        assert Ticket.objects.get(pk=ticket.pk).terms_version == 1
        assert (new.terms_version, new.due_at - new.opened_at) == (101, timedelta(minutes=30))
        assert elsewhere.terms_version == 1
        assert handling.minutes_of(new) == 20

    def test_the_fields_that_are_asked_stay_those_of_the_kind(self, keys):
        wrote(kind="medicine")
        assert presets.terms_for("medicine", SPRING, TODAY).fields == ("medicine", "amount", "left_days", "card")

    @pytest.mark.parametrize(
        ("more", "refusal"),
        [({"source": " "}, SourceWanted), ({"effective_on": TODAY - timedelta(days=1)}, DayPast),
         ({"due_minutes": (60, 30, 120, 480)}, ClocksMalformed), ({"climb_minutes": (5, 20, 60)}, ClocksMalformed),
         ({"climb_minutes": (0, 20, 60, 240)}, ClocksMalformed), ({"starts_at": 6}, ClocksMalformed),
         ({"kind": "gold"}, ClocksMalformed)],
    )  # fmt: skip
    def test_what_can_not_hold_is_refused_and_nothing_is_written(self, keys, more, refusal):
        with pytest.raises(refusal):
            wrote(**more)
        assert not KindTerms.objects.exclude(area=None).exists()

    @pytest.mark.parametrize(
        ("role", "area", "refusal"),
        [("worker", SPRING, NotAllowed), ("secretary", SUMMER, NotFound), ("viewer", SPRING, NotAllowed)],
    )
    def test_only_who_opens_rounds_there(self, keys, role, area, refusal):
        with pytest.raises(refusal):
            wrote(by=somebody(role, area))

    def test_it_stands_in_the_log_with_its_day(self, keys):
        wrote()
        entry = AuditEntry.objects.get(act="need.write_clocks")
        assert entry.subject == "clocks:food v101"
        assert entry.detail["effective_on"] == "2022-03-31"


class TestReplay:
    def test_the_tickets_of_the_last_days_under_both_clocks(self, keys):
        late = a_ticket(keys[0], urgency=Urgency.GREEN, now=NOON - 9 * HOUR)
        a_ticket(keys[0], urgency=Urgency.GREEN, room="401", now=NOON - HOUR)
        handling.close(by=HAND, ticket_id=late.id, ended=Ended("served", "林", "door"), now=NOON)
        a_ticket(keys[0], "repair", "停水了", room="301", now=NOON)
        seen = writing.preview(SPRING, said(), NOON)
        assert (seen.open, seen.replay.tickets, seen.replay.sooner, seen.replay.later) == (1, 2, 2, 0)
        assert (seen.replay.over_before, seen.replay.over_after) == (0, 1)
        assert not KindTerms.objects.exclude(area=None).exists()

    def test_it_asks_four_times_whatever_the_number(self, keys, django_assert_num_queries):
        for number in range(4):
            a_ticket(keys[0], room=f"{number}01")
        with django_assert_num_queries(3):
            writing.preview(SPRING, said(), NOON)

    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10_000)), max_size=20), minutes, minutes)
    def test_each_ticket_is_sooner_later_or_the_same_and_shorter_clocks_make_no_fewer_late(self, tickets, old, new):
        past = [Past(str(at), urgency, NOON - timedelta(minutes=at), None) for urgency, at in tickets]
        found = replay(past, Terms(4, old, old, ()), Terms(4, new, new, ()), NOON)
        assert found.tickets == len(past)
        assert found.sooner + found.later == len(found.shifts)
        if all(after <= before for before, after in zip(old, new, strict=True)):
            assert found.over_after >= found.over_before
            assert found.later == 0


class TestThePages:
    @pytest.fixture(autouse=True)
    def _noon(self, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOON)

    def ask(self, client, area=SPRING, **sent):
        to = f"{reverse('needs:new_clocks')}?area={area}&kind=food"
        return client.post(to, sent) if sent else client.get(to)

    def sent(self, **more):
        return {
            "starts_at": "4", "climb_minutes": "5 20 60 240", "due_minutes": "15，30、120/480",
            "effective_on": "2022-03-31", "source": "街道 3月31日会议",
        } | more  # fmt: skip

    def test_looked_at_then_written_and_both_versions_are_shown(self, keys):
        desk = client_of("secretary", english=True)
        assert reverse("needs:new_clocks") in text(desk.get(reverse("needs:clocks"), {"area": SPRING}))
        assert "See what it changes" in text(self.ask(desk))
        a_ticket(keys[0], urgency=Urgency.GREEN)
        looked = text(self.ask(desk, do="look", **self.sent()))
        assert "1 open ticket keeps its clock." in looked
        assert "15 / 30 / 120 / 480" in looked
        assert not KindTerms.objects.exclude(area=None).exists()
        assert self.ask(desk, do="keep", **self.sent()).status_code == 302
        page = text(desk.get(reverse("needs:clocks"), {"area": SPRING}))
        assert "v101" in page
        assert "街道 3月31日会议" in page
        assert page.count("holds today") == len(presets.shipped())

    @pytest.mark.parametrize(
        ("more", "words"),
        [({"source": ""}, "Name the notice"), ({"due_minutes": "1 2 3"}, "Write four numbers"),
         ({"due_minutes": "9 8 7 6"}, "less urgent is never sooner"),
         ({"effective_on": "2022-03-30"}, "from today on")],
    )  # fmt: skip
    def test_what_is_wrong_stands_on_the_page(self, keys, more, words):
        answer = self.ask(client_of("secretary", english=True), do="keep", **self.sent(**more))
        assert answer.status_code == 422
        assert words in text(answer)

    def test_who_only_looks_sees_the_clocks_and_no_button(self, keys):
        page = text(client_of("viewer", TOWN, english=True).get(reverse("needs:clocks"), {"area": SPRING}))
        assert "Write a version" not in page

    def test_a_kind_that_is_none_is_not_found(self, keys):
        assert client_of("secretary").get(reverse("needs:new_clocks"), {"kind": "gold"}).status_code == 404

    def test_it_asks_the_same_number_of_times(self, keys, django_assert_max_num_queries):
        desk = client_of("secretary")
        with django_assert_max_num_queries(RAIL + 10):
            desk.get(reverse("needs:clocks"), {"area": SPRING})
