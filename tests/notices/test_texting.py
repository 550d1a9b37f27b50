"""SMS: sent for real to a server of our own, once a household, tried again, never a proof, never in a log."""

import json
import logging
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.notices.made import a_notice, said
from tests.notices.test_telling import homes, round_of, told_in
from tests.world import HAND, NOON, SPRING, SUMMER, a_building, an_account
from wanjia.coverage import queries as coverage
from wanjia.coverage.models import Attempt, Proof
from wanjia.flows import jobs
from wanjia.kernel import clock
from wanjia.kernel.errors import NotAllowed
from wanjia.notices import reached, services, telling, texting
from wanjia.notices.models import Message
from wanjia.notices.refusals import SmsOff
from wanjia.platform import texting as service
from wanjia.platform.access import actor_of
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Household, Person
from wanjia.roster.sealing import phone_columns
from wanjia.roster.texting import recipient

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
State = Message.State


class Carrier(ThreadingHTTPServer):
    """Takes messages as an SMS service does; `answers` are the codes of the next ones, then 200."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Taker)
        self.taken, self.answers, self.hold = [], [], threading.Event()


class _Taker(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        code = self.server.answers.pop(0) if self.server.answers else 200
        if code in ("slow", "cut"):  # it takes the message, and its answer comes too late or not at all
            self.server.taken.append(body)
            self.server.hold.wait(2) if code == "slow" else None
            self.close_connection = True
            return
        if code == 200:
            self.server.taken.append(body)
        self.send_response(code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words):
        """A quiet server."""


@pytest.fixture
def carrier(settings):
    server = Carrier()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.SMS_URL = f"json://127.0.0.1:{server.server_port}/sms?:phone={{phone}}&rto=0.3"
    yield server
    server.hold.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def house(db):
    """Six doors; the first five have a telephone."""
    key, ids = a_building()
    for number, person in enumerate(Person.objects.filter(id__in=ids[:10:2]).order_by("walk")):
        values = phone_columns([f"1200000{number:04}"])
        Person.objects.filter(pk=person.pk).update(**values, is_head=True)
    return key


@pytest.fixture
def running(house):
    return told_in(a_notice(SPRING))


def ask(running, *, by=HAND, now=NOON):
    return texting.ask(by=by, telling=running, area=SPRING, now=now)


def states():
    return sorted(Message.objects.values_list("state", flat=True))


def send(now=NOON):
    while texting.send_due(now):
        pass


class TestSending:
    def test_each_household_with_a_telephone_gets_the_words_once(self, carrier, running):
        assert ask(running) == 6
        send()
        assert sorted(body["phone"] for body in carrier.taken) == [f"1200000{n:04}" for n in range(5)]
        assert all("【春和居委会】今晚停水" in body["message"] for body in carrier.taken)
        assert all("演示区防控办〔2022〕7号，2022-03-30" in body["message"] for body in carrier.taken)
        assert states() == ["no_phone", *["sent"] * 5]

    def test_whoever_moved_in_from_another_committee_gets_it_at_the_new_door(self, carrier, running, house):
        _key, ids = a_building(SUMMER)
        home = Household.objects.filter(building_key=house).order_by("walk").last()
        Person.objects.filter(household=home).update(presence="moved")
        Person.objects.filter(pk=ids[0]).update(
            household=home, building_key=house, walk=home.walk, **phone_columns(["12000009999"])
        )
        ask(running)
        send()
        assert "12000009999" in {body["phone"] for body in carrier.taken}

    def test_a_number_is_found_by_the_index_of_households_in_one_query(self, house, django_assert_num_queries):
        home = Household.objects.filter(building_key=house).order_by("walk").first()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        with django_assert_num_queries(1) as asked:
            assert recipient(home.pk)[0]
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {asked.captured_queries[0]['sql']}")
            assert "person_by_household" in str(cursor.fetchall())

    def test_asked_twice_nobody_gets_it_twice(self, carrier, running):
        ask(running), send(), ask(running), send()
        ask(running, now=NOON + MINUTE), send(NOON + MINUTE)
        assert len(carrier.taken) == 5

    def test_an_sms_is_a_try_and_never_a_proof(self, carrier, running, house):
        ask(running), send()
        assert not Proof.objects.exists()
        assert set(Attempt.objects.values_list("outcome", "device")) == {("texted", "sms")}
        counted = coverage.tally(round_of(running), SPRING)
        assert (counted.done, counted.open) == (0, 6)
        rows = reached.missing(running, house, limit=50)
        assert sorted(row.message for row in rows) == ["no_phone", *["sent"] * 5]
        assert reached.messages(running.notice_id, SPRING) == {"sent": 5, "no_phone": 1}

    def test_who_was_told_meanwhile_gets_none(self, carrier, running, house):
        ask(running)
        telling.reach(by=HAND, telling=running, subjects=homes(house)[:4], how="door", now=NOON)
        send()
        assert len(carrier.taken) == 1
        assert states().count("not_needed") == 4

    def test_what_was_withdrawn_meanwhile_goes_to_nobody(self, carrier, running):
        ask(running)
        services.withdraw(by=HAND, notice=running.notice, reason="错", now=NOON)
        send()
        assert carrier.taken == []
        assert set(states()) == {"not_needed"}

    @pytest.mark.parametrize("is_replaced", [True, False], ids=["replaced", "over"])
    def test_what_no_longer_holds_when_its_turn_comes_goes_to_nobody(self, carrier, house, is_replaced):
        later = NOON + HOUR
        notice = a_notice(SPRING, until=None if is_replaced else later)
        ask(told_in(notice))
        if is_replaced:
            words = said("今晚不停水", kind="notice", from_=later)
            services.replace(by=HAND, notice=notice, said=words, now=NOON)
        send(later)
        assert carrier.taken == []
        assert set(states()) == {"not_needed"}

    def test_a_door_where_everybody_is_foreign_reads_english(self, carrier, house):
        Person.objects.update(document_kind="passport")
        running = told_in(a_notice(SPRING, title_en="No water tonight", text_en="From eight."))
        ask(running), send()
        assert all("No water tonight. From eight." in body["message"] for body in carrier.taken)


def test_the_worker_s_job_sends_what_waits(carrier, running, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    ask(running)
    jobs.send_texts(timestamp=0)
    assert len(carrier.taken) == 5


class TestFailing:
    def test_what_fails_is_tried_again_after_one_five_and_twenty_minutes_then_it_is_given_up(self, carrier, running):
        carrier.answers = [500] * 100
        ask(running)
        for minutes, tries in ((0, 1), (0, 1), (1, 2), (5, 2), (6, 3), (20, 3), (26, 4)):
            send(NOON + minutes * MINUTE)
            assert set(Message.objects.exclude(state="no_phone").values_list("tries", flat=True)) == {tries}, minutes
        assert states() == [*["failed"] * 5, "no_phone"]
        assert not Attempt.objects.exists()

    def test_a_service_that_comes_back_gets_each_message_once(self, carrier, running):
        carrier.answers = [500, 200, 500, 200, 200]
        ask(running), send(), send(NOON + MINUTE)
        assert len(carrier.taken) == 5
        assert states() == ["no_phone", *["sent"] * 5]

    def test_somebody_may_ask_again_for_those_that_failed(self, carrier, running):
        carrier.answers = [500] * 20
        ask(running)
        for minutes in (0, 1, 6, 26):
            send(NOON + minutes * MINUTE)
        assert ask(running, now=NOON + 60 * MINUTE) == 5
        carrier.answers = []
        send(NOON + 60 * MINUTE)
        assert len(carrier.taken) == 5

    def test_a_worker_that_died_while_sending_leaves_it_unclear_and_nobody_sends_it_again(
        self, carrier, running, monkeypatch
    ):
        def dies(*_told):
            raise KeyboardInterrupt

        ask(running)
        monkeypatch.setattr(service, "send", dies)
        with pytest.raises(KeyboardInterrupt):
            texting.send_due(NOON)
        monkeypatch.undo()
        send(NOON + 11 * MINUTE)
        assert states() == ["no_phone", *["sent"] * 4, "unclear"]
        assert len(carrier.taken) == 4

    @pytest.mark.parametrize("answer", ["slow", "cut", 504])
    def test_whether_it_went_out_nobody_knows_and_it_is_sent_again_by_no_machine(self, carrier, running, answer):
        carrier.answers = [answer]
        ask(running), texting.send_due(NOON)
        carrier.hold.set()
        before = len(carrier.taken)
        assert states() == ["no_phone", *["sent"] * 4, "unclear"]
        ask(running, now=NOON + HOUR), send(NOON + HOUR)
        assert (len(carrier.taken), states().count("unclear")) == (before, 1)
        assert Attempt.objects.count() == 4  # neither reached nor not

    def test_it_stands_by_name_until_a_person_risks_a_second_one(self, carrier, running, house):
        carrier.answers = ["cut"]
        ask(running), send()
        (door,) = reached.unclear(running, SPRING, limit=50)
        other = next(one for one in homes(house) if one != door.subject_id)
        asked = {"by": HAND, "telling": running, "area": SPRING, "now": NOON + HOUR}
        assert texting.send_again(**asked, households=[other]) == 0
        assert texting.send_again(**asked, households=[door.subject_id]) == 1
        send(NOON + HOUR)
        assert reached.unclear(running, SPRING, limit=50) == []
        assert states() == ["no_phone", *["sent"] * 5]
        assert AuditEntry.objects.filter(act="notice.text_again").count() == 2

    def test_whoever_was_told_meanwhile_is_no_question_any_more(self, carrier, running, house):
        carrier.answers = ["cut"]
        ask(running), send()
        telling.reach(by=HAND, telling=running, subjects=homes(house), how="call", now=NOON)
        assert reached.unclear(running, SPRING, limit=50) == []

    def test_a_service_that_cannot_be_reached_got_nothing(self, settings):
        settings.SMS_URL = "json://127.0.0.1:1/sms?:phone={phone}"
        assert service.send("12000000000", "error=504") == "not_sent"

    def test_no_log_line_holds_a_number_whatever_goes_wrong(self, carrier, running, caplog):
        caplog.set_level(logging.DEBUG)
        carrier.answers = [500, 404]
        ask(running), send()
        carrier.shutdown()
        carrier.server_close()
        service.send("12000000000", "x")
        assert "1200000" not in caplog.text


class TestAsking:
    def test_without_a_service_it_is_refused_and_nothing_waits(self, running, settings):
        settings.SMS_URL = ""
        with pytest.raises(SmsOff):
            ask(running)
        assert not Message.objects.exists()

    def test_an_address_without_a_place_for_the_number_sends_to_nobody(self, settings):
        settings.SMS_URL = "json://127.0.0.1:1/sms"
        assert not service.is_on()
        assert service.send("12000000000", "x") == "not_sent"

    def test_who_may_not_oblige_the_area_may_not_text_it(self, carrier, running):
        with pytest.raises(NotAllowed):
            ask(running, by=actor_of(an_account("w", "worker"), NOON))

    def test_asking_and_sending_stand_in_the_log_by_number_only(self, carrier, running):
        ask(running), send()
        lines = AuditEntry.objects.filter(act__startswith="notice.text").order_by("act")
        assert [(line.act, line.detail) for line in lines] == [
            ("notice.text", {"households": 6}), ("notice.texted", {"sent": 5}),
        ]  # fmt: skip


@given(st.from_regex(r"1\d{10}|0\d{9,11}|\+\d{8,15}", fullmatch=True))
def test_a_number_for_a_foreign_service_has_its_country(number):
    assert service.e164(number).startswith("+")
