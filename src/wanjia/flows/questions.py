"""From a question of a building to the notice that goes down to it. Only then the question counts as answered."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from wanjia.kernel import area as codes
from wanjia.needs import handling, looking, sealing
from wanjia.needs.handling import Ended
from wanjia.needs.models import Kind, Outcome, Ticket, Told
from wanjia.notices.answering import Claim
from wanjia.platform.access import Actor, system


def claim(by: Actor, ticket_id: UUID) -> Claim | None:
    """The question of a ticket, for whoever serves there. Raises NotFound, NotAllowed."""
    ticket = looking.ticket_for(by, ticket_id)
    if ticket.kind != Kind.QUESTION:
        return None
    words = sealing.said(ticket.text_sealed, sealing.TEXT)
    return Claim(ticket.pk, ticket.building_key, words, is_question=True)


def answered(payload: Mapping[str, object], now: datetime) -> None:
    """`notices.answered`, at once, after the note: a notice that reaches the building closes its question."""
    by = system(str(payload["by"]))
    ticket = looking.ticket_for(by, UUID(str(payload["ticket"])))
    if ticket.kind == Kind.QUESTION and ticket.is_open:
        close_by_notice(by, ticket, area=int(str(payload["area"])), title=str(payload["title"]), now=now)


def close_by_notice(by: Actor, ticket: Ticket, *, area: int, title: str, now: datetime) -> bool:
    """Whether it did: not by a notice that does not reach the building, nor where somebody was promised a call."""
    if not reaches(area, ticket) or ticket.call_by is not None:
        return False
    ended = Ended(Outcome.ANSWERED, by.name, Told.CHAT, title)
    handling.close(by=by, ticket_id=ticket.pk, ended=ended, now=now)
    return True


def reaches(area: int, ticket: Ticket) -> bool:
    """A question without a building is answered for its whole committee."""
    return codes.contains(area, ticket.building_key if ticket.building_key % 10**4 else ticket.part)
