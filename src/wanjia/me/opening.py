"""Opening a resident's page: a code that we signed, and something that only the household knows.

Whatever is wrong, the answer is the same: nobody learns here whether a code exists, was cancelled, or has a telephone.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from wanjia.cards import knocking, pins
from wanjia.cards.models import Card, TagIndex
from wanjia.cards.rules import code_in, number_in, tails
from wanjia.kernel import clock
from wanjia.kernel.codes import Flawed, read
from wanjia.kernel.ids import part_of
from wanjia.kernel.plain import tight
from wanjia.platform import signing_keys
from wanjia.roster.models import Household, Person
from wanjia.roster.subjects import HERE, Subject, find

_TAIL = 4


class Answer(StrEnum):
    """What the door says."""

    OPEN = "open"
    WRONG = "wrong"
    RESTING = "resting"  # too many tries at this code or from this address
    ENDED = "ended"  # told only to whoever knows the digits


@dataclass(frozen=True, slots=True)
class Resident:
    """Whose page it is: the subject of the card, and everybody behind the same door."""

    subject: Subject
    card: Card
    home: Household
    people: tuple[Person, ...]  # who live there, head first

    @property
    def person(self) -> Person | None:
        return next((person for person in self.people if person.pk == self.subject.id), None)

    @property
    def is_shared(self) -> bool:
        """A dormitory: behind one door, but no family."""
        return self.home.kind == Household.Kind.COLLECTIVE


@dataclass(frozen=True, slots=True)
class _Found:
    """A card that a code names, if it names one."""

    key: str  # under which tries are counted, the same for a code and its number
    card: Card | None


def open_page(typed: str, digits: str, *, address: str, now: datetime) -> tuple[Answer, Resident | None]:
    """The resident of the code, when the digits are theirs. At most ten queries.

    An old text of a card that was renewed opens the page too: there is the new one, as its short number would show it.
    """
    found = _find(typed, now)
    if not knocking.may_try(code=found.key, address=address, now=now):
        return Answer.RESTING, None
    resident = _resident(found.card)
    if resident is None or not _fits(resident, tight(digits)):
        return Answer.WRONG, None
    knocking.forgive(code=found.key, address=address)
    if resident.card.until < clock.local_date(now):
        return Answer.ENDED, None
    return Answer.OPEN, resident


def resident_of(tag: str, now: datetime) -> Resident | None:
    """The page once more, for a form that it sent; None when the card ended meanwhile."""
    resident = _resident(_card(tag))
    return resident if resident and resident.card.until >= clock.local_date(now) else None


def _find(typed: str, now: datetime) -> _Found:
    if number := number_in(typed):
        part, short = number
        card = Card.objects.filter(part=part, short=short, cancelled_at=None).first()
        return _Found(card.tag if card else f"{part}{short}", card)
    text = code_in(typed)
    try:
        code = read(text, signing_keys.public_keys(), clock.local_date(now))
    except Flawed as why:
        is_ours = why.code is not None and why.flaw == "expired"
        tag = why.code.tag if why.code and is_ours else ""
        return _Found(tag or text[:60], _card(tag) if tag else None)
    return _Found(code.tag, _card(code.tag))


def _card(tag: str) -> Card | None:
    """Two queries."""
    entry = TagIndex.objects.filter(tag=tag).first()
    return Card.objects.filter(part=entry.part, tag=tag, cancelled_at=None).first() if entry else None


def _resident(card: Card | None) -> Resident | None:
    subject = find(card.subject_id) if card else None
    if card is None or subject is None or not subject.is_here:
        return None
    home = Household.objects.get(part=part_of(subject.household_id), id=subject.household_id)
    living = Person.objects.filter(household_id=home.pk, presence__in=HERE, merged_into=None)
    return Resident(subject, card, home, tuple(living.order_by("-is_head", "born_on", "id")))


def _fits(resident: Resident, digits: str) -> bool:
    """The PIN of the card, or the end of a telephone: the person's own, the head's, else whoever lives with them."""
    if pins.is_pin(resident.card, digits):
        return True
    known = _tails(resident)
    return len(digits) == _TAIL and sum(hmac.compare_digest(digits.encode(), tail.encode()) for tail in known) > 0


def _tails(resident: Resident) -> frozenset[str]:
    own = resident.person.phone_tails if resident.person else []
    head = next((person.phone_tails for person in resident.people if person.is_head), [])
    others = [tail for person in resident.people for tail in person.phone_tails]
    return tails(own, head, others, is_shared=resident.is_shared)
