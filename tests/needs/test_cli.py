"""`wanjia needs …`: a chat log on the command line, counts, climbing, the check of the books."""

import json
import sys
from datetime import timedelta

import pytest

from tests.needs.ground import a_ticket, ground
from tests.world import NOON, SPRING
from wanjia.cli.main import main
from wanjia.kernel import clock
from wanjia.needs.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanjia(monkeypatch, capsys):
    """wanjia("needs", …) → (exit code, stdout)"""
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=6))
    monkeypatch.setattr("wanjia.platform.database.ensure", lambda *_: None)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["wanjia", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        return end.value.code or 0, capsys.readouterr().out

    return run


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_a_chat_log_is_printed_as_tickets_and_ignored_lines(wanjia, tmp_path, encoding):
    ground()
    log = tmp_path / "chat.txt"
    log.write_bytes("收到\n3号楼502 大米1袋 牛奶2箱\n三号楼五零二 奶奶叫不醒".encode(encoding))
    code, out = wanjia("needs", "parse", log, "--area", SPRING, "--json")
    told = json.loads(out)
    assert code == 0
    assert told["tickets"][0] == {
        "line": 2, "building": "3", "room": "502", "kind": "food", "urgency": "green",
        "items": [{"what": "大米", "count": "1", "unit": "袋"}, {"what": "牛奶", "count": "2", "unit": "箱"}],
        "text": "3号楼502 大米1袋 牛奶2箱",
    }  # fmt: skip
    assert told["tickets"][1]["urgency"] == "life"
    assert [(one["line"], one["why"]) for one in told["ignored"]] == [(1, "thanks")]
    assert not Ticket.objects.exists()


def test_people_read_it_without_json(wanjia, tmp_path):
    ground()
    log = tmp_path / "chat.txt"
    log.write_text("3-502 大米1袋", encoding="utf-8")
    assert "3-502" in wanjia("needs", "parse", log, "--area", SPRING)[1]


def test_what_is_no_text_is_bad_input(wanjia, tmp_path):
    ground()
    log = tmp_path / "chat.txt"
    log.write_bytes(b"\xff\xfe\xff\xff\x80\x81")
    assert wanjia("needs", "parse", log, "--area", SPRING)[0] == 4


def test_counts_and_climbing_and_the_books(wanjia):
    key = ground()[0]
    a_ticket(key, "life", "叫不醒")
    a_ticket(key)
    assert json.loads(wanjia("needs", "climb", "--json")[1]) == {"climbed": 1}
    told = json.loads(wanjia("needs", "counts", "--area", SPRING, "--json")[1])
    assert (told["opened"], told["open"], told["balances"]) == (2, 2, True)
    assert wanjia("check", "needs", "--json")[0] == 0
    Ticket.objects.filter(kind="food").update(closed_at=NOON, outcome="served", told_by="x", told_how="call")
    assert wanjia("check", "needs", "--json")[0] == 3
