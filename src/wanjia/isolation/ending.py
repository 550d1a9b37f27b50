"""Orders end by themselves: on the lift date when every condition is met, and urgent ones that nobody confirmed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wanjia.isolation import ordering, queries
from wanjia.isolation.models import Order
from wanjia.isolation.queries import OrderLine
from wanjia.isolation.rules import confirming
from wanjia.isolation.rules.standing import HELD, LIFTED
from wanjia.kernel.clock import local_date
from wanjia.platform.access import system

HAND = "wanjia"


@dataclass(frozen=True, slots=True)
class Ended:
    """What one look at a committee did."""

    lifted: int
    lapsed: int
    waiting: int  # past their time, with something still missing: their pages say what


@transaction.atomic
def end_due(committee: int, now: datetime) -> Ended:
    """Each end leaves a line in the log with the lift date and what was met. Done twice it ends nothing more."""
    lines = queries.order_lines(committee, local_date(now), now)
    lifted = [line for line in lines if _is_in_force(line) and line.regime.standing.state == LIFTED]
    lapsed = [line for line in lines if line.state == confirming.LAPSED]
    waiting = [line for line in lines if _is_in_force(line) and line.regime.standing.state == HELD]
    for line in lifted:
        _end(line, Order.End.LIFTED, now, now)
    for line in lapsed:
        _end(line, Order.End.LAPSED, line.order.made_at + confirming.URGENT_FOR, now)
    return Ended(len(lifted), len(lapsed), len(waiting))


def _is_in_force(line: OrderLine) -> bool:
    return line.state == confirming.IN_FORCE


def _end(line: OrderLine, reason: str, at: datetime, now: datetime) -> None:
    """An urgent one that lapsed held nobody since its 24th hour, whenever this is run."""
    order, standing = line.order, line.regime.standing
    if not Order.objects.select_for_update().filter(part=order.part, id=order.id, ended_at=None).exists():
        return
    ordering.close(order, reason, HAND, at, now)
    ordering.note(
        system(HAND), "isolation.end", order, now, reason=reason, rule=str(line.regime.row),
        lift_on=str(standing.lift_on or ""), met=[one.name for one in standing.conditions],
    )  # fmt: skip
