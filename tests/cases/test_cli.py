"""`wanjia cases …` and its two API routes: counts, case numbers and codes; 3 when the books break."""

import json
import sys

import pytest

from tests.cases.ground import HOUR, a_case, a_flat
from tests.web.signed import client_of
from tests.world import NOON, SPRING
from wanjia.cases.models import Transfer
from wanjia.cli.main import main
from wanjia.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanjia(monkeypatch, capsys):
    """wanjia("cases", …) → (exit code, stdout)"""
    monkeypatch.setattr(clock, "now", lambda: NOON + HOUR)
    monkeypatch.setattr("wanjia.platform.database.ensure", lambda *_: None)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["wanjia", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        return end.value.code or 0, capsys.readouterr().out

    return run


def test_the_zero_check_prints_the_day_and_exits_with_3_when_it_breaks(wanjia):
    a_case(a_flat()[0][0])
    code, out = wanjia("cases", "zero", "--area", SPRING, "--on", "2022-03-31", "--json")
    told = json.loads(out)
    assert (code, told["new"], told["waiting"], told["even"]) == (0, 1, 1, True)
    assert told["left"][0]["case"] == "C-0001"
    assert "王" not in out
    code, out = wanjia("cases", "zero", "--area", SPRING)
    assert (code, "=" in out, "C-0001" in out) == (0, True, True)
    Transfer.objects.all().delete()
    code, out = wanjia("cases", "zero", "--area", SPRING, "--json")
    assert (code, json.loads(out)["without_transfer"]) == (3, ["C-0001"])
    code, out = wanjia("cases", "zero", "--area", SPRING)
    assert (code, "≠" in out) == (3, True)


def test_the_links_of_the_chain_board(wanjia):
    a_case(a_flat()[0][0])
    code, out = wanjia("cases", "links", "--area", SPRING, "--json")
    told = json.loads(out)
    assert (code, told["trace_undecided"], told["move_waiting"], told["balance_positives"]) == (0, 2, 1, 1)
    assert wanjia("cases", "links", "--area", 1)[0] == 4


def test_the_same_over_the_api(wanjia):
    a_case(a_flat()[0][0])
    client = client_of("viewer")
    told = client.get("/api/v1/cases/links", {"area": SPRING}).json()
    assert (told["trace"]["undecided"], told["move"]["waiting"], told["even"]) == (2, 1, True)
    told = client.get("/api/v1/cases/zero", {"area": SPRING, "on": "2022-03-31"}).json()
    assert (told["new"], told["unexplained"]) == (1, 1)
