"""Hospitals, their departments and hours, cars: written down, said to be open or closed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.medical.models import Car, Department, Hospital
from wanjia.medical.refusals import WordsWanted
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record


@dataclass(frozen=True, slots=True)
class House:
    """A hospital as somebody tells it; departments as `kind: hours`."""

    name: str
    address: str = ""
    line: str = ""
    contact: str = ""
    paired: tuple[int, ...] = ()


@transaction.atomic
def write(*, by: Actor, area: int, said: House, departments: dict[str, str], now: datetime) -> Hospital:
    """One of a name in an area: said again, the newer words win. Raises WordsWanted without a name."""
    require(by, Act.DECIDE, area)
    if not said.name.strip() or not set(departments) <= set(Department.Kind.values):
        raise WordsWanted
    words = {
        "address": said.address[:120], "line": said.line[:30], "contact": said.contact[:60],
        "paired": sorted(said.paired),
    }  # fmt: skip
    made, _is_new = Hospital.objects.update_or_create(
        area=codes.desk_of(area), name=said.name.strip()[:60], defaults=words,
        create_defaults=words | {"id": new_event_id(), "status_at": now},
    )  # fmt: skip
    for kind, hours in departments.items():
        Department.objects.update_or_create(
            hospital=made, kind=kind, defaults={"hours": hours[:60], "is_open": True},
            create_defaults={"id": new_event_id(), "hours": hours[:60]},
        )  # fmt: skip
    record(by=by, act="medical.write_hospital", area=codes.desk_of(area), subject=f"hospital:{made.pk}", now=now)
    return made


@transaction.atomic
def set_status(*, by: Actor, hospital_id: UUID, status: str, note: str, now: datetime) -> None:
    """Open, emergency only, closed: whoever plans a trip sees it. Raises NotFound, WordsWanted."""
    held = Hospital.objects.select_for_update().filter(id=hospital_id).first()
    if held is None:
        raise NotFound
    require(by, Act.DECIDE, held.area)
    if status not in Hospital.Status.values:
        raise WordsWanted
    Hospital.objects.filter(pk=held.pk).update(status=status, status_note=note.strip()[:120], status_at=now)
    record(
        by=by, act="medical.hospital_status", area=held.area, subject=f"hospital:{held.pk}", now=now,
        detail={"status": status},
    )  # fmt: skip


@transaction.atomic
def write_car(
    *, by: Actor, area: int, plate: str, seats: int, driver: str, takes_wheelchairs: bool, now: datetime
) -> Car:  # fmt: skip
    """Raises WordsWanted without a plate or a seat."""
    require(by, Act.DECIDE, area)
    if not plate.strip() or seats < 1:
        raise WordsWanted
    words = {"seats": seats, "driver": driver.strip()[:60], "takes_wheelchairs": takes_wheelchairs, "is_in_use": True}
    made, _is_new = Car.objects.update_or_create(
        area=codes.desk_of(area), plate=plate.strip()[:12], defaults=words,
        create_defaults=words | {"id": new_event_id()},
    )  # fmt: skip
    record(by=by, act="medical.write_car", area=codes.desk_of(area), subject=f"car:{made.pk}", now=now)
    return made


def for_area(area: int) -> list[Hospital]:
    """Paired ones first, then those of the area and above. Two queries."""
    near = {codes.desk_of(area), *codes.ancestors(codes.desk_of(area))}
    rows = list(
        Hospital.objects.filter(area__in=near).prefetch_related("departments")
        | Hospital.objects.filter(paired__overlap=list(near)).prefetch_related("departments")
    )
    rows += list(Hospital.objects.filter(area__range=codes.codes_under(area)).prefetch_related("departments"))
    unique = {row.pk: row for row in rows}
    return sorted(unique.values(), key=lambda row: (not near & set(row.paired), row.status == "closed", row.name))


def cars_for(area: int) -> list[Car]:
    """One query."""
    near = {codes.desk_of(area), *codes.ancestors(codes.desk_of(area))}
    return list(Car.objects.filter(area__in=near, is_in_use=True).order_by("plate"))
