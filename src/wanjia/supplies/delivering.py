"""Commands on deliveries: planned, allocated by rule, opened as a round. Who carries them is in `driving`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.coverage import presets
from wanjia.coverage import services as coverage
from wanjia.coverage.models import Obligation, Round
from wanjia.coverage.rules import Population
from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id, part_of
from wanjia.platform.access import Act, Actor, one_for, require, system
from wanjia.platform.audit import record
from wanjia.supplies import asked, homes, intake, queries, stocking
from wanjia.supplies.intake import MoveFact
from wanjia.supplies.models import Delivery, LeftOut, Lot
from wanjia.supplies.refusals import DeliveryOpen, Elsewhere, NobodyToServe
from wanjia.supplies.rules import stock
from wanjia.supplies.rules.allocating import Allocation, allocate

OBLIGATION = {
    Delivery.Kind.PARCEL: "parcel", Delivery.Kind.GROUP: "parcel", Delivery.Kind.DONATION: "parcel",
    Delivery.Kind.KIT: "antigen", Delivery.Kind.MEAL: "meal",
}  # fmt: skip
REASON = "supplies:"  # why a round was opened: to bring this delivery
RECENT = timedelta(hours=36)  # whoever had one of the same good since then waits
DOORS = timedelta(hours=12)  # a group buy is at its doors so long after it has come


@dataclass(frozen=True, slots=True)
class DeliverySaid:
    """What goes where and when. Without a lot it is not yet known what it is taken from."""

    place: int
    kind: str
    title: str
    opens_at: datetime
    due_at: datetime
    lot: Lot | None = None
    each: int = 1
    per_box: int = 1


@transaction.atomic
def plan(*, by: Actor, said: DeliverySaid, now: datetime) -> Delivery:
    """A line of the forward schedule. Nothing is owed yet. Raises WordsWanted, AmountWanted, WrongTimes, LotClosed,
    NotFound for no kind of delivery."""
    require(by, Act.SUPPLY, said.place)
    if said.kind not in Delivery.Kind.values:
        raise NotFound
    title = asked.said(said.title, _("Title"), 60)
    asked.amount(said.each, _("For each household"))
    asked.amount(said.per_box, _("In one box"))
    asked.in_order(said.opens_at, said.due_at, now)
    if said.lot is not None:
        stocking.check_open(said.lot, now)
    delivery = Delivery.objects.create(
        id=new_event_id(), part=codes.desk_of(said.place), place=said.place, kind=said.kind,
        title=title, lot=said.lot, each=said.each, per_box=said.per_box, opens_at=said.opens_at,
        due_at=said.due_at, made_at=now, made_by=by.name[:60],
    )  # fmt: skip
    _note(by, "supplies.plan", delivery, now)
    return delivery


def preview(delivery: Delivery, now: datetime) -> Allocation:
    """Who would get it if it were opened now. Some six queries."""
    there = queries.stocks([delivery.lot])[delivery.lot.pk].on_hand if delivery.lot else None
    found = homes.of(delivery.place)
    had = homes.had_one(delivery, now - RECENT)
    enough = len(found) * delivery.each if there is None else max(there, 0)
    return allocate(found, each=delivery.each, stock=enough, had_one=had)


@transaction.atomic
def open_delivery(*, by: Actor, delivery: Delivery, now: datetime) -> Delivery:
    """From plan to round: the stock goes out, who is left out is written down with the reason.

    A subdistrict or less is allocated door by door. More than that owes everybody, and what there is of it leaves the
    lot: what is short is told by the books. Freight leaves trip by trip, as the depot signs (`driving.load`).
    Raises DeliveryOpen, NobodyToServe, NegativeStock, LotClosed.
    """
    held = _hold(by, delivery)
    if held.kind == Delivery.Kind.FREIGHT:
        return _opened(by, held, None, now)
    if held.kind == Delivery.Kind.MEAL:
        return serve(by=by, delivery=held, subjects=homes.people_in_care(held.place), quantity=None, now=now)
    if codes.level_of(held.place) < Level.TOWN:
        return _open_wide(by, held, now)
    allocation = preview(held, now)
    gets = [home for home, _number in allocation.given]
    if not gets:
        raise NobodyToServe
    _leave_out(held, allocation)
    return serve(by=by, delivery=held, subjects=gets, quantity=len(gets) * held.each, now=now)


def _open_wide(by: Actor, held: Delivery, now: datetime) -> Delivery:
    """Raises NobodyToServe where not one household could get its share."""
    there = queries.stocks([held.lot])[held.lot.pk].on_hand if held.lot else held.each
    if there < held.each:
        raise NobodyToServe
    round_ = _round(by, held, now, None)
    _take_out(by, held, min(round_.owed_at_opening * held.each, there), now)
    return _opened(by, held, round_, now)


def serve(
    *, by: Actor, delivery: Delivery, subjects: Sequence[int], quantity: int | None, now: datetime
) -> Delivery:  # fmt: skip
    """A round over exactly these, and their goods out of the lot. Raises NobodyToServe, NegativeStock, LotClosed."""
    if not subjects:
        raise NobodyToServe
    _take_out(by, delivery, quantity if quantity is not None else len(subjects) * delivery.each, now)
    return _opened(by, delivery, _round(by, delivery, now, subjects), now)


def _take_out(by: Actor, delivery: Delivery, total: int, now: datetime) -> None:
    """Out of the lot, locked, if it is known which. Raises NegativeStock, LotClosed."""
    if delivery.lot is None:
        return
    lot = Lot.objects.select_for_update().get(part=delivery.lot.part, id=delivery.lot.pk)
    stocking.check_there(lot, stock.OUT, total, now)
    out = MoveFact(new_event_id(), stock.OUT, total, now, delivery.pk, delivery.title)
    intake.write_move(lot, out, by=by.name, now=now)


def _round(by: Actor, delivery: Delivery, now: datetime, subjects: Sequence[int] | None) -> Round:
    """Whoever looks after supplies opens what is owed of them, and nothing else: in their name, by the room's hand."""
    code = OBLIGATION[Delivery.Kind(delivery.kind)]
    if not Obligation.objects.filter(code=code).exists():
        presets.load()  # an installation older than this kind of round
    opens = min(delivery.opens_at, now) if delivery.opens_at > now else delivery.opens_at
    asked = coverage.NewRound(
        code, delivery.title, delivery.place, opens, max(delivery.due_at, opens + timedelta(minutes=1)),
        Population(), reason=f"{REASON}{delivery.pk}",
    )  # fmt: skip
    hand = system(by.name)
    if subjects is None:
        return coverage.open_round(by=hand, asked=asked, now=now)
    return coverage.open_named(by=hand, asked=asked, subjects=subjects, now=now)


def _opened(by: Actor, delivery: Delivery, round_: Round | None, now: datetime) -> Delivery:
    delivery.round_id, delivery.opened_at = (round_.pk if round_ else None), now
    delivery.save(update_fields=["round_id", "opened_at"])
    _note(by, "supplies.open_delivery", delivery, now, owed=round_.owed_at_opening if round_ else 0)
    return delivery


def _leave_out(delivery: Delivery, allocation: Allocation) -> None:
    keys = homes.keys_of([home for home, _why in allocation.left_out])
    LeftOut.objects.bulk_create(
        LeftOut(
            part=part_of(home), delivery_id=delivery.pk, household_id=home, building_key=keys[home], why=why,
        ) for home, why in allocation.left_out
    )  # fmt: skip


@transaction.atomic
def cancel(*, by: Actor, delivery: Delivery, why: str, now: datetime) -> None:
    """Takes a line out of the schedule. One that is under way is cancelled as a round. Raises DeliveryOpen,
    ReasonWanted."""
    held = _hold(by, delivery)
    held.cancelled_at, held.cancel_reason = now, asked.reason(why)
    held.save(update_fields=["cancelled_at", "cancel_reason"])
    _note(by, "supplies.cancel", held, now, reason=held.cancel_reason)


def _hold(by: Actor, delivery: Delivery) -> Delivery:
    held = Delivery.objects.select_for_update(of=("self",)).select_related("lot").get(
        part=delivery.part, id=delivery.pk
    )  # fmt: skip
    require(by, Act.SUPPLY, held.place)
    if held.opened_at is not None or held.cancelled_at is not None:
        raise DeliveryOpen(title=held.title)
    return held


@transaction.atomic
def note_remainder(*, by: Actor, delivery: Delivery, fact: intake.RemainderFact, now: datetime) -> None:
    """At the gate or the drop point: what came back, spoiled, or lies there. Raises Elsewhere, AmountWanted, NotFound
    for another kind of rest."""
    require(by, Act.RECORD, delivery.place)
    if not codes.contains(delivery.place, fact.place):
        raise Elsewhere(area=delivery.title)
    if fact.kind not in ("returned", "spoiled", "on_hand"):
        raise NotFound
    asked.amount(fact.quantity, _("Quantity"), least=0 if fact.kind == "on_hand" else 1)
    intake.write_remainder(delivery, fact, by=by.name, now=now)
    _note(by, "supplies.remainder", delivery, now, kind=fact.kind, quantity=fact.quantity)


def delivery_for(by: Actor, delivery_id: UUID, act: Act = Act.SEE_COUNTS) -> Delivery:
    """Raises NotFound, NotAllowed."""
    return one_for(by, act, Delivery.objects.select_related("lot__good").filter(id=delivery_id), lambda it: it.place)


def _note(by: Actor, act: str, delivery: Delivery, now: datetime, reason: str = "", **detail: object) -> None:
    record(
        by=by, act=act, area=codes.desk_of(delivery.place), subject=f"delivery:{delivery.pk}", reason=reason,
        detail=detail, now=now,
    )  # fmt: skip
