"""What stands on a resident's page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wanjia.cards import choosing, printing, queries
from wanjia.cards.models import Card, Correction
from wanjia.cards.rules import grouped
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.ids import parts_of
from wanjia.kernel.masking import mask_name
from wanjia.me import regimes, requests
from wanjia.me.lines import Panel
from wanjia.me.notes import note_for
from wanjia.me.opening import Resident
from wanjia.me.providers import panels
from wanjia.roster import places
from wanjia.supplies import reaching
from wanjia.supplies.reaching import Offer, Reserve

_TOLD_FOR = timedelta(days=14)  # how long a closed request is shown


@dataclass(frozen=True, slots=True)
class Shown:
    """One code as the page shows it."""

    number: int  # its place on the page
    name: str
    short: str
    until: date
    code: SafeString


def context(resident: Resident, now: datetime) -> dict[str, object]:
    """Everything for one page; after this it asks for nothing more. Some forty-five queries."""
    key = resident.subject.building_key
    named = places.names([key, codes.compound_of(key), codes.committee_of(key)])
    home = 0 if resident.is_shared else resident.home.pk  # in a dormitory no order and no number is a family's
    buys, reserves = reaching.offers(home, key, now), reaching.reserves(home, key, now)
    blocks = panels(resident, now)
    shown, phone = _shown(resident, now), choosing.letterhead(codes.committee_of(key)).phone
    return {
        "mine": shown[0], "family": shown[1:], "codes": shown,
        "door": _door(resident, named), "committee": named[codes.committee_of(key)],
        "phone": phone, "dial": "".join(filter(str.isdigit, phone)),
        "kept": regimes.of(resident, now), "weekdays": regimes.weekdays(), "panels": blocks,
        "buys": buys, "reserves": reserves, "is_shared": resident.is_shared, "jumps": _jumps(blocks, buys, reserves),
        "note": note_for(resident.card.tag, now), "fields": Correction.Field.choices,
        "requests": requests.of(resident, now), "help_kinds": requests.KINDS,
        "asked": queries.corrections_of(resident.subject.id, now - _TOLD_FOR), "now": now,
    }  # fmt: skip


def _jumps(blocks: Sequence[Panel], buys: Sequence[Offer], reserves: Sequence[Reserve]) -> list[tuple[str, str]]:
    """Where a tap leads on a long page."""
    found = [(panel.anchor, panel.title) for panel in blocks if panel.anchor]
    return [*found, *([("buys", _("Group buys"))] if buys else []),
            *([("quotas", _("Reserve and fetch"))] if reserves else [])]  # fmt: skip


def _door(resident: Resident, named: dict[int, str]) -> str:
    key = resident.subject.building_key
    return f"{named[codes.compound_of(key)]} {named[key]} {resident.home.room}"


def _shown(resident: Resident, now: datetime) -> list[Shown]:
    """The card that opened the page, then those of whoever lives with them. Two queries."""
    cards = [resident.card, *_family(resident, now)]
    text, names = printing.texts(cards, now), {person.pk: mask_name(person.name) for person in resident.people}
    return [
        Shown(
            number, names.get(card.subject_id, _("The whole household")), grouped(card.short), card.until,
            printing.qr(text[card.tag]),
        )
        for number, card in enumerate(cards)
    ]  # fmt: skip


def _family(resident: Resident, now: datetime) -> Sequence[Card]:
    """Nobody's in a dormitory: a shared door makes no family."""
    if resident.is_shared:
        return []
    ids = [id_ for id_ in (*(one.pk for one in resident.people), resident.home.pk) if id_ != resident.subject.id]
    good = Card.objects.filter(
        part__in=parts_of(ids), subject_id__in=ids, cancelled_at=None, until__gte=clock.local_date(now)
    )
    found = {card.subject_id: card for card in good}
    return [found[id_] for id_ in ids if id_ in found]
