"""The one statement behind every figure of a site: it agrees with its twin and goes by keys."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.coverage.test_hot import city, plan  # noqa: F401  the fixture
from tests.testing.ground import a_house
from tests.world import HAND, NOON, SPRING, a_round
from wanjia.coverage import intake, rulings
from wanjia.coverage.rulings import Ruling
from wanjia.hot import slots as hot
from wanjia.kernel.area import buildings_under
from wanjia.kernel.ids import new_event_id
from wanjia.roster import caring
from wanjia.roster.models import Person
from wanjia.testing import queries

AFTER = NOON + timedelta(hours=2)
BIRTHDAYS = st.sampled_from([None, "1930-05-01", "1942-03-31", "1952-03-31", "1952-04-01", "1990-01-01",
                             "2004-03-31", "2004-04-01", "2016-03-31", "2016-04-01", "2021-01-01"])  # fmt: skip
ACTS = st.sampled_from(["nothing", "nothing", "done", "long ago", "excuse", "oxygen", "disabled", "ended"])


class TestTwin(TestCase):
    @settings(max_examples=12)
    @given(st.lists(st.tuples(BIRTHDAYS, ACTS), min_size=12, max_size=12))
    def test_the_statement_counts_what_person_by_person_counts(self, drawn):
        _key, ids = a_house(1, stairs=2, floors=3, doors=1)
        for subject, (born_on, _act) in zip(ids, drawn, strict=True):
            Person.objects.filter(id=subject).update(born_on=born_on)
        round_ = a_round()
        for subject, (_born_on, act) in zip(ids, drawn, strict=True):
            do(round_, subject, act)
        for area in (SPRING, 999999001001010001):
            fast = {
                (c.building_key, c.stair, c.floor, c.group): (c.owed, c.open, c.done_30, c.done_60)
                for c in queries.cells(round_, area, AFTER)
            }  # fmt: skip
            assert fast == queries.cells_slow(round_, area, AFTER)


def do(round_, subject, act):
    if act in ("done", "long ago"):
        at = AFTER - timedelta(minutes=20 if act == "done" else 45)
        fact = intake.ProofFact(new_event_id(), subject, at, SPRING)
        intake.record_proofs(round_=round_, facts=[fact], device="02", by="杨", now=AFTER)
    elif act == "excuse":
        rulings.excuse(by=HAND, ruling=Ruling(round_, [subject], "bedridden"), now=NOON)
    elif act in ("oxygen", "disabled", "ended"):
        kind = "oxygen" if act == "ended" else act
        need = caring.record_need(
            by=HAND, person_id=subject, kind=kind, detail="", source="走访", legal_basis="consent",
            since=NOON.date(), now=NOON,
        )  # fmt: skip
        if act == "ended":
            type(need).objects.filter(pk=need.pk).update(until_on=NOON.date())


@pytest.mark.parametrize("area", [999999002007, 999999002007010007])
def test_it_goes_by_the_keys_of_sheets_people_and_proofs(city, area):  # noqa: F811
    limits = queries.limits(city)
    text = plan(lambda: hot.cells(city.pk, buildings_under(area), limits, (NOON, NOON)))
    assert "coverage_sheet_pkey" in text
    assert "Seq Scan on coverage" not in text
    assert "Seq Scan on roster" not in text


@pytest.mark.django_db
def test_it_costs_two_queries_however_many_people(django_assert_num_queries):
    a_house(1)
    round_ = a_round()
    with django_assert_num_queries(2):
        queries.cells(round_, SPRING, NOON)
