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
from wanjia.supplies import donating, gifts, queries, thanking
from wanjia.supplies.donating import OfferSaid
from wanjia.supplies.forms import NeedForm, OfferForm, fen
from wanjia.supplies.models import Donation, Need
from wanjia.supplies.pages.access import base, frame, number, one_of, stand, written
from wanjia.supplies.refusals import NothingCame


def donations(request: Signed) -> HttpResponse:
    """Offered, came, handed over, under way, left: each line adds up, and so does the sum."""
    area, context = base(request, "supplies:donations")
    given, needs = gifts.rows(area)
    known = places.names({row.need.place for row in needs} | {use.need.place for row in given for use in row.uses})
    lacking = [row.need for row in needs if row.lacking and row.need.closed_at is None]
    context |= {
        "rows": [(row, [need for need in lacking if need.good_id == row.donation.good_id]) for row in given],
        "needs": [(row, known[row.need.place]) for row in needs], "names": known,
        "open": sum(row.need.closed_at is None for row in needs), "outcomes": Need.Outcome.choices,
        "value": sum(row.donation.value_fen or 0 for row in given),
        "unbalanced": sum(not row.account.is_balanced for row in given),
    }  # fmt: skip
    return render(request, "supplies/donations.html", context)


def account(request: Signed) -> HttpResponse:
    """To print and hang up: every donation of an area with what became of it. Nobody who does not want it is named."""
    area, context = base(request, "supplies:donations")
    given, _needs = gifts.rows(area)
    came = [row for row in given if row.account.came is not None]
    context |= {"rows": came, "names": places.names({use.need.place for row in came for use in row.uses})}
    return render(request, "supplies/account.html", context)


def donation(request: Signed, donation_id: UUID) -> HttpResponse:
    """The account of one donation, for whoever gave it."""
    row = gifts.row_of(donating.donation_for(request.actor, donation_id, Act.SEE_COUNTS))
    place = row.donation.place
    stand(request, codes.desk_of(place), "supplies:donations")
    context = frame(request, place) | {
        "rows": [row], "row": row, "names": places.names({use.need.place for use in row.uses}),
    }  # fmt: skip
    return render(request, "supplies/account.html", context)


def thanks(request: Signed, donation_id: UUID) -> HttpResponse:
    """The letter, to print or to copy; the button says that it has gone."""
    row = donating.donation_for(request.actor, donation_id, Act.SUPPLY)
    stand(request, codes.desk_of(row.place), "supplies:donations")
    if request.method == "POST":
        donating.thank(by=request.actor, donation=row, now=request.now)
        return say_done(request, _("Thanked. It stands on the account."), to=_back(row.place))
    if not row.came:
        raise NothingCame
    found = gifts.row_of(row)
    names = places.names({row.place, *(use.need.place for use in found.uses)})
    context = frame(request, row.place) | {
        "donation": row, "letters": thanking.letters(found, names, request.now),
    }  # fmt: skip
    return render(request, "supplies/thanks.html", context)


def new_offer(request: Signed) -> HttpResponse:
    area = _desk(request)
    form = OfferForm(request.POST or None, rows={"good": queries.goods(area)})

    def keep() -> Donation:
        asked = form.cleaned_data
        said = OfferSaid(area, asked["giver"], form.chosen("good"), asked["quantity"], fen(asked["value"]),
                         asked["is_anonymous"], asked["is_firm"])  # fmt: skip
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
    came_now = number(request, "quantity", _("Came now"))
    donating.came(by=request.actor, donation=row, quantity=came_now, now=request.now)
    return say_done(request, _("It is in stock."), to=_back(row.place))


@require_POST
def allocate(request: Signed, donation_id: UUID) -> HttpResponse:
    row = donating.donation_for(request.actor, donation_id, Act.SUPPLY)
    need = Need.objects.select_related("good").filter(id=_uuid(request.POST.get("need", ""))).first()
    if need is None:
        raise NotFound
    quantity = number(request, "quantity", _("Quantity"))
    donating.allocate(by=request.actor, donation=row, need=need, quantity=quantity, now=request.now)
    return say_done(request, _("Allocated. It has left the store."), to=_back(row.place))


@require_POST
def close_need(request: Signed, need_id: UUID) -> HttpResponse:
    need = donating.need_for(request.actor, need_id, Act.SUPPLY)
    outcome, note = one_of(request, "outcome", *Need.Outcome.values), request.POST.get("note", "")
    donating.close_need(by=request.actor, need=need, outcome=outcome, note=note, now=request.now)
    return say_done(request, _("Closed."), to=_back(need.place))


@require_POST
def hand_over(request: Signed, use_id: UUID) -> HttpResponse:
    """What was handed over and what came back; afterwards, what was thought lost and came back."""
    use = donating.use_for(request.actor, use_id, Act.SUPPLY)
    note, back = request.POST.get("note", ""), _brought_back(request)
    if use.arrived is not None and back:
        donating.bring_back(by=request.actor, use=use, quantity=back, note=note, now=request.now)
        return say_done(request, _("Back in the store."), to=_back(use.need.place))
    arrived = number(request, "quantity", _("Quantity"))
    donating.hand_over(by=request.actor, use=use, arrived=arrived, note=note, now=request.now, back=back)
    return say_done(request, _("Handed over."), to=_back(use.need.place))


def _brought_back(request: Signed) -> int:
    """An empty field is none."""
    is_said = bool(request.POST.get("back", "").strip())
    return number(request, "back", _("Back in the store")) if is_said else 0


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
