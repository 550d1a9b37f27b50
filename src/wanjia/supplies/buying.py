"""Commands of a group buy: open it, read a pasted list, share out what came. Orders are in `ordering`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import new_event_id
from wanjia.platform import wording
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.supplies import asked, delivering, homes, stocking
from wanjia.supplies.delivering import DeliverySaid
from wanjia.supplies.models import Delivery, Good, GroupBuy, Order, OrderLine, Package, Supplier
from wanjia.supplies.ordering import note, order
from wanjia.supplies.refusals import ArrivedAlready, BuyGone, CutOffAhead, MoneyWanted, WordsWanted, WrongTimes
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
    good: Good | None = None  # what each package takes of the supplier's day


@transaction.atomic
def open_buy(*, by: Actor, said: BuySaid, now: datetime) -> GroupBuy:
    """Raises NotVetted for a supplier that may not be bought from, WordsWanted, HourPast, WrongTimes, MoneyWanted."""
    require(by, Act.SUPPLY, said.place)
    stocking.check_supplier(said.supplier, local_date(now))
    title, named = asked.said(said.title, _("Title"), 60), _packages(said.packages)
    asked.to_come(said.closes_at, now)
    if said.arrives_at < said.closes_at:
        raise WrongTimes(begin=wording.moment(said.closes_at, now), end=wording.moment(said.arrives_at, now))
    buy = GroupBuy.objects.create(
        id=new_event_id(), part=codes.desk_of(said.place), place=said.place, supplier=said.supplier,
        good=said.good, title=title, closes_at=said.closes_at, arrives_at=said.arrives_at,
        made_at=now, made_by=by.name[:60],
    )  # fmt: skip
    Package.objects.bulk_create(
        Package(id=new_event_id(), part=buy.part, buy=buy, letter=letter, name=name, price_fen=price)
        for letter, (name, price) in zip(LETTERS, named, strict=False)
    )
    note(by, "supplies.open_buy", buy, now)
    return buy


def _packages(offered: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Those with a name. Raises WordsWanted for none, AmountWanted for more than there are letters, MoneyWanted."""
    named = [(name.strip()[:60], price) for name, price in offered if name.strip()]
    if not named:
        raise WordsWanted(what=_("Package %(letter)s") % {"letter": LETTERS[0]})
    asked.amount(len(named), _("Packages"), most=len(LETTERS))
    for name, price in named:
        if price < 1:
            raise MoneyWanted(what=name)
    return named


@transaction.atomic
def arrive(*, by: Actor, buy: GroupBuy, came: Mapping[str, int], now: datetime) -> Delivery | None:
    """What came is shared out, and whoever gets something is owed it by a round. Raises ArrivedAlready, CutOffAhead,
    AmountWanted, BuyGone.

    None where nothing came for anybody: then there is only money to give back.
    """
    held = _awaited(by, buy)
    if now < held.closes_at:
        raise CutOffAhead(at=wording.moment(held.closes_at, now))
    packages = {one.letter: one for one in Package.objects.filter(part=held.part, buy=held)}
    for letter in came:
        asked.amount(came[letter], packages[letter].name if letter in packages else letter, least=0)
    for letter, package in packages.items():
        Package.objects.filter(part=held.part, id=package.pk).update(came=came.get(letter, 0))
    given = _share(held, {packages[letter].pk: number for letter, number in came.items() if letter in packages})
    held.arrived_at = now
    delivery = _deliver(by, held, sorted(given), now) if given else None
    held.delivery_id = delivery.pk if delivery else None
    held.save(update_fields=["arrived_at", "delivery_id"])
    note(by, "supplies.arrive", held, now)
    return delivery


@transaction.atomic
def call_off(*, by: Actor, buy: GroupBuy, why: str, now: datetime) -> int:
    """Nothing will come, before the cut-off or after it: no order is taken any more, nothing is delivered, and what
    was paid is to be given back. Returns how many orders it ends. Raises ReasonWanted, ArrivedAlready, BuyGone."""
    held = _awaited(by, buy)
    held.called_off_at, held.called_off_by, held.call_off_reason = now, by.name[:60], asked.reason(why)
    held.save(update_fields=["called_off_at", "called_off_by", "call_off_reason"])
    ended = Order.objects.filter(part=held.part, buy=held, cancelled_at=None).update(cancelled_at=now)
    note(by, "supplies.call_off", held, now, reason=held.call_off_reason, orders=ended)
    return ended


def _awaited(by: Actor, buy: GroupBuy) -> GroupBuy:
    """Locked. Raises ArrivedAlready, BuyGone for one of which nothing is to come any more."""
    require(by, Act.SUPPLY, buy.place)
    held = GroupBuy.objects.select_for_update().get(part=buy.part, id=buy.pk)
    if held.arrived_at is not None:
        raise ArrivedAlready(title=held.title)
    if held.called_off_at is not None:
        raise BuyGone(why=held.call_off_reason)
    return held


def _share(buy: GroupBuy, came: Mapping[UUID, int]) -> set[int]:
    """Writes what each line gets; returns the households that get anything."""
    lines = list(
        OrderLine.objects.filter(part=buy.part, order__buy=buy, order__cancelled_at=None).select_related("order")
    )
    special = homes.special({line.order.household_id for line in lines})
    wanted = [
        Asked(line.pk, line.order_id, line.package_id, line.quantity, line.order.made_at,
              line.order.household_id in special)
        for line in lines
    ]  # fmt: skip
    shared = {one.line: one.given for one in sharing.share(wanted, came)}
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
    packages = dict(Package.objects.filter(part=buy.part, buy=buy).values_list("letter", "name"))
    has = set(Order.objects.filter(part=buy.part, buy=buy, cancelled_at=None).values_list("household_id", flat=True))
    found: list[Read] = []
    for line in lists.read(text, packages):
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
    return one_for(by, act, GroupBuy.objects.select_related("supplier").filter(id=buy_id), lambda it: it.place)
