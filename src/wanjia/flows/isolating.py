"""What follows when somebody is kept in or let go: the day's rounds, the end by itself, the word on every lift date."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from wanjia.flows import day_rounds
from wanjia.flows.day_rounds import Done
from wanjia.isolation import ending, noticing, ordering
from wanjia.isolation.models import Order, ZoneDecision
from wanjia.isolation.obligations import owed_in
from wanjia.kernel import area as codes
from wanjia.platform.models import OutboxEvent
from wanjia.platform.outbox import TRIES
from wanjia.roster.models import Person
from wanjia.roster.subjects import find

NEVER_OWED = (Order.End.MISTAKE, Order.End.NOT_CONTACT, Order.End.APPEAL, Order.End.DECLINED, Order.End.LAPSED)


def day(now: datetime) -> dict[int, Done]:
    """Every committee in which an order or a zone runs, each in its own transaction. Idempotent."""
    return {committee: settle(committee, now) for committee in committees()}


def committees() -> list[int]:
    """Two queries."""
    keys = Order.objects.filter(ended_at=None).values_list("building_key", flat=True)
    zones = ZoneDecision.objects.filter(ended_at=None).values_list("part", flat=True)
    return sorted({codes.committee_of(key) for key in keys.distinct()} | set(zones.distinct()))


@transaction.atomic
def settle(committee: int, now: datetime) -> Done:
    """Orders whose time is over end first, so that nobody is asked for a day too much; then rounds, then notices."""
    ending.end_due(committee, now)
    done = day_rounds.settle(committee, now)
    noticing.settle(committee, now)
    return done


def follow(payload: Mapping[str, object], now: datetime) -> None:
    """`isolation.changed`, late: an event, a zone, a version moved something in a committee.

    Of several that wait for one committee the last does it for all: a case may bring a dozen in a minute.
    """
    committee = int(str(payload["committee"]))
    waiting = OutboxEvent.objects.filter(part=committee, name="isolation.changed", handled_at=None, tries__lt=TRIES)
    if waiting.count() <= 1:
        settle(committee, now)


def order_began(payload: Mapping[str, object], now: datetime) -> None:
    """`isolation.order_began`, at once: what it asks for today is owed from this moment."""
    order = ordering.find_any(str(payload["order"]))
    day_rounds.settle(codes.committee_of(order.building_key), now, _homes_of(order))


def order_ended(payload: Mapping[str, object], now: datetime) -> None:
    """`isolation.order_ended`, at once: what is still open of it is released, unless another rule asks for it too.

    An order that should never have been takes its missed days along; one that ran its time leaves them as they are.
    """
    order = ordering.find_any(str(payload["order"]))
    committee = codes.committee_of(order.building_key)
    homes = _homes_of(order)
    day_rounds.settle(committee, now, homes)
    if order.end_reason in NEVER_OWED:
        still = {one.subject_id for one in owed_in(committee, now, homes)}
        gone = _subjects_of(order) - still
        day_rounds.let_go_of_all(committee, gone, order.since_on, str(order.rule), now)


def _homes_of(order: Order) -> list[int]:
    subject = find(order.subject_id)
    return [subject.household_id] if subject else []


def _subjects_of(order: Order) -> set[int]:
    """Whom it asked something of: the person, or the door and everybody behind it, wherever they were first
    registered."""
    if order.kind == Order.Unit.PERSON:
        return {order.subject_id}
    living = Person.objects.filter(household_id=order.subject_id)
    return {order.subject_id, *living.values_list("id", flat=True)}
