"""Trap 24: data kept after the end. Every personal field has a purpose and a clock, and the clock deletes."""

from datetime import date, timedelta

import pytest
from django.apps import apps

from tests.places import everything_in
from tests.world import HAND, NOON, SPRING, a_building
from wanjia.flows import purging
from wanjia.platform.models import AuditEntry
from wanjia.roster import services
from wanjia.roster.models import Household, IdentityIndex, Person
from wanjia.roster.retention import CLOCKS, Starts
from wanjia.roster.services import Said

PERSONAL_TABLES = (
    "roster.Person", "roster.Household", "roster.SpecialNeed", "roster.BuildingContact", "roster.Premises",
    "roster.ImportBatch", "roster.ImportChange", "roster.Doubt", "roster.IdentityIndex", "coverage.Aside",
    "coverage.Attempt", "coverage.Decision", "devices.Invitation", "devices.Device", "cards.Correction",
    "testing.PostHolder", "isolation.Order", "isolation.Appeal", "isolation.UnitEvent",
    "logistics.Holder", "logistics.Box", "logistics.AlarmNote",
    "cases.Case", "cases.Contact", "cases.Answer", "cases.Exposure", "cases.Transfer", "cases.LeftBehind",
    "cases.TransferStep", "cases.Stay", "cases.DayReason",
    "isolation.LiftNotice", "isolation.Outing", "needs.Ticket", "needs.Step", "needs.Proposal",
    "supplies.Trip", "supplies.StaffIssue", "supplies.Order", "supplies.Claim", "supplies.LeftOut",
    "supplies.Donation", "supplies.TransportPass",
    "care.Ladder", "care.LadderStep", "care.CarePlan", "care.CareTask", "care.CareCase", "care.CareCaseStep",
    "care.Carership", "care.InformalCarer", "care.Cover", "care.Lodger",
    "care.Volunteer", "care.TeamPerson", "care.NightDuty", "care.Guide", "medical.Appointment", "medical.Course",
    "medical.Car", "medical.VisitStep", "medical.MedicineOrder", "medical.HandOver",
    "notices.Broadcast", "notices.Message", "notices.ChatGroup", "notices.ChatMember",
)  # fmt: skip
# fields of those tables that say nothing about a person by themselves: keys, places, states, times, who worked
NOT_PERSONAL = {
    "id", "part", "pk", "household", "building_key", "walk", "stair", "floor", "room", "kind", "presence",
    "presence_since", "checked_at", "merged_into", "person_id", "legal_basis", "since_on", "until_on", "role",
    "account_id", "door", "headcount", "is_open", "area", "state", "policy", "mapping", "outcome", "step", "done",
    "total", "failure", "created_by", "created_at", "committed_at", "undone_at", "batch_id", "subject_id", "row",
    "position", "code", "candidates", "resolution", "resolved_by", "resolved_at", "event_id", "round_id", "seen_at",
    "received_at", "device", "recorded_by", "flags", "reason", "decided_by", "decided_at", "file_name",
    "label", "areas", "place", "site", "post", "starts_at", "ends_at", "number", "phone", "invitation", "account",
    "enrolled_at", "heard_at", "made", "here", "void", "unsent", "skew_ms", "wipe_asked_at", "wipe_asked_by",
    "wiped_at", "ended_at", "ended_by", "tag", "max_uses", "uses_left", "made_by", "made_at", "cancelled_at",
    "field", "at", "since_at", "until_at",
    "rule", "source", "is_urgent", "made_by_id", "confirmed_by", "confirmed_by_id", "confirmed_at", "declined_at",
    "end_reason", "order", "taken_by", "decision", "answered_at", "answered_by", "happened_at", "recorded_at",
    "withdrawn_at", "withdrawn_by", "withdrawn_reason",
    "closed_at", "to_lab", "seal", "sealed_at", "sealed_by", "reported_at", "lost_at", "lost_reason", "lost_by",
    "lost_by_id", "lost_second_by", "lost_second_id", "found_at", "found_by", "end_note", "link", "item", "level",
    "taken_by_id", "taken_at",
    "committee", "year", "sampled_at", "lab", "opened_by", "opened_at", "informed_at", "informed_by",
    "reported_by", "completed_at", "completed_by", "withdrawn_source", "unit_event", "case", "last_met_on",
    "proposed_by", "proposed_at", "decline_reason", "order_problem", "review_since", "written_by", "written_at",
    "struck_at", "struck_by", "asked_at", "is_severe", "hold_reason", "held_by", "held_at", "facility", "bed_kind",
    "vehicle", "assigned_by", "assigned_at", "cleared_at", "cleared_by", "cleared_source", "hospital_at",
    "hospital_by", "out_at", "out_as", "transfer", "why", "carer", "side", "on",
    "reinstates", "zone", "told_at", "before_on", "after_on",
    "is_sure", "channel", "may", "how", "asked_by", "seen_by",
    "began_at", "owner_id", "owner_name", "closed_by", "ladder", "rung", "result", "done_by", "version",
    "informal", "cause", "raised_at", "covered_by", "covered_at", "carer_id", "carer_name", "backup_id", "backup_name",
    "institution", "course", "hospital", "car", "expected_at", "cancelled_by", "cancel_reason", "visit",
    "station", "weekdays", "every_weeks", "urgency", "run", "due_at", "thing",
    "topic", "way", "owner_area", "handed_down", "is_120_called", "level_since",
    "climbs_at", "terms_version", "repeats", "asked_again", "reopened", "told_by",
    "told_how", "satisfied", "ticket_id", "what", "who", "detail", "line", "building",
    "delivery", "delivery_id", "after", "boxes", "lot", "quantity", "buy", "household_id", "paid_fen", "paid_at",
    "refunded_fen", "refunded_at", "money_by", "quota", "slot_at",
    "is_anonymous", "good", "came", "value_fen", "offered_at", "came_at", "thanked_at", "thanked_by",
    "supplier", "purpose", "from_on", "issued_at", "issued_by", "revoked_at", "revoked_by", "revoke_reason",
    "firm", "notice_id", "spot", "group_id", "tries", "parts", "next_at", "settled_at",
    "volunteer_id", "every_days", "most", "team", "handed_to", "handed_at", "dropped_at",
    "call_by", "call_promised_by", "call_promised_by_id", "call_tries",
    "car_failed_at", "car_failed_why", "plate", "seats", "takes_wheelchairs", "stretchers", "opens", "closes",
    "is_fallback", "house_order", "out_since", "out_reason", "out_by", "is_in_use",
}  # fmt: skip


@pytest.mark.parametrize("label", PERSONAL_TABLES)
def test_trap_24_every_personal_field_has_a_purpose_a_basis_and_a_clock(label):
    declared = {field for clock in CLOCKS if clock.model == label for field in clock.fields}
    model = apps.get_model(label)
    there = {field.name for field in model._meta.get_fields() if getattr(field, "concrete", False)}
    has_name = ("roster.Premises", "logistics.Holder", "notices.ChatGroup")
    allowed = NOT_PERSONAL | ({"name"} if label in has_name else set())
    assert there - allowed <= declared, "fields without a clock"
    assert declared <= there, "clocks without a field"


@pytest.fixture
def gone(db):
    """Somebody who moved away 31 days ago, and somebody who did not."""
    key, _ids = a_building(people=0)
    home = Household.objects.filter(building_key=key).first()
    people = [
        services.register_person(by=HAND, household=home, said=said, now=NOON)
        for said in (
            Said(name="王春兰", document="QZ0000417", phones="12000002218"),
            Said(name="李夏莲", document="QZ0000418"),
        )
    ]
    services.set_presence(
        by=HAND, person_id=people[0].pk, presence="moved", since=date(2022, 2, 28), now=NOON - timedelta(days=31)
    )
    return people


def purge(*, days=0, ended=None, rehearsal=False):
    return purging.purge(by=HAND, now=NOON + timedelta(days=days), emergency_ended_on=ended, is_rehearsal=rehearsal)


def test_trap_24_a_rehearsal_lists_what_would_go_and_changes_nothing(gone):
    report = purge(rehearsal=True)
    assert report.rows == 2  # the document with its address, and the telephone
    assert Person.objects.get(pk=gone[0].pk).document_hash is not None
    assert report.proof == ""


def test_trap_24_a_clock_that_ran_out_deletes_the_fields_and_leaves_the_count(gone):
    purge()
    person = Person.objects.get(pk=gone[0].pk)
    assert (person.document_sealed, person.document_hash, person.document_mask, person.phone_tails) == (
        None,
        None,
        "",
        [],
    )
    assert person.name == "王春兰"  # its clock runs longer
    assert IdentityIndex.objects.count() == 1
    assert Person.objects.get(pk=gone[1].pk).document_hash is not None
    assert Person.objects.count() == 2
    assert purge().rows == 0
    purge(days=90)
    assert Person.objects.get(pk=gone[0].pk).name == ""


def test_trap_24_the_end_of_the_emergency_ends_what_only_it_justified(gone):
    assert purge(ended=NOON.date() - timedelta(days=29), rehearsal=True).rows == 2  # too early for those clocks
    purge(ended=NOON.date() - timedelta(days=30))
    assert not Person.objects.exclude(document_hash=None).exists()
    assert IdentityIndex.objects.count() == 0


def test_trap_24_the_report_can_be_verified_against_the_log(gone):
    report = purge()
    assert AuditEntry.objects.get(act="register.purge").detail["proof"] == report.proof == purging.digest(report)
    forged = purging.Report(report.at, report.is_rehearsal, report.lines[1:], report.proof)
    assert purging.digest(forged) != report.proof


def test_clocks_say_why_and_for_how_long():
    for clock in CLOCKS:
        assert clock.purpose
        assert clock.basis
        assert 0 < clock.days <= 365
        assert clock.starts in Starts


def test_trap_24_a_giver_is_named_for_half_a_year_and_the_account_stays(db):
    from tests.supplies.ground import a_good
    from tests.world import SPRING, areas
    from wanjia.supplies import donating
    from wanjia.supplies.donating import OfferSaid
    from wanjia.supplies.models import Donation

    areas()
    row = donating.offer(by=HAND, said=OfferSaid(SPRING, "王先生", a_good(), 10), now=NOON)
    donating.came(by=HAND, donation=row, quantity=10, now=NOON)
    purge(days=179)
    assert Donation.objects.get().giver == "王先生"
    purge(days=180)
    left = Donation.objects.select_related("lot").get()
    assert (left.giver, left.quantity, left.came) == ("", 10, 10)
    assert "王先生" not in left.lot.source


def test_a_firm_that_gave_keeps_its_name_on_the_account(db):
    from tests.supplies.ground import a_good
    from tests.world import SPRING, areas
    from wanjia.supplies import donating
    from wanjia.supplies.donating import OfferSaid
    from wanjia.supplies.models import Donation

    areas()
    donating.offer(by=HAND, said=OfferSaid(SPRING, "某某公司", a_good(), 10, is_firm=True), now=NOON)
    purge(days=365)
    assert (Donation.objects.get().giver, Donation.objects.get().called) == ("", "某某公司")


def test_trap_24_half_a_year_after_the_end_one_of_everything_is_gone(db, settings, tmp_path):
    """Each clock has run out, on rows that each room itself has made: none of them stops the others."""
    settings.FILES_DIR = tmp_path
    everything_in(SPRING)
    late = NOON + timedelta(days=400)
    report = purging.purge(by=HAND, now=late, emergency_ended_on=NOON.date() + timedelta(days=1), is_rehearsal=False)
    assert report.rows > 50
    again = purging.purge(by=HAND, now=late, emergency_ended_on=NOON.date() + timedelta(days=1), is_rehearsal=True)
    assert [line for line in again.lines if line.rows] == []


class TestAClockThatRunsFromTheEnd:
    """ADR 0034: what somebody still needs is never too old."""

    @pytest.fixture
    def cared(self, db):
        from tests.care.ground import an_elder, cared_for

        person, _key = an_elder()
        return person, cared_for(person, SPRING)

    def test_the_newest_plan_of_somebody_cared_for_stays_and_a_replaced_one_goes_from_when_it_was_replaced(self, cared):
        from wanjia.care import planning
        from wanjia.care.models import CarePlan

        person, _ids = cared
        purge(days=400)
        planning.write(by=HAND, person_id=person, plan=planning.Plan(medicine="停药"), now=NOON + timedelta(days=400))
        purge(days=579)
        assert CarePlan.objects.count() == 2
        purge(days=580)
        assert planning.said_in(CarePlan.objects.get()).medicine == "停药"
        purge(days=2000)
        assert CarePlan.objects.count() == 1

    def test_every_plan_of_somebody_who_died_goes_half_a_year_later(self, cared):
        from wanjia.care.models import CarePlan

        services.set_presence(by=HAND, person_id=cared[0], presence="died", since=NOON.date(), now=NOON)
        purge(days=179)
        assert CarePlan.objects.count() == 1
        purge(days=180)
        assert CarePlan.objects.count() == 0

    def test_an_open_case_cover_and_ladder_stay_readable_and_go_half_a_year_after_their_end(self, cared):
        from wanjia.care.models import CareCase, Cover, Ladder, LadderStep

        person, ids = cared
        ladder = Ladder.objects.get(pk=ids["ladder_id"])
        LadderStep.objects.create(
            id=ids["ladder_id"], part=ladder.part, ladder=ladder, number=1, rung="first", result="no_answer",
            note_sealed=b"x", at=NOON, done_by="林", written_at=NOON,
        )  # fmt: skip
        purge(days=400)
        case, cover = CareCase.objects.get(pk=ids["care_case_id"]), Cover.objects.get(pk=ids["cover_id"])
        assert (bool(case.who_sealed), cover.person_id, LadderStep.objects.get().note_sealed) == (True, person, b"x")
        over = NOON + timedelta(days=400)
        CareCase.objects.update(closed_at=over, closed_by="林")
        Cover.objects.update(ended_at=over)
        Ladder.objects.update(closed_at=over, closed_by="林", outcome="well")
        purge(days=579)
        assert CareCase.objects.get(pk=case.pk).who_sealed
        purge(days=580)
        assert not CareCase.objects.get(pk=case.pk).who_sealed
        assert (Cover.objects.get(pk=cover.pk).person_id, LadderStep.objects.get().note_sealed) == (0, None)
        assert Ladder.objects.get().person_id == 0
