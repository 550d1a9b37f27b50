"""Mobile vans: the stops of a day, one van with its load and counts, the day on one sheet."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.clock import LOCAL, local_date
from wanjia.kernel.errors import Refusal
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.roster import places
from wanjia.supplies import queries, vans, vending
from wanjia.supplies.forms import Asking, LoadForm, StopForm, VanForm, suppliers_open
from wanjia.supplies.models import VanLoad, VanRun, VanStop
from wanjia.supplies.pages.access import (
    base,
    below,
    day_asked,
    days_around,
    frame,
    full_names,
    ident,
    number,
    one_of,
    stand,
    written,
)
from wanjia.supplies.refusals import NothingOnBoard
from wanjia.supplies.vans import VanDay
from wanjia.supplies.vending import RunSaid, StopSaid


def board(request: Signed) -> HttpResponse:
    """Every van of a day with its stops by the hour."""
    _area, context = base(request, "supplies:vans")
    return render(request, "supplies/vans.html", context | _day(request))


def sheet(request: Signed) -> HttpResponse:
    """The day on A4, for the stairwell and for the drivers."""
    area, context = base(request, "supplies:vans")
    return render(request, "supplies/vans_sheet.html", context | _day(request) | {"area_name": places.name_of(area)})


def _day(request: Signed) -> dict[str, object]:
    area, on = area_of(request), day_asked(request)
    found = vans.days(area, on)
    known = full_names({code for one in found for stop in one.stops for code in stop.comes})
    return days_around(on, request.now) | {
        "days": [(one, _stops(one, known)) for one in found],
        "bad": sum(not one.is_balanced for one in found),
    }  # fmt: skip


Stops = list[tuple[VanStop, list[str], bool]]


def _stops(day: VanDay, known: dict[int, str]) -> Stops:
    """Each with the names of who comes and whether anything was counted there."""
    return [(stop, [known[code] for code in stop.comes], day.is_counted(at)) for at, stop in enumerate(day.stops)]


def new_run(request: Signed) -> HttpResponse:
    area = area_of(request)
    require(request.actor, Act.SUPPLY, area)
    stand(request, area, "supplies:vans")
    form = VanForm(
        request.POST or None, rows={"supplier": suppliers_open(queries.suppliers(area))},
        initial={"on": local_date(request.now)}, now=request.now,
    )  # fmt: skip

    def keep() -> VanRun:
        asked = form.cleaned_data
        said = RunSaid(area, asked["on"], asked["van"], form.chosen("supplier"))
        return vending.plan(by=request.actor, said=said, now=request.now)

    return written(
        request, area, form, keep, title=_("Plan a van"), to="supplies:vans", shows="supplies:van",
        done=_("Planned. Now its stops and its load."),
    )  # fmt: skip


def run(request: Signed, van_id: UUID) -> HttpResponse:
    """One van: stops, load, what each stop has counted, whether it balances."""
    row = vending.run_for(request.actor, van_id)
    return _shown(request, row, _stop_form(row), _load_form(request, row))


def _shown(request: Signed, row: VanRun, stop_form: StopForm, load_form: LoadForm) -> HttpResponse:
    stand(request, codes.desk_of(row.place), "supplies:vans")
    day = vans.day_of(row)
    known = full_names({code for stop in day.stops for code in stop.comes})
    context = frame(request, row.place) | {
        "run": row, "day": day, "place": places.name_of(row.place), "stop_form": stop_form, "load_form": load_form,
        "is_open": row.closed_at is None and row.cancelled_at is None,
        "stops": [
            (stop, names, is_counted, [(one, one.counts[at], one.balance.differences[at]) for one in day.loads])
            for at, (stop, names, is_counted) in enumerate(_stops(day, known))
        ],
        "has_count": any(day.is_counted(at) for at in range(len(day.stops))),
    }  # fmt: skip
    return render(request, "supplies/van.html", context, status=422 if stop_form.errors or load_form.errors else 200)


def _stop_form(row: VanRun, data: Any = None) -> StopForm:
    codes_ = below(row.place)
    names = full_names(codes_)
    return StopForm(data, places=[(code, names[code]) for code in codes_])


def _load_form(request: Signed, row: VanRun, data: Any = None) -> LoadForm:
    lots = [line.lot for line in queries.lots(row.place, request.now) if line.stock.on_hand > 0 and not line.is_expired]
    return LoadForm(data, rows={"good": queries.goods(row.place), "lot": lots})


@require_POST
def act(request: Signed, van_id: UUID) -> HttpResponse:
    """One button: a stop more or less, something on board, closed, cancelled."""
    row = vending.run_for(request.actor, van_id, Act.SUPPLY)
    do = one_of(request, "do", "stop", "unstop", "load", "close", "cancel")
    to = reverse("supplies:van", args=[row.pk])
    if do == "stop":
        form = _stop_form(row, request.POST)
        if _kept(form, lambda: _add_stop(request, row, form)):
            return say_done(request, _("The stop is written down. Residents see it on their page."), to=to)
        return _shown(request, row, form, _load_form(request, row))
    if do == "load":
        loading = _load_form(request, row, request.POST)
        if _kept(loading, lambda: _load(request, row, loading)):
            return say_done(request, _("On board."), to=to)
        return _shown(request, row, _stop_form(row), loading)
    return _PLAIN[do](request, row, to)


def _kept(form: Asking, keep: Callable[[], object]) -> bool:
    """False where a field is wrong: it then says why. Raises a refusal that is about none of them."""
    if not form.is_valid():
        return False
    try:
        keep()
    except Refusal as why:
        if type(why) not in form.at:
            raise
        form.refuse(why)
    return not form.errors


def _add_stop(request: Signed, row: VanRun, form: StopForm) -> VanStop:
    return vending.add_stop(by=request.actor, run=row, said=_stop_said(row, form.cleaned_data), now=request.now)


def _load(request: Signed, row: VanRun, form: LoadForm) -> VanLoad:
    return vending.load(
        by=request.actor, run=row, good=form.chosen("good"), quantity=form.cleaned_data["quantity"],
        lot=form.chosen("lot"), now=request.now,
    )  # fmt: skip


def _stop_said(row: VanRun, asked: dict[str, Any]) -> StopSaid:
    start, end = (datetime.combine(row.on, asked[name], LOCAL) for name in ("from_at", "until_at"))
    return StopSaid(str(asked["spot"]), start, end, asked["comes"])


def _unstopped(request: Signed, row: VanRun, to: str) -> HttpResponse:
    stop = vending.stop_for(request.actor, ident(request, "stop"), Act.SUPPLY)
    vending.remove_stop(by=request.actor, stop=stop, now=request.now)
    return say_done(request, _("Taken off."), to=to)


def _closed(request: Signed, row: VanRun, to: str) -> HttpResponse:
    vending.close(by=request.actor, run=row, now=request.now)
    return say_done(request, _("Closed. What is left is back in its lot."), to=to)


def _cancelled(request: Signed, row: VanRun, _to: str) -> HttpResponse:
    vending.cancel(by=request.actor, run=row, why=request.POST.get("why", ""), now=request.now)
    back = address(reverse("supplies:vans"), area=row.place, on=row.on.isoformat())
    return say_done(request, _("Cancelled. Residents no longer see it."), to=back)


_PLAIN: dict[str, Callable[[Signed, VanRun, str], HttpResponse]] = {
    "unstop": _unstopped, "close": _closed, "cancel": _cancelled,
}  # fmt: skip


@require_POST
def count(request: Signed, stop_id: UUID) -> HttpResponse:
    """What was handed out at a stop, and what is left on board."""
    stop = vending.stop_for(request.actor, stop_id, Act.RECORD)
    loads = {one.load.pk: one.load.good.name for one in vans.day_of(stop.run).loads}
    if not loads:
        raise NothingOnBoard
    counts = {
        load: (number(request, f"h_{load}", _("%(good)s, handed out") % {"good": good}),
               number(request, f"l_{load}", _("%(good)s, left on board") % {"good": good}))
        for load, good in loads.items()
    }  # fmt: skip
    is_late = vending.count(by=request.actor, stop=stop, counts=counts, now=request.now)
    told = _("Written down. The van's day was over: its lot is put right.") if is_late else _("Written down.")
    return say_done(request, told, to=reverse("supplies:van", args=[stop.run_id]))
