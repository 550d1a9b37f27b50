"""The API against its own description: whatever is sent, no server error, and problems look like problems."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import response_schema_conformance

from tests.world import NOON, TOWN, a_building, a_round, an_account
from wanjia.config.asgi import application  # noqa: F401  the settings are those of the server
from wanjia.config.wsgi import application as wsgi
from wanjia.kernel import clock
from wanjia.platform import tokens


@pytest.fixture
def key(transactional_db, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    a_building()
    a_round()
    return tokens.issue(an_account("jie", "town", TOWN), label="test", now=NOON)


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", wsgi)


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_breaks_the_server(case, key):
    answer = case.call(headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code < 500, answer.text
    if answer.status_code == 200:
        case.validate_response(answer, checks=[response_schema_conformance])
