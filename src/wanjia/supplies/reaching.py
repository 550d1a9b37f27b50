"""What supplies offer to one door: group buys with its own orders, quotas with its own number."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from wanjia.kernel import area as codes
from wanjia.supplies import claiming
from wanjia.supplies.models import Claim, GroupBuy, Order, OrderLine, Package, Quota
from wanjia.supplies.orders import OrderRow, order_row

_SHOWN_FOR = timedelta(days=10)  # how long a buy or a quota is shown after its end to whoever took part


@dataclass(frozen=True, slots=True)
class Offer:
    """One group buy as a household sees it. Of its orders one stands at most; cancelled ones may be owed money."""

    buy: GroupBuy
    packages: tuple[Package, ...]
    orders: tuple[OrderRow, ...]
    is_open: bool

    @property
    def standing(self) -> OrderRow | None:
        return next((row for row in self.orders if row.order.cancelled_at is None), None)

    @property
    def wanted(self) -> list[tuple[Package, int]]:
        """Each package with how many of it are ordered, 0 where none."""
        row = self.standing
        ordered = {letter: number for letter, number, _given in row.wants} if row else {}
        return [(one, ordered.get(one.letter, 0)) for one in self.packages]

    @property
    def back(self) -> int:
        """Money to be given back, over all of the household's orders in it."""
        return sum(row.back for row in self.orders)


def offers(household_id: int, key: int, now: datetime) -> list[Offer]:
    """Whatever takes orders for this door, then what it took part in lately. Four queries, one where there is nothing.

    A buy that was closed without them is not shown: nothing of it is theirs.
    """
    above = codes.ancestors(key)
    buys = list(
        GroupBuy.objects.filter(
            part__in={codes.desk_of(one) for one in above}, place__in=above, closes_at__gte=now - _SHOWN_FOR
        ).select_related("supplier").order_by("closes_at", "id")
    )  # fmt: skip
    if not buys:
        return []
    packages, mine = _packages(buys), _orders(buys, household_id)
    found = [Offer(buy, tuple(packages[buy.pk]), tuple(mine[buy.pk]), buy.takes_orders(now)) for buy in buys]
    return sorted((one for one in found if one.is_open or one.orders), key=lambda one: not one.is_open)


def _packages(buys: Sequence[GroupBuy]) -> dict[UUID, list[Package]]:
    found: dict[UUID, list[Package]] = defaultdict(list)
    rows = Package.objects.filter(part__in={buy.part for buy in buys}, buy__in=[buy.pk for buy in buys])
    for one in rows.order_by("letter"):
        found[one.buy_id].append(one)
    return found


def _orders(buys: Sequence[GroupBuy], household_id: int) -> dict[UUID, list[OrderRow]]:
    """Two queries."""
    parts, ids = {buy.part for buy in buys}, [buy.pk for buy in buys]
    rows = list(Order.objects.filter(part__in=parts, buy__in=ids, household_id=household_id).order_by("made_at", "id"))
    lines: dict[UUID, list[OrderLine]] = defaultdict(list)
    asked = OrderLine.objects.filter(part__in=parts, order__in=[row.pk for row in rows])
    for line in asked.select_related("package").order_by("package__letter"):
        lines[line.order_id].append(line)
    found: dict[UUID, list[OrderRow]] = defaultdict(list)
    for row in rows:
        found[row.buy_id].append(order_row(row, None, lines[row.pk]))
    return found


@dataclass(frozen=True, slots=True)
class Reserve:
    """One quota as a household sees it. `claim` is its number that stands."""

    quota: Quota
    claim: Claim | None
    is_open: bool
    has_left: bool

    @property
    def may_claim(self) -> bool:
        return self.is_open and self.claim is None and self.has_left


def reserves(household_id: int, key: int, now: datetime) -> list[Reserve]:
    """Quotas on which this door may draw, the next to close first. Two queries and one a quota that is open to it.

    A quota that is over is shown to whoever has a number in it.
    """
    above = codes.ancestors(key)
    rows = list(
        Quota.objects.filter(
            part__in={codes.desk_of(one) for one in above}, place__in=above, closes_at__gte=now - _SHOWN_FOR
        ).select_related("good").order_by("closes_at", "id")
    )  # fmt: skip
    if not rows:
        return []
    standing = Claim.objects.filter(
        part__in={row.part for row in rows}, quota__in=[row.pk for row in rows], household_id=household_id,
        withdrawn_at=None,
    )  # fmt: skip
    mine = {one.quota_id: one for one in standing.order_by("-number")}
    found = [_reserve(row, mine.get(row.pk), now) for row in rows]
    return [one for one in found if one.claim or one.quota.closes_at >= now]


def _reserve(row: Quota, claim: Claim | None, now: datetime) -> Reserve:
    is_open = row.opens_at <= now <= row.closes_at
    return Reserve(row, claim, is_open, is_open and claim is None and claiming.has_left(row))
