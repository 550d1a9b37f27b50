"""Commands on one household's order: taken, cancelled, its money written down. No payment is made here."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.vault import seal
from wanjia.roster.models import Household
from wanjia.supplies.models import GroupBuy, Order, OrderLine, Package
from wanjia.supplies.refusals import AfterCutOff, AmountWanted, Elsewhere, NotPaid, OrderedAlready


@transaction.atomic
def order(
    *, by: Actor, buy: GroupBuy, household_id: int, wants: Mapping[str, int], way: str, now: datetime, text: str = ""
) -> Order:  # fmt: skip
    """One household's order. Raises AfterCutOff, OrderedAlready, Elsewhere, AmountWanted."""
    require(by, Act.SERVE, buy.place)
    held = GroupBuy.objects.select_for_update().get(part=buy.part, id=buy.pk)
    if now > held.closes_at or held.arrived_at is not None:
        raise AfterCutOff(at=local(held.closes_at).strftime("%m-%d %H:%M"))
    _check_home(held, household_id)
    packages = {one.letter: one for one in Package.objects.filter(part=held.part, buy=held)}
    wanted = {letter: number for letter, number in wants.items() if number}
    if not wanted or not set(wanted) <= set(packages) or any(not 0 < number < 100 for number in wanted.values()):
        raise AmountWanted
    if Order.objects.filter(part=held.part, buy=held, household_id=household_id, cancelled_at=None).exists():
        raise OrderedAlready
    if way not in Order.Way.values:
        raise AmountWanted
    made = Order.objects.create(
        id=new_event_id(), part=held.part, buy=held, household_id=household_id, way=way,
        said_sealed=seal(text[:200], field="order_line") if text else None, made_at=now, made_by=by.name[:60],
    )  # fmt: skip
    OrderLine.objects.bulk_create(
        OrderLine(id=new_event_id(), part=held.part, order=made, package=packages[letter], quantity=number)
        for letter, number in sorted(wanted.items())
    )
    note(by, "supplies.order", held, now, way=way)
    return made


def _check_home(buy: GroupBuy, household_id: int) -> None:
    home = Household.objects.filter(part=household_id // 10**6, id=household_id).first()
    if home is None or not codes.contains(buy.place, home.building_key):
        raise Elsewhere(area=buy.title)


@transaction.atomic
def cancel_order(*, by: Actor, order_: Order, now: datetime) -> None:
    """Before the cut-off. What was paid is then to be given back. Raises AfterCutOff."""
    require(by, Act.SERVE, order_.buy.place)
    held = Order.objects.select_for_update(of=("self",)).select_related("buy").get(part=order_.part, id=order_.pk)
    if now > held.buy.closes_at:
        raise AfterCutOff(at=local(held.buy.closes_at).strftime("%m-%d %H:%M"))
    held.cancelled_at = now
    held.save(update_fields=["cancelled_at"])
    note(by, "supplies.cancel_order", held.buy, now)


@transaction.atomic
def write_money(*, by: Actor, order_: Order, paid_fen: int = 0, back_fen: int = 0, now: datetime) -> None:
    """What somebody paid, or was given back. Raises NotPaid where more would be given back than is held."""
    require(by, Act.SUPPLY, order_.buy.place)
    held = Order.objects.select_for_update(of=("self",)).select_related("buy").get(part=order_.part, id=order_.pk)
    if paid_fen < 0 or back_fen < 0 or not (paid_fen or back_fen):
        raise AmountWanted
    if back_fen > held.paid_fen + paid_fen - held.refunded_fen:
        raise NotPaid(paid=f"{(held.paid_fen - held.refunded_fen) / 100:.2f}")
    held.paid_fen, held.refunded_fen = held.paid_fen + paid_fen, held.refunded_fen + back_fen
    held.paid_at = now if paid_fen else held.paid_at
    held.refunded_at = now if back_fen else held.refunded_at
    held.money_by = by.name[:60]
    held.save(update_fields=["paid_fen", "refunded_fen", "paid_at", "refunded_at", "money_by"])
    note(by, "supplies.write_money", held.buy, now, paid=paid_fen, back=back_fen)


def order_for(by: Actor, order_id: UUID, act: Act) -> Order:
    found = Order.objects.select_related("buy").filter(id=order_id).first()
    if found is None:
        raise NotFound
    require(by, act, found.buy.place)
    return found


def note(by: Actor, act: str, buy: GroupBuy, now: datetime, **detail: object) -> None:
    record(by=by, act=act, area=codes.desk_of(buy.place), subject=f"groupbuy:{buy.pk}", detail=detail, now=now)
