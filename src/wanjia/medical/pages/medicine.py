"""The custody board of medicine by proxy: who holds whose book, what is late, runs by hospital, one order."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.medical import hospitals as houses
from wanjia.medical import institutions, intake, medicine, queries, sealing
from wanjia.medical.intake import HandFact
from wanjia.medical.medicine import Asked
from wanjia.medical.models import HandOver, Hospital, MedicineOrder, MoneyLine
from wanjia.medical.pages.access import served_area, stand, uuid_from, uuid_or_none
from wanjia.medical.refusals import MoneyWanted
from wanjia.medical.rules import custody, money
from wanjia.platform.access import Act, Actor
from wanjia.platform.pages import Signed, address, back_to, is_wide, say_done
from wanjia.roster import places
from wanjia.roster.doors import doors
from wanjia.roster.reveal import person_for

COLUMNS = ("home", "committee", "run", "settle")
Sent = Mapping[str, Any]


def board(request: Signed) -> HttpResponse:
    """Columns are the work's own steps; each card says who holds what. Some twelve queries."""
    area = served_area(request, "medical:medicine")
    rows = [] if is_wide(area) else queries.orders(area, request.now)
    runs = queries.proposed(rows)
    named = {row.pk: row for row in Hospital.objects.filter(id__in=[hospital for hospital, _run in runs])}
    context = {
        "area": area, "area_name": places.name_of(area), "is_wide": is_wide(area),
        "columns": [(one, [row for row in rows if row.step == one]) for one in COLUMNS],
        "closed": [row for row in rows if row.step == "closed"], "out": queries.runs_out(area),
        "runs": [(named[hospital], run) for hospital, run in runs if hospital in named],
        "broken": [(row, one) for row in rows for one in row.breaks], "total": len(rows),
        "open": sum(row.order.closed_at is None for row in rows),
        "lists": [] if is_wide(area) else queries.house_orders(area, request.now),
        "houses": [] if is_wide(area) else institutions.houses(codes.desk_of(area)),
        "may_run": codes.level_of(area) >= Level.COMMITTEE,
    }  # fmt: skip
    return render(request, "medical/medicine.html", context)


@require_POST
def run(request: Signed) -> HttpResponse:
    """Starts a run with the orders that are ticked, or brings one back."""
    area = served_area(request, "medical:medicine")
    to = address(reverse("medical:medicine"), area=area)
    if request.POST.get("do") == "back":
        medicine.come_back(by=request.actor, run_id=uuid_from(request.POST.get("run", "")), now=request.now)
        return say_done(request, _("Back. Now settle and bring it to the doors."), to=to)
    if codes.level_of(area) < Level.COMMITTEE:
        raise NotFound
    ids = [uuid_from(text) for text in request.POST.getlist("order")]
    made = medicine.start_run(
        by=request.actor, committee=codes.committee_of(area), hospital_id=uuid_from(request.POST.get("hospital", "")),
        orders=ids, runner=request.POST.get("runner", "") or request.actor.name, now=request.now,
    )  # fmt: skip
    text = ngettext("%(who)s goes with %(n)s order.", "%(who)s goes with %(n)s orders.", len(ids))
    return say_done(request, text % {"who": made.runner, "n": len(ids)}, to=to)


def new_order(request: Signed, person_id: int) -> HttpResponse:
    """What is needed, how soon, from where; and what the committee took along from the door."""
    person = person_for(request.actor, Act.SERVE, person_id)
    stand(request, person.building_key, "medical:medicine")
    if request.method == "POST":
        made = _asked(request, person_id)
        return say_done(request, _("Written down."), to=reverse("medical:order", args=[made.pk]))
    context = {
        "area": person.building_key, "door": doors("person", [person.pk]).get(person.pk),
        "urgencies": MedicineOrder.Urgency.choices, "hospitals": houses.for_area(person.building_key),
        "things": [(one, HandOver.Thing(one).label) for one in (*custody.BACK, custody.CASH)],
    }  # fmt: skip
    return render(request, "medical/new_order.html", context)


def _asked(request: Signed, person_id: int) -> MedicineOrder:
    """The order with the hand-overs at the door and the money, together or not at all."""
    sent, by, now = request.POST, request.actor, request.now
    with transaction.atomic():
        said = Asked(person_id, sent.get("urgency", ""), sent.get("items", ""), uuid_or_none(sent.get("hospital", "")))
        made = medicine.ask(by=by, said=said, now=now)
        for thing in sent.getlist("thing"):
            fact = HandFact(new_event_id(), thing, custody.HOME, sent.get("taker", "") or by.name, now)
            intake.record_hand(by=by, order_id=made.pk, fact=fact, now=now)
        if sent.get("yuan", "").strip():
            medicine.pay(by=by, order_id=made.pk, kind=money.GIVEN, fen=_fen(sent["yuan"]), now=now)
    return made


def _fen(text: str) -> int:
    try:
        return money.fen_of(text)
    except ValueError as why:
        raise MoneyWanted from why


def order(request: Signed, medicine_id: UUID) -> HttpResponse:
    """One order: the list, the way of each thing, the money, the receipt. `do` says what is done."""
    held = medicine.order_for(request.actor, medicine_id)
    stand(request, held.building_key, "medical:medicine")
    to = reverse("medical:order", args=[medicine_id])
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("do", ""))
        if act is None:
            raise NotFound
        return say_done(request, act(request.actor, held, request.POST, request.now), to=back_to(request, to))
    row = queries.order_rows([held])[0]
    names = {hold.holder for line in row.lines.values() for hold in line.holds} | {request.actor.name}
    context = {
        "area": held.building_key, "order": held, "row": row, "door": row.door,
        "items": sealing.said(held.items_sealed, sealing.ITEMS),
        "receipt": sealing.said(held.receipt_sealed, sealing.RECEIPT), "things": HandOver.Thing.choices,
        "holders": sorted(names - {custody.HOME, custody.PHARMACY}), "kinds": MoneyLine.Kind.choices,
        "amounts": MoneyLine.objects.filter(part=held.part, order=held).order_by("at"),
        "outcomes": MedicineOrder.Outcome.choices,
    }  # fmt: skip
    return render(request, "medical/order.html", context)


def _hand(by: Actor, held: MedicineOrder, sent: Sent, now: datetime) -> str:
    """A fact: kept whoever gave it. What is odd stands on the page at once."""
    fact = HandFact(new_event_id(), sent.get("thing", ""), sent.get("giver", ""), sent.get("taker", ""), now)
    intake.record_hand(by=by, order_id=held.pk, fact=fact, now=now)
    return _("Written down.")


def _pay(by: Actor, held: MedicineOrder, sent: Sent, now: datetime) -> str:
    medicine.pay(by=by, order_id=held.pk, kind=sent.get("kind", ""), fen=_fen(sent.get("yuan", "")), now=now)
    return _("Written down.")


def _bring(by: Actor, held: MedicineOrder, _sent: Sent, now: datetime) -> str:
    n = medicine.bring(by=by, order_id=held.pk, now=now)
    return ngettext("%(n)s thing is home.", "%(n)s things are home.", n) % {"n": n}


def _receive(by: Actor, held: MedicineOrder, sent: Sent, now: datetime) -> str:
    medicine.receive(
        by=by, order_id=held.pk, outcome=sent.get("outcome", ""), name=sent.get("name", ""), now=now
    )  # fmt: skip
    return _("The receipt is written.")


_ACTS: dict[str, Callable[[Actor, MedicineOrder, Sent, datetime], str]] = {
    "hand": _hand, "pay": _pay, "bring": _bring, "receive": _receive,
}  # fmt: skip
