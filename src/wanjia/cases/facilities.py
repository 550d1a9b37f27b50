"""Facilities, beds and vehicles: written down, counted, taken out of use; who lies where, and who goes home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from wanjia.cases.looking import note
from wanjia.cases.models import BedKind, Beds, Case, Facility, Stay, Transfer, Vehicle
from wanjia.cases.refusals import BedsInUse, BedTaken, CaseClosed, SeatsWanted, WordsWanted
from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform import outbox
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record


@dataclass(frozen=True, slots=True)
class FacilitySaid:
    """What somebody at the desk writes of a facility. `beds`: how many of each kind, 0 for none."""

    area: int
    name: str
    kind: str
    beds: Mapping[str, int]
    address: str = ""
    phone: str = ""
    position: int = 0


@transaction.atomic
def write_facility(*, by: Actor, said: FacilitySaid, facility: Facility | None = None, now: datetime) -> Facility:
    """A new one, or another state of one. Raises WordsWanted, NotFound for no kind of facility or bed, BedsInUse for
    fewer beds of a kind than are in use."""
    require(by, Act.TRANSFER, said.area)
    if not said.name.strip():
        raise WordsWanted(what=_("What it is called"))
    if said.kind not in Facility.Kind.values or set(said.beds) - set(BedKind.values):
        raise NotFound
    row = facility or Facility(id=new_event_id(), made_by=by.name[:60], made_at=now)
    if facility is not None:
        require(by, Act.TRANSFER, facility.area)
        _check_beds(facility, said.beds)
    row.area, row.kind, row.name = said.area, said.kind, said.name.strip()[:80]
    row.address, row.phone, row.position = said.address.strip()[:120], said.phone.strip()[:20], said.position
    row.save()
    for kind, total in said.beds.items():
        Beds.objects.update_or_create(facility=row, kind=kind, defaults={"total": total})
    record(
        by=by, act="facility.write", area=codes.desk_of(row.area), subject=f"facility:{row.id}", now=now,
        detail={"beds": dict(said.beds)},
    )  # fmt: skip
    return row


def _check_beds(facility: Facility, beds: Mapping[str, int]) -> None:
    used = used_beds([Facility.objects.select_for_update().get(id=facility.id)])[facility.id]
    for kind, total in beds.items():
        if total < used.get(kind, 0):
            raise BedsInUse(count=used[kind])


@transaction.atomic
def close_facility(*, by: Actor, facility_id: UUID, now: datetime) -> None:
    """Takes nobody any more. Raises BedsInUse while somebody lies there or is on the way."""
    row = facility_for(by, facility_id, is_locked=True)
    if count := sum(used_beds([row])[row.id].values()):
        raise BedsInUse(count=count)
    Facility.objects.filter(id=row.id).update(closed_at=now)
    record(by=by, act="facility.close", area=codes.desk_of(row.area), subject=f"facility:{row.id}", now=now)


def facility_for(by: Actor, facility_id: UUID, *, is_locked: bool = False) -> Facility:
    """Raises NotFound, NotAllowed."""
    rows = Facility.objects.select_for_update() if is_locked else Facility.objects.all()
    return one_for(by, Act.TRANSFER, rows.filter(id=facility_id), lambda it: it.area)


@transaction.atomic
def write_vehicle(
    *, by: Actor, area: int, plate: str, seats: int, is_negative: bool, takes_wheelchairs: bool, now: datetime
) -> Vehicle:  # fmt: skip
    """A vehicle by its plate. Said again, the newer words win. Raises WordsWanted, SeatsWanted."""
    require(by, Act.TRANSFER, area)
    if not plate.strip():
        raise WordsWanted(what=_("Plate"))
    if seats < 1:
        raise SeatsWanted
    values = {"area": area, "seats": seats, "is_negative": is_negative, "takes_wheelchairs": takes_wheelchairs}
    row, _is_new = Vehicle.objects.update_or_create(
        plate=plate.strip()[:16], retired_at=None, defaults=values, create_defaults=values | {"id": new_event_id()}
    )
    record(by=by, act="vehicle.write", area=codes.desk_of(area), subject=f"vehicle:{row.id}", now=now,
           detail={"plate": row.plate, "seats": seats})  # fmt: skip
    return row


def used_beds(houses: Sequence[Facility], leave_out: UUID | None = None) -> dict[UUID, dict[str, int]]:
    """Beds in use by kind: who lies there, and who has one but has not arrived. Two queries."""
    used: dict[UUID, dict[str, int]] = {house.id: {} for house in houses}
    lying = Stay.objects.filter(facility__in=list(used), until_at=None)
    coming = _without(Transfer.objects.filter(facility__in=list(used), out_at=None), leave_out)
    for rows, kind in ((lying, "kind"), (coming, "bed_kind")):
        for house, name, count in rows.values_list("facility_id", kind).annotate(Count("id")).order_by():
            used[house][name] = used[house].get(name, 0) + count
    return used


def _without(rows: "QuerySet[Transfer]", leave_out: UUID | None) -> "QuerySet[Transfer]":
    return rows if leave_out is None else rows.exclude(id=leave_out)


def free_beds(houses: Sequence[Facility], leave_out: UUID | None = None) -> dict[UUID, dict[str, int]]:
    """Free beds by kind, never below zero. Three queries. `leave_out`: a transfer whose bed counts as free."""
    used = used_beds(houses, leave_out)
    free: dict[UUID, dict[str, int]] = {house.id: {} for house in houses}
    for house, kind, total in Beds.objects.filter(facility__in=list(free)).values_list("facility_id", "kind", "total"):
        free[house][kind] = max(0, total - used[house].get(kind, 0))
    return free


def taken_seats(cars: Sequence[Vehicle], leave_out: UUID | None = None) -> dict[UUID, int]:
    """Seats of those who have one and have not arrived. One query."""
    taken = dict.fromkeys([car.id for car in cars], 0)
    rows = _without(Transfer.objects.filter(vehicle__in=list(taken), out_at=None), leave_out)
    return taken | dict(rows.values_list("vehicle_id").annotate(Count("id")).order_by())


def serving(area: int) -> list[Facility]:
    """Open facilities that serve a place or lie inside an area, in the order in which they are filled. One query."""
    rows = Facility.objects.filter(closed_at=None).order_by("position", "name", "id")
    return [row for row in rows if codes.contains(row.area, area) or codes.contains(area, row.area)]


def driving(area: int) -> list[Vehicle]:
    """The same for vehicles."""
    rows = Vehicle.objects.filter(retired_at=None).order_by("plate")
    return [row for row in rows if codes.contains(row.area, area) or codes.contains(area, row.area)]


def admit(row: Transfer, at: datetime) -> Stay | None:
    """The bed of somebody who arrived; nothing where no bed was given or they lie there already."""
    if row.facility_id is None or Stay.objects.filter(part=row.part, transfer=row).exists():
        return None
    return Stay.objects.create(
        id=new_event_id(), part=row.part, transfer=row, person_id=row.person_id, facility_id=row.facility_id,
        kind=row.bed_kind, since_at=at,
    )  # fmt: skip


@transaction.atomic
def put_to_bed(*, by: Actor, stay_id: UUID, bed: str, skills: Sequence[str], now: datetime) -> None:
    """Which bed, and what somebody can help with. Raises BedTaken, NotFound, CaseClosed."""
    stay = _stay_for(by, stay_id)
    if set(skills) - set(Stay.Skill.values):
        raise NotFound
    name = bed.strip()[:20]
    here = Stay.objects.filter(facility_id=stay.facility_id, until_at=None, bed=name).exclude(id=stay.id)
    if name and here.exists():
        raise BedTaken(bed=name)
    kept = [skill for skill in Stay.Skill.values if skill in skills]
    Stay.objects.filter(part=stay.part, id=stay.id).update(bed=name, skills=kept)
    note(by, "stay.bed", stay.transfer, now, skills=kept)


def _stay_for(by: Actor, stay_id: UUID) -> Stay:
    """Held with its facility, so that two desks do not give one bed. Raises NotFound, NotAllowed, CaseClosed."""
    stay = Stay.objects.filter(id=stay_id).first()
    if stay is None:
        raise NotFound
    facility_for(by, stay.facility_id, is_locked=True)
    stay = Stay.objects.select_for_update().get(part=stay.part, id=stay.id)
    if stay.until_at is not None:
        raise CaseClosed(case="", state=stay.get_end_reason_display())
    return stay


@transaction.atomic
def discharge(*, by: Actor, stay_id: UUID, now: datetime) -> None:
    """Goes home: the bed is free, the case ended; `cases.discharged` asks isolation for the days at home."""
    stay = _stay_for(by, stay_id)
    Stay.objects.filter(part=stay.part, id=stay.id).update(until_at=now, end_reason=Stay.End.DISCHARGED)
    Case.objects.filter(part=stay.part, id=stay.transfer.case_id).update(ended_at=now)
    note(by, "stay.discharge", stay.transfer, now, facility=str(stay.facility_id))
    payload = {
        "case": str(stay.transfer.case_id), "part": stay.part, "person": str(stay.person_id), "by": by.name,
        "by_id": by.account_id,
    }  # fmt: skip
    outbox.tell("cases.discharged", part=stay.part, payload=payload, now=now)
