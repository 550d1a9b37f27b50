"""A whole import in one call, as the command line asks for it."""

import pytest
from openpyxl import load_workbook

from tests.roster.sheets import a_row, xlsx
from tests.world import HAND, NOON, SPRING, areas
from wanjia.roster.importing.progress import watched
from wanjia.roster.importing.running import run
from wanjia.roster.models import ImportBatch, Person

pytestmark = pytest.mark.django_db


def go(tmp_path, **more):
    areas()
    return run(
        by=HAND, area=SPRING, file_name="a.xlsx", content=xlsx([a_row()]), policy="queue", now=NOON,
        report_to=tmp_path / "a.report.xlsx", **more,
    )  # fmt: skip


def test_a_dry_run_leaves_a_report_and_nothing_else(tmp_path):
    _batch, outcome = go(tmp_path, is_dry=True)
    assert (outcome.created, outcome.report) == (1, str(tmp_path / "a.report.xlsx"))
    assert not ImportBatch.objects.exists()
    assert not Person.objects.exists()


def test_a_run_writes_the_register_and_a_report_that_opens(tmp_path):
    batch, outcome = go(tmp_path)
    assert (batch.state, outcome.created, Person.objects.count()) == ("committed", 1, 1)
    assert len(load_workbook(outcome.report).worksheets) == 3


def test_a_bar_never_stops_an_import(tmp_path):
    batch, _outcome = go(tmp_path)
    watched(batch)(1, 2, "reading")
