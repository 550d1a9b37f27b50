"""Medicine by proxy (代配药): asked, put into a run, paid, brought to the door with book, card and change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.medical import sealing
from wanjia.medical.models import HandOver, Hospital, MedicineOrder, MoneyLine, Run
from wanjia.medical.refusals import MoneyOpen, MoneyWanted, NotBack, NothingChosen, OrderClosed, RunTaken, WordsWanted
from wanjia.medical.rules import custody, money, urgency
from wanjia.medical.rules.custody import Hand
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.roster.reveal import person_for

MOST_BOOKS = 40  # what one volunteer carries to one hospital; more is another run


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody needs, from where, how soon."""

    person_id: int
    urgency: str
    items: str
    hospital_id: UUID | None = None


@transaction.atomic
def ask(*, by: Actor, said: Asked, now: datetime) -> MedicineOrder:
    """Raises WordsWanted without a list, NotFound for no urgency or hospital."""
    person = person_for(by, Act.SERVE, said.person_id)
    if not said.items.strip():
        raise WordsWanted(what=_("What, how much"))
    if said.urgency not in urgency.LEVELS:
        raise NotFound
    if said.hospital_id and not Hospital.objects.filter(id=said.hospital_id).exists():
        raise NotFound
    made = MedicineOrder.objects.create(
        id=new_event_id(), part=person.part, person_id=person.pk, building_key=person.building_key,
        urgency=said.urgency, items_sealed=sealing.sealed(said.items, sealing.ITEMS), hospital_id=said.hospital_id,
        asked_at=now, due_at=urgency.due_of(said.urgency, now), made_by=by.name[:60],
    )  # fmt: skip
    _note(by, "medical.ask", made, now, urgency=said.urgency)
    return made


def order_for(by: Actor, order_id: UUID, *, lock: bool = False) -> MedicineOrder:
    """Raises NotFound, NotAllowed."""
    rows = (
        MedicineOrder.objects.select_for_update() if lock else MedicineOrder.objects.select_related("hospital", "run")
    )
    return one_for(by, Act.SERVE, rows.filter(id=order_id), lambda it: it.building_key)


@transaction.atomic
def start_run(
    *, by: Actor, committee: int, hospital_id: UUID, orders: Sequence[UUID], runner: str, now: datetime
) -> Run:
    """One way to one hospital. The books and cards that the committee holds go with the runner, each hand-over written.

    Raises WordsWanted without a runner, NothingChosen, RunTaken for an order that is closed or of another run, NotFound
    for no hospital.
    """
    require(by, Act.SERVE, committee)
    rows = list(MedicineOrder.objects.select_for_update().filter(id__in=list(orders), closed_at=None, run=None))
    if not runner.strip():
        raise WordsWanted(what=_("Who goes"))
    if not orders:
        raise NothingChosen
    if len(rows) != len(set(orders)):
        raise RunTaken
    if not Hospital.objects.filter(id=hospital_id).exists():
        raise NotFound
    for row in rows:
        require(by, Act.SERVE, row.building_key)
    made = Run.objects.create(
        id=new_event_id(), part=committee, hospital_id=hospital_id, runner=runner.strip()[:60], made_at=now
    )
    for row in rows:
        MedicineOrder.objects.filter(part=row.part, pk=row.pk).update(run=made, hospital_id=hospital_id)
        _hand_all(row, made, by, now)
    record(
        by=by, act="medical.run", area=committee, subject=f"run:{made.pk}", now=now, detail={"orders": len(rows)}
    )  # fmt: skip
    return made


def _hand_all(row: MedicineOrder, run: Run, by: Actor, now: datetime) -> None:
    """What is not at home goes from whoever holds it to the runner. A book that nobody fetched stays where it is."""
    for thing, line in lines_of(row).items():
        if line.holder not in (custody.HOME, custody.PHARMACY, run.runner):
            _hand(row, thing, line.holder, run.runner, uuid5(run.pk, f"{row.pk} {thing}"), by, now)


@transaction.atomic
def come_back(*, by: Actor, run_id: UUID, now: datetime) -> None:
    """The runner is back with the medicine: from the pharmacy into their hand, one hand-over an order."""
    held = one_for(by, Act.SERVE, Run.objects.select_for_update().filter(id=run_id, back_at=None), lambda it: it.part)
    Run.objects.filter(part=held.part, pk=held.pk).update(back_at=now)
    for row in MedicineOrder.objects.filter(run=held, closed_at=None):
        _hand(row, custody.MEDICINE, custody.PHARMACY, held.runner, uuid5(held.pk, f"{row.pk} back"), by, now)
    record(by=by, act="medical.run_back", area=held.part, subject=f"run:{held.pk}", now=now)


@transaction.atomic
def bring(*, by: Actor, order_id: UUID, now: datetime) -> int:
    """At the door: whatever is away goes from its holder into the home, one hand-over each. Returns how many."""
    held = order_for(by, order_id, lock=True)
    if held.closed_at is not None:
        raise OrderClosed
    found = lines_of(held)
    left = [thing for thing in custody.away(found) if found[thing].holder != custody.PHARMACY]
    for thing in left:
        _hand(held, thing, found[thing].holder, custody.HOME, new_event_id(), by, now)
    _note(by, "medical.bring", held, now, things=len(left))
    return len(left)


def _hand(row: MedicineOrder, thing: str, giver: str, taker: str, id_: UUID, by: Actor, now: datetime) -> None:
    HandOver.objects.get_or_create(
        id=id_,
        defaults={
            "part": row.part, "order": row, "thing": thing, "giver": giver, "taker": taker, "seen_at": now,
            "received_at": now, "recorded_by": by.name[:60],
        },
    )  # fmt: skip


@transaction.atomic
def pay(*, by: Actor, order_id: UUID, kind: str, fen: int, now: datetime) -> MoneyLine:
    """One amount. Raises MoneyWanted for none, OrderClosed, NotFound for another kind."""
    held = order_for(by, order_id, lock=True)
    if held.closed_at is not None:
        raise OrderClosed
    if kind not in money.KINDS:
        raise NotFound
    if not 0 < fen < 10**8:
        raise MoneyWanted
    made = MoneyLine.objects.create(
        id=new_event_id(), part=held.part, order=held, kind=kind, fen=fen, at=now, recorded_by=by.name[:60]
    )
    _note(by, "medical.money", held, now, kind=kind)
    return made


@transaction.atomic
def receive(*, by: Actor, order_id: UUID, outcome: str, name: str, now: datetime) -> None:
    """The receipt at the door: book and card are home, the money adds up, somebody took it. Nothing else closes it.
    Delivered is only what somebody has fetched.

    Raises NotBack with what is missing, MoneyOpen with how much, WordsWanted, OrderClosed.
    """
    held = order_for(by, order_id, lock=True)
    if held.closed_at is not None:
        raise OrderClosed
    if outcome not in MedicineOrder.Outcome.values:
        raise NotFound
    if not name.strip():
        raise WordsWanted(what=_("Who took it at the door"))
    found = lines_of(held)
    if outcome == MedicineOrder.Outcome.DELIVERED and custody.MEDICINE not in found:
        raise NotBack(things=str(HandOver.Thing.MEDICINE.label))  # nobody has fetched it yet
    if left := custody.away(found):
        raise NotBack(things=", ".join(str(HandOver.Thing(one).label) for one in left))
    if (open_ := balance_of(held).open) != 0:
        raise MoneyOpen(open=money.yuan(open_))
    MedicineOrder.objects.filter(part=held.part, pk=held.pk).update(
        outcome=outcome, receipt_sealed=sealing.sealed(name, sealing.RECEIPT), closed_at=now, closed_by=by.name[:60]
    )
    _note(by, "medical.receive", held, now, outcome=outcome)


def hands_of(order: MedicineOrder) -> list[Hand]:
    """One query."""
    rows = HandOver.objects.filter(part=order.part, order=order)
    return [Hand(row.id, row.thing, row.giver, row.taker, row.seen_at) for row in rows]


def lines_of(order: MedicineOrder) -> dict[str, custody.Line]:
    return dict(custody.lines(hands_of(order), order.asked_at))


def balance_of(order: MedicineOrder) -> money.Balance:
    """One query."""
    return money.balance(MoneyLine.objects.filter(part=order.part, order=order).values_list("kind", "fen"))


def _note(by: Actor, act: str, held: MedicineOrder, now: datetime, **detail: object) -> None:
    record(
        by=by, act=act, area=codes.committee_of(held.building_key), subject=about(held), now=now,
        detail={"order": str(held.pk), **detail},
    )  # fmt: skip


def about(held: MedicineOrder) -> str:
    """Whom a line of the log is about: a person of the register, or a resident of an institution."""
    return f"lodger:{held.lodger_id}" if held.lodger_id else f"person:{held.person_id}"
