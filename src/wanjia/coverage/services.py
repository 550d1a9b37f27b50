"""Commands on rounds and targets. A person asks, we may refuse, and then nothing was written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from wanjia.coverage.models import Obligation, Round
from wanjia.coverage.refusals import DueTooEarly, EmptyPopulation, RoundClosed
from wanjia.coverage.rules import Population
from wanjia.hot import amending, statistics
from wanjia.hot.opening import Owed, drift, open_sheets
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.outbox import tell
from wanjia.roster import stairwells

EVERYONE = Population()
NAMED = Population(named=True)


@dataclass(frozen=True, slots=True)
class NewRound:
    """What somebody asks for when opening a round."""

    obligation: str
    name: str
    area: int
    opens_at: datetime
    due_at: datetime
    population: Population = EVERYONE
    reason: str = ""
    pool_size: int | None = None  # people in one tube; None: as is usual for the obligation


@transaction.atomic
def open_round(*, by: Actor, asked: NewRound, now: datetime) -> Round:
    """Freeze who is owed what, by when.

    The population is copied into sheets here and only amended afterwards, so that "everyone" keeps one meaning for
    the life of the round. Raises EmptyPopulation when nobody is owed, DueTooEarly.
    """
    round_ = _frozen(by, asked, now)
    if round_.obligation.of_stairwells:
        stairwells.keep(by=by, area=asked.area, now=now)
    round_.owed_at_opening = open_sheets(
        round_id=round_.pk, span=codes.buildings_under(asked.area), owed=owed_by(round_)
    )
    statistics.refresh(statistics.SHEETS)
    return _opened(by, asked, round_, now)


@transaction.atomic
def open_named(*, by: Actor, asked: NewRound, subjects: Sequence[int], now: datetime) -> Round:
    """A round that owes exactly these people, flats or places: those of an abnormal pool, those under an order.

    Later ones come by an amendment (`rulings.add`). Whoever the register has not got in the area is left out: nobody
    can knock at them. Raises EmptyPopulation when nobody is left, DueTooEarly. Five statements and three a building.
    """
    round_ = _frozen(by, replace(asked, population=NAMED), now)
    found = amending.doors_of(round_.obligation.owes, subjects)
    doors = {subject: key for subject, key in found.items() if codes.contains(asked.area, key[1])}
    amending.add(round_.pk, round_.obligation.owes, doors)
    round_.owed_at_opening = len(doors)
    return _opened(by, asked, round_, now)


def _frozen(by: Actor, asked: NewRound, now: datetime) -> Round:
    """The round without its sheets. Raises DueTooEarly."""
    require(by, Act.OPEN_ROUND, asked.area)
    if asked.due_at <= asked.opens_at:
        raise DueTooEarly(opens=asked.opens_at, due=asked.due_at)
    obligation = Obligation.objects.get(code=asked.obligation)
    return Round.objects.create(
        obligation=obligation, name=asked.name, area=asked.area, population=asked.population.as_json(),
        opens_at=asked.opens_at, due_at=asked.due_at, frozen_at=now, pool_size=asked.pool_size or obligation.pool_size,
        owed_at_opening=0, opened_by=by.name,
        reason=asked.reason,
    )  # fmt: skip


def _opened(by: Actor, asked: NewRound, round_: Round, now: datetime) -> Round:
    """Once its sheets stand. Raises EmptyPopulation when nobody is owed."""
    if round_.owed_at_opening == 0:
        raise EmptyPopulation(area=asked.area)
    round_.save(update_fields=["owed_at_opening"])
    _tell(by, round_, asked.reason, now)
    return round_


def _tell(by: Actor, round_: Round, reason: str, now: datetime) -> None:
    area = codes.desk_of(round_.area)
    tell("coverage.round_opened", part=area, payload={"round": round_.pk}, now=now)
    record(
        by=by, act="round.open", area=area, subject=f"round:{round_.pk}", reason=reason, now=now,
        detail={"owed": round_.owed_at_opening, "population": round_.population},
    )  # fmt: skip


def is_named(round_: Round) -> bool:
    """True for a round over a list: the register's comings and goings do not move it."""
    return bool(round_.population.get("named"))


def owed_by(round_: Round) -> Owed:
    """The round's population as SQL understands it, ages counted on the day it was frozen."""
    population = Population.from_json(round_.population)
    earliest, latest = population.born_between(local_date(round_.frozen_at))
    return Owed(
        unit=round_.obligation.owes, presence=population.presence, needs=population.needs or None,
        born_from=earliest, born_until=latest, empty_doors=population.empty_doors,
    )  # fmt: skip


def moved(round_: Round, area: int, limit: int) -> list[tuple[int, int, str]]:
    """Who came and who left since the round was frozen, as `hot.opening.drift` tells it.

    Nobody moves into a round that owes by name: what its room asks of it is the room's to amend.
    """
    if is_named(round_):
        return []
    return drift(round_id=round_.pk, span=codes.buildings_under(area), owed=owed_by(round_), limit=limit)


@transaction.atomic
def cancel_round(*, by: Actor, round_: Round, reason: str, now: datetime) -> None:
    """Ends a round that should not have been opened. Its facts stay; nothing more is owed."""
    require(by, Act.OPEN_ROUND, round_.area)
    locked = Round.objects.select_for_update().get(pk=round_.pk)
    if locked.state != Round.State.OPEN:
        raise RoundClosed(round=locked.name)
    Round.objects.filter(pk=locked.pk).update(state=Round.State.CANCELLED)
    record(
        by=by,
        act="round.cancel",
        area=codes.desk_of(locked.area),
        subject=f"round:{locked.pk}",
        reason=reason,
        now=now,
    )
