"""Reads of mobile vans: a day with its stops, what is on board from stop to stop, the next stop of one building."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from wanjia.kernel import area as codes
from wanjia.supplies.models import VanCount, VanLoad, VanRun, VanStop
from wanjia.supplies.rules import vans as rules
from wanjia.supplies.rules.vans import Balance, Counted


@dataclass(frozen=True, slots=True)
class LoadLine:
    """One good on board with its balance; `counts` by stop, None where nobody has counted."""

    load: VanLoad
    balance: Balance
    counts: tuple[Counted | None, ...]


@dataclass(frozen=True, slots=True)
class VanDay:
    """One van's day. Stops by the hour."""

    run: VanRun
    stops: tuple[VanStop, ...]
    loads: tuple[LoadLine, ...]

    @property
    def is_balanced(self) -> bool:
        return all(one.balance.is_balanced for one in self.loads)

    def is_counted(self, at: int) -> bool:
        return any(one.counts[at] is not None for one in self.loads)


def days(area: int, on: date) -> list[VanDay]:
    """The vans of a day in an area and those of what stands above it. Four queries."""
    inside = Q(part__range=codes.codes_under(area))
    above = Q(part__in={codes.desk_of(one) for one in codes.ancestors(area)}, place__in=codes.ancestors(area))
    rows = VanRun.objects.filter(inside | above, on=on, cancelled_at=None).select_related("supplier")
    return of(list(rows.order_by("made_at", "id")))


def day_of(run: VanRun) -> VanDay:
    """Three queries."""
    return of([run])[0]


def of(runs: Sequence[VanRun]) -> list[VanDay]:
    """Three queries, none where there is no van."""
    if not runs:
        return []
    where = {"part__in": {run.part for run in runs}, "run__in": [run.pk for run in runs]}
    stops, loads = defaultdict[UUID, list[VanStop]](list), defaultdict[UUID, list[VanLoad]](list)
    for stop in VanStop.objects.filter(**where).order_by("from_at", "id"):
        stops[stop.run_id].append(stop)
    for load in VanLoad.objects.filter(**where).select_related("good", "lot").order_by("good__name", "id"):
        loads[load.run_id].append(load)
    counted = _counted([stop for kept in stops.values() for stop in kept])
    return [
        VanDay(run, tuple(stops[run.pk]), tuple(_line(load, stops[run.pk], counted) for load in loads[run.pk]))
        for run in runs
    ]


def _counted(stops: Sequence[VanStop]) -> dict[tuple[UUID, UUID], Counted]:
    """The latest count of each load at each stop. One query."""
    rows = VanCount.objects.filter(part__in={stop.part for stop in stops}, stop__in=[stop.pk for stop in stops])
    return {
        (stop, load): Counted(handed, left)
        for stop, load, handed, left in rows.order_by("seen_at", "id").values_list(
            "stop_id", "load_id", "handed", "left"
        )
    }


def _line(load: VanLoad, stops: Sequence[VanStop], counted: dict[tuple[UUID, UUID], Counted]) -> LoadLine:
    counts = tuple(counted.get((stop.pk, load.pk)) for stop in stops)
    return LoadLine(load, rules.balance(load.loaded, counts), counts)


@dataclass(frozen=True, slots=True)
class NextStop:
    """When a van stands where a building's people go, and what it brings."""

    stop: VanStop
    goods: tuple[str, ...]


def next_for(key: int, now: datetime) -> list[NextStop]:
    """The next stop of each van for one building, today and later; a van of the same name from another desk is another
    van. Two queries, one where nothing comes."""
    above = codes.ancestors(key)
    stops = VanStop.objects.filter(
        Q(comes__overlap=above) | Q(comes=[], run__place__in=above), part__in={codes.desk_of(one) for one in above},
        until_at__gt=now, run__cancelled_at=None, run__closed_at=None,
    ).select_related("run").order_by("from_at", "id")  # fmt: skip
    first: dict[tuple[int, str], VanStop] = {}
    for stop in stops[:50]:
        first.setdefault((stop.run.place, stop.run.van), stop)
    if not first:
        return []
    goods: dict[UUID, list[str]] = defaultdict(list)
    kept = list(first.values())
    loads = VanLoad.objects.filter(part__in={stop.part for stop in kept}, run__in=[stop.run_id for stop in kept])
    for run, name in loads.order_by("good__name").values_list("run_id", "good__name").distinct():
        goods[run].append(name)
    return [NextStop(stop, tuple(goods[stop.run_id])) for stop in kept]
