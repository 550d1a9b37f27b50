"""Rows that a person decides."""

from datetime import timedelta

import pytest

from tests.roster.sheets import a_row, bring, codes, number, xlsx
from tests.world import HAND, NOON, SUMMER, an_account
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import actor_of
from wanjia.roster.importing.doubts import values_of
from wanjia.roster.importing.refusals import AlreadyDecided, StillDoubtful
from wanjia.roster.importing.resolving import resolve_doubt
from wanjia.roster.models import Doubt, IdentityIndex, Person

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


def the_doubt(content, **more):
    bring(content, **more)
    return Doubt.objects.get()


def decide(doubt, choice, **more):
    return resolve_doubt(doubt, by=HAND, choice=choice, now=LATER, **more)


def test_a_doubt_is_kept_sealed():
    doubt = the_doubt(xlsx([a_row("立春", "1.1E+17")]))
    assert "立春".encode() not in bytes(doubt.values_sealed)
    assert values_of(doubt)["name"] == ["立春"]


def test_lost_digits_are_typed_from_the_card():
    doubt = the_doubt(xlsx([a_row("立春", "1.1E+17")]))
    (person,) = decide(doubt, "new", corrections={"document": number()})
    assert Person.objects.get(pk=person).document_kind == "resident_id"
    assert IdentityIndex.objects.get().person_id == person


def test_lost_digits_are_entered_without_a_number_and_not_asked_again():
    content = xlsx([a_row("立春", "1.1E+17")])
    decide(the_doubt(content), "new")
    assert Person.objects.get().document_kind == "none"
    again = bring(content, now=LATER)
    assert (again.created, again.updated, again.unchanged, again.queued) == (0, 0, 1, 0)


def test_two_people_in_one_row_become_two():
    doubt = the_doubt(xlsx([a_row("于春分/于小寒", f"{number()}/{number('19430301', 3)}")]))
    assert len(decide(doubt, "new")) == 2
    assert set(Person.objects.values_list("name", flat=True)) == {"于春分", "于小寒"}


def test_the_same_person_keeps_their_id():
    bring(xlsx([a_row("路白霜", number("19610301", 1))]))
    person = Person.objects.get()
    doubt = the_doubt(xlsx([a_row("路白霜", number("19610301", 3), room="602")]), now=LATER)
    assert doubt.candidates == [person.pk]
    assert decide(doubt, "same") == [person.pk]
    person.refresh_from_db()
    assert person.household.room == "602"
    assert person.document_mask.endswith(number("19610301", 3)[-4:])


def test_another_person_of_the_same_name_is_entered_beside():
    bring(xlsx([a_row("路白霜", number("19610301", 1))]))
    content = xlsx([a_row("路白霜", number("19610301", 3), room="602")])
    doubt = the_doubt(content, now=LATER)
    decide(doubt, "new")
    assert Person.objects.count() == 2
    assert bring(content, now=LATER).unchanged == 1


def test_a_dropped_row_is_not_asked_again():
    content = xlsx([a_row("立春", "1.1E+17")])
    doubt = the_doubt(content)
    assert decide(doubt, "drop") == []
    again = bring(content, now=LATER)
    assert (again.unchanged, codes(again)) == (1, ["decided_before"])
    with pytest.raises(AlreadyDecided):
        decide(doubt, "new")


def test_a_door_that_can_not_be_read_is_typed():
    doubt = the_doubt(xlsx([a_row(room="5楼左")]))
    with pytest.raises(StillDoubtful):
        decide(doubt, "new")
    (person,) = decide(doubt, "new", corrections={"room": "501"})
    assert Person.objects.get(pk=person).household.room == "501"


def test_somebody_elses_document_is_not_given_away():
    bring(xlsx([a_row()]))
    doubt = the_doubt(xlsx([a_row("李立夏")]))
    with pytest.raises(StillDoubtful):
        decide(doubt, "new")
    decide(doubt, "new", corrections={"document": number("19410306", 4)})
    assert Person.objects.count() == 2


def test_same_needs_one_of_the_candidates():
    bring(xlsx([a_row()]))
    doubt = the_doubt(xlsx([a_row("李立夏")]))
    with pytest.raises(StillDoubtful):
        decide(doubt, "same", person_id=1)
    decide(doubt, "same")
    assert Person.objects.get().name == "李立夏"


def test_who_may_not_import_here_decides_nothing():
    doubt = the_doubt(xlsx([a_row("立春", "1.1E+17")]))
    other = actor_of(an_account("xia", area=SUMMER), NOON)
    with pytest.raises(NotFound):
        resolve_doubt(doubt, by=other, choice="drop", now=LATER)
