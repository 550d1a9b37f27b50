"""Complaints about a lot: heard by anybody who records, counted by door; a danger asks for the recall."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.supplies.ground import a_lot
from tests.web.signed import client_of, text
from tests.world import HAND, NOON, SPRING
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.platform.models import AuditEntry
from wanjia.supplies import complaining, queries, stocking
from wanjia.supplies.models import Complaint
from wanjia.supplies.refusals import AmountWanted
from wanjia.supplies.rules.complaints import BAD, BAD_DOORS, ILL, SHORT, WRONG, asks_recall

COUNTS = st.dictionaries(st.sampled_from([BAD, SHORT, WRONG, ILL]), st.integers(0, 9))


@given(COUNTS)
def test_one_who_felt_ill_or_three_spoiled_doors_ask_for_a_recall_and_nothing_else_does(doors):
    assert asks_recall(doors) == (doors.get(ILL, 0) > 0 or doors.get(BAD, 0) >= BAD_DOORS)
    assert not asks_recall({kind: number for kind, number in doors.items() if kind in (SHORT, WRONG)})


@given(COUNTS, st.sampled_from([BAD, SHORT, WRONG, ILL]))
def test_one_more_complaint_never_takes_a_recall_back(doors, kind):
    more = doors | {kind: doors.get(kind, 0) + 1}
    assert asks_recall(more) or not asks_recall(doors)


@pytest.fixture
def lot(db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return a_lot()


def heard(lot, kind=BAD, doors=1, note=""):
    return complaining.write(by=HAND, lot=lot, kind=kind, doors=doors, note=note, now=NOON)


def line_of(lot):
    return next(one for one in queries.lots(lot.place, NOON) if one.lot.pk == lot.pk)


def test_doors_are_summed_and_the_lot_is_one_to_look_at_until_it_is_recalled(lot):
    heard(lot, BAD, 2, "菜心烂了"), heard(lot, SHORT)
    line = line_of(lot)
    assert (dict(line.complaints), line.complained, line.asks_recall) == ({BAD: 2, SHORT: 1}, 3, False)
    assert line.needs_look
    heard(lot, BAD)
    assert line_of(lot).asks_recall
    stocking.recall(by=HAND, lot=lot, why="烂菜", now=NOON)
    assert not line_of(lot).asks_recall
    assert AuditEntry.objects.filter(act="supplies.complain").count() == 3
    assert not AuditEntry.objects.filter(detail__icontains="菜心").exists()


@pytest.mark.parametrize(("more", "refusal"), [({"doors": 0}, AmountWanted), ({"kind": "x"}, NotFound)])
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(lot, more, refusal):
    with pytest.raises(refusal):
        heard(lot, **more)
    assert not Complaint.objects.exists()


def test_who_records_writes_it_down_and_the_store_sees_it(lot):
    page = reverse("supplies:lot", args=[lot.pk])
    volunteer = client_of("grid", english=True)
    sent = {"kind": ILL, "doors": "1", "note": "吃了拉肚子"}
    assert volunteer.post(reverse("supplies:complain", args=[lot.pk]), sent).status_code == 302
    said = text(volunteer.get(page))
    assert "somebody felt ill of it" in said
    assert "The complaints speak for a recall" in said
    board = text(client_of(english=True).get(reverse("supplies:stock"), {"area": SPRING}))
    assert "1 door complains" in board
