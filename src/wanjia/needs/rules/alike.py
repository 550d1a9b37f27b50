"""Tickets that are about one thing: five doors of a building without water are one broken pump."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

LEAST = 3  # doors
WITHIN = timedelta(hours=6)  # from one to the next
SHARED = frozenset({"repair", "waste", "complaint", "rumour", "other"})  # what can have one cause for many doors


@dataclass(frozen=True, slots=True)
class Said:
    """What is looked at of a ticket."""

    id: UUID
    building_key: int
    kind: str
    topic: str
    door: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Cluster:
    """Tickets of one building, kind and topic, the first one first."""

    building_key: int
    kind: str
    topic: str
    doors: int
    since: datetime
    ids: tuple[UUID, ...]


def clusters(tickets: Iterable[Said], least: int = LEAST, within: timedelta = WITHIN) -> list[Cluster]:
    """Groups of at least so many doors, each within hours of the one before; the largest first.

    Only kinds that can have one cause; what has no topic goes by its kind.
    """
    groups: dict[tuple[int, str, str], list[Said]] = {}
    for one in sorted(tickets, key=lambda said: (said.opened_at, said.id)):
        if one.kind in SHARED:
            groups.setdefault((one.building_key, one.kind, one.topic), []).append(one)
    found = [cluster for group in groups.values() for cluster in _runs(group, least, within)]
    return sorted(found, key=lambda one: (-one.doors, one.since, one.building_key))


def _runs(group: list[Said], least: int, within: timedelta) -> list[Cluster]:
    runs: list[list[Said]] = []
    for one in group:
        if runs and one.opened_at - runs[-1][-1].opened_at <= within:
            runs[-1].append(one)
        else:
            runs.append([one])
    return [cluster for run in runs if (cluster := _cluster(run)).doors >= least]


def _cluster(run: list[Said]) -> Cluster:
    first = run[0]
    doors = len({one.door for one in run if one.door}) + sum(not one.door for one in run)
    return Cluster(
        first.building_key, first.kind, first.topic, doors, first.opened_at, tuple(one.id for one in run)
    )  # fmt: skip


def is_one(tickets: Iterable[tuple[int, str, str]]) -> bool:
    """Whether (building, kind, topic) is the same for all, and of a kind that can have one cause."""
    found = set(tickets)
    return len(found) == 1 and all(kind in SHARED for _key, kind, _topic in found)
