"""What orders and zones ask of coverage on a day: which thing, how many times, of whom, by which rule.

Whom: whoever the register has at home there. Somebody in hospital or taken elsewhere is served where they are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from wanjia.isolation import explaining, reading
from wanjia.isolation.explaining import Regime, explain
from wanjia.isolation.models import Order, ZoneDecision
from wanjia.isolation.rules.due import Due, owed_on
from wanjia.isolation.rules.spots import Spot
from wanjia.isolation.rules.standing import LIFTED
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.roster.models import Household, Person, Presence
from wanjia.roster.subjects import Subject

OBLIGATION_OF = {"test": "nat", "reading": "temperature", "call": "welfare_call", "waste": "waste"}
Key = TypeVar("Key")
_OF_A_DOOR = {"waste"}  # owed once by the household, however many live there


@dataclass(frozen=True, slots=True)
class Owed:
    """One round's worth for one subject on one day."""

    on: date
    obligation: str
    what: str
    times: int
    subject_id: int
    rule: str
    source: str


def owed(subject: Subject, since: date, until: date, now: datetime) -> list[Owed]:
    """Everything that the rules in force on `since` ask of one person from that day to the other, both included.

    A thing that two rules ask for on one day is owed once, by the one that asks for it more often.
    """
    most: dict[tuple[date, str], Owed] = {}
    for regime in explain(subject, since, now).held:
        for due in regime.dues:
            if since <= due.on <= until:
                _keep_most(most, (due.on, due.what), _owed(due, subject.id, regime))
    return [most[key] for key in sorted(most)]


def _owed(due: Due, subject_id: int, regime: Regime) -> Owed:
    return Owed(due.on, OBLIGATION_OF[due.what], due.what, due.times, subject_id, str(regime.row), due.source)


def _keep_most(most: dict[Key, Owed], key: Key, one: Owed) -> None:
    if key not in most or most[key].times < one.times:
        most[key] = one


@dataclass(frozen=True, slots=True)
class Home:
    """One door with whoever is at home behind it."""

    spot: Spot
    id: int
    people: tuple[int, ...]


def owed_in(committee: int, now: datetime, only: Iterable[int] | None = None) -> list[Owed]:
    """What everybody of a committee owes today, each thing once. Some ten queries, and the rules for every door.

    `only`: these households, whatever else is under a rule there.
    """
    return _Day(committee, now, None if only is None else set(only)).owed


class _Day:
    """One look at one committee on one day."""

    def __init__(self, committee: int, now: datetime, only: set[int] | None) -> None:
        self.on, self.now, self.committee, self.only = local_date(now), now, committee, only

    @cached_property
    def ground(self) -> reading.Ground:
        return reading.ground(self.committee)

    @property
    def owed(self) -> list[Owed]:
        """By door and person in their order."""
        homes = list(self._homes())
        regimes = {home.id: list(self._regimes_of(home)) for home in homes}
        held = [home for home in homes if regimes[home.id]]
        tested = reading.tested_days([person for home in held for person in home.people])
        most: dict[tuple[str, int], Owed] = {}
        for home in held:
            for person in home.people:
                for regime in regimes[home.id]:
                    self._ask(most, home, person, regime, tested[person])
        return [most[key] for key in sorted(most)]

    def _ask(
        self, most: dict[tuple[str, int], Owed], home: Home, person: int, regime: Regime, tested: set[date]
    ) -> None:  # fmt: skip
        if regime.order is not None and regime.order.kind == "person" and regime.order.subject_id != person:
            return
        for due in owed_on(regime.standing, tested):
            subject = home.id if due.what in _OF_A_DOOR else person
            _keep_most(most, (due.what, subject), _owed(due, subject, regime))

    def _homes(self) -> Iterator[Home]:
        """Doors with somebody at home. Two queries."""
        span = codes.buildings_under(self.committee)
        present = Person.objects.filter(building_key__range=span, presence=Presence.PRESENT, merged_into=None)
        rows = Household.objects.filter(building_key__range=span)
        if self.only is not None:
            present, rows = present.filter(household_id__in=self.only), rows.filter(id__in=self.only)
        living: dict[int, list[int]] = {}
        for door, person in present.order_by("id").values_list("household_id", "id"):
            living.setdefault(door, []).append(person)
        for home in rows.order_by("building_key", "walk", "id"):
            if home.pk in living:
                spot = Spot(home.building_key, home.stair, home.floor, home.pk)
                yield Home(spot, home.pk, tuple(living[home.pk]))

    def _regimes_of(self, home: Home) -> Iterator[Regime]:
        for id_ in (home.id, *home.people):
            for order, state in self._orders.get(id_, ()):
                holds = self._holds.get(order.pk, ())
                regime = explaining.order_regime(self.ground, order, state, home.spot, self.on, holds=holds)
                if regime.holds:
                    yield regime
        zone = self._governing(home.spot)
        if zone is not None:
            yield zone

    def _governing(self, spot: Spot) -> Regime | None:
        """The smallest zone over the door that still runs, if it has begun."""
        for zone in reading.zones_at(self._zones, spot):
            regime = self._zone(zone, spot)
            if regime.standing.state != LIFTED:
                return regime if regime.holds else None
        return None

    def _zone(self, zone: ZoneDecision, spot: Spot) -> Regime:
        return explaining.zone_regime(self.ground, zone, spot, self.on)

    @cached_property
    def _zones(self) -> Sequence[ZoneDecision]:
        return reading.zones_over(self.committee, self.on)

    @cached_property
    def _orders(self) -> Mapping[int, Sequence[tuple[Order, str]]]:
        found: dict[int, list[tuple[Order, str]]] = {}
        for order, state in reading.orders_in(self.committee, self.on, self.now):
            found.setdefault(order.subject_id, []).append((order, state))
        return found

    @cached_property
    def _holds(self) -> Mapping[UUID, tuple[str, ...]]:
        return dict(
            reading.holds_on([one for some in self._orders.values() for one, _state in some], self.on, self.now)
        )
