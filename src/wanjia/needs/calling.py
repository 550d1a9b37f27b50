"""The promise to call back: given, tried, kept. Only an act ends it: a call, or another way of telling.

It stays with the ticket through every owner; closing keeps it only by really telling the person.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from wanjia.needs import promising
from wanjia.needs.handling import minutes_of, open_for
from wanjia.needs.models import Step, Ticket, Told
from wanjia.needs.noting import note, step
from wanjia.needs.queries import Line, lines, open_in
from wanjia.needs.refusals import CallPromised, HourPast, NoPromise, NoteWanted, OutcomeWanted
from wanjia.needs.rules import calling, owning
from wanjia.platform.access import Actor

WAYS = (Told.CALL, Told.DOOR, Told.CHAT)


@transaction.atomic
def promise(*, by: Actor, ticket_id: UUID, call_by: datetime, now: datetime) -> Ticket:
    """Raises CallPromised where one is open, HourPast, NobodyToCall, TicketClosed."""
    ticket = open_for(by, ticket_id)
    if ticket.call_by is not None:
        raise CallPromised(number=ticket)
    promising.give(by, ticket, call_by, now)
    ticket.save(update_fields=["call_by", "call_promised_by", "call_promised_by_id", "climbs_at"])
    promising.write_down(by, ticket, now)
    note(by, "need.promise_call", ticket, now)
    return ticket


@transaction.atomic
def no_answer(*, by: Actor, ticket_id: UUID, next_at: datetime, now: datetime) -> Ticket:
    """Called, nobody answered: the promise goes on with the next try. Raises NoPromise, HourPast."""
    ticket = _promised(by, ticket_id)
    if next_at <= now:
        raise HourPast
    ticket.call_by, ticket.call_tries = next_at, ticket.call_tries + 1
    ticket.climbs_at = calling.climbs_at(_own_clock(ticket), ticket.level_since, next_at)
    ticket.save(update_fields=["call_by", "call_tries", "climbs_at"])
    step(by, ticket, Step.What.TRIED, now, detail=promising.hour(next_at))
    note(by, "need.no_answer", ticket, now)
    return ticket


@transaction.atomic
def called(*, by: Actor, ticket_id: UUID, how: str = Told.CALL, words: str = "", now: datetime) -> Ticket:
    """They were told: by the call, or at the door or in the chat, and then what was said is written.

    Raises NoPromise, OutcomeWanted for no way, NoteWanted.
    """
    ticket = _promised(by, ticket_id)
    if how not in WAYS:
        raise OutcomeWanted
    if how != Told.CALL and not words.strip():
        raise NoteWanted
    promising.keep(by, ticket, how, now, words)
    ticket.climbs_at = _own_clock(ticket)
    ticket.save(update_fields=["climbs_at"])
    note(by, "need.called_back", ticket, now, told=how)
    return ticket


def _promised(by: Actor, ticket_id: UUID) -> Ticket:
    ticket = open_for(by, ticket_id)
    if ticket.call_by is None:
        raise NoPromise(number=ticket)
    return ticket


def _own_clock(ticket: Ticket) -> datetime | None:
    """When it climbs by its kind alone."""
    if ticket.rung == owning.TOP:
        return None
    return owning.climbs(ticket.level_since, minutes_of(ticket))


def promised(area: int, limit: int) -> list[Line]:
    """Calls that are promised in an area, the first hour first; one more than `limit` where there are more. Three
    queries."""
    return lines(list(open_in(area).exclude(call_by=None).order_by("call_by", "id")[: limit + 1]))


def to_make(area: int, account_id: int | None, now: datetime, limit: int = 6) -> list[Line]:
    """Calls that somebody promised or whose ticket they have, and every late one of the area. Three queries."""
    mine = Q(call_promised_by_id=account_id) | Q(taken_by_id=account_id) if account_id else Q(pk__in=[])
    rows = open_in(area).exclude(call_by=None).filter(mine | Q(call_by__lte=now))
    return lines(list(rows.order_by("call_by", "id")[:limit]))
