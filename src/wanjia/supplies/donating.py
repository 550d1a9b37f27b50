"""Donations: offered, come, allocated to a need, handed over. Everything of it is on the public account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.supplies import asked, intake, stocking
from wanjia.supplies.gifts import account_of
from wanjia.supplies.intake import MoveFact
from wanjia.supplies.models import Donation, DonationUse, Good, Need
from wanjia.supplies.refusals import (
    ArrivedAlready,
    MoreThanThere,
    NeedClosed,
    NothingCame,
    OtherGood,
    WrongOutcome,
)
from wanjia.supplies.rules import giving, stock
from wanjia.supplies.rules.giving import Used
from wanjia.supplies.stocking import LotSaid
from wanjia.supplies.wording import OUTCOMES_WRONG, say


@dataclass(frozen=True, slots=True)
class OfferSaid:
    """Who gives what, how many, what it is worth."""

    place: int
    giver: str
    good: Good
    quantity: int
    value_fen: int | None = None
    is_anonymous: bool = False
    is_firm: bool = False


@transaction.atomic
def offer(*, by: Actor, said: OfferSaid, now: datetime) -> Donation:
    """Raises WordsWanted, AmountWanted."""
    require(by, Act.SUPPLY, said.place)
    name = asked.said(said.giver, _("Giver"), 80)
    asked.amount(said.quantity, _("Quantity"))
    row = Donation.objects.create(
        id=new_event_id(), part=codes.desk_of(said.place), place=said.place, giver="" if said.is_firm else name,
        firm=name if said.is_firm else "",
        is_anonymous=said.is_anonymous, good=said.good, quantity=said.quantity, value_fen=said.value_fen,
        offered_at=now, recorded_by=by.name[:60],
    )  # fmt: skip
    _note(by, "supplies.offer", row.place, f"donation:{row.pk}", now, quantity=said.quantity)
    return row


@transaction.atomic
def came(*, by: Actor, donation: Donation, quantity: int, now: datetime) -> Donation:
    """It is here, and a lot of its own: what was offered and what came may differ. Raises ArrivedAlready,
    AmountWanted."""
    require(by, Act.SUPPLY, donation.place)
    held = Donation.objects.select_for_update(of=("self",)).select_related("good").get(
        part=donation.part, id=donation.pk
    )  # fmt: skip
    if held.came is not None:
        raise ArrivedAlready(title=held.good.name)
    asked.amount(quantity, _("Came now"), least=0)
    held.came, held.came_at = quantity, now
    if quantity:
        # the giver stays on the donation alone: lots are seen by everybody, and outlive the name
        said = LotSaid(held.place, held.good, quantity, batch=f"{local_date(now):%m%d}", source=_("donation"))
        held.lot = stocking.take_in(by=by, said=said, now=now)
    held.save(update_fields=["came", "came_at", "lot"])
    _note(by, "supplies.donation_came", held.place, f"donation:{held.pk}", now, quantity=quantity)
    return held


@transaction.atomic
def ask(*, by: Actor, place: int, good: Good, quantity: int, why: str, now: datetime) -> Need:
    """Raises AmountWanted, WordsWanted where it is not said who needs it."""
    require(by, Act.SUPPLY, place)
    asked.amount(quantity, _("Quantity"))
    why = asked.said(why, _("Who needs it"), 120)
    row = Need.objects.create(
        id=new_event_id(), part=codes.desk_of(place), place=place, good=good, quantity=quantity,
        why=why, asked_at=now, asked_by=by.name[:60],
    )  # fmt: skip
    _note(by, "supplies.ask", place, f"lack:{row.pk}", now, quantity=quantity)
    return row


@transaction.atomic
def allocate(*, by: Actor, donation: Donation, need: Need, quantity: int, now: datetime) -> DonationUse:
    """So much of it goes there, and leaves the store. Raises MoreThanThere, OtherGood, AmountWanted, NeedClosed."""
    require(by, Act.SUPPLY, donation.place)
    need = _open_need(by, need)
    held = Donation.objects.select_for_update(of=("self",)).select_related("good", "lot").get(
        part=donation.part, id=donation.pk
    )  # fmt: skip
    if held.good_id != need.good_id:
        raise OtherGood(wanted=need.good.name, given=held.good.name)
    left = account_of(held).left
    asked.amount(quantity, _("Quantity"))
    if quantity > left or held.lot is None:
        raise MoreThanThere(there=left, asked=quantity)
    out = MoveFact(new_event_id(), stock.OUT, quantity, now, note=need.why)
    stocking.move(by=by, lot=held.lot, fact=out, now=now)
    return DonationUse.objects.create(
        id=new_event_id(), part=held.part, donation=held, need=need, quantity=quantity, allocated_at=now,
        allocated_by=by.name[:60],
    )  # fmt: skip


def _open_need(by: Actor, need: Need) -> Need:
    """Locked, so that it is not closed while something is allocated to it. Raises NeedClosed."""
    require(by, Act.SUPPLY, need.place)
    held = Need.objects.select_for_update(of=("self",)).select_related("good").get(part=need.part, id=need.pk)
    if held.closed_at is not None:
        raise NeedClosed(outcome=held.get_outcome_display())
    return held


@transaction.atomic
def hand_over(*, by: Actor, use: DonationUse, arrived: int, note: str, now: datetime, back: int = 0) -> None:
    """What was handed over there, and what of the rest came `back`: it is in its lot again. Less needs a reason, and
    what neither was handed over nor came back stays on the account as lost. Raises ArrivedAlready, ReasonWanted,
    AmountWanted for more than was sent."""
    held = _held_use(by, use)
    if held.arrived is not None:
        raise ArrivedAlready(title=use.need.why)
    asked.amount(arrived, _("Quantity"), least=0, most=held.quantity)
    asked.amount(back, _("Back in the store"), least=0, most=held.quantity - arrived)
    if arrived < held.quantity:
        asked.reason(note)
    held.arrived, held.arrived_at, held.arrived_by, held.note = arrived, now, by.name[:60], note.strip()[:120]
    held.save(update_fields=["arrived", "arrived_at", "arrived_by", "note"])
    _note(by, "supplies.hand_over", use.need.place, f"donation:{held.donation_id}", now, quantity=arrived)
    if back:
        _put_back(by, held, back, held.note, now)


@transaction.atomic
def bring_back(*, by: Actor, use: DonationUse, quantity: int, note: str, now: datetime) -> None:
    """What was thought lost is here after all, and goes into its lot. Raises AmountWanted, MoreThanThere for more than
    is missing, also where nothing was handed over yet."""
    held = _held_use(by, use)
    asked.amount(quantity, _("Back in the store"))
    missing = held.missing
    if quantity > missing:
        raise MoreThanThere(there=missing, asked=quantity)
    _put_back(by, held, quantity, note.strip(), now)


def _held_use(by: Actor, use: DonationUse) -> DonationUse:
    require(by, Act.SUPPLY, use.need.place)
    rows = DonationUse.objects.select_for_update(of=("self",)).select_related("donation__lot", "need")
    return rows.get(part=use.part, id=use.pk)


def _put_back(by: Actor, held: DonationUse, quantity: int, note: str, now: datetime) -> None:
    """A fact about the lot, also from whoever holds only the place that it was meant for."""
    if held.donation.lot is not None:
        back = MoveFact(new_event_id(), stock.RETURNED, quantity, now, note=note or held.need.why)
        intake.write_move(held.donation.lot, back, by=by.name, now=now)
    held.returned += quantity
    held.save(update_fields=["returned"])
    _note(by, "supplies.bring_back", held.need.place, f"donation:{held.donation_id}", now, quantity=quantity)


@transaction.atomic
def close_need(*, by: Actor, need: Need, outcome: str, note: str, now: datetime) -> None:
    """A person says what came of it. What was not met in full needs a reason. Raises NeedClosed, WrongOutcome,
    ReasonWanted, NotFound for an outcome that there is not."""
    held = _open_need(by, need)
    uses = DonationUse.objects.filter(need=held).values_list("quantity", "arrived")
    if outcome not in Need.Outcome.values:
        raise NotFound
    if outcome != giving.MET:
        asked.reason(note)
    if why := giving.wrong_outcome(outcome, held.quantity, [Used(*use) for use in uses]):
        raise WrongOutcome(why=say(OUTCOMES_WRONG, why))
    held.closed_at, held.closed_by, held.outcome, held.note = now, by.name[:60], outcome, note.strip()[:120]
    held.save(update_fields=["closed_at", "closed_by", "outcome", "note"])
    _note(by, "supplies.close_need", held.place, f"lack:{held.pk}", now, outcome=outcome)


@transaction.atomic
def thank(*, by: Actor, donation: Donation, now: datetime) -> None:
    """The letter has gone. Said twice, the first time stands. Raises NothingCame."""
    require(by, Act.SUPPLY, donation.place)
    held = Donation.objects.select_for_update().get(part=donation.part, id=donation.pk)
    if not held.came:
        raise NothingCame
    if held.thanked_at is not None:
        return
    held.thanked_at, held.thanked_by = now, by.name[:60]
    held.save(update_fields=["thanked_at", "thanked_by"])
    _note(by, "supplies.thank", held.place, f"donation:{held.pk}", now)


def donation_for(by: Actor, donation_id: UUID, act: Act) -> Donation:
    """Raises NotFound, NotAllowed."""
    return one_for(by, act, Donation.objects.select_related("good", "lot").filter(id=donation_id), lambda it: it.place)


def need_for(by: Actor, need_id: UUID, act: Act) -> Need:
    """Raises NotFound, NotAllowed."""
    return one_for(by, act, Need.objects.select_related("good").filter(id=need_id), lambda it: it.place)


def use_for(by: Actor, use_id: UUID, act: Act) -> DonationUse:
    rows = DonationUse.objects.select_related("need", "donation").filter(id=use_id)
    return one_for(by, act, rows, lambda it: it.need.place)


def _note(by: Actor, act: str, place: int, subject: str, now: datetime, **detail: object) -> None:
    record(by=by, act=act, area=codes.desk_of(place), subject=subject, detail=detail, now=now)
