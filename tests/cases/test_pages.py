"""The console's pages on cases and transfers, by what a person reads there."""

import re

import pytest
from django.urls import reverse

from tests.cases.ground import (
    HOUR,
    a_case,
    a_flat,
    a_tube,
    contact_of,
    decided,
    way_of,
)
from tests.isolation.ground import somebody as at_desk
from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING, TOWN
from wanjia.cases import contacts, interviewing, services
from wanjia.cases.contacts import Named
from wanjia.cases.models import Case, CasePreset, DayClosing, Exposure, Transfer
from wanjia.isolation import ordering
from wanjia.kernel import clock
from wanjia.platform.models import AuditEntry
from wanjia.roster.models import Household, Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON + HOUR)


@pytest.fixture
def flat():
    return a_flat()


@pytest.fixture
def case(flat):
    return a_case(flat[0][0])


@pytest.fixture
def tracer():
    return client_of("tracer", english=True)


@pytest.fixture
def crew():
    return client_of("transport", english=True)


def get(client, view, *args, **query):
    return client.get(reverse(f"cases:{view}", args=args), query)


def post(client, view, *args, area=SPRING, **sent):
    return client.post(f"{reverse(f'cases:{view}', args=args)}?area={area}", sent)


def plain(answer):
    assert answer.status_code == 200, answer.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", text(answer)).split())


def refused(answer):
    return answer.status_code, " ".join(re.sub(r"<[^>]+>", " ", text(answer)).split())


class TestTheList:
    def test_a_tracer_sees_masked_names_clocks_and_the_identity(self, case, tracer):
        said = plain(get(tracer, "cases"))
        assert "C-0001" in said
        assert "王*" in said
        assert "王春兰" not in said
        assert "3 h 0 left first report" in said
        assert "2 to decide" in said
        assert (
            "Positives 1 = transferred 0 + waiting for a bed 1 + cleared on recheck 0 + case withdrawn 0 even" in said
        )

    @pytest.mark.parametrize("role", ["viewer", "worker", "transport", "lab", "grid"])
    def test_who_does_not_trace_sees_counts_and_no_name_or_room(self, case, role):
        said = plain(get(client_of(role, english=True), "cases"))
        assert "Counts only. Cases open in the account of who traces here." in said
        for hidden in ("C-0001", "王", "301"):
            assert hidden not in said

    def test_above_a_subdistrict_there_are_counts_only(self, case):
        said = plain(get(client_of("city", 999900000000, english=True), "cases"))
        assert "Names open in a subdistrict and below it." in said
        assert "C-0001" in plain(get(client_of("town", TOWN, english=True), "cases"))

    def test_books_that_break_turn_red(self, case, tracer):
        Transfer.objects.all().delete()
        said = plain(get(tracer, "cases"))
        assert "≠" in said
        assert "off by 1" in said
        assert "in no queue" in said


class TestOpening:
    def test_a_person_is_found_and_a_case_opened_with_the_single_tube(self, flat, tracer):
        one = flat[0][0]
        a_tube([one], code="T-9")
        found = plain(get(tracer, "find", q="王春兰1001002"[:3], area=SPRING))
        assert "This one" in found
        sent = {"sampled_at": "2022-03-31T10:00", "lab": "华演实验室", "tube": "T-9"}
        assert post(tracer, "open", one, **sent).status_code == 302
        case = Case.objects.get()
        assert (case.round_id, case.sampled_at) == (1, NOON.replace(hour=2))

    def test_trap_14_a_pool_is_refused_in_words(self, flat, tracer):
        one, two, _ = flat[0]
        a_tube([one, two], code="T-9")
        sent = {"sampled_at": "2022-03-31T10:00", "lab": "华演实验室", "tube": "T-9"}
        status, said = refused(post(tracer, "open", one, **sent))
        assert status == 422
        assert "This tube holds several people: nobody in it is a case." in said
        assert "This tube is not known" in refused(post(tracer, "open", one, **(sent | {"tube": "X"})))[1]
        assert not Case.objects.exists()


class TestOneCase:
    def test_contacts_stand_with_their_reasons_and_one_tap_decides(self, flat, case, tracer):
        two, three = flat[0][1:]
        said = plain(get(tracer, "case", case.pk))
        assert said.count("same household") == 2
        assert "23 h 0 left" in said
        back = reverse("cases:case", args=[case.pk])
        answer = post(tracer, "decide", contact_of(case, two).pk, decision="close", back=back)
        assert (answer.status_code, answer.headers["Location"]) == (302, back)
        post(tracer, "decide", contact_of(case, three).pk, decision="declined", reason="apart")
        said = plain(get(tracer, "case", case.pk))
        assert "the order" in said
        assert "too far apart, or too short" in said
        assert post(tracer, "decide", contact_of(case, two).pk, decision="close").status_code == 409

    def test_why_no_order_is_drafted_stands_beside_the_decision(self, flat, case, tracer):
        contacts.name_contact(by=HAND, case_id=case.id, said=Named(name="田谷雨", phone="12000004417"), now=NOON)
        stranger = case.contacts.get(person_id=None)
        post(tracer, "decide", stranger.pk, decision="close")
        assert "not in the register: no order can be drafted" in plain(get(tracer, "case", case.pk))

    def test_a_sealed_name_opens_with_a_reason_and_a_line(self, case, tracer):
        contacts.name_contact(by=HAND, case_id=case.id, said=Named(name="田谷雨", phone="12000004417"), now=NOON)
        stranger = case.contacts.get(person_id=None)
        assert "田谷雨" not in plain(get(tracer, "case", case.pk))
        assert post(tracer, "decide", stranger.pk, do="show", reason=" ").status_code == 422
        assert "田谷雨" in plain(post(tracer, "decide", stranger.pk, do="show", reason="打电话"))
        assert AuditEntry.objects.filter(act="contact.reveal", reason="打电话").count() == 1

    def test_the_whole_name_opens_with_a_reason_and_each_look_is_a_line(self, flat, case, tracer):
        whole = Person.objects.get(id=flat[0][0]).name
        assert whole not in plain(get(tracer, "case", case.pk))
        assert post(tracer, "case", case.pk, do="show", reason="").status_code == 422
        assert whole in plain(post(tracer, "case", case.pk, do="show", reason="流调"))
        assert AuditEntry.objects.filter(act="case.read").count() == 1
        assert AuditEntry.objects.get(act="case.reveal_name").subject == f"case:{case.pk}"

    def test_steps_withdrawal_and_recheck_are_said_with_their_consequences(self, flat, case, tracer):
        for do in ("informed", "reported", "completed", "propose"):
            assert post(tracer, "case", case.pk, do=do).status_code == 302
        said = plain(get(tracer, "case", case.pk))
        assert "Household informed" in said
        assert "complete" in said
        assert post(tracer, "case", case.pk, do="clear", source="复核 9").status_code == 302
        assert "cleared on recheck" in plain(get(tracer, "case", case.pk))
        secretary = client_of(english=True)
        assert "Put back into the queue" in plain(get(secretary, "case", case.pk))
        assert post(secretary, "case", case.pk, do="again").status_code == 302
        assert post(tracer, "case", case.pk, do="withdraw", reason="mistake", source="重录").status_code == 302
        assert "withdrawn" in plain(get(tracer, "case", case.pk))
        assert post(tracer, "case", case.pk, do="x").status_code == 404

    def test_somebody_of_the_interview_is_added(self, flat, case, tracer):
        sent = {"name": "田谷雨", "last_met_on": "2022-03-30"}
        assert post(tracer, "case", case.pk, do="name", **sent).status_code == 302
        assert post(tracer, "case", case.pk, do="name", person=flat[1][0]).status_code == 302
        said = plain(get(tracer, "case", case.pk))
        assert "named in the interview 2022-03-30" in said
        for wrong in ({"person": "x"}, {"name": "y", "last_met_on": "gestern"}):
            assert post(tracer, "case", case.pk, do="name", **wrong).status_code == 404

    def test_after_a_withdrawal_a_person_looks_at_orders_in_force_again(self, flat, case, tracer):
        made = decided(case, flat[0][1])
        ordering.confirm(by=at_desk("hua", now=NOON), order_id=made.order, now=NOON)
        services.withdraw_case(by=HAND, case_id=case.id, reason="false_positive", source="复核", now=NOON)
        assert "The case was withdrawn, the order is in force." in plain(get(tracer, "contacts"))
        assert post(tracer, "decide", made.pk, review="ends").status_code == 302
        assert "Every contact is decided." in plain(get(tracer, "contacts"))
        assert ordering.find(made.order).end_reason == "not_contact"


class TestInterview:
    def test_it_is_filled_in_piece_by_piece_and_says_by_whom(self, case, tracer):
        assert "not asked yet" in plain(get(tracer, "interview", case.pk))
        sent = {"do": "answer", "field": "symptoms", "text": "咳嗽"}
        assert post(tracer, "interview", case.pk, **sent).status_code == 302
        post(tracer, "interview", case.pk, **(sent | {"text": "咳嗽，发热"}))
        said = plain(get(tracer, "interview", case.pk))
        assert "咳嗽，发热 林谷雨" in said
        assert "1 version before" in said
        assert AuditEntry.objects.filter(act="interview.read").count() == 2

    def test_places_are_added_struck_out_and_answered_where_they_do_not_fit(self, case, tracer):
        sent = {"do": "exposure", "starts_at": "2022-03-30T08:00", "ends_at": "2022-03-30T09:00", "words": "南桥菜场",
                "met": "田谷雨"}  # fmt: skip
        assert post(tracer, "interview", case.pk, **sent).status_code == 302
        assert "南桥菜场 met 田谷雨" in plain(get(tracer, "interview", case.pk))
        status, said = refused(post(tracer, "interview", case.pk, **(sent | {"ends_at": "2022-03-30T07:00"})))
        assert (status, "does not lie after" in said) == (422, True)
        row = Exposure.objects.get()
        assert post(tracer, "interview", case.pk, **(sent | {"words": "1号楼 202"})).status_code == 302
        visited = Exposure.objects.exclude(id=row.id).get()
        assert (visited.household_id, visited.place_sealed) == (Household.objects.get(room="202").pk, None)
        assert post(tracer, "interview", case.pk, do="strike", id=visited.pk).status_code == 302
        assert post(tracer, "interview", case.pk, do="strike", id=row.pk).status_code == 302
        assert "No place is written down." in plain(get(tracer, "interview", case.pk))
        assert post(tracer, "interview", case.pk, do="x").status_code == 404

    def test_places_of_several_cases_stand_together_and_go_into_a_workbook(self, flat, case, tracer):
        import io

        from openpyxl import load_workbook

        other = a_case(flat[1][0])
        home = Household.objects.get(id=Person.objects.get(id=flat[1][3]).household_id)
        for one in (case, other):
            where = interviewing.Place(NOON - 30 * HOUR, NOON - 29 * HOUR, words="南桥菜场")
            interviewing.add_exposure(by=HAND, case_id=one.id, said=where, now=NOON)
        visit = interviewing.Place(NOON - 20 * HOUR, NOON - 19 * HOUR, household_id=home.pk)
        interviewing.add_exposure(by=HAND, case_id=case.id, said=visit, now=NOON)
        said = plain(get(tracer, "exposures"))
        assert "南桥菜场 2 cases" in said
        assert "3 to decide" in said
        assert post(tracer, "export_exposures", reason=" ").status_code == 422
        answer = post(tracer, "export_exposures", reason="区里要")
        rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
        assert rows[0][:3] == ("Place", "Cases", "Case")
        assert rows[1][0] == "南桥菜场"
        assert len(rows) == 4
        assert "王" not in str(rows)
        assert AuditEntry.objects.get(act="exposures.export").detail == {"rows": 3}


class TestTheDay:
    def test_each_name_has_a_reason_before_somebody_signs(self, case, crew):
        said = plain(get(crew, "day"))
        assert "waiting at the start 0 + newly positive 1 = transferred 0" in said
        assert "no reason yet" in said
        assert post(crew, "day", do="sign").status_code == 409
        assert post(crew, "day", do="reason", transfer=way_of(case).pk, reason="no_bed").status_code == 302
        assert post(crew, "day", do="sign", words="x").status_code == 302
        assert "signed by 林谷雨" in plain(get(crew, "day"))
        assert DayClosing.objects.get().figures["waiting"] == 1
        assert post(crew, "day", do="x").status_code == 404

    def test_a_day_that_does_not_balance_is_red_and_not_signed(self, case, crew):
        Transfer.objects.all().delete()
        said = plain(get(crew, "day"))
        assert "≠" in said
        assert "in no queue: C-0001" in said
        assert post(crew, "day", do="sign").status_code == 409

    def test_a_viewer_sees_the_figures_without_names(self, case):
        said = plain(get(client_of("viewer", english=True), "day"))
        assert "Counts only." in said
        assert "301" not in said
        assert post(client_of("viewer", login="v2"), "day", do="sign").status_code == 403

    def test_another_day_is_asked_for_but_none_that_has_not_come(self, crew):
        assert "Nobody is left." in plain(get(crew, "day", on="2022-03-30"))
        for wrong in ("2022-04-01", "gestern"):
            assert get(crew, "day", on=wrong).status_code == 404


class TestClocks:
    def test_each_figure_stands_with_its_source_and_a_desk_writes_the_next_version(self):
        client = client_of(english=True)
        said = plain(get(client, "clocks"))
        assert "contact decided, minutes 1440" in said
        assert "新华社 2022年12月2日" in said
        row = CasePreset.objects.get()
        sent = row.terms | {"decide_minutes": 720, "source": "区通知 9"}
        assert post(client, "clocks", **sent).status_code == 302
        assert "contact decided, minutes 720" in plain(get(client, "clocks"))
        assert post(client, "clocks", **(sent | {"source": ""})).status_code == 422
        assert post(client, "clocks", **(sent | {"decide_minutes": "bald"})).status_code == 422
        assert post(client_of("viewer"), "clocks", **sent).status_code == 403


def test_the_rail_counts_what_waits(case):
    said = plain(client_of(english=True).get("/", {"area": SPRING}))
    assert "Cases and transfers" in said
    assert "3 to decide or to move" in text(client_of("tracer", english=True).get("/", {"area": SPRING}))


def test_chinese_pages_hold_no_english_sentence(case):
    client = client_of("secretary")
    for view in ("cases", "contacts", "exposures", "transfers", "facilities", "day", "clocks"):
        said = plain(get(client, view))
        assert not re.search(r"\b(waiting|contacts|Nobody|the)\b", said), view
