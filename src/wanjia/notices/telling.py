"""Commands that see to it that everybody is told: opening the round, writing down who was reached how, what was played.

What counts as reached, and what only as tried or as broadcast, is ADR 0026.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.coverage import desk, presets
from wanjia.coverage import services as coverage
from wanjia.coverage.models import Obligation, Round
from wanjia.coverage.services import NewRound
from wanjia.kernel import area as codes
from wanjia.kernel.ids import new_event_id
from wanjia.notices import ending, queries, rules
from wanjia.notices.models import Broadcast, Notice, Telling
from wanjia.notices.refusals import (
    AlreadyTold,
    Elsewhere,
    HowWanted,
    NoLongerInForce,
    NotForResidents,
    WhoWanted,
)
from wanjia.notices.rules import REACHED_BY, State
from wanjia.notices.services import PUBLISH
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record

OBLIGATION = "told"
_TELLABLE = (State.COMING, State.IN_FORCE, State.OUTDONE)


@transaction.atomic
def tell(*, by: Actor, notice: Notice, area: int, due_at: datetime, now: datetime) -> Telling:
    """A round over every household of the area in which somebody is. Ends the rounds of the versions before it there.

    Raises Elsewhere, NotForResidents, NoLongerInForce, AlreadyTold; what opening a round raises.
    """
    require(by, PUBLISH, area)
    check(notice, area, now)
    for before in _before(notice):
        ending.end(by=by, notice_id=before, reason=notice.title, now=now, area=area)
    if not Obligation.objects.filter(code=OBLIGATION).exists():
        presets.load()  # an installation older than this kind of round
    asked = NewRound(OBLIGATION, notice.title, area, now, due_at, reason=f"notice:{notice.pk}")
    round_ = coverage.open_round(by=by, asked=asked, now=now)
    telling = Telling.objects.create(
        id=new_event_id(), notice=notice, area=area, round_id=round_.pk, opened_at=now, opened_by=by.name[:60]
    )
    _note(by, "notice.tell", notice, area, now, round=round_.pk, owed=round_.owed_at_opening)
    return telling


def _before(notice: Notice) -> list[UUID]:
    """Every version whose place it takes: the one just before may never have been told. One query, none for a first."""
    if notice.replaces is None:
        return []
    line = rules.line_of(notice, queries.versions_of(notice.area))
    return [one.pk for one in line if one.pk != notice.pk and one.made_at <= notice.made_at]


def check(notice: Notice, area: int, now: datetime) -> None:
    """Raises for whatever can't be told there, whoever asks."""
    if not codes.contains(notice.area, area):
        raise Elsewhere
    if notice.audience == Notice.Audience.PHONES:
        raise NotForResidents
    if rules.state_of(notice, queries.versions_of(notice.area), now) not in _TELLABLE:
        raise NoLongerInForce(title=notice.title)
    if Telling.objects.filter(notice=notice, ended_at=None, area__in=codes.ancestors(area)).exists():
        raise AlreadyTold(title=notice.title)


@transaction.atomic
def reach(*, by: Actor, telling: Telling, subjects: Sequence[int], how: str, now: datetime) -> int:
    """These were told: at the door, by telephone, or they answered in the chat. Returns how many were new.

    Raises HowWanted, and what writing a proof by hand raises.
    """
    if how not in REACHED_BY:
        raise HowWanted
    round_ = Round.objects.get(pk=telling.round_id)
    receipts = desk.record_by_hand(by=by, round_=round_, subjects=subjects, now=now, detail={"channel": how})
    return len(receipts)


@dataclass(frozen=True, slots=True)
class Played:
    """What was played, hung or posted, where, when and by whom."""

    channel: str
    place: int
    at: datetime
    done_by: str
    spot: str = ""


@transaction.atomic
def note_broadcast(*, by: Actor, notice: Notice, played: Played, now: datetime) -> Broadcast:
    """Written down beside the round, never into it. Raises HowWanted, WhoWanted, Elsewhere."""
    require(by, Act.RECORD, played.place)
    if played.channel not in Broadcast.Channel.values:
        raise HowWanted
    if not played.done_by.strip():
        raise WhoWanted
    if not codes.contains(notice.area, played.place):
        raise Elsewhere
    kept = Broadcast.objects.create(
        id=new_event_id(), part=codes.desk_of(played.place), notice_id=notice.pk, place=played.place,
        channel=played.channel, spot=played.spot.strip()[:60], at=min(played.at, now),
        done_by=played.done_by.strip()[:60], recorded_by=by.name[:60], recorded_at=now,
    )  # fmt: skip
    _note(by, "notice.broadcast", notice, played.place, now, channel=played.channel)
    return kept


def _note(by: Actor, act: str, notice: Notice, area: int, now: datetime, **detail: object) -> None:
    record(by=by, act=act, area=codes.desk_of(area), subject=f"notice:{notice.pk}", detail=detail, now=now)
