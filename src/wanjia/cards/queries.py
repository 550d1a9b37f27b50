"""Reading cards: what phones need, how far handing out has come, whether a code is good."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from wanjia.cards import subjects
from wanjia.cards.models import Card, Correction, TagIndex
from wanjia.cards.rules import ENDING, code_in
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.codes import Code, Flaw, Flawed, Kind, read
from wanjia.kernel.ids import part_of
from wanjia.platform import signing_keys
from wanjia.roster.models import Household, Person

KIND = {"person": Kind.PERSON, "household": Kind.HOUSEHOLD}


def public_keys() -> dict[str, str]:
    """Key number → 64 hex digits, as a bundle carries them; JSON has no numbers for names. One query."""
    return {str(number): public.hex() for number, public in signing_keys.public_keys().items()}


def cards_for(keys: Iterable[int], now: datetime) -> dict[int, tuple[str, str]]:
    """Subject → (tag, short number) of everybody, and every flat, of the buildings. Two queries.

    By where people live now: a card goes with whoever moved.
    """
    wanted, today = list(keys), clock.local_date(now)
    good = Card.objects.filter(cancelled_at=None, until__gte=today)
    near = {"part": OuterRef("part"), "id": OuterRef("subject_id"), "building_key__in": wanted}
    found: dict[int, tuple[str, str]] = {}
    for kind, home in (("person", Person.objects.filter(**near)), ("household", Household.objects.filter(**near))):
        rows = good.filter(Exists(home), kind=kind).values_list("subject_id", "tag", "short")
        found |= {subject: (tag, short) for subject, tag, short in rows}
    return found


def revoked(area: int, now: datetime) -> list[str]:
    """Tags of cards of the area that were cancelled before their last day. One query.

    A card belongs to the area where it was issued and to its subject's part, so that it is refused in both after a
    move.
    """
    span, parts = codes.buildings_under(area), codes.codes_under(area)
    ended = Card.objects.filter(cancelled_at__isnull=False, until__gte=clock.local_date(now))
    near = Q(building_key__range=span) | Q(part__range=parts)
    return list(ended.filter(near).order_by("cancelled_at", "tag").values_list("tag", flat=True))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the server says of a code: good when there is no flaw. Whose it is, where anybody's."""

    flaw: Flaw | None
    code: Code | None
    subject_id: int | None
    reason: str = ""  # why it was cancelled


def verdict(text: str, now: datetime) -> Verdict:
    """The check of a device and the list of cancelled ones on top. Takes a link too. At most three queries."""
    try:
        code = read(code_in(text), signing_keys.public_keys(), clock.local_date(now))
    except Flawed as why:
        return Verdict(why.flaw, why.code, None)
    entry = TagIndex.objects.filter(tag=code.tag).first()
    card = Card.objects.filter(part=entry.part, tag=code.tag).first() if entry else None
    if entry is None:  # signed by us, but no card: a sheet's or a device's code
        return Verdict(Flaw.NOT_OURS if code.kind in KIND.values() else None, code, None)
    if card is None:  # it ended in the part of an entry that was merged into this one
        return Verdict(Flaw.REVOKED, code, entry.subject_id, Card.Cancelled.MERGED)
    if card.cancelled_at is not None:
        return Verdict(Flaw.REVOKED, code, entry.subject_id, card.cancelled_reason)
    return Verdict(None, code, entry.subject_id)


def card_of(subject_id: int) -> Card | None:
    """The card in force of one subject, past its last day too: it is renewed, not replaced. One query."""
    return Card.objects.filter(part=part_of(subject_id), subject_id=subject_id, cancelled_at=None).first()


def history(subject_id: int) -> list[Card]:
    """Every card that the subject ever had, newest first. One query."""
    return list(Card.objects.filter(part=part_of(subject_id), subject_id=subject_id).order_by("-issued_at", "-id"))


@dataclass(frozen=True, slots=True)
class Held:
    """How far one area is with its cards. `subjects = missing + ending + good`."""

    area: int
    subjects: int
    held: int  # good today
    ending: int  # of these, within a week
    to_deliver: int

    @property
    def missing(self) -> int:
        return self.subjects - self.held

    @property
    def to_issue(self) -> int:
        return self.missing + self.ending

    def __add__(self, other: "Held") -> "Held":
        return Held(
            self.area, self.subjects + other.subjects, self.held + other.held, self.ending + other.ending,
            self.to_deliver + other.to_deliver,
        )  # fmt: skip


def held_by_building(area: int, kind: str, today: date) -> list[Held]:
    """Every building of the area in which somebody lives, as on the ground. One query."""
    card = Card.objects.filter(part=OuterRef("part"), subject_id=OuterRef("id"), cancelled_at=None, until__gte=today)
    living: QuerySet[Any] = subjects.people(area) if kind == "person" else subjects.households(area)
    rows = (
        living.annotate(
            has=Exists(card), ends=Exists(card.filter(until__lt=today + ENDING)),
            waits=Exists(card.filter(delivered_at=None)),
        )
        .order_by()
        .values("building_key")
        .annotate(
            n=Count("*"), held=Count("id", filter=Q(has=True)), ending=Count("id", filter=Q(ends=True)),
            waiting=Count("id", filter=Q(waits=True)),
        )
        .order_by("building_key")
    )  # fmt: skip
    return [Held(row["building_key"], row["n"], row["held"], row["ending"], row["waiting"]) for row in rows]


def corrections(area: int) -> list[Correction]:
    """Requests that wait, oldest first. One query."""
    inside = Correction.objects.filter(building_key__range=codes.buildings_under(area), state=Correction.State.OPEN)
    return list(inside.order_by("at", "id"))


def correction_count(area: int) -> int:
    """How many wait: the number on the rail. One query."""
    inside = Correction.objects.filter(building_key__range=codes.buildings_under(area), state=Correction.State.OPEN)
    return inside.count()


def corrections_of(subject_id: int, since: datetime) -> list[Correction]:
    """What one resident asked, newest first: open ones, and what was closed since. One query."""
    own = Correction.objects.filter(part=part_of(subject_id), subject_id=subject_id)
    return list(own.filter(Q(state=Correction.State.OPEN) | Q(decided_at__gte=since)).order_by("-at", "id")[:10])
