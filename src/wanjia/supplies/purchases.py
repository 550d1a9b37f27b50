"""Reads of purchases: each with its lines, what came of them as lots, what is missing; what is on order in an area."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.supplies import queries
from wanjia.supplies.models import Lot, Purchase, PurchaseLine
from wanjia.supplies.rules import bought
from wanjia.supplies.rules.bought import Part, Sums


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """One supplier's part with the lots that came of it."""

    line: PurchaseLine
    part: Part
    lots: tuple[tuple[Lot, int], ...]  # and how many came in it


@dataclass(frozen=True, slots=True)
class Bought:
    """One purchase. `is_late`: its day is over and something that was promised has not come."""

    purchase: Purchase
    lines: tuple[BoughtLine, ...]
    sums: Sums
    is_late: bool

    @property
    def is_open(self) -> bool:
        return self.purchase.cancelled_at is None and not self.sums.is_done


def found_in(area: int, now: datetime, *, limit: int = 60) -> list[Bought]:
    """Those of the area, the next day first, what is over at the end. Four queries."""
    rows = Purchase.objects.filter(part__range=codes.codes_under(area), cancelled_at=None).select_related("good")
    found = of(list(rows.order_by("-on", "-made_at")[:limit]), now)
    return sorted(found, key=lambda one: (not one.is_open, one.purchase.on, one.purchase.made_at))


def of(rows: Sequence[Purchase], now: datetime) -> list[Bought]:
    """Three queries, whatever their number."""
    by_purchase: dict[UUID, list[PurchaseLine]] = defaultdict(list)
    lines = PurchaseLine.objects.filter(part__in={row.part for row in rows}, purchase__in=[row.pk for row in rows])
    for line in lines.select_related("supplier").order_by("-quantity", "supplier__name"):
        by_purchase[line.purchase_id].append(line)
    came = _came([line for kept in by_purchase.values() for line in kept])
    return [_bought(row, by_purchase[row.pk], came, local_date(now)) for row in rows]


Came = dict[UUID, list[tuple[Lot, int]]]


def _came(lines: Sequence[PurchaseLine]) -> Came:
    """What came in each lot. A recalled lot has come and is of no use: it is not counted."""
    lots = list(
        Lot.objects.filter(part__in={line.part for line in lines}, line__in=[line.pk for line in lines])
        .order_by("made_at", "id")
    ) if lines else []  # fmt: skip
    stocks = queries.stocks(lots) if lots else {}
    found: Came = defaultdict(list)
    for lot in lots:
        if lot.line_id is not None:
            found[lot.line_id].append((lot, stocks[lot.pk].came_in))
    return found


def _bought(row: Purchase, lines: Sequence[PurchaseLine], came: Came, today: date) -> Bought:
    kept = []
    for line in lines:
        lots = tuple(came.get(line.pk, ()))
        usable = sum(number for lot, number in lots if lot.recalled_at is None)
        kept.append(BoughtLine(line, Part(line.quantity, line.promised, usable, line.ordered_at is not None), lots))
    total = bought.sums(row.wanted, [one.part for one in kept])
    is_late = row.decided_at is not None and row.on < today and total.missing > 0
    return Bought(row, tuple(kept), total, is_late)


def on_order(area: int, today: date, kinds: Collection[str]) -> list[tuple[str, date, int]]:
    """Good, day and number of what is decided and has not come. What is overdue is not counted on. Four queries, one
    where nothing is on order."""
    rows = Purchase.objects.filter(
        part__range=codes.codes_under(area), decided_at__isnull=False, cancelled_at=None, on__gte=today,
        good__kind__in=kinds,
    ).select_related("good")  # fmt: skip
    kept = list(rows)
    if not kept:
        return []
    lines = list(
        PurchaseLine.objects.filter(part__in={row.part for row in kept}, purchase__in=[row.pk for row in kept])
    )
    came = _came(lines)
    by_id = {row.pk: row for row in kept}
    found = []
    for line in lines:
        usable = sum(number for lot, number in came.get(line.pk, ()) if lot.recalled_at is None)
        left = Part(line.quantity, line.promised, usable).missing
        if left:
            found.append((by_id[line.purchase_id].good.name, by_id[line.purchase_id].on, left))
    return found


def refused_for(purchase: Purchase) -> set[UUID]:
    """Suppliers that have said for this good and day that they bring less: they are not asked again. One query."""
    lines = PurchaseLine.objects.filter(
        purchase__on=purchase.on, purchase__good=purchase.good_id, promised__lt=F("quantity")
    )
    return set(lines.values_list("supplier_id", flat=True))


def rest_of(purchase: Purchase) -> Purchase | None:
    """The purchase that was made for what this one lacks, if it stands. One query."""
    return Purchase.objects.filter(part=purchase.part, after_id=purchase.pk, cancelled_at=None).first()
