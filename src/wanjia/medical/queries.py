"""What the calendar, a trip and the custody board show. Masked names, no whole numbers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import part_of
from wanjia.medical import hospitals, institutions
from wanjia.medical.institutions import Resident
from wanjia.medical.medicine import MOST_BOOKS
from wanjia.medical.models import Appointment, HandOver, HouseOrder, MedicineOrder, MoneyLine, Run, VisitStep
from wanjia.medical.rules import custody, money, trips, urgency
from wanjia.medical.rules.calendar import Day, load
from wanjia.medical.rules.custody import Hand
from wanjia.roster.doors import Door, doors

_OUT_FOR = timedelta(days=60)  # so long somebody who left is looked for on every page
_STEPS = VisitStep.objects.filter(part=OuterRef("part"), visit_id=OuterRef("id"))
_IS_OUT = Q(Exists(_STEPS)) & ~Q(Exists(_STEPS.filter(station__in=trips.SETTLED)))


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One appointment with its door and where the trip stands."""

    visit: Appointment
    door: Door | None
    trip: trips.Trip


def visits(area: int, first: date, last: date) -> list[Appointment]:
    """Of an area, cancelled ones left out, by time. One query."""
    return list(standing(area, first, last))


def standing(area: int, first: date, last: date) -> "QuerySet[Appointment]":
    """What `visits` lists, for whoever asks for less."""
    span = codes.buildings_under(area)
    rows = Appointment.objects.filter(building_key__range=span, on__range=(first, last), cancelled_at=None)
    return rows.select_related("hospital", "car").order_by("expected_at", "building_key", "id")


def still_out(area: int, now: datetime) -> list[Appointment]:
    """Left on an earlier day, and nobody has said that they are home or kept in hospital. One query."""
    today = local_date(now)
    return list(standing(area, today - _OUT_FOR, today - timedelta(days=1)).filter(_IS_OUT))


def visits_of(person_id: int, first: date, last: date) -> list[Appointment]:
    """One person's own, cancelled ones left out, by time. One query."""
    rows = Appointment.objects.filter(
        part=part_of(person_id), person_id=person_id, on__range=(first, last), cancelled_at=None
    )
    return list(rows.select_related("hospital", "car").order_by("expected_at", "id"))


def confirmed(ids: Iterable[UUID]) -> dict[UUID, dict[tuple[str, str], datetime]]:
    """The first confirmation of each end. One query."""
    found: dict[UUID, dict[tuple[str, str], datetime]] = defaultdict(dict)
    for step in VisitStep.objects.filter(visit_id__in=list(ids)).order_by("seen_at", "id"):
        found[step.visit_id].setdefault((step.station, step.side), step.seen_at)
    return found


def rows_of(found: Sequence[Appointment], now: datetime) -> list[VisitRow]:
    """With doors and trips. Three queries."""
    said = confirmed(one.pk for one in found)
    at = doors("person", {one.person_id for one in found})
    return [
        VisitRow(one, at.get(one.person_id), trips.trip(said.get(one.pk, {}), one.kind, one.expected_at, now))
        for one in found
    ]


def days(area: int, first: date, last: date) -> list[Day]:
    """The load of each day. Two queries."""
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    seats = sum(car.seats for car in hospitals.cars_for(area))
    return load([(one.on, one.kind) for one in visits(area, first, last)], span, seats)


def late_count(area: int, now: datetime) -> int:
    """Trips with something missing or without their car, medicine over its limit: for the rail. Three queries.

    Whoever left and is not home stays on it until somebody says where they are.
    """
    today = local_date(now)
    near = standing(area, today - _OUT_FOR, today + timedelta(days=2))
    found = list(near.filter(Q(on__gte=today - timedelta(days=1)) | _IS_OUT))
    said = confirmed(one.pk for one in found)
    on_the_way = [(one, trips.trip(said.get(one.pk, {}), one.kind, one.expected_at, now)) for one in found]
    late = [one for one, trip in on_the_way if (one.car_failed_at and not trip.is_over) or trip.alarms]
    span = codes.buildings_under(area)
    return len(late) + MedicineOrder.objects.filter(building_key__range=span, closed_at=None, due_at__lt=now).count()


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One medicine order with the way of its things and its money."""

    order: MedicineOrder
    door: Door | None
    lines: dict[str, custody.Line]
    balance: money.Balance
    resident: Resident | None = None  # of an institution; its door is the institution's

    @property
    def breaks(self) -> list[tuple[Hand, str]]:
        return [one for line in self.lines.values() for one in line.breaks]

    @property
    def away(self) -> tuple[str, ...]:
        return custody.away(self.lines)

    @property
    def step(self) -> str:
        """The column of the board: at home, with the committee, at the hospital, to settle, closed."""
        if self.order.closed_at is not None:
            return "closed"
        if self.order.run_id is None:
            return "home" if not self.away else "committee"
        run = self.order.run
        return "settle" if run is not None and run.back_at is not None else "run"


def orders(area: int, now: datetime, *, closed_for: timedelta = timedelta(hours=12)) -> list[OrderRow]:
    """Open ones by urgency and limit, then those closed lately. Five queries."""
    span = codes.buildings_under(area)
    rows = MedicineOrder.objects.filter(building_key__range=span).select_related("hospital", "run", "run__hospital")
    open_ = list(rows.filter(closed_at=None))
    open_.sort(key=lambda one: (urgency.LEVELS.index(one.urgency), one.due_at, one.pk))
    return order_rows([*open_, *rows.filter(closed_at__gte=now - closed_for).order_by("-closed_at")])


def orders_of(person_id: int, since: datetime) -> list[OrderRow]:
    """One person's own, open or closed since then. Six queries, one where there is nothing."""
    rows = MedicineOrder.objects.filter(part=part_of(person_id), person_id=person_id).select_related("hospital", "run")
    found = list(rows.filter(Q(closed_at=None) | Q(closed_at__gte=since)).order_by("due_at", "id"))
    return order_rows(found) if found else []


def order_rows(found: Sequence[MedicineOrder]) -> list[OrderRow]:
    """With hands, money and doors. Four queries, one more where residents of institutions are among them."""
    ids = [one.pk for one in found]
    hands: dict[UUID, list[Hand]] = defaultdict(list)
    for row in HandOver.objects.filter(order_id__in=ids):
        hands[row.order_id].append(Hand(row.id, row.thing, row.giver, row.taker, row.seen_at))
    paid: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    for order, kind, fen in MoneyLine.objects.filter(order_id__in=ids).values_list("order_id", "kind", "fen"):
        paid[order].append((kind, fen))
    at = doors("person", {one.person_id for one in found if one.person_id})
    living = institutions.known({one.lodger_id for one in found if one.lodger_id})
    return [
        OrderRow(
            one, at.get(one.person_id), dict(custody.lines(hands[one.pk], one.asked_at)), money.balance(paid[one.pk]),
            living.get(one.lodger_id) if one.lodger_id else None,
        )
        for one in found
    ]  # fmt: skip


def of_house_order(whole: HouseOrder) -> list[OrderRow]:
    """Every order of a list, by bed. Four queries."""
    rows = MedicineOrder.objects.filter(part=whole.part, house_order=whole).select_related("hospital", "run")
    found = order_rows(list(rows))
    return sorted(found, key=lambda row: (row.resident.bed if row.resident else "", row.order.pk))


def waiting_for(ids: Collection[UUID]) -> set[UUID]:
    """Residents who have an open order already. One query."""
    rows = MedicineOrder.objects.filter(lodger_id__in=list(ids), closed_at=None)
    return {id_ for id_ in rows.values_list("lodger_id", flat=True) if id_}


def house_orders(area: int, now: datetime) -> list[tuple[HouseOrder, int, int]]:
    """Lists of the last three days or with something open, the newest first: (list, open, all). One query."""
    is_open = Q(orders__closed_at=None)
    rows = HouseOrder.objects.filter(part__range=codes.codes_under(codes.desk_of(area))).annotate(
        n=Count("orders"), left=Count("orders", filter=is_open)
    )
    near = rows.filter(Q(left__gt=0) | Q(made_at__gte=now - timedelta(days=3)))
    return [(row, row.left, row.n) for row in near.order_by("-made_at")[:20]]


def proposed(rows: Sequence[OrderRow]) -> list[tuple[UUID, tuple[OrderRow, ...]]]:
    """Runs that could start now: what waits and has a hospital, batched by it."""
    waiting = {row.order.pk: row for row in rows if row.order.run_id is None and row.order.closed_at is None}
    wishes = [
        urgency.Wish(pk, row.order.hospital_id, row.order.urgency, row.order.due_at)
        for pk, row in waiting.items() if row.order.hospital_id is not None
    ]  # fmt: skip
    found = urgency.batches(wishes, MOST_BOOKS)
    return [(UUID(str(hospital)), tuple(waiting[UUID(str(wish.id))] for wish in run)) for hospital, run in found]


def runs_out(area: int) -> list[Run]:
    """Not back yet. One query."""
    return list(
        Run.objects.filter(part__range=codes.codes_under(area), back_at=None)
        .select_related("hospital")
        .order_by("made_at")
    )


def asked(committee: int, since: datetime) -> set[int]:
    """Whoever asked for medicine or has a visit: they are not silent. Two queries."""
    span = codes.buildings_under(committee)
    found = set(
        MedicineOrder.objects.filter(building_key__range=span, asked_at__gte=since, lodger_id=None).values_list(
            "person_id", flat=True
        )
    )
    return found | set(
        Appointment.objects.filter(building_key__range=span, made_at__gte=since).values_list("person_id", flat=True)
    )
