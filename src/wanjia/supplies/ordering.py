"""Commands on one household's order: taken, changed, cancelled, its money written down. No payment is made here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id, part_of
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.platform.vault import seal
from wanjia.roster.models import Household
from wanjia.supplies import asked
from wanjia.supplies.models import GroupBuy, Order, OrderLine, Package
from wanjia.supplies.refusals import (
    AfterCutOff,
    BuyGone,
    Elsewhere,
    MoneyWanted,
    NothingChosen,
    NotPaid,
    OrderedAlready,
    OrderGone,
)
from wanjia.supplies.rules import sharing

MOST_EACH = 99  # of one package for one household


@transaction.atomic
def order(
    *, by: Actor, buy: GroupBuy, household_id: int, wants: Mapping[str, int], way: str, now: datetime, text: str = ""
) -> Order:  # fmt: skip
    """One household's order. Raises AfterCutOff, OrderedAlready, Elsewhere, AmountWanted, NothingChosen."""
    require(by, Act.SERVE, buy.place)
    held = _open(buy, now)
    _check_home(held, household_id)
    lines = _lines(held, wants)
    if standing(held, household_id) is not None:
        raise OrderedAlready
    if way not in Order.Way.values:
        raise NotFound
    made = Order.objects.create(
        id=new_event_id(), part=held.part, buy=held, household_id=household_id, way=way,
        said_sealed=seal(text[:200], field="order_line") if text else None, made_at=now, made_by=by.name[:60],
    )  # fmt: skip
    _write(made, lines)
    note(by, "supplies.order", held, now, way=way)
    return made


@transaction.atomic
def change_order(*, by: Actor, order_: Order, wants: Mapping[str, int], now: datetime) -> Order:
    """What they want instead, until the cut-off. Raises AfterCutOff, AmountWanted, NothingChosen; OrderGone for one
    that was cancelled.

    The same again changes nothing, so that a second tap is harmless. Who asks for more stands at the end of the row
    when less comes than was ordered; who asks for less keeps their place.
    """
    require(by, Act.SERVE, order_.buy.place)
    held = _open(order_.buy, now)
    kept = Order.objects.select_for_update().get(part=order_.part, id=order_.pk)
    if kept.cancelled_at is not None:
        raise OrderGone
    lines, before = _lines(held, wants), wants_of(kept)
    after = {package.letter: number for package, number in lines}
    if after == before:
        return kept
    if not sharing.keeps_place(before, after):
        kept.made_at = now
        kept.save(update_fields=["made_at"])
    OrderLine.objects.filter(part=kept.part, order=kept).delete()
    _write(kept, lines)
    note(by, "supplies.change_order", held, now)
    return kept


@transaction.atomic
def cancel_order(*, by: Actor, order_: Order, now: datetime) -> None:
    """Before the cut-off. What was paid is then to be given back. Said twice, the first stands. Raises AfterCutOff."""
    require(by, Act.SERVE, order_.buy.place)
    held = _open(order_.buy, now)
    kept = Order.objects.select_for_update().get(part=order_.part, id=order_.pk)
    if kept.cancelled_at is not None:
        return
    kept.cancelled_at = now
    kept.save(update_fields=["cancelled_at"])
    note(by, "supplies.cancel_order", held, now)


def _open(buy: GroupBuy, now: datetime) -> GroupBuy:
    """The buy, locked, while orders are taken: the cut-off and an order can't pass each other. Raises AfterCutOff,
    BuyGone for one that was called off."""
    held = GroupBuy.objects.select_for_update().get(part=buy.part, id=buy.pk)
    if held.called_off_at is not None:
        raise BuyGone(why=held.call_off_reason)
    if not held.takes_orders(now):
        raise AfterCutOff(at=local(held.closes_at).strftime("%m-%d %H:%M"))
    return held


def _check_home(buy: GroupBuy, household_id: int) -> None:
    home = Household.objects.filter(part=part_of(household_id), id=household_id).first()
    if home is None or not codes.contains(buy.place, home.building_key):
        raise Elsewhere(area=buy.title)


def _lines(buy: GroupBuy, wants: Mapping[str, int]) -> list[tuple[Package, int]]:
    """Raises NothingChosen, NotFound for a package that is not offered, AmountWanted for what can't be meant."""
    packages = {one.letter: one for one in Package.objects.filter(part=buy.part, buy=buy)}
    wanted = {letter: number for letter, number in wants.items() if number}
    if not wanted:
        raise NothingChosen
    if not set(wanted) <= set(packages):
        raise NotFound
    return [
        (packages[letter], asked.amount(number, packages[letter].name, most=MOST_EACH))
        for letter, number in sorted(wanted.items())
    ]


def _write(order_: Order, lines: Sequence[tuple[Package, int]]) -> None:
    OrderLine.objects.bulk_create(
        OrderLine(id=new_event_id(), part=order_.part, order=order_, package=package, quantity=number)
        for package, number in lines
    )


def standing(buy: GroupBuy, household_id: int) -> Order | None:
    """The household's order that was not cancelled. One query."""
    return Order.objects.filter(part=buy.part, buy=buy, household_id=household_id, cancelled_at=None).first()


def wants_of(order_: Order) -> dict[str, int]:
    """How many of each package, by letter. One query."""
    lines = OrderLine.objects.filter(part=order_.part, order=order_)
    return dict(lines.values_list("package__letter", "quantity"))


@transaction.atomic
def write_money(*, by: Actor, order_: Order, paid_fen: int = 0, back_fen: int = 0, now: datetime) -> None:
    """What somebody paid, or was given back. Raises NotPaid where more would be given back than is held,
    MoneyWanted for neither."""
    require(by, Act.SUPPLY, order_.buy.place)
    held = Order.objects.select_for_update(of=("self",)).select_related("buy").get(part=order_.part, id=order_.pk)
    if paid_fen < 0 or back_fen < 0 or not (paid_fen or back_fen):
        raise MoneyWanted(what=_("Paid or given back"))
    if back_fen > held.paid_fen + paid_fen - held.refunded_fen:
        raise NotPaid(paid=f"{(held.paid_fen - held.refunded_fen) / 100:.2f}")
    held.paid_fen, held.refunded_fen = held.paid_fen + paid_fen, held.refunded_fen + back_fen
    held.paid_at = now if paid_fen else held.paid_at
    held.refunded_at = now if back_fen else held.refunded_at
    held.money_by = by.name[:60]
    held.save(update_fields=["paid_fen", "refunded_fen", "paid_at", "refunded_at", "money_by"])
    note(by, "supplies.write_money", held.buy, now, paid=paid_fen, back=back_fen)


def order_for(by: Actor, order_id: UUID, act: Act) -> Order:
    return one_for(by, act, Order.objects.select_related("buy").filter(id=order_id), lambda it: it.buy.place)


def note(by: Actor, act: str, buy: GroupBuy, now: datetime, reason: str = "", **detail: object) -> None:
    record(
        by=by, act=act, area=codes.desk_of(buy.place), subject=f"groupbuy:{buy.pk}", reason=reason, detail=detail,
        now=now,
    )  # fmt: skip
