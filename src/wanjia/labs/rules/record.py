"""What is known of one person in one round, from the results of the tubes they are in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wanjia.labs.rules.values import INVALID, NEGATIVE, POSITIVE, is_abnormal


class Standing(StrEnum):
    """Never "positive" by a pool: a pool is a question to each of its members (domain §2.3)."""

    WAITING = "waiting"  # sampled, nothing reported
    NEGATIVE = "negative"
    RECHECK = "recheck"  # asked for a swab of their own, nothing decided
    RESAMPLE = "resample"  # the tube told nothing
    POSITIVE = "positive"  # by a swab of their own


@dataclass(frozen=True, slots=True)
class Found:
    """One tube of the person, by its version of record. `value` is empty while nothing is reported."""

    value: str
    is_pool: bool
    tested_at: datetime | None = None


def standing(tubes: Iterable[Found]) -> Standing | None:
    """What holds, whatever the order of the tubes; None without any.

    A swab of one's own outweighs every pool, a positive one every other: it is undone by a new version of itself, not
    by a later negative. Among pools one that is abnormal outweighs those that are not.
    """
    known = list(tubes)
    own = [tube for tube in known if tube.value and not tube.is_pool]
    if any(tube.value == POSITIVE for tube in own):
        return Standing.POSITIVE
    if decided := [tube for tube in own if tube.value == NEGATIVE]:
        return _of_own(own, decided)
    return _of_pools(known) if known else None


def _of_own(own: list[Found], negative: list[Found]) -> Standing:
    """A doubtful swab after the last negative one asks again."""
    last = max(_moment(tube) for tube in negative)
    later = [tube for tube in own if is_abnormal(tube.value) and _moment(tube) > last]
    return Standing.RECHECK if later else Standing.NEGATIVE


def _of_pools(known: list[Found]) -> Standing:
    values = {tube.value for tube in known}
    if any(is_abnormal(value) for value in values):
        return Standing.RECHECK
    if NEGATIVE in values:
        return Standing.NEGATIVE
    return Standing.RESAMPLE if INVALID in values else Standing.WAITING


def _moment(tube: Found) -> float:
    return tube.tested_at.timestamp() if tube.tested_at else 0.0
