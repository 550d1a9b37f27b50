"""A number, an hour, and whether somebody has one already."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

HOUSEHOLD, DOCUMENT, PHONE = "same_household", "same_document", "same_phone"


@dataclass(frozen=True, slots=True)
class Claimed:
    """One claim that stands."""

    id: UUID
    household: int
    document: bytes | None = None
    phone: bytes | None = None


def slot_of(number: int, first: datetime, minutes: int, per_slot: int) -> datetime:
    """When number `number` (from 1) comes: so many in each slot, one slot after the other."""
    return first + timedelta(minutes=minutes * ((number - 1) // per_slot))


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
