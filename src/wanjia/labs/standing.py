"""What another room knows of a laboratory's work: tubes that it has taken in and not reported yet.

Logistics hands tubes over; `flows` puts its count here, so that a laboratory's page can say when it will be done.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

Waiting = Callable[[Sequence[UUID], datetime], Mapping[UUID, int]]

SOURCES: list[Waiting] = []


def waiting(labs: Sequence[UUID], now: datetime) -> dict[UUID, int]:
    """Laboratory → tubes that wait there, summed over everything that knows of some."""
    found: dict[UUID, int] = {}
    for source in SOURCES:
        for lab, tubes in source(labs, now).items():
            found[lab] = found.get(lab, 0) + tubes
    return found
