"""The list of key needs: per kind what is open, what came in and was closed, and how it went over the last days.

Everything is counted from the same tickets, so each line balances: open before + came in - closed = open.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAYS = 14  # of the trend, today the last
WEEK = 7


@dataclass(frozen=True, slots=True)
class Group:
    """Tickets of one kind that opened on one day and closed on one day. `closed_on` None: still open."""

    kind: str
    opened_on: date
    closed_on: date | None
    count: int
    late: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """What came in and what was closed from a day on, and what had been open before."""

    before: int
    came: int
    closed: int

    @property
    def left(self) -> int:
        return self.before + self.came - self.closed


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind. `trend`: open at the end of each of the last days, the oldest first."""

    kind: str
    open: int
    late: int
    oldest: datetime | None
    today: Flow
    week: Flow
    trend: tuple[int, ...]

    @property
    def change(self) -> int:
        """More or fewer open than at the end of yesterday."""
        return self.open - self.today.before


def first_day(today: date) -> date:
    """From this day on every closed ticket is counted."""
    return today - timedelta(days=DAYS - 1)


def lines(groups: Iterable[Group], kinds: Iterable[str], today: date) -> list[KindLine]:
    """One line a kind: those with late ones first, then by how many are open, then as the kinds are listed."""
    by_kind: dict[str, list[Group]] = {kind: [] for kind in kinds}
    for group in groups:
        by_kind.setdefault(group.kind, []).append(group)
    made = [_line(kind, rows, today) for kind, rows in by_kind.items()]
    return sorted(made, key=lambda line: (-line.late, -line.open, -line.week.came))


def total(found: Iterable[KindLine]) -> KindLine:
    """All kinds together, under no kind."""
    rows = list(found)
    return KindLine(
        "", sum(one.open for one in rows), sum(one.late for one in rows),
        min((one.oldest for one in rows if one.oldest), default=None), _sum(one.today for one in rows),
        _sum(one.week for one in rows), tuple(map(sum, zip(*(one.trend for one in rows), strict=True))),
    )  # fmt: skip


def _sum(flows: Iterable[Flow]) -> Flow:
    rows = list(flows)
    return Flow(sum(one.before for one in rows), sum(one.came for one in rows), sum(one.closed for one in rows))


def _line(kind: str, rows: list[Group], today: date) -> KindLine:
    still = [one for one in rows if one.closed_on is None]
    days = [first_day(today) + timedelta(days=n) for n in range(DAYS)]
    return KindLine(
        kind, sum(one.count for one in still), sum(one.late for one in still),
        min((one.oldest for one in still if one.oldest), default=None), _flow(rows, today),
        _flow(rows, today - timedelta(days=WEEK - 1)), tuple(_open_after(rows, on) for on in days),
    )  # fmt: skip


def _flow(rows: list[Group], since: date) -> Flow:
    return Flow(
        _open_after(rows, since - timedelta(days=1)), sum(one.count for one in rows if one.opened_on >= since),
        sum(one.count for one in rows if one.closed_on is not None and one.closed_on >= since),
    )  # fmt: skip


def _open_after(rows: list[Group], on: date) -> int:
    """How many were open when the day was over."""
    return sum(one.count for one in rows if one.opened_on <= on and (one.closed_on is None or one.closed_on > on))
