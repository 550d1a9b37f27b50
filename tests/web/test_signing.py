"""Signing in: who gets in, for how long, what is written down."""

import pyotp
import pytest
from django.test import Client
from django.urls import reverse

from tests.web.signed import client_of, text
from tests.world import SPRING, an_account, areas
from wanjia.kernel import clock
from wanjia.platform import totp
from wanjia.platform.access import system
from wanjia.platform.models import Account, AuditEntry

pytestmark = pytest.mark.django_db
PASSWORD = "nine-windows-lit"


@pytest.fixture
def lin():
    areas()
    account = an_account("lin", "secretary", SPRING)
    account.set_password(PASSWORD)
    account.save()
    return account


def sign_in(client, login="lin", password=PASSWORD, **more):
    return client.post(reverse("web:sign_in"), {"login": login, "password": password, **more})


def acts():
    return list(AuditEntry.objects.order_by("number").values_list("act", flat=True))


class TestTheDoor:
    def test_every_page_wants_a_sign_in_and_remembers_where_one_was_going(self, client):
        answer = client.get("/rounds/?area=999999001001")
        assert answer.status_code == 302
        assert answer["Location"] == "/sign-in/?next=%2Frounds%2F%3Farea%3D999999001001"

    def test_htmx_is_sent_to_the_sign_in_as_a_whole(self, client):
        answer = client.get("/rounds/", headers={"HX-Request": "true"})
        assert (answer.status_code, answer["HX-Redirect"]) == (204, "/sign-in/")

    def test_a_page_that_does_not_exist_says_so_to_those_inside(self, lin):
        assert client_of("worker").get("/nowhere/").status_code == 404


class TestSigningIn:
    def test_the_right_password_opens_and_leaves_a_line(self, client, lin):
        answer = sign_in(client, next="/rounds/")
        assert (answer.status_code, answer["Location"]) == (302, "/rounds/")
        assert acts() == ["account.sign_in"]

    def test_the_name_is_read_without_regard_to_case(self, client, lin):
        assert sign_in(client, login=" LIN ").status_code == 302

    @pytest.mark.parametrize("next_", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
    def test_nobody_is_sent_out_of_the_house(self, client, lin, next_):
        assert sign_in(client, next=next_)["Location"] == "/"

    def test_a_wrong_password_is_answered_under_the_field_in_both_languages(self, client, lin):
        answer = sign_in(client, password="wrong")
        assert answer.status_code == 422
        assert "账号或密码不对" in text(answer)
        client.cookies["wanjia_language"] = "en"
        assert "Name and password do not fit" in text(sign_in(client, password="wrong"))

    def test_empty_fields_say_what_to_write(self, client):
        assert "写上账号" in text(sign_in(client, login="", password=""))

    def test_five_wrong_tries_lock_and_leave_one_line(self, client, lin):
        for _ in range(5):
            answer = sign_in(client, password="wrong")
        assert answer.status_code == 429
        assert sign_in(client).status_code == 429
        assert acts() == ["account.locked"]

    def test_a_closed_account_stays_outside(self, client, lin):
        Account.objects.update(is_active=False)
        assert sign_in(client).status_code == 422

    @pytest.mark.parametrize(
        ("agent", "hours"), [("Mozilla/5.0 (X11; Linux)", 12), ("Mozilla/5.0 (Linux; Android) Mobile", 4)]
    )
    def test_a_shift_at_the_console_is_longer_than_on_a_phone(self, client, lin, agent, hours):
        client.post(reverse("web:sign_in"), {"login": "lin", "password": PASSWORD}, headers={"User-Agent": agent})
        lasts = client.session.get_expiry_date() - clock.now()
        assert hours * 3600 - 60 < lasts.total_seconds() <= hours * 3600

    def test_signing_out_wants_a_post_and_leaves_a_line(self, client, lin):
        sign_in(client)
        assert client.get("/account/sign-out/").status_code == 405
        assert client.post("/account/sign-out/")["Location"] == "/sign-in/"
        assert client.get("/").status_code == 302
        assert acts() == ["account.sign_in", "account.sign_out"]


class TestTheSecondStep:
    SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

    @pytest.fixture
    def guarded(self, lin):
        totp.turn_on(lin, self.SECRET, 0, by=system(), area=SPRING, now=clock.now())
        return lin

    def code(self):
        return pyotp.TOTP(self.SECRET).at(clock.now())

    def test_the_password_alone_does_not_open(self, client, guarded):
        assert sign_in(client)["Location"] == "/sign-in/code/"
        assert client.get("/").status_code == 302

    def test_the_right_digits_open_once(self, client, guarded):
        sign_in(client, next="/rounds/")
        code = self.code()
        assert client.post("/sign-in/code/", {"code": code})["Location"] == "/rounds/"
        other = Client()
        sign_in(other)
        assert other.post("/sign-in/code/", {"code": code}).status_code == 422

    def test_wrong_digits_count_like_wrong_passwords(self, client, guarded):
        sign_in(client)
        for _ in range(5):
            answer = client.post("/sign-in/code/", {"code": "000000"})
        assert answer.status_code == 429
        assert client.post("/sign-in/code/", {"code": self.code()}).status_code == 429

    def test_without_the_password_there_is_no_second_step(self, client, guarded):
        assert client.get("/sign-in/code/")["Location"] == "/sign-in/"

    def test_it_is_turned_on_by_proving_it_and_off_with_the_password(self, client, lin):
        sign_in(client)
        client.get("/account/second-step/")
        secret = client.session["totp_new"]
        assert client.post("/account/second-step/", {"code": "000000"}).status_code == 422
        client.post("/account/second-step/", {"code": pyotp.TOTP(secret).at(clock.now())})
        assert Account.objects.get(login="lin").has_totp
        client.post("/account/second-step/off/", {"password": "wrong"})
        assert Account.objects.get(login="lin").has_totp
        client.post("/account/second-step/off/", {"password": PASSWORD})
        assert not Account.objects.get(login="lin").has_totp
        assert acts()[-2:] == ["account.totp_on", "account.totp_off"]


class TestMyAccount:
    def test_a_given_password_has_to_be_changed_before_anything_else(self, client, lin):
        Account.objects.update(must_change_password=True)
        sign_in(client)
        assert client.get("/rounds/")["Location"] == "/account/"
        client.post("/account/", {"old": PASSWORD, "new": "ten-windows-dark", "again": "ten-windows-dark"})
        assert client.get("/rounds/").status_code == 200

    @pytest.mark.parametrize(
        ("old", "new", "again"),
        [
            ("wrong", "ten-windows-dark", "ten-windows-dark"),
            (PASSWORD, "short", "short"),
            (PASSWORD, "ten-windows-dark", "other"),
        ],
    )
    def test_a_password_that_breaks_a_rule_changes_nothing(self, client, lin, old, new, again):
        sign_in(client)
        assert client.post("/account/", {"old": old, "new": new, "again": again}).status_code == 422
        assert Account.objects.get(login="lin").check_password(PASSWORD)

    def test_it_shows_my_roles_with_their_area_and_end(self, lin):
        answer = text(client_of("worker").get("/account/"))
        assert "居委干部" in answer
        assert "春和居委会" in answer


class TestTheLanguage:
    def test_chinese_is_the_default_whatever_the_browser_prefers(self, client):
        answer = client.get("/sign-in/", headers={"Accept-Language": "en-US"})
        assert 'lang="zh-Hans"' in text(answer)

    def test_a_click_changes_it_and_returns_to_the_page(self, client):
        answer = client.post("/language/", {"language": "en", "back": "/sign-in/?next=/rounds/"})
        assert answer["Location"] == "/sign-in/?next=/rounds/"
        assert 'lang="en"' in text(client.get("/sign-in/"))

    def test_an_unknown_language_and_a_foreign_address_are_ignored(self, client):
        answer = client.post("/language/", {"language": "tlh", "back": "https://elsewhere.example/"})
        assert answer["Location"] == "/"
        assert not answer.cookies


def test_no_page_carries_a_script_or_style_of_its_own(client):
    answer = client.get("/sign-in/")
    assert "style=" not in text(answer)
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert all("src=" in part.split(">")[0] for part in text(answer).split("<script")[1:])
