"""What an order asks of coverage: which obligation is due to whom on which day.

Only the seam. Nothing here opens a round: `flows` will, from this list, when rooms and coverage are joined. What
coverage has no obligation for yet (waste at the door) carries None.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from wanjia.isolation.explaining import explain
from wanjia.roster.subjects import Subject

OBLIGATION_OF = {"test": "nat", "reading": "temperature", "call": "welfare_call", "waste": None}


@dataclass(frozen=True, slots=True)
class Owed:
    """One round's worth for one subject on one day."""

    on: date
    obligation: str | None
    what: str
    times: int
    subject_id: int
    rule: str
    source: str


def owed(subject: Subject, since: date, until: date, now: datetime) -> list[Owed]:
    """Everything that the rules in force on `since` ask for from that day to the other, both included; in order.

    A thing that two rules ask for on one day is owed once, by the one that asks for it more often.
    """
    most: dict[tuple[date, str], Owed] = {}
    for one in _all(subject, since, now):
        key = (one.on, one.what)
        if since <= one.on <= until and (key not in most or most[key].times < one.times):
            most[key] = one
    return [most[key] for key in sorted(most)]


def _all(subject: Subject, on: date, now: datetime) -> Iterator[Owed]:
    for regime in explain(subject, on, now).held:
        for due in regime.dues:
            yield Owed(due.on, OBLIGATION_OF[due.what], due.what, due.times, subject.id, str(regime.row), due.source)
