"""The zero check 日结日清 of an area and day: the identity, and the names that are left with their reasons."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from wanjia.cases.models import Case, DayClosing, DayReason, Transfer
from wanjia.cases.rules.moving import Day, Way, day_of
from wanjia.kernel import area as codes
from wanjia.kernel import clock


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who waited at the end of the day."""

    transfer: Transfer
    reason: DayReason | None


@dataclass(frozen=True, slots=True)
class Zero:
    """One area and day. `broken`: cases that stand in no queue; `signed_start`: what yesterday was signed as."""

    area: int
    on: date
    day: Day
    left: tuple[Left, ...]
    broken: tuple[str, ...]
    closing: DayClosing | None
    signed_start: int | None

    @property
    def is_even(self) -> bool:
        return self.day.is_even and not self.broken

    @property
    def differs_from_yesterday(self) -> bool:
        """Something that happened yesterday was written down after its day was signed."""
        return self.signed_start is not None and self.signed_start != self.day.start


def bounds(on: date) -> tuple[datetime, datetime]:
    """The day in Shanghai, its end not included."""
    starts = datetime.combine(on, time.min, clock.LOCAL)
    return starts, starts + timedelta(days=1)


def check(area: int, on: date, now: datetime) -> Zero:
    """Everything that the page, the paper and `wanjia cases zero` show. Five queries."""
    starts, ends = bounds(on)
    span = codes.buildings_under(area)
    cases = list(Case.objects.filter(building_key__range=span, opened_at__lt=ends).order_by("committee", "number"))
    ways = list(
        Transfer.objects.filter(building_key__range=span, asked_at__lt=ends)
        .select_related("case").order_by("asked_at", "id")
    )  # fmt: skip
    day = day_of([case.opened_at for case in cases], [Way(row.asked_at, row.out_at, row.out_as) for row in ways],
                 starts, ends)  # fmt: skip
    queued = {row.case_id for row in ways}
    left = [row for row in ways if row.out_at is None or row.out_at >= ends]
    said = _reasons(left, on)
    signed = {row.on: row for row in DayClosing.objects.filter(part=codes.desk_of(area), on__in=[on, _before(on)])}
    yesterday = signed.get(_before(on))
    return Zero(
        area, on, day, tuple(Left(row, said.get(row.id)) for row in left),
        tuple(case.label for case in cases if case.id not in queued), signed.get(on),
        int(yesterday.figures["waiting"]) if yesterday else None,
    )  # fmt: skip


def _before(on: date) -> date:
    return on - timedelta(days=1)


def _reasons(left: list[Transfer], on: date) -> dict[UUID, DayReason]:
    rows = DayReason.objects.filter(part__in={row.part for row in left}, transfer__in=left, on=on)
    return {row.transfer_id: row for row in rows}


def figures(day: Day) -> dict[str, int]:
    return asdict(day)


def told(found: Zero) -> dict[str, object]:
    """What `wanjia cases zero --json` and the API give: counts, codes and case numbers, never a name."""
    return {
        "area": str(found.area), "on": found.on.isoformat(), **figures(found.day), "even": found.is_even,
        "difference": found.day.difference, "without_transfer": list(found.broken),
        "left": [
            {"case": line.transfer.case.label, "committee": str(line.transfer.case.committee),
             "waiting_since": line.transfer.asked_at.isoformat(), "reason": line.reason.reason if line.reason else None}
            for line in found.left
        ],
        "unexplained": sum(line.reason is None for line in found.left),
        "signed_by": found.closing.signed_by if found.closing else None,
        "signed_start": found.signed_start,
    }  # fmt: skip
