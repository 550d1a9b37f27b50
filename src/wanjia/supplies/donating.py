"""Donations: offered, come, allocated to a need, handed over. Everything of it is on the public account."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.supplies import stocking
from wanjia.supplies.intake import MoveFact
from wanjia.supplies.models import Donation, DonationUse, Good, Need
from wanjia.supplies.refusals import AmountWanted, ArrivedAlready, MoreThanThere, OtherGood
from wanjia.supplies.rules import stock
from wanjia.supplies.rules.giving import Account, Used, account, still_wanted
from wanjia.supplies.stocking import LotSaid


@dataclass(frozen=True, slots=True)
class OfferSaid:
    """Who gives what, how many, what it is worth."""

    place: int
    giver: str
    good: Good
    quantity: int
    value_fen: int | None = None
    is_anonymous: bool = False


@transaction.atomic
def offer(*, by: Actor, said: OfferSaid, now: datetime) -> Donation:
    require(by, Act.SUPPLY, said.place)
    if said.quantity < 1 or not said.giver.strip():
        raise AmountWanted
    row = Donation.objects.create(
        id=new_event_id(), part=codes.desk_of(said.place), place=said.place, giver=said.giver.strip()[:80],
        is_anonymous=said.is_anonymous, good=said.good, quantity=said.quantity, value_fen=said.value_fen,
        offered_at=now, recorded_by=by.name[:60],
    )  # fmt: skip
    _note(by, "supplies.offer", row.place, f"donation:{row.pk}", now, quantity=said.quantity)
    return row


@transaction.atomic
def came(*, by: Actor, donation: Donation, quantity: int, now: datetime) -> Donation:
    """It is here, and a lot of its own: what was offered and what came may differ. Raises ArrivedAlready."""
    require(by, Act.SUPPLY, donation.place)
    held = Donation.objects.select_for_update(of=("self",)).select_related("good").get(
        part=donation.part, id=donation.pk
    )  # fmt: skip
    if held.came is not None:
        raise ArrivedAlready(title=held.good.name)
    if quantity < 0:
        raise AmountWanted
    held.came, held.came_at = quantity, now
    if quantity:
        said = LotSaid(held.place, held.good, quantity, batch=f"{now:%m%d}", source=held.giver)
        held.lot = stocking.take_in(by=by, said=said, now=now)
    held.save(update_fields=["came", "came_at", "lot"])
    _note(by, "supplies.donation_came", held.place, f"donation:{held.pk}", now, quantity=quantity)
    return held


@transaction.atomic
def ask(*, by: Actor, place: int, good: Good, quantity: int, why: str, now: datetime) -> Need:
    require(by, Act.SUPPLY, place)
    if quantity < 1 or not why.strip():
        raise AmountWanted
    row = Need.objects.create(
        id=new_event_id(), part=codes.desk_of(place), place=place, good=good, quantity=quantity,
        why=why.strip()[:120], asked_at=now, asked_by=by.name[:60],
    )  # fmt: skip
    _note(by, "supplies.ask", place, f"lack:{row.pk}", now, quantity=quantity)
    return row


@transaction.atomic
def allocate(*, by: Actor, donation: Donation, need: Need, quantity: int, now: datetime) -> DonationUse:
    """So much of it goes there, and leaves the store. Raises MoreThanThere, OtherGood, AmountWanted."""
    require(by, Act.SUPPLY, donation.place)
    require(by, Act.SUPPLY, need.place)
    held = Donation.objects.select_for_update(of=("self",)).select_related("good", "lot").get(
        part=donation.part, id=donation.pk
    )  # fmt: skip
    if held.good_id != need.good_id:
        raise OtherGood(wanted=need.good.name, given=held.good.name)
    left = account_of(held).left
    if quantity < 1:
        raise AmountWanted
    if quantity > left or held.lot is None:
        raise MoreThanThere(there=left, asked=quantity)
    out = MoveFact(new_event_id(), stock.OUT, quantity, now, note=need.why)
    stocking.move(by=by, lot=held.lot, fact=out, now=now)
    return DonationUse.objects.create(
        id=new_event_id(), part=held.part, donation=held, need=need, quantity=quantity, allocated_at=now,
        allocated_by=by.name[:60],
    )  # fmt: skip


@transaction.atomic
def hand_over(*, by: Actor, use: DonationUse, arrived: int, note: str, now: datetime) -> None:
    """What was handed over there; less needs a reason and stays on the account. Raises AmountWanted, ArrivedAlready."""
    require(by, Act.SUPPLY, use.need.place)
    held = DonationUse.objects.select_for_update().get(part=use.part, id=use.pk)
    if held.arrived is not None:
        raise ArrivedAlready(title=use.need.why)
    if not 0 <= arrived <= held.quantity or (arrived < held.quantity and not note.strip()):
        raise AmountWanted
    held.arrived, held.arrived_at, held.arrived_by, held.note = arrived, now, by.name[:60], note.strip()[:120]
    held.save(update_fields=["arrived", "arrived_at", "arrived_by", "note"])
    _note(by, "supplies.hand_over", use.need.place, f"donation:{held.donation_id}", now, quantity=arrived)


def account_of(donation: Donation) -> Account:
    """One query."""
    uses = DonationUse.objects.filter(part=donation.part, donation=donation).values_list("quantity", "arrived")
    return account(donation.quantity, donation.came, [Used(*use) for use in uses])


@dataclass(frozen=True, slots=True)
class DonationRow:
    """One donation with its sums and where it went."""

    donation: Donation
    account: Account
    uses: tuple[DonationUse, ...]


@dataclass(frozen=True, slots=True)
class NeedRow:
    need: Need
    lacking: int


def rows(area: int) -> tuple[list[DonationRow], list[NeedRow]]:
    """Every donation and every need of an area. Three queries."""
    span = codes.codes_under(area)
    given = list(Donation.objects.filter(part__range=span).select_related("good", "lot").order_by("-offered_at"))
    needs = list(Need.objects.filter(part__range=span).select_related("good").order_by("closed_at", "-asked_at"))
    by_donation: dict[UUID, list[DonationUse]] = defaultdict(list)
    by_need: dict[UUID, list[Used]] = defaultdict(list)
    uses = DonationUse.objects.filter(need_id__in=[one.pk for one in needs]) | DonationUse.objects.filter(
        part__range=span
    )
    for use in uses.select_related("need").order_by("allocated_at"):
        by_donation[use.donation_id].append(use)
        by_need[use.need_id].append(Used(use.quantity, use.arrived))
    return [
        DonationRow(one, _sum(one, by_donation[one.pk]), tuple(by_donation[one.pk])) for one in given
    ], [NeedRow(one, still_wanted(one.quantity, by_need[one.pk])) for one in needs]  # fmt: skip


def _sum(donation: Donation, uses: list[DonationUse]) -> Account:
    return account(donation.quantity, donation.came, [Used(use.quantity, use.arrived) for use in uses])


def donation_for(by: Actor, donation_id: UUID, act: Act) -> Donation:
    """Raises NotFound, NotAllowed."""
    found = Donation.objects.select_related("good", "lot").filter(id=donation_id).first()
    if found is None:
        raise NotFound
    require(by, act, found.place)
    return found


def use_for(by: Actor, use_id: UUID, act: Act) -> DonationUse:
    found = DonationUse.objects.select_related("need", "donation").filter(id=use_id).first()
    if found is None:
        raise NotFound
    require(by, act, found.need.place)
    return found


def _note(by: Actor, act: str, place: int, subject: str, now: datetime, **detail: object) -> None:
    record(by=by, act=act, area=codes.desk_of(place), subject=subject, detail=detail, now=now)
