"""Reads of meals: a day's orders with their sums, who in care has no set of a meal, one order by building."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from wanjia.kernel import area as codes
from wanjia.supplies.models import MealCount, MealOrder
from wanjia.supplies.rules import meals
from wanjia.supplies.rules.meals import Row


@dataclass(frozen=True, slots=True)
class Ordered:
    """One set of one meal with its places."""

    order: MealOrder
    rows: tuple[Row, ...]

    @property
    def wanted(self) -> int:
        return sum(row.wanted for row in self.rows)

    @property
    def counted(self) -> int:
        return sum(row.counted for row in self.rows)


@dataclass(frozen=True, slots=True)
class Meal:
    """One meal of a day: its sets, and by place the people in care for whom nothing is ordered."""

    meal: str
    label: str
    sets: tuple[Ordered, ...]
    lacking: Mapping[int, int]

    @property
    def wanted(self) -> int:
        return sum(one.wanted for one in self.sets)

    @property
    def n_lacking(self) -> int:
        return sum(self.lacking.values())


def day(area: int, on: date) -> list[Meal]:
    """Breakfast, lunch, supper, whether ordered or not. Two queries."""
    rows = MealOrder.objects.filter(part__range=codes.codes_under(area), on=on)
    found = of(list(rows.select_related("good", "supplier").order_by("made_at", "id")))
    return [
        Meal(meal, str(label), tuple(one for one in found if one.order.meal == meal), _lacking(found, meal))
        for meal, label in MealOrder.Meal.choices
    ]


def _lacking(found: Sequence[Ordered], meal: str) -> dict[int, int]:
    return meals.lacking(row for one in found if one.order.meal == meal for row in one.rows)


def of(orders: Sequence[MealOrder]) -> list[Ordered]:
    """One query."""
    rows: dict[UUID, list[Row]] = defaultdict(list)
    counts = MealCount.objects.filter(part__in={one.part for one in orders}, order__in=[one.pk for one in orders])
    for order, place, counted, wanted in counts.order_by("place").values_list("order_id", "place", "counted", "wanted"):
        rows[order].append(Row(place, counted, wanted))
    return [Ordered(one, tuple(rows[one.pk])) for one in orders]
