"""What a committee puts on its cards: how much of the name, whom to call, for how long."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from wanjia.cards import choosing
from wanjia.cards.forms import LetterheadForm
from wanjia.cards.pages.standing import area_here
from wanjia.cards.refusals import TooWide
from wanjia.kernel import area as codes
from wanjia.platform.access import Act
from wanjia.platform.pages import Signed, address, say_done
from wanjia.roster import places


def letterhead(request: Signed) -> HttpResponse:
    """One form; raises TooWide above a committee."""
    area = area_here(request, Act.EDIT_REGISTER)
    if codes.level_of(area) < codes.Level.COMMITTEE:
        raise TooWide
    committee = codes.committee_of(area)
    known = choosing.letterhead(committee)
    form = LetterheadForm(
        request.POST or None, initial={"shown": known.shown, "phone": known.phone, "days": known.days}
    )
    back = address(reverse("cards:cards"), area=area)
    if request.method == "POST" and form.is_valid():
        choosing.choose(by=request.actor, area=committee, now=request.now, **form.cleaned_data)
        return say_done(request, _("Kept. Cards that are out keep what is printed on them."), to=back)
    context = {"form": form, "back": back, "area_name": places.name_of(committee)}
    return render(request, "cards/letterhead.html", context, status=422 if form.errors else 200)
