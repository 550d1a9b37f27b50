"""`wanjia distribute`: the whole list without Citus; with something that answers like Citus, done once and for all.

Citus itself is not here: two functions and a table stand for it, with its documented names and its refusal of a key
that lacks the column. What Citus makes of the statements is not tried anywhere yet (docs/operate/citus.md).
"""

import json

import pytest
from click.testing import CliRunner
from django.db import connection

from wanjia.cli import distributing as command
from wanjia.hot import distributing
from wanjia.platform.models import AuditEntry

pytestmark = pytest.mark.django_db


def run(*words):
    return CliRunner().invoke(command.distribute, words)


def ask(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def citus(monkeypatch):
    monkeypatch.setattr(distributing, "has_citus", lambda: True)
    ask('CREATE TABLE pg_dist_partition (logicalrel regclass, partmethod "char", repmodel "char", beside text)')
    ask("""
        CREATE FUNCTION create_distributed_table(
            table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash',
            colocate_with text DEFAULT 'default', shard_count int DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = table_name AND i.indisunique AND NOT EXISTS (
                SELECT 1 FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attname = distribution_column
                AND a.attnum = ANY(i.indkey))) THEN RAISE 'cannot create constraint on %', table_name; END IF;
            IF colocate_with <> 'none' AND NOT EXISTS (
                SELECT 1 FROM pg_dist_partition WHERE logicalrel = colocate_with::regclass)
                THEN RAISE '% is not distributed', colocate_with; END IF;
            INSERT INTO pg_dist_partition VALUES (table_name, 'h', 's', colocate_with);
        END $$""")
    ask("""
        CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE sql
        AS $$ INSERT INTO pg_dist_partition VALUES (table_name, 'n', 't', '') $$""")


def test_without_citus_the_whole_list_is_shown_and_nothing_is_done():
    told = json.loads(run("--dry-run", "--json").stdout)
    assert (told["citus"], told["dry_run"], told["foreign_keys"]) == (False, True, [])
    assert "SELECT create_reference_table('coverage_round')" in told["statements"]
    assert any("create_distributed_table('coverage_proof', 'part'" in one for one in told["statements"])
    assert AuditEntry.objects.count() == 0


def test_without_citus_the_real_run_is_refused():
    with pytest.raises(command.NoCitus) as why:
        CliRunner().invoke(command.distribute, [], catch_exceptions=False)
    assert why.value.code == "system.no_citus"


def test_a_table_comes_after_those_it_points_at():
    tables = [step.table for step in distributing.plan()]
    assert tables.index("coverage_obligation") < tables.index("coverage_round") < tables.index("coverage_sheet")
    assert tables.index("roster_household") < tables.index("roster_person")


def test_everything_is_spread_once_and_a_second_run_has_nothing_to_do(citus):
    first = json.loads(run("--json").stdout)
    assert first["tables"] == len(ask("SELECT logicalrel FROM pg_dist_partition")) > 25
    assert AuditEntry.objects.get().detail["tables"][0] == "roster_area"
    again = json.loads(run("--json").stdout)
    assert (again["tables"], again["statements"]) == (0, [])
    assert AuditEntry.objects.count() == 1


def test_parts_stand_together_and_an_index_goes_its_own_way(citus):
    run()
    beside = dict(ask("SELECT logicalrel::text, beside FROM pg_dist_partition WHERE partmethod = 'h'"))
    for index in ("roster_identityindex", "cards_tagindex", "cards_knock", "isolation_release", "logistics_scan"):
        assert beside.pop(index) == "none"
    anchor = next(table for table, with_ in beside.items() if with_ == "none")
    assert {with_ for table, with_ in beside.items() if table != anchor} == {anchor}


def test_what_was_interrupted_goes_on_beside_what_is_spread_already(citus):
    ask("SELECT create_distributed_table('coverage_proof', 'part', colocate_with => 'none')")
    assert run().exit_code == 0
    assert ask("SELECT beside FROM pg_dist_partition WHERE logicalrel = 'coverage_sheet'::regclass") == [
        ("coverage_proof",)
    ]


def test_a_local_table_that_citus_only_knows_of_is_still_to_do(citus):
    ask("INSERT INTO pg_dist_partition VALUES ('coverage_round', 'n', 's', '')")
    assert "coverage_round" in [step.table for step in distributing.plan()]


def test_a_key_keeps_its_name_and_its_first_column(citus):
    run()
    definition = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s"
    assert ask(definition, "roster_person_pkey") == [("PRIMARY KEY (id, part)",)]
    assert ask(definition, "coverage_proof_pkey") == [("PRIMARY KEY (part, round_id, subject_id)",)]


def test_a_unique_index_without_a_constraint_is_widened_too(citus):
    ask("CREATE UNIQUE INDEX one_room ON roster_household (lower(room)) WHERE floor = 1")
    run()
    assert "(part, lower((room)::text)) WHERE (floor = 1)" in ask("SELECT pg_get_indexdef('one_room'::regclass)")[0][0]


def test_a_foreign_key_that_would_break_is_named_and_stops_everything(citus):
    ask("ALTER TABLE coverage_sheet ADD CONSTRAINT of_round FOREIGN KEY (round_id) REFERENCES coverage_round (id)")
    with pytest.raises(command.ForeignKeys) as why:
        CliRunner().invoke(command.distribute, [], catch_exceptions=False)
    assert "of_round: coverage_sheet -> coverage_round" in why.value.facts["names"]
    assert ask("SELECT count(*) FROM pg_dist_partition") == [(0,)]
