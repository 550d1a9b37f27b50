"""Every URL and API route × every role × inside and outside the area. A route without a line here fails the suite."""

import json
from dataclasses import asdict

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import URLPattern, get_resolver, reverse

from tests.care import who_may as care
from tests.medical import who_may as medical
from tests.needs import who_may as needs
from tests.places import OUTSIDE, everything_in
from tests.supplies.addresses import SUPPLIES
from tests.world import NOON, SPRING, TOWN, an_account
from wanjia.kernel import clock
from wanjia.platform import tokens
from wanjia.platform.access import MAY, Act
from wanjia.platform.models import Account, AuditEntry, Role

EVERYBODY = "everybody"  # signed in, whatever the role
NOBODY = "nobody"  # not signed in
AREA_OF = {Role.CITY: 999900000000, Role.DISTRICT: 999999000000, Role.TOWN: TOWN}

# view → (method, what the role must cover, what is sent). `{…}` is filled from the place.
PAGES: dict[str, tuple[str, Act | str, dict[str, str]]] = {
    "coverage:rounds": ("get", Act.SEE_COUNTS, {}),
    "coverage:compare": ("get", Act.SEE_COUNTS, {"ask": "missed-{pk}"}),
    "coverage:open_round": ("get", Act.OPEN_ROUND, {}),
    "coverage:round": ("get", Act.SEE_COUNTS, {}),
    "coverage:gap": ("get", Act.SEE_COUNTS, {}),
    "coverage:settle": ("post", Act.RECORD, {"subject": "{subject}", "do": "done"}),
    "coverage:undo": ("post", Act.DECIDE, {}),
    "coverage:target": ("get", Act.SEE_PEOPLE, {}),
    "coverage:call": ("post", Act.CALL, {}),
    "coverage:decide": ("get", Act.SEE_PEOPLE, {}),
    "coverage:stranger": ("get", Act.DECIDE, {}),
    "coverage:changes": ("get", Act.SEE_PEOPLE, {}),
    "coverage:decisions": ("get", Act.SEE_PEOPLE, {}),
    "coverage:settled": ("get", Act.SEE_PEOPLE, {}),
    "coverage:sign": ("post", Act.SIGN_BUILDING, {"sign": "{key}"}),
    "coverage:cancel": ("get", Act.OPEN_ROUND, {}),
    "coverage:sheets": ("get", Act.SEE_COUNTS, {}),
    "coverage:paper": ("get", Act.RECORD, {}),
    "coverage:paper_sheet": ("get", Act.RECORD, {}),
    "web:desk_paper": ("get", Act.RECORD, {}),
    "web:print_desk_paper": ("get", Act.RECORD, {}),
    "web:enter_desk_paper": ("get", Act.RECORD, {}),
    "cards:cards": ("get", Act.SEE_COUNTS, {}),
    "cards:issue": ("post", Act.EDIT_REGISTER, {}),
    "cards:print": ("get", Act.SEE_PEOPLE, {}),
    "cards:deliver": ("get", Act.SEE_PEOPLE, {}),
    "cards:letterhead": ("get", Act.EDIT_REGISTER, {}),
    "cards:corrections": ("get", Act.EDIT_REGISTER, {}),
    "cards:card": ("get", Act.SEE_PEOPLE, {}),
    "cards:cancel": ("post", Act.EDIT_REGISTER, {"reason": "lost"}),
    **SUPPLIES,
    "me:me": ("get", NOBODY, {}),
    "me:correct": ("get", NOBODY, {}),
    "me:appeal": ("get", NOBODY, {}),
    "me:urgent": ("get", NOBODY, {}),
    "me:release": ("get", NOBODY, {}),
    "me:ask": ("get", NOBODY, {}),
    "me:helped": ("get", NOBODY, {}),
    "me:order": ("get", NOBODY, {}),
    "me:cancel": ("get", NOBODY, {}),
    "me:claim": ("get", NOBODY, {}),
    "me:give_back": ("get", NOBODY, {}),
    "testing:sites": ("get", Act.SEE_COUNTS, {}),
    "testing:site": ("get", Act.SEE_COUNTS, {}),
    "testing:missing": ("get", Act.SEE_COUNTS, {}),
    "testing:timetable": ("get", Act.SEE_COUNTS, {}),
    "testing:draft": ("get", Act.DECIDE, {}),
    "testing:switch": ("get", Act.DECIDE, {}),
    "testing:move": ("get", Act.DECIDE, {}),
    "testing:count": ("post", Act.RECORD, {"post": "queue", "to": "3"}),
    "testing:lane": ("post", Act.RECORD, {"number": "1", "do": "close"}),
    "testing:check": ("post", Act.RECORD, {"item": "tables"}),
    "testing:call": ("post", Act.RECORD, {"reason": "x"}),
    "testing:take_back": ("post", Act.RECORD, {}),
    "testing:post": ("get", Act.RECORD, {}),
    "testing:new_site": ("get", Act.EDIT_REGISTER, {}),
    "testing:edit_site": ("get", Act.EDIT_REGISTER, {}),
    "testing:close_site": ("post", Act.EDIT_REGISTER, {"reason": "x"}),
    "testing:labels": ("get", Act.EDIT_REGISTER, {}),
    "testing:print_labels": ("get", Act.EDIT_REGISTER, {}),
    "labs:labs": ("get", Act.SEE_COUNTS, {}),
    "labs:new_lab": ("get", Act.OPEN_ROUND, {}),
    "labs:lab": ("get", Act.SEE_COUNTS, {}),
    "labs:edit_lab": ("get", Act.OPEN_ROUND, {}),
    "labs:close_lab": ("post", Act.OPEN_ROUND, {"reason": "x"}),
    "labs:take_report": ("get", Act.RESULT, {}),
    "labs:say_result": ("post", Act.RESULT, {}),
    "labs:export": ("get", Act.RESULT, {}),
    "labs:report": ("get", Act.RESULT, {}),
    "labs:loose": ("get", Act.RESULT, {}),
    "labs:rechecks": ("get", Act.SEE_COUNTS, {}),
    "labs:told": ("post", Act.RECORD, {}),
    "labs:cluster": ("get", Act.TRACE, {}),
    "notices:notices": ("get", Act.SEE_COUNTS, {}),
    "notices:notice": ("get", Act.SEE_COUNTS, {}),
    "notices:print": ("get", Act.SEE_COUNTS, {}),
    "notices:new": ("get", Act.OPEN_ROUND, {}),
    "notices:replace": ("get", Act.OPEN_ROUND, {}),
    "notices:withdraw": ("post", Act.OPEN_ROUND, {"reason": "x"}),
    "web:rumours": ("get", Act.SERVE, {}),
    "web:disclosure": ("get", Act.SEE_COUNTS, {}),
    "notices:groups": ("get", Act.SEE_PEOPLE, {}),
    "notices:group": ("get", Act.SEE_PEOPLE, {}),
    "notices:check": ("post", Act.RECORD, {"text": "301"}),
    "notices:close": ("post", Act.RECORD, {}),
    "notices:channels": ("get", Act.SEE_COUNTS, {}),
    "notices:script": ("get", Act.SEE_COUNTS, {}),
    "notices:told": ("get", Act.SEE_COUNTS, {}),
    "notices:tell": ("get", Act.OPEN_ROUND, {}),
    "notices:reach": ("post", Act.RECORD, {"how": "door"}),
    "notices:paste": ("post", Act.RECORD, {"text": "301"}),
    "notices:broadcast": ("post", Act.RECORD, {"channel": "poster", "done_by": "x"}),
    "notices:text": ("post", Act.OPEN_ROUND, {}),
    "notices:text_again": ("post", Act.OPEN_ROUND, {}),
    "isolation:zones": ("get", Act.SEE_COUNTS, {}),
    "isolation:draw": ("get", Act.DECIDE, {}),
    "isolation:end_zone": ("post", Act.DECIDE, {"reason": "mistake"}),
    "isolation:event": ("get", Act.DECIDE, {}),
    "isolation:withdraw": ("post", Act.DECIDE, {"why": "x"}),
    "isolation:orders": ("get", Act.SEE_PEOPLE, {}),
    "isolation:new_order": ("get", Act.DECIDE, {}),
    "isolation:order": ("get", Act.SEE_PEOPLE, {}),
    "isolation:layer": ("get", Act.SEE_COUNTS, {}),
    "isolation:building": ("get", Act.SEE_COUNTS, {}),
    "isolation:household": ("get", Act.SEE_PEOPLE, {}),
    "isolation:map": ("get", Act.SEE_COUNTS, {}),
    "isolation:history": ("get", Act.SEE_COUNTS, {}),
    "isolation:outings": ("get", Act.SEE_PEOPLE, {}),
    "isolation:leave": ("post", Act.SEE_COUNTS, {"why": "urgent_medical"}),
    "isolation:seen": ("post", Act.SEE_PEOPLE, {}),
    "isolation:certificate": ("get", Act.SEE_PEOPLE, {}),
    "isolation:rules": ("get", Act.SEE_COUNTS, {}),
    "isolation:rule": ("get", Act.SEE_COUNTS, {}),
    "cases:cases": ("get", Act.SEE_COUNTS, {}),
    "cases:find": ("get", Act.TRACE, {"q": "李"}),
    "cases:open": ("get", Act.TRACE, {}),
    "cases:case": ("get", Act.TRACE, {}),
    "cases:interview": ("get", Act.TRACE, {}),
    "cases:contacts": ("get", Act.TRACE, {}),
    "cases:decide": ("post", Act.TRACE, {"decision": "close"}),
    "cases:exposures": ("get", Act.TRACE, {}),
    "cases:export_exposures": ("post", Act.TRACE, {"reason": "x"}),
    "cases:transfers": ("get", Act.SEE_COUNTS, {}),
    "cases:hold": ("post", Act.TRANSFER, {"transfer": "{transfer_id}", "reason": "cluster"}),
    "cases:assign": ("post", Act.TRANSFER, {"transfer": "{transfer_id}"}),
    "cases:transfer": ("get", Act.TRANSFER, {}),
    "cases:facilities": ("get", Act.SEE_COUNTS, {}),
    "cases:new_facility": ("get", Act.TRANSFER, {}),
    "cases:facility": ("get", Act.TRANSFER, {}),
    "cases:edit_facility": ("get", Act.TRANSFER, {}),
    "cases:stay": ("post", Act.TRANSFER, {"bed": "A-1"}),
    "cases:new_vehicle": ("get", Act.TRANSFER, {}),
    "cases:day": ("get", Act.SEE_COUNTS, {}),
    "cases:clocks": ("get", Act.SEE_COUNTS, {}),
    "logistics:boxes": ("get", Act.SEE_COUNTS, {}),
    "logistics:find": ("get", Act.SEE_COUNTS, {"q": "T-00001"}),
    "logistics:box": ("get", Act.SEE_COUNTS, {}),
    "logistics:people": ("get", Act.SEE_PEOPLE, {}),
    "logistics:begin": ("get", Act.CUSTODY, {}),
    "logistics:pack": ("get", Act.CUSTODY, {}),
    "logistics:slip": ("get", Act.CUSTODY, {}),
    "logistics:paper": ("get", Act.CUSTODY, {}),
    "logistics:take_in": ("get", Act.CUSTODY, {}),
    "logistics:call_holder": ("post", Act.CUSTODY, {}),
    "logistics:hand": ("get", Act.CUSTODY, {}),
    "logistics:reception": ("get", Act.CUSTODY, {}),
    "logistics:lost": ("get", Act.DECIDE, {}),
    "logistics:holders": ("get", Act.CUSTODY, {}),
    "logistics:close_holder": ("post", Act.EDIT_REGISTER, {}),
    "logistics:limits": ("get", Act.SEE_COUNTS, {}),
    "logistics:decide_limit": ("post", Act.OPEN_ROUND, {"do": "confirm"}),
    "devices:list": ("get", Act.INVITE, {}),
    "devices:invite": ("get", Act.INVITE, {}),
    "devices:invitation": ("get", Act.INVITE, {}),
    "devices:cancel_invitation": ("post", Act.INVITE, {}),
    "devices:device": ("get", Act.INVITE, {}),
    "devices:act": ("get", Act.INVITE, {}),
    "field:app": ("get", NOBODY, {}),
    "field:worker": ("get", NOBODY, {}),
    "field:manifest": ("get", NOBODY, {}),
    "web:today": ("get", EVERYBODY, {}),
    "web:sign_in": ("get", NOBODY, {}),
    "web:one_time_password": ("get", NOBODY, {}),
    "web:language": ("get", NOBODY, {}),
    "web:alive": ("get", NOBODY, {}),
    "web:ready": ("get", NOBODY, {}),
    "web:account": ("get", EVERYBODY, {}),
    "web:second_step": ("get", EVERYBODY, {}),
    "web:second_step_off": ("post", EVERYBODY, {}),
    "web:sign_out": ("post", EVERYBODY, {}),
    "web:building": ("get", Act.SEE_PEOPLE, {}),
    "web:household": ("get", Act.SEE_PEOPLE, {}),
    "web:undo_import": ("post", Act.IMPORT, {}),
    "web:accounts": ("get", Act.GIVE_ACCESS, {}),
    "web:new_account": ("get", Act.GIVE_ACCESS, {}),
    "web:account_of": ("get", Act.GIVE_ACCESS, {}),
    "web:give_role": ("get", Act.GIVE_ACCESS, {}),
    "web:help_back": ("post", Act.GIVE_ACCESS, {"do": "unlock"}),
    "web:end_role": ("get", Act.GIVE_ACCESS, {}),
    "web:chain": ("get", Act.SEE_COUNTS, {}),
    "web:chain_find": ("get", Act.SEE_COUNTS, {"q": "x"}),
    "web:tube": ("get", Act.SEE_COUNTS, {}),
    "web:audit": ("get", Act.READ_AUDIT, {}),
    "roster:register": ("get", Act.SEE_COUNTS, {}),
    "roster:search": ("get", Act.SEE_PEOPLE, {"q": "王"}),
    "roster:people": ("get", Act.SEE_PEOPLE, {}),
    "roster:unanswered": ("get", Act.SEE_PEOPLE, {}),
    "roster:add_compound": ("get", Act.EDIT_REGISTER, {}),
    "roster:add_building": ("get", Act.EDIT_REGISTER, {}),
    "roster:contact": ("get", Act.EDIT_REGISTER, {}),
    "roster:call_contact": ("post", Act.SEE_PEOPLE, {}),
    "roster:add_door": ("get", Act.EDIT_REGISTER, {}),
    "roster:add_premises": ("get", Act.EDIT_REGISTER, {}),
    "roster:call_premises": ("post", Act.CALL, {}),
    "roster:add_person": ("get", Act.EDIT_REGISTER, {}),
    "roster:flat": ("get", Act.EDIT_REGISTER, {}),
    "roster:confirm_household": ("post", Act.EDIT_REGISTER, {}),
    "roster:person": ("get", Act.EDIT_REGISTER, {}),
    "roster:presence": ("get", Act.EDIT_REGISTER, {}),
    "roster:confirm_person": ("post", Act.EDIT_REGISTER, {}),
    "roster:move": ("get", Act.EDIT_REGISTER, {}),
    "roster:merge": ("get", Act.EDIT_REGISTER, {}),
    "roster:need": ("get", Act.EDIT_REGISTER, {}),
    "roster:end_need": ("post", Act.EDIT_REGISTER, {}),
    "roster:call": ("post", Act.CALL, {}),
    "roster:show": ("get", Act.REVEAL, {}),
    "roster:imports": ("get", Act.IMPORT, {}),
    "roster:upload": ("get", Act.IMPORT, {}),
    "roster:doubts": ("get", Act.IMPORT, {}),
    "roster:decide": ("post", Act.IMPORT, {"choice": "drop"}),
    "roster:batch": ("get", Act.IMPORT, {}),
    "roster:columns": ("post", Act.IMPORT, {}),
    "roster:commit": ("post", Act.IMPORT, {}),
    "roster:report": ("get", Act.IMPORT, {}),
    "roster:export": ("get", Act.EXPORT, {}),
}
PAGES |= needs.PAGES | medical.PAGES | care.PAGES  # beside what they open
API: dict[str, tuple[str, Act | str]] = {
    "api:list_rounds": ("get", EVERYBODY),
    "api:tally": ("get", Act.SEE_COUNTS),
    "api:gap": ("get", Act.SEE_PEOPLE),
    "api:compare": ("get", Act.SEE_COUNTS),
    "api:post_results": ("post", Act.RESULT),
    "api:post_bundle": ("post", Act.RESULT),
    "api:get_bundle_of_lab": ("get", Act.RESULT),
    "api:case_links": ("get", Act.SEE_COUNTS),
    "api:case_zero": ("get", Act.SEE_COUNTS),
    "api:chain_holders": ("get", Act.CUSTODY),
    "api:chain_links": ("get", Act.SEE_COUNTS),
    "api:chain_records": ("post", EVERYBODY),  # each record is judged by itself, see tests/api/test_chain.py
    "api:post_records": ("post", EVERYBODY),  # each record is judged by itself, see tests/field
    "api:enrol": ("post", NOBODY),  # wants a signed invitation, see tests/field/test_enrolling.py
    "api:openapi-json": ("get", NOBODY),  # the description of the API, no data
    "api:api-root": ("get", NOBODY),  # answers 404
}
BODIES = {
    "api:chain_records": {"records": []},
    "api:post_records": {"records": []},
    "api:post_results": {"lines": []},
    "api:post_bundle": {
        "resourceType": "Bundle", "type": "collection",
        "entry": [{"resource": {
            "resourceType": "Observation", "status": "final", "code": {"coding": [{"code": "94309-2"}]},
            "specimen": {"identifier": {"value": "X-1"}}, "valueString": "negative",
        }}],
    },
}  # fmt: skip
MACHINES = {"web:metrics": Act.WATCH}  # a program's key, no area; what a session can't open
PHONES = {  # a phone's key and no other: what it opens is in tests/field
    "api:get_bundle": "get", "api:get_news": "get", "api:post_counts": "post", "api:post_log": "post",
    "api:post_wiped": "post", "api:post_hands": "post",
}  # fmt: skip
WORDS = {
    "what": "wipe", "position": "0", "post": "queue", "role": "contact", "kind": "dialysis", "field": "document",
    "person": 1, "side": "gave",
}  # fmt: skip


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
