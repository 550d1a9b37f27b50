"""Where a notice no longer holds, nobody is owed its words any more: its rounds end with it."""

from datetime import datetime
from uuid import UUID

from wanjia.coverage.models import Round
from wanjia.coverage.services import cancel_round
from wanjia.notices.models import Telling
from wanjia.platform.access import Actor


def end(*, by: Actor, notice_id: UUID, reason: str, now: datetime, area: int | None = None) -> int:
    """Ends what is under way for the notice, in one area or everywhere. A signed round stays as it was signed."""
    running = Telling.objects.select_for_update().filter(notice_id=notice_id, ended_at=None).order_by("area")
    if area is not None:
        running = running.filter(area=area)
    ended = list(running)
    for telling in ended:
        round_ = Round.objects.filter(pk=telling.round_id, state=Round.State.OPEN).first()
        if round_ is not None:
            cancel_round(by=by, round_=round_, reason=reason, now=now)
    Telling.objects.filter(pk__in=[telling.pk for telling in ended]).update(ended_at=now)
    return len(ended)
