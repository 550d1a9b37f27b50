"""Medicine for many residents of an institution in one act: each its own order, its own custody, its own receipt."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.kernel.area import somewhere_in
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.kernel.ids import new_event_id
from wanjia.medical import institutions, intake, medicine, sealing
from wanjia.medical.intake import HandFact
from wanjia.medical.models import Hospital, HouseOrder, MedicineOrder
from wanjia.medical.refusals import ListTooLong, MoneyWanted, NothingChosen, NotThere, WordsWanted
from wanjia.medical.rules import custody, money, urgency
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record

MOST = 200  # residents in one act; a larger house sends a second list


@dataclass(frozen=True, slots=True)
class HouseLine:
    """What one resident needs, and what the house gave along for it."""

    resident: UUID
    urgency: str
    items: str
    hospital_id: UUID | None = None
    things: Sequence[str] = field(default_factory=tuple)  # book, card
    fen: int = 0


@transaction.atomic
def ask(*, by: Actor, house_id: UUID, lines: Sequence[HouseLine], taker: str, now: datetime) -> HouseOrder:
    """All of it or nothing. The books and cards go from the house to `taker`, each hand-over written.

    Raises NothingChosen, ListTooLong, WordsWanted for an empty line, MoneyWanted, NotThere for somebody who does not
    live there, NotFound, NotAllowed.
    """
    house, living = institutions.house(by, house_id)
    require(by, Act.SERVE, house.part)
    _check(lines, {one.id for one in living})
    made = HouseOrder.objects.create(
        id=new_event_id(), part=house.part, institution_id=house.id, name=house.name, made_at=now, made_by=by.name[:60]
    )
    for line in lines:
        _order(by, made, line, taker.strip() or by.name, now)
    record(
        by=by, act="medical.ask_for_house", area=house.part, subject=f"institution:{house.id}", now=now,
        detail={"list": str(made.pk), "orders": len(lines)},
    )  # fmt: skip
    return made


def _check(lines: Sequence[HouseLine], living: Collection[UUID]) -> None:
    if not lines:
        raise NothingChosen
    if len(lines) > MOST:
        raise ListTooLong(most=MOST)
    if not {line.resident for line in lines} <= set(living):
        raise NotThere
    for line in lines:
        _check_line(line)
    wanted = {line.hospital_id for line in lines if line.hospital_id}
    is_once = len({line.resident for line in lines}) == len(lines)
    if not is_once or Hospital.objects.filter(id__in=wanted).count() != len(wanted):
        raise NotFound


def _check_line(line: HouseLine) -> None:
    if line.urgency not in urgency.LEVELS:
        raise NotFound
    if not line.items.strip():
        raise WordsWanted(what=_("What, how much"))
    if line.fen < 0:
        raise MoneyWanted


def _order(by: Actor, whole: HouseOrder, line: HouseLine, taker: str, now: datetime) -> None:
    made = MedicineOrder.objects.create(
        id=new_event_id(), part=whole.part, person_id=0, lodger_id=line.resident, house_order=whole,
        building_key=somewhere_in(whole.part), urgency=line.urgency,
        items_sealed=sealing.sealed(line.items, sealing.ITEMS),
        hospital_id=line.hospital_id, asked_at=now, due_at=urgency.due_of(line.urgency, now), made_by=by.name[:60],
    )  # fmt: skip
    for thing in line.things:
        fact = HandFact(new_event_id(), thing, custody.HOME, taker, now)
        intake.record_hand(by=by, order_id=made.pk, fact=fact, now=now)
    if line.fen:
        medicine.pay(by=by, order_id=made.pk, kind=money.GIVEN, fen=line.fen, now=now)


def order_for(by: Actor, list_id: UUID) -> HouseOrder:
    """Raises NotFound, NotAllowed."""
    return one_for(by, Act.SERVE, HouseOrder.objects.filter(id=list_id), lambda it: it.part)


@dataclass(frozen=True, slots=True)
class Received:
    """How many receipts were written, and what keeps each of the others open."""

    done: int
    left: Sequence[tuple[UUID, Refusal]]


@transaction.atomic
def receive(*, by: Actor, list_id: UUID, orders: Sequence[UUID], name: str, now: datetime) -> Received:
    """At the house's door: each resident's things are home, each has a receipt of its own by who took it.

    One whose money or medicine is missing stays open and is named; the others are done. Raises WordsWanted without a
    name, NothingChosen, NotFound for an order of another list.
    """
    held = order_for(by, list_id)
    mine = set(MedicineOrder.objects.filter(part=held.part, house_order=held).values_list("id", flat=True))
    if not name.strip():
        raise WordsWanted(what=_("Who took it at the door"))
    if not orders:
        raise NothingChosen
    if not set(orders) <= mine:
        raise NotFound
    left = [(id_, why) for id_ in orders if (why := _one(by, id_, name, now)) is not None]
    return Received(len(orders) - len(left), left)


def _one(by: Actor, order_id: UUID, name: str, now: datetime) -> Refusal | None:
    """What declines it undoes what was written for it alone."""
    try:
        with transaction.atomic():
            medicine.bring(by=by, order_id=order_id, now=now)
            medicine.receive(by=by, order_id=order_id, outcome="delivered", name=name, now=now)
    except Refusal as why:
        return why
    return None
