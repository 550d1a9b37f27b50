"""What becomes of a ticket: taken on, noted, passed up or down, sorted anew, closed, reopened, rated."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.kernel.clock import local_date
from wanjia.needs import placing, presets, promising, sealing
from wanjia.needs.looking import ticket_for
from wanjia.needs.models import Kind, Outcome, Step, Ticket, Told, Urgency
from wanjia.needs.noting import note, step
from wanjia.needs.refusals import (
    CallPromised,
    NoteWanted,
    NothingAsked,
    OutcomeWanted,
    StaysHere,
    TicketClosed,
    TicketOpen,
    TopReached,
    WordsWanted,
)
from wanjia.needs.rules import calling, owning
from wanjia.needs.rules.owning import Owner
from wanjia.needs.rules.topics import topic_of
from wanjia.needs.services import told
from wanjia.platform import outbox
from wanjia.platform.access import Actor


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended, who told the person, how, and in which words."""

    outcome: str
    told_by: str
    told_how: str
    words: str = ""


def open_for(by: Actor, ticket_id: UUID) -> Ticket:
    """Held until the transaction ends. Raises TicketClosed, NotFound, NotAllowed."""
    ticket = ticket_for(by, ticket_id, is_locked=True)
    if not ticket.is_open:
        raise TicketClosed(number=ticket)
    return ticket


@transaction.atomic
def take(*, by: Actor, ticket_id: UUID, now: datetime) -> Ticket:
    """Somebody of the level says: I do it. The clock goes on. Raises TicketClosed."""
    ticket = open_for(by, ticket_id)
    ticket.taken_by, ticket.taken_by_id = by.name[:60], by.account_id
    ticket.save(update_fields=["taken_by", "taken_by_id"])
    step(by, ticket, Step.What.TAKEN, now)
    note(by, "need.take", ticket, now)
    return ticket


@transaction.atomic
def add_note(*, by: Actor, ticket_id: UUID, words: str, now: datetime) -> None:
    """What was done so far. Raises NoteWanted."""
    ticket = ticket_for(by, ticket_id, is_locked=True)
    if not words.strip():
        raise NoteWanted
    step(by, ticket, Step.What.NOTED, now, words=words)
    note(by, "need.note", ticket, now)


@transaction.atomic
def call_120(*, by: Actor, ticket_id: UUID, now: datetime) -> None:
    """120 was called: written down at its minute, never refused, whatever the state."""
    ticket = ticket_for(by, ticket_id, is_locked=True)
    Ticket.objects.filter(part=ticket.part, id=ticket.id).update(is_120_called=True)
    step(by, ticket, Step.What.CALLED_120, now)
    note(by, "need.call_120", ticket, now)


@transaction.atomic
def pass_up(*, by: Actor, ticket_id: UUID, words: str, now: datetime) -> Ticket:
    """To the level above, with the reason. Raises TopReached, WordsWanted, TicketClosed."""
    ticket = open_for(by, ticket_id)
    if not words.strip():
        raise WordsWanted
    if ticket.rung == owning.TOP:
        raise TopReached
    owner = owning.pass_up(owner_of(ticket), placing.staffed(ticket.building_key, now), now, minutes_of(ticket))
    settle(ticket, owner)
    step(by, ticket, Step.What.PASSED_UP, now, words=words)
    note(by, "need.pass_up", ticket, now, rung=ticket.rung)
    return ticket


@transaction.atomic
def hand_down(*, by: Actor, ticket_id: UUID, words: str, now: datetime) -> Ticket:
    """To the level below, twice at most. Raises StaysHere, WordsWanted, TicketClosed."""
    ticket = open_for(by, ticket_id)
    if not words.strip():
        raise WordsWanted
    owner, there = owner_of(ticket), placing.staffed(ticket.building_key, now)
    if not owning.may_hand_down(owner, there):
        raise StaysHere(times=ticket.handed_down)
    settle(ticket, owning.hand_down(owner, there, now, minutes_of(ticket)))
    step(by, ticket, Step.What.HANDED_DOWN, now, words=words)
    note(by, "need.hand_down", ticket, now, rung=ticket.rung)
    return ticket


@transaction.atomic
def sort_anew(*, by: Actor, ticket_id: UUID, kind: str, urgency: int, now: datetime) -> Ticket:
    """Another kind or urgency than was written down; its time runs from the opening, or from when it was opened again.
    Raises NothingAsked."""
    ticket = open_for(by, ticket_id)
    if kind not in Kind.values or urgency not in Urgency.values:
        raise NothingAsked
    ticket.kind, ticket.urgency = kind, Urgency.LIFE if kind == Kind.LIFE else Urgency(urgency)
    ticket.topic = topic_of(kind, sealing.said(ticket.text_sealed, sealing.TEXT))
    terms = presets.terms_for(kind, ticket.building_key, local_date(now))
    ticket.terms_version, ticket.due_at = terms.version, terms.due_at(ticket.urgency, _begun_at(ticket))
    owner = owner_of(ticket)
    if owner.climbs_at is not None:
        own = terms.climbs_at(ticket.urgency, ticket.level_since)
        ticket.climbs_at = calling.climbs_at(own, ticket.level_since, ticket.call_by)
    ticket.save(update_fields=["kind", "urgency", "topic", "terms_version", "due_at", "climbs_at"])
    step(by, ticket, Step.What.SORTED, now, detail=kind)
    note(by, "need.sort", ticket, now, kind=kind, urgency=ticket.urgency)
    return ticket


def _begun_at(ticket: Ticket) -> datetime:
    again = (
        Step.objects.filter(part=ticket.part, ticket_id=ticket.id, what=Step.What.REOPENED) if ticket.reopened else ()
    )
    return max((step.at for step in again), default=ticket.opened_at)


@transaction.atomic
def close(*, by: Actor, ticket_id: UUID, ended: Ended, now: datetime) -> Ticket:
    """Ends it: an outcome, and somebody who told it to the person.

    A call that is promised is kept by telling them; their page alone does not keep it.
    Raises OutcomeWanted, CallPromised, TicketClosed.
    """
    ticket = open_for(by, ticket_id)
    if ended.outcome not in Outcome.values or ended.told_how not in Told.values or not ended.told_by.strip():
        raise OutcomeWanted
    if ticket.call_by is not None:
        if ended.told_how == Told.PAGE:
            raise CallPromised(number=ticket)
        promising.keep(by, ticket, ended.told_how, now)
    ticket.closed_at, ticket.closed_by, ticket.outcome = now, by.name[:60], ended.outcome
    ticket.told_by, ticket.told_how = ended.told_by.strip()[:60], ended.told_how
    ticket.answer_sealed = sealing.sealed(ended.words, sealing.ANSWER)
    ticket.satisfied = None
    ticket.save(
        update_fields=["closed_at", "closed_by", "outcome", "told_by", "told_how", "answer_sealed", "satisfied"]
    )
    step(by, ticket, Step.What.CLOSED, now, detail=ended.outcome)
    note(by, "need.close", ticket, now, outcome=ended.outcome, told=ended.told_how)
    outbox.tell("needs.ticket_closed", part=ticket.part, payload=told(ticket) | {"outcome": ended.outcome}, now=now)
    return ticket


@transaction.atomic
def reopen(*, by: Actor, ticket_id: UUID, words: str, now: datetime, why: str = "") -> Ticket:
    """It did not help, or came back: same level, a clock from now. `why`: a code where no person says it.

    Raises TicketOpen, WordsWanted.
    """
    ticket = ticket_for(by, ticket_id, is_locked=True)
    if ticket.is_open:
        raise TicketOpen(number=ticket)
    if not words.strip():
        raise WordsWanted
    _reopened(by, ticket, words, now, why)
    return ticket


def _reopened(by: Actor, ticket: Ticket, words: str, now: datetime, why: str = "") -> None:
    terms = presets.terms_of(ticket.kind, ticket.terms_version)
    ticket.closed_at, ticket.closed_by, ticket.outcome, ticket.told_by, ticket.told_how = None, "", "", "", ""
    ticket.reopened += 1
    ticket.level_since, ticket.due_at = now, terms.due_at(ticket.urgency, now)
    ticket.climbs_at = None if ticket.rung == owning.TOP else terms.climbs_at(ticket.urgency, now)
    ticket.save()
    step(by, ticket, Step.What.REOPENED, now, detail=why, words=words)
    note(by, "need.reopen", ticket, now, **({"why": why} if why else {}))


@transaction.atomic
def rate(*, by: Actor, ticket_id: UUID, helped: bool, words: str = "", now: datetime) -> Ticket:
    """What the person says afterwards: it helped, or it did not, and then it is open again. Raises TicketOpen."""
    ticket = ticket_for(by, ticket_id, is_locked=True)
    if ticket.is_open:
        raise TicketOpen(number=ticket)
    ticket.satisfied = helped
    ticket.save(update_fields=["satisfied"])
    step(by, ticket, Step.What.RATED, now, detail="yes" if helped else "no", words=words)
    note(by, "need.rate", ticket, now, helped=helped)
    if not helped:
        _reopened(by, ticket, words, now)
    return ticket


def owner_of(ticket: Ticket) -> Owner:
    return Owner(ticket.rung, ticket.level_since, ticket.climbs_at, ticket.handed_down)


def minutes_of(ticket: Ticket) -> int:
    """How long a level may have it, by the version under which it was opened."""
    return presets.terms_of(ticket.kind, ticket.terms_version).climb_minutes[ticket.urgency]


def settle(ticket: Ticket, owner: Owner) -> None:
    """Writes the owner down; whoever had taken it on has it no longer. A call that was promised stays promised."""
    ticket.rung, ticket.level_since = owner.rung, owner.since
    ticket.climbs_at = calling.climbs_at(owner.climbs_at, owner.since, ticket.call_by)
    ticket.handed_down = owner.handed_down
    ticket.owner_area = placing.owner_area(ticket.building_key, owner.rung)
    ticket.taken_by, ticket.taken_by_id = "", None
    owned = ("rung", "level_since", "climbs_at", "handed_down", "owner_area", "taken_by", "taken_by_id")
    ticket.save(update_fields=owned)
