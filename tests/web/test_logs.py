"""The log says what happened and nothing about whom: every way in which a value could reach it is tried."""

import io
import json
import logging
import subprocess
import sys

import pytest
from django.core.exceptions import DisallowedHost
from django.db import DataError
from django.test import Client

from tests.web.signed import client_of
from tests.world import SPRING, a_building, an_account
from wanjia.config import logs
from wanjia.platform import tokens

pytestmark = pytest.mark.django_db
NAME, PHONE, NUMBER = "秦良玉", "13799990042", "999999001001000042"
PLANTED = (NAME, "%E7%A7%A6", PHONE, NUMBER)


@pytest.fixture(params=["text", "json"])
def log(request):
    """Calls itself with nothing to give all that has been written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.TextLines() if request.param == "text" else logs.JsonLines())
    unexpected = logs.config(request.param)["filters"]["unexpected"]["()"]
    assert unexpected == "wanjia.config.logs.Unexpected"
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream.getvalue
    root.removeHandler(handler)


def planted(written):
    return [value for value in PLANTED if value in written]


def test_a_request_is_a_line_with_the_name_of_its_route_and_no_address(log):
    key, _ids = a_building()
    client = client_of("secretary")
    client.get(f"/register/b/{key}/", {"q": NAME})
    assert "web:building" in log()
    assert str(key) not in log()
    assert not planted(log())


def test_a_line_counts_time_and_names_the_account_by_number_only():
    stream, handler = io.StringIO(), None
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    logging.getLogger(logs.ACCESS).addHandler(handler)
    client = client_of("secretary", SPRING, login="lin-gu-yu")
    client.get("/account/")
    logging.getLogger(logs.ACCESS).removeHandler(handler)
    line = json.loads(stream.getvalue())
    assert line["status"] == 200
    assert line["route"] == "web:account"
    assert line["method"] == "GET"
    assert line["account"] > 0
    assert line["ms"] > 0
    assert set(line) == {"at", "level", "logger", "message", "method", "route", "status", "ms", "account"}
    assert "lin-gu-yu" not in stream.getvalue()


def test_a_key_s_account_is_named_by_number_too(log):
    account = an_account("t", "tester")
    from wanjia.kernel import clock

    key = tokens.issue(account, label=NAME, now=clock.now())
    Client().get("/api/v1/rounds", headers={"Authorization": f"Bearer {key}"})
    assert f"{account.pk}" in log()
    assert key not in log()
    assert not planted(log())


@pytest.mark.parametrize(
    "send",
    [
        lambda client: client.get(f"/nowhere/{NAME}/{PHONE}/"),
        lambda client: client.get("/register/search/", {"q": NAME}),
        lambda client: client.post(f"/sign-in/?next=/{NAME}", {"login": NAME, "password": PHONE}),
        lambda client: client.post("/api/v1/records", f'{{"id": "{NUMBER}"', content_type="application/json"),
        lambda client: client.get("/", headers={"Host": f"{PHONE}.example"}),
        lambda client: client.generic(NUMBER, "/sign-in/"),
        lambda client: Client(enforce_csrf_checks=True).post(f"/language/?back=/{NAME}", {"language": NAME}),
    ],
    ids=["path", "query", "form", "body", "host", "method", "csrf"],
)
def test_nothing_of_what_a_request_holds_is_written(log, send):
    send(client_of("worker"))
    assert not planted(log())
    assert "wanjia.access" in log()


def broken(*args, **kwargs):
    name = NAME  # a local value, as a traceback with locals would show
    try:
        raise DataError(f'value too long: Key (name, phone)=({name}, {PHONE}) is {{"id": {NUMBER}}}')
    except DataError as why:
        raise KeyError(name) from why


def test_an_exception_leaves_its_type_its_cause_and_the_lines_of_code(log, monkeypatch):
    client = client_of("secretary")
    client.raise_request_exception = False
    monkeypatch.setattr("wanjia.web.doors.actor_of", broken)
    assert client.get("/rounds/", {"q": NAME}).status_code == 500
    assert not planted(log())
    assert "builtins.KeyError < django.db.utils.DataError" in log()
    assert "raise KeyError(name) from why" in log()


@pytest.mark.parametrize(
    "write",
    [
        lambda log: log.warning("login %s failed", NAME),
        lambda log: log.warning(f"login {NAME} failed"),
        lambda log: log.error("x", extra={"request": NAME, "data": {"phone": PHONE}}),
        lambda log: log.error(DisallowedHost(NAME)),
        lambda log: log.error("one\n%s", PHONE, stack_info=True),
    ],
)
def test_a_library_s_words_are_kept_only_where_nothing_was_filled_in(log, write):
    write(logging.getLogger("axes.watch"))
    assert not planted(log())
    assert "test_logs:" in log()


def test_an_answer_without_a_bug_is_no_second_line():
    kind = logs.Unexpected()
    record = logging.LogRecord("django.request", 40, "x.py", 1, "%s: %s", ("Not Found", f"/{NAME}"), None)
    assert not kind.filter(record)
    record.exc_info = (KeyError, KeyError(NAME), None)
    assert kind.filter(record)


def test_the_web_server_s_own_loggers_keep_to_it_too(tmp_path):
    """uvicorn sets up its logging first, with a formatter that would print the whole exception."""
    code = (
        "import logging, uvicorn; uvicorn.Config('wanjia.config.asgi:application', log_level='warning').load()\n"
        "try: int('%s')\n"
        "except ValueError: logging.getLogger('uvicorn.error').exception('Exception in ASGI application\\n')\n"
        "logging.getLogger('uvicorn.access').info('%s')"
    )
    environment = {"WANJIA_HOME": str(tmp_path), "WANJIA_LOG": "json", "PYTHONPATH": "src", "WANJIA_SECRET": "x"}
    said = subprocess.run(
        [sys.executable, "-c", code % (NAME, NAME)], env=environment, capture_output=True, text=True, check=True
    ).stderr
    line = json.loads(said)
    assert (line["message"], line["error"]) == ("Exception in ASGI application", "builtins.ValueError")
    assert not planted(said)
