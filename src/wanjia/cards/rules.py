"""Every decision about cards, on plain values."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from wanjia.kernel.codes import is_short

DAYS, FEWEST_DAYS, MOST_DAYS = 30, 1, 90
ENDING = timedelta(days=7)  # a card that ends within so many days is renewed with the rest
TRIES = 5  # wrong answers to one code, then it rests
TRIES_FROM_ONE_ADDRESS = 60  # a whole compound may share one address of its mobile network
REST = timedelta(minutes=15)
LONGEST_REST = timedelta(hours=24)
FORGOTTEN = timedelta(days=7)  # after so long without a wrong try everything starts afresh
_NEITHER = re.compile(r"[\s\u3000]+")
_NUMBERED = re.compile(r"(\d{12})[-/]?(\d{8})")


class Need(StrEnum):
    """What issuing does for one subject."""

    NEW = "new"
    RENEW = "renew"
    KEEP = "keep"


def need(until: date | None, wanted: date, today: date) -> Need:
    """What a subject gets. `until`: of the card that is not cancelled, None without one; `wanted`: of one made today.

    Asked again on the same day it is KEEP, however short a life cards have.
    """
    if until is None:
        return Need.NEW
    return Need.RENEW if until - today < ENDING and wanted > until else Need.KEEP


def last_day(today: date, days: int) -> date:
    """Valid for so many days, today included. Raises ValueError outside 1 to 90."""
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise ValueError(f"a card is good for 1 to 90 days, not {days}")
    return today + timedelta(days=days)


def grouped(short: str) -> str:
    """12345678 → 1234 5678, as it is printed and read out."""
    return f"{short[:4]} {short[4:]}"


def code_in(text: str) -> str:
    """The code in whatever was pasted: a link ends in `#` and the code, spaces and line breaks mean nothing."""
    return _NEITHER.sub("", text).rsplit("#", 1)[-1].upper()


def number_in(text: str) -> tuple[int, str] | None:
    """(committee, short number) where somebody typed the two numbers below the code, else None."""
    found = _NUMBERED.fullmatch(_NEITHER.sub("", text))
    return (int(found[1]), found[2]) if found and is_short(found[2]) else None


def tails(own: Sequence[str], head: Sequence[str], others: Iterable[str], *, is_shared: bool) -> frozenset[str]:
    """The last four digits that open somebody's page: their own and the head's, else whoever lives with them.

    In a dormitory (`is_shared`) only their own: a hundred telephones behind one door are a key for anybody.
    """
    near = {*own} if is_shared else {*own, *head}
    return frozenset(near or (() if is_shared else others))


def rest(rests: int) -> timedelta:
    """How long a code rests after its n-th run of wrong tries: 15 minutes, an hour, four, sixteen, then a day.

    So that four digits hold for years against somebody who found a card and tries on and on.
    """
    return min(LONGEST_REST, REST * int(4 ** min(rests, 5)))


def is_resting(rests_until: datetime | None, now: datetime) -> bool:
    return rests_until is not None and now < rests_until
