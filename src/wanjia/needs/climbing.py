"""Tickets whose level has had them too long go up, each at the moment its clock ran out. Run every minute."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.needs import placing
from wanjia.needs.handling import minutes_of, owner_of, settle
from wanjia.needs.models import Step, Ticket
from wanjia.needs.noting import step
from wanjia.needs.rules.owning import climbed
from wanjia.needs.services import told
from wanjia.platform import outbox
from wanjia.platform.access import system

HAND = system("clock")


def climb(now: datetime, limit: int = 500) -> int:
    """Every open ticket whose time with its level has run out. Returns how many moved; call again while it is full.

    A machine that was off catches up: a ticket goes through every level it should have reached meanwhile.
    """
    waiting = Ticket.objects.filter(closed_at=None, climbs_at__lte=now).order_by("climbs_at", "id")
    return sum(_one(part, id_, now) for part, id_ in list(waiting.values_list("part", "id")[:limit]))


@transaction.atomic
def _one(part: int, id_: UUID, now: datetime) -> int:
    ticket = (
        Ticket.objects.select_for_update(skip_locked=True)
        .filter(part=part, id=id_, closed_at=None, climbs_at__lte=now)
        .first()
    )
    if ticket is None:
        return 0
    there = placing.staffed(ticket.building_key, now)
    for owner in climbed(owner_of(ticket), there, now, minutes_of(ticket)):
        settle(ticket, owner)
        step(HAND, ticket, Step.What.CLIMBED, owner.since)
    outbox.tell("needs.ticket_climbed", part=part, payload=told(ticket) | {"rung": ticket.rung}, now=now)
    return 1
