"""What is decided about phones, as pure values: how one stands, and what of a log is still missing."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

SILENT_AFTER = timedelta(minutes=15)
GRACE = timedelta(hours=24)  # so long after its shift a phone may still send what it made
LONGEST = timedelta(hours=24)  # a shift
REPEAT = timedelta(minutes=10)  # a phone that did not hear the answer may take up its invitation again
SPAN = 64  # numbers in one block of a log


class State(StrEnum):
    """How a phone stands. The order is that of the list: what needs somebody comes first."""

    SILENT = "silent"  # not heard of for a quarter of an hour, in its shift or with records of its own
    MISSING = "missing"  # its shift is over and something is not here; it still speaks
    WORKING = "working"
    ALL_HERE = "all_here"  # its shift is over and it owes nothing
    WIPED = "wiped"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the state of a phone rests on."""

    ends_at: datetime  # of the shift, or when its key was revoked
    heard_at: datetime
    wiped_at: datetime | None
    missing: int


def state(facts: Facts, now: datetime) -> State:
    """A phone that owes records and says nothing is silent, whatever the time; one that owes nothing is left alone."""
    is_quiet = now - facts.heard_at > SILENT_AFTER
    if facts.wiped_at is not None:
        return State.SILENT if facts.missing else State.WIPED
    if now < facts.ends_at:
        return State.SILENT if is_quiet else State.WORKING
    if not facts.missing:
        return State.ALL_HERE
    return State.SILENT if is_quiet else State.MISSING


def is_block(first: int, last: int) -> bool:
    """Blocks begin at 1, 65, 129 …; only the last one of a log is shorter."""
    return first >= 1 and first % SPAN == 1 and first <= last < first + SPAN


def hash_of(ids: Iterable[UUID]) -> str:
    """SHA-256 over the ids in the order of their numbers, undone ones too, joined by a line feed."""
    return hashlib.sha256("\n".join(map(str, ids)).encode()).hexdigest()


def missing(first: int, ids: Sequence[UUID], arrived: Collection[UUID]) -> list[tuple[int, UUID]]:
    """Number and id of those of a block that are not here, in order. Undone ones among them: see `owed`."""
    return [(number, id_) for number, id_ in enumerate(ids, start=first) if id_ not in arrived]


def owed(absent: Iterable[tuple[int, UUID]], void: Collection[int]) -> list[UUID]:
    """Those of the absent that should be here: whoever was undone before it was sent is not owed."""
    return [id_ for number, id_ in absent if number not in void]
