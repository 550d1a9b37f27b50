"""Group buys: the offer, its orders, a pasted list, the pick list, what came and who gets money back."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, area_of, ids_in, say_done
from wanjia.roster.doors import doors
from wanjia.supplies import buying, ordering, orders, queries
from wanjia.supplies.buying import BuySaid
from wanjia.supplies.forms import BuyForm, suppliers_open
from wanjia.supplies.models import GroupBuy, Order
from wanjia.supplies.pages.access import base, fen_said, frame, home_said, number, stand, written

_LONGEST = 40_000  # of a pasted list


def buys(request: Signed) -> HttpResponse:
    """What is offered, until when, what was ordered of it."""
    area, context = base(request, "supplies:buys")
    context["rows"] = orders.offered(orders.buys(area)[:20])
    return render(request, "supplies/buys.html", context)


def new_buy(request: Signed) -> HttpResponse:
    area = area_of(request)
    require(request.actor, Act.SUPPLY, area)
    stand(request, area, "supplies:buys")
    rows = {"supplier": suppliers_open(queries.suppliers(area)), "good": queries.goods(area)}
    form = BuyForm(request.POST or None, rows=rows, now=request.now)

    def keep() -> GroupBuy:
        asked = form.cleaned_data
        said = BuySaid(
            area,
            form.chosen("supplier"),
            asked["title"],
            asked["closes_at"],
            asked["arrives_at"],
            form.packages(),
            form.chosen("good"),
        )
        return buying.open_buy(by=request.actor, said=said, now=request.now)

    return written(
        request, area, form, keep, title=_("Open a group buy"), to="supplies:buys", done=_("Open for orders."),
        hint=_("The prices stay as they are once it is open."),
    )  # fmt: skip


def buy(request: Signed, buy_id: UUID) -> HttpResponse:
    """Every order with its door, what it costs, what is paid and to be given back."""
    row = _here(request, buy_id, Act.SERVE)
    found = orders.orders(row)
    sums = orders.totals(row)
    standing = [one for one in found if one.order.cancelled_at is None]
    context = frame(request, row.place) | {
        "buy": row, "orders": sorted(found, key=lambda one: (not one.back, not one.owed)),
        "packages": [(one, *sums.get(one.pk, (0, 0))) for one in orders.packages(row)],
        "is_open": row.takes_orders(request.now), "n_orders": len(standing),
        "is_cut": request.now > row.closes_at, "worth": sum(one.worth for one in standing),
        "owed": sum(one.owed for one in found), "back": sum(one.back for one in found),
    }  # fmt: skip
    return render(request, "supplies/buy.html", context)


@require_POST
def order(request: Signed, buy_id: UUID) -> HttpResponse:
    """An order by telephone or at the desk: a door and how many of each package."""
    row = _here(request, buy_id, Act.SERVE)
    wants = _wants(request, row)
    home = home_said(row.place, request.POST.get("door", ""))
    way = request.POST.get("way", Order.Way.PHONE)
    ordering.order(by=request.actor, buy=row, household_id=home, wants=wants, way=way, now=request.now)
    return say_done(request, _("Ordered."), to=reverse("supplies:buy", args=[row.pk]))


def paste(request: Signed, buy_id: UUID) -> HttpResponse:
    """A list out of a chat: read line by line, ticked by a person, only then orders."""
    row = _here(request, buy_id, Act.SERVE)
    text = request.POST.get("text", "")[:_LONGEST]
    if request.method == "POST" and "line" in request.POST:
        taken = buying.take_list(
            by=request.actor, buy=row, text=text, chosen=ids_in(request.POST, "line"), now=request.now
        )
        told = ngettext("%(n)s order taken.", "%(n)s orders taken.", taken) % {"n": taken}
        return say_done(request, told, to=reverse("supplies:buy", args=[row.pk]))
    read = buying.read_list(row, text) if text else []
    at = doors("household", [one.household_id for one in read if one.household_id])
    context = frame(request, row.place) | {
        "buy": row, "text": text, "lines": [(one, at.get(one.household_id or 0)) for one in read],
        "good": sum(not one.problem for one in read), "bad": sum(bool(one.problem) for one in read),
    }  # fmt: skip
    return render(request, "supplies/paste.html", context)


def pick(request: Signed, buy_id: UUID) -> HttpResponse:
    """To print: one list a building, from the top floor down."""
    row = _here(request, buy_id, Act.SERVE)
    context = frame(request, row.place) | {"buy": row, "picks": orders.picks(row), "packages": orders.packages(row)}
    return render(request, "supplies/pick.html", context)


@require_POST
def arrive(request: Signed, buy_id: UUID) -> HttpResponse:
    """What came of each package: shared out, owed by a round, refunds listed."""
    row = _here(request, buy_id, Act.SUPPLY)
    came = {one.letter: number(request, f"n_{one.letter}", one.name) for one in orders.packages(row)}
    made = buying.arrive(by=request.actor, buy=row, came=came, now=request.now)
    told = _("Shared out. Every building has its sheet.") if made else _("Nothing came: the money goes back.")
    return say_done(request, told, to=reverse("supplies:buy", args=[row.pk]))


@require_POST
def call_off(request: Signed, buy_id: UUID) -> HttpResponse:
    """The supplier fails: with the reason that residents read."""
    row = _here(request, buy_id, Act.SUPPLY)
    ended = buying.call_off(by=request.actor, buy=row, why=request.POST.get("why", ""), now=request.now)
    told = ngettext("Called off. %(n)s order is ended.", "Called off. %(n)s orders are ended.", ended) % {"n": ended}
    return say_done(request, told, to=reverse("supplies:buy", args=[row.pk]))


@require_POST
def money(request: Signed, ordered_id: UUID) -> HttpResponse:
    """Paid, or given back. Only written down."""
    row = ordering.order_for(request.actor, ordered_id, Act.SUPPLY)
    paid, back = fen_said(request, "paid", _("Paid")), fen_said(request, "back", _("Given back"))
    ordering.write_money(by=request.actor, order_=row, paid_fen=paid, back_fen=back, now=request.now)
    return say_done(request, _("Written down."), to=reverse("supplies:buy", args=[row.buy_id]))


@require_POST
def change_order(request: Signed, ordered_id: UUID) -> HttpResponse:
    """What they want instead, as they say it on the telephone."""
    row = ordering.order_for(request.actor, ordered_id, Act.SERVE)
    ordering.change_order(by=request.actor, order_=row, wants=_wants(request, row.buy), now=request.now)
    return say_done(request, _("Changed."), to=reverse("supplies:buy", args=[row.buy_id]))


@require_POST
def cancel_order(request: Signed, ordered_id: UUID) -> HttpResponse:
    row = ordering.order_for(request.actor, ordered_id, Act.SERVE)
    ordering.cancel_order(by=request.actor, order_=row, now=request.now)
    return say_done(request, _("Cancelled."), to=reverse("supplies:buy", args=[row.buy_id]))


def _wants(request: Signed, buy: GroupBuy) -> dict[str, int]:
    """How many of each package; an empty field is none. Raises AmountWanted for what is no number."""
    fields = {one.letter: (f"n_{one.letter}", one.name) for one in orders.packages(buy)}
    return {
        letter: number(request, field, name) for letter, (field, name) in fields.items()
        if request.POST.get(field, "").strip()
    }  # fmt: skip


def _here(request: Signed, buy_id: UUID, act: Act) -> GroupBuy:
    row = buying.buy_for(request.actor, buy_id, act)
    stand(request, codes.desk_of(row.place), "supplies:buys")
    return row
