"""What a watcher is told: alive, ready or not and for want of what, and the counts for those who may."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.web.signed import text
from tests.world import NOON, an_account
from wanjia.kernel import clock
from wanjia.platform import database, tokens, upgrades

pytestmark = pytest.mark.django_db


def told(answer):
    return answer.status_code, answer.json()


@pytest.fixture
def elsewhere(monkeypatch):
    """elsewhere(NAME="x"): where the question goes from now on."""
    address = database.address
    return lambda **change: monkeypatch.setattr(database, "address", lambda entry: address(entry | change))


class TestAliveAndReady:
    def test_alive_asks_nobody(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert told(client.get("/healthz")) == (200, {"alive": True})

    def test_ready_takes_no_connection_from_the_pages(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert told(client.get("/readyz")) == (200, {"ready": True, "missing": []})

    def test_a_migration_that_was_not_applied_is_missing(self, client, monkeypatch):
        monkeypatch.setattr(upgrades, "brought", lambda: frozenset({("platform", "9999_secret_plan")}))
        answer = client.get("/readyz")
        assert told(answer) == (503, {"ready": False, "missing": ["migrations"]})
        assert "secret_plan" not in text(answer)

    def test_a_database_without_tables_lacks_all_migrations(self, client, elsewhere):
        elsewhere(NAME="postgres")
        assert told(client.get("/readyz")) == (503, {"ready": False, "missing": ["migrations"]})

    @pytest.mark.parametrize("change", [{"NAME": "nowhere"}, {"HOST": "127.0.0.1", "PORT": "9"}])
    def test_without_the_database_only_that_is_said(self, client, elsewhere, change):
        elsewhere(**change)
        assert told(client.get("/readyz")) == (503, {"ready": False, "missing": ["database"]})
        assert client.get("/healthz").status_code == 200


class TestTheMeters:
    def ask(self, key):
        return Client().get("/metrics", headers={"Authorization": key})

    @pytest.fixture
    def key(self, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOON)
        return tokens.issue(an_account("watch", "secretary"), label="prometheus", now=NOON)

    def test_a_key_in_force_of_a_role_that_may_watch_reads_them(self, key):
        answer = self.ask(f"Bearer {key}")
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/plain")
        assert "wanjia_devices 1.0" in text(answer)

    def test_no_name_of_an_account_or_a_device_is_in_them(self, key):
        assert not [word for word in ("林谷雨", "watch", "prometheus") if word in text(self.ask(f"Bearer {key}"))]

    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic {}", "{}", "Bearer wj_nonsense"])
    def test_without_one_the_answer_is_to_bring_one(self, key, header):
        answer = self.ask(header.format(key))
        assert (answer.status_code, answer["WWW-Authenticate"], answer.content) == (401, "Bearer", b"")

    def test_a_key_that_has_expired_opens_nothing(self, key, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=13))
        assert self.ask(f"Bearer {key}").status_code == 401

    def test_an_account_without_a_role_reads_nothing(self, key):
        other = tokens.issue(an_account("none", role=None), label="x", now=NOON)
        assert self.ask(f"Bearer {other}").status_code == 403
