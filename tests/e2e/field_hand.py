"""The committee's hand in an installation: a process of its own that does what a desk does, one line of JSON a wish.

A browser test knows its server by its address alone; what happens behind a phone's back is asked for here.
"""

import json
import os
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random

import django

from wanjia.platform import database

TOWN = 999999001000


def main():
    home = Path(os.environ["WANJIA_HOME"])
    database.ensure(None, home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "wanjia.config.settings"
    django.setup()
    from django.db import close_old_connections

    say("ready")
    for line in sys.stdin:
        close_old_connections()
        database.ensure(None, home)  # it ends with the server, and is asked again in between
        wish = json.loads(line)
        try:
            told = {"told": WISHES[wish.pop("do")](**wish)}
        except Exception as why:  # noqa: BLE001  the test says it, with the words of the refusal
            told = {"failed": f"{type(why).__name__}: {why}"}
        say(told)


def say(told):
    sys.stdout.write(json.dumps(told, default=str) + "\n")
    sys.stdout.flush()


def quarter(number, houses, obligation="nat"):
    """A committee of its own with a round since two hours. `houses`: for each building the people behind each door."""
    committee = TOWN + number
    _areas(committee, number)
    buildings = [_building(committee, at, doors) for at, doors in enumerate(houses, 1)]
    return {"area": committee, "round": another(committee, obligation), "buildings": buildings}


def another(area, obligation="nat"):
    """One more round of the committee."""
    from wanjia.coverage.services import NewRound, open_round

    now = _now()
    asked = NewRound(
        obligation=obligation, name=f"第{area % 1000}轮", area=area, opens_at=now - timedelta(hours=2),
        due_at=now + timedelta(hours=6),
    )  # fmt: skip
    return open_round(by=_hand(), asked=asked, now=now).pk


def _now():
    from wanjia.kernel import clock

    return clock.now()


def _hand():
    from wanjia.platform.access import system

    return system("test")


def _areas(committee, number):
    from wanjia.coverage import presets
    from wanjia.roster.models import Area, Compound

    presets.load()
    named = {
        990000000000: ("演示省", 1), 999900000000: ("演示市", 2), 999999000000: ("演示区", 3), TOWN: ("万安街道", 4),
        committee: (f"第{number}居委会", 5),
    }  # fmt: skip
    areas = [Area(code=code, name=name, level=level) for code, (name, level) in named.items()]
    Area.objects.bulk_create(areas, ignore_conflicts=True)
    Compound.objects.create(code=committee * 100 + 1, part=committee, name="春和新苑")


def _building(committee, at, doors):
    """Two doors to a floor, from the top down."""
    from wanjia.kernel.ids import make_id
    from wanjia.roster.models import Building, Household, Person

    key, draw, floors = committee * 10**6 + 10000 + at, Random(committee + at), (len(doors) + 1) // 2
    Building.objects.create(key=key, part=committee, name=f"{at}号楼", floors=floors)
    homes, people = [], []
    for door, count in enumerate(doors):
        floor = floors - door // 2
        home = Household(
            id=make_id(committee, at * 20_000 + door), part=committee, building_key=key, floor=floor,
            room=f"{floor}{door % 2 + 1:02}", walk=door,
        )  # fmt: skip
        homes.append(home)
        people += [_person(home, at * 20_000 + 5000 + len(people) + n, draw) for n in range(count)]
    Household.objects.bulk_create(homes)
    Person.objects.bulk_create(people)
    return {"key": key, "homes": [home.pk for home in homes], "people": [person.pk for person in people]}


def _person(home, serial, draw):
    """Somebody with papers and a telephone, as real lists have them: sealed, so that a bundle costs what it costs."""
    from wanjia.demo.numbers import full_name, mobile, resident_id
    from wanjia.kernel.identity import Document
    from wanjia.kernel.ids import make_id
    from wanjia.roster.models import Person
    from wanjia.roster.sealing import document_columns, phone_columns

    born_on = date(1935, 1, 1) + timedelta(days=draw.randrange(30_000))
    document = Document("resident_id", resident_id(home.part % 100, born_on, serial, is_male=False))
    return Person(
        id=make_id(home.part, serial), part=home.part, household=home, building_key=home.building_key, walk=home.walk,
        name=full_name(draw), initials="cxm", sex="f", born_on=born_on, checked_at=_now() - timedelta(days=9),
        **document_columns(document), **phone_columns([mobile(serial)]),
    )  # fmt: skip


def cards(area):
    """Gives everybody and every flat a card. By subject: the code's text and the short number below it."""
    from wanjia.cards import services
    from wanjia.cards.models import Card

    for kind in ("person", "household"):
        services.issue(by=_hand(), area=area, kind=kind, now=_now())
    held = Card.objects.filter(part=area, cancelled_at=None)
    return {str(card.subject_id): {"code": _text(card), "short": card.short, "tag": card.tag} for card in held}


def _text(card, days=None):
    """As it is printed; `days` from today instead of its own last day."""
    from wanjia.kernel import clock
    from wanjia.kernel.codes import Code, Kind, write
    from wanjia.platform import signing_keys

    number, key = signing_keys.signer(_now())
    until = card.until if days is None else clock.local_date(_now()) + timedelta(days=days)
    return write(Code(Kind.PERSON if card.kind == "person" else Kind.HOUSEHOLD, card.tag, until, number), key)


def flawed(subject):
    """The same code as it should not be: yesterday's, signed by a stranger, cut off."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from wanjia.cards.queries import card_of
    from wanjia.kernel.codes import Code, Kind, write

    card = card_of(int(subject))
    forged = write(Code(Kind.PERSON, card.tag, card.until, 1), Ed25519PrivateKey.generate())
    return {"expired": _text(card, days=-1), "forged": forged, "incomplete": _text(card)[:-17]}


def lost(subject):
    """Somebody has lost their card."""
    from wanjia.cards import services

    services.cancel(by=_hand(), subject_id=int(subject), reason="lost", now=_now())


def invite(kind, round, areas, label, holder="杨立冬", hours=5, place=0, site=None, carer=None):  # noqa: A002  as the contract names it
    """The code of an invitation."""
    from wanjia.devices import inviting

    asked = inviting.NewInvitation(
        kind=kind, label=label, areas=tuple(areas), round_id=round, holder=holder, place=place,
        site=site, carer_id=carer, ends_at=_now() + timedelta(hours=hours),
    )  # fmt: skip
    return inviting.code_of(inviting.invite(by=_hand(), asked=asked, now=_now()), _now())


def care(area, people):
    """A carer with a second person and a list: a call is due in two hours whatever the time of day, each has a plan."""
    from wanjia.care import planning, presets, tending
    from wanjia.care.models import CareRound
    from wanjia.care.planning import Plan
    from wanjia.coverage.services import NewRound, open_named
    from wanjia.kernel import clock
    from wanjia.platform.models import Account, Grant

    presets.ensure()
    now, due = _now(), _now() + timedelta(hours=2)
    carer, second = (
        Account.objects.create(login=f"{name}{area}", name=name, created_at=now) for name in ("陆满", "华小暑")
    )
    for account in (carer, second):
        Grant.objects.create(account=account, role="carer", area=area, starts_at=now - timedelta(days=1))
    for person in people:
        tending.give(by=_hand(), person_id=person, carer_id=carer.pk, backup_id=second.pk, note="", now=now)
        planning.write(by=_hand(), person_id=person, plan=Plan(medicine="华法林", signs="叫不醒就拨 120"), now=now)
    said = NewRound(presets.CALL, "每日联系", area, now - timedelta(hours=1), due, reason="alone80 v1")
    round_ = open_named(by=_hand(), asked=said, subjects=sorted(people), now=now)
    CareRound.objects.create(
        part=area, on=clock.local_date(now), what=presets.CALL, at=clock.local(due).time(), round_id=round_.pk
    )
    return {"carer": carer.pk, "round": round_.pk}


def care_books(area, round):  # noqa: A002
    """What the minute's job makes of what has arrived."""
    from wanjia.care.climbing import raise_missed
    from wanjia.care.models import Ladder
    from wanjia.coverage.models import Proof

    raise_missed(area, _now())
    ladders = Ladder.objects.filter(part=area).order_by("began_at")
    return {
        "ladders": [[one.person_id, one.owner_name, [s.rung for s in one.steps.order_by("number")]] for one in ladders],
        "states": dict(Proof.objects.filter(part=area, round_id=round).values_list("subject_id", "detail__state")),
        "books": books(area, round),
    }  # fmt: skip


def delivery(area, building, boxes, per_box):
    """Parcels for every door of the committee; the gate has the boxes and gives them to a building."""
    from wanjia.supplies import delivering, driving
    from wanjia.supplies.delivering import DeliverySaid
    from wanjia.supplies.driving import TripSaid

    now, by = _now(), _hand()
    said = DeliverySaid(area, "parcel", "蔬菜包", now - timedelta(minutes=5), now + timedelta(hours=5), per_box=per_box)
    row = delivering.open_delivery(by=by, delivery=delivering.plan(by=by, said=said, now=now), now=now)
    gate = driving.send(by=by, delivery=row, said=TripSaid(area, boxes), now=now)
    driving.take_over(by=by, trip=gate, hand="gate", boxes=boxes, now=now)
    on = driving.send(by=by, delivery=row, said=TripSaid(building, boxes, after=gate), now=now)
    driving.take_over(by=by, trip=on, hand="gate_gave", boxes=boxes, now=now)
    return {"delivery": str(row.pk), "round": row.round_id}


def parcels(delivery):
    """The books of a delivery, and the boxes that are missing somewhere."""
    from wanjia.supplies import queries
    from wanjia.supplies.models import Delivery

    row = Delivery.objects.get(pk=delivery)
    book, road = queries.book_of(row, _now()), queries.road_book(row, _now())
    return {
        "came_in": book.came_in, "delivered": book.delivered, "returned": book.returned, "spoiled": book.spoiled,
        "difference": book.difference, "dropped": road.dropped,
        "breaks": [[one.kind, one.boxes] for one in road.breaks],
    }  # fmt: skip


def take_building(area, label, building):
    """The building is no longer that phone's."""
    from wanjia.devices.models import Device
    from wanjia.platform.models import Grant

    device = Device.objects.get(part=area, label=label)
    return Grant.objects.filter(account=device.account_id, area=building).update(ends_at=_now())


def ask_wipe(area, label):
    from wanjia.devices import services
    from wanjia.devices.models import Device

    device = Device.objects.get(part=area, label=label)
    services.ask_wipe(by=_hand(), device_id=device.pk, reason="交班", now=_now())


def merge(kept, gone):
    from wanjia.roster.merging import merge_people
    from wanjia.roster.models import Person

    columns = {"document_kind": "none", "document_sealed": None, "document_hash": None, "document_mask": ""}
    Person.objects.filter(pk=gone).update(**columns)  # two different papers are never one person
    merge_people(by=_hand(), kept_id=kept, gone_id=gone, now=_now())


def proxy(home, name):
    """An elder without a phone: a neighbour says the name, the desk writes it down and prints a card."""
    from wanjia.cards import services
    from wanjia.roster.models import Household
    from wanjia.roster.services import Said, register_person

    said = Said(name=name, born_on=date(1936, 5, 1), note="邻居代为登记")
    person = register_person(by=_hand(), household=Household.objects.get(pk=home), said=said, now=_now())
    card = services.issue_one(by=_hand(), subject_id=person.pk, now=_now())
    return {"id": person.pk, "code": _text(card), "short": card.short}


def desk(area, login, password):
    """Somebody of the committee who signs in to the console."""
    from wanjia.platform.models import Account, Grant

    account = Account(login=login, name="林谷雨", created_at=_now())
    account.set_password(password)
    account.save()
    Grant.objects.create(account=account, role="secretary", area=area, starts_at=_now() - timedelta(days=9))


def phones(area):
    """The lines of the device page."""
    from wanjia.devices import queries

    told = {}
    for line in queries.lines(area, _now()):
        told[line.device.label] = {
            "id": line.device.pk, "made": line.made, "here": line.here, "void": line.void, "missing": line.missing,
            "unsent": line.device.unsent, "state": line.state.value, "skew_ms": line.device.skew_ms,
        }  # fmt: skip
    return told


def books(area, round):  # noqa: A002
    """What the ledger holds, and everything in it that does not agree."""
    from wanjia.coverage.models import Arrival, Aside, Attempt, Proof, Sheet, Tube
    from wanjia.hot.recount import orphans, recount, totals, tubes
    from wanjia.platform import audit

    near = {"part": area, "round_id": round}
    sheets = Sheet.objects.filter(**near)
    wrong = [*recount(round), *totals(), *tubes(round), *orphans(round), *audit.broken()]
    return {
        "wrong": [str(one) for one in wrong], "owed": sum(one.n_owed for one in sheets),
        "done": sum(one.n_done for one in sheets), "arrived": Arrival.objects.filter(**near).count(),
        "proofs": list(Proof.objects.filter(**near).values_list("subject_id", flat=True)),
        "tubes": {tube.code: tube.members for tube in Tube.objects.filter(**near)},
        "times": sorted(tube.seen_at for tube in Tube.objects.filter(**near)),
        "asides": [[one.kind, one.subject_id, one.flags] for one in Aside.objects.filter(**near).order_by("seen_at")],
        "marks": sorted({flag for tube in Tube.objects.filter(**near) for flag in tube.flags}),
        "attempts": list(Attempt.objects.filter(**near).order_by("seen_at").values_list("subject_id", "outcome")),
    }  # fmt: skip


WISHES = {
    wish.__name__: wish
    for wish in (
        quarter,
        another,
        cards,
        flawed,
        lost,
        invite,
        take_building,
        ask_wipe,
        merge,
        proxy,
        desk,
        phones,
        books,
        care,
        care_books,
        delivery,
        parcels,
    )
}

if __name__ == "__main__":
    main()
