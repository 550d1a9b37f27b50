"""The database goes away while somebody works: one clear page, one clear problem, nothing half-written."""

import pytest
from django.db import OperationalError
from django.test import Client

from tests.web.signed import client_of, text
from tests.world import NOON, an_account
from wanjia.platform import tokens

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(monkeypatch):
    """Call it, and every look for an account or a token fails as it does when PostgreSQL is away."""

    def fail(*args, **kwargs):
        raise OperationalError("connection refused")

    def go():
        monkeypatch.setattr("wanjia.web.doors.actor_of", fail)
        monkeypatch.setattr("wanjia.api.root.account_of", fail)

    return go


@pytest.mark.parametrize("path", ["/", "/rounds/", "/register/"])
def test_a_page_says_so_and_what_is_safe(gone, path):
    client = client_of()
    client.raise_request_exception = False
    gone()
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "数据库没有回应" in text(answer)


def test_the_api_answers_503_so_that_the_phone_keeps_its_records(gone):
    key = tokens.issue(an_account("t", "tester"), label="07", now=NOON)
    gone()
    answer = Client(raise_request_exception=False).get("/api/v1/rounds", headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.json()["code"]) == (503, "system.no_database")
