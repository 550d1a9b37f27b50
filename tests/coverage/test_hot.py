"""SQL by hand: it uses the index that it was written for, and it agrees with its slow twin."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.world import NOON, SPRING, TOWN, a_building, a_person, a_round
from wanjia.coverage import queries, services
from wanjia.coverage.models import CommitteeTotal, Sheet
from wanjia.coverage.rules import Population
from wanjia.hot import gap as hot_gap
from wanjia.hot import tally as hot_tally
from wanjia.hot.layers import standings
from wanjia.hot.opening import Owed, count_owed, drift
from wanjia.hot.statistics import SHEETS, refresh
from wanjia.kernel.area import buildings_under
from wanjia.kernel.clock import age_on
from wanjia.roster.models import Household, Person, SpecialNeed

COMMITTEE = buildings_under(999999002007)
BUILDING = buildings_under(999999002007010007)


def plan(act):
    """How PostgreSQL would run what `act` asks of it, statement by statement."""
    with CaptureQueriesContext(connection) as asked:
        act()
    lines = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # a table of a dozen rows is always scanned whole
        for query in asked.captured_queries:
            cursor.execute("EXPLAIN " + query["sql"])
            lines += [row[0] for row in cursor.fetchall()]
    return "\n".join(lines)


@pytest.fixture
def city(db):
    """4,000 sheets of one person each in 40 committees: enough for the planner to have a reason."""
    a_building()
    round_ = a_round()
    Sheet.objects.bulk_create(
        Sheet(
            part=part, round=round_, building_key=part * 10**6 + 10000 + number, owed=[part * 10**6 + number], n_owed=1
        )
        for part in range(999999002001, 999999002041)
        for number in range(1, 101)
    )
    CommitteeTotal.objects.bulk_create(
        CommitteeTotal(round_id=round_.pk, committee=part, part=part, n_owed=100, n_buildings=100, version=1)
        for part in range(999999002001, 999999002041)
    )
    refresh(SHEETS)
    return round_


HOT = {
    "a committee's tally": (lambda r: hot_tally.tally(r.pk, COMMITTEE), "coverage_committeetotal_pkey"),
    "a building's tally": (lambda r: hot_tally.tally(r.pk, BUILDING), "coverage_sheet_pkey"),
    "the buildings of a committee": (lambda r: hot_tally.tally_by(r.pk, COMMITTEE, 1), "coverage_sheet_pkey"),
    "a gap": (lambda r: hot_gap.gap(r.pk, COMMITTEE), "coverage_sheet_pkey"),
    "some of a gap": (lambda r: hot_gap.among(r.pk, COMMITTEE, [1, 2]), "coverage_sheet_pkey"),
    "who is done": (lambda r: hot_gap.proven(r.pk, COMMITTEE, limit=20, after=(0, 0)), "coverage_sheet_pkey"),
    "the doors of a building": (lambda r: standings(r.pk, BUILDING.low, is_people=True), "coverage_sheet_pkey"),
    "several rounds": (lambda r: hot_tally.tally_rounds([r.pk], COMMITTEE), "coverage_committeetotal_pkey"),
}


@pytest.mark.parametrize("what", HOT)
def test_a_hot_statement_uses_its_key_and_scans_no_table(city, what):
    ask, index = HOT[what]
    text = plan(lambda: ask(city))
    assert index in text
    assert "Seq Scan" not in text


def test_the_totals_of_an_area_are_those_of_its_sheets(city, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert hot_tally.tally(city.pk, COMMITTEE).owed == 100


@pytest.mark.django_db
def test_the_gap_of_an_area_costs_four_queries_whatever_its_size(django_assert_num_queries):
    key, _ids = a_building(floors=6, doors=4, people=3)
    round_ = a_round()
    with django_assert_num_queries(4):
        queries.gap(round_, key)


@pytest.mark.django_db
def test_a_gap_can_be_read_in_pieces_without_losing_or_repeating_anybody():
    a_building(floors=4)
    a_building(number=2, floors=4)
    round_ = a_round()
    whole, pieces, after = queries.gap(round_, TOWN), [], None
    while piece := queries.gap(round_, TOWN, limit=5, after=after):
        pieces += piece
        after = (piece[-1].building_key, piece[-1].position)
    assert pieces == whole


@pytest.mark.django_db
@pytest.mark.parametrize("empty_doors", [False, True])
def test_a_citys_households_are_joined_with_its_people_and_not_looked_for_one_by_one(empty_doors):
    """A parcel for 9.6 million doors never opened: within an OR, PostgreSQL keeps all people as one list a door."""
    key, _ids = a_building(floors=2, doors=2, people=1)
    wanted = Owed("household", ["present"], None, None, None, empty_doors=empty_doors)
    text = plan(lambda: count_owed(span=buildings_under(key), owed=wanted))
    assert "SubPlan" not in text
    assert ("Anti Join" in text) == empty_doors


AGES = st.lists(st.dates(date(1930, 1, 1), date(2022, 3, 31)), min_size=1, max_size=8)


@pytest.mark.django_db
def test_opening_owes_exactly_those_whom_the_population_names():
    """Twin: the same filter in plain Python, over ages around both limits and over needs and presence."""
    key, _ids = a_building(floors=1, doors=1, people=0)
    home = Household.objects.get(building_key=key)
    days = [date(1942, 3, 30), date(1942, 3, 31), date(1942, 4, 1), date(2004, 2, 29), date(1990, 1, 1), None]
    serial, everyone = 5000, []
    for born_on in days:
        for presence in ("present", "away"):
            for need in (None, "lives_alone", "dialysis"):
                serial += 1
                person = a_person(home, serial, born_on=born_on, presence=presence)
                everyone.append((person, need))
                if need:
                    SpecialNeed.objects.create(
                        id=f"00000000-0000-7000-8000-{serial:012}", part=SPRING, person_id=person.pk, kind=need,
                        source="test", legal_basis="consent", since_on=date(2022, 3, 1),
                    )  # fmt: skip
    for population in (
        Population(), Population(min_age=80), Population(max_age=79), Population(needs=("lives_alone",)),
        Population(needs=("lives_alone", "dialysis"), min_age=80, presence=("present", "away")),
    ):  # fmt: skip
        wanted = {person.pk for person, need in everyone if fits(population, person, need)}
        if wanted:
            round_ = a_round(population=population)
            assert {target.subject_id for target in queries.gap(round_, key)} == wanted


def fits(population, person, need):
    years = age_on(person.born_on, date(2022, 3, 31)) if person.born_on else None
    return (
        person.presence in population.presence
        and (not population.needs or need in population.needs)
        and (population.min_age is None or (years is not None and years >= population.min_age))
        and (population.max_age is None or (years is not None and years <= population.max_age))
    )


@given(st.dates(date(1900, 1, 1), date(2022, 3, 31)), st.integers(0, 120))
def test_the_birth_dates_of_an_age_limit_are_those_whose_age_it_is(born_on, limit):
    day = date(2022, 3, 31)
    earliest, latest = Population(min_age=limit, max_age=limit).born_between(day)
    assert (earliest <= born_on <= latest) == (age_on(born_on, day) == limit)


@pytest.mark.django_db
class TestDrift:
    def test_names_who_arrived_and_who_left_since_the_round_was_frozen(self):
        key, ids = a_building(people=1)
        round_ = a_round()
        Person.objects.filter(pk=ids[0]).update(presence="moved")
        newcomer = a_person(Household.objects.filter(building_key=key).first(), 9000)
        moved = drift(round_id=round_.pk, span=buildings_under(TOWN), owed=services.owed_by(round_), limit=100)
        assert {(subject, what) for subject, _key, what in moved} == {(ids[0], "left"), (newcomer.pk, "arrived")}

    def test_is_empty_after_the_amendments(self):
        from tests.world import HAND
        from wanjia.coverage import rulings
        from wanjia.coverage.rulings import Ruling

        key, ids = a_building(people=1)
        round_ = a_round()
        Person.objects.filter(pk=ids[0]).update(presence="moved")
        newcomer = a_person(Household.objects.filter(building_key=key).first(), 9000)
        rulings.release(by=HAND, ruling=Ruling(round_, [ids[0]], "moved"), now=NOON)
        rulings.add(by=HAND, ruling=Ruling(round_, [newcomer.pk], "arrived"), now=NOON)
        assert drift(round_id=round_.pk, span=buildings_under(TOWN), owed=services.owed_by(round_), limit=9) == []


@pytest.mark.django_db
def test_one_per_household_owes_doors_not_people_and_empty_flats_only_when_asked():
    key, _ids = a_building(floors=2, doors=2, people=2)
    empty = Household.objects.filter(building_key=key).first()
    Person.objects.filter(household=empty).delete()
    assert queries.tally(a_round(obligation="parcel"), TOWN).owed == 3
    assert queries.tally(a_round(obligation="sweep", population=Population(empty_doors=True)), TOWN).owed == 4
