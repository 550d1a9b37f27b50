"""Commands of a purchase: proposed by rule, decided by a person, ordered, answered, come as lots."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.supplies import asked, capacities, homes, purchases, queries, stocking
from wanjia.supplies.models import Good, Lot, Purchase, PurchaseLine, Supplier
from wanjia.supplies.refusals import (
    MoreThanWanted,
    NothingChosen,
    NothingNeeded,
    OverCapacity,
    PurchaseClosed,
    RationOrFigure,
)
from wanjia.supplies.rules import splitting
from wanjia.supplies.stocking import LotSaid


@dataclass(frozen=True, slots=True)
class PurchaseSaid:
    """What a place needs on a day: `each` for every household that lives there, or a `figure`."""

    place: int
    good: Good
    on: date
    each: int | None = None
    figure: int | None = None
    less_stock: bool = False  # what lies there already is not bought again
    after: Purchase | None = None  # the rest of this one


@transaction.atomic
def propose(*, by: Actor, said: PurchaseSaid, now: datetime) -> Purchase:
    """A purchase with a proposed split; nothing is promised by it. Raises NothingNeeded, RationOrFigure, AmountWanted,
    DayPast."""
    require(by, Act.SUPPLY, said.place)
    _check_asked(said, now)
    count = homes.lived_in(said.place) if said.each is not None else None
    there = queries.on_hand_of(said.good, said.place, now) if said.less_stock else 0
    wanted = splitting.demand(count or 0, said.each, there) if said.each is not None else (
        splitting.demand(1, said.figure or 0, there)
    )  # fmt: skip
    if wanted < 1:
        why = _("no household lives there") if count == 0 else _("%(n)s lie there already") % {"n": there}
        raise NothingNeeded(why=why)
    purchase = Purchase.objects.create(
        id=new_event_id(), part=codes.desk_of(said.place), place=said.place, good=said.good, on=said.on, wanted=wanted,
        homes=count, each=said.each, there=there, after_id=said.after.pk if said.after else None, made_at=now,
        made_by=by.name[:60],
    )  # fmt: skip
    without = purchases.refused_for(purchase) if said.after else set()
    _split(purchase, without)
    _note(by, "supplies.propose_purchase", purchase, now, wanted=wanted)
    return purchase


def _check_asked(said: PurchaseSaid, now: datetime) -> None:
    if (said.each is None) == (said.figure is None):
        raise RationOrFigure
    if said.each is not None:
        asked.amount(said.each, _("For each household"), most=999)
    if said.figure is not None:
        asked.amount(said.figure, _("Quantity"))
    asked.not_past(said.on, now)


def _split(purchase: Purchase, without: Collection[UUID]) -> None:
    lines = capacities.on_day(purchase.place, purchase.on, purchase.good)
    found = splitting.split(purchase.wanted, capacities.offers(lines, purchase.place), without=without)
    price = {one.supplier.pk: one.capacity.price_fen for one in lines}
    PurchaseLine.objects.bulk_create(
        PurchaseLine(
            id=new_event_id(), part=purchase.part, purchase=purchase, supplier_id=supplier, quantity=number,
            price_fen=price[supplier],
        ) for supplier, number in found.parts
    )  # fmt: skip


@transaction.atomic
def buy_rest(*, by: Actor, purchase: Purchase, now: datetime) -> Purchase:
    """What nobody brings, proposed anew among the others: who said it brings less is not asked again.

    Raises PurchaseClosed where nothing lacks, or the rest has been asked for already.
    """
    held = _hold(by, purchase)
    [row] = purchases.of([held], now)
    if held.decided_at is None or not row.sums.short or purchases.rest_of(held) is not None:
        raise PurchaseClosed(state=_("nothing is left to ask for"))
    on = max(held.on, local_date(now))
    return propose(by=by, said=PurchaseSaid(held.place, held.good, on, figure=row.sums.short, after=held), now=now)


@transaction.atomic
def decide(*, by: Actor, purchase: Purchase, parts: Mapping[UUID, int], now: datetime) -> Purchase:
    """A person says who brings how many. Raises PurchaseClosed, NotVetted, OverCapacity, MoreThanWanted, AmountWanted,
    NothingChosen, NotFound for a supplier that this place does not have.

    The suppliers are locked, in one order, so that two desks can't promise the same tonnes at one moment.
    """
    held = _hold(by, purchase)
    if held.decided_at is not None:
        raise PurchaseClosed(state=_("decided"))
    chosen = {supplier: asked.amount(number, _("Quantity")) for supplier, number in parts.items() if number}
    if not chosen:
        raise NothingChosen
    if sum(chosen.values()) > held.wanted:
        raise MoreThanWanted(wanted=held.wanted, asked=sum(chosen.values()))
    firms = _firms(held.place, chosen)
    lines = {one.supplier.pk: one for one in capacities.on_day(held.place, held.on, held.good)}
    for firm in firms:
        stocking.check_supplier(firm, held.on)
        free = lines[firm.pk].free if firm.pk in lines else 0
        if chosen[firm.pk] > free:
            raise OverCapacity(name=firm.name, free=free, on=held.on, asked=chosen[firm.pk])
    PurchaseLine.objects.filter(part=held.part, purchase=held).delete()  # only proposed until now
    PurchaseLine.objects.bulk_create(
        PurchaseLine(
            id=new_event_id(), part=held.part, purchase=held, supplier=firm, quantity=chosen[firm.pk],
            price_fen=lines[firm.pk].capacity.price_fen,
        ) for firm in firms
    )  # fmt: skip
    held.decided_at, held.decided_by = now, by.name[:60]
    held.save(update_fields=["decided_at", "decided_by"])
    total = sum(chosen.values())
    _note(by, "supplies.decide_purchase", held, now, asked=total, short=held.wanted - total)
    return held


def _firms(place: int, chosen: Collection[UUID]) -> list[Supplier]:
    """Locked, in one order. Raises NotFound where one of them is nobody's who buys for this place."""
    rows = Supplier.objects.select_for_update().filter(part__in=queries.parts_over(place), id__in=list(chosen))
    firms = list(rows.order_by("id"))
    if len(firms) < len(chosen):
        raise NotFound
    return firms


@transaction.atomic
def cancel(*, by: Actor, purchase: Purchase, why: str, now: datetime) -> None:
    """What was promised is free again. Raises PurchaseClosed once something of it has come, ReasonWanted."""
    held = _hold(by, purchase)
    kept = asked.reason(why)
    if Lot.objects.filter(part=held.part, line__purchase=held).exists():
        raise PurchaseClosed(state=_("something of it has come"))
    held.cancelled_at, held.cancel_reason = now, kept
    held.save(update_fields=["cancelled_at", "cancel_reason"])
    _note(by, "supplies.cancel_purchase", held, now, reason=held.cancel_reason)


@transaction.atomic
def order(*, by: Actor, line: PurchaseLine, now: datetime) -> None:
    """Written down that the supplier was told. Raises PurchaseClosed."""
    held = _hold_line(by, line)
    if held.ordered_at is not None:
        raise PurchaseClosed(state=_("ordered"))
    held.ordered_at, held.ordered_by = now, by.name[:60]
    held.save(update_fields=["ordered_at", "ordered_by"])
    _note(by, "supplies.order_purchase", held.purchase, now, quantity=held.quantity)


@transaction.atomic
def answer(*, by: Actor, line: PurchaseLine, promised: int, note: str, now: datetime) -> None:
    """What the supplier says it brings; less than asked needs its reason. Raises PurchaseClosed, MoreThanWanted,
    AmountWanted, ReasonWanted. An answer may be said again: the last one counts."""
    held = _hold_line(by, line)
    if promised > held.quantity:
        raise MoreThanWanted(wanted=held.quantity, asked=promised)
    asked.amount(promised, _("The supplier brings"), least=0)
    if promised < held.quantity:
        asked.reason(note)
    held.ordered_at, held.ordered_by = held.ordered_at or now, held.ordered_by or by.name[:60]
    held.promised, held.answered_at, held.note = promised, now, note.strip()[:120]
    held.save(update_fields=["ordered_at", "ordered_by", "promised", "answered_at", "note"])
    _note(by, "supplies.answer_purchase", held.purchase, now, promised=promised, asked=held.quantity)


@dataclass(frozen=True, slots=True)
class CameSaid:
    """What stands in the yard of one line."""

    quantity: int
    batch: str = ""
    expires_on: date | None = None


@transaction.atomic
def take_in(*, by: Actor, line: PurchaseLine, said: CameSaid, now: datetime) -> Lot:
    """A lot of this line, by the room's own intake. More than was asked is taken in too: it stands in the yard.
    Raises PurchaseClosed, NotVetted, LotClosed, AmountWanted."""
    held = _hold_line(by, line)
    bought = LotSaid(
        held.purchase.place, held.purchase.good, said.quantity, held.supplier, said.batch, said.expires_on,
        held.price_fen, line=held,
    )  # fmt: skip
    return stocking.take_in(by=by, said=bought, now=now)


def _hold(by: Actor, purchase: Purchase) -> Purchase:
    held = Purchase.objects.select_for_update(of=("self",)).select_related("good").get(
        part=purchase.part, id=purchase.pk
    )  # fmt: skip
    require(by, Act.SUPPLY, held.place)
    if held.cancelled_at is not None:
        raise PurchaseClosed(state=_("cancelled"))
    return held


def _hold_line(by: Actor, line: PurchaseLine) -> PurchaseLine:
    """The line of a purchase that a person has decided."""
    purchase = _hold(by, line.purchase)
    if purchase.decided_at is None:
        raise PurchaseClosed(state=_("not decided yet"))
    held = PurchaseLine.objects.select_related("supplier").get(part=line.part, id=line.pk)
    held.purchase = purchase
    return held


def purchase_for(by: Actor, purchase_id: UUID, act: Act = Act.SEE_COUNTS) -> Purchase:
    """Raises NotFound, NotAllowed."""
    return one_for(by, act, Purchase.objects.select_related("good").filter(id=purchase_id), lambda it: it.place)


def line_for(by: Actor, line_id: UUID, act: Act) -> PurchaseLine:
    rows = PurchaseLine.objects.select_related("purchase__good", "supplier").filter(id=line_id)
    return one_for(by, act, rows, lambda it: it.purchase.place)


def _note(by: Actor, act: str, purchase: Purchase, now: datetime, reason: str = "", **detail: object) -> None:
    record(
        by=by, act=act, area=codes.desk_of(purchase.place), subject=f"purchase:{purchase.pk}", reason=reason,
        detail=detail, now=now,
    )  # fmt: skip
