"""Work in one place reads one partition of each table. Runs only where tables lie in partitions: see test_again."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from tests.partitioned.watching import watched, wide
from tests.world import HAND, NOON, SPRING, a_building, a_person, a_round
from wanjia.coverage import intake, queries, rulings
from wanjia.coverage.rulings import Ruling
from wanjia.hot import facts, pace, proofs, tally
from wanjia.hot import gap as hot_gap
from wanjia.hot.layers import standings
from wanjia.hot.statistics import DOORS, FACTS, PEOPLE, SHEETS, refresh
from wanjia.kernel.area import buildings_under
from wanjia.roster.models import Household, Person

COMMITTEE = buildings_under(SPRING)
SENDER = intake.Sender(SPRING, "phone 1", "孙大寒")
UNKNOWN = SPRING * 10**6 + 999_999


@pytest.fixture(scope="module", autouse=True)
def city(_in_partitions, django_db_blocker):
    """40 other committees of 200 people in 50 buildings, half of them done: rows enough that a plan goes by key."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for statement in CITY:
            cursor.execute(statement)
        refresh(DOORS + PEOPLE + SHEETS + FACTS)
        yield
        cursor.execute(f"TRUNCATE {', '.join(DOORS + PEOPLE + SHEETS + FACTS)}")


_PEOPLE = "generate_series(999999002001, 999999002040) p(part), generate_series(1, 200) n"
_BUILDING = "part * 1000000 + 10001 + n % 50"
CITY = (
    f"""INSERT INTO roster_household (id, part, building_key, stair, floor, room, walk, kind, note)
    SELECT part * 1000000 + n, part, {_BUILDING}, 1, 1, n, n, 'own', '' FROM {_PEOPLE}""",
    f"""INSERT INTO roster_person (id, part, household_id, building_key, walk, name, initials, sex, document_kind,
        document_mask, phone_tails, presence, is_head, relation, registered_address, lives_apart, note, source)
    SELECT part * 1000000 + 1000 + n, part, part * 1000000 + n, {_BUILDING}, n, 'n' || n, '', 'f', 'none', '', '{{}}',
        'present', true, '', '', false, '', '' FROM {_PEOPLE}""",
    """INSERT INTO coverage_sheet (part, round_id, building_key, owed, n_owed, n_done, n_excused, n_released)
    SELECT part, r, building_key, array_agg(id ORDER BY id), count(*), 0, 0, 0
    FROM roster_person, generate_series(9001, 9003) r GROUP BY 1, 2, 3""",
    """INSERT INTO coverage_committeetotal (round_id, committee, part, n_owed, n_done, n_excused, n_released,
        n_buildings, version)
    SELECT round_id, part, part, sum(n_owed), 0, 0, 0, count(*), 1 FROM coverage_sheet GROUP BY 1, 2, 3""",
    """INSERT INTO coverage_proof (part, round_id, subject_id, building_key, event_id, seen_at, received_at, device,
        recorded_by, flags, detail)
    SELECT part, 9001, id, building_key, gen_random_uuid(), now(), now(), '', '', '{}', '{}' FROM roster_person""",
    """INSERT INTO coverage_exemption (part, round_id, subject_id, building_key, state, decision_id)
    SELECT part, 9002, id, building_key, 'excused', gen_random_uuid() FROM roster_person""",
    """INSERT INTO coverage_explanation (part, round_id, subject_id, building_key, decision_id, reason)
    SELECT part, 9002, id, building_key, gen_random_uuid(), 'refused' FROM roster_person""",
    """INSERT INTO coverage_arrival (part, event_id, kind, round_id, digest, received_at, skew)
    SELECT part, event_id, 'proof', 9001, '', now(), 0 FROM coverage_proof""",
)


@pytest.fixture
def round_(city, db):
    """One real building in a committee of its own."""
    a_building(floors=3, doors=2, people=2)
    return a_round()


@pytest.fixture
def key():
    return SPRING * 10**6 + 10001


def ids_of(key):
    return list(Person.objects.filter(building_key=key).order_by("walk", "id").values_list("id", flat=True))


READS = {
    "the gap of a building": lambda r, key: hot_gap.gap(r.pk, buildings_under(key)),
    "the gap of a committee": lambda r, key: hot_gap.gap(r.pk, COMMITTEE),
    "some of a gap": lambda r, key: hot_gap.among(r.pk, COMMITTEE, ids_of(key)[:2]),
    "who is done": lambda r, key: hot_gap.proven(r.pk, COMMITTEE, limit=20, after=(0, 0)),
    "a building's tally": lambda r, key: tally.tally(r.pk, buildings_under(key)),
    "a committee's tally": lambda r, key: tally.tally(r.pk, COMMITTEE),
    "a committee by building": lambda r, key: tally.tally_by(r.pk, COMMITTEE, 1),
    "several rounds of a committee": lambda r, key: tally.tally_rounds([r.pk], COMMITTEE),
    "the doors of a building": lambda r, key: standings(r.pk, key, is_people=True),
    "proven since": lambda r, key: pace.proven_since(r.pk, COMMITTEE, 1, NOON - timedelta(hours=1)),
    "a committee's pace": lambda r, key: pace.noted(r.pk, NOON, COMMITTEE, 1),
}


@pytest.mark.parametrize("what", READS)
def test_reading_one_place_reads_one_partition(round_, key, what):
    with watched() as found:
        READS[what](round_, key)
    assert found
    assert wide(hot_only(found)) == []


def hot_only(found):
    """What hot asks; the test's own look-ups by Django's ORM are quoted."""
    return [(text, tables) for text, tables in found if 'FROM "' not in text]


def say(*facts):
    return intake.record_facts([intake.Sent(fact, SENDER) for fact in facts], now=NOON)


def proof(round_, number, subject, **more):
    return intake.ProofFact(UUID(int=number), subject, NOON, SPRING, round_id=round_.pk, **more)


def a_day_of(round_, ids):
    """Every kind of fact once: tube, proof, repeat, changed repeat, extra, stranger, attempt, one who moved."""
    members = (intake.Member(ids[0]), intake.Member(ids[1]), intake.Member(UNKNOWN, said="王"))
    say(intake.TubeFact(UUID(int=1), round_.pk, "T1", SPRING * 10**6 + 10001, NOON, members))
    say(proof(round_, 2, ids[2]), proof(round_, 3, ids[3]))
    say(proof(round_, 2, ids[2]), proof(round_, 3, ids[4]), proof(round_, 4, ids[2]), proof(round_, 5, ids[5]))
    say(intake.AttemptFact(UUID(int=6), round_.pk, ids[6], "nobody_home", NOON, SPRING, "灯黑"))


ASKED = {
    facts: ("ARRIVE", "ARRIVED", "ANSWER", "PROVE", "HELD", "CLEAR", "TUBES", "ASIDES", "ATTEMPTS"),
    proofs: ("SEARCH", "LOCK", "COUNT", "TOTAL"),
}


def test_a_day_of_intake_reads_and_writes_one_partition(round_, key):
    ids = ids_of(key)
    away = a_building(number=2, floors=1, doors=1, people=0)[0]
    Person.objects.filter(pk=ids[5]).update(building_key=away)
    rulings.excuse(by=HAND, ruling=Ruling(round_, ids[2:4], "bedridden"), now=NOON)
    with watched() as found:
        a_day_of(round_, ids)
    asked = {text for text, _tables in found}
    assert {getattr(module, name) for module in ASKED for name in ASKED[module]} | {proofs.FIND["person"]} <= asked
    assert wide(found) == []
    ours = where("roster_person")
    assert len(ours) == 1
    for table in ("proof", "arrival", "tube", "aside", "attempt", "sheet"):
        assert where(f"coverage_{table}") == ours, table


def where(table):
    """Numbers of the partitions that hold rows of our own committee."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT tableoid::regclass::text FROM {table} WHERE part = {SPRING}")
        return {name.rpartition("_")[2] for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("what", ["excuse", "release", "explain", "add"])
def test_a_ruling_reads_and_writes_one_partition(round_, key, what):
    home = Household.objects.filter(building_key=key).first()
    subject = a_person(home, 7777).pk if what == "add" else ids_of(key)[0]
    reason = {"excuse": "bedridden", "release": "moved", "explain": "refused", "add": "arrived"}[what]
    with watched() as found:
        getattr(rulings, what)(by=HAND, ruling=Ruling(round_, [subject], reason), now=NOON)
    assert wide(hot_only(found)) == []


def test_the_watch_sees_a_statement_that_goes_everywhere(round_):
    with watched() as found, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM coverage_sheet WHERE round_id = %s", [round_.pk])
    assert [table for _text, table, _read in wide(found)] == ["coverage_sheet"]


def test_what_a_page_asks_of_its_gap_is_known_by_part(round_, key):
    with watched() as found:
        queries.gap(round_, key)
    assert wide(hot_only(found)) == []
