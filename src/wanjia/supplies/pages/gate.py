"""The gate and the drop points, on a phone: what comes here, count it, sign for it."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.platform.access import Act
from wanjia.platform.pages import Signed, address, area_from, say_done
from wanjia.roster import places
from wanjia.supplies import driving, queries
from wanjia.supplies.driving import TripSaid, is_last_metres
from wanjia.supplies.models import Trip
from wanjia.supplies.pages.access import base, number, one_of
from wanjia.supplies.rules import trips
from wanjia.supplies.rules.trips import Ride

_RECENT = timedelta(days=2)


def gate(request: Signed) -> HttpResponse:
    """Every trip to this area of the last two days with the one signature that is wanted next."""
    area, context = base(request, "supplies:gate", Act.RECORD)
    rows = queries.coming_to(area, request.now - _RECENT)
    rides = {ride.id: ride for ride in queries.rides(rows)}
    known = places.names({row.place for row in rows})
    lines = [_line(row, rides[row.pk], known[row.place]) for row in rows]
    below = places.children(area) if codes.level_of(area) == codes.Level.COMPOUND else []
    if codes.level_of(area) == codes.Level.COMMITTEE:
        below = [key for compound in places.children(area) for key in places.children(compound)]
    names = places.names(below)
    context |= {
        "waiting": [line for line in lines if line["next"]], "done": [line for line in lines if not line["next"]],
        "drops": [(key, names[key]) for key in below],
    }  # fmt: skip
    return render(request, "supplies/gate.html", context)


def _line(row: Trip, ride: Ride, place: str) -> dict[str, object]:
    """`next`: whose signature is missing first; `had`: how many boxes the hand before counted."""
    is_last = is_last_metres(row.place)
    order = (("gate_gave", trips.GATE, "gave"), ("drop", trips.DROP, "took")) if is_last else (
        ("driver", trips.DRIVER, "took"), ("gave", trips.DRIVER, "gave"), ("gate", trips.GATE, "took"),
    )  # fmt: skip
    counts = {name: trips.count_at(ride, hand, side) for name, hand, side in order}
    missing = next((name for name, count in counts.items() if count is None), "")
    had = next((count for count in reversed(list(counts.values())) if count is not None), row.boxes)
    return {
        "trip": row, "place": place, "next": missing, "had": had, "is_last": is_last, "counts": counts,
        "flags": sorted({flag for one in ride.signs for flag in one.flags}),
    }  # fmt: skip


@require_POST
def sign(request: Signed, trip_id: UUID) -> HttpResponse:
    """One signature. What is odd about it is said at once, and kept."""
    trip = driving.trip_for(request.actor, trip_id, Act.RECORD)
    hand = one_of(request, "hand", "driver", "gave", "gate", "gate_gave", "drop")
    signed = driving.take_over(
        by=request.actor, trip=trip, hand=hand, boxes=number(request, "boxes", _("Boxes")), now=request.now,
        note=request.POST.get("note", ""),
    )  # fmt: skip
    told = ngettext("Signed for %(n)s box.", "Signed for %(n)s boxes.", signed.boxes) % {"n": signed.boxes}
    if "count_differs" in signed.flags:
        told += " " + _("The count differs from what was sent: it stands on the delivery's page.")
    return say_done(request, told, to=address(reverse("supplies:gate"), area=codes.desk_of(trip.place)))


@require_POST
def send_on(request: Signed, trip_id: UUID) -> HttpResponse:
    """From the gate on to a building."""
    trip = driving.trip_for(request.actor, trip_id, Act.RECORD)
    said = TripSaid(area_from(request.POST.get("place", "")), number(request, "boxes", _("Boxes"), least=1), after=trip)
    driving.send(by=request.actor, delivery=trip.delivery, said=said, now=request.now)
    to = address(reverse("supplies:gate"), area=codes.desk_of(trip.place))
    return say_done(request, _("On the way to the drop point."), to=to)
