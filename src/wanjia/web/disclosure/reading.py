"""What a building's board says of one day. Rounds that owe everybody are told for the building itself, those about some
(who is kept in, who lives alone) only for the whole compound, and not at all where they are few.

A round is told either by building or by compound, never both: the difference of two boards would be a small house.
Houses that are too small for a figure of their own have one together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Count, Q, QuerySet

from wanjia.coverage import queries as coverage
from wanjia.coverage.models import Round
from wanjia.coverage.pages.wording import name_of, unit_word, words_of
from wanjia.coverage.queries import Tally
from wanjia.coverage.rules import Population
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.needs.models import Ticket
from wanjia.web.disclosure.figures import Figure, published

OPENLY = ("parcel", "antigen", "told")  # by name, but about nobody's health: what a door is given
ASKED_FOR = timedelta(days=7)


class Over(StrEnum):
    """What a figure was counted over."""

    BUILDING = "building"
    SMALL = "small"  # the compound's small houses together
    COMPOUND = "compound"


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of work."""

    name: str
    round_name: str
    done_word: str
    unit: str
    figure: Figure
    over: Over
    due_at: datetime
    is_open: bool


def lines(key: int, on: date, now: datetime) -> list[Line]:
    """The rounds of that day, the nearest deadline first. One query and one or two a round; more for a small house."""
    found = (_line(round_, key, now) for round_ in rounds_of(key, on))
    return [line for line in found if line is not None]


def rounds_of(key: int, on: date) -> Sequence[Round]:
    """Those that run at some time of the day and may owe somebody there, the nearest deadline first. One query."""
    return list(running(key, on).exclude(obligation__unit="place"))


def running(key: int, on: date) -> "QuerySet[Round]":
    """Every round that runs at some time of the day over a building, the nearest deadline first."""
    start = datetime.combine(on, time.min, clock.LOCAL)
    near = Round.objects.filter(
        area__in=codes.ancestors(key), opens_at__lt=start + timedelta(days=1), due_at__gt=start
    ).exclude(state=Round.State.CANCELLED)  # fmt: skip
    return near.select_related("obligation").order_by("due_at", "pk")


def is_about_everybody(round_: Round) -> bool:
    """True where being owed says nothing of a person: everybody is, or what is owed is a thing for the door."""
    population = Population.from_json(round_.population)
    if population.needs or population.min_age is not None or population.max_age is not None:
        return False
    return not population.named or round_.obligation_id in OPENLY


def _line(round_: Round, key: int, now: datetime) -> Line | None:
    told = _by_house(round_, key) if is_about_everybody(round_) else _by_compound(round_, key)
    if told is None:
        return None
    return Line(
        name_of(round_.obligation), round_.name, words_of(round_.obligation)["done"], unit_word(round_.obligation),
        told[1], told[0], round_.due_at, round_.state == Round.State.OPEN and round_.due_at > now,
    )  # fmt: skip


def _by_compound(round_: Round, key: int) -> tuple[Over, Figure] | None:
    figure = _figure(coverage.tally(round_, codes.compound_of(key)), round_.obligation.unit)
    return (Over.COMPOUND, figure) if figure else None


def _by_house(round_: Round, key: int) -> tuple[Over, Figure] | None:
    """The building's own; of one that is too small what all such houses of the compound have together."""
    unit, own = round_.obligation.unit, coverage.tally(round_, key)
    if not own.owed:
        return None
    if figure := _figure(own, unit):
        return Over.BUILDING, figure
    houses = [branch.tally for branch in coverage.branches(round_, codes.compound_of(key))]
    small = [house for house in houses if _figure(house, unit) is None]
    together = published(done=sum(one.done for one in small), owed=sum(map(_base, small)), unit=unit)
    return (Over.SMALL, together) if together else None


def _base(tally: Tally) -> int:
    """Whoever is excused or no longer ours is not owed it, so not counted."""
    return tally.owed - tally.excused - tally.released


def _figure(tally: Tally, unit: str) -> Figure | None:
    return published(done=tally.done, owed=_base(tally), unit=unit)


def answered(key: int, now: datetime) -> Figure | None:
    """Requests of the whole compound in a week: answered of asked. None where they are few. One query."""
    span = codes.buildings_under(codes.compound_of(key))
    asked = Ticket.objects.filter(building_key__range=span, opened_at__range=(now - ASKED_FOR, now))
    counted = asked.aggregate(all=Count("id"), closed=Count("id", filter=Q(closed_at__lte=now)))
    return published(done=counted["closed"], owed=counted["all"], unit="person")
