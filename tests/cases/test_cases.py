"""Opening and withdrawing cases: never from a pool, once, and everything that they started with them (issue 5)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cases.ground import HOUR, LAB, a_case, a_flat, a_tube, contact_of, decided, somebody, way_of
from tests.isolation.ground import somebody as at_desk
from tests.world import HAND, NOON, SPRING, SUMMER
from wanjia.cases import contacts, presets, services
from wanjia.cases.contacts import Named
from wanjia.cases.models import Answer, Case, CasePreset, Contact, Exposure, Transfer
from wanjia.cases.refusals import (
    BadTerms,
    CaseClosed,
    Decided,
    NotThatTime,
    PoolIsNoCase,
    SourceWanted,
    TubeUnknown,
    WhyWanted,
    WordsWanted,
    WrongTimes,
)
from wanjia.cases.services import CaseSaid
from wanjia.isolation import ordering
from wanjia.isolation import presets as regimes
from wanjia.isolation.models import Order, RegimeRule, UnitEvent
from wanjia.isolation.refusals import SecondPersonWanted
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.platform.access import Actor
from wanjia.platform.models import AuditEntry, OutboxEvent
from wanjia.roster import merging
from wanjia.roster.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def flat():
    """(the ids of one flat, everybody else of the building)"""
    return a_flat()


def log(act):
    return list(AuditEntry.objects.filter(act=act).order_by("number"))


class TestOpening:
    def test_a_single_positive_opens_a_case_with_a_number_a_place_in_the_queue_and_a_line(self, flat):
        (one, *_rest), _others = flat
        tube = a_tube([one])
        case = a_case(one, tube=tube)
        assert (case.label, case.year, case.committee, case.lab) == ("C-0001", 2022, SPRING, LAB)
        assert (case.tube_part, case.tube_event) == (SPRING, tube.event_id)
        assert way_of(case).asked_at == NOON
        (line,) = log("case.open")
        assert line.subject == f"case:{case.id}"
        assert "王" not in str(line.detail)

    def test_trap_14_a_tube_of_several_people_is_no_case_and_nobody_is_queued(self, flat):
        (one, two, *_), _others = flat
        for members in ([one, two], [one, 0], [two, two]):
            with pytest.raises(PoolIsNoCase):
                a_case(one, tube=a_tube(members))
        assert not Case.objects.exists()
        assert not Transfer.objects.exists()
        assert not UnitEvent.objects.exists()

    def test_a_tube_that_is_not_there_or_holds_somebody_else_is_named(self, flat):
        (one, two, *_), _others = flat
        tube = a_tube([two])
        with pytest.raises(TubeUnknown):
            a_case(one, tube=tube)
        tube.event_id = "00000000-0000-7000-8000-000000000000"
        with pytest.raises(TubeUnknown):
            a_case(one, tube=tube)

    def test_said_again_it_changes_nothing(self, flat):
        one = flat[0][0]
        tube = a_tube([one])
        first = a_case(one, tube=tube)
        assert a_case(one, tube=tube, now=NOON + HOUR) == first
        assert a_case(one, now=NOON + HOUR) == first  # another sample of somebody who has an open case
        assert (Case.objects.count(), len(log("case.open"))) == (1, 1)

    def test_a_withdrawn_result_does_not_open_again_by_the_same_tube_but_by_another(self, flat):
        one = flat[0][0]
        tube = a_tube([one])
        first = a_case(one, tube=tube)
        services.withdraw_case(by=HAND, case_id=first.id, reason="false_positive", source="复核", now=NOON)
        assert a_case(one, tube=tube).withdrawn_at == NOON
        assert a_case(one, tube=a_tube([one], code="T-2")).label == "C-0002"

    def test_the_database_itself_holds_one_open_case_a_person(self, flat):
        case = a_case(flat[0][0])
        twin = Case.objects.get(part=case.part, id=case.id)
        twin.pk = "00000000-0000-7000-8000-000000000001"
        twin.sampled_at = NOON - 9 * HOUR
        with pytest.raises(IntegrityError), transaction.atomic():
            twin.save(force_insert=True)

    def test_numbers_run_by_committee_and_year(self, flat):
        ids = flat[0]
        assert [a_case(id_).number for id_ in ids[:2]] == [1, 2]
        later = a_case(ids[2], now=NOON.replace(year=2023), sampled_at=NOON)
        assert (later.year, later.number) == (2023, 1)

    def test_what_is_said_has_to_fit(self, flat):
        one = flat[0][0]
        with pytest.raises(NotThatTime):
            a_case(one, sampled_at=NOON + HOUR)
        with pytest.raises(WordsWanted):
            services.open_case(by=HAND, said=CaseSaid(one, NOON, " "), now=NOON)
        with pytest.raises(NotAllowed):
            a_case(one, by=somebody("zhu", "worker"))
        with pytest.raises(NotFound):
            a_case(one, by=somebody("xia", "tracer", SUMMER))

    def test_a_positive_is_written_on_its_door_for_isolation_without_the_person(self, flat):
        one = flat[0][0]
        case = a_case(one, by=somebody())
        event = UnitEvent.objects.get()
        assert (event.kind, event.household_id, event.person_id) == ("positive_confirmed", case.household_id, None)
        assert Case.objects.get().unit_event == event.id
        told = OutboxEvent.objects.get(name="cases.opened").payload
        assert set(told) == {"case", "part", "person", "by", "by_id"}


class TestSteps:
    def test_informing_reporting_and_completing_count_the_first_time(self, flat):
        case = a_case(flat[0][0])
        for step in ("informed", "reported", "completed"):
            services.mark(by=HAND, case_id=case.id, step=step, now=NOON + HOUR)
            case = services.mark(by=HAND, case_id=case.id, step=step, now=NOON + 2 * HOUR)
        assert (case.informed_at, case.reported_at, case.completed_at) == (NOON + HOUR,) * 3
        with pytest.raises(NotFound):
            services.mark(by=HAND, case_id=case.id, step="closed", now=NOON)


class TestContacts:
    def test_flat_tube_and_desk_are_proposed_each_with_its_reason(self, flat):
        (one, two, three), others = flat
        from tests.world import a_round
        from wanjia.coverage.models import Proof, Sheet

        round_ = a_round()
        pool = a_tube([one, two, others[0], 0], code="T-7", round_id=round_.pk, at=NOON)
        a_tube([others[1]], code="T-8", round_id=round_.pk, at=NOON + timedelta(minutes=10))
        a_tube([others[2]], code="T-9", round_id=round_.pk, at=NOON + timedelta(minutes=11))
        a_tube([others[3]], code="T-10", round_id=round_.pk, at=NOON, device="03")
        Proof.objects.create(
            part=SPRING, round_id=round_.pk, subject_id=one, building_key=Sheet.objects.first().building_key,
            event_id=pool.event_id, tube_part=pool.part, seen_at=NOON, received_at=NOON,
        )  # fmt: skip
        case = a_case(one, sampled_at=NOON + HOUR, now=NOON + 2 * HOUR)
        found = {row.person_id: row.reasons for row in Contact.objects.filter(case_id=case.id)}
        assert set(found) == {two, three, others[0], others[1]}
        assert [reason["reason"] for reason in found[two]] == ["household", "tube"]
        assert found[others[0]] == [{"reason": "tube", "tube": "T-7", "at": "03-31 12:00"}]
        assert found[others[1]] == [{"reason": "desk", "desk": "02", "at": "03-31 12:00", "minutes": "10"}]

    def test_looking_again_adds_what_is_new_and_keeps_what_was_decided(self, flat):
        (one, two, three), others = flat
        case = a_case(one)
        decided(case, two, "declined", reason="apart")
        a_tube([one, others[0]], code="T-7")
        from wanjia.cases.interviewing import Place, add_exposure

        home = Person.objects.get(id=others[0]).household_id
        where = Place(NOON - HOUR, NOON, household_id=home)
        add_exposure(by=HAND, case_id=case.id, said=where, now=NOON)
        assert Contact.objects.filter(case_id=case.id).count() == 5  # whoever lives there is proposed at once
        assert contacts.propose(by=HAND, case=case, now=NOON) == 0
        assert contact_of(case, two).decision == "declined"
        assert contact_of(case, others[0]).reasons[0]["reason"] == "place"
        assert contact_of(case, three).decision == ""

    def test_somebody_of_the_interview_is_named_by_number_or_in_sealed_words(self, flat):
        (one, two, _three), others = flat
        case = a_case(one)
        said = Named(person_id=others[0], last_met_on=date(2022, 3, 30))
        contacts.name_contact(by=HAND, case_id=case.id, said=said, now=NOON)
        contacts.name_contact(by=HAND, case_id=case.id, said=Named(person_id=two), now=NOON)
        stranger = Named(name="田谷雨", phone="12000004417", where="南桥菜场")
        made = contacts.name_contact(by=HAND, case_id=case.id, said=stranger, now=NOON)
        assert [reason["reason"] for reason in contact_of(case, two).reasons] == ["household", "interview"]
        assert "田谷雨".encode() not in bytes(made.name_sealed)
        with pytest.raises(WordsWanted):
            contacts.name_contact(by=HAND, case_id=case.id, said=Named(), now=NOON)
        for nobody in (one, others[0] + 999):
            with pytest.raises(NotFound):
                contacts.name_contact(by=HAND, case_id=case.id, said=Named(person_id=nobody), now=NOON)
        assert "田谷雨" not in str(list(AuditEntry.objects.values()))

    def test_confirming_drafts_an_order_that_another_person_confirms(self, flat):
        (one, two, _), _others = flat
        tracer = somebody("bai", "secretary")
        case = a_case(one, by=tracer)
        contact = decided(case, two, by=tracer)
        order = Order.objects.get(id=contact.order)
        assert (order.reason, str(order.rule), order.confirmed_at) == ("contact", "contact v1", None)
        with pytest.raises(SecondPersonWanted):
            ordering.confirm(by=tracer, order_id=order.id, now=NOON)
        ordering.confirm(by=at_desk("hua", now=NOON), order_id=order.id, now=NOON)
        with pytest.raises(Decided):
            decided(case, two)

    def test_a_contact_s_contact_stands_under_its_own_rule(self, flat):
        (one, two, three), _others = flat
        case = a_case(one)
        assert str(Order.objects.get(id=decided(case, two, "secondary").order).rule) == "contact2 v1"
        assert decided(case, three, "declined", reason="not_there").order is None
        assert Order.objects.count() == 1

    def test_no_order_is_drafted_where_the_rule_in_force_asks_for_none_and_it_says_so(self, flat):
        (one, two, three), _others = flat
        after = NOON.replace(year=2023)
        case = a_case(one, now=after, sampled_at=after - HOUR)
        assert decided(case, two, now=after).order_problem == "isolation.no_isolation"
        assert decided(case, three, "secondary", now=after).order_problem == "isolation.no_isolation"
        made = contacts.name_contact(by=HAND, case_id=case.id, said=Named(name="田谷雨"), now=after)
        kept = contacts.decide(by=HAND, contact_id=made.id, decision="close", now=after)
        assert kept.order_problem == "cases.not_in_register"
        assert not Order.objects.exists()

    def test_a_rule_without_any_version_leaves_the_decision_to_stand_alone(self, flat):
        (one, two, _), _others = flat
        case = a_case(one)
        regimes.load()
        RegimeRule.objects.exclude(line="closed").delete()
        assert decided(case, two).order_problem == "cases.no_rule"

    def test_a_decision_says_what_and_why(self, flat):
        (one, two, _), _others = flat
        case = a_case(one)
        for wrong, why in (
            ({"decision": "maybe"}, NotFound), ({"decision": "declined"}, WhyWanted),
            ({"decision": "declined", "reason": "x"}, WhyWanted),
        ):  # fmt: skip
            with pytest.raises(why):
                contacts.decide(by=HAND, contact_id=contact_of(case, two).id, now=NOON, **wrong)
        with pytest.raises(NotAllowed):
            decided(case, two, by=somebody("zhu", "worker"))
        with pytest.raises(NotFound):
            contacts.decide(by=HAND, contact_id=case.id, decision="close", now=NOON)

    def test_who_becomes_a_case_is_nobody_s_undecided_contact_any_more(self, flat):
        (one, two, three), _others = flat
        first = a_case(one)
        second = a_case(two)
        assert contact_of(first, two).decline_reason == "is_case"
        assert not Contact.objects.filter(case_id=second.id, person_id=one).exists()
        assert Contact.objects.filter(person_id=three).count() == 2


class TestWithdrawing:
    def test_what_the_case_started_is_looked_at_again_each_with_a_line(self, flat):
        (one, two, three), others = flat
        case = a_case(one)
        contacts.name_contact(by=HAND, case_id=case.id, said=Named(person_id=others[0]), now=NOON)
        drafted, in_force = decided(case, two), decided(case, three)
        ordering.confirm(by=at_desk("hua", now=NOON), order_id=in_force.order, now=NOON)
        done = services.withdraw_case(
            by=HAND, case_id=case.id, reason="corrected", source="更正 17", now=NOON + HOUR
        )  # fmt: skip
        assert (done.dropped, done.reviewed, done.transfer) == (1, 2, "withdrawn")
        assert UnitEvent.objects.get().withdrawn_at == NOON + HOUR
        assert ordering.find(drafted.order).end_reason == "not_contact"
        assert ordering.find(in_force.order).ended_at is None
        assert contact_of(case, three).review_since == NOON + HOUR
        assert contact_of(case, two).review_since is None
        assert contact_of(case, others[0]).decline_reason == "withdrawn"
        assert way_of(case).out_as == "withdrawn"
        assert log("case.withdraw")[0].detail == {"contacts_dropped": 1, "contacts_to_review": 2,
                                                  "transfer": "withdrawn"}  # fmt: skip
        assert log("isolation.withdraw_event")

    def test_an_order_in_force_ends_when_a_person_has_looked_again(self, flat):
        (one, two, three), _others = flat
        case = a_case(one)
        orders = []
        for number, person in enumerate((two, three)):
            made = decided(case, person)
            ordering.confirm(by=at_desk(f"hua{number}", now=NOON), order_id=made.order, now=NOON)
            orders.append(made.order)
        services.withdraw_case(by=HAND, case_id=case.id, reason="false_positive", source="复核", now=NOON)
        contacts.close_review(by=HAND, contact_id=contact_of(case, two).id, stays=False, now=NOON)
        contacts.close_review(by=HAND, contact_id=contact_of(case, three).id, stays=True, now=NOON)
        assert ordering.find(orders[0]).end_reason == "not_contact"
        assert ordering.find(orders[1]).ended_at is None
        with pytest.raises(Decided):
            contacts.close_review(by=HAND, contact_id=contact_of(case, two).id, stays=False, now=NOON)

    def test_a_withdrawal_says_why_and_from_where_and_happens_once(self, flat):
        case = a_case(flat[0][0])
        for reason, source, why in (("x", "y", WhyWanted), ("mistake", " ", SourceWanted)):
            with pytest.raises(why):
                services.withdraw_case(by=HAND, case_id=case.id, reason=reason, source=source, now=NOON)
        services.withdraw_case(by=HAND, case_id=case.id, reason="mistake", source="重录", now=NOON)
        with pytest.raises(CaseClosed):
            services.withdraw_case(by=HAND, case_id=case.id, reason="mistake", source="重录", now=NOON)
        with pytest.raises(CaseClosed):
            services.mark(by=HAND, case_id=case.id, step="reported", now=NOON)


class TestInterview:
    def test_several_people_fill_it_in_and_every_version_keeps_its_name(self, flat):
        from wanjia.cases import interviewing, reading

        case = a_case(flat[0][0])
        interviewing.answer(by=somebody("bai"), case_id=case.id, field="symptoms", text="咳嗽", now=NOON)
        interviewing.answer(by=somebody("hua"), case_id=case.id, field="symptoms", text="咳嗽，发热", now=NOON + HOUR)
        interviewing.answer(by=HAND, case_id=case.id, field="onset", text="3月29日", now=NOON)
        sheet = {line.field: line for line in reading.sheet(case)}
        assert (sheet["symptoms"].text, sheet["symptoms"].by) == ("咳嗽，发热", "白hua")
        assert [before.text for before in sheet["symptoms"].before] == ["咳嗽"]
        assert sheet["vaccination"].text == ""
        assert all("咳嗽".encode() not in bytes(row.text_sealed) for row in Answer.objects.all())
        for field, text, why in (("x", "y", NotFound), ("needs", " ", WordsWanted)):
            with pytest.raises(why):
                interviewing.answer(by=HAND, case_id=case.id, field=field, text=text, now=NOON)

    def test_exposures_meet_by_place_across_cases(self, flat):
        from wanjia.cases import reading
        from wanjia.cases.interviewing import Place, add_exposure, strike

        (one, _two, _three), others = flat
        first, second = a_case(one), a_case(others[0])
        for case, words in ((first, "南桥菜场"), (second, "南桥 菜场")):
            add_exposure(by=HAND, case_id=case.id, said=Place(NOON - HOUR, NOON, words=words, met="田谷雨"), now=NOON)
        lone = add_exposure(by=HAND, case_id=first.id, said=Place(NOON - HOUR, NOON, words="面馆"), now=NOON)
        market, shop = reading.exposures(SPRING)
        assert (market.name, len(market.visits), shop.name) == ("南桥菜场", 2, "面馆")
        assert {visit.case.id for visit in market.visits} == {first.id, second.id}
        strike(by=HAND, exposure_id=lone.id, now=NOON)
        assert [place.name for place in reading.exposures(SPRING)] == ["南桥菜场"]
        assert Exposure.objects.get(id=lone.id).struck_at == NOON

    def test_a_place_has_a_time_and_a_name(self, flat):
        from wanjia.cases.interviewing import Place, add_exposure

        case = a_case(flat[0][0])
        with pytest.raises(WordsWanted):
            add_exposure(by=HAND, case_id=case.id, said=Place(NOON - HOUR, NOON), now=NOON)
        for starts, ends, why in ((NOON, NOON - HOUR, WrongTimes), (NOON + HOUR, NOON + HOUR, NotThatTime)):
            with pytest.raises(why):
                add_exposure(by=HAND, case_id=case.id, said=Place(starts, ends, words="x"), now=NOON)
        for where in ({"premises_id": 7}, {"household_id": 7}):
            with pytest.raises(NotFound):
                add_exposure(by=HAND, case_id=case.id, said=Place(NOON - HOUR, NOON, **where), now=NOON)


class TestPresets:
    def test_the_shipped_version_names_a_source_and_is_not_loaded_twice(self):
        assert presets.load() == 1
        assert presets.load() == 1
        assert "2+4+24" in CasePreset.objects.get().source

    def test_a_desk_writes_the_next_version_for_its_area_and_the_old_one_stays(self):
        boss = somebody("lin", "secretary")
        said = presets.shipped()[0]["terms"] | {"decide_minutes": 720}
        made = presets.write_version(
            by=boss, area=SPRING, now=NOON,
            said={"terms": said, "effective_on": date(2022, 3, 31), "source": "区防控办〔2022〕9号"},
        )  # fmt: skip
        assert presets.terms_for(SPRING, date(2022, 3, 31)).decide_minutes == 720
        assert presets.terms_for(SPRING, date(2022, 3, 30)).decide_minutes == 1440
        assert presets.terms_for(SUMMER, date(2022, 3, 31)).decide_minutes == 1440
        assert (made.version, CasePreset.objects.count()) == (2, 2)
        for wrong, why in (({"source": " "}, SourceWanted), ({"terms": {}}, BadTerms)):
            with pytest.raises(why):
                presets.write_version(
                    by=boss, area=SPRING, now=NOON,
                    said={"terms": said, "effective_on": date(2022, 4, 1), "source": "x"} | wrong,
                )  # fmt: skip
        assert CasePreset.objects.count() == 2


def test_a_merged_person_takes_case_and_contacts_along(flat):
    (one, two, three), _others = flat
    case = a_case(one)
    merging.merge_people(by=HAND, gone_id=one, kept_id=three, now=NOON)
    assert Case.objects.get(id=case.id).person_id == three
    assert way_of(case).person_id == three
    merging.merge_people(by=HAND, gone_id=two, kept_id=three, now=NOON)
    assert contact_of(case, three).decision == ""


def test_the_maker_of_a_draft_is_the_one_who_decided(flat):
    (one, two, _), _others = flat
    case = a_case(one)
    by = Actor(77, "白露", (), is_system=True)
    assert Order.objects.get(id=decided(case, two, by=by).order).made_by_id == 77
