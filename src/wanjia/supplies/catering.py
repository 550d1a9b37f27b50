"""Commands on meals: counted from the people in care, changed by a person, ordered, planned as a delivery."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.clock import LOCAL
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform import wording
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.roster import places
from wanjia.supplies import asked, capacities, delivering, homes, stocking
from wanjia.supplies.delivering import DeliverySaid
from wanjia.supplies.models import Delivery, Good, MealCount, MealOrder, Supplier
from wanjia.supplies.refusals import Elsewhere, MealOrdered, MealPlanned, NameTaken, NothingNeeded, OverCapacity
from wanjia.supplies.rules import meals
from wanjia.supplies.rules.meals import Row

_AT_LEAST = timedelta(hours=1)  # from the kitchen to the doors, where the usual hour is over


@dataclass(frozen=True, slots=True)
class MealSaid:
    """Which set for which meal of which day, and who cooks it."""

    place: int
    on: date
    meal: str
    good: Good
    supplier: Supplier | None = None


def people_by_place(place: int) -> Mapping[int, int]:
    """How many people in care are brought a meal: by building, of what is wider by the areas right
    below it. One query."""
    level = codes.level_of(place)
    if level >= Level.COMMITTEE:
        return Counter(homes.keys_in_care(place))
    return Counter(codes.ancestors(key)[level] for key in homes.keys_in_care(place))


@transaction.atomic
def count(*, by: Actor, said: MealSaid, now: datetime) -> MealOrder:
    """A new order as the register has it. Raises NameTaken for a set that is there, NotVetted, DayPast, NotFound
    for no meal of the day."""
    require(by, Act.SUPPLY, said.place)
    if said.meal not in MealOrder.Meal.values:
        raise NotFound
    asked.not_past(said.on, now)
    if said.supplier is not None:
        stocking.check_supplier(said.supplier, said.on)
    part = codes.desk_of(said.place)
    same = MealOrder.objects.filter(part=part, place=said.place, on=said.on, meal=said.meal)
    if same.filter(good=said.good).exists():
        raise NameTaken(name=said.good.name)
    order = MealOrder.objects.create(
        id=new_event_id(), part=part, place=said.place, on=said.on, meal=said.meal, good=said.good,
        supplier=said.supplier, made_at=now, made_by=by.name[:60],
    )  # fmt: skip
    rows = meals.first_guess(people_by_place(said.place), is_first=not same.exclude(id=order.pk).exists())
    MealCount.objects.bulk_create(_row(order, row) for row in rows)
    _note(by, "supplies.count_meals", order, now, meals=sum(row.wanted for row in rows))
    return order


def _row(order: MealOrder, row: Row) -> MealCount:
    return MealCount(
        id=new_event_id(), part=order.part, order=order, place=row.place, counted=row.counted, wanted=row.wanted
    )


@transaction.atomic
def recount(*, by: Actor, order: MealOrder, now: datetime) -> None:
    """By the register as it is now. What a person has written stays. Raises MealOrdered."""
    held = _hold(by, order)
    people = dict(people_by_place(held.place))
    for one in MealCount.objects.filter(part=held.part, order=held):
        fresh = meals.recounted(Row(one.place, one.counted, one.wanted), people.pop(one.place, 0))
        MealCount.objects.filter(part=held.part, id=one.pk).update(counted=fresh.counted, wanted=fresh.wanted)
    MealCount.objects.bulk_create(_row(held, row) for row in meals.first_guess(people, is_first=True))
    _note(by, "supplies.count_meals", held, now, again=True)


@transaction.atomic
def write(*, by: Actor, order: MealOrder, wanted: Mapping[int, int], now: datetime) -> None:
    """How many for each place. Raises MealOrdered, AmountWanted, Elsewhere for a place that is not in the area."""
    held = _hold(by, order)
    if not all(codes.contains(held.place, place) for place in wanted):
        raise Elsewhere(area=places.name_of(held.place))
    for number in wanted.values():
        asked.amount(number, held.good.name, least=0)
    known = {one.place: one for one in MealCount.objects.filter(part=held.part, order=held)}
    for place, number in wanted.items():
        if place in known:
            MealCount.objects.filter(part=held.part, id=known[place].pk).update(wanted=number)
        elif number:
            _row(held, Row(place, 0, number)).save(force_insert=True)
    _note(by, "supplies.write_meals", held, now, meals=sum(wanted.values()))


@transaction.atomic
def send(*, by: Actor, order: MealOrder, now: datetime) -> None:
    """The kitchen is told. Raises MealOrdered, NothingNeeded where nobody eats, NotVetted, OverCapacity."""
    held = _hold(by, order)
    total = sum(MealCount.objects.filter(part=held.part, order=held).values_list("wanted", flat=True))
    if not total:
        raise NothingNeeded(why=_("no place is written to have a meal"))
    if held.supplier is not None:
        _check_kitchen(held, held.supplier, total)
    held.ordered_at, held.ordered_by = now, by.name[:60]
    held.save(update_fields=["ordered_at", "ordered_by"])
    _note(by, "supplies.order_meals", held, now, meals=total)


def _check_kitchen(held: MealOrder, supplier: Supplier, total: int) -> None:
    """A kitchen that nobody has said a figure of is asked all the same."""
    firm = Supplier.objects.select_for_update().get(part=supplier.part, id=supplier.pk)
    stocking.check_supplier(firm, held.on)
    for line in capacities.on_day(held.place, held.on, held.good):
        if line.supplier.pk == firm.pk and total > line.free:
            raise OverCapacity(name=firm.name, free=line.free, on=held.on, asked=total)


@transaction.atomic
def deliver(*, by: Actor, order: MealOrder, now: datetime) -> Delivery:
    """A delivery to the people in care, planned once for a meal of a day whatever the number of its sets; its round is
    opened as every other is. Raises MealPlanned."""
    require(by, Act.SUPPLY, order.place)
    same = MealOrder.objects.select_for_update().filter(
        part=order.part, place=order.place, on=order.on, meal=order.meal
    )
    held = [one.delivery_id for one in same if one.delivery_id]
    if Delivery.objects.filter(part=order.part, id__in=held, cancelled_at=None).exists():
        raise MealPlanned
    leaves, there = (datetime.combine(order.on, hour, LOCAL) for hour in meals.HOURS[order.meal])
    opens = max(leaves, now)
    title = f"{order.on.month}月{order.on.day}日{order.good.name}"
    said = DeliverySaid(order.place, Delivery.Kind.MEAL, title, opens, max(there, opens + _AT_LEAST))
    planned = delivering.plan(by=by, said=said, now=now)
    MealOrder.objects.filter(part=order.part, id__in=[one.pk for one in same]).update(delivery_id=planned.pk)
    return planned


def _hold(by: Actor, order: MealOrder) -> MealOrder:
    held = MealOrder.objects.select_for_update(of=("self",)).select_related("good", "supplier").get(
        part=order.part, id=order.pk
    )  # fmt: skip
    require(by, Act.SUPPLY, held.place)
    if held.ordered_at is not None:
        raise MealOrdered(at=wording.moment(held.ordered_at, held.ordered_at))
    return held


def order_for(by: Actor, meal_id: UUID, act: Act = Act.SEE_COUNTS) -> MealOrder:
    """Raises NotFound, NotAllowed."""
    rows = MealOrder.objects.select_related("good", "supplier").filter(id=meal_id)
    return one_for(by, act, rows, lambda it: it.place)


def _note(by: Actor, act: str, order: MealOrder, now: datetime, **detail: object) -> None:
    record(
        by=by, act=act, area=codes.desk_of(order.place), subject=f"meals:{order.pk}",
        detail={"on": order.on.isoformat(), "meal": order.meal} | detail, now=now,
    )  # fmt: skip
