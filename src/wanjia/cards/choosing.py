"""A committee's choices for its cards."""

from datetime import datetime

from django.db import transaction

from wanjia.cards.models import Letterhead
from wanjia.cards.refusals import BadDays, WrongReason
from wanjia.cards.rules import FEWEST_DAYS, MOST_DAYS
from wanjia.kernel import area as codes
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record


def letterhead(committee: int) -> Letterhead:
    """As chosen, or as from the start. One query; writes nothing."""
    return Letterhead.objects.filter(part=committee).first() or Letterhead(part=committee)


@transaction.atomic
def choose(*, by: Actor, area: int, shown: str, phone: str, days: int, now: datetime) -> None:
    """Raises WrongReason, BadDays. Cards that are out keep what is printed on them."""
    committee = codes.committee_of(area)
    require(by, Act.EDIT_REGISTER, committee)
    if shown not in Letterhead.Shown.values:
        raise WrongReason
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        raise BadDays(days=days)
    Letterhead.objects.update_or_create(part=committee, defaults={"shown": shown, "phone": phone, "days": days})
    record(
        by=by, act="cards.choose", area=committee, subject=f"area:{committee}", now=now,
        detail={"shown": shown, "days": days},
    )  # fmt: skip
