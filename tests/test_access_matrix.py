"""Every URL and API route × every role × inside and outside the area. A route without a line here fails the suite."""

import json
import re
from dataclasses import asdict
from functools import cache

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import Resolver404, URLPattern, get_resolver, resolve, reverse

from tests.places import OUTSIDE, everything_in
from tests.who_may import API, BODIES, EVERYBODY, MACHINES, NOBODY, PAGES, PHONES, WORDS
from tests.world import NOON, SPRING, TOWN, an_account
from wanjia.kernel import clock
from wanjia.platform import tokens
from wanjia.platform.access import MAY
from wanjia.platform.models import Account, AuditEntry, Role

AREA_OF = {Role.CITY: 999900000000, Role.DISTRICT: 999999000000, Role.TOWN: TOWN}


def routes(resolver=None, space=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern.pattern.converters
        else:
            yield from routes(pattern, f"{pattern.namespace}:" if pattern.namespace else space)


CONVERTERS = dict(routes())


def test_every_route_has_a_rule_and_every_rule_a_route():
    assert set(CONVERTERS) == set(PAGES) | set(API) | set(MACHINES) | set(PHONES)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """Both places and an account of each role: made once, in a transaction around the module's tests and never kept."""
    files = override_settings(FILES_DIR=tmp_path_factory.mktemp("files"))
    with django_db_blocker.unblock(), files, transaction.atomic():
        accounts = {role: an_account(role, role, AREA_OF.get(role, SPRING)).pk for role in Role}
        places = everything_in(SPRING), everything_in(OUTSIDE)
        yield *places, accounts, AuditEntry.objects.count()
        transaction.set_rollback(True)


@pytest.fixture
def world(built, db, monkeypatch):
    """What `built` made, as it was made: a test writes inside a savepoint of its own (`db`), rolled back after it."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    inside, outside, accounts, lines = built
    assert AuditEntry.objects.count() == lines, "a test before this one has left something behind"
    found = Account.objects.in_bulk(accounts.values())  # anew: signing in changes the object
    return {"in": inside, "out": outside, "accounts": {role: found[pk] for role, pk in accounts.items()}}


def ask(client, view, place):
    method, _act, sent = PAGES[view]
    words = WORDS | ({"kind": "excuse"} if view == "coverage:decide" else {})
    url = reverse(view, kwargs={name: asdict(place).get(name) or words[name] for name in CONVERTERS[view]})
    data = {name: value.format(**asdict(place)) for name, value in sent.items()}
    if method == "post":
        return client.post(f"{url}?area={place.area}", data)
    return client.get(url, {"area": place.area} | data)


def is_let_in(answer):
    """Not refused, and not sent away to sign in."""
    return answer.status_code not in (401, 403, 404) and "/sign-in" not in answer.headers.get("Location", "")


@cache
def view_of(path):
    try:
        return resolve(path).view_name
    except Resolver404:  # a file
        return ""


def dead_ends(page, role):
    """What a page offers, as a link or a form, to somebody whom it would be refused to."""
    offered = {view_of(path) for path in re.findall(r'(?:href|action)="(/[^"#?]*)', page)}
    wanted = {view: PAGES[view][1] for view in offered & PAGES.keys()}
    return {view for view, act in wanted.items() if act not in (EVERYBODY, NOBODY) and act not in MAY[role]}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("view", PAGES)
def test_a_page_opens_for_the_roles_that_cover_it_inside_their_area_only(world, client, view, role):
    wanted = PAGES[view][1]
    client.force_login(world["accounts"][role], backend="django.contrib.auth.backends.ModelBackend")
    if wanted not in (EVERYBODY, NOBODY):
        lines = AuditEntry.objects.count()
        outside = ask(client, view, world["out"])
        assert outside.status_code in (403, 404), outside.status_code
        assert AuditEntry.objects.count() == lines
        assert "王" not in outside.content.decode()
    inside = ask(client, view, world["in"])
    expected = wanted in (EVERYBODY, NOBODY) or wanted in MAY[role]
    sent_away = view in ("web:sign_out", "web:one_time_password")
    assert is_let_in(inside) == (expected and not sent_away), (inside.status_code, inside.headers.get("Location"))
    if inside.status_code == 200 and not inside.streaming:
        assert dead_ends(inside.content.decode(errors="replace"), role) == set()


@pytest.mark.parametrize("view", PAGES)
def test_trap_11_an_anonymous_visitor_sees_nothing_personal(world, client, view):
    answer = ask(client, view, world["in"])
    if PAGES[view][1] == NOBODY:
        assert "王春兰" not in answer.content.decode()
    else:
        assert not is_let_in(answer)
        assert answer.status_code in (302, 204)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("view", [view for view, rule in API.items() if rule[1] != NOBODY])
def test_an_api_route_answers_the_roles_that_cover_it_inside_their_area_only(world, client, view, role):
    key = tokens.issue(world["accounts"][role], label="x", now=NOON)
    for where, place in (("in", world["in"]), ("out", world["out"])):
        answer = call(client, view, place, {"Authorization": f"Bearer {key}"})
        expected = API[view][1] == EVERYBODY or (where == "in" and API[view][1] in MAY[role])
        assert (answer.status_code == 200) == expected, (where, answer.status_code)
    assert call(client, view, world["in"], {}).status_code == 401


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("view", "act"), MACHINES.items())
def test_what_is_for_programs_opens_to_the_key_of_a_role_that_covers_it_and_to_no_session(
    world, client, view, act, role
):
    account = world["accounts"][role]
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse(view)).status_code == 401
    key = tokens.issue(account, label="x", now=NOON)
    answer = client.get(reverse(view), headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == (200 if act in MAY[role] else 403)
    assert "林" not in answer.content.decode()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("view", "method"), PHONES.items())
def test_what_is_for_phones_opens_to_no_account(world, client, view, method, role):
    account = world["accounts"][role]
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    sent = {"made": 0, "unsent": 0, "counts": []}
    body = {"content_type": "application/json", "data": sent} if method == "post" else {}
    ask = getattr(client, method)
    assert ask(reverse(view), **body).status_code == 401
    key = tokens.issue(account, label="x", now=NOON)
    answer = ask(reverse(view), headers={"Authorization": f"Bearer {key}"}, **body)
    assert (answer.status_code, answer.json()["code"]) == (403, "devices.no_device")


def call(client, view, place, headers):
    named = asdict(place) | {"round_id": place.pk}
    url = reverse(view, kwargs={name: named[name] for name in CONVERTERS[view]})
    if API[view][0] == "get":
        return client.get(url, {"area": place.area, "missed": place.pk}, headers=headers)
    return client.post(url, json.dumps(BODIES.get(view, {})), content_type="application/json", headers=headers)
