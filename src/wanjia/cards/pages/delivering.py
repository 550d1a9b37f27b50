"""The tick list: door by door in walking order, with whoever answers for the building. It prints, too."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wanjia.cards import delivering, printing
from wanjia.cards.models import Card
from wanjia.cards.pages.standing import area_here, kind_of, may_here, narrower, place_names
from wanjia.cards.refusals import TooMany, WrongReason
from wanjia.cards.rules import grouped
from wanjia.kernel import area as codes
from wanjia.platform.access import Act
from wanjia.platform.pages import Signed, address, ids_in, say_done
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.doors import Door, doors
from wanjia.roster.models import BuildingContact


@dataclass(frozen=True, slots=True)
class Line:
    """One card to hand over, or handed over."""

    card: Card
    door: Door
    short: str


@dataclass(frozen=True, slots=True)
class House:
    """One building of the list with whoever takes its cards."""

    key: int
    name: str
    contact: str
    lines: tuple[Line, ...]


def deliver(request: Signed) -> HttpResponse:
    """`?all=1` shows what is handed over too. A POST ticks."""
    area, kind = area_here(request, Act.SEE_PEOPLE), kind_of(request)
    if request.method == "POST":
        return _tick(request, area, kind)
    is_whole, failure, cards = request.GET.get("all") == "1", "", []
    try:
        cards = printing.to_print(area, kind, request.now, waiting=not is_whole)
    except TooMany as why:
        failure = words(why)
    houses = _houses(cards, kind)
    context = {
        "kind": kind, "houses": houses, "area_name": places.name_of(area), "may": may_here(request, area),
        "is_whole": is_whole, "failure": failure, "narrower": narrower(area) if failure else [],
        "count": sum(len(house.lines) for house in houses),
        "receivers": Card.Receiver.choices, "reasons": Card.Undelivered.choices,
    }  # fmt: skip
    return render(request, "cards/deliver.html", context)


def _houses(cards: Sequence[Card], kind: str) -> list[House]:
    """Six queries, whatever the number of buildings."""
    at = doors(kind, [card.subject_id for card in cards])
    lines = [Line(card, at[card.subject_id], grouped(card.short)) for card in cards if card.subject_id in at]
    keys = {line.door.building_key for line in lines}
    named, contacts = place_names(keys), _contacts(keys)
    return [
        House(key, f"{named[codes.compound_of(key)]} {named[key]}", contacts.get(key, ""), tuple(group))
        for key, group in groupby(lines, key=lambda line: line.door.building_key)
    ]


def _contacts(keys: set[int]) -> dict[int, str]:
    """Who answers for each building, the contact before the group leader. One query."""
    rows = BuildingContact.objects.filter(building_key__in=keys, until_on=None).order_by("-role")
    return dict(rows.values_list("building_key", "name"))


def _tick(request: Signed, area: int, kind: str) -> HttpResponse:
    ids, act = ids_in(request.POST, "subject"), request.POST.get("do", "")
    to = address(reverse("cards:deliver"), area=area, kind=kind, all=request.GET.get("all"))
    if not ids:
        return say_done(request, _("Tick somebody first."), to=to)
    what, colon, how = act.partition(":")
    by, now = request.actor, request.now
    if what == "to":
        n = delivering.deliver(by=by, area=area, ids=ids, to=how, now=now)
        return say_done(request, ngettext("%(n)s card handed over.", "%(n)s cards handed over.", n) % {"n": n}, to=to)
    if what == "back":
        n = delivering.take_back(by=by, area=area, ids=ids, now=now)
        return say_done(request, ngettext("%(n)s back on the list.", "%(n)s back on the list.", n) % {"n": n}, to=to)
    if what != "miss" or not colon:
        raise WrongReason
    n = delivering.miss(by=by, area=area, ids=ids, reason=how, now=now)
    told = ngettext("Noted, %(n)s stays on the list.", "Noted, %(n)s stay on the list.", n) % {"n": n}
    return say_done(request, told, to=to)
