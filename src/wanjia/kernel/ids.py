"""Ids of the large tables: `part × 10^6 + serial`, so that the shard can be read off any id.

The numbers pass 2^53: in JSON, JavaScript and Excel they travel as text. Ids made on devices are UUIDv7.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7 as _uuid7

SERIALS = 10**6


def make_id(part: int, serial: int) -> int:
    """Raises ValueError when a part has used up its million numbers."""
    if not 0 < serial < SERIALS:
        raise ValueError(f"part {part} has no number {serial}")
    return part * SERIALS + serial


def part_of(id_: int) -> int:
    return id_ // SERIALS


def parts_of(ids: Iterable[int]) -> set[int]:
    return {part_of(id_) for id_ in ids}


def new_event_id() -> UUID:
    """A UUIDv7: ordered by the moment it was made."""
    return _uuid7()


def made_at(event_id: UUID) -> datetime:
    """When a UUIDv7 was made, by the clock of the device that made it."""
    return datetime.fromtimestamp((event_id.int >> 80) / 1000, UTC)
