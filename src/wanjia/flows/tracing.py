"""What a case means for isolation: an event of its door, drafts of orders for its contacts, an end for its own order.

Orders are only drafted here, in the name of who decided the contact: the second person is always somebody else.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from wanjia.cases import presets
from wanjia.cases.models import Case, Contact, Stay
from wanjia.isolation import ordering, services
from wanjia.isolation.models import Order, RegimeRule, UnitEvent
from wanjia.isolation.ordering import OrderSaid
from wanjia.isolation.presets import ensure
from wanjia.isolation.rules import confirming
from wanjia.isolation.services import EventSaid
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import Refusal
from wanjia.platform.access import Actor, system

Payload = Mapping[str, object]
_LINES = {"close": "contact", "secondary": "contact2"}
_REASONS = {"close": Order.Reason.CONTACT, "secondary": Order.Reason.CONTACT2}
NOT_IN_REGISTER, NO_RULE = "cases.not_in_register", "cases.no_rule"


def _case(payload: Payload) -> Case:
    return Case.objects.get(part=int(str(payload["part"])), id=UUID(str(payload["case"])))


def _maker(payload: Payload) -> Actor:
    """Whoever decided, with the room's own reach: their account stays on the order, so that they can't confirm it."""
    by = payload.get("by_id")
    return Actor(int(str(by)) if by else None, str(payload.get("by", "wanjia")), (), is_system=True)


def positive_of_a_door(payload: Payload, now: datetime) -> None:
    """`cases.opened`: the positive of a unit, by its door; the case remembers which event it is."""
    case = _case(payload)
    said = EventSaid(
        UnitEvent.Kind.POSITIVE, case.building_key, case.sampled_at, f"{case.label} {case.lab}",
        household_id=case.household_id,
    )  # fmt: skip
    event = services.note_event(by=system("cases"), said=said, now=now)
    Case.objects.filter(part=case.part, id=case.id).update(unit_event=event.id)


def order_of_a_contact(payload: Payload, now: datetime) -> None:
    """`cases.contact_confirmed`: a draft under the rule in force, or why there is none; never more than a draft."""
    contact = Contact.objects.select_related("case").get(
        part=int(str(payload["part"])), id=UUID(str(payload["contact"]))
    )
    if contact.person_id is None:
        _keep(contact, problem=NOT_IN_REGISTER)
        return
    decision, since = str(payload["decision"]), local_date(now)
    rule = rule_in_force(_LINES[decision], contact.building_key, since)
    if rule is None:
        _keep(contact, problem=NO_RULE)
        return
    said = OrderSaid(
        contact.person_id, rule, since, _REASONS[decision], f"{contact.case.label} {contact.decided_by}",
        _("You are held to be a contact of somebody who tested positive. Rule: %(rule)s (%(source)s). You can object.")
        % {"rule": rule.title, "source": rule.source},
    )  # fmt: skip
    _draft(contact, said, _maker(payload), now)


def _draft(contact: Contact, said: OrderSaid, by: Actor, now: datetime) -> None:
    """A refusal of isolation is no failure of the decision: it is kept, and shown beside it."""
    try:
        made = ordering.make_order(by=by, said=said, now=now)
    except Refusal as why:
        _keep(contact, problem=why.code)
    else:
        _keep(contact, order=made.id)


def _keep(contact: Contact, *, order: UUID | None = None, problem: str = "") -> None:
    Contact.objects.filter(part=contact.part, id=contact.id).update(order=order, order_problem=problem)


def rule_in_force(line: str, place: int, on: date) -> RegimeRule | None:
    """The version of a line that counts at a place on a day: the latest in effect, whatever it says."""
    ensure()
    rows = RegimeRule.objects.filter(line=line, effective_on__lte=on).order_by("effective_on", "version")
    found = [row for row in rows if row.area is None or codes.contains(row.area, place)]
    return found[-1] if found else None


def withdraw_everything(payload: Payload, now: datetime) -> None:
    """`cases.withdrawn`: takes the event back, ends orders that nobody confirmed; those in force are reviewed."""
    case = _case(payload)
    if case.unit_event is not None:
        why = f"{case.label} {case.get_withdrawn_reason_display()}"
        services.withdraw_event(by=system("cases"), event_id=case.unit_event, why=why, now=now)
    reviewed = Contact.objects.filter(part=case.part, case=case, review_since__isnull=False)
    for contact in reviewed:
        if not _is_in_force(contact.order, now):
            _end_order(contact.order, Order.End.NOT_CONTACT, now)
            Contact.objects.filter(part=contact.part, id=contact.id).update(
                review_since=None, decision=Contact.Decision.DECLINED, decline_reason=Contact.Declined.WITHDRAWN
            )


def _is_in_force(order_id: UUID | None, now: datetime) -> bool:
    order = Order.objects.filter(id=order_id).first() if order_id else None
    return order is not None and confirming.state_of(ordering.steps_of(order), now) == confirming.IN_FORCE


def end_order_of_a_contact(payload: Payload, now: datetime) -> None:
    """`cases.contact_withdrawn`: a person has looked at it again; the order ends."""
    contact = Contact.objects.get(part=int(str(payload["part"])), id=UUID(str(payload["contact"])))
    _end_order(contact.order, Order.End.NOT_CONTACT, now)


def _end_order(order_id: UUID | None, reason: str, now: datetime) -> None:
    order = Order.objects.filter(id=order_id, ended_at=None).first() if order_id else None
    if order is not None:
        ordering.end(by=system("cases"), order_id=order.id, reason=reason, lift_on=None, now=now)


def end_own_order(payload: Payload, now: datetime) -> None:
    """`cases.transferred`: who lies in a bed elsewhere is under no order at home any more."""
    held = Order.objects.filter(subject_id=int(str(payload["person"])), ended_at=None).first()
    if held is not None:
        _end_order(held.id, Order.End.TRANSFERRED, now)


def home_days(payload: Payload, now: datetime) -> None:
    """`cases.discharged`: a draft of the days at home, where the clocks name a rule for it and the rule has any."""
    case = _case(payload)
    line = presets.terms_for(case.building_key, local_date(now)).home_line
    rule = rule_in_force(line, case.building_key, local_date(now)) if line else None
    if rule is None:
        return
    said = OrderSaid(
        case.person_id, rule, local_date(now), Order.Reason.DISCHARGED, f"{case.label} {_facility_of(case)}",
        _("You came home after a discharge. Rule: %(rule)s (%(source)s). You can object.")
        % {"rule": rule.title, "source": rule.source},
    )  # fmt: skip
    try:
        ordering.make_order(by=_maker(payload), said=said, now=now)
    except Refusal:
        return  # another order holds them, or the rule asks for nothing at home


def _facility_of(case: Case) -> str:
    stay = Stay.objects.filter(part=case.part, transfer__case_id=case.id).select_related("facility").last()
    return stay.facility.name if stay else ""
