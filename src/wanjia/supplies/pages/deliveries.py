"""The board of deliveries, one delivery with its trips and books, the fairness report."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.roster import places
from wanjia.roster.doors import doors
from wanjia.supplies import delivering, driving, queries, schedule
from wanjia.supplies.delivering import DeliverySaid
from wanjia.supplies.driving import TripSaid
from wanjia.supplies.forms import DeliveryForm, TripForm
from wanjia.supplies.intake import RemainderFact
from wanjia.supplies.models import Delivery, LeftOut, Remainder
from wanjia.supplies.pages.access import base, frame, number, one_of, stand, written
from wanjia.supplies.queries import Reached
from wanjia.supplies.rules import trips
from wanjia.supplies.schedule import Outlook

_DAYS = 7  # of the fairness report
_FEW, _ALL = 50, 4000  # doors in a list


def deliveries(request: Signed) -> HttpResponse:
    """What comes on which day, what is under way and how far it is, what is over."""
    area, context = base(request, "supplies:deliveries")
    rows = queries.deliveries(area)
    done = queries.reached(rows, area)
    known = places.names({row.place for row in rows})
    lines = [(row, done.get(row.round_id or 0, Reached()), known[row.place]) for row in rows]
    context |= {
        "days": _by_day([line for line in lines if line[0].opened_at is None], request.now),
        "under_way": [line for line in lines if line[0].opened_at and not _is_over(line, request.now)],
        "over": [line for line in lines if line[0].opened_at and _is_over(line, request.now)],
    }  # fmt: skip
    return render(request, "supplies/deliveries.html", context)


Line = tuple[Delivery, Reached, str]


def _by_day(planned: Sequence[Line], now: datetime) -> list[tuple[datetime, list[tuple[Delivery, str, Outlook]]]]:
    """The forward schedule: the next day first, each line with what it needs and what there is."""
    outlook = schedule.outlooks([row for row, _done, _place in planned])
    found: dict[date, list[tuple[Delivery, str, Outlook]]] = defaultdict(list)
    for row, _done, place in sorted(planned, key=lambda line: (line[0].opens_at, line[0].pk)):
        found[local_date(max(row.opens_at, now))].append((row, place, outlook[row.pk]))
    return [(rows[0][0].opens_at if rows[0][0].opens_at > now else now, rows) for _day, rows in sorted(found.items())]


def _is_over(line: Line, now: datetime) -> bool:
    """All doors have it, or it was called off; freight, which has no doors, when its time is over."""
    row, done, _place = line
    if getattr(row, "is_called_off", False):
        return True
    return done.open == 0 if row.round_id else row.due_at < now


def new_delivery(request: Signed) -> HttpResponse:
    area = area_of(request)
    require(request.actor, Act.SUPPLY, area)
    stand(request, area, "supplies:deliveries")
    lots = [line.lot for line in queries.lots(area, request.now) if line.stock.on_hand > 0 and not line.is_expired]
    start = request.now + timedelta(hours=1)
    form = DeliveryForm(
        request.POST or None, rows={"lot": lots}, initial={"opens_at": start, "due_at": start + timedelta(hours=8)}
    )

    def keep() -> Delivery:
        asked = dict(form.cleaned_data, lot=form.chosen("lot"))
        return delivering.plan(by=request.actor, said=DeliverySaid(area, **asked), now=request.now)

    return written(
        request, area, form, keep, title=_("Plan a delivery"), to="supplies:deliveries",
        done=_("Planned. It is in the schedule."), hint=_("Nothing is owed until you open it."),
    )  # fmt: skip


def delivery(request: Signed, delivery_id: UUID) -> HttpResponse:
    """Trips with their signatures, the books, who is left out and why."""
    row = delivering.delivery_for(request.actor, delivery_id)
    return _page(request, row, TripForm(places=_ends(row)))


def _page(request: Signed, row: Delivery, form: TripForm) -> HttpResponse:
    stand(request, row.place, "supplies:deliveries")
    context = frame(request, row.place)
    lines = queries.trips_of(row)
    rides = {ride.id: ride for ride in queries.rides(lines)}
    road = trips.road_book(list(rides.values()), now=request.now, due_at=row.due_at)
    known = places.names({line.place for line in lines} | {row.place})
    found = {line.pk: [one for one in road.findings if one.ride == line.pk] for line in lines}
    out = queries.left_out(row)
    shown = out[: _shown(request)]
    at = doors("household", [one.household_id for one in shown]) if context["sees_people"] else {}
    context |= {
        "delivery": row, "round": queries.round_of(row), "place": known[row.place], "road": road,
        "reached": queries.reached([row]).get(row.round_id or 0, Reached()), "short": _short(row),
        "unsigned": trips.unsigned(rides.values(), request.now) if row.kind == "freight" and row.lot else [],
        "book": queries.book_of(row, request.now, road),
        "trips": [_trip(line, rides[line.pk], found[line.pk], known[line.place]) for line in lines],
        "left_out": [(one, at.get(one.household_id)) for one in shown], "n_out": len(out),
        "n_more": len(out) - len(shown) if at else 0,
        "why_out": [(label, n) for why, label in LeftOut.Why.choices if (n := sum(one.why == why for one in out))],
        "form": form, "kinds": Remainder.Kind.choices,
        "left": Remainder.objects.filter(part=row.part, delivery=row).order_by("-seen_at")[:50],
        "towns": [(known[place], sums) for place, sums in trips.by_place(rides.values()).items()],
    }  # fmt: skip
    return render(request, "supplies/delivery.html", context, status=422 if form.errors else 200)


def _short(row: Delivery) -> int:
    """What is owed and never left the store: only what is wider than a subdistrict owes more than there is."""
    if row.lot is None or row.round_id is None or codes.level_of(row.place) >= Level.TOWN:
        return 0
    round_ = queries.round_of(row)
    return max((round_.owed_at_opening if round_ else 0) * row.each - queries.went_out(row), 0)


def _trip(line: object, ride: trips.Ride, found: list[trips.Finding], place: str) -> dict[str, object]:
    return {
        "trip": line, "place": place, "found": found, "gave": trips.count_at(ride, trips.DEPOT, "gave"),
        "took": trips.count_at(ride, trips.DRIVER), "gate": trips.count_at(ride, trips.GATE),
        "drop": trips.count_at(ride, trips.DROP), "signs": ride.signs,
    }  # fmt: skip


def _ends(row: Delivery) -> list[tuple[int, str]]:
    """Where trips of it may go: the place itself, and what lies one step below down to a committee."""
    below = places.children(row.place) if codes.level_of(row.place) < Level.COMMITTEE else []
    known = places.names({row.place, *below})
    return [(place, known[place]) for place in (row.place, *below)]


def open_delivery(request: Signed, delivery_id: UUID) -> HttpResponse:
    """Who would get it, who would not and why; the button makes it a round."""
    row = delivering.delivery_for(request.actor, delivery_id, Act.SUPPLY)
    stand(request, row.place, "supplies:deliveries")
    if request.method == "POST":
        done = delivering.open_delivery(by=request.actor, delivery=row, now=request.now)
        to = reverse("supplies:delivery", args=[done.pk])
        return say_done(request, _("Under way. Every building has its sheet."), to=to)
    is_by_door = row.kind not in ("meal", "freight") and codes.level_of(row.place) >= Level.TOWN
    plan = delivering.preview(row, request.now) if is_by_door else None
    sums = {why: sum(one == why for _home, one in plan.left_out) for why in LeftOut.Why.values} if plan else {}
    context = frame(request, row.place) | {
        "delivery": row, "plan": plan, "n_given": len(plan.given) if plan else None,
        "why_out": [(label, sums[why]) for why, label in LeftOut.Why.choices if sums.get(why)],
    }  # fmt: skip
    return render(request, "supplies/open.html", context)


@require_POST
def cancel(request: Signed, delivery_id: UUID) -> HttpResponse:
    row = delivering.delivery_for(request.actor, delivery_id, Act.SUPPLY)
    delivering.cancel(by=request.actor, delivery=row, why=request.POST.get("why", ""), now=request.now)
    to = address(reverse("supplies:deliveries"), area=row.place)
    return say_done(request, _("Taken out of the schedule."), to=to)


@require_POST
def send(request: Signed, delivery_id: UUID) -> HttpResponse:
    """A trip of boxes to one place."""
    row = delivering.delivery_for(request.actor, delivery_id, Act.SUPPLY)
    form = TripForm(request.POST, places=_ends(row))
    if not form.is_valid():
        return _page(request, row, form)
    trip = driving.send(by=request.actor, delivery=row, said=TripSaid(**form.cleaned_data), now=request.now)
    to = reverse("supplies:delivery", args=[row.pk])
    return say_done(request, _("Trip %(number)s is written down.") % {"number": trip.number}, to=to)


@require_POST
def load(request: Signed, trip_id: UUID) -> HttpResponse:
    """The depot's own signature."""
    trip = driving.trip_for(request.actor, trip_id, Act.SUPPLY)
    driving.load(by=request.actor, trip=trip, boxes=number(request, "boxes", _("Boxes")), now=request.now)
    return say_done(request, _("Signed."), to=reverse("supplies:delivery", args=[trip.delivery_id]))


@require_POST
def remainder(request: Signed, delivery_id: UUID) -> HttpResponse:
    """What came back, spoiled, or lies there."""
    row = delivering.delivery_for(request.actor, delivery_id, Act.RECORD)
    kind = one_of(request, "kind", *Remainder.Kind.values)
    fact = RemainderFact(
        new_event_id(), kind, number(request, "quantity", _("Quantity")), row.place, request.now,
        request.POST.get("note", ""),
    )  # fmt: skip
    delivering.note_remainder(by=request.actor, delivery=row, fact=fact, now=request.now)
    return say_done(request, _("Written down."), to=reverse("supplies:delivery", args=[row.pk]))


def _buildings(keys: set[int]) -> dict[int, str]:
    """Names of buildings, with their compound where the area has several: each of them has a No. 1."""
    compounds = {codes.compound_of(key) for key in keys}
    known = places.names(keys | compounds)
    if len(compounds) < 2:
        return known
    return known | {key: f"{known[codes.compound_of(key)]} {known[key]}" for key in keys}


def _shown(request: Signed) -> int:
    """Fifty doors, or as many as a page can bear when all are asked for."""
    return _ALL if request.GET.get("all") else _FEW


def fairness(request: Signed) -> HttpResponse:
    """Parcels for each household by building, and who had nothing since when. Above a committee only counts."""
    area, context = base(request, "supplies:fairness")
    since = request.now - timedelta(days=_DAYS)
    context |= {"days": _DAYS, "is_wide": codes.level_of(area) < Level.COMMITTEE}
    if context["is_wide"]:
        sums = queries.fairness_by_area(area, since)
        known = places.names(sums)
        rows = [(known[place], done, owed, done / owed if owed else 0) for place, (done, owed) in sums.items()]
        context["areas"] = sorted(rows, key=lambda row: row[3])
        return render(request, "supplies/fairness.html", context)
    buildings, waiting = queries.fairness(area, since)
    known = _buildings({row.key for row in buildings})
    shown = waiting[: _shown(request)]
    at = doors("household", [one.household_id for one in shown]) if context["sees_people"] else {}
    context |= {
        "buildings": [(known[row.key], row) for row in sorted(buildings, key=lambda row: row.each)],
        "waiting": [(one, at[one.household_id]) for one in shown if one.household_id in at],
        "n_waiting": len(waiting), "n_more": len(waiting) - len(shown) if at else 0,
    }  # fmt: skip
    return render(request, "supplies/fairness.html", context)
