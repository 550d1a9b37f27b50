"""From what is going round to the notice that answers it, and back into the ticket's history."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from wanjia.needs import handling, looking, sealing
from wanjia.needs.models import Kind
from wanjia.notices.answering import Claim
from wanjia.platform.access import Actor, system


def claim(by: Actor, ticket_id: UUID) -> Claim | None:
    """The rumour of a ticket, for whoever serves there. Raises NotFound, NotAllowed."""
    ticket = looking.ticket_for(by, ticket_id)
    if ticket.kind != Kind.RUMOUR:
        return None
    return Claim(ticket.pk, ticket.building_key, sealing.said(ticket.text_sealed, sealing.TEXT))


def answered(payload: Mapping[str, object], now: datetime) -> None:
    """`notices.answered`, at once: whoever opens the ticket sees what was published. Telling the person stays to do."""
    handling.add_note(
        by=system(str(payload["by"])), ticket_id=UUID(str(payload["ticket"])), words=str(payload["title"]), now=now
    )
