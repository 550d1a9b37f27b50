"""A new version of the clocks of a kind, written by an area for itself. The ones before stay as they are.

Open tickets keep the version under which they were opened; whoever writes one sees first what it would have meant for
the tickets of the last days.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.versions import next_own
from wanjia.needs import presets
from wanjia.needs.models import Kind, KindTerms, Ticket
from wanjia.needs.refusals import ClocksMalformed, DayPast, SourceWanted
from wanjia.needs.rules.replay import Past, Replay, replay
from wanjia.needs.rules.terms import Malformed, Terms, read
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record

BACK = timedelta(days=7)
_MOST = 5_000


@dataclass(frozen=True, slots=True)
class ClocksSaid:
    """What a desk writes. Minutes in the order life, red, yellow, green."""

    kind: str
    starts_at: int
    climb_minutes: tuple[int, ...]
    due_minutes: tuple[int, ...]
    effective_on: date
    source: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change: the clocks in force beside the new ones, the tickets of the last days under both."""

    before: Terms
    after: Terms
    replay: Replay
    open: int  # tickets that keep the version under which they were opened


def preview(area: int, said: ClocksSaid, now: datetime) -> Preview:
    """Three queries. Raises ClocksMalformed, SourceWanted, DayPast."""
    before = presets.in_force(codes.desk_of(area), local_date(now))[said.kind]
    after = _looked(said, read(before.terms).fields, now)
    rows = Ticket.objects.filter(building_key__range=codes.buildings_under(codes.desk_of(area)), kind=said.kind)
    lately = rows.filter(opened_at__gte=now - BACK).order_by("-opened_at")[:_MOST]
    told = lately.values_list("number", "urgency", "opened_at", "closed_at")
    past = [Past(f"{number:04}", urgency, opened_at, closed_at) for number, urgency, opened_at, closed_at in told]
    old = read(before.terms, before.version)
    return Preview(old, after, replay(past, old, after, now), rows.filter(closed_at=None).count())


def _looked(said: ClocksSaid, fields: tuple[str, ...], now: datetime) -> Terms:
    if said.kind not in Kind.values:
        raise ClocksMalformed
    if not said.source.strip():
        raise SourceWanted
    if said.effective_on < local_date(now):
        raise DayPast
    try:
        return read(_terms(said, fields))
    except Malformed as why:
        raise ClocksMalformed from why


def _terms(said: ClocksSaid, fields: tuple[str, ...]) -> dict[str, object]:
    return {
        "starts_at": said.starts_at, "climb_minutes": list(said.climb_minutes), "due_minutes": list(said.due_minutes),
        "fields": list(fields),
    }  # fmt: skip


@transaction.atomic
def write(*, by: Actor, area: int, said: ClocksSaid, now: datetime) -> KindTerms:
    """The next version for an area; it holds there from its day on. Raises ClocksMalformed, SourceWanted, DayPast."""
    desk = codes.desk_of(area)
    require(by, Act.OPEN_ROUND, desk)
    fields = read(presets.in_force(desk, said.effective_on)[said.kind].terms).fields if said.kind in Kind.values else ()
    _looked(said, fields, now)
    rows = KindTerms.objects.select_for_update().filter(kind=said.kind)
    made = KindTerms.objects.create(
        kind=said.kind, version=next_own(row.version for row in rows), area=desk, effective_on=said.effective_on,
        terms=_terms(said, fields), source=said.source.strip()[:200], note=said.note.strip()[:300],
        made_by=by.name[:60], made_at=now,
    )  # fmt: skip
    record(
        by=by, act="need.write_clocks", area=desk, subject=f"clocks:{made}", now=now,
        detail={"effective_on": made.effective_on.isoformat(), "terms": made.terms},
    )  # fmt: skip
    return made
