"""Reads of group buys: orders with what they cost, who gets money back, the pick list of a building."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from wanjia.kernel import area as codes
from wanjia.roster.doors import Door, doors
from wanjia.supplies.models import GroupBuy, Order, OrderLine, Package


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order. `worth` is what was ordered, or what is given once the goods have come."""

    order: Order
    door: Door | None
    wants: tuple[tuple[str, int, int | None], ...]  # letter, ordered, given
    worth: int

    @property
    def owed(self) -> int:
        """Still to be paid: what was given back is held no more."""
        held = self.order.paid_fen - self.order.refunded_fen
        return max(self.worth - held, 0) if self.order.cancelled_at is None else 0

    @property
    def back(self) -> int:
        """To be given back."""
        keeps = self.worth if self.order.cancelled_at is None else 0
        return max(self.order.paid_fen - self.order.refunded_fen - keeps, 0)

    @property
    def is_short(self) -> bool:
        return any(given is not None and given < ordered for _letter, ordered, given in self.wants)


def buys(area: int) -> list[GroupBuy]:
    """Those in the area or over it, the latest first. One query."""
    inside = GroupBuy.objects.filter(part__range=codes.codes_under(area))
    both = inside | GroupBuy.objects.filter(place__in=codes.ancestors(area))
    return list(both.select_related("supplier").order_by("-closes_at")[:60])


def packages(buy: GroupBuy) -> list[Package]:
    return list(Package.objects.filter(part=buy.part, buy=buy).order_by("letter"))


def totals(*rows: GroupBuy) -> Mapping[UUID, tuple[int, int]]:
    """Ordered and given of each package, of however many buys. One query."""
    lines = OrderLine.objects.filter(part__in={row.part for row in rows}, order__buy__in=rows, order__cancelled_at=None)
    sums = lines.order_by().values_list("package_id").annotate(Sum("quantity"), Sum("given"))
    return {package: (ordered, given or 0) for package, ordered, given in sums}


Offered = tuple[Package, int, int]


def offered(rows: Sequence[GroupBuy]) -> list[tuple[GroupBuy, list[Offered]]]:
    """Each buy with its packages, ordered and given. Two queries."""
    sums, by_buy = totals(*rows), defaultdict[UUID, list[Offered]](list)
    found = Package.objects.filter(part__in={row.part for row in rows}, buy__in=[row.pk for row in rows])
    for one in found.order_by("letter"):
        by_buy[one.buy_id].append((one, *sums.get(one.pk, (0, 0))))
    return [(row, by_buy[row.pk]) for row in rows]


def orders(buy: GroupBuy) -> list[OrderRow]:
    """In the order in which they came. Five queries."""
    rows = list(Order.objects.filter(part=buy.part, buy=buy).order_by("made_at", "id"))
    lines: dict[UUID, list[OrderLine]] = defaultdict(list)
    found = OrderLine.objects.filter(part=buy.part, order__buy=buy).select_related("package")
    for line in found.order_by("package__letter"):
        lines[line.order_id].append(line)
    at = doors("household", [row.household_id for row in rows])
    return [order_row(row, at.get(row.household_id), lines[row.pk]) for row in rows]


def order_row(order: Order, door: Door | None, lines: Sequence[OrderLine]) -> OrderRow:
    """Its lines come with their packages, in the order of the letters. No query."""
    wants = tuple((line.package.letter, line.quantity, line.given) for line in lines)
    worth = sum((line.quantity if line.given is None else line.given) * line.package.price_fen for line in lines)
    return OrderRow(order, door, wants, worth)


@dataclass(frozen=True, slots=True)
class Pick:
    """One building's list: its doors in walking order and the sum of each package."""

    building: str
    rows: tuple[OrderRow, ...]
    sums: Mapping[str, int]


def picks(buy: GroupBuy) -> list[Pick]:
    """Building by building, top floor first. Five queries."""
    by_key: dict[int, list[OrderRow]] = defaultdict(list)
    for row in orders(buy):
        if row.door is not None and row.order.cancelled_at is None:
            by_key[row.door.building_key].append(row)
    return [_pick(rows) for _key, rows in sorted(by_key.items())]


def _pick(rows: list[OrderRow]) -> Pick:
    walked = sorted(rows, key=lambda row: (row.door.stair, -row.door.floor, row.door.room) if row.door else (0, 0, ""))
    sums: dict[str, int] = defaultdict(int)
    for row in walked:
        for letter, ordered, given in row.wants:
            sums[letter] += ordered if given is None else given
    return Pick(walked[0].door.building if walked[0].door else "", tuple(walked), dict(sorted(sums.items())))
