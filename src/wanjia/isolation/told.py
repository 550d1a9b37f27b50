"""What was told of lift dates: the last notice of each unit, what concerns one door, and the word on an end."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from wanjia.isolation.models import LiftNotice, Order, ZoneDecision
from wanjia.isolation.rules.spots import Spot
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import new_event_id

NIL = UUID(int=0)  # no notice has it: each is of an order or of a zone
Key = tuple[UUID, Spot]  # the order or the zone, and which unit of it


def spot_of(row: LiftNotice) -> Spot:
    return Spot(row.building_key, row.stair, row.floor, row.household_id)


def _key_of(row: LiftNotice) -> Key:
    return row.order_id or row.zone_id or NIL, spot_of(row)


def last_in(committee: int, ids: Iterable[UUID]) -> dict[Key, LiftNotice]:
    """The newest notice of each unit of these orders and zones. One query."""
    wanted = set(ids)
    rows = LiftNotice.objects.filter(part=committee).order_by("told_at", "id")
    return {key: row for row in rows if (key := _key_of(row))[0] in wanted}


def at_door(spot: Spot, orders: Iterable[UUID], since: datetime) -> list[LiftNotice]:
    """What concerns one door: its orders, and the zones over it; the newest first. One query."""
    mine = set(orders)
    rows = LiftNotice.objects.filter(
        part=codes.committee_of(spot.building), building_key=spot.building, told_at__gte=since
    ).order_by("-told_at", "-id")
    rows = rows.select_related("order__rule", "zone__rule")
    return [row for row in rows if (row.order_id in mine if row.order_id else spot_of(row).holds(spot))]


def of_order(order: Order) -> list[LiftNotice]:
    """What was told of one order, the newest first. One query."""
    return list(LiftNotice.objects.filter(order=order).select_related("order__rule").order_by("-told_at", "-id"))


def in_area(area: int, limit: int) -> list[LiftNotice]:
    """What was told in an area, the newest first. One query."""
    rows = LiftNotice.objects.filter(
        part__range=codes.codes_under(area), building_key__range=codes.buildings_under(area)
    )
    return list(rows.select_related("order__rule", "zone__rule").order_by("-told_at", "-id")[:limit])


def say_ended(of: Order | ZoneDecision, why: str, now: datetime) -> None:
    """The end is told of every unit of which something was told before. Two queries."""
    rows = LiftNotice.objects.filter(order=of) if isinstance(of, Order) else LiftNotice.objects.filter(zone=of)
    last = {_key_of(row): row for row in rows.order_by("told_at", "id")}
    on = local_date(now)
    LiftNotice.objects.bulk_create(
        LiftNotice(
            id=new_event_id(), part=row.part, order_id=row.order_id, zone_id=row.zone_id,
            building_key=row.building_key, stair=row.stair, floor=row.floor, household_id=row.household_id,
            told_at=now, on=on, before_on=row.after_on, after_on=on, is_sure=True, why=LiftNotice.Why.ENDED,
            rule=row.rule, source=why,
        )
        for row in last.values() if row.why != LiftNotice.Why.ENDED
    )  # fmt: skip
