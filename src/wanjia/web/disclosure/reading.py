"""What a building's board says of one day. Rounds that owe everybody are told for the building itself; those about
some (who is kept in, who lives alone) only for the whole compound, and not at all where they are few.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q

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


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of work."""

    name: str
    round_name: str
    done_word: str
    unit: str
    figure: Figure
    is_compound: bool  # counted over the whole compound
    due_at: datetime
    is_open: bool


def lines(key: int, on: date, now: datetime) -> list[Line]:
    """The rounds of that day, the nearest deadline first. One query and two a round, or four."""
    rounds = rounds_of(key, on)
    own = [round_ for round_ in rounds if is_about_everybody(round_)]
    here = coverage.tallies(own, key) if own else {}
    around = coverage.tallies(rounds, codes.compound_of(key)) if rounds else {}
    found = (_line(round_, here.get(round_.pk), around[round_.pk], now) for round_ in rounds)
    return [line for line in found if line is not None]


def rounds_of(key: int, on: date) -> Sequence[Round]:
    """Those that run at some time of the day and may owe somebody there, the nearest deadline first. One query."""
    start = datetime.combine(on, time.min, clock.LOCAL)
    near = Round.objects.filter(
        area__in=codes.ancestors(key), opens_at__lt=start + timedelta(days=1), due_at__gt=start
    ).exclude(state=Round.State.CANCELLED).exclude(obligation__unit="place")  # fmt: skip
    return list(near.select_related("obligation").order_by("due_at", "pk"))


def is_about_everybody(round_: Round) -> bool:
    """True where being owed says nothing of a person: everybody is, or what is owed is a thing for the door."""
    population = Population.from_json(round_.population)
    if population.needs or population.min_age is not None or population.max_age is not None:
        return False
    return not population.named or round_.obligation_id in OPENLY


def _line(round_: Round, here: Tally | None, around: Tally, now: datetime) -> Line | None:
    """The building's own figure; the compound's where the building's would be about too few or about some."""
    unit = round_.obligation.unit
    if here is not None and not here.owed:
        return None
    own = _figure(here, unit) if here is not None else None
    figure = own or _figure(around, unit)
    if figure is None:
        return None
    return Line(
        name_of(round_.obligation), round_.name, words_of(round_.obligation)["done"], unit_word(round_.obligation),
        figure, own is None, round_.due_at, round_.state == Round.State.OPEN and round_.due_at > now,
    )  # fmt: skip


def _figure(tally: Tally, unit: str) -> Figure | None:
    """Whoever is excused or no longer ours is not owed it, so not counted."""
    return published(done=tally.done, owed=tally.owed - tally.excused - tally.released, unit=unit)


def answered(key: int, now: datetime) -> Figure | None:
    """Requests of the whole compound in a week: answered of asked. None where they are few. One query."""
    span = codes.buildings_under(codes.compound_of(key))
    asked = Ticket.objects.filter(building_key__range=span, opened_at__range=(now - ASKED_FOR, now))
    counted = asked.aggregate(all=Count("id"), closed=Count("id", filter=Q(closed_at__lte=now)))
    return published(done=counted["closed"], owed=counted["all"], unit="person")
