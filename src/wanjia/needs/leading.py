"""Who answers for a kind of need in an area, and by when. A level that has set nobody is answered for from above."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from wanjia.kernel import area as codes
from wanjia.kernel.ids import new_event_id
from wanjia.needs.models import Kind, KindLead
from wanjia.needs.refusals import HourPast, LeadWanted
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record


@transaction.atomic
def set_lead(*, by: Actor, area: int, kind: str, who: str, until: datetime | None, now: datetime) -> KindLead:
    """The next version; the ones before stay. Raises LeadWanted, HourPast."""
    desk = codes.desk_of(area)
    require(by, Act.OPEN_ROUND, desk)
    if kind not in Kind.values or not who.strip():
        raise LeadWanted
    if until is not None and until <= now:
        raise HourPast
    held = KindLead.objects.select_for_update().filter(area=desk, kind=kind).order_by("-version").first()
    made = KindLead.objects.create(
        id=new_event_id(), area=desk, kind=kind, version=held.version + 1 if held else 1, who=who.strip()[:60],
        until=until, made_by=by.name[:60], made_at=now,
    )  # fmt: skip
    record(
        by=by, act="need.set_lead", area=desk, subject=f"lead:{made}", now=now,
        detail={"kind": kind, "until": until.isoformat() if until else ""},
    )  # fmt: skip
    return made


def leads(area: int) -> Mapping[str, KindLead]:
    """Per kind the one in force: the area's own, else the nearest above. One query."""
    desk = codes.desk_of(area)
    chain = [desk, *codes.ancestors(desk)]
    found: dict[str, KindLead] = {}
    for row in KindLead.objects.filter(area__in=chain).order_by("version"):
        held = found.get(row.kind)
        if held is None or codes.level_of(row.area) >= codes.level_of(held.area):
            found[row.kind] = row
    return found


def versions(area: int, kind: str) -> list[KindLead]:
    """What the area itself has set for a kind, the newest first. One query."""
    return list(KindLead.objects.filter(area=codes.desk_of(area), kind=kind).order_by("-version")[:20])
