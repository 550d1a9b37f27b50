"""100,000 rows validated, matched and stored in 30 s on two idle cores (issue: import)."""

import pytest
from django.db import connection

from tests.crowd import crowd
from tests.world import TOWN, areas
from wanjia.benches.importing import measure
from wanjia.demo import workbook, world
from wanjia.demo.people import population
from wanjia.hot import roster_write
from wanjia.kernel.clock import local_date, now
from wanjia.roster.models.people import Household, Person


@pytest.mark.slow
@pytest.mark.django_db
def test_100000_rows_are_imported_in_half_a_minute(tmp_path):
    areas()
    world.areas()
    file = tmp_path / "roster.xlsx"
    rows = workbook.rows(population(1, 100_000, local_date(now())), 1)
    file.write_bytes(workbook.as_xlsx(rows, 1))
    first, again = measure(file, TOWN, now()), measure(file, TOWN, now())
    assert first["rows"] == again["rows"] == len(rows)
    assert again["created"] == 0
    # the budget is 30 on idle cores; half as much again, and more for a machine that does other things too
    assert first["seconds"] < 45 * crowd()


@pytest.mark.django_db
def test_a_register_that_was_emptied_before_is_weighed_before_it_is_joined(tmp_path):
    # pages without rows, as after an import was undone: the planner then expects one person, and 100,000 took an hour
    areas()
    world.areas()
    file = tmp_path / "roster.xlsx"
    file.write_bytes(workbook.as_xlsx(workbook.rows(population(1, 2000, local_date(now())), 1), 1))
    expected: list[float] = []

    def listen(execute, sql, params, many, context):
        if sql in (roster_write._REFRESH, roster_write._REFRESH_DOORS):
            table = "roster_person" if sql == roster_write._REFRESH else "roster_household"
            expected.append(one("SELECT reltuples FROM pg_class WHERE relname = %s", table))
        return execute(sql, params, many, context)

    one("UPDATE pg_class SET relpages = 2000, reltuples = 0 WHERE relname LIKE 'roster_%%' RETURNING 1")
    with connection.execute_wrapper(listen):
        made = measure(file, TOWN, now())
    assert made["created"] > 1800
    assert len(expected) == 2
    assert expected == pytest.approx([Person.objects.count(), Household.objects.count()])


def one(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchone()[0]
