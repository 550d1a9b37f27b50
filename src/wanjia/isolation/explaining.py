"""Why somebody or a building is under a rule on a day: phase, version, source, what is owed, the lift date."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from wanjia.isolation import reading
from wanjia.isolation.models import Order, RegimeRule, ZoneDecision
from wanjia.isolation.reading import Ground
from wanjia.isolation.rules import confirming
from wanjia.isolation.rules.due import Due, remaining, silences, still_due
from wanjia.isolation.rules.spots import Spot
from wanjia.isolation.rules.standing import LIFTED, Standing, stand
from wanjia.isolation.subjects import spot_of
from wanjia.kernel import area as codes
from wanjia.roster.subjects import Subject

UNIT_OF = {"person": "household", "household": "household"}


@dataclass(frozen=True, slots=True)
class Regime:
    """One order or one zone as it holds one spot on one day."""

    spot: Spot
    row: RegimeRule
    standing: Standing
    dues: tuple[Due, ...]
    silent: tuple[str, ...]  # what the source does not say about the phase
    order: Order | None = None
    order_state: str = ""
    zone: ZoneDecision | None = None
    is_governing: bool = True  # of several zones over one spot the smallest counts

    @property
    def holds(self) -> bool:
        """Somebody is kept in by it on that day."""
        is_in_force = self.order is None or self.order_state in (confirming.IN_FORCE, confirming.URGENT)
        return is_in_force and self.is_governing and self.standing.state in ("running", "held")


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything that holds one person, household or building on one day."""

    on: date
    regimes: tuple[Regime, ...]

    @property
    def held(self) -> tuple[Regime, ...]:
        return tuple(regime for regime in self.regimes if regime.holds)

    @property
    def lift_on(self) -> date | None:
        """The first day on which nothing holds any longer; None when one has no end that can be computed."""
        ends = [regime.standing.lift_on for regime in self.held]
        return None if not ends or None in ends else max(end for end in ends if end is not None)

    @property
    def is_sure(self) -> bool:
        return all(regime.standing.is_sure for regime in self.held)


def explain(subject: Subject, on: date, now: datetime) -> Explained:
    """A person (with the household's order and the zones of the door) or a household.

    Nine queries, two where nothing holds them.
    """
    committee = codes.committee_of(subject.building_key)
    orders = reading.orders_on({subject.id, subject.household_id}, on, now)
    zones = reading.zones_at(reading.zones_over(committee, on), spot_of(subject))
    if not orders and not zones:
        return Explained(on, ())
    ground = reading.ground(committee, [subject.building_key])
    tested, served = reading.tested_days([subject.id])[subject.id], reading.served_on(subject, on)
    holds = reading.holds_on([order for order, _state in orders], on, now)
    found = [
        order_regime(ground, order, state, spot_of(subject), on, tested, holds.get(order.pk, ()))
        for order, state in orders
    ]
    found += [zone_regime(ground, zone, spot_of(subject), on, tested) for zone in zones]
    return Explained(on, _governed([replace(one, dues=still_due(one.dues, on, served)) for one in found]))


def explain_building(key: int, on: date) -> Explained:
    """The zones of a building, unit by unit where the rule is computed on less than a building. Four queries."""
    committee = codes.committee_of(key)
    ground = reading.ground(committee, [key])
    zones = reading.zones_over(key, on)
    found = [regime for zone in zones for regime in _by_unit(ground, zone, key, on)]
    return Explained(on, _governed(found))


def _by_unit(ground: Ground, zone: ZoneDecision, key: int, on: date) -> list[Regime]:
    return [zone_regime(ground, zone, spot, on) for spot in units_of(ground, zone, key)]


def units_of(ground: Ground, zone: ZoneDecision, key: int) -> list[Spot]:
    """The units of a building that the rule tells apart: the building, or those with a positive and the rest."""
    case = ground.case(ground.rule(zone.rule_id), Spot(key, zone.stair), reading.drawn_of(zone), zone.since_on)
    rest = Spot(key, zone.stair)
    if case.unit in ("compound", "building"):
        return [rest]
    hits = {
        event.spot.within(case.unit): event.spot for event in case.events
        if event.kind == "positive_confirmed" and event.spot.building == key
        and None not in event.spot.within(case.unit) and zone.stair in (None, event.spot.stair)
    }  # fmt: skip
    own = [hits[unit] for unit in sorted(hits, key=str)]
    return [*own, *_the_rest(ground, rest, case.unit, own)]


def _the_rest(ground: Ground, rest: Spot, unit: str, own: Sequence[Spot]) -> list[Spot]:
    """What no positive is known in: the other stairs one by one, the other floors or households as one."""
    if rest.stair is not None and unit == "stair":
        return [] if own else [rest]
    if unit != "stair":
        return [rest]
    there = {spot.stair for spot in own}
    return [Spot(rest.building, n) for n in range(1, ground.stairs.get(rest.building, 1) + 1) if n not in there]


def zone_regime(
    ground: Ground, zone: ZoneDecision, spot: Spot, on: date, tested: Collection[date] = ()
) -> Regime:  # fmt: skip
    row = ground.rule(zone.rule_id)
    standing = stand(ground.case(row, spot, reading.drawn_of(zone), zone.since_on), on)
    return Regime(spot, row, standing, remaining(standing, tested), silences(standing), zone=zone)


def order_regime(
    ground: Ground, order: Order, state: str, spot: Spot, on: date, tested: Collection[date] = (),
    holds: tuple[str, ...] = (),
) -> Regime:  # fmt: skip
    """A pending, lapsed or lifted order asks for nothing. `holds`: what another room keeps its end waiting for."""
    row = ground.rule(order.rule_id)
    standing = stand(ground.case(row, spot, UNIT_OF[order.kind], order.since_on, holds), on)
    is_in_force = state in (confirming.IN_FORCE, confirming.URGENT)
    dues = remaining(standing, tested) if is_in_force else ()
    return Regime(spot, row, standing, dues, silences(standing), order=order, order_state=state)


def _governed(found: Sequence[Regime]) -> tuple[Regime, ...]:
    """Of the zones over one spot the smallest that still runs counts; orders count by themselves.

    The zones come with the smallest first, so that the first of each building or stair is the one that counts.
    """
    told: list[Regime] = []
    taken: list[tuple[ZoneDecision, Spot]] = []
    for regime in found:
        if regime.zone is None:
            told.append(regime)
            continue
        zone, spot = regime.zone, regime.spot
        is_free = all(other == zone or not _holds(there, spot) for other, there in taken)
        told.append(replace(regime, is_governing=is_free))
        if is_free and regime.standing.state != LIFTED:
            taken.append((zone, spot))
    return tuple(told)


def _holds(outer: Spot, inner: Spot) -> bool:
    """True when a unit that is spoken for holds the other one."""
    return outer.building == inner.building and outer.stair in (None, inner.stair)
