"""How long a link may take, when it warns, and how far an alarm has climbed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from wanjia.kernel import area as codes
from wanjia.kernel import clock


class Link(StrEnum):
    """What has a limit, in the order of the chain."""

    SAMPLE_BOX = "sample_box"  # swab taken → tube in a box
    BOX_LAB = "box_lab"  # box closed → taken in by a laboratory
    LAB_REPORT = "lab_report"  # taken in → result; by kind of test
    POOL_TOLD = "pool_told"  # pool abnormal → the households know
    RECHECK = "recheck"  # pool abnormal → each person decided
    CASE_FIRST = "case_first"  # case known → first report
    CASE_FULL = "case_full"  # case known → report complete
    TRANSFER = "transfer"  # to be moved → moved


OK, WARNING, OVER = "ok", "warning", "over"
LEVELS = ("", "committee", "town", "district", "city")  # how far an alarm climbs
USUAL_CLIMBS = (0, 10, 40, 100)  # minutes over the limit until it reaches committee, town, district, city


@dataclass(frozen=True, slots=True)
class Limit:
    """One version of a limit, as other rooms are handed it. `minutes` None: until the end of the day."""

    link: str
    minutes: int | None
    warn_share: float = 0.75
    climbs: tuple[int, ...] = USUAL_CLIMBS
    kind: str = ""
    source: str = ""
    version: str = ""

    def due_at(self, since: datetime) -> datetime:
        """The moment after which it is over."""
        if self.minutes is not None:
            return since + timedelta(minutes=self.minutes)
        day = clock.local_date(since) + timedelta(days=1)
        return datetime.combine(day, time(), clock.LOCAL)

    def warn_at(self, since: datetime) -> datetime:
        """The moment from which it warns."""
        return since + (self.due_at(since) - since) * self.warn_share


@dataclass(frozen=True, slots=True)
class Standing:
    """How one item stands against its limit."""

    state: str  # ok, warning, over
    level: int  # 0 nobody yet, 1 committee, 2 town, 3 district, 4 city
    minutes: int  # left, rounded up; over, rounded down
    since: datetime
    due_at: datetime

    @property
    def is_over(self) -> bool:
        return self.state == OVER

    @property
    def level_word(self) -> str:
        return LEVELS[self.level]


def standing(since: datetime, limit: Limit, now: datetime) -> Standing:
    """ok, warning (the committee is told) or over, and how far the alarm has climbed by now.

    The longer it lasts the higher it stands: state and level never go back as time goes on.
    """
    due, minute = limit.due_at(since), timedelta(minutes=1)
    if now >= due:
        over = (now - due) // minute
        level = sum(1 for after in sorted(limit.climbs)[:4] if over >= after)
        return Standing(OVER, max(level, 1), over, since, due)
    state = WARNING if now >= limit.warn_at(since) else OK
    return Standing(state, 1 if state == WARNING else 0, -((now - due) // minute), since, due)


class Version(Protocol):
    """What `in_force` looks at: a row of the table, or a value of a test."""

    link: str
    kind: str
    version: int
    area: int | None
    effective_on: date


V = TypeVar("V", bound=Version)


def in_force(rows: Iterable[V], link: str, kind: str, area: int, on: date) -> V | None:
    """Which confirmed version holds there on the day: of the smallest area that wrote one, the latest in effect.

    A kind without versions of its own falls back on the link's. None where nothing is in effect yet.
    """
    fit = [
        row for row in rows
        if row.link == link and row.effective_on <= on
        and (row.area is None or codes.contains(row.area, area)) and row.kind in (kind, "")
    ]  # fmt: skip
    return max(fit, key=_rank, default=None)


def _rank(row: Version) -> tuple[bool, int, date, int]:
    depth = 0 if row.area is None else int(codes.level_of(row.area))
    return bool(row.kind), depth, row.effective_on, row.version
