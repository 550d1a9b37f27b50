"""The end of a day: a reason for each name that is left, typed by a person; then somebody signs."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from wanjia.cases import zero
from wanjia.cases.looking import note, transfer_for
from wanjia.cases.models import DayClosing, DayReason
from wanjia.cases.refusals import DayClosed, NotEven, ReasonsWanted, WhyWanted
from wanjia.cases.sealing import NOTE, sealed
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record


@transaction.atomic
def write_reason(
    *, by: Actor, transfer_id: UUID, on: date, reason: str, words: str = "", now: datetime
) -> DayReason:  # fmt: skip
    """Why somebody was not taken that day. Said again, the newer words win. Raises DayClosed, WhyWanted."""
    row = transfer_for(by, transfer_id)
    if reason not in DayReason.Reason.values or (reason == DayReason.Reason.OTHER and not words.strip()):
        raise WhyWanted
    _check_open(codes.committee_of(row.building_key), on, now)
    values = {"reason": reason, "note_sealed": sealed(words, NOTE), "written_by": by.name[:60], "written_at": now}
    kept, _is_new = DayReason.objects.update_or_create(
        part=row.part, transfer=row, on=on, defaults=values, create_defaults=values | {"id": new_event_id()}
    )
    note(by, "day.reason", row, now, reason, on=on.isoformat())
    return kept


def _check_open(area: int, on: date, now: datetime) -> None:
    if on > clock.local_date(now) or DayClosing.objects.filter(part=area, on=on).exists():
        raise DayClosed(on=on)


@transaction.atomic
def sign_day(*, by: Actor, area: int, on: date, words: str = "", now: datetime) -> DayClosing:
    """Closes the day of an area with its figures. Raises NotEven, ReasonsWanted, DayClosed; nothing is hidden.

    A committee's day or that of what lies above it; the names of everything below have to be explained.
    """
    area = codes.desk_of(area)
    require(by, Act.TRANSFER, area)
    _check_open(area, on, now)
    found = zero.check(area, on, now)
    if not found.is_even:
        raise NotEven(difference=found.day.difference or len(found.broken))
    if missing := [line for line in found.left if line.reason is None]:
        raise ReasonsWanted(count=len(missing))
    made = DayClosing.objects.create(
        id=new_event_id(), part=area, on=on, figures=zero.figures(found.day), signed_by=by.name[:60],
        signed_by_id=by.account_id, signed_at=now, note=words.strip()[:200],
    )  # fmt: skip
    record(
        by=by, act="day.sign", area=area, subject=f"area:{area}", now=now,
        detail={"on": on.isoformat(), **zero.figures(found.day)},
    )  # fmt: skip
    return made
