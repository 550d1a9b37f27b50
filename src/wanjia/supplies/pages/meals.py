"""Meals by day: what is ordered of which set, who in care has none; one order with its buildings."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, area_from, area_of, say_done
from wanjia.roster import places
from wanjia.supplies import catering, eating, queries
from wanjia.supplies.catering import MealSaid
from wanjia.supplies.forms import MealForm, suppliers_open
from wanjia.supplies.models import Good, MealOrder
from wanjia.supplies.pages.access import (
    base,
    below,
    day_asked,
    days_around,
    frame,
    full_names,
    number,
    one_of,
    stand,
    written,
)
from wanjia.supplies.rules.meals import Row


def board(request: Signed) -> HttpResponse:
    """The three meals of a day with their sets, and where people in care have none."""
    area, context = base(request, "supplies:meals")
    on = day_asked(request)
    found = eating.day(area, on)
    known = full_names({at for meal in found for at in meal.lacking} | {
        one.order.place for meal in found for one in meal.sets
    })  # fmt: skip
    context |= days_around(on, request.now) | {
        "meals": [
            (meal, [(one, known[one.order.place]) for one in meal.sets],
             [(known[at], number) for at, number in meal.lacking.items()])
            for meal in found
        ],
        "total": sum(meal.wanted for meal in found), "lacking": sum(meal.n_lacking for meal in found),
        "untold": sum(one.order.ordered_at is None for meal in found for one in meal.sets),
    }  # fmt: skip
    return render(request, "supplies/meals.html", context)


def new_order(request: Signed) -> HttpResponse:
    area = area_of(request)
    require(request.actor, Act.SUPPLY, area)
    stand(request, area, "supplies:meals")
    sets = [one for one in queries.goods(area) if one.kind == Good.Kind.FOOD]
    form = MealForm(
        request.POST or None, rows={"good": sets, "supplier": suppliers_open(queries.suppliers(area))},
        initial={"on": local_date(request.now), "meal": MealOrder.Meal.LUNCH}, now=request.now,
    )  # fmt: skip

    def keep() -> MealOrder:
        asked = form.cleaned_data
        said = MealSaid(area, asked["on"], asked["meal"], form.chosen("good"), form.chosen("supplier"))
        return catering.count(by=request.actor, said=said, now=request.now)

    return written(
        request, area, form, keep, title=_("New meal order"), to="supplies:meals", shows="supplies:meal",
        done=_("Counted from the people in care. Look at it, then tell the kitchen."),
        hint="" if sets else _("Write down the set as a good first."),
    )  # fmt: skip


def order(request: Signed, meal_id: UUID) -> HttpResponse:
    """One set by building, to change until the kitchen is told; to print after."""
    row = catering.order_for(request.actor, meal_id)
    stand(request, codes.desk_of(row.place), "supplies:meals")
    [found] = eating.of([row])
    known = {one.place: one for one in found.rows}
    if row.ordered_at is None:
        known |= {at: Row(at, 0, 0) for at in below(row.place) if at not in known}
    names = full_names(known)
    meal = next(one for one in eating.day(row.place, row.on) if one.meal == row.meal)
    context = frame(request, row.place) | {
        "order": row, "found": found, "meal": meal, "place": places.name_of(row.place),
        "rows": [(known[at], names[at], meal.lacking.get(at, 0)) for at in sorted(known)],
    }  # fmt: skip
    return render(request, "supplies/meal.html", context)


@require_POST
def act(request: Signed, meal_id: UUID) -> HttpResponse:
    """One button: the numbers, count again, tell the kitchen, plan the delivery."""
    row = catering.order_for(request.actor, meal_id, Act.SUPPLY)
    told = _ACTS[one_of(request, "do", *_ACTS)](request, row)
    return say_done(request, told, to=reverse("supplies:meal", args=[row.pk]))


def _written(request: Signed, row: MealOrder) -> str:
    catering.write(by=request.actor, order=row, wanted=_numbers(request), now=request.now)
    return _("Written down.")


def _numbers(request: Signed) -> dict[int, int]:
    """By place. A field that says nothing says none. Raises NotFound for a field of no place."""
    sent = request.POST
    fields = {area_from(name.removeprefix("n_")): name for name in sent if name.startswith("n_")}
    return {at: number(request, name, partial(_named, at)) if sent[name].strip() else 0 for at, name in fields.items()}


def _named(place: int) -> str:
    return full_names([place])[place]


def _recounted(request: Signed, row: MealOrder) -> str:
    catering.recount(by=request.actor, order=row, now=request.now)
    return _("Counted again. What you wrote yourself stays.")


def _sent(request: Signed, row: MealOrder) -> str:
    """What stands in the fields is kept first: whoever types and then tells means what was typed."""
    catering.write(by=request.actor, order=row, wanted=_numbers(request), now=request.now)
    catering.send(by=request.actor, order=row, now=request.now)
    return _("The kitchen is told. The numbers stand.")


def _delivered(request: Signed, row: MealOrder) -> str:
    catering.deliver(by=request.actor, order=row, now=request.now)
    return _("Planned. It is in the schedule.")


_ACTS: dict[str, Callable[[Signed, MealOrder], str]] = {
    "write": _written, "recount": _recounted, "send": _sent, "deliver": _delivered,
}  # fmt: skip
