"""Each change of a lift date is told with its reason (E9): to the household's page and to the committee.

A date is computed anew at each look; what was told last is kept. Where the two differ a notice is written, once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from wanjia.isolation import queries, told
from wanjia.isolation.models import LiftNotice, Order, UnitEvent, ZoneDecision
from wanjia.isolation.rules import confirming
from wanjia.isolation.rules.spots import Spot
from wanjia.isolation.rules.standing import HELD, Standing
from wanjia.isolation.rules.telling import Told, truncated, why_it_moved
from wanjia.isolation.told import NIL, Key
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import new_event_id


@dataclass(frozen=True, slots=True)
class _Unit:
    """One order or one unit of a zone as it stands now."""

    order: Order | None
    zone: ZoneDecision | None
    spot: Spot
    standing: Standing

    @property
    def key(self) -> Key:
        return self.order.pk if self.order else self.zone.pk if self.zone else NIL, self.spot

    @property
    def lift_on(self) -> date | None:
        """None where no day can be named: without a length, or while a condition keeps it past its time."""
        return None if self.standing.state == HELD else self.standing.lift_on


def settle(committee: int, now: datetime) -> list[LiftNotice]:
    """Writes what has moved since it was told last. Done twice, the second time writes nothing. Some 20 queries."""
    on = local_date(now)
    units = {unit.key: unit for unit in _units(committee, on, now)}
    last = told.last_in(committee, {id_ for id_, _spot in units})
    made = [one for key, unit in units.items() if (one := _told(unit, _before(last, key), committee, now))]
    made += _gone(units, last, committee, now)
    return LiftNotice.objects.bulk_create(made)


def _units(committee: int, on: date, now: datetime) -> Iterator[_Unit]:
    for line in queries.order_lines(committee, on, now):
        if line.state in (confirming.IN_FORCE, confirming.URGENT):
            yield _Unit(line.order, None, line.regime.spot, line.regime.standing)
    for zone in queries.zone_lines(committee, on):
        for group in zone.groups:
            for spot in group.spots:
                standing = group.regime.standing
                yield _Unit(None, zone.zone, truncated(spot, standing.unit), standing)


def _before(last: dict[Key, LiftNotice], key: Key) -> LiftNotice | None:
    """What was told of this unit, else of the one that it was a part of until now."""
    if key in last:
        return last[key]
    around = [row for (id_, spot), row in last.items() if id_ == key[0] and spot.holds(key[1])]
    return max(around, key=lambda row: (row.told_at, str(row.pk)), default=None)


def _gone(
    units: dict[Key, _Unit], last: dict[Key, LiftNotice], committee: int, now: datetime
) -> list[LiftNotice]:  # fmt: skip
    """Units that are told apart no longer, since what set them apart was taken back: they stand as what holds them."""
    made = []
    for (id_, spot), row in last.items():
        if (id_, spot) in units:
            continue
        around = next((unit for (other, outer), unit in units.items() if other == id_ and outer.holds(spot)), None)
        if around is not None:
            alone = _Unit(around.order, around.zone, spot, around.standing)
            made += [one for one in [_told(alone, row, committee, now)] if one]
    return made


def _told(unit: _Unit, before: LiftNotice | None, committee: int, now: datetime) -> LiftNotice | None:
    """None where it stands as it was told."""
    if before is not None and before.after_on == unit.lift_on:
        return None
    back = _taken_back(committee, before.told_at) if before else None
    last = Told(before.after_on, before.is_sure) if before else None
    moved = why_it_moved(unit.standing, last, unit.lift_on, back=back)
    return LiftNotice(
        id=new_event_id(), part=committee, order=unit.order, zone=unit.zone, building_key=unit.spot.building,
        stair=unit.spot.stair, floor=unit.spot.floor, household_id=unit.spot.household, told_at=now, on=moved.on,
        before_on=before.after_on if before else moved.before, after_on=unit.lift_on, is_sure=unit.standing.is_sure,
        why=moved.why, rule=str(unit.standing.rule.name)[:24], source=moved.source[:200],
    )  # fmt: skip


def _taken_back(committee: int, since: datetime) -> str | None:
    """Why the newest event was taken back since then, None where none was. One query, only where a date moved."""
    rows = UnitEvent.objects.filter(part=committee, withdrawn_at__gt=since).order_by("-withdrawn_at")
    return rows.values_list("withdrawn_reason", flat=True).first()
