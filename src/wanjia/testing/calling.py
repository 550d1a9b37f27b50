"""Commands on the timetable: write it, move a slot, call the next, take a call back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.coverage.models import Round
from wanjia.coverage.refusals import RoundClosed
from wanjia.kernel.errors import Refusal
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.testing import queries
from wanjia.testing.models import Post, Site, Slot
from wanjia.testing.queries import Attendance
from wanjia.testing.refusals import (
    AlreadyCalled,
    NoRoom,
    NotCalled,
    NothingToCall,
    QueueNotShort,
    QueueUnknown,
    WrongHours,
)
from wanjia.testing.rules import drafting, queue
from wanjia.testing.rules.drafting import Draft, per_hour
from wanjia.testing.rules.ground import Offer
from wanjia.testing.rules.people import Cell, Covering, Group
from wanjia.testing.rules.queue import Stop

_STOPS: Mapping[Stop, type[Refusal]] = {
    Stop.UNKNOWN: QueueUnknown, Stop.NOT_SHORT: QueueNotShort, Stop.NO_ROOM: NoRoom,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What the timetable is asked to keep to."""

    apart: tuple[Group, ...]  # groups with a window of their own
    rate: float  # people a lane and hour
    is_whole: bool = False  # also those who came already: the timetable of a day that is half over


def draft(round_: Round, committee: int, wish: Wish, now: datetime) -> Draft:
    """The timetable as it would be written now; writes nothing. Seven queries."""
    found = queries.sites(committee)
    kept = _kept(found, round_)
    covering = Covering(kept)
    wanted = {
        cell: people for row in queries.cells(round_, committee, now)
        if covering.of(cell := Cell(row.building_key, row.stair, row.floor, Group(row.group))) is None
        and (people := row.owed if wish.is_whole else row.open)
    }  # fmt: skip
    return drafting.draft(wanted, _offers(found, round_, kept, wish), apart=wish.apart, kept=kept, now=now)


def _kept(found: Sequence[Site], round_: Round) -> list[Slot]:
    """Slots that a new timetable leaves where they are: called, or moved by hand."""
    return [slot for slot in queries.slots(found, round_) if slot.called_at or slot.moved_by]


def _offers(found: Sequence[Site], round_: Round, kept: Iterable[Slot], wish: Wish) -> list[Offer]:
    standings, hours = queries.standings(found), queries.openings(found, round_)
    busy: dict[UUID, list[tuple[datetime, datetime]]] = {}
    for slot in kept:
        if slot.group != Group.HOME:
            busy.setdefault(slot.site_id, []).append((slot.starts_at, slot.ends_at))
    return [
        Offer(
            site.pk, site.place, per_hour(standings[site.pk].working, wish.rate), standings[site.pk].capacity,
            tuple(hours.get(site.pk, ())), tuple(busy.get(site.pk, ())),
        )
        for site in found
    ]  # fmt: skip


@transaction.atomic
def write_draft(*, by: Actor, round_: Round, committee: int, wish: Wish, now: datetime) -> Draft:
    """Writes the timetable of a committee; what was called or moved by hand stays. Twice the same: nothing changes."""
    require(by, Act.DECIDE, committee)
    if round_.state != Round.State.OPEN:
        raise RoundClosed(round=round_.name)
    list(Site.objects.select_for_update().filter(part=committee).order_by("id"))  # one timetable at a time
    made = draft(round_, committee, wish, now)
    Slot.objects.filter(part=committee, round=round_, called_at=None, moved_by="").delete()
    Slot.objects.bulk_create(
        Slot(
            id=new_event_id(), part=committee, round=round_, site_id=slot.site, building_key=slot.piece.building_key,
            stair=slot.piece.stair, floor_low=slot.piece.floor_low, floor_high=slot.piece.floor_high,
            group=slot.piece.group, starts_at=slot.starts_at, ends_at=slot.ends_at, position=slot.position,
            expected=slot.piece.people,
        )
        for slot in made.slots
    )  # fmt: skip
    record(
        by=by, act="slots.write", area=committee, subject=f"round:{round_.pk}", now=now,
        detail={"slots": len(made.slots), "left_out": sum(unfit.piece.people for unfit in made.unfit)},
    )  # fmt: skip
    return made


@transaction.atomic
def move(*, by: Actor, slot: Slot, starts_at: datetime, ends_at: datetime, note: str, now: datetime) -> None:
    """Puts a slot to another time. From then on a new timetable leaves it there. Raises AlreadyCalled, WrongHours."""
    require(by, Act.DECIDE, slot.part)
    held = _hold(slot)
    if held.called_at:
        raise AlreadyCalled(by=held.called_by)
    if ends_at <= starts_at:
        raise WrongHours(opens=starts_at, closes=ends_at)
    held.starts_at, held.ends_at, held.moved_by, held.note = starts_at, ends_at, by.name, note
    held.save(update_fields=["starts_at", "ends_at", "moved_by", "note"])
    _note(by, "slot.move", held, now, note)


@transaction.atomic
def call(*, by: Actor, site: Site, round_: Round, slot_id: UUID | None, reason: str, now: datetime) -> Slot:
    """Calls the next building, or a slot by name. Refused when the line is not short, unless a reason is written.

    Raises NothingToCall, AlreadyCalled, QueueUnknown, QueueNotShort, NoRoom.
    """
    require(by, Act.RECORD, site.place)
    Site.objects.select_for_update().get(part=site.part, id=site.pk)  # two desks do not call the same
    slot = next_of(site, round_, now) if slot_id is None else _named(site, slot_id)
    if slot is None:
        raise NothingToCall(site=site.name)
    if slot.called_at:
        raise AlreadyCalled(by=slot.called_by)
    held = _stop(site, round_, slot, now)
    if held is not None and not reason.strip():
        raise held
    slot.called_at, slot.called_by, slot.note = now, by.name, reason.strip() or slot.note
    slot.save(update_fields=["called_at", "called_by", "note"])
    _note(by, "slot.call", slot, now, reason)
    return slot


def next_of(site: Site, round_: Round, now: datetime) -> Slot | None:
    """The first that nobody called yet and that still has people to come. Three queries."""
    timetable = queries.slots([site], round_)
    return next_in(timetable, queries.attendance(round_, site.part, timetable, now))


def next_in(timetable: Iterable[Slot], came: Attendance) -> Slot | None:
    """Who is visited at home is not called, nor where everybody came already."""
    waits = (slot for slot in timetable if not slot.called_at and slot.group != Group.HOME)
    return next((slot for slot in waits if came.by_slot[slot.pk].open), None)


def _named(site: Site, slot_id: UUID) -> Slot | None:
    return Slot.objects.filter(part=site.part, id=slot_id, site=site).first()


def _stop(site: Site, round_: Round, slot: Slot, now: datetime) -> Refusal | None:
    """What speaks against it, as a refusal with its figures."""
    timetable = queries.slots([site], round_)
    came = queries.attendance(round_, site.part, timetable, now)
    count = queries.counts([site], now).get((site.pk, Post.QUEUE))
    line = queries.line_of(site, queries.standings([site])[site.pk], count, timetable, came)
    waiting, expected = line.waiting(now), came.by_slot[slot.pk].open
    why = queue.stop(waiting, line.capacity, expected)
    return _STOPS[why](waiting=waiting, capacity=line.capacity, expected=expected) if why else None


@transaction.atomic
def take_back(*, by: Actor, slot: Slot, now: datetime) -> None:
    """The call was a mistake: the slot is the next one again. Raises NotCalled."""
    require(by, Act.RECORD, slot.site.place)
    held = _hold(slot)
    if not held.called_at:
        raise NotCalled
    held.called_at, held.called_by = None, ""
    held.save(update_fields=["called_at", "called_by"])
    _note(by, "slot.take_back", held, now)


def _hold(slot: Slot) -> Slot:
    return Slot.objects.select_for_update().get(part=slot.part, id=slot.pk)


def _note(by: Actor, act: str, slot: Slot, now: datetime, reason: str = "") -> None:
    record(
        by=by, act=act, area=slot.part, subject=f"slot:{slot.pk}", reason=reason, now=now,
        detail={"building": str(slot.building_key), "round": slot.round_id},
    )  # fmt: skip
