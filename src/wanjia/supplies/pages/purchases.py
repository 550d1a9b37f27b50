"""Purchases: what suppliers can bring on a day, an order split among them, each part until it has come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.roster import places
from wanjia.supplies import capacities, purchases, purchasing, queries
from wanjia.supplies.capacities import CapacityLine, CapacitySaid
from wanjia.supplies.forms import CapacityForm, PurchaseForm, fen, suppliers_open
from wanjia.supplies.models import Capacity, Purchase, PurchaseLine, Supplier
from wanjia.supplies.pages.access import (
    base,
    date_said,
    day_asked,
    days_around,
    frame,
    number,
    one_of,
    stand,
    written,
)
from wanjia.supplies.purchases import Bought
from wanjia.supplies.purchasing import CameSaid, PurchaseSaid

_DAY = timedelta(days=1)


def board(request: Signed) -> HttpResponse:
    """What every supplier can bring on one day, and every purchase with what it still lacks."""
    area, context = base(request, "supplies:purchases")
    on = day_asked(request)
    rows = purchases.found_in(area, request.now)
    known = places.names({row.purchase.place for row in rows})
    lines = capacities.on_day(area, on)
    context |= days_around(on, request.now) | {
        "lines": lines,
        "rows": [(row, known[row.purchase.place]) for row in rows], "n_open": sum(row.is_open for row in rows),
        "short": sum(bool(row.sums.short) for row in rows if row.purchase.decided_at),
        "late": sum(row.is_late for row in rows), "over": sum(bool(one.over) for one in lines),
    }  # fmt: skip
    return render(request, "supplies/purchases.html", context)


def new_capacity(request: Signed) -> HttpResponse:
    area = _desk(request)
    firms = [one for one in suppliers_open(queries.suppliers(area)) if one.area == area]
    form = CapacityForm(
        request.POST or None, rows={"supplier": firms, "good": queries.goods(area)},
        initial={"from_on": local_date(request.now)},
    )  # fmt: skip

    def keep() -> Capacity:
        asked = form.cleaned_data
        said = CapacitySaid(
            form.chosen("good"), asked["from_on"], asked["per_day"], asked["source"], fen(asked["price"])
        )
        return capacities.write_capacity(by=request.actor, supplier=form.chosen("supplier"), said=said, now=request.now)

    hint = "" if firms else _("Check a supplier first. Whoever checked its papers writes down what it can bring.")
    return written(
        request, area, form, keep, title=_("Write down a capacity"), to="supplies:purchases",
        done=_("Written down. What held before stays readable."), hint=hint,
    )  # fmt: skip


def new_purchase(request: Signed) -> HttpResponse:
    """A ration for every household, or a figure; the split is proposed on the next page."""
    area = area_of(request)
    require(request.actor, Act.SUPPLY, area)
    stand(request, area, "supplies:purchases")
    form = PurchaseForm(
        request.POST or None, rows={"good": queries.goods(area)}, initial={"on": local_date(request.now) + _DAY},
        now=request.now,
    )  # fmt: skip

    def keep() -> Purchase:
        asked = form.cleaned_data
        said = PurchaseSaid(area, form.chosen("good"), asked["on"], asked["each"], asked["figure"], asked["less_stock"])
        return purchasing.propose(by=request.actor, said=said, now=request.now)

    return written(
        request, area, form, keep, title=_("New purchase"), to="supplies:purchases", shows="supplies:purchase",
        done=_("Split among the suppliers. Look at it, then decide."),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One supplier in an undecided purchase: what the rule proposes, what it could bring."""

    line: CapacityLine
    proposed: int


def purchase(request: Signed, purchase_id: UUID) -> HttpResponse:
    """One purchase: to decide, or on its way."""
    row = purchasing.purchase_for(request.actor, purchase_id)
    stand(request, codes.desk_of(row.place), "supplies:purchases")
    [found] = purchases.of([row], request.now)
    context = frame(request, row.place) | {
        "row": found, "purchase": row, "place": places.name_of(row.place), "choices": [],
        "after": Purchase.objects.filter(id=row.after_id).first() if row.after_id else None,
        "rest": purchases.rest_of(row),
    }  # fmt: skip
    if row.decided_at is None and row.cancelled_at is None:
        context["choices"] = _choices(found)
        context["proposed_short"] = row.wanted - found.sums.asked
    return render(request, "supplies/purchase.html", context)


def _choices(found: Bought) -> list[Choice]:
    """Whoever has something of it: the proposed first, those who may not be bought from last, with the reason."""
    row, proposed = found.purchase, {one.line.supplier_id: one.line.quantity for one in found.lines}
    lines = capacities.on_day(row.place, row.on, row.good)
    kept = [Choice(one, proposed.get(one.supplier.pk, 0)) for one in lines]
    return sorted(kept, key=lambda one: (bool(one.line.why_not), -one.proposed, one.line.supplier.name))


@require_POST
def decide(request: Signed, purchase_id: UUID) -> HttpResponse:
    """One button of the page: decide, cancel, buy the rest elsewhere."""
    row = purchasing.purchase_for(request.actor, purchase_id, Act.SUPPLY)
    do = one_of(request, "do", "decide", "cancel", "rest")
    to = reverse("supplies:purchase", args=[row.pk])
    if do == "cancel":
        purchasing.cancel(by=request.actor, purchase=row, why=request.POST.get("why", ""), now=request.now)
        return say_done(request, _("Cancelled. What was promised is free again."), to=_list(row))
    if do == "rest":
        made = purchasing.buy_rest(by=request.actor, purchase=row, now=request.now)
        return say_done(
            request, _("Split among the others. Look at it, then decide."),
            to=reverse("supplies:purchase", args=[made.pk]),
        )  # fmt: skip
    purchasing.decide(by=request.actor, purchase=row, parts=_parts(request), now=request.now)
    return say_done(request, _("Decided. Now tell the suppliers."), to=to)


def _parts(request: Signed) -> dict[UUID, int]:
    """How many of each supplier. Raises AmountWanted for what is no number, NotFound for what no field is called."""
    named = [name for name in request.POST if name.startswith("n_") and request.POST[name].strip()]
    try:
        fields = {UUID(name.removeprefix("n_")): name for name in named}
    except ValueError as why:
        raise NotFound from why
    return {firm: number(request, name, partial(_firm, firm)) for firm, name in fields.items()}


def _firm(supplier: UUID) -> str:
    return Supplier.objects.filter(id=supplier).values_list("name", flat=True).first() or ""


@require_POST
def line(request: Signed, line_id: UUID) -> HttpResponse:
    """One supplier's part: told, answered, come."""
    row = purchasing.line_for(request.actor, line_id, Act.SUPPLY)
    told = _ACTS[one_of(request, "do", *_ACTS)](request, row)
    return say_done(request, told, to=reverse("supplies:purchase", args=[row.purchase_id]))


def _ordered(request: Signed, row: PurchaseLine) -> str:
    purchasing.order(by=request.actor, line=row, now=request.now)
    return _("Ordered from %(name)s.") % {"name": row.supplier.name}


def _answered(request: Signed, row: PurchaseLine) -> str:
    promised = number(request, "promised", _("The supplier brings"))
    purchasing.answer(by=request.actor, line=row, promised=promised, note=request.POST.get("note", ""), now=request.now)
    return _("Written down.") if promised == row.quantity else _("Written down. What lacks can be bought elsewhere.")


def _came(request: Signed, row: PurchaseLine) -> str:
    quantity = number(request, "quantity", _("Came now"), least=1)
    said = CameSaid(quantity, request.POST.get("batch", ""), date_said(request, "expires_on", _("Best before")))
    purchasing.take_in(by=request.actor, line=row, said=said, now=request.now)
    return _("It is in stock.")


_ACTS: dict[str, Callable[[Signed, PurchaseLine], str]] = {"order": _ordered, "answer": _answered, "came": _came}


def _list(row: Purchase) -> str:
    return address(reverse("supplies:purchases"), area=row.place)


def _desk(request: Signed) -> int:
    area = codes.desk_of(area_of(request))
    require(request.actor, Act.SUPPLY, area)
    stand(request, area, "supplies:purchases")
    return area
