"""100,000 rows validated, matched and stored in 30 s on two idle cores (issue: import)."""

import pytest

from tests.world import TOWN, areas
from wanjia.benches.importing import measure
from wanjia.demo import workbook, world
from wanjia.demo.people import population
from wanjia.kernel.clock import local_date, now


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
    assert first["seconds"] < 45  # the budget is 30; half as much again for a machine that does other things too
