"""Taking an alarm: who has seen it and what they do. Any room's item: `box:…`, `tube:…`, `case:…`."""

from datetime import datetime

from django.db import transaction

from wanjia.kernel import area as codes
from wanjia.kernel.ids import new_event_id
from wanjia.logistics.models import AlarmNote
from wanjia.logistics.refusals import ReasonWanted
from wanjia.platform.access import Act, Actor, may, require
from wanjia.platform.audit import record


@transaction.atomic
def take(*, by: Actor, place: int, link: str, item: str, level: int, did: str, now: datetime) -> AlarmNote:
    """Written down beside the alarm, which goes on until it is over. Raises ReasonWanted without a word.

    Whoever handles boxes may, and whoever commands the area to which it has climbed.
    """
    if not may(by, Act.OPEN_ROUND, place):
        require(by, Act.CUSTODY, place)
    if not did.strip():
        raise ReasonWanted
    note = AlarmNote.objects.create(
        id=new_event_id(), part=codes.desk_of(place), link=link, item=item, level=level, did=did.strip()[:200],
        taken_by=by.name[:60], taken_by_id=by.account_id, taken_at=now,
    )  # fmt: skip
    record(by=by, act="chain.take_alarm", area=note.part, subject=item, now=now, detail={"link": link, "level": level})
    return note
