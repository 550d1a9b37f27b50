"""Commands of a group buy: open it, take orders, write money down, share out what came. No payment is made here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local, local_date
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.vault import seal
from wanjia.roster.models import Household
from wanjia.supplies import delivering, homes, stocking
from wanjia.supplies.delivering import DeliverySaid
from wanjia.supplies.models import Delivery, GroupBuy, Order, OrderLine, Package, Supplier
from wanjia.supplies.refusals import AfterCutOff, AmountWanted, ArrivedAlready, Elsewhere, NotPaid, OrderedAlready
from wanjia.supplies.rules import lists, sharing
from wanjia.supplies.rules.lists import Line
from wanjia.supplies.rules.sharing import Asked

LETTERS = "ABCDEFGHJK"


@dataclass(frozen=True, slots=True)
class BuySaid:
    """What is offered: from whom, until when, when it comes, and packages with name and price in fen."""

    place: int
    supplier: Supplier
    title: str
    closes_at: datetime
    arrives_at: datetime
    packages: Sequence[tuple[str, int]]


@transaction.atomic
def open_buy(*, by: Actor, said: BuySaid, now: datetime) -> GroupBuy:
    """Raises NotVetted for a supplier that may not be bought from, AmountWanted."""
    require(by, Act.SUPPLY, said.place)
    stocking.check_supplier(said.supplier, local_date(now))
    named = [(name.strip(), price) for name, price in said.packages if name.strip()]
    if not said.title.strip() or not named or len(named) > len(LETTERS) or said.closes_at <= now:
        raise AmountWanted
    if any(price < 1 for _name, price in named) or said.arrives_at < said.closes_at:
        raise AmountWanted
    buy = GroupBuy.objects.create(
        id=new_event_id(), part=codes.desk_of(said.place), place=said.place, supplier=said.supplier,
        title=said.title.strip()[:60], closes_at=said.closes_at, arrives_at=said.arrives_at, made_at=now,
        made_by=by.name[:60],
    )  # fmt: skip
    Package.objects.bulk_create(
        Package(id=new_event_id(), part=buy.part, buy=buy, letter=letter, name=name[:60], price_fen=price)
        for letter, (name, price) in zip(LETTERS, named, strict=False)
    )
    _note(by, "supplies.open_buy", buy, now)
    return buy


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
    _note(by, "supplies.order", held, now, way=way)
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
    _note(by, "supplies.cancel_order", held.buy, now)


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
    _note(by, "supplies.write_money", held.buy, now, paid=paid_fen, back=back_fen)


@transaction.atomic
def arrive(*, by: Actor, buy: GroupBuy, came: Mapping[str, int], now: datetime) -> Delivery | None:
    """What came is shared out, and whoever gets something is owed it by a round. Raises ArrivedAlready, AmountWanted.

    None where nothing came for anybody: then there is only money to give back.
    """
    require(by, Act.SUPPLY, buy.place)
    held = GroupBuy.objects.select_for_update().get(part=buy.part, id=buy.pk)
    if held.arrived_at is not None:
        raise ArrivedAlready(title=held.title)
    if now < held.closes_at or any(number < 0 for number in came.values()):
        raise AmountWanted
    packages = {one.letter: one for one in Package.objects.filter(part=held.part, buy=held)}
    for letter, package in packages.items():
        Package.objects.filter(part=held.part, id=package.pk).update(came=came.get(letter, 0))
    given = _share(held, {packages[letter].pk: number for letter, number in came.items() if letter in packages})
    held.arrived_at = now
    delivery = _deliver(by, held, sorted(given), now) if given else None
    held.delivery_id = delivery.pk if delivery else None
    held.save(update_fields=["arrived_at", "delivery_id"])
    _note(by, "supplies.arrive", held, now)
    return delivery


def _share(buy: GroupBuy, came: Mapping[UUID, int]) -> set[int]:
    """Writes what each line gets; returns the households that get anything."""
    lines = list(
        OrderLine.objects.filter(part=buy.part, order__buy=buy, order__cancelled_at=None).select_related("order")
    )
    special = homes.special({line.order.household_id for line in lines})
    asked = [
        Asked(line.pk, line.order_id, line.package_id, line.quantity, line.order.made_at,
              line.order.household_id in special)
        for line in lines
    ]  # fmt: skip
    shared = {one.line: one.given for one in sharing.share(asked, came)}
    for line in lines:
        line.given = shared[line.pk]
    OrderLine.objects.bulk_update(lines, ["given"])
    return {line.order.household_id for line in lines if line.given}


def _deliver(by: Actor, buy: GroupBuy, households: Sequence[int], now: datetime) -> Delivery:
    due = max(buy.arrives_at, now).replace(microsecond=0)
    said = DeliverySaid(
        buy.place, Delivery.Kind.GROUP, buy.title, now, due + delivering.DOORS, each=1, per_box=1
    )  # fmt: skip
    delivery = delivering.plan(by=by, said=said, now=now)
    return delivering.serve(by=by, delivery=delivery, subjects=households, quantity=None, now=now)


@dataclass(frozen=True, slots=True)
class Read:
    """A line of a pasted list with the household that it means; `problem` where a person has to look."""

    line: Line
    household_id: int | None
    problem: str


def read_list(buy: GroupBuy, text: str) -> list[Read]:
    """Nothing is written: a person looks first. Two queries a line that can be read."""
    letters = list(Package.objects.filter(part=buy.part, buy=buy).values_list("letter", flat=True))
    has = set(Order.objects.filter(part=buy.part, buy=buy, cancelled_at=None).values_list("household_id", flat=True))
    found: list[Read] = []
    for line in lists.read(text, letters):
        read = _placed(buy, line, has)
        if read.household_id is not None:
            has.add(read.household_id)
        found.append(read)
    return found


def _placed(buy: GroupBuy, line: Line, has: set[int]) -> Read:
    if line.problem or line.door is None:
        return Read(line, None, line.problem)
    at = homes.at_door(buy.place, line.door)
    if len(at) != 1:
        return Read(line, None, "unknown_door" if not at else "several_doors")
    if at[0] in has:
        return Read(line, None, "ordered_already")
    return Read(line, at[0], "")


@transaction.atomic
def take_list(*, by: Actor, buy: GroupBuy, text: str, chosen: Sequence[int], now: datetime) -> int:
    """The lines that a person has ticked become orders. Returns how many. Raises AfterCutOff."""
    wanted, taken = set(chosen), 0
    for read in read_list(buy, text):
        if read.line.number in wanted and read.household_id is not None:
            order(
                by=by, buy=buy, household_id=read.household_id, wants=dict(read.line.wants), way=Order.Way.CHAT,
                now=now, text=read.line.text,
            )  # fmt: skip
            taken += 1
    return taken


def buy_for(by: Actor, buy_id: UUID, act: Act) -> GroupBuy:
    """Raises NotFound, NotAllowed."""
    found = GroupBuy.objects.select_related("supplier").filter(id=buy_id).first()
    if found is None:
        raise NotFound
    require(by, act, found.place)
    return found


def order_for(by: Actor, order_id: UUID, act: Act) -> Order:
    found = Order.objects.select_related("buy").filter(id=order_id).first()
    if found is None:
        raise NotFound
    require(by, act, found.buy.place)
    return found


def _note(by: Actor, act: str, buy: GroupBuy, now: datetime, **detail: object) -> None:
    record(by=by, act=act, area=codes.desk_of(buy.place), subject=f"groupbuy:{buy.pk}", detail=detail, now=now)
