"""What other rooms may hold a release for: a recheck that is still open. They add a function to HOLDS.

A hold keeps an order from ending by itself and is told with its reason. It never holds urgent medical need: that is
answered before anybody is asked (`leaving.may_leave`), and nobody here is asked about it.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

from django.utils.functional import Promise

Words = str | Promise
Holder = Callable[[Collection[int], date, datetime], Mapping[int, str]]

HOLDS: dict[str, Holder] = {}  # code → which of these people are held on the day, each with what is to be known of it
REASONS: dict[str, Words] = {}  # code → what it is called, in a sentence


def hold_with(code: str, holder: Holder, words: Words) -> None:
    """Adds one. `code` is stable and goes into the log; `words` say what is waited for. Twice changes nothing."""
    HOLDS[code], REASONS[code] = holder, words


def held(people: Collection[int], on: date, now: datetime) -> dict[int, tuple[str, ...]]:
    """By person the codes of what holds them on the day. As many queries as rooms that hold."""
    found: dict[int, list[str]] = {}
    for code, holder in HOLDS.items():
        for person in holder(people, on, now) if people else ():
            found.setdefault(person, []).append(code)
    return {person: tuple(codes) for person, codes in found.items()}
