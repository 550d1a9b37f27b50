"""Ordering in a group buy and taking a number, by the household itself: the desk's own services, without an account."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound, Refusal
from wanjia.me.acting import HAND, acted
from wanjia.me.opening import Resident
from wanjia.me.pages import own_door
from wanjia.platform import wording
from wanjia.platform.access import Act
from wanjia.platform.words import words
from wanjia.supplies import asked, buying, claiming, ordering, orders
from wanjia.supplies.claiming import ClaimSaid
from wanjia.supplies.models import GroupBuy, Order, Quota

_DIGITS = 3  # of a number of packages; what is too many the service says
Does = Callable[[HttpRequest, Resident, datetime], str]


@own_door
def order(request: HttpRequest) -> HttpResponse:
    """What the household wants: a first order, or instead of the one that it has."""
    return acted(request, _told(_ordered))


@own_door
def cancel(request: HttpRequest) -> HttpResponse:
    return acted(request, _told(_cancelled))


@own_door
def claim(request: HttpRequest) -> HttpResponse:
    """One number a household. Whoever has one is told which."""
    return acted(request, _told(_claimed))


@own_door
def give_back(request: HttpRequest) -> HttpResponse:
    return acted(request, _told(_given_back))


def _told(does: Does) -> Callable[[HttpRequest, Resident, datetime], Mapping[str, object]]:
    """What it says, or why it is refused. Behind a shared door there is no household that could order."""

    def act(request: HttpRequest, resident: Resident, now: datetime) -> Mapping[str, object]:
        if resident.is_shared:
            return {"told": _("Behind a shared door the committee takes it down. Call it.")}
        try:
            return {"told": does(request, resident, now)}
        except (ValueError, NotFound):
            return {"told": _("This is not for your door.")}
        except Refusal as why:
            return {"told": words(why)}

    return act


def _ordered(request: HttpRequest, resident: Resident, now: datetime) -> str:
    buy, home = _buy(request, resident), resident.home.pk
    wants, mine = _wants(request, buy), ordering.standing(buy, home)
    if mine is None:
        ordering.order(by=HAND, buy=buy, household_id=home, wants=wants, way=Order.Way.PAGE, now=now)
    else:
        ordering.change_order(by=HAND, order_=mine, wants=wants, now=now)
    until = {"when": wording.moment(buy.closes_at, now)}
    return _("Ordered. It can be changed or cancelled until %(when)s.") % until


def _cancelled(request: HttpRequest, resident: Resident, now: datetime) -> str:
    mine = ordering.standing(_buy(request, resident), resident.home.pk)
    if mine is None:
        return _("Cancelled.")
    ordering.cancel_order(by=HAND, order_=mine, now=now)
    return _("Cancelled. What was paid is given back.") if mine.paid_fen > mine.refunded_fen else _("Cancelled.")


def _claimed(request: HttpRequest, resident: Resident, now: datetime) -> str:
    quota = _quota(request, resident)
    made = claiming.claim(by=HAND, quota=quota, said=ClaimSaid(resident.home.pk), now=now)
    said = {"number": made.number, "when": wording.moment(made.slot_at, now), "shop": quota.shop}
    return _("Your number is %(number)s: %(when)s, %(shop)s.") % said


def _given_back(request: HttpRequest, resident: Resident, now: datetime) -> str:
    mine = claiming.standing(_quota(request, resident), resident.home.pk)
    if mine is None:
        raise NotFound
    claiming.withdraw(by=HAND, claim_=mine, now=now)
    return _("The number is given back. Somebody else can have it.")


def _buy(request: HttpRequest, resident: Resident) -> GroupBuy:
    """Raises NotFound for one of other doors, ValueError for what is no id."""
    found = buying.buy_for(HAND, UUID(request.POST.get("buy", "")), Act.SERVE)
    _reaches(found.place, resident)
    return found


def _quota(request: HttpRequest, resident: Resident) -> Quota:
    found = claiming.quota_for(HAND, UUID(request.POST.get("quota", "")), Act.SERVE)
    _reaches(found.place, resident)
    return found


def _reaches(place: int, resident: Resident) -> None:
    if not codes.contains(place, resident.subject.building_key):
        raise NotFound


def _wants(request: HttpRequest, buy: GroupBuy) -> dict[str, int]:
    """Empty is none of it. Raises AmountWanted for what is no number, with the name of the package. One query."""
    packages, wants = {one.letter: one.name for one in orders.packages(buy)}, dict[str, int]()
    for name, said in request.POST.items():
        text = str(said).strip()
        if not name.startswith("n_") or not text:
            continue
        letter = name.removeprefix("n_")
        is_one = text.isdecimal() and len(text) <= _DIGITS
        wants[letter] = int(text) if is_one else asked.amount(-1, packages.get(letter, ""), most=ordering.MOST_EACH)
    return wants
