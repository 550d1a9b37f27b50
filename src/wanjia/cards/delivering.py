"""Handing cards over: the tick list of whoever walks the building."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from wanjia.cards import subjects
from wanjia.cards.models import Card
from wanjia.cards.refusals import WrongReason
from wanjia.kernel import area as codes
from wanjia.kernel.ids import parts_of
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record


@transaction.atomic
def deliver(*, by: Actor, area: int, ids: Sequence[int], to: str, now: datetime) -> int:
    """These cards were handed over, to whom. Returns how many; ticked twice, the first hand stays."""
    if to not in Card.Receiver.values:
        raise WrongReason
    waiting = _cards(by, area, ids).filter(delivered_at=None)
    done = waiting.update(delivered_at=now, delivered_by=by.name[:60], delivered_to=to, undelivered="")
    return _log(by, "cards.deliver", area, done, now)


@transaction.atomic
def miss(*, by: Actor, area: int, ids: Sequence[int], reason: str, now: datetime) -> int:
    """These could not be handed over, and why. They stay on the list."""
    if reason not in Card.Undelivered.values:
        raise WrongReason
    waiting = _cards(by, area, ids).filter(delivered_at=None)
    return _log(by, "cards.miss", area, waiting.update(undelivered=reason, tried_at=now), now, reason)


@transaction.atomic
def take_back(*, by: Actor, area: int, ids: Sequence[int], now: datetime) -> int:
    """Ticked by mistake: on the list again."""
    done = _cards(by, area, ids).exclude(delivered_at=None)
    return _log(by, "cards.take_back", area, done.update(delivered_at=None, delivered_by="", delivered_to=""), now)


def _cards(by: Actor, area: int, ids: Sequence[int]) -> "QuerySet[Card]":
    """Those in force of the subjects who live in the area: a list never reaches beyond its building."""
    require(by, Act.RECORD, area)
    require(by, Act.SEE_PEOPLE, area)
    here = [*subjects.people(area).filter(id__in=ids).values_list("id", flat=True)]
    here += subjects.households(area).filter(id__in=ids).values_list("id", flat=True)
    return Card.objects.filter(part__in=parts_of(here), subject_id__in=here, cancelled_at=None)


def _log(by: Actor, act: str, area: int, cards: int, now: datetime, reason: str = "") -> int:
    if cards:
        record(
            by=by, act=act, area=codes.desk_of(area), subject=f"area:{area}", reason=reason, now=now,
            detail={"cards": cards},
        )  # fmt: skip
    return cards
