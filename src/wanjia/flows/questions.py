"""From a question of a building to the notice that goes down to it. Only then the question counts as answered.

It is open again when the notice is withdrawn and no other version of it stands: what people were told no longer holds.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from wanjia.kernel import area as codes
from wanjia.needs import handling, looking, sealing
from wanjia.needs.handling import Ended
from wanjia.needs.models import Kind, Outcome, Ticket, Told
from wanjia.needs.wording import ANSWER_WITHDRAWN
from wanjia.notices import queries, rules
from wanjia.notices.answering import Claim
from wanjia.notices.models import Notice
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


def withdrawn(payload: Mapping[str, object], now: datetime) -> None:
    """`notices.withdrawn`, at once: questions that were closed by it wait again with the level that had them.

    An earlier version that holds again, or a later one that stands, answers them still.
    """
    gone = Notice.objects.get(pk=UUID(str(payload["notice"])))
    versions = queries.versions_of(gone.area)
    line = rules.line_of(gone, versions)
    if any(rules.state_of(one, versions, now) in rules.STANDING for one in line):
        return
    by = system(str(payload["by"]))
    for ticket in _closed_by(line):
        handling.reopen(by=by, ticket_id=ticket.pk, words=gone.title, why=ANSWER_WITHDRAWN, now=now)


def _closed_by(line: Sequence[Notice]) -> list[Ticket]:
    """A notice may answer more tickets than the one that it was written for: each was closed with its title."""
    near = Ticket.objects.filter(
        part__range=codes.codes_under(codes.desk_of(line[0].area)), kind=Kind.QUESTION, outcome=Outcome.ANSWERED,
        told_how=Told.CHAT, closed_at__gte=line[0].made_at,
    )  # fmt: skip
    titles = {one.title for one in line}
    return [
        ticket for ticket in near.order_by("opened_at", "id")
        if reaches(line[0].area, ticket) and sealing.said(ticket.answer_sealed, sealing.ANSWER) in titles
    ]  # fmt: skip


def reaches(area: int, ticket: Ticket) -> bool:
    """A question without a building is answered for its whole committee."""
    return codes.contains(area, ticket.building_key if codes.has_building(ticket.building_key) else ticket.part)
