"""What is asked of the database could be asked of many machines: read from the texts, and from a day that is lived.

tests/partitioned runs the same on tables in partitions. Here nothing runs but the scenario; the texts are read.
"""

from uuid import UUID

import pytest

from tests.partitioned.statements import Statement
from tests.partitioned.texts import texts_of_hot
from tests.partitioned.watching import heard
from tests.world import HAND, NOON, SPRING, TOWN, a_building, a_person, a_round
from wanjia.coverage import desk, intake, pace, queries, rulings, signing, strangers
from wanjia.coverage.rulings import Ruling
from wanjia.hot import facts, proofs, recount
from wanjia.hot.dialogue import hold
from wanjia.roster.models import Household, Person

HOT = list(texts_of_hot())
SENDER = intake.Sender(SPRING, "phone 1", "孙大寒")
UNKNOWN = SPRING * 10**6 + 999_999


@pytest.mark.parametrize("text", [text for _m, _l, text in HOT], ids=[f"{m}:{line}" for m, line, _t in HOT])
def test_no_text_of_hot_asks_what_many_machines_refuse(text):
    assert Statement(text).faults() == []


def test_the_texts_are_found():
    known = {table for _m, _l, text in HOT for mention in Statement(text).mentions for table in [mention.table]}
    assert len(HOT) > 80
    assert {"coverage_sheet", "coverage_proof", "coverage_committeetotal", "roster_person"} <= known


PLANTED = {
    "UPDATE coverage_sheet s SET n_done = 1, part = 3 WHERE s.part = 4": "sets its own part",
    "UPDATE coverage_sheet SET (n_done, part) = (1, 2) WHERE part = 1": "sets its own part",
    "INSERT INTO roster_person (id, part) VALUES (1, 2) ON CONFLICT (part, id) DO UPDATE SET part = 3": "sets its own",
    "INSERT INTO roster_person (id, part) VALUES (1, 2) ON CONFLICT (id) DO NOTHING": "ON CONFLICT without part",
    "INSERT INTO roster_identityindex (hash, part) VALUES ('', 2) ON CONFLICT (part) DO NOTHING": "without hash",
    "SELECT part, sum(n_done) FROM coverage_sheet GROUP BY ROLLUP (part)": "rollup",
    "SELECT part FROM coverage_sheet GROUP BY GROUPING SETS ((part), ())": "grouping",
    "WITH RECURSIVE r AS (SELECT id FROM roster_person) SELECT 1 FROM r": "recursive",
    "SELECT 1 FROM coverage_sheet s WHERE s.round_id = 1 FOR UPDATE": "locked without part",
    "SELECT 1 FROM unnest($1::int[]) k(r) JOIN coverage_sheet s ON s.round_id = k.r FOR NO KEY UPDATE OF s": "locked",
}


@pytest.mark.parametrize("text", PLANTED)
def test_a_planted_fault_is_seen(text):
    assert any(PLANTED[text] in fault for fault in Statement(text).faults())


UNKEYED = {
    "SELECT 1 FROM coverage_sheet s WHERE EXISTS (SELECT 1 FROM coverage_proof f WHERE f.part = s.part)": 2,
    "SELECT s.part FROM coverage_sheet s WHERE s.round_id = 1": 1,
    "SELECT 1 FROM coverage_sheet s JOIN coverage_proof f ON f.part = s.part AND f.subject_id = ANY(s.owed)": 2,
    "SELECT 1 FROM coverage_sheet s JOIN coverage_proof f ON f.round_id = s.round_id WHERE s.part = $1": 1,
    'SELECT "id" FROM "roster_person" WHERE "roster_person"."id" = 7': 1,
    "INSERT INTO coverage_proof (round_id) VALUES (1)": 1,
    "UPDATE coverage_sheet s SET n_done = 1 FROM unnest($1::bigint[]) k(part) WHERE s.round_id = k.part": 1,
    "SELECT 1 FROM coverage_sheet s WHERE s.part = $1": 0,
    "SELECT 1 FROM coverage_sheet s JOIN coverage_proof f ON f.part = s.part WHERE f.part = $1": 0,
    "SELECT 1 FROM (SELECT * FROM coverage_sheet) s JOIN unnest($1::bigint[]) k(part) ON s.part = k.part": 0,
    'SELECT "id" FROM "roster_person" WHERE ("roster_person"."id" = 7 AND "roster_person"."part" = 3)': 0,
    "DELETE FROM coverage_proof WHERE part = $1": 0,
    "DELETE FROM coverage_proof WHERE (part, round_id) IN ((1, 2))": 0,
    "SELECT part, count(*) FROM coverage_proof WHERE round_id IN (1) GROUP BY part": 1,
}


@pytest.mark.parametrize("text", UNKEYED)
def test_a_table_is_keyed_by_a_value_or_by_one_that_is(text):
    assert len(Statement(text).unkeyed()) == UNKEYED[text]


@pytest.fixture
def world(db):
    """(building key, ids in walking order, round)."""
    key, ids = a_building(floors=3, doors=2, people=2)
    return key, ids, a_round()


def listened(act):
    """The statements that an act really asks."""
    found = []
    with heard(lambda _cursor, text, _values: found.append(text)):
        act()
    return found


def told(fact):
    return hold(intake.write([intake.Sent(fact, SENDER)], NOON))


def proof(round_, number, subject, **more):
    return intake.ProofFact(UUID(int=number), subject, NOON, SPRING, round_id=round_.pk, **more)


def a_day_of_facts(key, ids, round_):
    """Every kind of fact, and everything that can become of one."""
    rulings.excuse(by=HAND, ruling=Ruling(round_, ids[:2], "bedridden"), now=NOON)
    Person.objects.filter(part=SPRING, pk=ids[5]).update(building_key=key + 1)

    def day():
        members = (
            intake.Member(ids[0]),
            intake.Member(UNKNOWN, said="王"),
            intake.Member(ids[0]),
            intake.Member(None, card="A" * 16),
        )
        told(intake.TubeFact(UUID(int=1), round_.pk, "T1", key, NOON, members))
        for number, subject in ((2, ids[1]), (2, ids[1]), (2, ids[2]), (3, ids[1]), (4, UNKNOWN), (5, ids[5])):
            told(proof(round_, number, subject))
        told(intake.AttemptFact(UUID(int=6), round_.pk, ids[6], "nobody_home", NOON, SPRING, "灯黑"))

    return day


def test_every_statement_of_the_intake_says_where(world):
    asked = set(listened(a_day_of_facts(*world)))
    for unit, obligation in (("household", "parcel"), ("any", "nat")):
        other = a_round(SPRING, obligation=obligation)
        subject = Household.objects.first().pk if unit == "household" else world[1][7]
        asked |= set(listened(lambda o=other, s=subject: told(proof(o, 50 + o.pk, s))))
    for text in asked:
        assert Statement(text).unkeyed() == [], text
        assert Statement(text).faults() == [], text


def test_the_day_asks_everything_that_the_intake_can_ask(world):
    asked = {" ".join(text.split()) for text in listened(a_day_of_facts(*world))}
    names = {**vars(facts), **vars(proofs)}
    texts = {name: text for name, text in names.items() if name.isupper() and isinstance(text, str)}
    assert [name for name, text in texts.items() if " ".join(text.split()) not in asked] == []


_BY_BUILDING = "a list for an area, by range of buildings: few rows, an index of its own on every node"
_SPARED = "whom a new screening spares: once a round, by range of buildings"
_RECOUNT = "`wanjia check` reads a whole round"
# What is wide by nature: a piece of the text, and why. A piece that nothing asks any more has to go.
WIDE = {
    'FROM "coverage_aside" WHERE ("coverage_aside"."building_key" BETWEEN': _BY_BUILDING,
    'FROM "coverage_decision" WHERE ("coverage_decision"."building_key" BETWEEN': _BY_BUILDING,
    'FROM "coverage_exemption" WHERE (("coverage_exemption"."building_key" BETWEEN': _BY_BUILDING,
    'FROM "coverage_explanation" WHERE ("coverage_explanation"."building_key" BETWEEN': _BY_BUILDING,
    'FROM "cases_transfer" WHERE ("cases_transfer"."building_key" BETWEEN': _SPARED,
    'FROM "labs_recheck" WHERE ("labs_recheck"."building_key" BETWEEN': _SPARED,
    "WITH fact AS ( SELECT s.part, s.building_key, s.n_owed": _RECOUNT,
    "WITH owed AS (SELECT part, unnest(owed) AS id FROM coverage_sheet": _RECOUNT,
    "WITH counted AS ( SELECT round_id, building_key / 1000000 AS committee": _RECOUNT,
    "WITH told AS ( SELECT tube_part AS part": _RECOUNT,
    "WITH sheet AS ( INSERT INTO coverage_sheet": "opening freezes a whole area, by where people live now",
    "INSERT INTO coverage_pace": "the worker notes the totals of every open round",
    "DELETE FROM coverage_pace WHERE at <": "the worker forgets old notes",
    "SELECT max(at) FROM coverage_pace": "the last note of a round, whatever committee has one",
}


def rest_of_the_day(key, ids, round_):
    """What the console does and shows around the intake."""
    home = Household.objects.filter(part=SPRING, building_key=key).first()
    for what, reason in (("excuse", "bedridden"), ("reopen", "mistake"), ("release", "moved"), ("reopen", "mistake")):
        getattr(rulings, what)(by=HAND, ruling=Ruling(round_, [ids[0]], reason), now=NOON)
    rulings.explain(by=HAND, ruling=Ruling(round_, ids, "refused"), now=NOON)
    rulings.add(by=HAND, ruling=Ruling(round_, [a_person(home, 7777).pk], "arrived"), now=NOON)
    desk.record_by_hand(by=HAND, round_=round_, subjects=ids[1:], now=NOON)
    rulings.reopen(by=HAND, ruling=Ruling(round_, [ids[1]], "mistake"), now=NOON)
    told(proof(round_, 70, UNKNOWN, said="王"))
    queries.strangers(round_, TOWN)
    strangers.dismiss(by=HAND, round_=round_, which=strangers.Which(SPRING, UUID(int=70)), note="路过", now=NOON)
    show(round_, key)
    desk.record_by_hand(by=HAND, round_=round_, subjects=[ids[0], ids[1], SPRING * 10**6 + 7777], now=NOON)
    signing.sign(by=HAND, round_=round_, area=key, now=NOON)


def show(round_, key):
    for area in (TOWN, SPRING, key):
        queries.tally(round_, area), queries.gap(round_, area)
        queries.board(round_, area), queries.decisions(round_, area), queries.stranger_count(round_, area)
        queries.settled(round_, area, "done", limit=9), queries.settled(round_, area, "excused", limit=9)
        pace.of_area(round_, area, NOON)
    queries.branches(round_, TOWN), pace.below(round_, TOWN, NOON)
    pace.note(NOON)
    recount.recount(round_.pk), recount.orphans(round_.pk), recount.totals(), recount.tubes(round_.pk)


def test_what_goes_everywhere_is_on_the_list_with_its_reason(world):
    key, ids, round_ = world
    asked = listened(lambda: rest_of_the_day(key, ids, round_)) + listened(lambda: a_round())
    wide = {" ".join(text.split()) for text in asked if Statement(text).unkeyed()}
    assert [text for text in asked if Statement(text).faults()] == []
    assert [text for text in sorted(wide) if not any(piece in text for piece in WIDE)] == []
    assert [piece for piece in WIDE if not any(piece in text for text in wide)] == []
