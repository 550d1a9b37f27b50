"""The register's commands: one document is one person, an address is where somebody lives, every act is logged."""

from datetime import date, timedelta

import pytest

from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_round, an_account
from wanjia.coverage import queries as coverage
from wanjia.coverage.intake import ProofFact, record_proofs
from wanjia.demo.numbers import resident_id
from wanjia.kernel.errors import NotAllowed, NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import actor_of
from wanjia.platform.models import AuditEntry
from wanjia.roster import caring, merging, queries, reveal, services
from wanjia.roster.models import Household, IdentityIndex, Person
from wanjia.roster.refusals import BadField, CannotMerge, NoReason, SameDocument
from wanjia.roster.services import Said

pytestmark = pytest.mark.django_db
NUMBER = resident_id(1, date(1941, 3, 6), 14, is_male=False)


@pytest.fixture
def home():
    key, _ids = a_building(people=0)
    return Household.objects.filter(building_key=key).order_by("walk").first()


def register(home, **said):
    return services.register_person(by=HAND, household=home, said=Said(**({"name": "王春兰"} | said)), now=NOON)


def test_numbers_are_kept_sealed_and_found_by_hash(home):
    person = register(home, document=NUMBER, phones="12000002218;12000003310")
    stored = Person.objects.get(pk=person.pk)
    assert NUMBER.encode() not in bytes(stored.document_sealed)
    assert b"12000002218" not in bytes(stored.phones_sealed)
    assert stored.document_mask == f"9999 •••• {NUMBER[-4:]}"
    assert stored.phone_tails == ["2218", "3310"]
    spans = [queries.codes.buildings_under(TOWN)]
    assert [hit.person_id for hit in queries.search(NUMBER, spans, date(2022, 3, 31))] == [person.pk]
    assert [hit.name for hit in queries.search("2218", spans, date(2022, 3, 31))] == ["王*兰"]


def test_birthday_and_sex_come_from_the_document(home):
    person = register(home, document=NUMBER)
    assert (person.born_on, person.sex) == (date(1941, 3, 6), "f")


def test_one_document_is_one_person_wherever_they_are(home):
    register(home, document=NUMBER)
    elsewhere = Household.objects.filter(building_key=a_building(SUMMER, people=0)[0]).first()
    with pytest.raises(SameDocument):
        register(elsewhere, document=NUMBER, name="另一人")
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("document", "99990119410306001"), ("document", NUMBER[:-1] + "9"), ("phones", "12x"), ("name", " ")],
)
def test_a_value_that_cannot_be_is_refused_with_field_and_value_and_nothing_is_written(home, field, value):
    with pytest.raises(BadField) as why:
        register(home, **{field: value})
    assert why.value.facts["field"]
    assert Person.objects.count() == 0


def test_trap_08_a_person_appears_where_they_live_and_the_registered_address_is_only_a_field(home):
    person = register(home, registered_address="夏荷路1号", lives_apart=True)
    target = Household.objects.filter(building_key=a_building(SUMMER, people=0)[0]).first()
    services.move_person(by=HAND, person_id=person.pk, household=target, now=NOON)
    round_ = a_round()
    assert [t.subject_id for t in coverage.gap(round_, SUMMER)] == [person.pk]
    assert coverage.gap(round_, SPRING) == []
    moved = Person.objects.get(pk=person.pk)
    assert (moved.part, moved.registered_address) == (SPRING, "夏荷路1号")


def test_trap_09_a_newborn_without_papers_and_an_elder_without_a_phone_are_complete_records(home):
    baby = register(home, name="王之女", born_on=date(2022, 3, 30), relation="女儿")
    elder = register(home, name="郑春分", document=NUMBER)
    foreigner = register(home, name="Ada Solstice", document="QZ0000417", document_kind="护照")
    round_ = a_round()
    assert {t.subject_id for t in coverage.gap(round_, TOWN)} == {baby.pk, elder.pk, foreigner.pk}
    assert (baby.document_kind, elder.phone_tails, foreigner.document_kind) == ("none", [], "passport")


def test_trap_11_no_id_can_be_used_outside_the_account_s_area(home):
    person = register(home, document=NUMBER)
    stranger = actor_of(an_account("x", "secretary", SUMMER), NOON)
    for id_ in (person.pk, person.pk + 1):  # the answer is the same for what exists and what does not
        with pytest.raises(NotFound):
            services.confirm_person(by=stranger, person_id=id_, now=NOON)


class TestReveal:
    def test_wants_a_reason_and_leaves_a_line(self, home):
        person = register(home, document=NUMBER, phones="12000002218")
        lin = actor_of(an_account(), NOON)
        with pytest.raises(NoReason):
            reveal.reveal(by=lin, person_id=person.pk, field="document", reason=" ", now=NOON)
        assert reveal.reveal(by=lin, person_id=person.pk, field="document", reason="送医登记", now=NOON) == [NUMBER]
        assert reveal.reveal(by=lin, person_id=person.pk, field="phones", reason="联系", now=NOON) == ["12000002218"]
        lines = AuditEntry.objects.filter(act__startswith="person.reveal").order_by("number")
        assert [(line.who, line.subject, line.reason) for line in lines] == [
            ("林谷雨", f"person:{person.pk}", "送医登记"),
            ("林谷雨", f"person:{person.pk}", "联系"),
        ]

    @pytest.mark.parametrize(("role", "area"), [("viewer", TOWN), ("grid", SPRING), ("tester", SPRING)])
    def test_is_not_for_roles_that_do_not_need_it(self, home, role, area):
        person = register(home, document=NUMBER)
        with pytest.raises(NotAllowed):
            actor = actor_of(an_account("x", role, area), NOON)
            reveal.reveal(by=actor, person_id=person.pk, field="document", reason="看看", now=NOON)


def test_the_log_holds_no_personal_data(home):
    person = register(home, document=NUMBER, phones="12000002218")
    services.correct_person(by=HAND, person_id=person.pk, said=Said(note="住三楼"), now=NOON)
    text = str(list(AuditEntry.objects.values_list("subject", "reason", "detail", "act")))
    for secret in ("王春兰", NUMBER, "2218", "住三楼"):
        assert secret not in text


class TestMerging:
    def test_trap_05_a_proof_follows_the_merge(self, home):
        kept, gone = register(home, document=NUMBER), register(home, name="王春蘭", phones="12000002218")
        round_ = a_round()
        fact = ProofFact(new_event_id(), gone.pk, NOON, SPRING)
        record_proofs(round_=round_, facts=[fact], device="07", by="孙", now=NOON)
        merging.merge_people(by=HAND, kept_id=kept.pk, gone_id=gone.pk, now=NOON)
        counts = coverage.tally(round_, TOWN)
        assert (counts.owed, counts.done, counts.released, counts.open) == (2, 1, 1, 0)
        assert Person.objects.get(pk=kept.pk).phone_tails == ["2218"]

    def test_trap_05_a_proof_that_arrives_after_the_merge_counts_for_the_one_who_stays(self, home):
        kept, gone = register(home, document=NUMBER), register(home)
        round_ = a_round()
        merging.merge_people(by=HAND, kept_id=kept.pk, gone_id=gone.pk, now=NOON)
        fact = ProofFact(new_event_id(), gone.pk, NOON, SPRING)
        receipt = record_proofs(round_=round_, facts=[fact], device="07", by="孙", now=NOON)[0]
        assert (receipt.outcome, receipt.flags) == ("done", ("merged",))
        assert coverage.tally(round_, TOWN).open == 0

    def test_two_different_documents_are_two_people(self, home):
        one = register(home, document=NUMBER)
        two = register(home, document=resident_id(1, date(1950, 1, 1), 3, is_male=True), name="李")
        with pytest.raises(CannotMerge):
            merging.merge_people(by=HAND, kept_id=one.pk, gone_id=two.pk, now=NOON)

    def test_the_document_keeps_pointing_at_the_one_who_stays(self, home):
        kept, gone = register(home), register(home, document=NUMBER)
        merging.merge_people(by=HAND, kept_id=kept.pk, gone_id=gone.pk, now=NOON)
        assert IdentityIndex.objects.get().person_id == kept.pk


def test_a_need_has_a_source_a_date_and_a_basis_and_is_said_once(home):
    person = register(home)
    for detail in ("每周一三五", "每周二四六"):
        caring.record_need(
            by=HAND, person_id=person.pk, kind="dialysis", detail=detail, source="居委走访", legal_basis="consent",
            since=date(2022, 2, 16), now=NOON,
        )  # fmt: skip
    need = queries.needs_of(person)[0]
    assert (need.detail, need.source, need.legal_basis, len(queries.needs_of(person))) == (
        "每周二四六", "居委走访", "consent", 1,
    )  # fmt: skip
    caring.end_need(by=HAND, person_id=person.pk, kind="dialysis", now=NOON)
    assert queries.needs_by_person([person.pk]) == {}


def test_freshness_is_what_somebody_last_looked_at(home):
    person = register(home)
    Person.objects.update(checked_at=NOON - timedelta(days=40))
    assert queries.census(SPRING, NOON).stale == 1
    services.confirm_person(by=HAND, person_id=person.pk, now=NOON)
    assert queries.census(SPRING, NOON).stale == 0


def test_an_elevation_shows_floors_from_the_top_and_costs_three_queries(home, django_assert_num_queries):
    register(home, is_head=True)
    building = queries.Building.objects.get()
    with django_assert_num_queries(3):
        drawn = queries.elevation(building)
    assert [floor for floor, _doors in drawn.floors] == [3, 2, 1]
    assert drawn.people == 1


def test_a_committee_with_99_compounds_takes_no_more_and_says_so(home):
    from wanjia.roster import housing
    from wanjia.roster.models import Compound
    from wanjia.roster.refusals import PlaceFull

    Compound.objects.create(code=SPRING * 100 + 99, part=SPRING, name="九九新村")
    with pytest.raises(PlaceFull):
        housing.add_compound(by=HAND, committee=SPRING, name="百村", now=NOON)
