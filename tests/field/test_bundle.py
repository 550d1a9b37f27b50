"""What a phone takes along: its own buildings, masked, small, and nobody else's (trap 11)."""

import gzip
import hashlib
import hmac
import json
from datetime import date, timedelta
from time import perf_counter

import pytest

from tests.crowd import crowd
from tests.devices.phones import SHIFT_END, Phone, enrolled
from tests.field.phones import Slow, a_tube, an_attempt
from tests.testing.ground import a_site, some_labels
from tests.world import HAND, NOON, SPRING, a_building, a_person, a_round, an_account
from wanjia.cards import services as cards
from wanjia.coverage import rulings
from wanjia.coverage.rulings import Ruling
from wanjia.devices import services as devices
from wanjia.field.bundle import people_in
from wanjia.kernel.area import compound_of
from wanjia.kernel.codes import is_short
from wanjia.kernel.ids import make_id, new_event_id, part_of
from wanjia.platform import signing_keys
from wanjia.platform.access import actor_of
from wanjia.platform.models import AuditEntry, Grant
from wanjia.roster import caring, services
from wanjia.roster.models import Building, Household, Person
from wanjia.roster.services import Said

pytestmark = pytest.mark.django_db


def people(told):
    return [person for house in told["buildings"] for door in house["doors"] for person in door["people"]]


@pytest.fixture
def house(db):
    """One building of six flats, its first flat with somebody who has a document, a telephone and a need."""
    key, ids = a_building()
    home = Household.objects.get(pk=Person.objects.get(pk=ids[0]).household_id)
    said = Said(name="陈小满", document="QZ0000417", phones="13812342218", is_head=True, born_on=date(1941, 3, 10))
    elder = services.register_person(by=HAND, household=home, said=said, now=NOON)
    caring.record_need(
        by=HAND, person_id=elder.pk, kind="oxygen", detail="", source="走访", legal_basis="consent",
        since=date(2022, 3, 1), now=NOON,
    )  # fmt: skip
    return key, ids, elder


def test_the_list_is_in_walking_order_and_masked(client, noon, house):
    key, _ids, elder = house
    told = Phone(client, enrolled(a_round())).get("field/bundle").json()
    [building] = told["buildings"]
    assert (building["key"], building["name"], building["compound"]) == (str(key), "1号楼", "春和新苑")
    assert [door["room"] for door in building["doors"]] == ["301", "302", "201", "202", "101", "102"]
    head = building["doors"][0]["people"][0]
    salt = bytes.fromhex(told["salt"])
    assert head == {
        "id": str(elder.pk), "name": "陈*满", "initials": "cxm", "age": 81, "tags": ["oxygen"], "tel": "",
        "tail": "2218", "doc": hmac.digest(salt, b"QZ0000417", hashlib.sha256)[:4].hex(), "card": "", "short": "",
    }  # fmt: skip
    text = json.dumps(told, ensure_ascii=False)
    assert "陈小满" not in text
    assert "QZ0000417" not in text
    assert "13812342218" not in text


def test_only_a_phone_that_goes_from_door_to_door_holds_telephones(client, noon, house):
    round_ = a_round()
    told = Phone(client, enrolled(round_, kind="sweep")).get("field/bundle").json()
    assert told["device"]["may_call"]
    assert people(told)[0]["tel"] == "+8613812342218"


def test_each_phone_has_a_salt_of_its_own_and_keeps_it(client, noon, house):
    round_ = a_round()
    first, second = Phone(client, enrolled(round_)), Phone(client, enrolled(round_))
    salts = [phone.get("field/bundle").json()["salt"] for phone in (first, second, first)]
    assert salts[0] == salts[2] != salts[1]
    assert len(salts[0]) == 32


def test_targets_say_how_each_stands(client, noon, house):
    _key, ids, _elder = house
    round_ = a_round()
    phone = Phone(client, enrolled(round_))
    other = enrolled(round_).key
    Slow(client).send(
        other, a_tube(round_, ids[:1], code="T-70388"), an_attempt(round_, ids[1]), sent_at=NOON.isoformat()
    )
    rulings.excuse(by=HAND, ruling=Ruling(round_, [ids[2]], "medical"), now=NOON)
    told = phone.get("field/bundle").json()
    assert told["targets"][str(ids[0])] == {"s": "done", "at": "2022-03-31T04:00:00Z", "tube": "T-70388"}
    assert told["targets"][str(ids[1])] == {"s": "open"}
    assert told["targets"][str(ids[2])] == {"s": "excused", "why": "medical"}
    assert told["attempts"] == [{"subject": str(ids[1]), "outcome": "nobody_home", "at": "2022-03-31T04:00:00Z"}]
    assert set(told["targets"]) == {person["id"] for person in people(told)}


def test_the_round_says_what_is_asked(client, noon, house):
    round_ = a_round(obligation="temperature")
    nat = a_round()
    told = Phone(client, enrolled(round_)).get("field/bundle").json()
    assert told["round"]["obligation"]["fields"][0] == {
        "name": "temperature", "label": "体温", "label_en": "Temperature", "type": "number", "unit": "℃", "min": 34,
        "max": 43, "step": 0.1, "usual": 36.5, "required": True,
    }  # fmt: skip
    assert told["round"]["state"] == "open"
    assert [other["id"] for other in told["other_rounds"]] == [nat.pk]
    assert told["keys"] == {str(number): public.hex() for number, public in signing_keys.public_keys().items()}


def test_trap_11_a_phone_gets_its_own_buildings_and_nobody_elses(client, noon, house):
    key, _ids, _elder = house
    other, others = a_building(number=2)
    round_ = a_round()
    told = Phone(client, enrolled(round_, key, kind="sweep")).get("field/bundle").json()
    assert [building["key"] for building in told["buildings"]] == [str(key)]
    assert not {str(id_) for id_ in others} & (set(told["targets"]) | {p["id"] for p in people(told)})
    wider = Phone(client, enrolled(round_, key, compound_of(other))).get("field/bundle").json()
    assert [building["key"] for building in wider["buildings"]] == [str(key), str(other)]


def test_an_area_whose_grant_has_ended_is_not_carried_any_more(client, noon, house):
    key, _ids, _elder = house
    other, _others = a_building(number=2)
    phone = Phone(client, enrolled(a_round(), key, other))
    Grant.objects.filter(account=phone.device.account, area=other).update(ends_at=NOON)
    told = phone.get("field/bundle").json()
    assert [building["key"] for building in told["buildings"]] == [str(key)]
    Grant.objects.filter(account=phone.device.account).update(ends_at=NOON)
    told = phone.get("field/bundle").json()
    assert (told["buildings"], told["targets"]) == ([], {})
    assert phone.get("field/news").json()["targets"] == {}


def test_the_key_of_a_phone_with_one_building_reads_no_other_by_the_api(client, noon, house):
    key, _ids, _elder = house
    other, _others = a_building(number=2)
    round_ = a_round()
    phone = Phone(client, enrolled(round_, key, kind="sweep", place=SPRING))
    assert phone.get(f"rounds/{round_.pk}/gap?area={key}").status_code == 200
    assert phone.get(f"rounds/{round_.pk}/gap?area={other}").status_code in (403, 404)
    assert phone.get(f"rounds/{round_.pk}/gap?area={SPRING}").status_code == 403


@pytest.mark.parametrize("kind", ["precheck", "post"])
def test_who_only_looks_at_codes_or_counts_gets_no_names(client, noon, house, kind):
    told = Phone(client, enrolled(a_round(), kind=kind)).get("field/bundle").json()
    assert [building["doors"] for building in told["buildings"]] == [[]]
    assert told["targets"] == {}
    assert "陈" not in json.dumps(told, ensure_ascii=False)


def test_a_bundle_that_did_not_change_is_not_sent_again(client, noon, house):
    round_ = a_round()
    phone = Phone(client, enrolled(round_))
    first = phone.get("field/bundle")
    noon(NOON + timedelta(minutes=5))
    again = phone.get("field/bundle", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Slow(client).send(phone.key, a_tube(round_, house[1][:1]), sent_at=NOON.isoformat())
    assert phone.get("field/bundle", **{"If-None-Match": first["ETag"]}).status_code == 200
    lines = AuditEntry.objects.filter(act="device.bundle")
    assert lines.count() == 2  # one a download, none for what the phone has already
    assert lines[0].detail == {"areas": [str(SPRING)], "people": 13}


def test_after_the_shift_what_was_made_is_still_taken_and_no_list_is_given(client, noon, house):
    _key, ids, _elder = house
    round_ = a_round(due_in=timedelta(hours=30))
    phone = Phone(client, enrolled(round_))
    noon(SHIFT_END)
    answer = phone.get("field/bundle")
    assert (answer.status_code, answer.json()["code"]) == (403, "devices.shift_over")
    assert phone.get("field/news").json()["targets"] == {}
    noon(SHIFT_END + timedelta(hours=23))
    status, told = Slow(client).send(phone.key, a_tube(round_, ids[:1]))
    assert (status, told["receipts"][0]["outcome"]) == (200, "done")
    noon(SHIFT_END + timedelta(hours=24))
    assert Slow(client).send(phone.key, a_tube(round_, ids[:1]))[0] == 401


def test_a_longer_shift_is_heard_of_and_gives_the_list_again(client, noon, house):
    phone = Phone(client, enrolled(a_round()))
    noon(SHIFT_END + timedelta(minutes=1))
    later = SHIFT_END + timedelta(hours=2)
    devices.extend(by=HAND, device_id=phone.device.pk, ends_at=later, reason="没采完", now=SHIFT_END)
    assert phone.get("field/news").json()["ends_at"] == "2022-03-31T12:00:00Z"
    assert phone.get("field/bundle").status_code == 200


def test_a_wipe_is_heard_with_the_next_news_log_and_bundle(client, noon, house):
    phone = Phone(client, enrolled(a_round()))
    assert not phone.get("field/news").json()["wipe"]
    devices.ask_wipe(by=HAND, device_id=phone.device.pk, reason="换人", now=NOON)
    assert phone.get("field/news").json()["wipe"]
    assert phone.get("field/bundle").json()["wipe"]
    assert phone.log().json()["wipe"]
    assert phone.post("field/wiped", {"sent_at": NOON, "made": 0, "unsent": 0}).status_code == 200
    assert phone.post("field/wiped", {"sent_at": NOON, "made": 0, "unsent": 0}).status_code == 200
    assert phone.get("field/bundle").json()["code"] == "devices.shift_over"
    assert AuditEntry.objects.filter(act="device.wiped").count() == 1


def test_news_tells_only_attempts_that_came_since(client, noon, house):
    _key, ids, _elder = house
    round_ = a_round()
    phone, slow = Phone(client, enrolled(round_)), Slow(client)
    slow.send(phone.key, an_attempt(round_, ids[0]))
    noon(NOON + timedelta(minutes=1))
    slow.send(phone.key, an_attempt(round_, ids[1]))
    told = phone.get("field/news?since=2022-03-31T12:00:30%2B08:00").json()
    assert [attempt["subject"] for attempt in told["attempts"]] == [str(ids[1])]
    assert len(told["targets"]) == 13


def test_cards_labels_and_what_was_cancelled_are_carried(client, noon, house):
    _key, ids, elder = house
    for kind in ("person", "household"):
        cards.issue(by=HAND, area=SPRING, kind=kind, now=NOON)
    cards.cancel(by=HAND, subject_id=ids[0], reason="lost", now=NOON)
    some_labels(prefix="T-", count=500, first=70001)
    round_ = a_round()
    desk = Phone(client, enrolled(round_)).get("field/bundle").json()
    mine = next(person for person in people(desk) if person["id"] == str(elder.pk))
    assert len(mine["card"]) == 16
    assert is_short(mine["short"])
    assert desk["buildings"][0]["doors"][0]["card"]
    assert len(desk["revoked"]) == 1
    assert desk["labels"] == [{"prefix": "T-", "first": 70001, "last": 70500, "digits": 5}]
    precheck = Phone(client, enrolled(round_, kind="precheck")).get("field/bundle").json()
    assert precheck["codes"][mine["card"]] == str(house[0])
    assert precheck["revoked"][0] not in precheck["codes"]
    assert len(precheck["codes"]) == 12 + 6  # each person but the one whose card was lost, and each flat


def test_counts_of_a_post_come_in_by_a_phone_that_stands_there(client, noon, house):
    site = a_site()
    post = Phone(client, enrolled(None, kind="post", site=site.pk, post="queue"))
    told = post.get("field/bundle").json()
    assert (told["device"]["site"], told["device"]["post"], told["round"]) == (str(site.pk), "queue", None)
    count = {
        "id": str(new_event_id()),
        "site": str(site.pk),
        "post": "queue",
        "waiting": 23,
        "seen_at": NOON.isoformat(),
    }
    bad = count | {"id": str(new_event_id()), "waiting": -1}
    for outcome in ("done", "repeat"):
        answer = post.post("field/counts", {"sent_at": NOON, "counts": [count, bad]}).json()
        assert [receipt["outcome"] for receipt in answer["receipts"]] == [outcome, "malformed"]
    sweep = Phone(client, enrolled(a_round(), kind="sweep"))
    assert sweep.post("field/counts", {"counts": [count]}).status_code == 403


def test_shops_are_carried_where_the_round_is_about_shops(client, noon, house):
    from wanjia.roster import housing

    shop = housing.add_premises(
        by=HAND, building_key=house[0], kind="shop", name="面馆", door="底楼", manager="吕小雪", phone="12000005521",
        headcount=3, now=NOON,
    )  # fmt: skip
    told = Phone(client, enrolled(a_round(obligation="premises_check"), kind="sweep")).get("field/bundle").json()
    assert told["premises"] == [{"id": str(shop.pk), "name": "面馆", "building": str(house[0])}]
    assert told["targets"] == {str(shop.pk): {"s": "open"}}


def test_stairwells_are_carried_where_the_round_is_about_stairwells_and_nowhere_else(client, noon, house):
    from wanjia.roster import housing
    from wanjia.roster.models import Premises

    housing.add_premises(
        by=HAND, building_key=house[0], kind="shop", name="面馆", door="", manager="", phone="", headcount=3, now=NOON
    )
    told = Phone(client, enrolled(a_round(obligation="disinfect"), kind="sweep")).get("field/bundle").json()
    stair = Premises.objects.get(kind="stair")
    assert told["premises"] == [{"id": str(stair.pk), "name": "1单元楼道", "building": str(house[0])}]
    assert told["targets"] == {str(stair.pk): {"s": "open"}}
    shops = Phone(client, enrolled(a_round(obligation="premises_check"), kind="sweep")).get("field/bundle").json()
    assert [one["name"] for one in shops["premises"]] == ["面馆"]


def test_the_number_of_queries_does_not_grow(client, noon, house, django_assert_max_num_queries):
    round_ = a_round()
    for kind in ("desk", "sweep", "precheck", "post"):
        phone = Phone(client, enrolled(round_, kind=kind))
        with django_assert_max_num_queries(32):
            assert phone.get("field/bundle").status_code == 200
        with django_assert_max_num_queries(14):
            assert phone.get("field/news").status_code == 200


def a_large_committee(households, people):
    """Flats in buildings of 30, people with documents and telephones as the register keeps them."""
    from wanjia.kernel.identity import read_document
    from wanjia.roster.sealing import document_columns, phone_columns

    first, _ids = a_building(number=1, floors=0)
    homes, them, serial = [], [], 100_000
    for at in range(households):
        key = first + at // 30
        homes.append(Household(
            id=make_id(SPRING, at + 1), part=SPRING, building_key=key, floor=10 - at % 30 // 3,
            room=f"{10 - at % 30 // 3}{at % 3 + 1:02}", walk=at % 30,
        ))  # fmt: skip
        for _ in range(people // households + (at < people % households)):
            serial += 1
            them.append(Person(
                id=make_id(SPRING, serial), part=SPRING, household_id=homes[-1].id, building_key=key, walk=at % 30,
                name="王春兰", initials="wcl", born_on=date(1960, 1, 1),
                **document_columns(read_document(f"QZ{serial:07}")), **phone_columns([f"1380000{serial % 10**4:04}"]),
            ))  # fmt: skip
    Building.objects.bulk_create(
        [Building(key=first + at, part=SPRING, name=f"{at + 1}号楼") for at in range(1, (households + 29) // 30)]
    )
    Household.objects.bulk_create(homes)
    Person.objects.bulk_create(them)


@pytest.mark.parametrize(
    ("households", "people_", "seconds", "most"), [(600, 1_700, 1.0, 2**20), (1_900, 5_000, 3.0, 2**20)]
)
def test_it_is_small_and_quick(client, noon, households, people_, seconds, most):
    """600 households: under a second and a megabyte; the limits are those of the specification."""
    a_large_committee(households, people_)
    for kind in ("person", "household"):
        cards.issue(by=HAND, area=SPRING, kind=kind, now=NOON)
    phone = Phone(client, enrolled(a_round(), kind="sweep"))
    began = perf_counter()
    answer = phone.get("field/bundle", **{"Accept-Encoding": "gzip"})
    took = perf_counter() - began
    assert answer["Content-Encoding"] == "gzip"
    told = json.loads(gzip.decompress(answer.content))
    assert people_in(told["buildings"]) == people_
    assert len(answer.content) < most
    assert took < seconds * crowd()


def test_somebody_who_was_taken_in_by_another_committee_is_on_the_list_of_where_they_live(client, noon, house):
    key, _ids, _elder = house
    home = Household.objects.filter(building_key=key).first()
    guest = a_person(home, 77, name="田谷雨")
    assert part_of(guest.pk) == SPRING
    told = Phone(client, enrolled(a_round())).get("field/bundle").json()
    assert str(guest.pk) in {person["id"] for person in people(told)}


def test_a_worker_may_invite_and_a_grid_worker_may_not(house):
    from wanjia.kernel.errors import NotAllowed

    round_ = a_round()
    worker = actor_of(an_account("gong", "worker", SPRING), NOON)
    assert enrolled(round_, by=worker).device.number == 1
    grid = actor_of(an_account("wang", "grid", SPRING), NOON)
    with pytest.raises(NotAllowed):
        enrolled(round_, by=grid)
