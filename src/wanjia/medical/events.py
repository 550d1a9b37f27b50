"""What trips and medicine do when the register changes, in the transaction that told of it (`flows.wiring`)."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q

from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import part_of
from wanjia.medical import passes, visiting
from wanjia.medical.models import Appointment, Course, MedicineOrder, VisitStep
from wanjia.platform.moving import hand_on
from wanjia.roster.models import Person

_REGISTER = "register"


def trips_follow_merge(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.people_merged`: courses, appointments and orders of the entry that goes are the other's.

    What is still to come starts at the door of the one who stays. Two courses for one thing both stay.
    """
    gone, kept = int(str(payload["gone"])), int(str(payload["kept"]))
    moved = sum(
        hand_on(rows.filter(part=part_of(gone), person_id=gone), part_of(kept), person_id=kept)
        for rows in (Course.objects.all(), Appointment.objects.all(), MedicineOrder.objects.all())
    )  # a course takes its visits along
    if moved:
        _starts_at_home(kept, now)


def trips_follow_move(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.person_moved`: the car comes to the new door, and so does the medicine, also for who was gone before."""
    _drives_again(int(str(payload["person"])), now)
    _starts_at_home(int(str(payload["person"])), now)


def trips_end_with_presence(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.presence_changed`: no car comes for whoever moved away or died. A trip that has begun stays: somebody has
    to be heard of. So does medicine: book and card come home. Whoever is back, or was never gone, has their trips
    again.
    """
    person, presence = int(str(payload["person"])), str(payload["presence"])
    if presence not in visiting.GONE:
        _drives_again(person, now)
        return
    mine, today = {"part": part_of(person), "person_id": person}, local_date(now)
    begun = VisitStep.objects.filter(part=part_of(person)).values("visit_id")
    later = Appointment.objects.filter(on__gte=today, cancelled_at=None, **mine).exclude(id__in=begun)
    passes.take_back(later.values_list("id", flat=True), now)
    later.update(cancelled_at=now, cancelled_by=_REGISTER, cancel_reason=presence)


def _drives_again(person: int, now: datetime) -> None:
    """Trips that the register alone had cancelled; the course draws the others."""
    rows = Appointment.objects.filter(part=part_of(person), person_id=person, on__gte=local_date(now))
    gone = rows.filter(cancelled_by=_REGISTER, cancel_reason__in=visiting.GONE)
    gone.update(cancelled_at=None, cancelled_by="", cancel_reason="")


def _starts_at_home(person: int, now: datetime) -> None:
    """What is still to come, wherever it was written down."""
    mine, today = {"part": part_of(person), "person_id": person}, local_date(now)
    home = Person.objects.get(part=part_of(person), id=person).building_key
    Course.objects.filter(Q(until_on=None) | Q(until_on__gte=today), **mine).update(building_key=home)
    coming = Appointment.objects.filter(on__gte=today, cancelled_at=None, **mine)
    coming.update(building_key=home)
    passes.move(coming.values_list("id", flat=True), home)
    MedicineOrder.objects.filter(closed_at=None, **mine).update(building_key=home)
