"""What this door has asked for, with what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wanjia.me.opening import Resident
from wanjia.needs import queries, sealing
from wanjia.needs.models import Kind, Ticket

_SHOWN_FOR = timedelta(days=14)
KINDS = tuple((kind.value, kind.label) for kind in Kind if kind is not Kind.RUMOUR)


@dataclass(frozen=True, slots=True)
class Request:
    """One of their tickets. `words` are their own; `answer` is what was told."""

    ticket: Ticket
    words: str
    answer: str

    @property
    def asks_whether_it_helped(self) -> bool:
        return not self.ticket.is_open and self.ticket.satisfied is None


def of(resident: Resident, now: datetime) -> Sequence[Request]:
    """The newest first; behind a shared door only one's own. One query."""
    rows = queries.of_household(resident.home.pk, now - _SHOWN_FOR)
    return [
        Request(row, sealing.said(row.text_sealed, sealing.TEXT), sealing.said(row.answer_sealed, sealing.ANSWER))
        for row in rows
        if is_theirs(row, resident)
    ]


def is_theirs(row: Ticket, resident: Resident) -> bool:
    """A family sees what was asked for its door; in a dormitory everybody sees their own."""
    if resident.is_shared:
        return row.person_id == resident.subject.id
    return row.household_id == resident.home.pk
