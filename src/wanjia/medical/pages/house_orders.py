"""Medicine for an institution: one list of its residents to write, one page to bring it back to its door."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.kernel.errors import Refusal
from wanjia.medical import hospitals as houses
from wanjia.medical import house_orders, institutions, queries, sealing
from wanjia.medical.house_orders import HouseLine
from wanjia.medical.institutions import Resident
from wanjia.medical.models import HandOver, MedicineOrder
from wanjia.medical.pages.access import stand, uuid_from, uuid_or_none
from wanjia.medical.refusals import MoneyWanted
from wanjia.medical.rules import custody, money
from wanjia.platform.pages import Signed, say_done
from wanjia.platform.words import words

Sent = Mapping[str, Any]


def new(request: Signed, house_id: UUID) -> HttpResponse:
    """Every resident is a line; those where something is written are ordered. Nothing typed is lost on a mistake."""
    house, living = institutions.house(request.actor, house_id)
    stand(request, house.part, "medical:medicine")
    refusal = ""
    if request.method == "POST":
        try:
            made = house_orders.ask(
                by=request.actor, house_id=house.id, lines=_lines(request.POST, living),
                taker=request.POST.get("taker", ""), now=request.now,
            )  # fmt: skip
        except Refusal as why:
            refusal = words(why)
        else:
            return say_done(request, _("Written down."), to=reverse("medical:house_order", args=[made.pk]))
    asked = queries.waiting_for([one.id for one in living])
    context = {
        "area": house.part, "house": house, "refusal": refusal, "sent": request.POST,
        "rows": [(one, one.id in asked, _typed(request.POST, one)) for one in living],
        "urgencies": MedicineOrder.Urgency.choices, "hospitals": houses.for_area(house.part),
        "things": [(one, HandOver.Thing(one).label) for one in custody.BACK],
    }  # fmt: skip
    return render(request, "medical/new_house_order.html", context, status=422 if refusal else 200)


def _typed(sent: Sent, one: Resident) -> dict[str, object]:
    """What stands in the line of a resident, as it was typed."""
    given = sent.getlist(f"thing-{one.id}") if hasattr(sent, "getlist") else []
    return {
        "items": sent.get(f"items-{one.id}", ""), "urgency": sent.get(f"urgency-{one.id}", "yellow"), "things": given,
        "hospital": sent.get(f"hospital-{one.id}", ""), "yuan": sent.get(f"yuan-{one.id}", ""),
    }  # fmt: skip


def _lines(sent: Any, living: Sequence[Resident]) -> list[HouseLine]:
    """Those lines where something is asked for. Raises MoneyWanted."""
    whole = uuid_or_none(sent.get("hospital", ""))
    return [
        HouseLine(
            one.id, sent.get(f"urgency-{one.id}", ""), sent.get(f"items-{one.id}", "")[:500],
            uuid_or_none(sent.get(f"hospital-{one.id}", "")) or whole, tuple(sent.getlist(f"thing-{one.id}")),
            _fen(sent.get(f"yuan-{one.id}", "")),
        )
        for one in living if sent.get(f"items-{one.id}", "").strip()
    ]  # fmt: skip


def _fen(text: str) -> int:
    """Raises MoneyWanted for what is no amount."""
    try:
        return money.fen_of(text) if text.strip() else 0
    except ValueError as why:
        raise MoneyWanted from why


def one(request: Signed, list_id: UUID) -> HttpResponse:
    """The list with where each resident's things are; at the house's door a receipt for each that is ticked."""
    held = house_orders.order_for(request.actor, list_id)
    stand(request, held.part, "medical:medicine")
    left: Mapping[UUID, str] = {}
    if request.method == "POST":
        done = house_orders.receive(
            by=request.actor, list_id=list_id, orders=[uuid_from(id_) for id_ in request.POST.getlist("order")],
            name=request.POST.get("name", ""), now=request.now,
        )  # fmt: skip
        if not done.left:
            text = ngettext("%(n)s receipt is written.", "%(n)s receipts are written.", done.done) % {"n": done.done}
            return say_done(request, text, to=reverse("medical:house_order", args=[list_id]))
        left = {id_: words(why) for id_, why in done.left}
    rows = queries.of_house_order(held)
    items = {row.order.pk: sealing.said(row.order.items_sealed, sealing.ITEMS) for row in rows}
    context = {
        "area": held.part, "whole": held, "open": sum(row.order.closed_at is None for row in rows),
        "rows": [(row, items[row.order.pk], left.get(row.order.pk, "")) for row in rows],
    }  # fmt: skip
    return render(request, "medical/house_order.html", context, status=422 if left else 200)
