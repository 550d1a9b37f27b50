"""Cards as they go on paper: what stands on each, in walking order, cut into pages of one building."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.safestring import SafeString

from wanjia.cards.models import Card, Letterhead
from wanjia.cards.queries import KIND
from wanjia.cards.refusals import TooMany
from wanjia.cards.rules import grouped
from wanjia.cards.subjects import households, people
from wanjia.kernel import clock
from wanjia.kernel.codes import Code, write
from wanjia.kernel.ids import parts_of
from wanjia.platform import signing_keys
from wanjia.platform.qr import qr
from wanjia.roster.doors import Door, doors
from wanjia.roster.models import Household, Person
from wanjia.roster.subjects import HERE

__all__ = ["LAYOUTS", "MOST", "Page", "Printed", "pages", "printed", "qr", "reached", "texts", "to_print"]

MOST = 3000  # cards in one print; a subdistrict is printed compound by compound
LAYOUTS = (8, 21)  # cards to a page: large type for elders, and the size of a bank card


@dataclass(frozen=True, slots=True)
class Printed:
    """One card as it stands on the page."""

    part: int  # with the short number, what a resident types who has no link
    building_key: int
    door: Door | None  # None where the committee shows neither name nor door
    name: str
    short: str
    until: date
    code: SafeString
    pin: str
    is_household: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One side of A4, of one building."""

    building_key: int
    page: int
    pages: int
    cards: tuple[Printed, ...]


def texts(cards: Iterable[Card], now: datetime) -> dict[str, str]:
    """The text of each card's code, by tag, signed with the key in force; what an older key signed is good as well.

    One query.
    """
    number, private = signing_keys.signer(now)
    return {card.tag: write(Code(KIND[card.kind], card.tag, card.until, number), private) for card in cards}


def to_print(area: int, kind: str, now: datetime, *, waiting: bool) -> list[Card]:
    """The good cards of the area in walking order; `waiting`: only those that nobody has handed over.

    Raises TooMany beyond 3,000. Two queries.
    """
    living = people(area) if kind == Card.Kind.PERSON else households(area)
    order = list(living.values_list("id", flat=True)[: MOST * 20])
    held = Card.objects.filter(
        part__in=parts_of(order), subject_id__in=order, cancelled_at=None,
        until__gte=clock.local_date(now),
    )  # fmt: skip
    if waiting:
        held = held.filter(delivered_at=None)
    count = held.count() if len(order) > MOST else 0
    if count > MOST:
        raise TooMany(count=count, most=MOST)
    found = {card.subject_id: card for card in held}
    return [found[id_] for id_ in order if id_ in found]


def printed(cards: Sequence[Card], head: Letterhead, pins: Mapping[str, str], now: datetime) -> list[Printed]:
    """In the order given. Two queries for doors of people, three for households, one for the key."""
    at = _doors(cards) if head.shown != Letterhead.Shown.NOTHING else {}
    text = texts(cards, now)
    return [
        Printed(
            part=card.part, building_key=card.building_key, door=at.get(card.subject_id),
            name=_name(card, at, head), short=grouped(card.short), until=card.until, code=qr(text[card.tag]),
            pin=pins.get(card.tag, ""), is_household=card.kind == Card.Kind.HOUSEHOLD,
        )
        for card in cards
    ]  # fmt: skip


def _doors(cards: Sequence[Card]) -> dict[int, Door]:
    found: dict[int, Door] = {}
    for kind in ("person", "household"):
        found |= doors(kind, [card.subject_id for card in cards if card.kind == kind])
    return found


def _name(card: Card, at: Mapping[int, Door], head: Letterhead) -> str:
    """Masked, of a person only: the card of a flat outlives whoever heads it."""
    door = at.get(card.subject_id)
    shows = head.shown == Letterhead.Shown.NAME and card.kind == Card.Kind.PERSON
    return door.name if door and shows else ""


def pages(cards: Sequence[Printed], layout: int) -> list[Page]:
    """A new page for each building: the stack goes to whoever walks it."""
    cut: list[Page] = []
    for key, group in groupby(cards, key=lambda card: card.door.building_key if card.door else card.building_key):
        behind = list(group)
        sides = [tuple(behind[at : at + layout]) for at in range(0, len(behind), layout)]
        cut += [Page(key, number, len(sides), side) for number, side in enumerate(sides, start=1)]
    return cut


def reached(ids: Sequence[int]) -> set[int]:
    """Those of the subjects behind whose door somebody has a telephone. Three queries."""
    parts = parts_of(ids)
    home_of = dict(Person.objects.filter(part__in=parts, id__in=ids).values_list("id", "household_id"))
    home_of |= {id_: id_ for id_ in Household.objects.filter(part__in=parts, id__in=ids).values_list("id", flat=True)}
    living = Person.objects.filter(household_id__in=set(home_of.values()), presence__in=HERE, merged_into=None)
    heard = set(living.exclude(phone_tails=[]).values_list("household_id", flat=True))
    return {id_ for id_, home in home_of.items() if home in heard}
