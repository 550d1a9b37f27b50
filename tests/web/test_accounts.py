"""Accounts: who holds what, made with a password that is seen once, ended with a reason, helped back in."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from tests.web.signed import BACKEND, client_of, text
from tests.world import NOON, SPRING, SUMMER, TOWN, a_building, an_account, areas
from wanjia.kernel import clock
from wanjia.platform import tokens, totp
from wanjia.platform.access import system
from wanjia.platform.models import Account, AuditEntry, Grant, Token

pytestmark = pytest.mark.django_db
NEW = {"name": "何夏至", "login": "he.xia", "role": "worker", "area": str(SPRING)}


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    areas()


@pytest.fixture
def worker():
    return an_account("worker", "worker", SPRING, name="孙大寒")


def post(client, view, *args, **data):
    return client.post(f"{reverse(f'web:{view}', args=args)}?area={SPRING}", data)


class TestTheList:
    def test_a_subdistrict_sees_roles_down_to_the_building(self, worker):
        key, _ids = a_building()
        an_account("contact", "contact", key, name="华小暑")
        said = text(client_of("town", TOWN).get(reverse("web:accounts")))
        assert "孙大寒" in said
        assert "华小暑" in said

    def test_a_secretary_sees_nobody_of_another_committee(self, worker):
        an_account("other", "worker", SUMMER, name="别处的人")
        assert "别处的人" not in text(client_of().get(reverse("web:accounts")))

    def test_ended_roles_are_shown_when_asked_for(self, worker):
        Grant.objects.filter(account=worker).update(ends_at=NOON - timedelta(days=1))
        client = client_of()
        assert "孙大寒" not in text(client.get(reverse("web:accounts")))
        assert "孙大寒" in text(client.get(reverse("web:accounts"), {"ended": "1"}))


class TestMaking:
    def test_the_password_is_shown_once_works_and_must_be_changed(self):
        answer = post(client_of(), "new_account", **NEW)
        password = text(answer).split('id="password">')[1].split("<")[0]
        account = Account.objects.get(login="he.xia")
        assert account.check_password(password)
        assert account.must_change_password
        newcomer = Client()
        newcomer.force_login(account, backend=BACKEND)
        assert newcomer.get(reverse("web:today"))["Location"] == reverse("web:account")
        assert password not in "".join(str(line.detail) + line.reason for line in AuditEntry.objects.all())

    def test_a_name_that_is_taken_is_told_under_the_field(self, worker):
        answer = post(client_of(english=True), "new_account", **NEW | {"login": "worker"})
        assert answer.status_code == 422
        assert "is taken" in text(answer)

    def test_nobody_gives_a_wider_role(self):
        answer = post(client_of(), "new_account", **NEW | {"role": "town"})
        assert answer.status_code == 422
        assert not Account.objects.filter(login="he.xia").exists()

    def test_a_last_day_ends_the_role_that_evening(self):
        post(client_of(), "new_account", **NEW, ends_on="2022-04-10")
        assert clock.local(Grant.objects.get(account__login="he.xia").ends_at).isoformat()[:16] == "2022-04-10T23:59"

    def test_a_day_that_is_over_is_refused(self):
        assert post(client_of(), "new_account", **NEW, ends_on="2022-03-30").status_code == 422


class TestEnding:
    def test_a_role_ends_with_a_reason_and_its_keys_with_it(self, worker):
        tokens.issue(worker, label="07 号手机", now=NOON)
        grant = Grant.objects.get(account=worker)
        client = client_of()
        assert client.post(reverse("web:end_role", args=[grant.pk]), {"reason": ""}).status_code == 422
        client.post(reverse("web:end_role", args=[grant.pk]), {"reason": "调走"})
        grant.refresh_from_db()
        assert grant.ends_at == NOON
        assert Token.objects.get().revoked_at == NOON
        assert AuditEntry.objects.get(act="grant.end").reason == "调走"

    def test_nobody_ends_their_own(self):
        client = client_of(english=True)
        grant = Grant.objects.get()
        answer = client.post(reverse("web:end_role", args=[grant.pk]), {"reason": "x"})
        assert answer.status_code == 422
        assert "ended by somebody else" in text(answer)

    def test_a_second_role_is_given(self, worker):
        answer = post(client_of(), "give_role", worker.pk, role="grid", area=SPRING, reason="代班")
        assert answer.status_code == 302
        assert Grant.objects.filter(account=worker).count() == 2


class TestHelpingBackIn:
    def test_a_rest_is_ended(self, worker):
        AccessAttempt.objects.create(username="worker", failures_since_start=5, ip_address="10.0.0.1")
        client = client_of(english=True)
        assert "rests after wrong tries" in text(client.get(reverse("web:accounts")))
        post(client, "help_back", worker.pk, do="unlock")
        assert not AccessAttempt.objects.exists()
        assert AuditEntry.objects.filter(act="account.unlock").exists()

    def test_a_new_password_ends_the_old_one_and_every_key(self, worker):
        tokens.issue(worker, label="x", now=NOON)
        answer = post(client_of(), "help_back", worker.pk, do="renew")
        password = text(answer).split('id="password">')[1].split("<")[0]
        worker.refresh_from_db()
        assert worker.check_password(password)
        assert worker.must_change_password
        assert Token.objects.filter(revoked_at=None).count() == 0

    def test_a_lost_authenticator_is_dropped(self, worker):
        totp.turn_on(worker, totp.new_secret(), 1, by=system(), area=SPRING, now=NOON)
        post(client_of(), "help_back", worker.pk, do="second_step")
        worker.refresh_from_db()
        assert not worker.has_totp

    def test_one_key_is_taken_back(self, worker):
        tokens.issue(worker, label="07 号手机", now=NOON)
        client = client_of()
        said = text(client.get(reverse("web:account_of", args=[worker.pk])))
        assert "07 号手机" in said
        post(client, "help_back", worker.pk, do="revoke", key=bytes(Token.objects.get().hash).hex())
        assert Token.objects.get().revoked_at == NOON

    def test_nobody_walks_into_the_shoes_of_somebody_above(self, worker):
        Grant.objects.create(account=worker, role="district", area=999999000000, starts_at=NOON - timedelta(days=1))
        before = worker.password
        answer = post(client_of(), "help_back", worker.pk, do="renew")
        worker.refresh_from_db()
        assert answer.status_code == 403
        assert worker.password == before

    def test_an_account_without_a_role_in_my_areas_is_not_found(self):
        other = an_account("other", "worker", SUMMER)
        assert client_of().get(reverse("web:account_of", args=[other.pk])).status_code == 404

    def test_an_act_that_there_is_not_is_not_found(self, worker):
        assert post(client_of(), "help_back", worker.pk, do="promote").status_code == 404
        assert post(client_of(login="b"), "help_back", worker.pk, do="revoke", key="zz").status_code == 404
