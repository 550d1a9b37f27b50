"""Every decision about notices, on plain values: what is in force, and which rule holds for a place."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

from wanjia.kernel.area import contains, level_of

RULE, NOTICE = "rule", "notice"

DOOR, CALL, CHAT, PAGE = "door", "call", "chat", "page"
REACHED_BY = (DOOR, CALL, CHAT)  # what a person may say: somebody of the household answered (ADR 0026)
CHANNELS = (*REACHED_BY, PAGE)
UNSAID = "unsaid"  # written down as told without saying how


class Version(Protocol):
    """What one version says about itself."""

    @property
    def id(self) -> UUID: ...
    @property
    def area(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def in_force_from(self) -> datetime: ...
    @property
    def in_force_until(self) -> datetime | None: ...
    @property
    def replaces(self) -> UUID | None: ...
    @property
    def made_at(self) -> datetime: ...
    @property
    def withdrawn_at(self) -> datetime | None: ...


One = TypeVar("One", bound=Version)


class State(StrEnum):
    """How a version stands at a moment."""

    COMING = "coming"
    IN_FORCE = "in_force"
    OUTDONE = "outdone"  # in force, but a newer rule of the same area holds while it lasts
    REPLACED = "replaced"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


STANDING = (State.COMING, State.IN_FORCE, State.OUTDONE)


def is_withdrawn(one: Version, moment: datetime) -> bool:
    return one.withdrawn_at is not None and one.withdrawn_at <= moment


def has_begun(one: Version, moment: datetime) -> bool:
    """True once its time has come, unless it was withdrawn."""
    return one.in_force_from <= moment and not is_withdrawn(one, moment)


def replaced(versions: Iterable[Version], moment: datetime) -> set[UUID]:
    """Those whose place a next version has taken, over any number of versions between.

    A version that is withdrawn takes nobody's place: the one before it is back, unless a later one stands.
    """
    known = list(versions)
    before = {one.id: one.replaces for one in known}
    gone: set[UUID] = set()
    for one in known:
        at = one.replaces if has_begun(one, moment) else None
        while at is not None and at not in gone:
            gone.add(at)
            at = before.get(at)
    return gone


def in_force(versions: Iterable[One], moment: datetime) -> list[One]:
    """Begun, not ended, neither withdrawn nor replaced; the newest first, whatever the order they came in."""
    known = list(versions)
    gone = replaced(known, moment)
    standing = [one for one in known if has_begun(one, moment) and not _is_over(one, moment) and one.id not in gone]
    return sorted(standing, key=_newness, reverse=True)


def rules_by_area(versions: Iterable[One], moment: datetime) -> dict[int, One]:
    """The rule of each area that has one in force: its newest."""
    chosen: dict[int, One] = {}
    for one in in_force(versions, moment):
        if one.kind == RULE:
            chosen.setdefault(one.area, one)
    return chosen


def rule_for(versions: Iterable[One], place: int, moment: datetime) -> One | None:
    """The one rule that holds in a place: the narrowest area's, among its own the newest. None without any."""
    chosen = [one for area, one in rules_by_area(versions, moment).items() if contains(area, place)]
    return max(chosen, key=lambda one: level_of(one.area), default=None)


def rules_within(versions: Iterable[One], place: int, moment: datetime) -> list[One]:
    """The rule of the place, then those of narrower areas inside it: whoever walks through it meets no other."""
    known = list(versions)
    own = rule_for(known, place, moment)
    inside = [one for area, one in rules_by_area(known, moment).items() if area != place and contains(place, area)]
    return [*([own] if own else []), *sorted(inside, key=lambda one: (level_of(one.area), one.area))]


def notices_for(versions: Iterable[One], place: int, moment: datetime) -> list[One]:
    """All notices that cover the place, the newest first."""
    return [one for one in in_force(versions, moment) if one.kind == NOTICE and contains(one.area, place)]


def state_of(one: Version, versions: Iterable[Version], moment: datetime) -> State:
    """`versions` has to hold those that replace it, and the other rules of its area."""
    known = list(versions)
    if is_withdrawn(one, moment):
        return State.WITHDRAWN
    if one.in_force_from > moment:
        return State.COMING
    if one.id in replaced(known, moment):
        return State.REPLACED
    if _is_over(one, moment):
        return State.ENDED
    is_outdone = one.kind == RULE and rules_by_area(known, moment)[one.area].id != one.id
    return State.OUTDONE if is_outdone else State.IN_FORCE


def line_of(one: One, versions: Sequence[One]) -> list[One]:
    """The version with those before and after it: one text in the course of time, the oldest first."""
    found = {one.id: one}
    while fresh := [
        other for other in versions
        if other.id not in found
        and (other.replaces in found or any(kept.replaces == other.id for kept in found.values()))
    ]:  # fmt: skip
        found |= {other.id: other for other in fresh}
    return sorted(found.values(), key=lambda other: other.made_at)


def held_until(one: Version, versions: Sequence[Version]) -> datetime | None:
    """When it ends or ended: by itself, by its withdrawal, or by the start of the next version. None: open."""
    nexts = [other.in_force_from for other in versions if other.replaces == one.id and other.withdrawn_at is None]
    return min(filter(None, (one.in_force_until, one.withdrawn_at, *nexts)), default=None)


def told_at(one: Version) -> datetime:
    """From when on somebody could know of it."""
    return max(one.made_at, one.in_force_from)


def _is_over(one: Version, moment: datetime) -> bool:
    return one.in_force_until is not None and one.in_force_until <= moment


def _newness(one: Version) -> tuple[datetime, datetime, UUID]:
    return one.in_force_from, one.made_at, one.id
