"""The desk of urgent cases (急症专班), day and night: one queue by severity, and beside it what can take somebody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.care import queries as care
from wanjia.care import wording as care_words
from wanjia.medical import falling_back, hospitals, seats
from wanjia.medical import queries as medical
from wanjia.medical import wording as medical_words
from wanjia.medical.models import Department, Hospital
from wanjia.medical.rules import urgency
from wanjia.needs import queries as needs
from wanjia.needs.models import Kind, Urgency
from wanjia.needs.queries import Asked, Line
from wanjia.platform.access import Act, require
from wanjia.platform.pages import PAGE, Signed, area_of, is_wide
from wanjia.roster import places
from wanjia.roster.doors import Door

LIFE, TODAY = 0, 1
_MOST = 5_000  # tickets of one kind that are counted; an inbox's page would end the count at fifty
_DOCTOR = (Kind.MEDICINE, Kind.OUTING)  # of what is asked for today, the desk's own


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody who needs a doctor, a vehicle or medicine now. `what` and `why` in the language of the moment."""

    rank: int
    due_at: datetime
    since: datetime
    what: str
    why: str
    link: str
    door: Door | None = None
    line: Line | None = None  # of a ticket: its place need not be a door of the register
    place: str = ""  # of a resident of an institution: the house and the bed


def desk(request: Signed) -> HttpResponse:
    """Who waits, by severity; hospitals, 120, vehicles: for whoever serves, up to a subdistrict. Some 35 queries."""
    area = request.area = area_of(request)
    require(request.actor, Act.SERVE, area)
    request.crumb_path = reverse("web:emergency")
    rows = [] if is_wide(area) else queue(area, request.now)
    context = {
        "area": area, "area_name": places.name_of(area), "is_wide": is_wide(area), "rows": rows[:PAGE],
        "n": len(rows), "life": sum(one.rank == LIFE for one in rows), "waits": hospitals.waits(area, request.now),
        "houses": [(row, _emergency(row)) for row in hospitals.for_area(area)],
        "cars": seats.free_now(area, request.now),
    }  # fmt: skip
    return render(request, "web/emergency.html", context)


def queue(area: int, now: datetime) -> list[Case]:
    """Life first, then by the clock of each. Some twenty queries, whatever the number."""
    found = chain(_tickets(area, now), _ladders(area, now), _trips(area, now), _medicine(area, now))
    return sorted(found, key=lambda one: (one.rank, one.due_at, one.link))


def _tickets(area: int, now: datetime) -> Iterator[Case]:
    lines = needs.inbox(area, Asked(urgency=Urgency.LIFE), now, _MOST)
    for kind in _DOCTOR:
        lines += needs.inbox(area, Asked(kind=kind, urgency=Urgency.RED), now, _MOST)
    for line in lines:
        ticket, rank = line.ticket, LIFE if line.ticket.urgency == Urgency.LIFE else TODAY
        what, link = str(Kind(ticket.kind).label), reverse("needs:ticket", args=[ticket.pk])
        yield Case(rank, ticket.due_at, ticket.opened_at, what, line.words, link, line=line)


def _ladders(area: int, now: datetime) -> Iterator[Case]:
    for row in care.climbs(area, now):
        rank = LIFE if row.standing.is_life else TODAY
        rung, link = row.standing.next, reverse("care:ladder", args=[row.ladder.pk])
        why = _("next: %(rung)s") % {"rung": care_words.RUNGS[rung]} if rung else _("write the outcome")
        what = _("Help is needed") if rank == LIFE else _("Nobody answered")
        yield Case(rank, row.standing.due_at, row.ladder.began_at, what, why, link, door=row.door)


def _trips(area: int, now: datetime) -> Iterator[Case]:
    """Trips without their vehicle. A trip that is late on the way stands in the calendar."""
    for row in medical.rows_of(falling_back.failed(area, now), now):
        at, since = row.visit.expected_at, row.visit.car_failed_at or now
        why, link = str(medical_words.FAILED[row.visit.car_failed_why]), reverse("medical:visit", args=[row.visit.pk])
        yield Case(TODAY, at, since, _("Trip without its car"), why, link, door=row.door)


def _medicine(area: int, now: datetime) -> Iterator[Case]:
    for row in medical.orders(area, now):
        if row.order.closed_at is None and row.order.urgency == urgency.RED:
            link, hospital = reverse("medical:order", args=[row.order.pk]), row.order.hospital
            why = hospital.name if hospital else _("no hospital chosen")
            bed = f"{row.resident.house} {row.resident.bed}" if row.resident else ""
            said = TODAY, row.order.due_at, row.order.asked_at, _("Red medicine"), why, link
            yield Case(*said, door=row.door, place=bed)


def _emergency(row: Hospital) -> Department | None:
    """Its emergency department, where it has one."""
    return next((one for one in row.departments.all() if one.kind == Department.Kind.EMERGENCY), None)
