"""Reads of supplies. Sums are computed from facts; each has its count of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum

from wanjia.coverage.models import Proof, Round, Sheet
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.custody import GAVE
from wanjia.kernel.ids import part_of
from wanjia.roster.models import Person, Presence
from wanjia.supplies import complaining
from wanjia.supplies.models import Delivery, Good, HandSign, LeftOut, Lot, Move, Remainder, Supplier, Trip
from wanjia.supplies.rules import books, prices, stock, trips
from wanjia.supplies.rules import complaints as rules
from wanjia.supplies.rules.books import Book, Left
from wanjia.supplies.rules.stock import Moved, Stock
from wanjia.supplies.rules.trips import Ride, RoadBook, Sign


def stocks(lots: Sequence[Lot]) -> dict[UUID, Stock]:
    """What is on hand of each. One query."""
    by_lot: dict[UUID, list[Moved]] = defaultdict(list)
    rows = Move.objects.filter(part__in={lot.part for lot in lots}, lot_id__in=[lot.pk for lot in lots])
    for lot_id, id_, kind, quantity, seen_at in rows.values_list("lot_id", "id", "kind", "quantity", "seen_at"):
        by_lot[lot_id].append(Moved(id_, kind, quantity, seen_at))
    return {lot.pk: stock.stock(by_lot[lot.pk]) for lot in lots}


@dataclass(frozen=True, slots=True)
class LotLine:
    """One lot with its stock and what is odd about it."""

    lot: Lot
    stock: Stock
    over: int | None  # per cent above the reference
    is_dear: bool
    is_expired: bool
    expires_soon: bool
    unsigned: int = 0  # of freight that has left and that the store never signed for: still counted on hand
    complaints: Mapping[str, int] = field(default_factory=dict)  # doors by kind

    @property
    def complained(self) -> int:
        return sum(self.complaints.values())

    @property
    def asks_recall(self) -> bool:
        return self.lot.recalled_at is None and rules.asks_recall(self.complaints)

    @property
    def needs_look(self) -> bool:
        """Something about it is wrong, or soon will be, and some of it lies there."""
        if self.stock.on_hand == 0:
            return False
        is_wrong = self.stock.is_short or self.is_dear or self.lot.recalled_at is not None or self.unsigned > 0
        return is_wrong or self.is_expired or self.expires_soon or bool(self.complained)


def lots(area: int, now: datetime, *, limit: int = 200) -> list[LotLine]:
    """The lots kept in an area, newest first. Four queries."""
    rows = list(
        Lot.objects.filter(part__range=codes.codes_under(area))
        .select_related("good", "supplier").order_by("-made_at")[:limit]
    )  # fmt: skip
    there, today, away = stocks(rows), local_date(now), unsigned_freight([lot.pk for lot in rows], now)
    said = complaining.by_kind(rows)
    return [
        LotLine(
            lot, there[lot.pk], prices.over(lot.price_fen, lot.good.reference_fen),
            prices.is_dear(lot.price_fen, lot.good.reference_fen),
            lot.expires_on is not None and lot.expires_on < today,
            lot.expires_on is not None and today <= lot.expires_on <= today + timedelta(days=2),
            away.get(lot.pk, 0), said.get(lot.pk, {}),
        )
        for lot in rows
    ]  # fmt: skip


def unsigned_freight(lot_ids: Sequence[UUID], now: datetime) -> Mapping[UUID, int]:
    """By lot: what freight has taken along without the store's signature. One query. Twin: rules.trips.unsigned."""
    rows = _unsigned(now).filter(delivery__lot__in=lot_ids)
    sums = rows.order_by().values_list("delivery__lot_id").annotate(n=Sum(F("boxes") * F("delivery__per_box")))
    return {lot: number for lot, number in sums if lot is not None}


def _unsigned(now: datetime) -> "QuerySet[Trip]":
    signed = HandSign.objects.filter(part=OuterRef("part"), trip=OuterRef("pk"), side=GAVE, giver=trips.DEPOT)
    return Trip.objects.filter(
        ~Exists(signed), after=None, made_at__lt=now - trips.SIGN_WITHIN, delivery__kind=Delivery.Kind.FREIGHT,
        delivery__cancelled_at=None,
    )  # fmt: skip


def parts_over(area: int) -> set[int]:
    """The parts of the area's desk and of every desk above it."""
    return {codes.desk_of(one) for one in codes.ancestors(area)}


def on_hand_of(good: Good, place: int, now: datetime) -> int:
    """What lies in the place of one good and may go out. Two queries."""
    rows = list(Lot.objects.filter(part__range=codes.codes_under(place), good=good, recalled_at=None))
    today, there = local_date(now), stocks(rows)
    good_yet = [lot for lot in rows if lot.expires_on is None or lot.expires_on >= today]
    return sum(max(there[lot.pk].on_hand, 0) for lot in good_yet)


def goods(area: int) -> list[Good]:
    """Those of the area and of what stands above it. One query."""
    return list(Good.objects.filter(area__in=codes.ancestors(area), is_open=True).order_by("kind", "name"))


def suppliers(area: int) -> list[Supplier]:
    """Likewise. One query."""
    return list(Supplier.objects.filter(area__in=codes.ancestors(area)).order_by("name"))


def rides(rows: Sequence[Trip]) -> list[Ride]:
    """Trips with their signatures. One query."""
    signs: dict[UUID, list[Sign]] = defaultdict(list)
    found = HandSign.objects.filter(part__in={row.part for row in rows}, trip_id__in=[row.pk for row in rows])
    for one in found:
        signs[one.trip_id].append(
            Sign(
                one.pk, one.side, one.giver, one.taker, one.boxes, one.seen_at, one.place, one.signed_by,
                one.account_id, tuple(one.flags),
            )
        )  # fmt: skip
    return [
        Ride(row.pk, row.number, row.place, row.boxes, row.made_at, row.after, tuple(signs[row.pk])) for row in rows
    ]


def trips_of(delivery: Delivery) -> list[Trip]:
    return list(Trip.objects.filter(part=delivery.part, delivery=delivery).order_by("number", "made_at", "id"))


def road_book(delivery: Delivery, now: datetime) -> RoadBook:
    """Two queries."""
    return trips.road_book(rides(trips_of(delivery)), now=now, due_at=delivery.due_at)


def coming_to(area: int, since: datetime) -> list[Trip]:
    """Trips on their way to a gate or a drop point in the area, newest first. One query."""
    span, keys = codes.codes_under(area), codes.buildings_under(area)
    near = Trip.objects.filter(made_at__gte=since, delivery__cancelled_at=None).select_related("delivery__lot__good")
    inside = near.filter(place__range=keys) | near.filter(place__range=span)
    if codes.level_of(area) >= codes.Level.COMPOUND:
        inside = inside | near.filter(place__in=(codes.committee_of(area), codes.compound_of(area)))
    else:
        inside = inside | near.filter(place__gte=span.low * 100, place__lt=(span.high + 1) * 100)  # compounds
    return list(inside.order_by("-made_at", "number")[:200])


def deliveries(area: int, *, limit: int = 100) -> list[Delivery]:
    """Those of the area and those from above that reach it, the next first. One query."""
    inside = Delivery.objects.filter(part__range=codes.codes_under(area))
    above = Delivery.objects.filter(place__in=codes.ancestors(area))
    both = (inside | above).exclude(cancelled_at__isnull=False).select_related("lot__good")
    return list(both.annotate(is_called_off=called_off()).order_by("-opens_at", "id")[:limit])


def ahead(area: int, now: datetime, days: int = 14) -> list[Delivery]:
    """The forward schedule: what comes when, for the desk and for residents. One query."""
    above = Delivery.objects.filter(place__in=codes.ancestors(area))
    inside = Delivery.objects.filter(part__range=codes.codes_under(area))
    rows = (above | inside).filter(cancelled_at=None, due_at__gte=now, opens_at__lte=now + timedelta(days=days))
    return list(rows.exclude(kind=Delivery.Kind.FREIGHT).select_related("lot__good").order_by("opens_at", "id"))


def called_off() -> Exists:
    """For a delivery: its round was cancelled, so that nothing of it is owed any more."""
    return Exists(Round.objects.filter(pk=OuterRef("round_id"), state=Round.State.CANCELLED))


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a delivery's round is."""

    owed: int = 0
    done: int = 0

    @property
    def open(self) -> int:
        return self.owed - self.done


def reached(rows: Iterable[Delivery], area: int | None = None) -> dict[int, Reached]:
    """By round. One query."""
    wanted = [row.round_id for row in rows if row.round_id]
    sheets = Sheet.objects.filter(round_id__in=wanted)
    if area is not None:
        sheets = sheets.filter(building_key__range=codes.buildings_under(area))
    sums = sheets.order_by().values("round_id").annotate(
        owed=Sum(F("n_owed") - F("n_released") - F("n_excused")), done=Sum("n_done")
    )  # fmt: skip
    return {row["round_id"]: Reached(row["owed"] or 0, row["done"] or 0) for row in sums}


def book_of(delivery: Delivery, now: datetime, road: RoadBook | None = None) -> Book:
    """Parcels in = delivered + returned + spoiled + on hand. Four queries.

    In is what the gates have signed for; without any trip it is what went out of the lot, and without a lot (a group
    buy, meals) what was shared out when it opened.
    """
    known = road or road_book(delivery, now)
    came = known.arrived * delivery.per_box if known.planned else _began_with(delivery)
    done = reached([delivery]).get(delivery.round_id or 0, Reached()).done * delivery.each
    left = Remainder.objects.filter(part=delivery.part, delivery=delivery)
    facts = [Left(*one) for one in left.values_list("kind", "quantity", "place", "seen_at")]
    return books.book(came, done, facts)


def _began_with(delivery: Delivery) -> int:
    if delivery.lot is not None:
        return went_out(delivery)
    round_ = round_of(delivery)
    return round_.owed_at_opening * delivery.each if round_ else 0


def went_out(delivery: Delivery) -> int:
    """How many left their lot for it. One query; none without a lot."""
    if delivery.lot is None:
        return 0
    out = Move.objects.filter(part=delivery.lot.part, lot=delivery.lot, delivery_id=delivery.pk, kind=stock.OUT)
    return out.aggregate(n=Sum("quantity"))["n"] or 0


def left_out(delivery: Delivery) -> list[LeftOut]:
    """One query."""
    rows = LeftOut.objects.filter(part__range=codes.codes_under(delivery.place), delivery_id=delivery.pk)
    return list(rows.order_by("building_key", "household_id"))


@dataclass(frozen=True, slots=True)
class Fair:
    """One building: how much arrived there, and how many of its doors had nothing at all."""

    key: int
    homes: int
    parcels: int
    nothing: int

    @property
    def each(self) -> float:
        return self.parcels / self.homes if self.homes else 0.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A household that had nothing since `last_at`; None: nothing in the whole time looked at."""

    household_id: int
    building_key: int
    last_at: datetime | None


def fairness(area: int, since: datetime) -> tuple[list[Fair], list[Waiting]]:
    """Parcels per building, and the households without any, who have waited longest first. Four queries.

    An empty flat waits for nothing and is left out. For a committee or less: who got what is read from the proofs of
    every delivery since then.
    """
    rounds = rounds_since(area, since)
    span = codes.buildings_under(area)
    lives = Person.objects.filter(building_key__range=span, presence=Presence.PRESENT, merged_into=None)
    homes = list(lives.order_by().values_list("household_id", "building_key").distinct())
    got = dict(
        Proof.objects.filter(
            part__in={part_of(id_) for id_, _key in homes}, round_id__in=rounds, building_key__range=span
        ).order_by().values_list("subject_id").annotate(Count("round_id"))
    )  # fmt: skip
    last = dict(
        Proof.objects.filter(part__in={part_of(id_) for id_, _key in homes}, round_id__in=rounds_since(area, None))
        .order_by().values_list("subject_id").annotate(Max("seen_at"))
    )  # fmt: skip
    by_key: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for id_, key in homes:
        sums = by_key[key]
        sums[0] += 1
        sums[1] += got.get(id_, 0)
        sums[2] += id_ not in got
    waiting = [Waiting(id_, key, last.get(id_)) for id_, key in homes if id_ not in got]
    waiting.sort(key=lambda one: (one.last_at is not None, one.last_at, one.building_key, one.household_id))
    return [Fair(key, *sums) for key, sums in sorted(by_key.items())], waiting


def rounds_since(area: int, since: datetime | None) -> list[int]:
    """The rounds of parcels that reach the area. One query."""
    rows = deliveries_reaching(area).exclude(kind__in=(Delivery.Kind.MEAL, Delivery.Kind.GROUP))
    if since is not None:
        rows = rows.filter(opened_at__gte=since)
    return [one for one in rows.values_list("round_id", flat=True) if one]


def deliveries_reaching(area: int) -> "QuerySet[Delivery]":
    """Those with a round whose place holds the area or lies in it."""
    inside = Delivery.objects.filter(part__range=codes.codes_under(area))
    return (inside | Delivery.objects.filter(place__in=codes.ancestors(area))).filter(round_id__isnull=False)


def fairness_by_area(area: int, since: datetime) -> Mapping[int, tuple[int, int]]:
    """For what is wider than a committee: parcels and doors owed, by committee. Two queries, from the sheets.

    Of a round that was called off only what was brought is owed.
    """
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    rows = Sheet.objects.filter(
        round_id__in=rounds_since(area, since), building_key__range=codes.buildings_under(area)
    ).values_list("building_key", "n_done", F("n_owed") - F("n_released") - F("n_excused"), "round__state")
    for key, done, owed, state in rows:
        sums[codes.committee_of(key)][0] += done
        sums[codes.committee_of(key)][1] += done if state == Round.State.CANCELLED else owed
    return {committee: (two[0], two[1]) for committee, two in sorted(sums.items())}


@dataclass(frozen=True, slots=True)
class Holder:
    """A household, or of a meal a person, that has some of a lot, by which delivery, since when."""

    household_id: int
    delivery: Delivery
    at: datetime


def who_has(lot: Lot, area: int, *, limit: int = 2000) -> list[Holder]:
    """Everybody whom a lot has reached in an area. Two queries."""
    rows = {row.round_id: row for row in Delivery.objects.filter(lot=lot, round_id__isnull=False)}
    proofs = Proof.objects.filter(
        part__range=codes.codes_under(area), round_id__in=list(rows),
        building_key__range=codes.buildings_under(area),
    ).order_by("building_key", "subject_id")  # fmt: skip
    return [
        Holder(subject, rows[round_], at)
        for subject, round_, at in proofs.values_list("subject_id", "round_id", "seen_at")[:limit]
    ]


def reached_by(lot: Lot) -> int:
    """How many targets of its deliveries were served. Two queries."""
    rounds = Delivery.objects.filter(lot=lot, round_id__isnull=False).values_list("round_id", flat=True)
    wanted = [one for one in rounds if one is not None]
    return Sheet.objects.filter(round_id__in=wanted).aggregate(n=Sum("n_done"))["n"] or 0


def round_of(delivery: Delivery) -> Round | None:
    return Round.objects.filter(pk=delivery.round_id).first() if delivery.round_id else None


def breaks(area: int, now: datetime) -> int:
    """Lots with something of them still there that were recalled, or of which freight left unsigned. Two queries; one
    where there is none."""
    away = _unsigned(now).filter(delivery__lot=OuterRef("pk"))
    odd = Lot.objects.filter(Q(recalled_at__isnull=False) | Exists(away), part__range=codes.codes_under(area))
    rows = list(odd[:100])
    return sum(one.on_hand > 0 for one in stocks(rows).values()) if rows else 0
