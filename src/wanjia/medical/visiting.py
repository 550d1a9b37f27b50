"""Appointments and courses: written down, drawn two weeks ahead, moved, cancelled with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.medical import passes, sealing, seats
from wanjia.medical.models import Appointment, Car, Course, Hospital, VisitKind, VisitStep
from wanjia.medical.refusals import CarOut, EndsBefore, NothingChosen, NumberWanted, ReasonWanted, Underway
from wanjia.medical.rules.calendar import days
from wanjia.platform.access import Act, Actor, one_for
from wanjia.platform.audit import record
from wanjia.roster.models import Person, Presence
from wanjia.roster.reveal import person_for

AHEAD = timedelta(days=14)
GONE = (Presence.MOVED, Presence.DIED)  # nobody drives them


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as somebody tells it."""

    person_id: int
    kind: str
    on: date
    at: time
    hospital_id: UUID | None = None
    companion: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Repeats:
    """On which weekdays (1 Monday to 7 Sunday), every how many weeks, until when."""

    weekdays: Sequence[int] = field(default_factory=tuple)
    every_weeks: int = 1
    until: date | None = None


@transaction.atomic
def write(*, by: Actor, said: Visit, now: datetime) -> Appointment:
    """One appointment. Raises NotFound for an unknown kind or hospital."""
    person = person_for(by, Act.SERVE, said.person_id)
    _check(said)
    made = Appointment.objects.create(
        id=new_event_id(), part=person.part, person_id=person.pk, building_key=person.building_key, kind=said.kind,
        hospital_id=said.hospital_id, on=said.on, expected_at=datetime.combine(said.on, said.at, clock.LOCAL),
        companion_sealed=sealing.sealed(said.companion, sealing.COMPANION),
        note_sealed=sealing.sealed(said.note, sealing.NOTE), made_by=by.name[:60], made_at=now,
    )  # fmt: skip
    note(by, "medical.write", made, now)
    return made


@transaction.atomic
def write_course(*, by: Actor, said: Visit, repeats: Repeats, now: datetime) -> Course:
    """A course, with its visits of the next two weeks. Raises NothingChosen without a weekday, NumberWanted,
    EndsBefore, NotFound."""
    person = person_for(by, Act.SERVE, said.person_id)
    _check(said)
    if not repeats.weekdays:
        raise NothingChosen
    if not set(repeats.weekdays) <= set(range(1, 8)):
        raise NotFound
    if not 1 <= repeats.every_weeks <= 52:
        raise NumberWanted(what=_("Every so many weeks"), least=1, most=52)
    if repeats.until is not None and repeats.until < said.on:
        raise EndsBefore(since=said.on.isoformat())
    made = Course.objects.create(
        id=new_event_id(), part=person.part, person_id=person.pk, building_key=person.building_key, kind=said.kind,
        hospital_id=said.hospital_id, weekdays=sorted(set(repeats.weekdays)), every_weeks=repeats.every_weeks,
        at=said.at, since_on=said.on, until_on=repeats.until, made_by=by.name[:60],
    )  # fmt: skip
    draw(made, now)
    record(
        by=by, act="medical.write_course", area=codes.committee_of(person.building_key), now=now,
        subject=f"person:{person.pk}", detail={"course": str(made.pk)},
    )  # fmt: skip
    return made


def _check(said: Visit) -> None:
    if said.kind not in VisitKind.values:
        raise NotFound
    if said.hospital_id and not Hospital.objects.filter(id=said.hospital_id).exists():
        raise NotFound


def draw(course: Course, now: datetime) -> int:
    """Its visits of the next two weeks, each once; what was cancelled stays cancelled. Returns how many are new."""
    today = clock.local_date(now)
    last = min(today + AHEAD, course.until_on or date.max)
    rows = [
        Appointment(
            id=new_event_id(), part=course.part, person_id=course.person_id, building_key=course.building_key,
            course=course, kind=course.kind, hospital_id=course.hospital_id, on=on,
            expected_at=datetime.combine(on, course.at, clock.LOCAL), made_by=course.made_by, made_at=now,
        )
        for on in days(course.weekdays, course.every_weeks, course.since_on, today, last)
    ]  # fmt: skip
    before = Appointment.objects.filter(part=course.part, course=course).count()
    Appointment.objects.bulk_create(rows, ignore_conflicts=True)
    return Appointment.objects.filter(part=course.part, course=course).count() - before


def draw_all(now: datetime) -> int:
    """Every course that runs, of whoever has not died or moved away. Idempotent."""
    today = clock.local_date(now)
    gone = Person.objects.filter(part=OuterRef("part"), id=OuterRef("person_id"), presence__in=GONE)
    running = Course.objects.filter(Q(until_on=None) | Q(until_on__gte=today)).exclude(Exists(gone))
    return sum(draw(course, now) for course in running.iterator())


@transaction.atomic
def end_course(*, by: Actor, course_id: UUID, now: datetime) -> int:
    """The last day is today: later visits are cancelled. Raises NotFound."""
    held = one_for(by, Act.SERVE, Course.objects.select_for_update().filter(id=course_id), lambda it: it.building_key)
    today = clock.local_date(now)
    Course.objects.filter(part=held.part, pk=held.pk).update(until_on=today)
    later = Appointment.objects.filter(part=held.part, course=held, on__gt=today, cancelled_at=None)
    passes.take_back(later.values_list("id", flat=True), now)
    ended = later.update(cancelled_at=now, cancelled_by=by.name[:60], cancel_reason="course")
    record(
        by=by, act="medical.end_course", area=codes.committee_of(held.building_key), now=now,
        subject=f"person:{held.person_id}", detail={"course": str(held.pk)},
    )  # fmt: skip
    return ended


def held_for(by: Actor, visit_id: UUID, *, lock: bool = False) -> Appointment:
    """Raises NotFound, NotAllowed."""
    rows = Appointment.objects.select_for_update() if lock else Appointment.objects.select_related("hospital", "car")
    return one_for(by, Act.SERVE, rows.filter(id=visit_id), lambda it: it.building_key)


@transaction.atomic
def plan_way(
    *, by: Actor, visit_id: UUID, car_id: UUID | None, companion: str, ride: str = Appointment.Ride.SEAT, now: datetime
) -> None:
    """Which car, how somebody rides, who goes along. A trip that does not fit into its car beside the others keeps what
    was chosen and stands among those without a vehicle: a person decides, nobody is promised a seat twice unseen.

    Raises NotFound for a car that does not drive there, CarOut.
    """
    car = Car.objects.select_for_update().filter(id=car_id, is_in_use=True).first() if car_id else None
    held = held_for(by, visit_id, lock=True)  # after the vehicle, as everybody who gives a seat
    if car is not None and not codes.contains(car.area, held.building_key):
        raise NotFound
    if (car_id and car is None) or ride not in Appointment.Ride.values:
        raise NotFound
    if car is not None and car.out_since is not None and car.pk != held.car_id:
        raise CarOut(plate=car.plate)
    held.ride, held.companion_sealed = ride, sealing.sealed(companion, sealing.COMPANION)
    if car is not None and car.out_since is None:
        is_full = not seats.has_room(car, held, now)
        held.car_failed_at, held.car_failed_why = (now, Appointment.Failed.FULL) if is_full else (None, "")
    held.car_id = car_id
    held.save(update_fields=["ride", "companion_sealed", "car_id", "car_failed_at", "car_failed_why"])
    note(by, "medical.plan_way", held, now)


@transaction.atomic
def cancel(*, by: Actor, visit_id: UUID, reason: str, now: datetime) -> None:
    """Not needed any more. Its pass ends with it. Raises ReasonWanted, Underway."""
    held = held_for(by, visit_id, lock=True)
    if not reason.strip():
        raise ReasonWanted
    if VisitStep.objects.filter(part=held.part, visit=held).exists():
        raise Underway
    Appointment.objects.filter(part=held.part, pk=held.pk).update(
        cancelled_at=now, cancelled_by=by.name[:60], cancel_reason=reason.strip()[:120]
    )
    passes.take_back([held.pk], now)
    note(by, "medical.cancel", held, now)


def note(by: Actor, act: str, held: Appointment, now: datetime, **detail: object) -> None:
    record(
        by=by, act=act, area=codes.committee_of(held.building_key), subject=f"person:{held.person_id}", now=now,
        detail={"visit": str(held.pk), **detail},
    )  # fmt: skip
