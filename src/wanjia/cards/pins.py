"""Six digits for people without a telephone: drawn when the card is printed, shown there once, kept as a keyed hash."""

import hmac
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from wanjia.cards.models import Card
from wanjia.kernel.area import committee_of
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.vault import digest

DIGITS = 6
_FIELD = "card_pin"


@transaction.atomic
def draw(*, by: Actor, area: int, cards: Iterable[Card], now: datetime) -> Mapping[str, str]:
    """A new PIN for each card, by tag. PINs that were printed before no longer open anything.

    The hash wants the installation's secret: a million numbers are tried in a second by whoever has that, by nobody
    else. So it may be fast, and a building's cards are drawn in one go.
    """
    require(by, Act.EDIT_REGISTER, area)
    cards = list(cards)
    drawn = {card.tag: f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" for card in cards}
    for card in cards:
        card.pin_hash = _hash(card.tag, drawn[card.tag])
    if cards:
        Card.objects.bulk_update(cards, ["pin_hash"], batch_size=500)
        record(
            by=by, act="cards.pins", area=committee_of(area), subject=f"area:{area}", now=now,
            detail={"cards": len(cards)},
        )  # fmt: skip
    return drawn


def is_pin(card: Card, typed: str) -> bool:
    """True for the PIN that was printed last. Takes the same time whether there is one or not."""
    known = bytes(card.pin_hash) if card.pin_hash else b"\0" * 16
    return hmac.compare_digest(known, _hash(card.tag, typed))


def _hash(tag: str, pin: str) -> bytes:
    return digest(f"{tag}:{pin}", field=_FIELD)
