"""Two entries were one person: whatever a room wrote about the one that goes, it says of the one that stays. Somebody
moved: whatever stands for them stands at the new door.

A field that names a person, or the door of one, is either followed, and this test has seen it follow, or excused here
with the reason.
"""

import re
from datetime import date, time

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField

from tests.care.ground import a_volunteer
from tests.places import everything_in
from tests.world import HAND, NOON, SPRING, SUMMER, a_building, a_person, an_account
from wanjia.cards import correcting
from wanjia.cards import services as card_services
from wanjia.care import cases as care_cases
from wanjia.care import planning, teams, tending
from wanjia.care.tending import Informal
from wanjia.cases.models import Case, LeftBehind, Stay, Transfer
from wanjia.isolation.models import UnitEvent
from wanjia.kernel.ids import new_event_id
from wanjia.medical import passes
from wanjia.medical.models import Appointment
from wanjia.needs.models import Ticket
from wanjia.roster import merging, services
from wanjia.roster.models import Household, Person
from wanjia.roster.subjects import find

BOOK = "a round's own book: its proof and its ruling go over as facts of their own (flows.merging)"
EXCUSED = {
    "coverage.Proof.subject_id": BOOK,
    "coverage.Aside.subject_id": BOOK,
    "coverage.Attempt.subject_id": BOOK,
    "coverage.Decision.subject_id": BOOK,
    "coverage.Exemption.subject_id": BOOK,
    "coverage.Explanation.subject_id": BOOK,
    "coverage.Sheet.owed": BOOK,
    "coverage.Tube.members": "who was in the tube by the label on it; what it asks goes over (labs.events)",
    "roster.ImportChange.subject_id": "what one import did to one line, to be taken back as it was done",
    "roster.Doubt.candidates": "answered with the entry that stays (importing.resolving)",
    "roster.Person.merged_into": "the pointer itself",
}
_NAMES = re.compile(r"(^|_)(person_id|subject_id|merged_into|members|owed|candidates)$")


def _names_a_person(field):
    of = field.base_field if isinstance(field, ArrayField) else field
    return isinstance(of, BigIntegerField) and bool(_NAMES.search(field.name))


FIELDS = {
    f"{model._meta.label}.{field.name}": (model, field)
    for model in apps.get_models() if model.__module__.startswith("wanjia.")
    for field in model._meta.concrete_fields if _names_a_person(field)
}  # fmt: skip
FOLLOWED = sorted(FIELDS.keys() - EXCUSED.keys())


def test_nothing_is_excused_that_is_not_there():
    assert EXCUSED.keys() <= FIELDS.keys()
    assert all(EXCUSED.values())


@pytest.fixture
def told(db, settings, tmp_path):
    """One person of whom every room knows something. Returns the entry, and another behind the same door."""
    settings.FILES_DIR = tmp_path
    place = everything_in(SPRING)
    one = Person.objects.get(pk=place.person_id)
    other = a_person(one.household, 901, name="王春蘭")
    _written_about(one, place)
    return one, other


def _written_about(one, place):
    carer = an_account("pu", "worker", SPRING)
    tending.give(by=HAND, person_id=one.pk, carer_id=carer.pk, backup_id=None, note="", now=NOON)
    tending.write_informal(by=HAND, said=Informal(_neighbour(one).pk, "王春兰", carer_person_id=one.pk), now=NOON)
    planning.add_task(by=HAND, person_id=one.pk, at=time(18), what="换水", now=NOON)
    a_volunteer(name="王春兰", person_id=one.pk)
    teams.name(by=HAND, team_id=place.team_id, person_id=one.pk, now=NOON)
    care_cases.open_case(
        by=HAND, committee=SPRING, kind="bereavement", who="王家", where="301", person_id=one.pk, now=NOON
    )  # fmt: skip
    card_services.issue_one(by=HAND, subject_id=one.pk, now=NOON)
    correcting.ask(subject=find(one.pk), field="name", text="写错了", now=NOON)
    Ticket.objects.update(person_id=one.pk)
    UnitEvent.objects.create(
        id=new_event_id(), part=SPRING, kind="tested", place=one.building_key, person_id=one.pk, happened_at=NOON,
        source="甲", recorded_by="林", recorded_at=NOON,
    )  # fmt: skip
    for model, id_ in ((Case, place.case_id), (Transfer, place.transfer_id), (Stay, place.stay_id)):
        model.objects.filter(id=id_).update(person_id=one.pk)
    LeftBehind.objects.create(
        id=new_event_id(),
        part=SPRING,
        transfer_id=place.transfer_id,
        person_id=one.pk,
        carer="relative",
        why="elder",
        confirmed_by="林",
        confirmed_at=NOON,
    )


def _neighbour(one):
    return a_person(one.household, 902, name="李夏莲", born_on=date(1940, 1, 1))


def test_every_field_that_names_a_person_follows_a_merge_or_says_why_not(told):
    one, other = told
    assert unseen(one.pk) == []
    merging.merge_people(by=HAND, kept_id=other.pk, gone_id=one.pk, now=NOON)
    assert [label for label in FOLLOWED if _rows(label, one.pk).exists()] == []


def unseen(person):
    """Followed fields of which nobody would see whether they follow."""
    return [label for label in FOLLOWED if not _rows(label, person).exists()]


def _rows(label, person):
    model, field = FIELDS[label]
    value = [person] if isinstance(field, ArrayField) else person
    return model.objects.filter(**{f"{field.name}__contains" if isinstance(field, ArrayField) else field.name: value})


STAYS = {
    "coverage.Proof": BOOK,
    "coverage.Aside": BOOK,
    "coverage.Decision": BOOK,
    "coverage.Exemption": BOOK,
    "coverage.Explanation": BOOK,
    "isolation.Order": "an order keeps its place until a person decides",
    "isolation.Outing": "where somebody went out, once",
    "cases.Case": "where they lived when it was opened: the place is traced",
    "cases.Contact": "where they lived when they were named; the order that follows is made where they live",
}
_WHO = {"person_id", "subject_id", "visit_id"}
AT_A_DOOR = {
    model._meta.label: (model, (names & _WHO).pop())
    for model in apps.get_models() if model.__module__.startswith("wanjia.")
    for names in [{field.name for field in model._meta.concrete_fields}] if "building_key" in names and names & _WHO
}  # fmt: skip
MOVES = sorted(AT_A_DOOR.keys() - STAYS.keys())


def test_nothing_stays_behind_that_is_not_there():
    assert STAYS.keys() <= AT_A_DOOR.keys()
    assert all(STAYS.values())


def test_whatever_names_the_door_of_a_person_follows_a_move_or_says_why_not(told):
    one, _other = told
    _standing_at(one)
    before = one.building_key
    assert [label for label in MOVES if not _at(label, one.pk, before)] == []
    key, _ids = a_building(number=7, people=0)
    home = Household.objects.filter(building_key=key).first()
    services.move_person(by=HAND, person_id=one.pk, household=home, now=NOON)
    assert [label for label in MOVES if _at(label, one.pk, before) or not _at(label, one.pk, key)] == []
    assert not any(_at(label, one.pk, key) for label in STAYS)
    ticket = Ticket.objects.get(kind="medicine")
    assert (ticket.household_id, ticket.room, ticket.owner_area) == (home.pk, home.room, SPRING)
    assert Transfer.objects.get(person_id=one.pk).household_id == home.pk


def test_a_repair_and_what_was_asked_of_another_committee_stay_where_they_were_said(told):
    one, _other = told
    _standing_at(one)
    before = one.building_key
    Ticket.objects.update(kind="repair")
    key, _ids = a_building(number=7, people=0)
    services.move_person(
        by=HAND, person_id=one.pk, household=Household.objects.filter(building_key=key).first(), now=NOON
    )  # fmt: skip
    assert _at("needs.Ticket", one.pk, before)
    Ticket.objects.update(kind="medicine", building_key=key)
    away, _ids = a_building(SUMMER, people=0)
    services.move_person(
        by=HAND, person_id=one.pk, household=Household.objects.filter(building_key=away).first(), now=NOON
    )  # fmt: skip
    assert _at("needs.Ticket", one.pk, key)


def _standing_at(one):
    """What `told` wrote elsewhere or about nobody, at the door of the one who moves; what is closed, left out."""
    key = one.building_key
    Ticket.objects.update(kind="medicine", building_key=key)
    Transfer.objects.filter(person_id=one.pk).update(building_key=key)
    visit = Appointment.objects.filter(person_id=one.pk, cancelled_at=None).first()
    passes.issue(visit, by="林", now=NOON)


def _at(label, person, key):
    model, who = AT_A_DOOR[label]
    visits = Appointment.objects.filter(person_id=person).values("id")
    whose = {f"{who}__in": visits} if who == "visit_id" else {who: person}
    return model.objects.filter(building_key=key, **whose).exists()
