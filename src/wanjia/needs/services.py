"""Commands on tickets: opened, taken on, passed, closed with an outcome told. The room's front door.

For other rooms, by way of `flows`: `open_ticket`; `needs.ticket_opened` and `needs.ticket_closed` tell them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import new_event_id, part_of
from wanjia.kernel.masking import phone_tail
from wanjia.kernel.phone import read_one
from wanjia.needs import placing, presets, promising, sealing
from wanjia.needs.models import Kind, Step, Ticket, TicketCounter, Urgency, Way
from wanjia.needs.noting import note, step
from wanjia.needs.refusals import NoDoor, NothingAsked, PersonElsewhere
from wanjia.needs.rules import owning
from wanjia.needs.rules.topics import topic_of
from wanjia.platform import outbox
from wanjia.platform.access import Act, Actor, require
from wanjia.roster.models import Building
from wanjia.roster.subjects import find

SAME_DAYS = timedelta(days=7)  # how long an open ticket of the same door and kind counts as the same need


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody asks for. `area`: the committee or the building; a household says its own building."""

    area: int
    kind: str
    text: str
    urgency: int = Urgency.GREEN
    way: str = Way.CALL
    household_id: int = 0
    person_id: int = 0
    room: str = ""
    caller: str = ""
    phone: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    is_120_called: bool = False
    call_by: datetime | None = None  # a call back that is promised by this hour


@transaction.atomic
def open_ticket(*, by: Actor, said: Said, now: datetime) -> Ticket:
    """A ticket with its clock, owned by the lowest level that can serve it. Raises NothingAsked, NoDoor,
    PersonElsewhere, HourPast and NobodyToCall for a call that can't be promised.

    The same door with the same need still open: the new ticket names the first, and the first counts it.
    """
    key, room, household = _where(said)
    require(by, Act.SERVE, key)
    _check_person(said.person_id, household, key)
    if said.kind not in Kind.values or said.urgency not in Urgency.values or not said.text.strip():
        raise NothingAsked
    urgency = Urgency.LIFE if said.kind == Kind.LIFE else Urgency(said.urgency)
    terms = presets.terms_for(said.kind, key, local_date(now))
    owner = owning.begin(terms.starts_at, placing.staffed(key, now), now, terms.climb_minutes[urgency])
    phone = read_one(said.phone) if said.phone else ""
    part = codes.committee_of(key)
    ticket = Ticket(
        id=new_event_id(), part=part, number=_number(part), building_key=key, room=room[:12],
        household_id=household, person_id=said.person_id, kind=said.kind, topic=topic_of(said.kind, said.text),
        urgency=urgency, way=said.way, rung=owner.rung, owner_area=placing.owner_area(key, owner.rung),
        is_120_called=said.is_120_called, opened_at=now, opened_by=by.name[:60], level_since=now,
        climbs_at=owner.climbs_at, due_at=terms.due_at(urgency, now), terms_version=terms.version,
        **_sealed(said, phone or said.phone),
    )  # fmt: skip
    if said.call_by is not None:
        promising.give(by, ticket, said.call_by, now)
    first = _first_of(ticket)
    ticket.repeats = first.id if first else None
    ticket.save(force_insert=True)
    _write_down(by, ticket, first, now)
    return ticket


def _where(said: Said) -> tuple[int, str, int]:
    """Building key, room and household. Raises NoDoor for a place that is no committee and no building."""
    if said.household_id:
        home = find(said.household_id)
        if home is None:
            raise NoDoor
        return home.building_key, said.room or _room_of(home.household_id), home.household_id
    level = codes.level_of(said.area)
    if level == codes.Level.COMMITTEE:
        return codes.somewhere_in(said.area), said.room, 0
    if level == codes.Level.COMPOUND:
        return said.area * 10**4, said.room, 0
    is_building = level == codes.Level.BUILDING
    if not is_building or (codes.has_building(said.area) and not Building.objects.filter(key=said.area).exists()):
        raise NoDoor
    return said.area, said.room, 0


def _check_person(person_id: int, household: int, key: int) -> None:
    """A ticket stands on the page of whoever it names: only somebody of that door, or building, may be named. Raises
    PersonElsewhere."""
    if not person_id:
        return
    found = find(person_id)
    here = found is not None and found.kind == "person" and found.building_key == key
    if found is None or not here or (household and found.household_id != household):
        raise PersonElsewhere


def _room_of(household_id: int) -> str:
    from wanjia.roster.models import Household

    return Household.objects.get(part=part_of(household_id), id=household_id).room


def _sealed(said: Said, phone: str) -> dict[str, object]:
    told = {name: value.strip()[:200] for name, value in said.fields.items() if value.strip()}
    return {
        "text_sealed": sealing.sealed(said.text, sealing.TEXT),
        "fields_sealed": sealing.sealed(json.dumps(told, ensure_ascii=False), sealing.FIELDS) if told else None,
        "caller_sealed": sealing.sealed(said.caller, sealing.CALLER),
        "phone_sealed": sealing.sealed(phone, sealing.PHONE),
        "phone_hash": sealing.same_phone(phone), "phone_tail": phone_tail(phone),
    }  # fmt: skip


def _number(part: int) -> int:
    """The next of the committee. Holds its counter until the transaction ends."""
    TicketCounter.objects.get_or_create(part=part)
    counter = TicketCounter.objects.select_for_update().get(part=part)
    TicketCounter.objects.filter(part=part).update(next=F("next") + 1)
    return counter.next


def _first_of(ticket: Ticket) -> Ticket | None:
    """The open ticket of the same door or the same telephone with the same kind, the earliest."""
    same = Q(pk__in=[])
    if ticket.room and codes.has_building(ticket.building_key):
        door = Q(building_key=ticket.building_key, room=ticket.room)
        same |= door & Q(household_id=0) if ticket.household_id else door
    if ticket.household_id:
        same |= Q(household_id=ticket.household_id)
    if ticket.phone_hash:
        same |= Q(phone_hash=ticket.phone_hash)
    open_ = Ticket.objects.filter(same, part=ticket.part, kind=ticket.kind, closed_at=None)
    return open_.filter(opened_at__gte=ticket.opened_at - SAME_DAYS, repeats=None).order_by("opened_at").first()


def _write_down(by: Actor, ticket: Ticket, first: Ticket | None, now: datetime) -> None:
    step(by, ticket, Step.What.OPENED, now, detail=ticket.kind)
    if ticket.is_120_called:
        step(by, ticket, Step.What.CALLED_120, now)
    if ticket.call_by is not None:
        promising.write_down(by, ticket, now)
    if first is not None:
        Ticket.objects.filter(part=first.part, id=first.id).update(asked_again=F("asked_again") + 1)
        step(by, first, Step.What.ASKED_AGAIN, now)
    note(by, "need.open", ticket, now, kind=ticket.kind, urgency=ticket.urgency, way=ticket.way)
    outbox.tell("needs.ticket_opened", part=ticket.part, payload=told(ticket), now=now)


def told(ticket: Ticket) -> dict[str, object]:
    """What other rooms are told of a ticket: no words and no names. Ids travel as text."""
    return {
        "ticket": str(ticket.id), "part": str(ticket.part), "kind": ticket.kind, "urgency": ticket.urgency,
        "building_key": str(ticket.building_key), "household_id": str(ticket.household_id),
        "person_id": str(ticket.person_id),
    }  # fmt: skip
