"""Appeals: the person's own words, taken down by anybody who sees them, answered by somebody other than the maker."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.isolation import ordering
from wanjia.isolation.models import Appeal, Order
from wanjia.isolation.refusals import AppealClosed, AppealOpen, OrderClosed, SecondPersonWanted, WordsWanted
from wanjia.isolation.rules import confirming
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor
from wanjia.platform.vault import seal, unseal

RESIDENT = "resident"  # who took it down where nobody did: the person wrote it on their own page
_TEXT, _ANSWER = "isolation.appeal", "isolation.answer"


@transaction.atomic
def appeal(*, by: Actor, order_id: UUID, text: str, now: datetime) -> Appeal:
    """Keeps what the person says. Raises OrderClosed, AppealOpen, WordsWanted, NotFound."""
    order = ordering.held_for(by, order_id, Act.SEE_PEOPLE)
    if order.ended_at is not None:
        raise OrderClosed(state=order.end_reason)
    if not text.strip():
        raise WordsWanted(what=_("Objection"))
    if Appeal.objects.filter(part=order.part, order=order, answered_at=None).exists():
        raise AppealOpen
    made = Appeal.objects.create(
        id=new_event_id(), part=order.part, order=order, at=now, taken_by=by.name[:60],
        text_sealed=seal(text.strip()[: ordering.LONGEST], field=_TEXT),
    )  # fmt: skip
    ordering.note(by, "isolation.appeal", order, now)
    return made


@transaction.atomic
def answer(*, by: Actor, appeal_id: UUID, decision: str, text: str, now: datetime) -> None:
    """Kept or ended, with words that the person reads. Not by who made the order.

    Raises AppealClosed, SecondPersonWanted, WordsWanted, NotFound.
    """
    asked = Appeal.objects.select_for_update().filter(id=appeal_id).first()
    if asked is None:
        raise NotFound
    order = ordering.held_for(by, asked.order_id)
    if asked.answered_at is not None:
        raise AppealClosed(by=asked.answered_by)
    if not confirming.is_second(order.made_by_id, by.account_id):
        raise SecondPersonWanted(by=order.made_by)
    if decision not in Appeal.Decision.values:
        raise NotFound
    if not text.strip():
        raise WordsWanted(what=_("answer"))
    sealed = seal(text.strip()[: ordering.LONGEST], field=_ANSWER)
    Appeal.objects.filter(part=asked.part, id=asked.id).update(
        decision=decision, answer_sealed=sealed, answered_at=now, answered_by=by.name[:60]
    )
    if decision == Appeal.Decision.ENDED and order.ended_at is None:
        ordering.close(order, Order.End.APPEAL, by.name, now, now)
    ordering.note(by, "isolation.answer_appeal", order, now, reason=decision)


def words_of(asked: Appeal) -> tuple[str, str]:
    """What was asked and what was answered. Only for pages of whoever may see people there."""
    answered = unseal(bytes(asked.answer_sealed), field=_ANSWER) if asked.answer_sealed else ""
    return (unseal(bytes(asked.text_sealed), field=_TEXT) if asked.text_sealed else ""), answered
