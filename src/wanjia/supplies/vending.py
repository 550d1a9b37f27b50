"""Commands on a mobile van: its day planned, loaded, counted at each stop, closed. What a stop counts is a fact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform import wording
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.supplies import asked, intake, stocking, vans
from wanjia.supplies.intake import MoveFact
from wanjia.supplies.models import Good, Lot, Supplier, VanCount, VanLoad, VanRun, VanStop
from wanjia.supplies.refusals import Elsewhere, OtherDay, OtherLot, RunClosed, StopsOverlap
from wanjia.supplies.rules import stock
from wanjia.supplies.rules import vans as rules


@dataclass(frozen=True, slots=True)
class RunSaid:
    """Which van on which day, and whose it is."""

    place: int
    on: date
    van: str
    supplier: Supplier | None = None


@transaction.atomic
def plan(*, by: Actor, said: RunSaid, now: datetime) -> VanRun:
    """Raises WordsWanted, DayPast, NotVetted for a firm that is not on the whitelist."""
    require(by, Act.SUPPLY, said.place)
    van = asked.said(said.van, _("Van"), 40)
    asked.not_past(said.on, now)
    if said.supplier is not None:
        stocking.check_supplier(said.supplier, said.on)
    run = VanRun.objects.create(
        id=new_event_id(), part=codes.desk_of(said.place), place=said.place, on=said.on, van=van,
        supplier=said.supplier, made_at=now, made_by=by.name[:60],
    )  # fmt: skip
    _note(by, "supplies.plan_van", run, now)
    return run


@dataclass(frozen=True, slots=True)
class StopSaid:
    """Where it stands from when to when; who comes, empty for everybody of the place."""

    spot: str
    from_at: datetime
    until_at: datetime
    comes: Sequence[int] = ()


@transaction.atomic
def add_stop(*, by: Actor, run: VanRun, said: StopSaid, now: datetime) -> VanStop:
    """Raises RunClosed, StopsOverlap, Elsewhere, WordsWanted, WrongTimes, OtherDay."""
    held = _hold(by, run)
    spot = asked.said(said.spot, _("Stands at"), 60)
    asked.in_order(said.from_at, said.until_at, said.from_at)
    if not local_date(said.from_at) == held.on == local_date(said.until_at):
        raise OtherDay(on=held.on)
    if not all(codes.contains(held.place, code) for code in said.comes):
        raise Elsewhere(area=held.van)
    spans = VanStop.objects.filter(part=held.part, run=held).values_list("from_at", "until_at")
    clash = rules.overlapping([*spans, (said.from_at, said.until_at)])
    if clash is not None:
        other = clash[0] if clash[1] == (said.from_at, said.until_at) else clash[1]
        raise StopsOverlap(a=wording.time(other[0]), b=wording.time(other[1]))
    return VanStop.objects.create(
        id=new_event_id(), part=held.part, run=held, spot=spot, from_at=said.from_at,
        until_at=said.until_at, comes=sorted(set(said.comes)),
    )  # fmt: skip


@transaction.atomic
def remove_stop(*, by: Actor, stop: VanStop, now: datetime) -> None:
    """Raises RunClosed once something was counted there."""
    held = _hold(by, stop.run)
    if VanCount.objects.filter(part=held.part, stop=stop).exists():
        raise RunClosed
    VanStop.objects.filter(part=held.part, id=stop.pk).delete()
    _note(by, "supplies.remove_stop", held, now, spot=stop.spot)


@transaction.atomic
def load(*, by: Actor, run: VanRun, good: Good, quantity: int, lot: Lot | None, now: datetime) -> VanLoad:
    """On board. What comes out of a lot of ours leaves it. Raises RunClosed, AmountWanted, NegativeStock, LotClosed,
    OtherLot."""
    held = _hold(by, run)
    asked.amount(quantity, _("Quantity"))
    if lot is not None and lot.good_id != good.pk:
        raise OtherLot(batch=lot.batch, good=lot.good.name)
    made = VanLoad.objects.create(id=new_event_id(), part=held.part, run=held, good=good, lot=lot, loaded=quantity)
    if lot is not None:
        kept = Lot.objects.select_for_update().get(part=lot.part, id=lot.pk)
        stocking.check_there(kept, stock.OUT, quantity, now)
        intake.write_move(kept, MoveFact(made.pk, stock.OUT, quantity, now, note=held.van), by=by.name, now=now)
    _note(by, "supplies.load_van", held, now, quantity=quantity)
    return made


@transaction.atomic
def count(*, by: Actor, stop: VanStop, counts: Mapping[UUID, tuple[int, int]], now: datetime) -> bool:
    """What was handed out of each load and what is left, as whoever stands there saw it. A fact: what does not fit is
    shown as a difference, and what comes after the van's day is closed is kept too. True where a lot was put right
    by it. Raises NotFound for no load."""
    require(by, Act.RECORD, stop.run.place)
    held = VanRun.objects.select_for_update().get(part=stop.part, id=stop.run_id)
    known = set(VanLoad.objects.filter(part=held.part, run=held).values_list("id", flat=True))
    if not set(counts) <= known:
        raise NotFound
    before = _booked_back(held)
    VanCount.objects.bulk_create(
        VanCount(
            id=new_event_id(), part=held.part, stop=stop, load_id=load_id, handed=handed, left=left, seen_at=now,
            recorded_by=by.name[:60],
        ) for load_id, (handed, left) in counts.items()
    )  # fmt: skip
    corrected = _put_right(by, held, before, now)
    handed = sum(handed for handed, _left in counts.values())
    _note(by, "supplies.count_van", held, now, handed=handed, corrected=corrected)
    return bool(corrected)


def _booked_back(run: VanRun) -> Mapping[UUID, int]:
    """By load: what its lot has been given back, because the van's day is closed or cancelled. Empty until then."""
    if run.closed_at is None and run.cancelled_at is None:
        return {}
    return {one.load.pk: one.balance.back for one in vans.day_of(run).loads if one.load.lot is not None}


def _put_right(by: Actor, run: VanRun, before: Mapping[UUID, int], now: datetime) -> int:
    """A count came after the end: each lot is given, or loses, what was booked wrong. Returns how many lots.

    The move is dated to the end of the van's day, when it should have been booked: whoever has counted the lot since
    then has counted it already.
    """
    lines = vans.day_of(run).loads if before else ()
    wrong = [
        (one.load.lot, more) for one in lines
        if one.load.lot is not None and (more := one.balance.back - before[one.load.pk])
    ]  # fmt: skip
    ended_at = run.closed_at or run.cancelled_at or now
    for lot, more in wrong:
        kind = stock.RETURNED if more > 0 else stock.OUT
        note = _("%(van)s, counted late") % {"van": run.van}
        fact = MoveFact(new_event_id(), kind, abs(more), ended_at, note=note, odd=("after_close",))
        intake.write_move(lot, fact, by=by.name, now=now)
    return len(wrong)


@transaction.atomic
def close(*, by: Actor, run: VanRun, now: datetime) -> None:
    """The van is back: what is left of our lots goes back into them. Raises RunClosed."""
    held = _hold(by, run)
    for one in vans.day_of(held).loads:
        if one.load.lot is not None and one.balance.back:
            fact = MoveFact(new_event_id(), stock.RETURNED, one.balance.back, now, note=held.van)
            intake.write_move(one.load.lot, fact, by=by.name, now=now)
    held.closed_at = now
    held.save(update_fields=["closed_at"])
    _note(by, "supplies.close_van", held, now)


@transaction.atomic
def cancel(*, by: Actor, run: VanRun, why: str, now: datetime) -> None:
    """It does not come, and residents no longer see it. Raises ReasonWanted, RunClosed once something was counted."""
    held = _hold(by, run)
    kept = asked.reason(why)
    if VanCount.objects.filter(part=held.part, stop__run=held).exists():
        raise RunClosed
    for one in vans.day_of(held).loads:
        if one.load.lot is not None:
            fact = MoveFact(new_event_id(), stock.RETURNED, one.load.loaded, now, note=held.van)
            intake.write_move(one.load.lot, fact, by=by.name, now=now)
    held.cancelled_at, held.cancel_reason = now, kept
    held.save(update_fields=["cancelled_at", "cancel_reason"])
    _note(by, "supplies.cancel_van", held, now, reason=held.cancel_reason)


def _hold(by: Actor, run: VanRun) -> VanRun:
    held = VanRun.objects.select_for_update().get(part=run.part, id=run.pk)
    require(by, Act.SUPPLY, held.place)
    if held.closed_at is not None or held.cancelled_at is not None:
        raise RunClosed
    return held


def run_for(by: Actor, van_id: UUID, act: Act = Act.SEE_COUNTS) -> VanRun:
    """Raises NotFound, NotAllowed."""
    return one_for(by, act, VanRun.objects.select_related("supplier").filter(id=van_id), lambda it: it.place)


def stop_for(by: Actor, stop_id: UUID, act: Act) -> VanStop:
    return one_for(by, act, VanStop.objects.select_related("run").filter(id=stop_id), lambda it: it.run.place)


def _note(by: Actor, act: str, run: VanRun, now: datetime, reason: str = "", **detail: object) -> None:
    record(
        by=by, act=act, area=codes.desk_of(run.place), subject=f"van:{run.pk}", reason=reason, detail=detail, now=now
    )
