"""Commands on a transfer: queue, needs, hold, who stays behind, bed and vehicle, recheck, 120."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.cases import facilities, household
from wanjia.cases.looking import note, transfer_for
from wanjia.cases.models import BedKind, Case, Facility, LeftBehind, Transfer, Vehicle
from wanjia.cases.models.transfers import Need
from wanjia.cases.refusals import (
    LeftBehindOpen,
    NoBed,
    NoSeat,
    NotAlone,
    NoTransferOnPool,
    SourceWanted,
    TransferHeld,
    TransferOver,
    WhyWanted,
    WordsWanted,
)
from wanjia.cases.rules import moving
from wanjia.cases.sealing import CARER, sealed
from wanjia.cases.settling import settle, state, steps_of
from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform import outbox
from wanjia.platform.access import Act, Actor
from wanjia.roster.subjects import subject_for

_OPEN = (moving.WAITING, moving.HELD, moving.ASSIGNED, moving.SENT)


def queue(case: Case, *, is_severe: bool, now: datetime) -> Transfer:
    """The case's place in the queue, with the needs that the register knows. Once a case."""
    made, _is_new = Transfer.objects.get_or_create(
        part=case.part, case=case,
        defaults={
            "id": new_event_id(), "person_id": case.person_id, "household_id": case.household_id,
            "building_key": case.building_key, "asked_at": now, "is_severe": is_severe, "is_urgent": is_severe,
            "needs": household.needs_on_the_way(case.person_id, now),
        },
    )  # fmt: skip
    return made


@transaction.atomic
def request_transfer(*, by: Actor, person_id: int, now: datetime) -> Transfer:
    """The transfer of somebody's case; one that was stopped by mistake goes on. Raises NoTransferOnPool without a case.

    A pool result, a contact, a rumour: none of them is a case, and nobody is taken away by them.
    """
    person = subject_for(by, Act.TRANSFER, person_id)
    case = Case.objects.filter(person_id=person.id, withdrawn_at=None, ended_at=None).first()
    if case is None:
        raise NoTransferOnPool
    row = Transfer.objects.select_for_update().filter(part=case.part, case=case).first()
    row = row or queue(case, is_severe=False, now=now)
    if row.cleared_at is not None:
        Transfer.objects.filter(part=row.part, id=row.id).update(cleared_at=None, cleared_by="", cleared_source="")
        row.refresh_from_db()
        settle(row)
        note(by, "transfer.again", row, now)
    return Transfer.objects.get(part=row.part, id=row.id)


def _open(by: Actor, transfer_id: UUID, *allowed: str) -> Transfer:
    """The row, held, if it is in one of the states. Raises TransferOver."""
    row = transfer_for(by, transfer_id)
    found = state(row, steps_of([row])[row.id])
    if found not in (allowed or _OPEN):
        raise TransferOver(state=found)
    return row


@transaction.atomic
def set_needs(
    *, by: Actor, transfer_id: UUID, needs: Sequence[str], is_severe: bool, is_urgent: bool, now: datetime
) -> None:  # fmt: skip
    """What has to be thought of on the way. Raises NotFound for an unknown need, TransferOver."""
    row = _open(by, transfer_id, *_OPEN, moving.ABOARD)
    if set(needs) - set(Need.values):
        raise NotFound
    kept = [need for need in Need.values if need in needs]
    Transfer.objects.filter(part=row.part, id=row.id).update(
        needs=kept, is_severe=is_severe, is_urgent=is_urgent or is_severe
    )
    note(by, "transfer.needs", row, now, needs=kept, severe=is_severe, urgent=is_urgent)


@transaction.atomic
def look_after(
    *, by: Actor, transfer_id: UUID, person_id: int | None, carer: str, name: str, now: datetime
) -> LeftBehind:  # fmt: skip
    """Who looks after somebody who stays; `person_id` None: the pet. Said again, the newer words win.

    A child is not left to manage alone, and a carer is named. Raises NotAlone, WordsWanted, TransferOver, NotFound.
    """
    row = _open(by, transfer_id, *_OPEN, moving.ABOARD)
    why = LeftBehind.Why.PET if person_id is None else household.why_left(row, person_id, now)
    if not why:
        raise NotFound
    is_alone = carer == LeftBehind.Carer.ALONE
    if carer not in LeftBehind.Carer.values:
        raise NotFound
    if is_alone and why in ("minor", "pet"):
        raise NotAlone
    if not is_alone and not name.strip():
        raise WordsWanted(what=_("Who looks after them"))
    kept, _is_new = LeftBehind.objects.update_or_create(
        part=row.part, transfer=row, person_id=person_id,
        defaults={"why": why, "carer": carer, "carer_sealed": sealed(name, CARER), "confirmed_by": by.name[:60],
                  "confirmed_at": now},
        create_defaults={"id": new_event_id(), "why": why, "carer": carer, "carer_sealed": sealed(name, CARER),
                         "confirmed_by": by.name[:60], "confirmed_at": now},
    )  # fmt: skip
    note(by, "transfer.look_after", row, now, why=why, carer=carer)
    return kept


@transaction.atomic
def assign(
    *, by: Actor, transfer_id: UUID, facility_id: UUID, kind: str, vehicle_id: UUID | None = None, now: datetime
) -> Transfer:  # fmt: skip
    """A bed, and a vehicle if it is known. Again: another bed, as long as nobody has picked them up.

    Raises TransferHeld, LeftBehindOpen, NoBed, NoSeat, TransferOver.
    """
    row = _open(by, transfer_id)
    if row.held_at is not None:
        raise TransferHeld(why=row.get_hold_reason_display())
    if left := household.open_left([row], now)[row.id]:
        raise LeftBehindOpen(count=len(left))
    house = Facility.objects.select_for_update().filter(id=facility_id, closed_at=None).first()
    if house is None or kind not in BedKind.values or not codes.contains(house.area, row.building_key):
        raise NoBed
    free = facilities.free_beds([house], leave_out=row.id)[house.id]
    if free.get(kind, 0) < 1:
        raise NoBed
    Transfer.objects.filter(part=row.part, id=row.id).update(
        facility=house, bed_kind=kind, assigned_by=by.name[:60], assigned_at=now,
        vehicle=_vehicle(row, vehicle_id) if vehicle_id else row.vehicle,
    )  # fmt: skip
    note(by, "transfer.assign", row, now, facility=str(house.id), bed=kind, vehicle=str(vehicle_id or ""))
    return Transfer.objects.get(part=row.part, id=row.id)


def _vehicle(row: Transfer, vehicle_id: UUID) -> Vehicle:
    """Raises NoSeat for a vehicle that is full, drives elsewhere or takes no wheelchairs."""
    car = Vehicle.objects.select_for_update().filter(id=vehicle_id, retired_at=None).first()
    if car is None or not codes.contains(car.area, row.building_key):
        raise NoSeat
    if "wheelchair" in row.needs and not car.takes_wheelchairs:
        raise NoSeat
    if facilities.taken_seats([car], leave_out=row.id)[car.id] >= car.seats:
        raise NoSeat
    return car


@transaction.atomic
def unassign(*, by: Actor, transfer_id: UUID, now: datetime) -> None:
    """Gives the bed back. Raises TransferOver once they are on the way."""
    row = _open(by, transfer_id)
    Transfer.objects.filter(part=row.part, id=row.id).update(
        facility=None, bed_kind="", vehicle=None, assigned_by="", assigned_at=None
    )
    note(by, "transfer.unassign", row, now)


@transaction.atomic
def hold_transfers(*, by: Actor, transfers: Iterable[UUID], reason: str, now: datetime) -> int:
    """Nobody of these is moved until somebody lets them go: a recheck comes first (trap 14). Returns how many.

    Their beds are given back; who has left already is not called back by it and is not counted. Raises WhyWanted.
    """
    if reason not in Transfer.Hold.values:
        raise WhyWanted
    held = 0
    for transfer_id in transfers:
        row = transfer_for(by, transfer_id)
        if row.held_at is not None or state(row, steps_of([row])[row.id]) not in _OPEN:
            continue
        Transfer.objects.filter(part=row.part, id=row.id).update(
            hold_reason=reason, held_by=by.name[:60], held_at=now, facility=None, bed_kind="", vehicle=None,
            assigned_by="", assigned_at=None,
        )  # fmt: skip
        note(by, "transfer.hold", row, now, reason)
        held += 1
    return held


@transaction.atomic
def let_go(*, by: Actor, transfers: Iterable[UUID], reason: str, now: datetime) -> int:
    """Back into the queue, with the time they waited before. Raises WhyWanted."""
    if not reason.strip():
        raise WhyWanted
    freed = 0
    for transfer_id in transfers:
        row = transfer_for(by, transfer_id)
        if row.held_at is None:
            continue
        Transfer.objects.filter(part=row.part, id=row.id).update(hold_reason="", held_by="", held_at=None)
        note(by, "transfer.let_go", row, now, reason.strip()[:120])
        freed += 1
    return freed


@transaction.atomic
def clear_on_recheck(*, by: Actor, case_id: UUID, source: str, now: datetime) -> str:
    """The recheck of a case is negative: whoever has not left stays at home; who is on the way is turned round.

    Returns the state afterwards; `aboard` and `arrived` need a person, and are shown so. Said again it changes nothing.
    Raises SourceWanted, NotFound.
    """
    if not source.strip():
        raise SourceWanted
    row = _of_case(by, case_id, Act.TRACE)
    if row.cleared_at is not None:
        return settle(row)
    Transfer.objects.filter(part=row.part, id=row.id).update(
        cleared_at=now, cleared_by=by.name[:60], cleared_source=source.strip()[:120]
    )
    row.refresh_from_db()
    found = settle(row)
    note(by, "transfer.clear", row, now, state=found)
    outbox.tell(
        "cases.cleared", part=row.part, now=now,
        payload={"case": str(row.case_id), "part": row.part, "person": str(row.person_id), "state": found},
    )  # fmt: skip
    return found


def _of_case(by: Actor, case_id: UUID, act: Act) -> Transfer:
    row = Transfer.objects.filter(case_id=case_id).first()
    if row is None:
        raise NotFound
    return transfer_for(by, row.id, act=act)


def withdraw_transfer(*, by: Actor, case: Case, now: datetime) -> str:
    """The case fell: stops the transfer. Returns the state afterwards, empty where there was none."""
    row = Transfer.objects.select_for_update().filter(part=case.part, case=case).first()
    if row is None:
        return ""
    Transfer.objects.filter(part=row.part, id=row.id).update(withdrawn_at=now)
    row.refresh_from_db()
    return settle(row)


@transaction.atomic
def take_to_hospital(*, by: Actor, transfer_id: UUID, now: datetime) -> None:
    """120 takes them at once. Whatever is open or held: never refused, only written down (trap 16)."""
    row = transfer_for(by, transfer_id)
    if row.hospital_at is None:
        Transfer.objects.filter(part=row.part, id=row.id).update(hospital_at=now, hospital_by=by.name[:60])
        row.refresh_from_db()
        settle(row)
    note(by, "transfer.hospital", row, now, held=row.held_at is not None, assigned=row.facility_id is not None)
