"""Orders: the list with who waits for a second person, the form, one order with its calendar and its appeal."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.isolation import appealing, explaining, ordering, presets, queries, reading, releasing, told
from wanjia.isolation.forms import OrderForm
from wanjia.isolation.models import Appeal, Order
from wanjia.isolation.ordering import OrderSaid
from wanjia.isolation.pages.access import day_asked, order_here, stand, subject_here
from wanjia.isolation.rules import confirming
from wanjia.isolation.rules.calendar import cells, days
from wanjia.isolation.rules.spots import Spot
from wanjia.isolation.subjects import spot_of
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.platform.access import Act, Actor, may, require
from wanjia.platform.pages import Signed, area_of, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.doors import doors
from wanjia.roster.subjects import find

_ENDED_FOR = timedelta(days=14)


def orders(request: Signed) -> HttpResponse:
    """Who waits for whom first, then by lift date; below, what ended lately. Some 18 queries."""
    area = area_of(request)
    require(request.actor, Act.SEE_PEOPLE, area)
    stand(request, area)
    on = day_asked(request)
    is_wide = codes.level_of(area) < Level.TOWN
    lines = [] if is_wide else queries.order_lines(area, on, request.now)
    context = {
        "area": area, "area_name": places.name_of(area), "on": on, "lines": lines, "is_wide": is_wide,
        "waiting": sum(line.waits or line.has_appeal for line in lines),
        "ended": [] if is_wide else queries.ended_lines(area, request.now - _ENDED_FOR),
        "lifting": [line for line in lines if line.regime.standing.lift_on == on and not line.waits],
    }  # fmt: skip
    return render(request, "isolation/orders.html", context)


def new_order(request: Signed, subject: int) -> HttpResponse:
    """The form for one person or household. The second person is somebody else, on the order's own page."""
    found = subject_here(request, Act.DECIDE, subject)
    today, again = local_date(request.now), _again(request)
    form = OrderForm(
        request.POST or None, rules=presets.usable("person", found.building_key, today),
        initial={"since_on": today} | (_as_before(again) if again else {}),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        said = OrderSaid(
            found.id, form.chosen(), asked["since_on"], asked["reason"], asked["source"], asked["explanation"],
            is_urgent=asked["is_urgent"], reinstates=again.pk if again else None,
        )  # fmt: skip
        try:
            made = ordering.make_order(by=request.actor, said=said, now=request.now)
        except Refusal as why:
            form.add_error(None, words(why))
        else:
            text = _("Written down. A second person has to confirm it.")
            return say_done(request, text, to=reverse("isolation:order", args=[made.pk]))
    door = doors(found.kind, [found.id]).get(found.id)
    context = {
        "form": form, "title": _("Put an order back in force") if again else _("Order to stay in"),
        "act_word": _("Write down, for a second person"), "door": door,
        "back": reverse("isolation:household", args=[found.household_id]), "area": found.building_key,
        "hint": _("Urgent medical need comes before every order: 120 and the way to hospital stay open."),
    }  # fmt: skip
    return render(request, "isolation/form.html", context, status=422 if form.errors else 200)


def _again(request: Signed) -> Order | None:
    """`?again=`: the order that was ended wrongly. Its certificate ends when the second person has confirmed."""
    asked = request.GET.get("again", "")
    try:
        return order_here(request, UUID(asked)) if asked else None
    except ValueError as why:
        raise NotFound from why


def _as_before(again: Order) -> dict[str, object]:
    return {"rule": again.rule_id, "since_on": again.since_on, "reason": again.reason, "source": again.source}


def order(request: Signed, order_id: UUID) -> HttpResponse:
    """One order: rule, calendar, reasons, second person, explanation, appeal. `do` says what is done."""
    held = order_here(request, order_id)
    if request.method == "POST":
        do = _ACTS.get(request.POST.get("do", ""))
        if do is None:
            raise NotFound
        text = do(request.actor, held, request.POST, request.now)
        return say_done(request, text, to=reverse("isolation:order", args=[order_id]))
    on = day_asked(request)
    return render(request, "isolation/order.html", _context(request, held, reading.moment_of(on, request.now)))


def _context(request: Signed, held: Order, at: datetime) -> dict[str, object]:
    on = local_date(at)
    state = confirming.state_of(ordering.steps_of(held), at)
    subject = find(held.subject_id)
    if subject is None:
        raise NotFound
    ground = reading.ground(codes.committee_of(held.building_key), [held.building_key])
    tested = reading.tested_days([held.subject_id])[held.subject_id]
    holds = reading.holds_on([held], on, request.now).get(held.pk, ())
    regime = explaining.order_regime(ground, held, state, spot_of(subject), on, tested, holds)
    column = cells(regime.standing, regime.dues, tested)
    mine = request.actor.account_id == held.made_by_id
    asked = queries.appeals_of(held)
    return {
        "order": held, "state": state, "regime": regime, "standing": regime.standing, "subject": subject, "on": on,
        "door": doors(subject.kind, [subject.id]).get(subject.id), "columns": [column], "days": days([column], on),
        "explanation": ordering.explanation_of(held), "appeals": [(one, *appealing.words_of(one)) for one in asked],
        "may_decide": may(request.actor, Act.DECIDE, held.building_key), "is_mine": mine,
        "release": releasing.of(held.pk), "told": told.of_order(held), "reinstates": held.reinstates,
        "may_reinstate": held.ended_at is not None and held.end_reason in releasing.FREES,
        "is_open": state in (confirming.PENDING, confirming.URGENT), "has_open_appeal": _is_asked(asked),
        "ends": _ends(regime.standing.lift_on == on and regime.standing.is_sure), "decisions": Appeal.Decision.choices,
    }  # fmt: skip


def _is_asked(asked: list[Appeal]) -> bool:
    return any(one.answered_at is None for one in asked)


def _ends(is_time: bool) -> list[tuple[str, object]]:
    """The reasons that fit: by time only when the time is over."""
    fitting = [Order.End.MISTAKE, Order.End.NOT_CONTACT, Order.End.TRANSFERRED]
    return [(one.value, one.label) for one in ([Order.End.LIFTED, *fitting] if is_time else fitting)]


def _confirm(by: Actor, held: Order, _sent: Mapping[str, Any], now: datetime) -> str:
    ordering.confirm(by=by, order_id=held.pk, now=now)
    return _("Confirmed. The order is in force.")


def _decline(by: Actor, held: Order, sent: Mapping[str, Any], now: datetime) -> str:
    ordering.decline(by=by, order_id=held.pk, why=sent.get("why", ""), now=now)
    return _("Declined. Nobody is kept in by it.")


def _end(by: Actor, held: Order, sent: Mapping[str, Any], now: datetime) -> str:
    ordering.end(by=by, order_id=held.pk, reason=sent.get("reason", ""), lift_on=lift_of(held, now), now=now)
    return _("The order is ended.")


def lift_of(held: Order, now: datetime) -> date | None:
    """The lift date of today, if it stands."""
    subject = find(held.subject_id)
    ground = reading.ground(codes.committee_of(held.building_key), [held.building_key])
    spot = spot_of(subject) if subject else Spot(held.building_key)
    holds = reading.holds_on([held], local_date(now), now).get(held.pk, ())
    standing = explaining.order_regime(ground, held, "in_force", spot, local_date(now), holds=holds).standing
    return standing.lift_on if standing.is_sure else None


def _appeal(by: Actor, held: Order, sent: Mapping[str, Any], now: datetime) -> str:
    appealing.appeal(by=by, order_id=held.pk, text=sent.get("text", ""), now=now)
    return _("Taken down. Somebody other than who made the order answers it.")


def _answer(by: Actor, held: Order, sent: Mapping[str, Any], now: datetime) -> str:
    open_ = queries.open_appeals([held]).get(held.pk)
    if open_ is None:
        raise NotFound
    appealing.answer(by=by, appeal_id=open_.pk, decision=sent.get("decision", ""), text=sent.get("text", ""), now=now)
    return _("Answered.")


_ACTS: dict[str, Callable[[Actor, Order, Mapping[str, Any], datetime], str]] = {
    "confirm": _confirm, "decline": _decline, "end": _end, "appeal": _appeal, "answer": _answer,
}  # fmt: skip
