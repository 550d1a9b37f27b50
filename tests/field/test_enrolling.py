"""A phone scans an invitation and is in; every other code is named for what it is (traps 11, 18)."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.devices.phones import SHIFT_END, Phone, an_invitation, enrolled
from tests.world import HAND, NOON, SPRING, SUMMER, TOWN, a_building, a_round, an_account
from wanjia.devices import inviting, services
from wanjia.devices.models import Device
from wanjia.devices.rules import GRACE
from wanjia.kernel import clock
from wanjia.kernel.codes import Code, Kind, new_tag, write
from wanjia.platform import signing_keys, tokens
from wanjia.platform.models import AuditEntry, Grant, Token

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def round_():
    a_building()
    return a_round()


def knock(client, invitation, **more):
    body = {"invitation": invitation, "device": str(uuid4()), "sent_at": NOON.isoformat()} | more
    return client.post("/api/v1/field/enrol", json.dumps(body), content_type="application/json")


def text_of(invitation):
    return inviting.code_of(invitation, NOON)


def test_a_phone_that_scans_an_invitation_is_in_for_the_shift(client, noon, round_):
    invitation = an_invitation(round_)
    answer = knock(client, f"https://wanjia.example/field/#{text_of(invitation)}", sent_at="2022-03-31T12:10:00+08:00")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    told = answer.json()
    assert told["device"]["number"] == 1
    assert told["device"] | {"number": 0} == {
        "number": 0, "label": "2号台", "kind": "desk", "holder": "杨立冬", "round": round_.pk, "area": str(SPRING),
        "area_name": "春和居委会", "areas": [str(SPRING)], "place": str(SPRING), "place_name": "春和居委会",
        "site": None, "post": None, "ends_at": "2022-03-31T10:00:00Z", "may_call": False,
    }  # fmt: skip
    device = Device.objects.get()
    assert device.skew_ms == -600_000
    token = Token.objects.get(hash=tokens.hash_of(told["key"]))
    assert (token.area, token.expires_at) == (SPRING, SHIFT_END + GRACE)
    assert AuditEntry.objects.get(act="device.enrol").area == SPRING


def test_the_account_of_a_phone_has_no_password_and_ends_by_itself(client, noon, round_):
    device = enrolled(round_, kind="sweep").device
    account = device.account
    assert account.is_device
    assert not account.has_usable_password()
    for password in ("", "!", account.login):
        assert client.post("/sign-in/", {"login": account.login, "password": password}).status_code == 422
    assert Grant.objects.get(account=account).ends_at == SHIFT_END + GRACE


@pytest.mark.parametrize(
    ("kind", "roles"), [("desk", "tester"), ("sweep", "contact"), ("precheck", "viewer"), ("post", "tester")]
)
def test_each_kind_has_the_role_that_it_needs_and_no_more(round_, kind, roles):
    assert Grant.objects.get(account=enrolled(round_, kind=kind).device.account).role == roles


def test_a_phone_that_stands_outside_its_buildings_may_record_there_and_sees_nobody(round_):
    key = SPRING * 10**6 + 10001
    device = enrolled(round_, key, kind="sweep", place=SPRING).device
    held = dict(Grant.objects.filter(account=device.account).values_list("area", "role"))
    assert held == {key: "contact", SPRING: "tester"}


def test_an_answer_that_was_lost_costs_a_new_key_and_no_second_device(client, noon, round_):
    text, phone = text_of(an_invitation(round_)), str(uuid4())
    first = knock(client, text, device=phone).json()
    noon(NOON + timedelta(minutes=9))
    second = knock(client, text, device=phone).json()
    assert first["key"] != second["key"]
    assert first["device"] == second["device"]
    assert Device.objects.count() == 1
    headers = {"Authorization": f"Bearer {first['key']}"}
    assert client.get("/api/v1/field/news", headers=headers).status_code == 401
    noon(NOON + timedelta(minutes=11))
    assert knock(client, text, device=phone).json()["code"] == "devices.invitation_used"


def test_an_invitation_serves_as_many_phones_as_it_is_for(client, noon, round_):
    text = text_of(an_invitation(round_, max_uses=2))
    assert [knock(client, text).status_code for _ in range(3)] == [200, 200, 409]
    assert sorted(Device.objects.values_list("number", flat=True)) == [1, 2]


def test_whoever_takes_up_an_invitation_without_a_name_says_who_they_are(client, noon, round_):
    text = text_of(an_invitation(round_, holder=""))
    assert knock(client, text).json()["code"] == "devices.holder_wanted"
    assert knock(client, text, holder="  ").status_code == 422
    assert knock(client, text, holder="华  小暑").json()["device"]["holder"] == "华 小暑"


def test_an_invitation_ends_with_its_shift_and_when_somebody_cancels_it(client, noon, round_):
    cancelled, late = an_invitation(round_), an_invitation(round_)
    inviting.cancel(by=HAND, invitation_id=cancelled.id, now=NOON)
    answer = knock(client, text_of(cancelled))
    assert (answer.status_code, answer.json()["code"]) == (410, "devices.invitation_over")
    for moment in (SHIFT_END, SHIFT_END + timedelta(days=2)):  # the second: past the code's own last day
        noon(moment)
        assert knock(client, text_of(late)).status_code == 410


def forged(invitation):
    key = Ed25519PrivateKey.generate()
    return write(Code(Kind.DEVICE, invitation.tag, clock.local_date(NOON), 1), key)


def test_trap_11_no_code_can_be_guessed_and_each_wrong_one_is_named_for_what_it_is(client, noon, round_):
    invitation = an_invitation(round_)
    number, key = signing_keys.signer(NOON)
    day = clock.local_date(NOON)
    wrong = {
        "not_ours": "https://example.com/a-shop",
        "incomplete": text_of(invitation)[:-9],
        "forged": forged(invitation),
        "unknown": write(Code(Kind.DEVICE, new_tag(), day, number), key),
    }
    for flaw, text in wrong.items():
        answer = knock(client, text)
        assert (answer.status_code, answer.json()["code"]) == (404, "devices.invitation_unknown")
        assert answer.json()["facts"] == {"flaw": flaw}
        assert answer["Content-Type"] == "application/problem+json"
    of_a_person = write(Code(Kind.PERSON, invitation.tag, day, number), key)
    assert knock(client, of_a_person).json()["facts"] == {"flaw": "not_ours"}
    assert not Device.objects.exists()


def test_the_refusal_is_told_in_the_language_of_the_app(client, noon, round_):
    body = json.dumps({"invitation": "x", "device": str(uuid4())})
    ask = {"content_type": "application/json"}
    english = client.post("/api/v1/field/enrol", body, headers={"Accept-Language": "en-GB"}, **ask).json()
    assert english["title"].startswith("This is not an invitation")


def test_trying_codes_is_slowed_and_never_keeps_out_whoever_has_a_good_one(client, noon, round_):
    answers = [knock(client, "WJ1:nonsense").status_code for _ in range(31)]
    assert set(answers[:30]) == {404}
    assert answers[30] == 429
    assert knock(client, text_of(an_invitation(round_))).status_code == 200


def test_a_key_that_was_ended_opens_nothing(client, noon, round_):
    phone = Phone(client, enrolled(round_))
    assert phone.get("field/bundle").status_code == 200
    services.end(by=HAND, device_id=phone.device.pk, reason="丢了", now=NOON)
    for path in ("field/bundle", "field/news"):
        answer = phone.get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "field.no_key")
    assert phone.log().status_code == 401


def test_nobodys_key_but_a_phones_opens_the_field(client, noon, round_):
    for account in (an_account("shu", "secretary", SPRING), an_account("jie", "town", TOWN)):
        headers = {"Authorization": f"Bearer {tokens.issue(account, label='x', now=NOON)}"}
        answer = client.get("/api/v1/field/bundle", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "devices.no_device")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/field/bundle").status_code == 401


def test_two_phones_of_two_committees_each_begin_at_one(round_):
    a_building(SUMMER, 2)
    assert [enrolled(round_, area).device.number for area in (SPRING, SUMMER, SPRING)] == [1, 1, 2]
