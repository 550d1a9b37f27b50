"""Reads of donations: each with its sums and where it went, and what places lack."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from wanjia.kernel import area as codes
from wanjia.supplies.models import Donation, DonationUse, Need
from wanjia.supplies.rules.giving import Account, Used, account, still_wanted


def account_of(donation: Donation) -> Account:
    """One query."""
    return _sum(donation, list(DonationUse.objects.filter(part=donation.part, donation=donation)))


def used(use: DonationUse) -> Used:
    return Used(use.quantity, use.arrived, use.returned)


@dataclass(frozen=True, slots=True)
class DonationRow:
    """One donation with its sums and where it went."""

    donation: Donation
    account: Account
    uses: tuple[DonationUse, ...]


def row_of(donation: Donation) -> DonationRow:
    """One donation with where it went. One query."""
    uses = DonationUse.objects.filter(part=donation.part, donation=donation).select_related("need")
    found = list(uses.order_by("allocated_at"))
    return DonationRow(donation, _sum(donation, found), tuple(found))


@dataclass(frozen=True, slots=True)
class NeedRow:
    """What a place lacks, what still lacks of it, and what is on its way there."""

    need: Need
    lacking: int
    under_way: int


def rows(area: int) -> tuple[list[DonationRow], list[NeedRow]]:
    """Every donation and every need of an area. Three queries."""
    span = codes.codes_under(area)
    given = list(Donation.objects.filter(part__range=span).select_related("good", "lot").order_by("-offered_at"))
    needs = list(
        Need.objects.filter(part__range=span)
        .select_related("good")
        .order_by(F("closed_at").desc(nulls_first=True), "-asked_at")
    )
    by_donation: dict[UUID, list[DonationUse]] = defaultdict(list)
    by_need: dict[UUID, list[Used]] = defaultdict(list)
    uses = DonationUse.objects.filter(need_id__in=[one.pk for one in needs]) | DonationUse.objects.filter(
        part__range=span
    )
    for use in uses.select_related("need").order_by("allocated_at"):
        by_donation[use.donation_id].append(use)
        by_need[use.need_id].append(used(use))
    return [
        DonationRow(one, _sum(one, by_donation[one.pk]), tuple(by_donation[one.pk])) for one in given
    ], [_need_row(one, by_need[one.pk]) for one in needs]  # fmt: skip


def _need_row(need: Need, uses: list[Used]) -> NeedRow:
    under_way = sum(use.quantity for use in uses if use.arrived is None)
    return NeedRow(need, still_wanted(need.quantity, uses), under_way)


def _sum(donation: Donation, uses: list[DonationUse]) -> Account:
    return account(donation.quantity, donation.came, [used(use) for use in uses])
