"""`wanjia regime …`: one JSON object that says phase, rule, source, what is owed and the lift date."""

import json
import sys

import pytest

from tests.isolation.ground import APRIL_12, TODAY, a_positive, a_zone, an_order
from tests.world import a_building
from wanjia.cli.main import main
from wanjia.isolation import presets
from wanjia.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanjia(monkeypatch, capsys):
    """wanjia("regime", …) → (exit code, stdout)"""
    monkeypatch.setattr(clock, "now", lambda: APRIL_12)
    monkeypatch.setattr("wanjia.platform.database.ensure", lambda *_: None)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["wanjia", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        return end.value.code or 0, capsys.readouterr().out

    return run


def test_explain_a_person_says_everything_that_the_issue_asks_for(wanjia):
    ids = a_building()[1]
    an_order(ids[0], is_urgent=True)
    code, out = wanjia("regime", "explain", ids[0], "--on", TODAY, "--json")
    told = json.loads(out)
    (one,) = told["regimes"]
    assert (code, told["subject"], told["lift_on"]) == (0, str(ids[0]), "2022-05-03")
    assert (one["phase"]["day"], one["phase"]["of_days"]) == (1, 14)
    assert (one["rule"]["version"], one["rule"]["source"]) == (1, "duote.com 234379")
    assert [due["on"] for due in one["remaining"]][:2] == ["2022-04-12", "2022-04-15"]
    assert "王" not in out


def test_explain_a_building_for_people_and_for_a_day_ahead(wanjia):
    key, _ids = a_building()
    a_zone()
    a_positive(key)
    code, out = wanjia("regime", "explain", key, "--on", "2022-04-14")
    assert code == 0
    assert "[sh_closed v2]" in out
    assert "Xinhua 11 Apr 2022" in out
    assert json.loads(wanjia("regime", "explain", key, "--on", "2022-04-14", "--json")[1])["held_by"] == 1


def test_somebody_unknown_is_an_answer_and_no_crash(wanjia):
    a_building()
    assert wanjia("regime", "explain", 42, "--json")[0] == 5


def test_list_has_every_version_with_its_source(wanjia):
    rows = json.loads(wanjia("regime", "list", "--json")[1])["rules"]
    assert len(rows) == len(presets.shipped())
    assert all(row["source"] for row in rows)
    assert "2+12 v1" in wanjia("regime", "list")[1]
