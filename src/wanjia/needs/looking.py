"""Getting a ticket, if the actor may: found, and may you?"""

from datetime import datetime
from uuid import UUID

from wanjia.kernel.errors import NotFound
from wanjia.needs import sealing
from wanjia.needs.models import Ticket
from wanjia.needs.noting import note
from wanjia.platform.access import Act, Actor, one_for, require


def ticket_for(actor: Actor, ticket_id: UUID, act: Act = Act.SERVE, *, is_locked: bool = False) -> Ticket:
    """Raises NotFound or NotAllowed. `is_locked`: the row is held until the transaction ends."""
    rows = Ticket.objects.select_for_update() if is_locked else Ticket.objects.all()
    return one_for(actor, act, rows.filter(id=ticket_id), lambda it: it.building_key)


def phone_of(*, by: Actor, ticket_id: UUID, now: datetime) -> str:
    """The telephone that was left, to be dialled; each time leaves a line in the log."""
    ticket = ticket_for(by, ticket_id)
    require(by, Act.CALL, ticket.building_key)
    number = sealing.said(ticket.phone_sealed, sealing.PHONE)
    if not number:
        raise NotFound
    note(by, "need.call", ticket, now)
    return number
