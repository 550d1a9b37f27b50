"""What tickets do when the register changes. `flows.wiring` runs these in the transaction that told of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from wanjia.kernel import area as codes
from wanjia.kernel.ids import part_of
from wanjia.needs import handling, placing
from wanjia.needs.models import Kind, Ticket
from wanjia.needs.noting import note
from wanjia.needs.rules import owning
from wanjia.platform.access import system
from wanjia.roster.models import Person

_OF_THE_PERSON = (Kind.MEDICINE, Kind.OUTING, Kind.MENTAL)  # the others are of the door for which they were asked


def tickets_follow_merge(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.people_merged`: what the entry that goes has asked for is the other's. The door stays as it was said."""
    gone, kept = int(str(payload["gone"])), int(str(payload["kept"]))
    Ticket.objects.filter(person_id=gone).update(person_id=kept)


def tickets_follow_move(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.person_moved`: what somebody needs for themselves is brought to the new door, by whoever is there.

    A repair, a delivery and a danger stay where they were said to be. What was asked of another committee stays with
    it: it holds the promise, and hands it on by a person's decision.
    """
    person, left = int(str(payload["person"])), int(str(payload["from"]))
    moved = Person.objects.select_related("household").get(part=part_of(person), id=person)
    mine = Ticket.objects.select_for_update().filter(
        part=codes.committee_of(moved.building_key), person_id=person, building_key=left, closed_at=None,
        kind__in=_OF_THE_PERSON,
    )  # fmt: skip
    for ticket in mine.order_by("id"):
        _to_door(ticket, moved, now)
        note(system("register"), "need.follow_move", ticket, now, **{"from": str(left)})


def _to_door(ticket: Ticket, moved: Person, now: datetime) -> None:
    """Level and clock stay; only who has nobody at the new door passes it up. Whoever took it on keeps it where the
    desk is the same.
    """
    ticket.building_key, ticket.household_id = moved.building_key, moved.household_id
    ticket.room = moved.household.room[:12]
    ticket.save(update_fields=["building_key", "household_id", "room"])
    had = handling.owner_of(ticket)
    rung = owning.first_rung(had.rung, placing.staffed(moved.building_key, now))
    if (rung, placing.owner_area(moved.building_key, rung)) != (ticket.rung, ticket.owner_area):
        handling.settle(ticket, replace(had, rung=rung))
