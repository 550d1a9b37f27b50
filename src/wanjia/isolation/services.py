"""Commands on zones and on what happened in units. Each leaves a line in the log."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from wanjia.isolation import presets, told
from wanjia.isolation.models import RegimeRule, UnitEvent, ZoneDecision
from wanjia.isolation.ordering import check_rule
from wanjia.isolation.refusals import (
    HasZone,
    NoPlace,
    NotThatTime,
    OrderClosed,
    ReasonWanted,
    SourceWanted,
    TooEarly,
    TooWide,
)
from wanjia.isolation.rules.spots import narrower
from wanjia.isolation.rules.terms import UNITS
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id, part_of
from wanjia.platform import wording
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.platform.outbox import tell
from wanjia.roster.models import Building, Household


@dataclass(frozen=True, slots=True)
class ZoneSaid:
    """Which place under which version since when, why, and from where that is known."""

    place: int
    rule: RegimeRule
    since_on: date
    reason: str
    source: str
    stair: int | None = None


@transaction.atomic
def draw_zone(*, by: Actor, said: ZoneSaid, now: datetime) -> ZoneDecision:
    """A place under a rule. Raises HasZone, TooWide, ReasonWanted, SourceWanted and what `check_rule` raises."""
    require(by, Act.DECIDE, said.place)
    if codes.level_of(said.place) < Level.COMMITTEE or (said.stair and codes.level_of(said.place) != Level.BUILDING):
        raise TooWide(rule=str(said.rule), units="committee")
    if said.reason not in ZoneDecision.Reason.values:
        raise ReasonWanted
    if not said.source.strip():
        raise SourceWanted
    check_rule(said.rule, RegimeRule.Kind.ZONE, said.place, said.since_on, now)
    _check_width(said)
    here = ZoneDecision.objects.select_for_update().filter(
        part=codes.committee_of(said.place), place=said.place, stair=said.stair, ended_at=None
    )
    if here:
        raise HasZone
    zone = ZoneDecision.objects.create(
        id=new_event_id(), part=codes.committee_of(said.place), place=said.place, stair=said.stair, rule=said.rule,
        since_on=said.since_on, reason=said.reason, source=said.source.strip()[:120], made_by=by.name[:60],
        made_at=now,
    )  # fmt: skip
    _changed(zone.part, now)
    _note_zone(by, "isolation.draw_zone", zone, now, said.reason, rule=str(said.rule))
    return zone


def _changed(committee: int, now: datetime) -> None:
    """Tells other rooms that what holds people there is another since this moment."""
    tell("isolation.changed", part=committee, payload={"committee": str(committee)}, now=now)


def drawn_unit(place: int, stair: int | None) -> str:
    """What a zone names. A whole committee is more than any unit: it is computed compound by compound at the widest."""
    if stair is not None:
        return "stair"
    return "building" if codes.level_of(place) == Level.BUILDING else "compound"


def _check_width(said: ZoneSaid) -> None:
    """A rule that names what it is drawn on is not drawn on more; not a whole compound where it says so."""
    units = presets.rule_of(said.rule).units
    if not units:
        return
    widest = min(units, key=UNITS.index)
    is_wide = codes.level_of(said.place) < Level.COMPOUND
    if is_wide or narrower(drawn_unit(said.place, said.stair), widest) != drawn_unit(said.place, said.stair):
        raise TooWide(rule=str(said.rule), units=", ".join(units))


@transaction.atomic
def end_zone(*, by: Actor, zone_id: UUID, reason: str, lift_on: date | None, now: datetime) -> None:
    """Takes a place out of its rule. `lifted` not before every unit of it lifts. Raises OrderClosed, TooEarly,
    ReasonWanted."""
    zone = one_for(by, Act.DECIDE, ZoneDecision.objects.select_for_update().filter(id=zone_id), lambda it: it.place)
    if zone.ended_at is not None:
        raise OrderClosed(state=zone.end_reason)
    if reason not in ZoneDecision.End.values:
        raise ReasonWanted
    if reason == ZoneDecision.End.LIFTED and (lift_on is None or clock.local_date(now) < lift_on):
        raise TooEarly(on=lift_on or "")
    ZoneDecision.objects.filter(part=zone.part, id=zone.id).update(
        ended_at=now, ended_by=by.name[:60], end_reason=reason
    )
    told.say_ended(zone, reason, now)
    _changed(zone.part, now)
    _note_zone(by, "isolation.end_zone", zone, now, reason)


@dataclass(frozen=True, slots=True)
class EventSaid:
    """What happened where, when, and from where that is known."""

    kind: str
    place: int
    happened_at: datetime
    source: str
    stair: int | None = None
    household_id: int | None = None
    person_id: int | None = None


@transaction.atomic
def note_event(*, by: Actor, said: EventSaid, now: datetime) -> UnitEvent:
    """Writes down a fact of a unit. Raises NoPlace, SourceWanted, NotThatTime, NotFound for no kind of fact.
    A household brings its stair and floor along."""
    require(by, Act.DECIDE, said.place)
    if said.kind not in UnitEvent.Kind.values:
        raise NotFound
    if not said.source.strip():
        raise SourceWanted
    if said.happened_at > now:
        raise NotThatTime(at=wording.moment(said.happened_at, now))
    stair, floor = _door_of(said)
    is_positive = said.kind == UnitEvent.Kind.POSITIVE
    if is_positive and not Building.objects.filter(key=said.place).exists():
        raise NoPlace
    event = UnitEvent.objects.create(
        id=new_event_id(), part=codes.committee_of(said.place), kind=said.kind, place=said.place, stair=stair,
        floor=floor, household_id=said.household_id, person_id=said.person_id, happened_at=said.happened_at,
        source=said.source.strip()[:120], recorded_by=by.name[:60], recorded_at=now,
    )  # fmt: skip
    if said.kind != UnitEvent.Kind.TESTED:  # one swab moves no date, and a day has thousands
        _changed(event.part, now)
    _note_event(by, "isolation.note_event", event, now, kind=said.kind)
    return event


def _door_of(said: EventSaid) -> tuple[int | None, int | None]:
    """Stair and floor of what happened. Raises NoPlace for a household of another building."""
    if codes.level_of(said.place) < Level.COMMITTEE:
        raise NoPlace
    if said.household_id is None:
        return said.stair, None
    home = Household.objects.filter(
        part=part_of(said.household_id), id=said.household_id, building_key=said.place
    ).first()
    if home is None:
        raise NoPlace
    return home.stair, home.floor


@transaction.atomic
def withdraw_event(*, by: Actor, event_id: UUID, why: str, now: datetime) -> None:
    """A fact that turned out wrong: what it moved is computed anew without it. Raises ReasonWanted, OrderClosed."""
    event = one_for(by, Act.DECIDE, UnitEvent.objects.select_for_update().filter(id=event_id), lambda it: it.place)
    if event.withdrawn_at is not None:
        raise OrderClosed(state="withdrawn")
    if not why.strip():
        raise ReasonWanted
    UnitEvent.objects.filter(part=event.part, id=event.id).update(
        withdrawn_at=now, withdrawn_by=by.name[:60], withdrawn_reason=why.strip()[:120]
    )
    _changed(event.part, now)
    _note_event(by, "isolation.withdraw_event", event, now, reason=why.strip()[:120])


def _note_zone(by: Actor, act: str, zone: ZoneDecision, now: datetime, reason: str, **detail: object) -> None:
    subject = f"building:{zone.place}" if codes.level_of(zone.place) == Level.BUILDING else f"area:{zone.place}"
    record(
        by=by, act=act, area=zone.part, subject=subject, reason=reason, now=now,
        detail={"zone": str(zone.id), **detail},
    )  # fmt: skip


def _note_event(by: Actor, act: str, event: UnitEvent, now: datetime, reason: str = "", **detail: object) -> None:
    """The building only: which door it was stands in the row, for whoever may see people."""
    subject = f"building:{event.place}" if codes.level_of(event.place) == Level.BUILDING else f"area:{event.place}"
    record(
        by=by, act=act, area=event.part, subject=subject, reason=reason, now=now,
        detail={"event": str(event.id), **detail},
    )  # fmt: skip
