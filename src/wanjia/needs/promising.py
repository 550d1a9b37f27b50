"""What a promise to call back leaves on the ticket: its hour, whose word it is, a step of the way."""

from datetime import datetime

from wanjia.kernel.clock import local
from wanjia.needs.models import Step, Ticket
from wanjia.needs.noting import step
from wanjia.needs.refusals import HourPast, NobodyToCall
from wanjia.needs.rules import calling
from wanjia.platform.access import Actor


def give(by: Actor, ticket: Ticket, call_by: datetime, now: datetime) -> None:
    """On the columns of the ticket; whoever calls saves. Raises HourPast, NobodyToCall."""
    if call_by <= now:
        raise HourPast
    if not (ticket.phone_tail or ticket.person_id or ticket.household_id):
        raise NobodyToCall
    ticket.call_by, ticket.call_promised_by, ticket.call_promised_by_id = call_by, by.name[:60], by.account_id
    ticket.climbs_at = calling.climbs_at(ticket.climbs_at, ticket.level_since, call_by)


def write_down(by: Actor, ticket: Ticket, now: datetime) -> None:
    step(by, ticket, Step.What.PROMISED, now, detail=hour(ticket.call_by))


def keep(by: Actor, ticket: Ticket, how: str, now: datetime, words: str = "") -> None:
    """The word is kept: `how` the person was told. Written at once; the step stays."""
    ticket.call_by, ticket.call_promised_by, ticket.call_promised_by_id, ticket.call_tries = None, "", None, 0
    ticket.save(update_fields=["call_by", "call_promised_by", "call_promised_by_id", "call_tries"])
    step(by, ticket, Step.What.CALLED, now, detail=how, words=words)


def hour(at: datetime | None) -> str:
    """As a step keeps it: local, to the minute."""
    return local(at).isoformat(timespec="minutes")[:16] if at else ""
