"""What the log says of the phones' answers: counts, times and account numbers, and nothing else."""

import io
import json
import logging

import pytest

from tests.field.phones import a_key, a_proof, a_tube, run_apart, together
from tests.world import NOON, a_building, a_round
from wanjia.config import logs
from wanjia.field import shedding
from wanjia.field.telling import Lines
from wanjia.platform import tokens


@pytest.fixture
def said():
    """Calls itself with nothing to give the lines that were written, as machines read them."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    log = logging.getLogger(logs.ACCESS)
    log.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    log.removeHandler(handler)


def figures(line):
    return {name: value for name, value in line.items() if name not in ("at", "level", "logger", "message", "ms")}


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_answers_to_one_account_are_one_line_with_their_number_and_the_slowest(said):
    clock = Clock()
    lines = Lines(clock)
    for ms in (2, 40, 7):
        began, clock.now = lines.began(), clock.now + ms / 1000
        lines.note("POST", "field:records", 200, 7, began)
    lines.note("POST", "field:records", 200, 8, lines.began())
    assert said() == []
    lines.write()
    first, second = said()
    assert figures(first) == {"method": "POST", "route": "field:records", "status": 200, "account": 7, "times": 3}
    assert first["ms"] == 40.0
    assert figures(second) == {"method": "POST", "route": "field:records", "status": 200, "account": 8}
    lines.write()
    assert len(said()) == 2, "nothing is said twice"


def test_people_read_the_number_too():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.TextLines())
    logging.getLogger(logs.ACCESS).addHandler(handler)
    lines = Lines()
    for _ in range(2):
        lines.note("POST", "field:records", 503, None, lines.began())
    lines.write()
    logging.getLogger(logs.ACCESS).removeHandler(handler)
    assert "route=field:records status=503" in stream.getvalue()
    assert "times=2" in stream.getvalue()


@pytest.mark.django_db(transaction=True)
def test_the_lane_leaves_a_line_for_each_kind_of_answer_and_no_word_of_what_was_in_it(lane, said):
    ids = a_building()[1]
    round_, key = a_round(), a_key(label="田谷雨的手机")
    account = tokens.account_of(key, NOON).account.pk
    lane.send(key, a_tube(round_, ids[:2]))
    lane.send(key, a_proof(round_, None, said="田谷雨"))
    lane.send("wj_nobody")
    lane.run(lane.post(key, b"no json"))
    lane.door.lines.write()
    assert [(line["status"], line["account"], line.get("times", 1)) for line in said()] == [
        (200, account, 2), (401, None, 1), (400, account, 1),
    ]  # fmt: skip
    assert "田谷雨" not in json.dumps(said(), ensure_ascii=False)
    assert key not in json.dumps(said())


@pytest.mark.django_db(transaction=True)
def test_what_was_counted_is_written_when_the_server_ends(lanes, said):
    a_building()
    lane, key = lanes(), a_key()
    lane.send(key, a_proof(a_round(), None, said="x"))
    lane.close()
    assert [line["status"] for line in said()] == [200]


def test_a_page_that_had_to_wait_leaves_a_line(said):
    async def send(_message):
        """Nobody listens."""

    lines = Lines()
    run_apart(together([shedding.answer({"method": "GET", "path": "/rounds/"}, send, lines)]))
    lines.write()
    assert figures(said()[0]) == {"method": "GET", "route": "shed", "status": 503, "account": None}
