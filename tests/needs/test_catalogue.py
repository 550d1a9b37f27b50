"""The list of key needs: it balances, it is the inbox's own count, and each kind has somebody who answers for it."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.needs.ground import a_ticket, ground, somebody
from tests.web.signed import RAIL, client_of, text
from tests.world import HAND, NOON, SPRING, TOWN
from wanjia.kernel import clock
from wanjia.kernel.errors import NotAllowed
from wanjia.needs import handling, leading, queries
from wanjia.needs.catalogue import catalogue, oldest
from wanjia.needs.handling import Ended
from wanjia.needs.models import KindLead
from wanjia.needs.refusals import HourPast, LeadWanted
from wanjia.needs.rules.catalogue import DAYS, Group, lines, total
from wanjia.platform.models import AuditEntry

TODAY = date(2022, 3, 31)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
days = st.integers(0, 30).map(lambda n: TODAY - timedelta(days=n))
spans = st.tuples(days, days).map(lambda two: (min(two), max(two)))
groups = st.lists(
    st.builds(
        lambda kind, span, is_open, n: Group(kind, span[0], None if is_open else span[1], n),
        st.sampled_from(["food", "repair"]), spans, st.booleans(), st.integers(1, 9),
    )
)  # fmt: skip


@pytest.fixture
def keys(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return ground()


def of(kind, area=SPRING):
    return next(line for line in catalogue(area, NOON) if line.kind == kind)


class TestTheBooksOfAKind:
    @given(groups)
    def test_open_before_and_came_in_less_closed_is_open(self, found):
        for line in [*lines(found, ["food", "repair"], TODAY), total(lines(found, ["food", "repair"], TODAY))]:
            assert line.today.left == line.week.left == line.open == line.trend[-1]
            assert line.change == line.open - line.trend[-2]
            assert len(line.trend) == DAYS

    @given(groups)
    def test_every_kind_has_a_line_and_late_ones_stand_first(self, found):
        made = lines(found, ["food", "repair", "pets"], TODAY)
        assert {line.kind for line in made} == {"food", "repair", "pets"}
        assert [line.late for line in made] == sorted((line.late for line in made), reverse=True)


class TestFromTheInbox:
    def test_it_counts_what_the_inbox_counts(self, keys):
        a_ticket(keys[0], now=NOON - 3 * DAY)
        a_ticket(keys[0], "repair", "停水了", now=NOON - HOUR)
        done = a_ticket(keys[1], now=NOON - 9 * DAY)
        handling.close(by=HAND, ticket_id=done.pk, ended=Ended("served", "华", "call"), now=NOON - HOUR)
        found, counts = catalogue(SPRING, NOON), queries.counts(SPRING, NOON)
        assert sum(line.open for line in found) == counts.open == queries.balance(SPRING).open
        assert sum(line.late for line in found) == counts.late
        assert {line.kind: line.open for line in found if line.open} == dict(counts.kind)

    def test_in_and_closed_today_and_in_seven_days(self, keys):
        done = a_ticket(keys[0], now=NOON - 9 * DAY)
        handling.close(by=HAND, ticket_id=done.pk, ended=Ended("served", "华", "call"), now=NOON - 2 * DAY)
        a_ticket(keys[0], now=NOON - HOUR)
        line = of("food")
        assert (line.today.came, line.today.closed, line.week.came, line.week.closed) == (1, 0, 1, 1)
        assert line.trend[-5:] == (1, 1, 0, 0, 1)
        assert line.change == 1

    def test_a_ticket_that_was_opened_again_counts_as_never_closed(self, keys):
        ticket = a_ticket(keys[0], now=NOON - 2 * DAY)
        handling.close(by=HAND, ticket_id=ticket.pk, ended=Ended("served", "华", "call"), now=NOON - DAY)
        handling.rate(by=HAND, ticket_id=ticket.pk, helped=False, words="没送到", now=NOON - HOUR)
        assert (of("food").open, of("food").week.closed) == (1, 0)

    def test_a_late_one_before_local_midnight_belongs_to_its_own_day(self, keys):
        a_ticket(keys[0], now=datetime(2022, 3, 30, 23, 59, tzinfo=clock.LOCAL))
        assert (of("food").today.came, of("food").today.before) == (0, 1)

    def test_the_oldest_is_named(self, keys):
        first = a_ticket(keys[0], now=NOON - 2 * HOUR)
        a_ticket(keys[1], now=NOON - HOUR)
        assert oldest(SPRING, catalogue(SPRING, NOON)) == {"food": first.pk}

    def test_two_queries_and_one_for_the_oldest(self, keys, django_assert_num_queries):
        a_ticket(keys[0])
        with django_assert_num_queries(2):
            found = catalogue(TOWN, NOON)
        with django_assert_num_queries(1):
            oldest(TOWN, found)


class TestWhoAnswersForIt:
    def test_it_is_written_as_a_version_with_who_and_when(self, keys):
        leading.set_lead(by=HAND, area=SPRING, kind="food", who="保供组 华小暑", until=NOON + DAY, now=NOON)
        leading.set_lead(by=HAND, area=SPRING, kind="food", who="副主任", until=None, now=NOON + HOUR)
        assert [row.version for row in leading.versions(SPRING, "food")] == [2, 1]
        assert leading.leads(SPRING)["food"].who == "副主任"
        assert AuditEntry.objects.filter(act="need.set_lead", area=SPRING).count() == 2

    def test_where_a_level_has_set_nobody_the_nearest_above_answers(self, keys):
        leading.set_lead(by=HAND, area=TOWN, kind="food", who="街道保供专班", until=None, now=NOON)
        assert leading.leads(SPRING)["food"].area == TOWN
        leading.set_lead(by=HAND, area=SPRING, kind="food", who="居委保供组", until=None, now=NOON)
        leading.set_lead(by=HAND, area=TOWN, kind="food", who="街道新专班", until=None, now=NOON + HOUR)
        assert leading.leads(SPRING)["food"].who == "居委保供组"
        assert leading.leads(TOWN)["food"].who == "街道新专班"

    @pytest.mark.parametrize(
        ("kind", "who", "until", "why"),
        [("food", " ", None, LeadWanted), ("gold", "华", None, LeadWanted), ("food", "华", NOON, HourPast)],
    )
    def test_nobody_an_unknown_kind_or_a_time_that_is_over_is_refused(self, keys, kind, who, until, why):
        with pytest.raises(why):
            leading.set_lead(by=HAND, area=SPRING, kind=kind, who=who, until=until, now=NOON)
        assert not KindLead.objects.exists()

    def test_only_a_head_of_the_area_sets_it(self, keys):
        with pytest.raises(NotAllowed):
            leading.set_lead(by=somebody("worker"), area=SPRING, kind="food", who="华", until=None, now=NOON)


class TestThePage:
    def test_it_says_what_is_open_who_answers_and_the_equation(self, keys):
        a_ticket(keys[0], now=NOON - 3 * DAY)
        leading.set_lead(by=HAND, area=TOWN, kind="food", who="街道保供专班", until=NOON + HOUR, now=NOON)
        page = text(client_of(english=True).get(reverse("needs:list"), {"area": SPRING}))
        assert "街道保供专班" in page
        assert "kind=food&amp;late=1" in page or "late=1&amp;kind=food" in page
        assert "Open seven days ago 0 + came in 1 − closed 0 = open 1" in page
        assert "14 days: 0, most 1, now 1" in page

    def test_whoever_may_see_counts_only_reads_no_ticket(self, keys):
        ticket = a_ticket(keys[0])
        page = text(client_of("viewer").get(reverse("needs:list"), {"area": SPRING}))
        assert str(ticket.pk) not in page

    def test_naming_somebody_and_what_is_wrong_stands_in_the_form(self, keys):
        head = client_of(english=True)
        url = f"{reverse('needs:lead')}?area={SPRING}&kind=food"
        past = head.post(url, {"who": "华小暑", "until": "2022-03-31T08:00"})
        assert past.status_code == 422
        assert "still to come" in text(past)
        assert "华小暑" in text(past)
        head.post(url, {"who": "华小暑", "until": "2022-04-01T18:00"})
        assert KindLead.objects.get().until == datetime(2022, 4, 1, 18, tzinfo=clock.LOCAL)
        assert head.get(reverse("needs:lead"), {"area": SPRING, "kind": "gold"}).status_code == 404

    def test_its_queries_do_not_grow_with_kinds_and_tickets(self, keys, django_assert_max_num_queries):
        for kind in ("food", "repair", "waste", "pets"):
            a_ticket(keys[0], kind, "要人")
        head = client_of()
        head.get(reverse("needs:list"), {"area": SPRING})
        with django_assert_max_num_queries(RAIL + 12):
            head.get(reverse("needs:list"), {"area": SPRING})


def test_the_command_line_prints_the_same(keys, monkeypatch, capsys):
    import sys

    from wanjia.cli.main import main

    a_ticket(keys[0])
    leading.set_lead(by=HAND, area=SPRING, kind="food", who="居委保供组", until=None, now=NOON)
    monkeypatch.setattr("wanjia.platform.database.ensure", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["wanjia", "needs", "list", "--area", str(SPRING), "--json"])
    with pytest.raises(SystemExit):
        main()
    first = json.loads(capsys.readouterr().out)["kinds"][0]
    assert (first["kind"], first["open"], first["lead"], first["week"]["came"]) == ("food", 1, "居委保供组", 1)
