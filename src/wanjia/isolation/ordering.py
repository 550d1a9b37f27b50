"""Commands on orders: made with a reason, confirmed by a second person, ended with a reason (trap 15)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.isolation import presets, releasing, told
from wanjia.isolation.models import Order, RegimeRule
from wanjia.isolation.refusals import (
    HasOrder,
    NoIsolation,
    NoLength,
    NotInEffect,
    NotThatDay,
    OrderClosed,
    ReasonWanted,
    SecondPersonWanted,
    SourceWanted,
    TooEarly,
    WordsWanted,
    WrongKind,
)
from wanjia.isolation.rules import confirming
from wanjia.isolation.rules.confirming import Steps
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, one_for
from wanjia.platform.audit import record
from wanjia.platform.outbox import tell
from wanjia.platform.vault import seal, unseal
from wanjia.roster.subjects import Subject, subject_for

_FIELD = "isolation.explanation"
LONGEST = 500
_BACK, _AHEAD = timedelta(days=30), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OrderSaid:
    """What somebody at the desk writes."""

    subject_id: int
    rule: RegimeRule
    since_on: date
    reason: str
    source: str
    explanation: str
    is_urgent: bool = False
    reinstates: UUID | None = None  # the order that was ended wrongly


@transaction.atomic
def make_order(*, by: Actor, said: OrderSaid, now: datetime) -> Order:
    """An order that waits for its second person; an urgent one holds at once, for 24 hours at most.

    Raises HasOrder, NoLength, NoIsolation, NotInEffect, NotThatDay, ReasonWanted, SourceWanted, WordsWanted,
    WrongKind.
    """
    subject = subject_for(by, Act.DECIDE, said.subject_id)
    _check_words(said)
    again = _ended_wrongly(subject, said.reinstates)
    check_rule(said.rule, RegimeRule.Kind.PERSON, subject.building_key, said.since_on, now)
    _make_room(subject, now)
    order = Order.objects.create(
        id=new_event_id(), part=subject.part, kind=subject.kind, subject_id=subject.id,
        building_key=subject.building_key, rule=said.rule, since_on=said.since_on, reason=said.reason,
        source=said.source.strip()[:120], is_urgent=said.is_urgent, made_by=by.name[:60], made_by_id=by.account_id,
        made_at=now, explanation_sealed=seal(said.explanation.strip()[:LONGEST], field=_FIELD), reinstates=again,
    )  # fmt: skip
    note(
        by, "isolation.order", order, now, reason=said.reason, rule=str(said.rule), urgent=said.is_urgent,
        reinstates=str(again.pk) if again else "",
    )  # fmt: skip
    if said.is_urgent:
        began(order, now)
    return order


def _ended_wrongly(subject: Subject, ended: UUID | None) -> Order | None:
    """The order that is put back in force. Raises NotFound for another's, or one that is still open."""
    if ended is None:
        return None
    found = Order.objects.filter(part=subject.part, id=ended, subject_id=subject.id, ended_at__isnull=False).first()
    if found is None:
        raise NotFound
    return found


def check_rule(row: RegimeRule, kind: str, place: int, since: date, now: datetime) -> None:
    """Raises WrongKind, NoIsolation, NoLength (people only), NotInEffect, NotThatDay."""
    today = clock.local_date(now)
    if row.kind != kind:
        raise WrongKind(rule=str(row))
    if not today - _BACK <= since <= today + _AHEAD:
        raise NotThatDay(on=since)
    is_there = row.area is None or codes.contains(row.area, place)
    if not is_there or not row.is_usable or (row.effective_on is not None and since < row.effective_on):
        raise NotInEffect(rule=str(row), on=row.effective_on or "")
    rule = presets.rule_of(row)
    if not rule.phases:
        raise NoIsolation(rule=str(row))
    if kind == RegimeRule.Kind.PERSON and rule.days is None:
        raise NoLength(rule=str(row))


def _check_words(said: OrderSaid) -> None:
    if said.reason not in Order.Reason.values:
        raise ReasonWanted
    if not said.source.strip():
        raise SourceWanted
    if not said.explanation.strip():
        raise WordsWanted(what=_("explanation to the person"))


def _make_room(subject: Subject, now: datetime) -> None:
    """Closes an urgent one that nobody confirmed. Raises HasOrder where one is in the way."""
    for held in Order.objects.select_for_update().filter(part=subject.part, subject_id=subject.id, ended_at=None):
        if confirming.state_of(steps_of(held), now) != confirming.LAPSED:
            raise HasOrder
        close(held, Order.End.LAPSED, "wanjia", held.made_at + confirming.URGENT_FOR, now)


@transaction.atomic
def confirm(*, by: Actor, order_id: UUID, now: datetime) -> Order:
    """The second person says yes. Raises SecondPersonWanted, OrderClosed, NotFound."""
    order = _open(by, order_id, now)
    Order.objects.filter(part=order.part, id=order.id).update(
        confirmed_by=by.name[:60], confirmed_by_id=by.account_id, confirmed_at=now
    )
    if order.reinstates_id is not None:
        releasing.take_back(order.reinstates_id, by=by.name, now=now)
    began(order, now)
    note(by, "isolation.confirm", order, now)
    return find(order_id)


@transaction.atomic
def decline(*, by: Actor, order_id: UUID, why: str, now: datetime) -> None:
    """The second person says no, with the reason. Raises SecondPersonWanted, OrderClosed, ReasonWanted, NotFound."""
    order = _open(by, order_id, now)
    if not why.strip():
        raise ReasonWanted
    Order.objects.filter(part=order.part, id=order.id).update(declined_at=now)
    close(order, Order.End.DECLINED, by.name, now, now)
    note(by, "isolation.decline", order, now, reason=why.strip()[:120])


def _open(by: Actor, order_id: UUID, now: datetime) -> Order:
    order = held_for(by, order_id)
    state = confirming.state_of(steps_of(order), now)
    if state not in (confirming.PENDING, confirming.URGENT):
        raise OrderClosed(state=state)
    if not confirming.is_second(order.made_by_id, by.account_id):
        raise SecondPersonWanted(by=order.made_by)
    return order


@transaction.atomic
def end(*, by: Actor, order_id: UUID, reason: str, lift_on: date | None, now: datetime) -> None:
    """Ends it before or at its time. `lift_on` is what was computed for today: `lifted` cannot come before it.

    Raises OrderClosed, TooEarly, ReasonWanted, NotFound.
    """
    order = held_for(by, order_id)
    if order.ended_at is not None:
        raise OrderClosed(state=order.end_reason)
    if reason not in Order.End.values or reason in (Order.End.LAPSED, Order.End.DECLINED, Order.End.APPEAL):
        raise ReasonWanted
    if reason == Order.End.LIFTED and (lift_on is None or clock.local_date(now) < lift_on):
        raise TooEarly(on=lift_on or "")
    close(order, reason, by.name, now, now)
    note(by, "isolation.end", order, now, reason=reason)


def began(order: Order, now: datetime) -> None:
    """Tells other rooms that somebody is kept in from now on: what it asks for is opened at once."""
    _tell("isolation.order_began", order, now)


def close(order: Order, reason: str, by: str, at: datetime, now: datetime) -> None:
    """Writes the end of an order, its certificate, and tells other rooms; the line in the log is the caller's."""
    held = order.confirmed_at is not None or order.is_urgent
    Order.objects.filter(part=order.part, id=order.id).update(ended_at=at, ended_by=by[:60], end_reason=reason)
    told.say_ended(order, reason, now)
    if held and reason in releasing.FREES:
        releasing.issue(order, now)
    _tell("isolation.order_ended", order, now, reason=reason)


def _tell(event: str, order: Order, now: datetime, **more: str) -> None:
    committee = codes.committee_of(order.building_key)
    tell(event, part=committee, payload={"order": str(order.id), "committee": str(committee), **more}, now=now)
    tell("isolation.changed", part=committee, payload={"committee": str(committee)}, now=now)


def find(order_id: UUID) -> Order:
    """Raises NotFound. One query."""
    order = Order.objects.select_related("rule").filter(id=order_id).first()
    if order is None:
        raise NotFound
    return order


def find_any(order_id: str) -> Order:
    """The same by its id as events carry it."""
    return find(UUID(order_id))


def held_for(by: Actor, order_id: UUID, act: Act = Act.DECIDE) -> Order:
    """The row until the transaction ends. Raises NotFound, NotAllowed."""
    return one_for(by, act, Order.objects.select_for_update().filter(id=order_id), lambda it: it.building_key)


def steps_of(order: Order) -> Steps:
    return Steps(order.made_at, order.is_urgent, order.confirmed_at, order.declined_at, order.ended_at)


def explanation_of(order: Order) -> str:
    """What was told to the person. Only for pages of whoever may see people there."""
    return unseal(bytes(order.explanation_sealed), field=_FIELD) if order.explanation_sealed else ""


def note(by: Actor, act: str, order: Order, now: datetime, reason: str = "", **detail: object) -> None:
    """One line in the log of the committee where it is spent: the subject's id, never a name."""
    record(
        by=by, act=act, area=codes.committee_of(order.building_key), subject=f"{order.kind}:{order.subject_id}",
        reason=reason, now=now, detail={"order": str(order.id), **detail},
    )  # fmt: skip
