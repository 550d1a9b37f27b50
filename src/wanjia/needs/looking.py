"""Getting a ticket, if the actor may: found, and may you?"""

from datetime import datetime
from uuid import UUID

from wanjia.kernel.errors import NotFound
from wanjia.needs import sealing
from wanjia.needs.models import Ticket
from wanjia.needs.noting import note
from wanjia.platform.access import Act, Actor, require


def ticket_for(actor: Actor, ticket_id: UUID, act: Act = Act.SERVE, *, is_locked: bool = False) -> Ticket:
    """Raises NotFound or NotAllowed. `is_locked`: the row is held until the transaction ends."""
    rows = Ticket.objects.select_for_update() if is_locked else Ticket.objects.all()
    ticket = rows.filter(id=ticket_id).first()
    if ticket is None:
        raise NotFound
    require(actor, act, ticket.building_key)
    return ticket


def phone_of(*, by: Actor, ticket_id: UUID, now: datetime) -> str:
    """The telephone that was left, to be dialled; each time leaves a line in the log."""
    ticket = ticket_for(by, ticket_id, Act.CALL)
    number = sealing.said(ticket.phone_sealed, sealing.PHONE)
    if not number:
        raise NotFound
    note(by, "need.call", ticket, now)
    return number
