"""What every command leaves behind: a step of the ticket and a line in the log."""

from datetime import datetime

from wanjia.kernel.ids import new_event_id
from wanjia.needs import sealing
from wanjia.needs.models import Step, Ticket
from wanjia.platform.access import Actor
from wanjia.platform.audit import record


def step(by: Actor, ticket: Ticket, what: str, now: datetime, *, detail: str = "", words: str = "") -> None:
    Step.objects.create(
        id=new_event_id(), part=ticket.part, ticket_id=ticket.id, what=what, at=now, who=by.name[:60],
        rung=ticket.rung, detail=detail[:24], note_sealed=sealing.sealed(words, sealing.NOTE),
    )  # fmt: skip


def note(by: Actor, act: str, ticket: Ticket, now: datetime, reason: str = "", **detail: object) -> None:
    """Kinds and codes only: what somebody said stands sealed in the ticket."""
    record(
        by=by, act=act, area=ticket.part, subject=f"ticket:{ticket.id}", reason=reason, now=now,
        detail={"number": ticket.number, **detail},
    )  # fmt: skip
