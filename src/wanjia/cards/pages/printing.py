"""Cards on paper: A4, 8 or 21 to a page, one building after the other. A POST draws PINs and prints them once."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.shortcuts import render

from wanjia.cards import choosing, pins, printing, queries
from wanjia.cards.models import Card
from wanjia.cards.pages.standing import area_here, kind_of, may_here, narrower, place_names
from wanjia.cards.refusals import NoCard, TooMany
from wanjia.kernel import area as codes
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act
from wanjia.platform.audit import record
from wanjia.platform.pages import Signed
from wanjia.platform.words import words
from wanjia.roster import places
from wanjia.roster.models import Household, Person


def print_cards(request: Signed) -> HttpResponse:
    """`?layout=8|21`, `?waiting=1` only what is not handed over, `?subject=` one card alone."""
    area = area_here(request, Act.SEE_PEOPLE if request.method == "GET" else Act.EDIT_REGISTER)
    wanted, kind = _layout(request), kind_of(request)
    failure, cards = "", []
    try:
        cards = _chosen(request, area, kind)
    except TooMany as why:
        failure = words(why)
    drawn = _draw(request, area, cards) if request.method == "POST" else {}
    head = choosing.letterhead(codes.committee_of(area))
    sides = printing.pages(printing.printed(cards, head, drawn, request.now), wanted)
    if cards:
        record(
            by=request.actor, act="cards.print", area=codes.desk_of(area), subject=f"area:{area}", now=request.now,
            detail={"cards": len(cards), "pins": len(drawn)},
        )  # fmt: skip
    context = {
        "area_name": places.name_of(area), "kind": kind, "layout": wanted, "layouts": printing.LAYOUTS, "pages": sides,
        "named": _named({side.building_key for side in sides}), "head": head, "failure": failure,
        "narrower": narrower(area) if failure else [],
        "count": len(cards), "waiting": request.GET.get("waiting", ""), "subject": request.GET.get("subject", ""),
        "may": may_here(request, area), "pins": len(drawn), "address": request.get_host(),
    }  # fmt: skip
    return render(request, "cards/print.html", context)


def _named(keys: set[int]) -> dict[int, str]:
    """Compound and building, for the foot of a page."""
    named = place_names(keys) if keys else {}
    return {key: f"{named[codes.compound_of(key)]} {named[key]}" for key in keys}


def _layout(request: Signed) -> int:
    asked = request.GET.get("layout", "8")
    if asked not in map(str, printing.LAYOUTS):
        raise NotFound
    return int(asked)


def _chosen(request: Signed, area: int, kind: str) -> list[Card]:
    asked = request.GET.get("subject", "")
    if not asked:
        return printing.to_print(area, kind, request.now, waiting=request.GET.get("waiting") == "1")
    if not asked.isdecimal():
        raise NotFound
    card = queries.card_of(int(asked))
    if card is None or not _lives_in(card, area):
        raise NoCard
    return [card]


def _lives_in(card: Card, area: int) -> bool:
    """The area was looked at, so the subject has to be in it."""
    table = Person if card.kind == Card.Kind.PERSON else Household
    rows = table.objects.filter(part=card.part, id=card.subject_id, building_key__range=codes.buildings_under(area))
    return bool(rows.exists())


def _draw(request: Signed, area: int, cards: Sequence[Card]) -> Mapping[str, str]:
    """PINs for people behind whose door nobody has a telephone, or for everybody where that was asked."""
    wanted = cards if request.POST.get("pins") == "all" else _without_phone(cards)
    return pins.draw(by=request.actor, area=area, cards=wanted, now=request.now)


def _without_phone(cards: Sequence[Card]) -> list[Card]:
    """Two queries. The page of these cards opens to nobody otherwise."""
    reached = printing.reached([card.subject_id for card in cards])
    return [card for card in cards if card.subject_id not in reached]
