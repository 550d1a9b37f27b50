"""Lists of rounds for an area: its own and those it lies in one by one, those of places inside it added up.

Each committee opens some rounds of its own every day (ADR 0020): a city would read thirty thousand lines.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from wanjia.coverage.models import Aside, Decision, Round
from wanjia.coverage.queries import Tally, tallies
from wanjia.coverage.touching import below, over, spans_below
from wanjia.hot import tally as hot
from wanjia.kernel import area as codes

RECENT = timedelta(days=7)  # so long after its deadline a round inside the area still stands in the list
_MOST = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """One line: a round; or several of one kind, name and state, told by the one in which most are missing."""

    round: Round
    tally: Tally
    opens_at: datetime
    due_at: datetime
    opened: int  # owed at the opening
    rounds: int = 1
    is_inside: bool = False  # of a place inside the area

    @property
    def is_open(self) -> bool:
        return self.round.state == Round.State.OPEN


def own(area: int, *, is_open: bool = False) -> list[Listed]:
    """Rounds of the area and of what it lies in that owe somebody here, the newest first. Two queries; at most 200."""
    rows = Round.objects.filter(over(area)).select_related("obligation").order_by("-opens_at")
    return _alone(list((rows.filter(state=Round.State.OPEN) if is_open else rows)[:_MOST]), area)


def inside(area: int, now: datetime, *, is_open: bool = False) -> list[Listed]:
    """Rounds of places inside the area, those alike together: open ones and those due within a week. Two queries."""
    found = hot.alike(codes.buildings_under(area), spans_below(area), now - RECENT, now)
    rows = Round.objects.select_related("obligation").in_bulk([one.worst for one in found])
    lines = [
        Listed(rows[one.worst], Tally(one.owed, one.done, one.excused, one.released, one.sheets), one.opens_at,
               one.due_at, one.opened, one.rounds, is_inside=True)
        for one in found
    ]  # fmt: skip
    return [line for line in lines if line.is_open or not is_open]


def one_by_one(area: int, like: Round, now: datetime) -> list[Listed]:
    """The rounds behind one line of `inside`, those in which most are missing first. Two queries; at most 200."""
    rows = Round.objects.filter(below(area), obligation=like.obligation_id, name=like.name, state=like.state)
    near = rows.filter(opens_at__lte=now).select_related("obligation").order_by("-opens_at")[:_MOST]
    return sorted(_alone(list(near), area, is_inside=True), key=lambda line: (-line.tally.open, line.due_at))


def _alone(rounds: Sequence[Round], area: int, *, is_inside: bool = False) -> list[Listed]:
    counted = tallies(rounds, area)
    return [
        Listed(round_, counted[round_.pk], round_.opens_at, round_.due_at, round_.owed_at_opening, 1, is_inside)
        for round_ in rounds if counted[round_.pk].owed
    ]  # fmt: skip


def strangers(area: int, lines: Sequence[Listed]) -> list[int]:
    """For each line how many strangers in the area nobody has settled yet. Two queries."""
    rows = Aside.objects.filter(building_key__range=codes.buildings_under(area), resolved_at=None)
    counted = dict(rows.values_list("round_id").annotate(n=Count("*")).order_by())
    alike: Counter[tuple[str, str, str]] = Counter()
    for round_ in Round.objects.filter(pk__in=counted):
        alike[_kind(round_)] += counted[round_.pk]
    return [alike[_kind(line.round)] if line.rounds > 1 else counted.get(line.round.pk, 0) for line in lines]


def _kind(round_: Round) -> tuple[str, str, str]:
    """What makes rounds alike."""
    return round_.obligation_id, round_.name, round_.state


def added(rounds: Iterable[int]) -> dict[int, int]:
    """Round → targets that were added after its opening, wherever they live. One query."""
    rows = Decision.objects.filter(kind=Decision.Kind.ADD, round_id__in=list(rounds))
    return dict(rows.values_list("round_id").annotate(n=Count("*")).order_by())
