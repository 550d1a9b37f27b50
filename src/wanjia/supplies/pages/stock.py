"""The stock board, one lot, suppliers, goods, and what staff were given."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, area_of, say_done
from wanjia.roster.doors import doors
from wanjia.supplies import complaining, queries, standing, stocking
from wanjia.supplies.forms import GoodForm, LotForm, SupplierForm, fen, suppliers_open
from wanjia.supplies.intake import MoveFact
from wanjia.supplies.models import Complaint, Good, Lot, Move, StaffIssue, Supplier
from wanjia.supplies.pages.access import base, frame, number, one_of, stand, written
from wanjia.supplies.rules import prices
from wanjia.supplies.rules.complaints import asks_recall
from wanjia.supplies.stocking import GoodSaid, IssueSaid, LotSaid, SupplierSaid

_SHOWN, _ALL = 200, 4000


def stock(request: Signed) -> HttpResponse:
    """Every lot of the area with what is on hand, what is dear, what goes bad, what comes next."""
    area, context = base(request, "supplies:stock")
    lines = sorted(queries.lots(area, request.now), key=lambda line: not line.needs_look)
    context |= {
        "to_look": sum(line.needs_look for line in lines),
        "four": standing.four(area, lines, request.now), "days": standing.DAYS,
        "lines": lines, "suppliers": queries.suppliers(area),
        "ahead": [row for row in queries.ahead(area, request.now) if row.opened_at is None],
        "short": sum(line.stock.is_short for line in lines), "dear": sum(line.is_dear for line in lines),
        "bad": sum((line.is_expired or line.expires_soon) and line.stock.on_hand > 0 for line in lines),
        "recalled": sum(line.lot.recalled_at is not None for line in lines),
    }  # fmt: skip
    return render(request, "supplies/stock.html", context)


def lot(request: Signed, lot_id: UUID) -> HttpResponse:
    """Its moves, and whom it has reached: flats, and of meals the people. Doors are named to whoever may see people, a
    screenful or as many as a page can bear."""
    row = stocking.lot_for(request.actor, lot_id)
    stand(request, row.place)
    context = frame(request, row.place)
    limit = _ALL if request.GET.get("all") else _SHOWN
    holders = queries.who_has(row, row.place, limit=limit) if context["sees_people"] else []
    at = dict(doors("household", [one.household_id for one in holders if one.delivery.kind != "meal"]))
    at.update(doors("person", [one.household_id for one in holders if one.delivery.kind == "meal"]))
    reached = queries.reached_by(row)
    context |= {
        "lot": row, "stock": queries.stocks([row])[row.pk], "reached": reached,
        "has_more": bool(holders) and len(holders) == limit < reached,
        "moves": Move.objects.filter(part=row.part, lot=row).order_by("-seen_at", "-id")[:_SHOWN],
        "holders": [(one, at[one.household_id]) for one in holders if one.household_id in at],
        "kinds": [one for one in Move.Kind.choices if one[0] != "in"],
        "over": prices.over(row.price_fen, row.good.reference_fen),
        "is_dear": prices.is_dear(row.price_fen, row.good.reference_fen),
        "is_staff": row.good.kind in ("ppe", "staff_food"), "complaints": (heard := complaining.of(row)),
        "asks_recall": row.recalled_at is None and asks_recall(complaining.sums(heard)),
        "complaint_kinds": Complaint.Kind.choices,
    }  # fmt: skip
    return render(request, "supplies/lot.html", context)


@require_POST
def move(request: Signed, lot_id: UUID) -> HttpResponse:
    """One button of the lot's page: a move, a recall, an issue to staff."""
    row = stocking.lot_for(request.actor, lot_id, Act.SUPPLY)
    to = reverse("supplies:lot", args=[row.pk])
    do = one_of(request, "do", "move", "recall", "issue")
    sent = request.POST
    if do == "recall":
        stocking.recall(by=request.actor, lot=row, why=sent.get("why", ""), now=request.now)
        return say_done(request, _("Recalled. Nothing more of it goes out."), to=to)
    if do == "issue":
        said = IssueSaid(sent.get("who", ""), number(request, "quantity", _("Quantity"), least=1), sent.get("post", ""),
                         sent.get("exposure", ""))  # fmt: skip
        stocking.issue(by=request.actor, lot=row, said=said, now=request.now)
        return say_done(request, _("Given to %(who)s.") % {"who": said.who}, to=to)
    fact = MoveFact(
        new_event_id(), one_of(request, "kind", *Move.Kind.values), number(request, "quantity", _("Quantity")),
        request.now, note=sent.get("note", ""),
    )  # fmt: skip
    stocking.move(by=request.actor, lot=row, fact=fact, now=request.now)
    return say_done(request, _("Written down."), to=to)


@require_POST
def complain(request: Signed, lot_id: UUID) -> HttpResponse:
    """What somebody says of a lot; whoever records may write it down."""
    row = stocking.lot_for(request.actor, lot_id, Act.RECORD)
    complaining.write(
        by=request.actor, lot=row, kind=request.POST.get("kind", ""), note=request.POST.get("note", ""),
        doors=number(request, "doors", _("From how many doors"), least=1), now=request.now,
    )  # fmt: skip
    return say_done(request, _("Written down."), to=reverse("supplies:lot", args=[row.pk]))


def new_lot(request: Signed) -> HttpResponse:
    area = _desk(request)
    rows: dict[str, Sequence[Any]] = {"good": queries.goods(area), "supplier": suppliers_open(queries.suppliers(area))}
    form = LotForm(request.POST or None, rows=rows, now=request.now)

    def keep() -> Lot:
        asked = form.cleaned_data
        said = LotSaid(
            codes.desk_of(area), form.chosen("good"), asked["quantity"], form.chosen("supplier"), asked["batch"],
            asked["expires_on"], fen(asked["price"]), asked["source"],
        )  # fmt: skip
        return stocking.take_in(by=request.actor, said=said, now=request.now)

    hint = "" if rows["good"] else _("Write down the good first.")
    return written(request, area, form, keep, title=_("Take in a lot"), to="supplies:stock", done=_("It is in stock."),
                   hint=hint)  # fmt: skip


def new_good(request: Signed) -> HttpResponse:
    area = _desk(request)
    form = GoodForm(request.POST or None)

    def keep() -> Good:
        asked = form.cleaned_data
        said = GoodSaid(area, asked["name"], asked["unit"], asked["kind"], fen(asked["reference"]),
                        asked["reference_source"])  # fmt: skip
        return stocking.write_good(by=request.actor, said=said, now=request.now)

    return written(request, area, form, keep, title=_("Add a good"), to="supplies:stock", done=_("Written down."))


def new_supplier(request: Signed) -> HttpResponse:
    area = _desk(request)
    form = SupplierForm(request.POST or None)

    def keep() -> Supplier:
        return stocking.vet_supplier(by=request.actor, said=SupplierSaid(area, **form.cleaned_data), now=request.now)

    return written(
        request, area, form, keep, title=_("Check a supplier"), to="supplies:stock",
        done=_("Its papers are checked: it can be bought from."),
        hint=_("Look at the business licence and the food licence themselves."),
    )  # fmt: skip


@require_POST
def stop_supplier(request: Signed, supplier_id: UUID) -> HttpResponse:
    firm = stocking.supplier_for(request.actor, supplier_id, Act.SUPPLY)
    stocking.stop_supplier(by=request.actor, supplier=firm, why=request.POST.get("why", ""), now=request.now)
    return say_done(
        request, _("Nothing more is bought from %(name)s.") % {"name": firm.name}, to=reverse("supplies:stock")
    )


def staff(request: Signed) -> HttpResponse:
    """Staff stock and the log of who was given what, exposed to what."""
    area, context = base(request, "supplies:staff", Act.SUPPLY)
    rows = StaffIssue.objects.filter(part__range=codes.codes_under(area)).select_related("lot__good")
    lines = [line for line in queries.lots(area, request.now) if line.lot.good.kind in ("ppe", "staff_food")]
    context |= {"issues": rows.order_by("-at")[:_SHOWN], "lines": lines}
    return render(request, "supplies/staff.html", context)


def _desk(request: Signed) -> int:
    area = codes.desk_of(area_of(request))
    require(request.actor, Act.SUPPLY, area)
    stand(request, area)
    return area
