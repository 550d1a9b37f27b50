"""Hospitals, their departments and hours, cars: written down, said to be open or closed."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.kernel.masking import phone_tail
from wanjia.kernel.phone import read_one
from wanjia.medical import sealing
from wanjia.medical.models import AmbulanceWait, Car, Department, Hospital
from wanjia.medical.refusals import HalfHours, NumberWanted, WordsWanted
from wanjia.platform.access import Act, Actor, one_for, require
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
    """One of a name in an area: said again, the newer words win. Raises WordsWanted without a name, NotFound for no
    department of ours."""
    require(by, Act.DECIDE, area)
    if not said.name.strip():
        raise WordsWanted(what=_("Name of the hospital"))
    if not set(departments) <= set(Department.Kind.values):
        raise NotFound
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
    """Open, emergency only, closed: whoever plans a trip sees it. Raises NotFound."""
    held = one_for(by, Act.DECIDE, Hospital.objects.select_for_update().filter(id=hospital_id), lambda it: it.area)
    if status not in Hospital.Status.values:
        raise NotFound
    Hospital.objects.filter(pk=held.pk).update(status=status, status_note=note.strip()[:120], status_at=now)
    record(
        by=by, act="medical.hospital_status", area=held.area, subject=f"hospital:{held.pk}", now=now,
        detail={"status": status},
    )  # fmt: skip


@transaction.atomic
def set_department(*, by: Actor, department_id: UUID, is_open: bool, note: str, now: datetime) -> None:
    """Open or closed, since when and who says so: the emergency department above all. Raises NotFound."""
    rows = Department.objects.select_for_update(of=("self",)).select_related("hospital").filter(id=department_id)
    held = one_for(by, Act.DECIDE, rows, lambda it: it.hospital.area)
    words = {"is_open": is_open, "note": note.strip()[:120], "changed_by": by.name[:60]}
    Department.objects.filter(pk=held.pk).update(since=now, **words)
    record(
        by=by, act="medical.department", area=held.hospital.area, subject=f"hospital:{held.hospital_id}", now=now,
        detail={"kind": held.kind, "open": is_open},
    )  # fmt: skip


@transaction.atomic
def note_wait(*, by: Actor, area: int, minutes: int | None, now: datetime) -> AmbulanceWait:
    """How long 120 takes, as somebody has just heard or seen. None: nobody answered. Raises NumberWanted."""
    require(by, Act.SERVE, area)
    if minutes is not None and not 0 < minutes < 24 * 60:
        raise NumberWanted(what=_("minutes"), least=1, most=24 * 60 - 1)
    made = AmbulanceWait.objects.create(
        id=new_event_id(), area=codes.desk_of(area), minutes=minutes, at=now, made_by=by.name[:60]
    )
    record(by=by, act="medical.wait_120", area=made.area, subject="wait:120", now=now, detail={"minutes": minutes})
    return made


def waits(area: int, now: datetime) -> list[AmbulanceWait]:
    """What was noted in twelve hours in the area, below it and above it, the newest first. One query."""
    desk = codes.desk_of(area)
    near = AmbulanceWait.objects.filter(at__gte=now - timedelta(hours=12))
    rows = near.filter(Q(area__range=codes.codes_under(desk)) | Q(area__in=codes.ancestors(desk)))
    return list(rows.order_by("-at", "-id")[:6])


@dataclass(frozen=True, slots=True)
class Wheels:
    """A car as somebody tells it. Hours None: at all hours."""

    plate: str
    seats: int
    driver: str = ""
    phone: str = ""
    takes_wheelchairs: bool = False
    stretchers: int = 0
    opens: time | None = None
    closes: time | None = None
    is_fallback: bool = False


@transaction.atomic
def write_car(*, by: Actor, area: int, said: Wheels, now: datetime) -> Car:
    """One of a plate in an area: said again, the newer words win; a telephone that is not said again stays.

    Raises WordsWanted without a plate, NumberWanted without a seat, HalfHours.
    """
    require(by, Act.DECIDE, area)
    if not said.plate.strip():
        raise WordsWanted(what=_("Plate"))
    if not 1 <= said.seats < 100:
        raise NumberWanted(what=_("Seats"), least=1, most=99)
    if (said.opens is None) != (said.closes is None):
        raise HalfHours
    words: dict[str, object] = {
        "seats": said.seats, "driver": said.driver.strip()[:60], "takes_wheelchairs": said.takes_wheelchairs,
        "stretchers": min(said.stretchers, 9), "opens": said.opens, "closes": said.closes,
        "is_fallback": said.is_fallback, "is_in_use": True,
    }  # fmt: skip
    if said.phone.strip():
        phone = read_one(said.phone) or said.phone.strip()[:30]
        words |= {"phone_sealed": sealing.sealed(phone, sealing.DRIVER), "phone_tail": phone_tail(phone)}
    made, _is_new = Car.objects.update_or_create(
        area=codes.desk_of(area), plate=said.plate.strip()[:12], defaults=words,
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


def cars_for(area: int, *, with_out: bool = False) -> list[Car]:
    """Those that drive for the area; with those that fell out where that is asked. One query."""
    near = {codes.desk_of(area), *codes.ancestors(codes.desk_of(area))}
    rows = Car.objects.filter(area__in=near, is_in_use=True).order_by("is_fallback", "plate")
    return list(rows if with_out else rows.filter(out_since=None))
