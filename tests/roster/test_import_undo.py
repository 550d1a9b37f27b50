"""Taking an import back: what it made and changed goes, what somebody touched since stays."""

from datetime import timedelta

import pytest

from tests.roster.sheets import HEADER, a_row, bring, bring_batch, number, xlsx
from tests.roster.test_import import nobody
from tests.world import HAND, NOON
from wanjia.roster.importing import services
from wanjia.roster.importing.refusals import (
    TooLateToUndo,
    WrongState,
)
from wanjia.roster.models import (
    Building,
    Household,
    IdentityIndex,
    ImportBatch,
    Person,
    SpecialNeed,
)

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


def test_undo_takes_back_what_the_import_made_and_changed():
    bring(xlsx([a_row()]))
    batch, _outcome = bring_batch(
        xlsx(
            [(*a_row(phone="12000009999"), 1), (*a_row("李夏", number("19500101", 1), building="5号楼"), "")],
            header=(*HEADER, "独居"),
        ),
        now=LATER,
    )
    undone = services.undo(batch, by=HAND, now=LATER + timedelta(days=1), is_in_use=nobody)
    person = Person.objects.get()
    assert (undone.people_removed, undone.people_restored, undone.kept) == (1, 1, ())
    assert (person.phone_tails, person.checked_at) == (["2218"], NOON)
    assert (Household.objects.count(), Building.objects.count(), SpecialNeed.objects.count()) == (1, 1, 0)
    assert IdentityIndex.objects.count() == 1
    assert ImportBatch.objects.get(pk=batch.pk).state == "undone"


def test_undo_keeps_who_was_touched_since_and_who_is_in_use():
    batch, _outcome = bring_batch(
        xlsx([a_row(), a_row("李夏", number("19500101", 1)), a_row("李秋", number("19500102", 1))])
    )
    touched, used, _free = Person.objects.order_by("id")
    Person.objects.filter(pk=touched.pk).update(checked_at=LATER)
    undone = services.undo(batch, by=HAND, now=LATER, is_in_use=lambda ids: ids & {used.pk})
    assert set(Person.objects.all()) == {touched, used}
    assert ("person", touched.pk, "changed_since") in undone.kept
    assert ("person", used.pk, "in_use") in undone.kept
    assert undone.people_removed == 1


def test_undo_puts_an_unchanged_rows_freshness_back():
    bring(xlsx([a_row()]))
    batch, _outcome = bring_batch(xlsx([a_row()]), now=LATER)
    services.undo(batch, by=HAND, now=LATER, is_in_use=nobody)
    assert Person.objects.get().checked_at == NOON


def test_undo_is_for_a_week_and_for_once():
    batch, _outcome = bring_batch(xlsx([a_row()]))
    with pytest.raises(TooLateToUndo):
        services.undo(batch, by=HAND, now=NOON + timedelta(days=8), is_in_use=nobody)
    services.undo(batch, by=HAND, now=LATER, is_in_use=nobody)
    with pytest.raises(WrongState):
        services.undo(batch, by=HAND, now=LATER, is_in_use=nobody)
