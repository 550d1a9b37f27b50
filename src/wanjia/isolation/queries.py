"""What the boards show: zones with their units, orders with who waits for what, who is free today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wanjia.isolation import explaining, reading, releasing
from wanjia.isolation.explaining import Regime
from wanjia.isolation.models import Appeal, Order, Outing, RegimeRule, Release, UnitEvent, ZoneDecision
from wanjia.isolation.rules import confirming
from wanjia.isolation.rules.spots import Spot
from wanjia.isolation.rules.standing import LIFTED
from wanjia.kernel import area as codes
from wanjia.roster.doors import Door, doors
from wanjia.roster.models import Household, Person


@dataclass(frozen=True, slots=True)
class Units:
    """Units of one zone that stand alike: the same phase, the same lift date, for the same reason."""

    spots: tuple[Spot, ...]
    regime: Regime  # of the first of them

    @property
    def is_lifted(self) -> bool:
        return self.regime.standing.state == LIFTED


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """One zone with its units, those that lift last first."""

    zone: ZoneDecision
    row: RegimeRule
    groups: tuple[Units, ...]
    is_narrowed: bool  # some of its buildings stand under a smaller zone

    @property
    def lift_on(self) -> date | None:
        """When the last unit is free; None where one has no end."""
        ends = [group.regime.standing.lift_on for group in self.groups]
        return None if not ends or None in ends else max(end for end in ends if end is not None)

    @property
    def is_sure(self) -> bool:
        return all(group.regime.standing.is_sure for group in self.groups)


def zone_lines(area: int, on: date) -> list[ZoneLine]:
    """Every zone of the area on the day, unit by unit. Four queries, however many."""
    zones = reading.zones_over(area, on)
    return lines_from(reading.ground(area), zones, on) if zones else []


def lines_from(ground: reading.Ground, zones: Sequence[ZoneDecision], on: date) -> list[ZoneLine]:
    """The same from what was read already, for whoever looks at many days."""
    taken: set[Spot] = set()
    lines = []
    for zone in zones:
        spots = [spot for key in keys_in(ground, zone) for spot in explaining.units_of(ground, zone, key)]
        free = [spot for spot in spots if not any(_is_in(spot, other) for other in taken)]
        regimes = [explaining.zone_regime(ground, zone, spot, on) for spot in free]
        taken |= {regime.spot for regime in regimes if regime.standing.state != LIFTED}
        lines.append(ZoneLine(zone, ground.rule(zone.rule_id), _alike(regimes), len(free) < len(spots)))
    return sorted(lines, key=lambda line: (line.lift_on or date.max, line.zone.place))


def keys_in(ground: reading.Ground, zone: ZoneDecision) -> list[int]:
    """The buildings of a zone that the look is about."""
    return sorted(key for key in ground.stairs if codes.contains(zone.place, key))


def _is_in(spot: Spot, outer: Spot) -> bool:
    return spot.building == outer.building and outer.stair in (None, spot.stair)


def _alike(regimes: Iterable[Regime]) -> tuple[Units, ...]:
    found: dict[object, list[Regime]] = {}
    for regime in regimes:
        standing, last = regime.standing, regime.standing.last_change
        key = (standing.stage, standing.day, standing.lift_on, standing.is_sure, last.what, last.on,
               regime.spot.household is not None)  # fmt: skip
        found.setdefault(key, []).append(regime)
    groups = [Units(tuple(one.spot for one in some), some[0]) for some in found.values()]
    return tuple(sorted(groups, key=lambda group: group.regime.standing.lift_on or date.max, reverse=True))


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order as the board shows it."""

    order: Order
    state: str
    regime: Regime
    door: Door | None
    has_appeal: bool

    @property
    def waits(self) -> bool:
        return self.state in (confirming.PENDING, confirming.URGENT)

    @property
    def is_over(self) -> bool:
        return self.regime.standing.state == LIFTED


def order_lines(area: int, on: date, now: datetime) -> list[OrderLine]:
    """Orders of the area: those that wait for somebody first, then by lift date. Twelve queries, however many."""
    held = reading.orders_in(area, on, now)
    if not held:
        return []
    ground = reading.ground(area)
    spots = _spots([order for order, _state in held])
    tested = reading.tested_days({order.subject_id for order, _state in held})
    at = {order.id: door for order, door in _doors([order for order, _state in held])}
    asked = open_appeals([order for order, _state in held])
    holds = reading.holds_on([order for order, _state in held], on, now)
    lines = [
        OrderLine(
            order, state,
            explaining.order_regime(
                ground, order, state, spots[order.id], on, tested.get(order.subject_id, set()), holds.get(order.pk, ())
            ), at.get(order.id), order.id in asked,
        )
        for order, state in held if order.id in spots
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (not line.waits, not line.has_appeal, _end(line)))


@dataclass(frozen=True, slots=True)
class EndedLine:
    """One order that is over, and whether there is a paper that says so."""

    order: Order
    door: Door | None
    release: Release | None


def ended_lines(area: int, since: datetime) -> list[EndedLine]:
    """Orders of the area that ended since then, the newest first. Six queries, however many."""
    rows = Order.objects.filter(building_key__range=codes.buildings_under(area), ended_at__gte=since)
    ended = list(rows.select_related("rule").order_by("-ended_at", "id"))
    at = {order.pk: door for order, door in _doors(ended)}
    papers = releasing.of_orders(order.pk for order in ended) if ended else {}
    return [EndedLine(order, at.get(order.pk), papers.get(order.pk)) for order in ended]


def _end(line: OrderLine) -> date:
    return line.regime.standing.lift_on or date.max


def _spots(orders: Sequence[Order]) -> Mapping[UUID, Spot]:
    """Where each is spent: the building of the order, the door as the register has it. Two queries."""
    people = {order.subject_id for order in orders if order.kind == "person"}
    homes = dict(Person.objects.filter(id__in=people).values_list("id", "household_id"))
    wanted = {homes.get(order.subject_id, order.subject_id) for order in orders}
    at = {home.pk: home for home in Household.objects.filter(id__in=wanted)}
    found = {}
    for order in orders:
        home = at.get(homes.get(order.subject_id, order.subject_id))
        known = home is not None and home.building_key == order.building_key
        found[order.id] = (
            Spot(order.building_key, home.stair, home.floor, home.pk) if home and known else Spot(order.building_key)
        )
    return found


def _doors(orders: Sequence[Order]) -> list[tuple[Order, Door]]:
    found: list[tuple[Order, Door]] = []
    for unit in ("person", "household"):
        some = [order for order in orders if order.kind == unit]
        at = doors(unit, [order.subject_id for order in some])
        found += [(order, at[order.subject_id]) for order in some if order.subject_id in at]
    return found


def open_appeals(orders: Sequence[Order]) -> dict[UUID, Appeal]:
    """Appeals that wait for an answer, by order. One query."""
    rows = Appeal.objects.filter(
        part__in={order.part for order in orders}, order_id__in=[order.id for order in orders], answered_at=None
    )
    return {row.order_id: row for row in rows}


def appeals_of(order: Order) -> list[Appeal]:
    """All of an order, the newest first. One query."""
    return list(Appeal.objects.filter(part=order.part, order=order).order_by("-at"))


@dataclass(frozen=True, slots=True)
class Lifting:
    """What is free on a day in an area."""

    orders: tuple[OrderLine, ...]
    zones: tuple[tuple[ZoneLine, Units], ...]


def lifting(area: int, on: date, now: datetime) -> Lifting:
    """Orders and units whose lift date is the day. The sum of both boards' queries."""
    orders = tuple(line for line in order_lines(area, on, now) if line.regime.standing.lift_on == on and not line.waits)
    zones = tuple(
        (line, group) for line in zone_lines(area, on) for group in line.groups
        if group.regime.standing.lift_on == on and group.regime.standing.is_sure
    )  # fmt: skip
    return Lifting(orders, zones)


def waiting_count(area: int) -> int:
    """Orders without a second person, lapsed ones too; appeals without an answer; urgent needs that nobody has read;
    versions of rules that nobody has confirmed. Two queries.
    """
    held = Order.objects.filter(
        building_key__range=codes.buildings_under(area), ended_at=None, confirmed_at=None, declined_at=None
    )
    asked = Appeal.objects.filter(
        answered_at=None, order__ended_at=None, order__building_key__range=codes.buildings_under(area)
    )
    urgent = Outing.objects.filter(part__range=codes.codes_under(area), why=Outing.Why.URGENT_MEDICAL, seen_at=None)
    waiting = held.values("id").union(asked.values("id"), urgent.values("id"), all=True)
    return waiting.count() + len(versions_waiting(area))


def versions_waiting(area: int) -> list[RegimeRule]:
    """Versions written for the area that no second person has looked at. One query."""
    rows = RegimeRule.objects.filter(
        origin=RegimeRule.Origin.DESK, confirmed_at=None, declined_at=None, area__range=codes.codes_under(area)
    )
    return list(rows.order_by("line", "version"))


def events_in(area: int, limit: int = 50) -> list[UnitEvent]:
    """What was written down, the newest first. One query."""
    rows = UnitEvent.objects.filter(part__range=codes.codes_under(area)).order_by("-happened_at", "-id")[:limit]
    return [row for row in rows if codes.contains(area, row.place) or codes.contains(row.place, area)]
