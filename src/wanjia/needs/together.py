"""One act on a whole cluster: five doors of a building without water are taken on, answered, closed at once.

Each ticket keeps its own history, and each door is told for itself: whoever has not been told stays open.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.needs import handling
from wanjia.needs.handling import Ended
from wanjia.needs.looking import ticket_for
from wanjia.needs.models import Ticket
from wanjia.needs.refusals import NotAlike, NoteWanted, WordsWanted
from wanjia.needs.rules import alike, owning
from wanjia.platform.access import Actor

UNTOLD = "-"  # instead of a way of telling: nobody has told this door yet


@dataclass(frozen=True, slots=True)
class Done:
    """How many were changed; how many somebody had closed already; how many stay open because nobody told them."""

    changed: int
    closed_before: int = 0
    untold: int = 0


@transaction.atomic
def take(*, by: Actor, ids: Sequence[UUID], now: datetime) -> Done:
    """Somebody takes all of them on. Raises NotAlike."""
    return _each(by, ids, lambda ticket: handling.take(by=by, ticket_id=ticket.id, now=now))


@transaction.atomic
def answer(*, by: Actor, ids: Sequence[UUID], words: str, now: datetime) -> Done:
    """One answer, written into each. Raises NoteWanted, NotAlike."""
    if not words.strip():
        raise NoteWanted
    return _each(by, ids, lambda ticket: handling.add_note(by=by, ticket_id=ticket.id, words=words, now=now))


@transaction.atomic
def pass_up(*, by: Actor, ids: Sequence[UUID], words: str, now: datetime) -> Done:
    """All of them to the level above; those that are at the top stay there. Raises WordsWanted, NotAlike."""
    if not words.strip():
        raise WordsWanted
    return _each(
        by, ids, lambda ticket: handling.pass_up(by=by, ticket_id=ticket.id, words=words, now=now),
        is_open_to=lambda ticket: ticket.rung < owning.TOP,
    )  # fmt: skip


@transaction.atomic
def close(*, by: Actor, told: Mapping[UUID, str], ended: Ended, now: datetime) -> Done:
    """One outcome for all. `told`: how each was told; empty: as the rest; "-": not yet, it stays open with a note.

    Raises OutcomeWanted, NotAlike.
    """
    open_ = _held(by, list(told))
    untold = 0
    for ticket in open_:
        how = told[ticket.id] or ended.told_how
        if how == UNTOLD:
            untold += 1
        else:
            handling.close(by=by, ticket_id=ticket.id, ended=replace(ended, told_how=how), now=now)
    return Done(len(open_) - untold, len(told) - len(open_), untold)


def _held(by: Actor, ids: Sequence[UUID]) -> list[Ticket]:
    """Those of them that are open, each locked, in one order for everybody. Raises NotAlike."""
    held = [ticket_for(by, id_, is_locked=True) for id_ in sorted(set(ids))]
    if not alike.is_one((ticket.building_key, ticket.kind, ticket.topic) for ticket in held):
        raise NotAlike
    return [ticket for ticket in held if ticket.is_open]


def _each(
    by: Actor, ids: Sequence[UUID], act: Callable[[Ticket], object],
    is_open_to: Callable[[Ticket], bool] = lambda _ticket: True,
) -> Done:  # fmt: skip
    open_ = _held(by, ids)
    wanted = [ticket for ticket in open_ if is_open_to(ticket)]
    for ticket in wanted:
        act(ticket)
    return Done(len(wanted), len(set(ids)) - len(open_))
