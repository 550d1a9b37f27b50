"""The command line: one JSON object on stdout, words on stderr, exit codes that mean something."""

import json
import sys

import pytest

from tests.world import HAND, NOON, SPRING, TOWN, a_building, a_round
from wanjia.cli.main import main
from wanjia.coverage import presets, queries
from wanjia.platform import audit
from wanjia.platform.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanjia(monkeypatch, capsys):
    """wanjia("round", "list") -> (exit code, stdout, stderr)"""
    presets.load()

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["wanjia", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
            sys.exit(0)
        told = capsys.readouterr()
        return end.value.code or 0, told.out, told.err

    return run


def figures(answer):
    code, out, _err = answer
    assert code == 0, answer
    return json.loads(out)


def test_a_round_from_opening_to_signature(wanjia):
    key, ids = a_building(people=1)
    opened = figures(wanjia("round", "open", "nat", "--area", TOWN, "--name", "第1轮", "--json"))
    assert opened["owed"] == opened["open"] == len(ids)
    number = opened["id"]
    gap = figures(wanjia("round", "gap", number, "--area", SPRING, "--json"))
    assert set(gap) == {"owed", "done", "excused", "released", "open", "strangers", "people"}
    assert [person["id"] for person in gap["people"]] == list(map(str, ids))
    assert gap["people"][0]["name"].startswith("王*")
    figures(wanjia("round", "amend", number, "excuse", *ids, "--reason", "bedridden", "--json"))
    figures(wanjia("round", "signoff", number, "--area", key, "--json"))
    figures(wanjia("round", "signoff", number, "--area", SPRING, "--json"))
    signed = figures(wanjia("round", "signoff", number, "--area", TOWN, "--json"))
    assert (signed["open"], signed["excused"]) == (0, len(ids))
    assert figures(wanjia("round", "list", "--json"))["rounds"][0]["state"] == "signed"


def test_a_refusal_is_one_line_with_its_code_and_exit_5(wanjia):
    key, _ids = a_building()
    round_ = a_round()
    code, out, err = wanjia("round", "signoff", round_.pk, "--area", key)
    assert (code, out) == (5, "")
    assert err.count("\n") == 1
    assert "[coverage.not_ready]" in err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("round", "open", "nat", "--area", "123"), "cli.no_such_area"),
        (("round", "open", "nat", "--area", "310101002999"), "cli.no_such_area"),
        (("round", "open", "nothing", "--area", TOWN), "coverage.no_such_obligation"),
        (("import", "roster", "/nowhere.xlsx", "--area", SPRING), "cli.unreadable_file"),
    ],
)
def test_bad_input_is_one_line_that_names_it_and_exit_4(wanjia, words, code):
    a_building()
    status, out, err = wanjia(*words)
    assert (status, out, err.count("\n")) == (4, "", 1)
    assert code in err


def test_bad_usage_is_exit_2(wanjia):
    assert wanjia("round", "open")[0] == 2


def test_a_round_over_nobody_is_refused_and_leaves_nothing(wanjia):
    a_building(people=0)
    status, _out, err = wanjia("round", "open", "nat", "--area", TOWN)
    assert status == 5
    assert "coverage.empty_population" in err
    assert queries.Round.objects.count() == 0


def test_check_agrees_and_names_what_does_not(wanjia):
    a_building()
    round_ = a_round()
    assert figures(wanjia("check", "--json"))["agrees"] is True
    queries.Sheet.objects.filter(round=round_).update(n_done=1)
    audit.record(by=HAND, act="x", area=SPRING, now=NOON)
    code, out, _err = wanjia("check", "--json")
    assert code == 3
    assert len(json.loads(out)["problems"]) == 2  # the sheet, and the total that no longer is its sum


def test_an_account_can_be_made_and_its_password_keeps_the_rules(wanjia):
    a_building()
    words = ("account", "add", "lin", "--name", "林谷雨", "--role", "secretary", "--area", SPRING)
    assert wanjia(*words, "--password", "short")[0] == 4
    assert Account.objects.count() == 0
    figures(wanjia(*words, "--password", "gu-yu-2022-wanjia", "--json"))
    assert Account.objects.get().grants.get().area == SPRING
    assert figures(wanjia("account", "token", "lin", "--label", "07", "--json"))["token"].startswith("wj_")


def test_no_database_is_one_line_that_says_where(wanjia, monkeypatch):
    from wanjia.cli import desk

    broken = desk.environment().__class__(
        **{n: getattr(desk.environment(), n) for n in desk.environment().__slots__}
        | {"database_url": "postgresql://nobody:secret@127.0.0.1:9/none"}
    )
    monkeypatch.setattr(desk, "environment", lambda: broken)
    code, out, err = wanjia("round", "list", "--json")
    assert (code, out) == (5, "")
    assert "127.0.0.1:9" in err
    assert "secret" not in err
    assert "system.no_database" in err


def test_help_is_in_the_installation_s_language(wanjia):
    from django.utils import translation

    code, out, _err = wanjia("--help")
    assert code == 0
    assert "万家" in out
    translation.activate("zh-hans")
