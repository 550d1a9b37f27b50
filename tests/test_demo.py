"""The demo world: seeded, at public rates, with numbers that can't be anyone's."""

from datetime import date

import pytest

from wanjia.demo import workbook
from wanjia.demo.people import population
from wanjia.kernel.clock import age_on
from wanjia.kernel.identity import read_document

DAY = date(2022, 3, 31)


@pytest.fixture(scope="module")
def people():
    return list(population(1, 6000, DAY))


def test_it_has_exactly_as_many_people_as_asked_and_the_same_seed_gives_the_same(people):
    assert len(people) == 6000
    again = list(population(1, 6000, DAY))
    assert [p.document for p in people] == [p.document for p in again]


def test_no_number_can_be_anyone_s_and_every_number_is_well_formed(people):
    numbers = [p.document for p in people]
    assert len(set(numbers)) == len(numbers)
    for person in people:
        document = read_document(person.document, person.document_kind)
        assert not document.problem
        assert person.document.startswith(("9999", "QZ"))
        assert not person.phone or person.phone.startswith("120")


def test_ages_and_needs_are_near_the_public_rates(people):
    ages = [age_on(p.born_on, DAY) for p in people]
    assert 0.15 < sum(age >= 60 for age in ages) / len(ages) < 0.35
    assert 0.015 < sum(age >= 80 for age in ages) / len(ages) < 0.07
    alone = [p for p in people if "lives_alone" in p.needs]
    assert 0.003 < len(alone) / len(people) < 0.03
    assert all("pregnant" not in p.needs or not p.is_male for p in people)


def test_the_workbook_has_defects_but_loses_nobody(people):
    rows = workbook.rows(people, 1)
    assert len(people) <= len(rows) < len(people) * 1.01
    assert any(isinstance(row[11], float) for row in rows)
    assert any("/" in str(row[6]) for row in rows)
    assert workbook.as_csv(rows[:50]).decode("gbk").startswith("序号")
