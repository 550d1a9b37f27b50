"""A number, an hour, and whether somebody has one already."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

HOUSEHOLD, DOCUMENT, PHONE = "same_household", "same_document", "same_phone"
_NO_END = 10**9


@dataclass(frozen=True, slots=True)
class Claimed:
    """One claim that stands."""

    id: UUID
    household: int
    document: bytes | None = None
    phone: bytes | None = None


def slot_of(number: int, first: datetime, minutes: int, per_slot: int, until: time | None = None) -> datetime:
    """When number `number` (from 1) comes: so many in each slot, one slot after the other.

    `until`: every slot of a day is over by then, and the next day goes on at the hour of the first. `first` in local
    time.
    """
    days, slot = divmod((number - 1) // per_slot, slots_a_day(first, minutes, until))
    return first + timedelta(days=days, minutes=minutes * slot)


def slots_a_day(first: datetime, minutes: int, until: time | None) -> int:
    """At least one. Without an end there is only one long day."""
    if until is None:
        return _NO_END
    open_for = datetime.combine(first.date(), until, first.tzinfo) - first
    return max(open_for // timedelta(minutes=minutes), 1)


def doubles(new: Claimed, before: Iterable[Claimed]) -> dict[str, list[UUID]]:
    """Which claims say the same household, document or telephone. A claim is never its own double."""
    found: dict[str, list[UUID]] = defaultdict(list)
    for one in before:
        if one.id == new.id:
            continue
        if one.household == new.household:
            found[HOUSEHOLD].append(one.id)
        if new.document and one.document == new.document:
            found[DOCUMENT].append(one.id)
        if new.phone and one.phone == new.phone:
            found[PHONE].append(one.id)
    return dict(found)


def groups(claims: Iterable[Claimed]) -> list[tuple[str, tuple[UUID, ...]]]:
    """Every set of claims that share a household, a document or a telephone, in the order in which they came."""
    by: dict[tuple[str, object], list[UUID]] = defaultdict(list)
    for one in claims:
        for kind, value in ((HOUSEHOLD, one.household), (DOCUMENT, one.document), (PHONE, one.phone)):
            if value:
                by[kind, value].append(one.id)
    return [(kind, tuple(ids)) for (kind, _value), ids in by.items() if len(ids) > 1]
