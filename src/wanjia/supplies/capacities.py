"""What suppliers can bring on a day: written down in versions, what of it is promised, what is free."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.clock import LOCAL
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.supplies import asked, queries, stocking
from wanjia.supplies.models import Capacity, Good, MealCount, OrderLine, PurchaseLine, Supplier
from wanjia.supplies.refusals import SourceWanted
from wanjia.supplies.rules import prices, splitting
from wanjia.supplies.rules.splitting import Offer


@dataclass(frozen=True, slots=True)
class CapacitySaid:
    """So many a day from a day on, and who says so. None a day: it brings nothing of it any more."""

    good: Good
    from_on: date
    per_day: int
    source: str
    price_fen: int | None = None


@transaction.atomic
def write_capacity(*, by: Actor, supplier: Supplier, said: CapacitySaid, now: datetime) -> Capacity:
    """The next version; the ones before stay. Raises NotVetted, AmountWanted, SourceWanted."""
    require(by, Act.SUPPLY, supplier.area)
    held = Supplier.objects.select_for_update().get(part=supplier.part, id=supplier.pk)
    stocking.check_supplier(held, said.from_on)
    asked.amount(said.per_day, _("In a day"), least=0)
    if not said.source.strip():
        raise SourceWanted
    before = Capacity.objects.filter(part=held.part, supplier=held, good=said.good).count()
    made = Capacity.objects.create(
        id=new_event_id(), part=held.part, supplier=held, good=said.good, version=before + 1, from_on=said.from_on,
        per_day=said.per_day, price_fen=said.price_fen, source=said.source.strip()[:120], made_at=now,
        made_by=by.name[:60],
    )  # fmt: skip
    record(
        by=by, act="supplies.write_capacity", area=codes.desk_of(held.area), subject=f"supplier:{held.pk}",
        detail={"per_day": said.per_day, "from_on": said.from_on.isoformat()}, now=now,
    )  # fmt: skip
    return made


@dataclass(frozen=True, slots=True)
class CapacityLine:
    """One supplier and one good on one day. `before`: what held before this version, None for the first."""

    supplier: Supplier
    good: Good
    capacity: Capacity
    before: Capacity | None
    promised: int
    why_not: str  # nothing may be bought from it; empty where it may

    @property
    def free(self) -> int:
        return 0 if self.why_not else max(self.capacity.per_day - self.promised, 0)

    @property
    def over(self) -> int:
        """Promised beyond what it can bring."""
        return max(self.promised - self.capacity.per_day, 0)

    @property
    def dearer(self) -> int | None:
        """Per cent above the reference."""
        return prices.over(self.capacity.price_fen, self.good.reference_fen)

    @property
    def is_dear(self) -> bool:
        return prices.is_dear(self.capacity.price_fen, self.good.reference_fen)


def on_day(area: int, on: date, good: Good | None = None) -> list[CapacityLine]:
    """Every supplier of the area and of what stands above it, with what it can bring that day. Five queries."""
    firms = {firm.pk: firm for firm in queries.suppliers(area)}
    rows = Capacity.objects.filter(part__in=queries.parts_over(area), supplier__in=list(firms)).select_related("good")
    versions: dict[tuple[UUID, UUID], list[Capacity]] = defaultdict(list)
    for row in rows if good is None else rows.filter(good=good):
        versions[row.supplier_id, row.good_id].append(row)
    taken = promised(list(firms), on) if versions else {}
    found = [
        _line(firms[supplier], kept, taken.get((supplier, good_id), 0), on)
        for (supplier, good_id), kept in versions.items()
    ]
    return sorted(
        (one for one in found if one is not None), key=lambda one: (one.good.name, one.supplier.name, one.supplier.pk)
    )


def _line(firm: Supplier, kept: Sequence[Capacity], taken: int, on: date) -> CapacityLine | None:
    held = splitting.in_force(kept, on)
    if held is None:
        return None
    before = splitting.in_force([one for one in kept if one.pk != held.pk], on)
    return CapacityLine(firm, held.good, held, before, taken, stocking.why_not(firm, on))


def promised(suppliers: Iterable[UUID], on: date) -> Mapping[tuple[UUID, UUID], int]:
    """What of each supplier's goods is promised for a day, wherever it was ordered: decided purchases, less where the
    supplier has said so, orders of group buys that arrive that day, meals that the kitchen was told. Three queries."""
    wanted, sums = list(suppliers), defaultdict[tuple[UUID, UUID], int](int)
    lines = PurchaseLine.objects.filter(
        supplier__in=wanted, purchase__on=on, purchase__decided_at__isnull=False, purchase__cancelled_at=None
    ).order_by().values_list("supplier_id", "purchase__good_id")  # fmt: skip
    for supplier, good, number in lines.annotate(n=Sum(Coalesce("promised", "quantity"))):
        sums[supplier, good] += number
    start = datetime.combine(on, time(), LOCAL)
    bought = OrderLine.objects.filter(
        order__cancelled_at=None, order__buy__supplier__in=wanted, order__buy__good__isnull=False,
        order__buy__arrives_at__gte=start, order__buy__arrives_at__lt=start + timedelta(days=1),
    ).order_by().annotate(firm=F("order__buy__supplier_id"), of=F("order__buy__good_id"))  # fmt: skip
    for supplier, good, number in bought.values_list("firm", "of").annotate(n=Sum("quantity")):
        sums[supplier, good] += number
    eaten = MealCount.objects.filter(order__supplier__in=wanted, order__on=on, order__ordered_at__isnull=False)
    meals = eaten.order_by().values_list("order__supplier_id", "order__good_id").annotate(n=Sum("wanted"))
    for supplier, good, number in meals:
        sums[supplier, good] += number
    return sums


def offers(lines: Iterable[CapacityLine], place: int) -> list[Offer]:
    """What may be bought, as the splitting sees it. Whose desk is nearer to the place is the nearer supplier."""
    depth = len(codes.ancestors(place))
    return [
        Offer(one.supplier.pk, one.free, one.capacity.price_fen, one.dearer, one.is_dear,
              depth - len(codes.ancestors(one.supplier.area)))
        for one in lines if not one.why_not
    ]  # fmt: skip
