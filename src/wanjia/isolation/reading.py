"""From rows to cases: which zones and orders hold a spot, which events and later versions each of them has."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from wanjia.coverage.models import Proof, Round
from wanjia.isolation import holding, presets
from wanjia.isolation.models import DayRound, Order, RegimeRule, UnitEvent, ZoneDecision
from wanjia.isolation.ordering import steps_of
from wanjia.isolation.rules import confirming
from wanjia.isolation.rules.history import Case, Event, NewVersion
from wanjia.isolation.rules.spots import Spot
from wanjia.isolation.services import drawn_unit
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Level
from wanjia.kernel.ids import parts_of
from wanjia.roster.models import Building, Person
from wanjia.roster.subjects import Subject


@dataclass(frozen=True, slots=True)
class Ground:
    """What one look needs of an area: its events, every version of every rule, the stairs of its buildings."""

    events: tuple[UnitEvent, ...]
    rules: tuple[RegimeRule, ...]
    stairs: dict[int, int]

    def rule(self, pk: int) -> RegimeRule:
        return next(row for row in self.rules if row.pk == pk)

    def case(self, row: RegimeRule, spot: Spot, drawn: str, since: date, holds: tuple[str, ...] = ()) -> Case:
        """The case of one spot under one version."""
        return Case(
            spot, drawn, presets.rule_of(row), since, tuple(self._events_at(spot)),
            tuple(self._later(row, spot.building)), holds,
        )  # fmt: skip

    def _events_at(self, spot: Spot) -> Iterable[Event]:
        for row in self.events:
            is_near = codes.contains(row.place, spot.building) or _shares_compound(row, spot)
            if row.person_id is None and is_near:
                yield event_of(row, self._spot_of(row, spot))

    def _spot_of(self, row: UnitEvent, spot: Spot) -> Spot:
        """What speaks for a whole compound or committee speaks for the building; one stair needs no number."""
        if codes.level_of(row.place) != Level.BUILDING:
            return Spot(spot.building)
        stair = row.stair if row.stair is not None or self.stairs.get(row.place, 1) > 1 else 1
        is_positive = row.kind == UnitEvent.Kind.POSITIVE
        return Spot(row.place, stair if is_positive else row.stair, row.floor, row.household_id)

    def _later(self, row: RegimeRule, building: int) -> Iterable[NewVersion]:
        for other in self.rules:
            is_later = other.line == row.line and other.version > row.version and other.effective_on is not None
            is_here = other.area is None or codes.contains(other.area, building)
            if is_later and is_here and other.is_usable:
                yield NewVersion(other.effective_on or date.max, presets.rule_of(other))


def _shares_compound(row: UnitEvent, spot: Spot) -> bool:
    """A positive next door is told too: that it changes nothing here, and by which rule."""
    return (
        row.kind == UnitEvent.Kind.POSITIVE
        and codes.level_of(row.place) == Level.BUILDING
        and codes.compound_of(row.place) == codes.compound_of(spot.building)
    )


def event_of(row: UnitEvent, spot: Spot) -> Event:
    return Event(clock.local_date(row.happened_at), row.kind, spot, str(row.id), row.source)


def ground(area: int, keys: Iterable[int] | None = None) -> Ground:
    """Three queries. `keys`: the buildings that matter, all of the area where none are named."""
    span = codes.codes_under(area)
    events = UnitEvent.objects.filter(part__range=span, withdrawn_at=None).order_by("happened_at", "id")
    houses = Building.objects.filter(key__range=codes.buildings_under(area))
    if keys is not None:
        houses = houses.filter(key__in=list(keys))
    return Ground(tuple(events), tuple(RegimeRule.objects.order_by("line", "version")), dict(
        houses.values_list("key", "stairs")
    ))  # fmt: skip


def moment_of(on: date, now: datetime) -> datetime:
    """The moment at which a day is looked at: now for today, else its last."""
    return now if on == clock.local_date(now) else datetime.combine(on, time.max, clock.LOCAL)


def zones_over(area: int, on: date) -> list[ZoneDecision]:
    """Zones that begin by the day, not ended on it, inside the area or around it; the smallest first. One query."""
    return on_day(zones_near(area), on)


def zones_near(area: int) -> list[ZoneDecision]:
    """Every zone that there ever was inside the area or around it. One query."""
    found = ZoneDecision.objects.filter(part__range=codes.codes_under(area)).select_related("rule")
    near = found.order_by("place", "stair", "id")
    return [zone for zone in near if codes.contains(area, zone.place) or codes.contains(zone.place, area)]


def on_day(zones: Iterable[ZoneDecision], on: date) -> list[ZoneDecision]:
    """Those that hold on a day, the smallest first."""
    near = [zone for zone in zones if zone.since_on <= on and not _is_over(zone, on)]
    return sorted(near, key=lambda zone: (zone.stair is None, -codes.level_of(zone.place), zone.place))


def zones_at(zones: Sequence[ZoneDecision], spot: Spot) -> list[ZoneDecision]:
    """Those that hold the spot, the smallest first: it alone counts, the wider ones are named."""
    return [
        zone for zone in zones
        if codes.contains(zone.place, spot.building) and (zone.stair is None or zone.stair == spot.stair)
    ]  # fmt: skip


def _is_over(row: ZoneDecision | Order, on: date) -> bool:
    return row.ended_at is not None and clock.local_date(row.ended_at) <= on


def orders_in(area: int, on: date, now: datetime) -> list[tuple[Order, str]]:
    """Orders of the area that are not over on the day, with what each is. One query."""
    held = Order.objects.filter(building_key__range=codes.buildings_under(area), since_on__lte=on)
    return _with_state(held.select_related("rule").order_by("building_key", "since_on", "id"), on, now)


def orders_on(subjects: Iterable[int], on: date, now: datetime) -> list[tuple[Order, str]]:
    """The same for some people and households. One query."""
    ids = list(subjects)
    held = Order.objects.filter(part__in=parts_of(ids), subject_id__in=ids, since_on__lte=on)
    return _with_state(held.select_related("rule").order_by("since_on", "id"), on, now)


def _with_state(held: Iterable[Order], on: date, now: datetime) -> list[tuple[Order, str]]:
    at = moment_of(on, now)
    states = [(order, confirming.state_of(steps_of(order), at)) for order in held if not _is_over(order, on)]
    return [(order, state) for order, state in states if state not in (confirming.ENDED, confirming.DECLINED)]


def tested_days(people: Iterable[int]) -> dict[int, set[date]]:
    """On which days each was tested: as somebody wrote it down, or as a swab in a round shows. Two queries."""
    ids = list(people)
    parts = parts_of(ids)
    found: dict[int, set[date]] = {id_: set() for id_ in ids}
    rows = UnitEvent.objects.filter(part__in=parts, person_id__in=ids, kind="tested", withdrawn_at=None)
    for row in rows:
        found[row.person_id or 0].add(clock.local_date(row.happened_at))
    rounds = Round.objects.filter(obligation_id="nat").exclude(state=Round.State.CANCELLED).values("id")
    swabs = Proof.objects.filter(part__in=parts, round_id__in=rounds, subject_id__in=ids)
    for person, at in swabs.values_list("subject_id", "seen_at"):
        found[person].add(clock.local_date(at))
    return found


def served_on(subject: Subject, on: date) -> Counter[str]:
    """How many times each thing was done for somebody on the day, by the day's own rounds. Two queries."""
    committee = codes.committee_of(subject.building_key)
    rounds = dict(DayRound.objects.filter(part=committee, on=on).values_list("round_id", "what"))
    ids = {subject.id, subject.household_id}
    proofs = Proof.objects.filter(part__in=parts_of(ids), round_id__in=list(rounds), subject_id__in=ids)
    return Counter(rounds[round_id] for round_id in proofs.values_list("round_id", flat=True)) if rounds else Counter()


def holds_on(orders: Iterable[Order], on: date, now: datetime) -> dict[UUID, tuple[str, ...]]:
    """What other rooms hold the end of each order for; nothing is held in the past. One query and theirs."""
    if not holding.HOLDS or on < clock.local_date(now):
        return {}
    known = list(orders)
    homes = {order.subject_id for order in known if order.kind == Order.Unit.HOUSEHOLD}
    living = Person.objects.filter(part__in=parts_of(homes), household_id__in=homes, merged_into=None)
    behind = dict(living.values_list("id", "household_id"))
    alone = {order.subject_id for order in known if order.kind == Order.Unit.PERSON}
    found: dict[int, set[str]] = {}
    for person, held in holding.held([*alone, *behind], on, now).items():
        for subject in {person, behind.get(person, person)}:
            found.setdefault(subject, set()).update(held)
    return {order.pk: tuple(sorted(found[order.subject_id])) for order in known if order.subject_id in found}


def drawn_of(zone: ZoneDecision) -> str:
    return drawn_unit(zone.place, zone.stair)
