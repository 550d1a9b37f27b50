"""The calendar with its heavy days, one trip with its four stations, the pass, hospitals and cars."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.medical import falling_back, intake, passes, queries, sealing, seats, visiting
from wanjia.medical import hospitals as houses
from wanjia.medical.intake import StepFact
from wanjia.medical.models import Appointment, Car, Course, VisitKind, VisitStep
from wanjia.medical.pages.access import (
    day_from,
    hour_from,
    number,
    stand,
    uuid_or_none,
)
from wanjia.medical.rules import trips
from wanjia.medical.visiting import Repeats, Visit
from wanjia.platform.access import Act, Actor, may
from wanjia.platform.pages import Signed, area_of, is_wide, say_done
from wanjia.platform.qr import qr
from wanjia.roster import places
from wanjia.roster.doors import doors
from wanjia.roster.models import Person
from wanjia.roster.reveal import person_for

_SPAN = 14  # days ahead
Sent = Mapping[str, Any]


def calendar(request: Signed) -> HttpResponse:
    """Two weeks from a day, the heavy ones named; below, the visits of the chosen day. Some ten queries."""
    area = area_of(request)
    stand(request, area)
    first = _day(request, "from", local_date(request.now))
    on = _day(request, "on", first)
    wide = is_wide(area)
    sees = may(request.actor, Act.SERVE, area) and not wide
    days = [] if wide else queries.days(area, first, first + timedelta(days=_SPAN - 1))
    rows = queries.rows_of(queries.visits(area, on, on), request.now) if sees else []
    context = {
        "area": area, "area_name": places.name_of(area), "days": days, "on": on, "rows": rows, "sees": sees,
        "is_wide": wide, "first": first, "most": max((one.count for one in days), default=0) or 1,
        "failed": _failed(area, request.now) if sees else [],
        "out": queries.rows_of(queries.still_out(area, request.now), request.now) if sees else [],
        "total": sum(one.count for one in days), "before": first - timedelta(days=_SPAN),
        "after": first + timedelta(days=_SPAN), "late": [row for row in rows if row.trip.alarms],
    }  # fmt: skip
    return render(request, "medical/calendar.html", context)


def _failed(area: int, now: datetime) -> list[tuple[queries.VisitRow, Car | None]]:
    """Trips without their vehicle, each with the one that could take it."""
    found = falling_back.failed(area, now)
    proposed = seats.proposals(area, found, now)
    return [(row, proposed.get(row.visit.pk)) for row in queries.rows_of(found, now)] if found else []


def _day(request: Signed, name: str, usual: date) -> date:
    text = request.GET.get(name, "")
    try:
        return date.fromisoformat(text) if text else usual
    except ValueError as why:
        raise NotFound from why


def new_visit(request: Signed, person_id: int) -> HttpResponse:
    """One visit, or a course of them where weekdays are ticked."""
    person = person_for(request.actor, Act.SERVE, person_id)
    stand(request, person.building_key)
    if request.method == "POST":
        sent = request.POST
        said = Visit(
            person_id, sent.get("kind", ""), day_from(sent.get("on", "")), hour_from(sent.get("at", "")),
            uuid_or_none(sent.get("hospital", "")), sent.get("companion", ""), sent.get("note", ""),
        )  # fmt: skip
        return _written(request, said)
    courses = Course.objects.filter(part=person.part, person_id=person.pk).select_related("hospital")
    coming = Appointment.objects.filter(
        part=person.part, person_id=person.pk, on__gte=local_date(request.now), cancelled_at=None
    )
    context = {
        "area": person.building_key, "door": doors("person", [person.pk]).get(person.pk), "kinds": VisitKind.choices,
        "hospitals": houses.for_area(person.building_key), "weekdays": _weekdays(), "today": local_date(request.now),
        "courses": courses.order_by("-since_on"), "coming": coming.select_related("hospital").order_by("on"),
    }  # fmt: skip
    return render(request, "medical/new_visit.html", context)


def _written(request: Signed, said: Visit) -> HttpResponse:
    weekdays = [int(one) for one in request.POST.getlist("weekday") if one.isdecimal()]
    if not weekdays:
        made = visiting.write(by=request.actor, said=said, now=request.now)
        return say_done(request, _("Written down."), to=reverse("medical:visit", args=[made.pk]))
    until = request.POST.get("until", "")
    repeats = Repeats(weekdays, number(request, "every_weeks") or 1, day_from(until) if until else None)
    visiting.write_course(by=request.actor, said=said, repeats=repeats, now=request.now)
    return say_done(
        request,
        _("The visits of the next two weeks are written."),
        to=reverse("medical:new_visit", args=[said.person_id]),
    )


def _weekdays() -> list[tuple[int, str]]:
    return list(enumerate((_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")), start=1))


def visit(request: Signed, visit_id: UUID) -> HttpResponse:
    """One trip: four stations, both sides of each, what is missing, car and companion. `do` says what is done."""
    held = visiting.held_for(request.actor, visit_id)
    stand(request, held.building_key)
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("do", ""))
        if act is None:
            raise NotFound
        text = act(request.actor, held, request.POST, request.now)
        return say_done(request, text, to=reverse("medical:visit", args=[visit_id]))
    row = queries.rows_of([held], request.now)[0]
    steps: dict[tuple[str, str], VisitStep] = {}
    for step in VisitStep.objects.filter(part=held.part, visit=held).order_by("seen_at", "id"):
        steps.setdefault((step.station, step.side), step)
    context = {
        "area": held.building_key, "visit": held, "row": row, "trip": row.trip, "door": row.door, "steps": steps,
        "companion": sealing.said(held.companion_sealed, sealing.COMPANION),
        "words": sealing.said(held.note_sealed, sealing.NOTE), "cars": houses.cars_for(held.building_key),
        "stations": [(one, [(side, steps.get((one, side))) for side in trips.SIDES]) for one in trips.STATIONS],
        "kept": next((one for (station, _side), one in steps.items() if station == trips.ADMITTED), None),
        "rides": Appointment.Ride.choices, "proposed": _proposed(held, request.now), "pass": passes.of(held.pk),
        "departments": held.hospital.departments.order_by("kind") if held.hospital else [],
    }  # fmt: skip
    return render(request, "medical/visit.html", context)


def _proposed(held: Appointment, now: datetime) -> Car | None:
    rows = [held] if held.car_failed_at else []
    return seats.proposals(held.building_key, rows, now).get(held.pk)


def _station(by: Actor, held: Appointment, sent: Sent, now: datetime) -> str:
    """Its id is drawn from the end that it confirms, so that a second tap changes nothing."""
    station, side = sent.get("station", ""), sent.get("side", "")
    fact = StepFact(uuid5(held.pk, f"{station} {side}"), station, side, sent.get("who", ""), now)
    made = intake.record_step(by=by, visit_id=held.pk, fact=fact, now=now)
    return _("%(who)s confirmed.") % {"who": made.who}


def _way(by: Actor, held: Appointment, sent: Sent, now: datetime) -> str:
    visiting.plan_way(
        by=by, visit_id=held.pk, car_id=uuid_or_none(sent.get("car", "")), companion=sent.get("companion", ""),
        ride=sent.get("ride", "") or held.ride, now=now,
    )  # fmt: skip
    return _("Written down.")


def _car_out(by: Actor, held: Appointment, sent: Sent, now: datetime) -> str:
    if held.car_id is None:
        raise NotFound
    n = falling_back.fell_out(
        by=by, area=held.building_key, car_id=held.car_id, reason=sent.get("reason", ""), now=now
    )  # fmt: skip
    return ngettext("%(n)s trip has no car now.", "%(n)s trips have no car now.", n) % {"n": n}


def _late_120(by: Actor, held: Appointment, _sent: Sent, now: datetime) -> str:
    falling_back.ambulance_is_late(by=by, visit_id=held.pk, now=now)
    return _("Written down. Another vehicle is proposed.")


def _give(by: Actor, held: Appointment, sent: Sent, now: datetime) -> str:
    car = uuid_or_none(sent.get("car", ""))
    if car is None:
        raise NotFound
    falling_back.give(by=by, visit_id=held.pk, car_id=car, now=now)
    return _("The trip has its vehicle.")


def _share(by: Actor, held: Appointment, _sent: Sent, now: datetime) -> str:
    falling_back.share(by=by, visit_id=held.pk, now=now)
    return _("The trip has its vehicle.")


def _cancel(by: Actor, held: Appointment, sent: Sent, now: datetime) -> str:
    visiting.cancel(by=by, visit_id=held.pk, reason=sent.get("reason", ""), now=now)
    return _("Cancelled. Its pass is no longer good.")


_ACTS: dict[str, Callable[[Actor, Appointment, Sent, datetime], str]] = {
    "station": _station, "way": _way, "cancel": _cancel, "car_out": _car_out, "late_120": _late_120, "give": _give,
    "share": _share,
}  # fmt: skip


def end_course(request: Signed, course_id: UUID) -> HttpResponse:
    """The last day of a course is today."""
    if request.method != "POST":
        raise NotFound
    n = visiting.end_course(by=request.actor, course_id=course_id, now=request.now)
    course = Course.objects.get(id=course_id)
    text = _("The course ends today. %(n)s later visits are cancelled.") % {"n": n}
    return say_done(request, text, to=reverse("medical:new_visit", args=[course.person_id]))


def green(request: Signed, visit_id: UUID) -> HttpResponse:
    """The pass on one sheet, in both languages. Its code holds no name and no illness."""
    held = visiting.held_for(request.actor, visit_id)
    stand(request, held.building_key)
    if held.cancelled_at is not None:
        raise NotFound
    paper = passes.issue(held, by=request.actor.name, now=request.now)
    visiting.note(request.actor, "medical.print_pass", held, request.now)
    person = Person.objects.filter(part=held.part, id=held.person_id).first()
    context = {
        "area": held.building_key, "visit": held, "pass": paper, "code": qr(passes.text_of(paper, request.now)),
        "door": doors("person", [held.person_id]).get(held.person_id), "name": person.name if person else "",
    }  # fmt: skip
    return render(request, "medical/pass.html", context)
