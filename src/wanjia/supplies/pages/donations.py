"""Donations: the public account, open to anybody who is signed in, and the commands behind it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, require
from wanjia.platform.pages import Signed, address, area_of, say_done
from wanjia.roster import places
from wanjia.supplies import donating, queries
from wanjia.supplies.donating import OfferSaid
from wanjia.supplies.forms import NeedForm, OfferForm, fen
from wanjia.supplies.models import Need
from wanjia.supplies.pages.access import base, number, stand, written


def donations(request: Signed) -> HttpResponse:
    """Offered, came, handed over, under way, left: each line adds up, and so does the sum."""
    area, context = base(request, "supplies:donations")
    given, needs = donating.rows(area)
    known = places.names({row.need.place for row in needs} | {use.need.place for row in given for use in row.uses})
    context |= {
        "rows": given, "needs": [(row, known[row.need.place]) for row in needs],
        "open_needs": [row.need for row in needs if row.lacking], "names": known,
        "value": sum(row.donation.value_fen or 0 for row in given),
        "unbalanced": sum(not row.account.is_balanced for row in given),
    }  # fmt: skip
    return render(request, "supplies/donations.html", context)


def new_offer(request: Signed) -> HttpResponse:
    area = _desk(request)
    form = OfferForm(request.POST or None, rows={"good": queries.goods(area)})

    def keep() -> object:
        asked = form.cleaned_data
        said = OfferSaid(area, asked["giver"], form.chosen("good"), asked["quantity"], fen(asked["value"]),
                         asked["is_anonymous"])  # fmt: skip
        return donating.offer(by=request.actor, said=said, now=request.now)

    return written(request, area, form, keep, title=_("Write down an offer"), to="supplies:donations",
                   done=_("Offered. Write down what came when it is here."))  # fmt: skip


def new_need(request: Signed) -> HttpResponse:
    area = _desk(request)
    form = NeedForm(request.POST or None, rows={"good": queries.goods(area)})

    def keep() -> Need:
        asked = form.cleaned_data
        return donating.ask(by=request.actor, place=area, good=form.chosen("good"), quantity=asked["quantity"],
                            why=asked["why"], now=request.now)  # fmt: skip

    return written(request, area, form, keep, title=_("Write down what is lacking"), to="supplies:donations",
                   done=_("Written down."))  # fmt: skip


@require_POST
def came(request: Signed, donation_id: UUID) -> HttpResponse:
    row = donating.donation_for(request.actor, donation_id, Act.SUPPLY)
    donating.came(by=request.actor, donation=row, quantity=number(request, "quantity"), now=request.now)
    return say_done(request, _("It is in stock."), to=_back(row.place))


@require_POST
def allocate(request: Signed, donation_id: UUID) -> HttpResponse:
    row = donating.donation_for(request.actor, donation_id, Act.SUPPLY)
    need = Need.objects.select_related("good").filter(id=_uuid(request.POST.get("need", ""))).first()
    if need is None:
        raise NotFound
    donating.allocate(by=request.actor, donation=row, need=need, quantity=number(request, "quantity"), now=request.now)
    return say_done(request, _("Allocated. It has left the store."), to=_back(row.place))


@require_POST
def hand_over(request: Signed, use_id: UUID) -> HttpResponse:
    use = donating.use_for(request.actor, use_id, Act.SUPPLY)
    arrived, note = number(request, "quantity"), request.POST.get("note", "")
    donating.hand_over(by=request.actor, use=use, arrived=arrived, note=note, now=request.now)
    return say_done(request, _("Handed over."), to=_back(use.need.place))


def _desk(request: Signed) -> int:
    area = codes.desk_of(area_of(request))
    require(request.actor, Act.SUPPLY, area)
    stand(request, area, "supplies:donations")
    return area


def _back(place: int) -> str:
    return address(reverse("supplies:donations"), area=codes.desk_of(place))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as why:
        raise NotFound from why
