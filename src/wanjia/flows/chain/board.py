"""The board of one area: seven columns in the order of the chain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from wanjia.cases import queries as cases
from wanjia.coverage.models import Round
from wanjia.coverage.touching import below, over
from wanjia.flows.chain.books import Line, of_logistics, of_results, of_tests_done
from wanjia.flows.chain.items import Item, of_logistics_card, of_pools, of_tests
from wanjia.flows.chain.looking import Look, look
from wanjia.kernel import clock
from wanjia.logistics import queries as logistics
from wanjia.logistics.rules.limits import Limit, Link, standing

_LATELY, _CHOICE = timedelta(days=3), 6
LINKS = ("sample", "send", "test", "report", "control", "trace", "move")  # 采送检报控调管


@dataclass(frozen=True, slots=True)
class LinkColumn:
    """One link. `big` are the column's own figures as (word's code, count); `passed` what has gone through it."""

    link: str
    big: tuple[tuple[str, int], ...]
    passed: tuple[str, int]  # what stands on the seam to the next column
    limit_minutes: int | None  # None: until the end of the day
    oldest: Item | None
    items: tuple[Item, ...]
    books: tuple[Line, ...] = ()

    @property
    def level(self) -> int:
        """How far its worst alarm has climbed: 1 committee, 2 town, 3 district, 4 city."""
        return max((item.level for item in self.items), default=0)

    @property
    def is_off(self) -> bool:
        return any(line.is_off for line in self.books)


@dataclass(frozen=True, slots=True)
class Board:
    """All seven, with the round that they are about (None: the last three days). Plain values: it travels as JSON."""

    area: int
    round_id: int | None
    at: datetime
    columns: tuple[LinkColumn, ...]

    @property
    def slowest(self) -> LinkColumn | None:
        """The link whose alarm has climbed furthest; of equals the one that is longest over its limit."""
        late = [column for column in self.columns if column.oldest and column.oldest.is_over]
        return max(late, key=lambda column: (column.level, column.oldest.minutes if column.oldest else 0), default=None)

    @property
    def books(self) -> list[Line]:
        return [line for column in self.columns for line in column.books]

    @property
    def off(self) -> list[Line]:
        return [line for line in self.books if line.is_off]

    @property
    def alarms(self) -> list[Item]:
        """Everything over its limit, the highest first."""
        late = [item for column in self.columns for item in column.items if item.is_over]
        return sorted(late, key=lambda item: (-item.level, -item.minutes, item.code))


def board(area: int, round_: Round | None, now: datetime) -> Board:
    """What stands where. Some fifty queries, whatever the area. `round_`: with the rechecks that it asked for.

    Seconds for a town of 100,000, five to seven for each million people: `ahead` keeps pages from waiting.
    """
    seen = look(area, round_, now)
    links = logistics.links(area, round_.pk if round_ else None, now)
    moved = cases.links(area, now)
    columns = (
        _sample(seen, links), _send(links), _test(seen, links), _report(seen), _control(seen, moved),
        _trace(seen, moved), _move(seen, moved),
    )  # fmt: skip
    return Board(area, round_.pk if round_ else None, now, columns)


def _sample(seen: Look, links: logistics.Links) -> LinkColumn:
    column = links.sample
    items = tuple(of_logistics_card(card) for card in column.cards)
    big: tuple[tuple[str, int], ...] = (("tubes_waiting", column.tubes), ("people_waiting", column.people))
    if seen.split:
        big = (*big, ("households_split", seen.split))
    return _column("sample", big, ("tubes", column.passed), column.limit, items, of_logistics(column))


def _send(links: logistics.Links) -> LinkColumn:
    column = links.send
    items = tuple(of_logistics_card(card) for card in column.cards)
    big = (("boxes_on_the_way", column.boxes), ("tubes_on_the_way", column.tubes))
    return _column("send", big, ("tubes", column.passed), column.limit, items, of_logistics(column))


def _test(seen: Look, links: logistics.Links) -> LinkColumn:
    items = of_tests(seen)
    tubes = sum(row.tubes for row in seen.in_test)
    books = (*of_logistics(links.take_in), *of_tests_done(seen))
    return _column("test", (("tubes_in_test", tubes),), ("tubes", seen.found.tested), seen.limits.get(Link.LAB_REPORT),
                   items, books)  # fmt: skip


def _report(seen: Look) -> LinkColumn:
    items = of_pools(seen)
    big = (("tubes_reported", seen.found.reported), ("pools_abnormal", seen.found.pools))
    return _column("report", big, ("people_asked", seen.asked.asked), seen.limits.get(Link.RECHECK), items,
                   of_results(seen))  # fmt: skip


def _control(seen: Look, moved: cases.Links) -> LinkColumn:
    untold = seen.asked.untold + moved.control.to_inform
    since = min(filter(None, (seen.asked.untold_at, moved.control.oldest_at)), default=None)
    items = _single("control", "households_to_tell", untold, since, seen.limits.get(Link.POOL_TOLD), seen)
    big = (("kept_home", moved.control.kept_home), ("to_tell", untold))
    return _column("control", big, ("cases", moved.trace.cases), seen.limits.get(Link.POOL_TOLD), items)


def _trace(seen: Look, moved: cases.Links) -> LinkColumn:
    trace = moved.trace
    limit = seen.limits.get(Link.CASE_FULL)
    items = _single("trace", "cases_open", trace.open + trace.undecided, trace.oldest_at, limit, seen)
    big = (("cases", trace.open), ("contacts_undecided", trace.undecided))
    return _column("trace", big, ("waiting_to_move", moved.move.waiting), limit, items)


def _move(seen: Look, moved: cases.Links) -> LinkColumn:
    move, limit = moved.move, seen.limits.get(Link.TRANSFER)
    items = _single("move", "waiting_to_move", move.waiting, move.oldest_at, limit, seen)
    big = (("waiting_to_move", move.waiting), ("moved_today", move.transferred_today))
    book = Line(
        "positives", "people", moved.balance.positives,
        (("transferred", moved.balance.transferred), ("waiting_to_move", moved.balance.waiting),
         ("cleared", moved.balance.cleared), ("withdrawn", moved.balance.withdrawn)),
    )  # fmt: skip
    return _column("move", big, ("moved", move.transferred_today), limit, items, (book,))


def _single(
    link: str, word: str, count: int, since: datetime | None, limit: Limit | None, seen: Look
) -> tuple[Item, ...]:
    """One item that stands for a whole column, by the moment of its oldest."""
    if not count or since is None:
        return ()
    found = standing(since, limit, seen.now) if limit else None
    return (Item(f"{link}:{seen.area}", "", word, count, 0, "", since, found),)


def _column(
    link: str, big: tuple[tuple[str, int], ...], passed: tuple[str, int], limit: Limit | None, items: Iterable[Item],
    books: Sequence[Line] = (),
) -> LinkColumn:  # fmt: skip
    found = tuple(items)
    oldest = max((item for item in found if item.standing), key=lambda item: item.urgency, default=None)
    return LinkColumn(link, big, passed, limit.minutes if limit else None, oldest, found, tuple(books))


def rounds_of(area: int, now: datetime) -> list[Round]:
    """Screenings that were open within three days, what a board can be about: those over the area before those inside.

    The newest first. Two queries; six at most.
    """
    since = datetime.combine(clock.local_date(now) - _LATELY, time.min, clock.LOCAL)
    rows = Round.objects.filter(obligation="nat", due_at__gte=since).exclude(state=Round.State.CANCELLED)
    wheres = (over(area), below(area))
    return [round_ for where in wheres for round_ in rows.filter(where).order_by("-opens_at", "-pk")[:_CHOICE]][
        :_CHOICE
    ]
