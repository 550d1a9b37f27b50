"""How supplies stand by the four tests of domain I6, over the last days: read from orders, proofs, prices and moves."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Case, F, FloatField, Func, Sum, Value, When

from wanjia.coverage.models import Proof
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.clock import local_date
from wanjia.supplies import purchases, queries
from wanjia.supplies.models import Delivery, Good, Move, OrderLine
from wanjia.supplies.queries import LotLine
from wanjia.supplies.rules import standing, stock
from wanjia.supplies.rules.standing import Lasting, Priced

DAYS = 7
_RESIDENTS = (Good.Kind.FOOD, Good.Kind.KIT, Good.Kind.CARE)


class Median(Aggregate):
    """The middle one of all values."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


class Epoch(Func):
    """Seconds since 1970, whatever the zone: Django's own Extract would first turn the moment into local time."""

    template = "EXTRACT(EPOCH FROM %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class Bought:
    """Packages of group buys that have come: ordered, and given."""

    ordered: int
    given: int

    @property
    def short(self) -> int:
        return self.ordered - self.given


@dataclass(frozen=True, slots=True)
class Brought:
    """Doors that had nothing when the time was over; within how many minutes half of the others had theirs.

    `half_minutes` None: nobody had anything, or the area is wider than a committee.
    """

    late: int
    half_minutes: int | None


@dataclass(frozen=True, slots=True)
class Four:
    """Buyable, gettable, affordable, uninterrupted."""

    bought: Bought
    brought: Brought
    priced: Priced
    lasting: tuple[Lasting, ...]


def four(area: int, lines: Sequence[LotLine], now: datetime) -> Four:
    """`lines`: the lots of the area, as the board has them already. Eight queries at most."""
    since = now - timedelta(days=DAYS)
    return Four(
        _bought(area, since), _brought(area, since, now),
        standing.priced((line.over, line.is_dear) for line in lines if line.stock.on_hand > 0),
        _lasting(area, lines, since, now),
    )  # fmt: skip


def _bought(area: int, since: datetime) -> Bought:
    """Of the households of the area, wherever the buy was opened. One query."""
    span = codes.codes_under(area)
    lines = OrderLine.objects.filter(
        part__in=queries.parts_over(area), order__buy__arrived_at__gte=since, order__cancelled_at=None,
        order__household_id__range=(span.low * 10**6, (span.high + 1) * 10**6 - 1),
    ) if codes.level_of(area) >= Level.COMMITTEE else OrderLine.objects.filter(
        part__range=span, order__buy__arrived_at__gte=since, order__cancelled_at=None
    )  # fmt: skip
    sums = lines.aggregate(ordered=Sum("quantity"), given=Sum("given"))
    return Bought(sums["ordered"] or 0, sums["given"] or 0)


def _brought(area: int, since: datetime, now: datetime) -> Brought:
    """Two queries, three in a committee."""
    reaching = queries.deliveries_reaching(area).filter(opened_at__gte=since, cancelled_at=None)
    rows = list(reaching.exclude(queries.called_off()))
    done = queries.reached(rows, area) if rows else {}
    late = sum(done[row.round_id].open for row in rows if row.round_id in done and row.due_at < now)
    return Brought(late, _half(area, rows) if rows and codes.level_of(area) >= Level.COMMITTEE else None)


def _half(area: int, rows: Sequence[Delivery]) -> int | None:
    begun: list[Any] = [
        When(round_id=row.round_id, then=Value(row.opened_at.timestamp())) for row in rows if row.opened_at
    ]
    span = codes.buildings_under(area)
    proofs = Proof.objects.filter(
        part__range=codes.codes_under(area), round_id__in=[row.round_id for row in rows], building_key__range=span
    )
    lag = Epoch("seen_at") - Case(*begun, output_field=FloatField())
    seconds = proofs.annotate(lag=lag).aggregate(half=Median(F("lag")))["half"]
    return None if seconds is None else max(round(seconds / 60), 0)


def _lasting(area: int, lines: Sequence[LotLine], since: datetime, now: datetime) -> tuple[Lasting, ...]:
    """Goods for residents, over all of their lots: by what has left and not come back, with what is on order. Three
    queries, two where nothing is on order."""
    there: dict[str, int] = defaultdict(int)
    for line in lines:
        if line.lot.good.kind in _RESIDENTS and not line.is_expired and line.lot.recalled_at is None:
            there[line.lot.good.name] += max(line.stock.on_hand, 0)
    left: dict[str, int] = defaultdict(int)
    moves = Move.objects.filter(
        part__range=codes.codes_under(area), seen_at__gte=since, kind__in=(stock.OUT, stock.RETURNED),
        lot__good__kind__in=_RESIDENTS,
    ).order_by().values_list("lot__good__name", "kind").annotate(n=Sum("quantity"))  # fmt: skip
    for good, kind, number in moves:
        left[good] += number if kind == stock.OUT else -number
    coming: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for good, on, number in purchases.on_order(area, local_date(now), _RESIDENTS):
        coming[good].append(((on - local_date(now)).days, number))
    return standing.lasting(there, left, DAYS, coming)
