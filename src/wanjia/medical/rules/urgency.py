"""Red, yellow, green for medicine, with their clocks; and what goes to which hospital together.

Source: Shihua, Xinhua 6 April 2022: red, none left, now; yellow, the same day; green, the next day. Two hours for "now"
are wanjia's own figure (confidence L).
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from wanjia.kernel.clock import LOCAL, local

RED, YELLOW, GREEN = "red", "yellow", "green"
LEVELS = (RED, YELLOW, GREEN)
NOW = timedelta(hours=2)
_EVENING = time(20)
_LATE = time(18)


def due_of(level: str, asked_at: datetime) -> datetime:
    """Until when it is at the door. Asked after six in the evening, `the same day` is the next noon."""
    there = local(asked_at)
    if level == RED:
        return asked_at + NOW
    if level == YELLOW:
        if there.time() < _LATE:
            return datetime.combine(there.date(), _EVENING, LOCAL)
        return datetime.combine(there.date() + timedelta(days=1), time(12), LOCAL)
    return datetime.combine(there.date() + timedelta(days=1), _EVENING, LOCAL)


@dataclass(frozen=True, slots=True)
class Wish:
    """One order that waits for a run."""

    id: Hashable
    hospital: Hashable
    level: str
    due_at: datetime


def batches(wishes: Iterable[Wish], most: int) -> list[tuple[Hashable, tuple[Wish, ...]]]:
    """Runs by hospital, none longer than `most` books, red first, then by limit; the run with the nearest limit first.

    A red one never waits for others: it is at the head of the first run of its hospital.
    """
    by_hospital: dict[Hashable, list[Wish]] = {}
    for wish in sorted(wishes, key=lambda one: (LEVELS.index(one.level), one.due_at, str(one.id))):
        by_hospital.setdefault(wish.hospital, []).append(wish)
    runs = [
        (hospital, tuple(row[at : at + most]))
        for hospital, row in by_hospital.items()
        for at in range(0, len(row), most)
    ]
    return sorted(runs, key=lambda run: (min(one.due_at for one in run[1]), str(run[0])))
