"""Commands on cards: issue to everybody or to one, cancel, replace. Each leaves a line in the log."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from wanjia.cards import subjects
from wanjia.cards.models import Card, Letterhead, TagIndex
from wanjia.cards.refusals import IsGone, NoCard, TooWide, WrongReason
from wanjia.cards.rules import Need, last_day, need
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.codes import new_short, new_tag
from wanjia.kernel.ids import new_event_id, part_of, parts_of
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.roster.subjects import Subject, subject_for

_AT_ONCE = 2000  # rows in one INSERT


@dataclass(frozen=True, slots=True)
class Issued:
    """What one run did. `new + renewed + kept` is everybody who lives there."""

    new: int
    renewed: int
    kept: int
    ended: int  # cards of people who are gone


@dataclass(frozen=True, slots=True)
class _Making:
    """What all cards of one run have in common."""

    by: str
    until: date
    now: datetime

    @property
    def renewal(self) -> dict[str, object]:
        """The columns that a renewal changes: the paper has to be handed over once more."""
        return {
            "until": self.until, "issued_at": self.now, "issued_by": self.by, "delivered_at": None,
            "delivered_by": "", "delivered_to": "", "undelivered": "", "tried_at": None,
        }  # fmt: skip


@transaction.atomic
def issue(*, by: Actor, area: int, kind: str, now: datetime) -> Issued:
    """Gives a card to everybody of the kind who has none, and renews those that end within a week.

    Done twice, the second time makes nothing. Cards of people who are gone end here too: an import moves thousands
    without an event. Raises TooWide above a committee. About ten statements, whatever the number of people.
    """
    require(by, Act.EDIT_REGISTER, area)
    if codes.level_of(area) < codes.Level.COMMITTEE:
        raise TooWide
    living = dict(subjects.within(area, kind))
    making = _making(by, codes.committee_of(area), living, now)
    ended = _end_gone(by, area, now) if kind == Card.Kind.PERSON else 0
    sorted_out = _sort_out(living, making, clock.local_date(now))
    _make({subject: living[subject] for subject in sorted_out[Need.NEW]}, kind, making)
    _renew(sorted_out[Need.RENEW], living, making)
    new, renewed, kept = (len(sorted_out[what]) for what in (Need.NEW, Need.RENEW, Need.KEEP))
    done = Issued(new, renewed, kept, ended)
    record(
        by=by, act="cards.issue", area=codes.committee_of(area), subject=f"area:{area}", now=now,
        detail={"kind": kind, "new": done.new, "renewed": done.renewed, "ended": ended},
    )  # fmt: skip
    return done


@transaction.atomic
def issue_one(*, by: Actor, subject_id: int, now: datetime) -> Card:
    """The card of one subject: new, renewed, or the one that there is. Raises IsGone."""
    subject = subject_for(by, Act.EDIT_REGISTER, subject_id)
    card = _issue_one(by, subject, now)
    _log(by, "card.issue", subject, now)
    return card


@transaction.atomic
def cancel(*, by: Actor, subject_id: int, reason: str, now: datetime) -> None:
    """The card ends: phones hear of it with their next sync. Raises NoCard, WrongReason."""
    subject = subject_for(by, Act.EDIT_REGISTER, subject_id)
    _cancel(by, subject, reason, now)
    _log(by, "card.cancel", subject, now, reason)


@transaction.atomic
def replace(*, by: Actor, subject_id: int, reason: str, now: datetime) -> Card:
    """Cancels and issues with a new tag and a new number. Raises NoCard, WrongReason, IsGone."""
    subject = subject_for(by, Act.EDIT_REGISTER, subject_id)
    _cancel(by, subject, reason, now)
    card = _issue_one(by, subject, now)
    _log(by, "card.replace", subject, now, reason)
    return card


@transaction.atomic
def renew(*, by: Actor, subject_id: int, now: datetime) -> Card:
    """From today for the committee's usual time, under the same tag and number. Raises NoCard, IsGone."""
    subject = subject_for(by, Act.EDIT_REGISTER, subject_id)
    if not subject.is_here:
        raise IsGone
    making = _making(by, codes.committee_of(subject.building_key), [subject.id], now)
    if not _in_force(subject.id).update(building_key=subject.building_key, **making.renewal):
        raise NoCard
    _log(by, "card.renew", subject, now)
    return _in_force(subject.id).get()


def _issue_one(by: Actor, subject: Subject, now: datetime) -> Card:
    if not subject.is_here:
        raise IsGone
    making = _making(by, codes.committee_of(subject.building_key), [subject.id], now)
    where = {subject.id: subject.building_key}
    sorted_out = _sort_out(where, making, clock.local_date(now))
    if sorted_out[Need.NEW]:
        _make(where, subject.kind, making)
    _renew(sorted_out[Need.RENEW], where, making)
    return _in_force(subject.id).get()


def _cancel(by: Actor, subject: Subject, reason: str, now: datetime) -> None:
    if reason not in Card.Cancelled.values:
        raise WrongReason
    if not end_cards([subject.id], reason=reason, by=by.name, now=now):
        raise NoCard


def end_cards(ids: Sequence[int], *, reason: str, by: str, now: datetime) -> int:
    """Cancels what those subjects hold. Returns how many cards; says nothing to the log: the caller does."""
    held = Card.objects.filter(part__in=parts_of(ids), subject_id__in=ids, cancelled_at=None)
    return held.update(cancelled_at=now, cancelled_by=by[:60], cancelled_reason=reason)


def _in_force(subject_id: int) -> "QuerySet[Card]":
    return Card.objects.filter(part=part_of(subject_id), subject_id=subject_id, cancelled_at=None)


def _making(by: Actor, committee: int, ids: Iterable[int], now: datetime) -> _Making:
    """Holds the letterheads of every part concerned, in order: whoever issues there too waits, and then finds cards."""
    parts = sorted({committee} | parts_of(ids))
    Letterhead.objects.bulk_create([Letterhead(part=part) for part in parts], ignore_conflicts=True)
    heads = {head.part: head for head in Letterhead.objects.select_for_update().filter(part__in=parts).order_by("part")}
    return _Making(by.name[:60], last_day(clock.local_date(now), heads[committee].days), now)


def _sort_out(where: Mapping[int, int], making: _Making, today: date) -> dict[Need, list[int]]:
    """Whom to give a new card, whose to renew, whose is good. One query."""
    parts = parts_of(where)
    held = Card.objects.filter(part__in=parts, subject_id__in=list(where), cancelled_at=None)
    until = dict(held.values_list("subject_id", "until"))
    sorted_out: dict[Need, list[int]] = {what: [] for what in Need}
    for subject in where:
        sorted_out[need(until.get(subject), making.until, today)].append(subject)
    return sorted_out


def _make(where: Mapping[int, int], kind: str, making: _Making) -> None:
    taken = _numbers_in(parts_of(where))
    cards = [
        Card(
            part=part_of(subject), id=new_event_id(), tag=new_tag(), short=_number(taken[part_of(subject)]), kind=kind,
            subject_id=subject, building_key=key, issued_at=making.now, issued_by=making.by, until=making.until,
        )
        for subject, key in where.items()
    ]  # fmt: skip
    Card.objects.bulk_create(cards, batch_size=_AT_ONCE)
    index = [TagIndex(tag=card.tag, part=card.part, subject_id=card.subject_id) for card in cards]
    TagIndex.objects.bulk_create(index, batch_size=_AT_ONCE)


def _numbers_in(parts: Iterable[int]) -> dict[int, set[str]]:
    """Short numbers that a part has ever given, cancelled ones too: an old paper must not name somebody else."""
    taken: dict[int, set[str]] = {part: set() for part in parts}
    for part, short in Card.objects.filter(part__in=list(taken)).values_list("part", "short"):
        taken[part].add(short)
    return taken


def _number(taken: set[str]) -> str:
    while (short := new_short()) in taken:
        pass
    taken.add(short)
    return short


def _renew(ids: Sequence[int], where: Mapping[int, int], making: _Making) -> None:
    """One statement for each building: the card follows whoever moved."""
    by_building: dict[int, list[int]] = {}
    for id_ in ids:
        by_building.setdefault(where[id_], []).append(id_)
    for key, here in by_building.items():
        held = Card.objects.filter(part__in=parts_of(here), subject_id__in=here, cancelled_at=None)
        held.update(building_key=key, **making.renewal)


def _end_gone(by: Actor, area: int, now: datetime) -> int:
    held = Card.objects.filter(
        building_key__range=codes.buildings_under(area), kind=Card.Kind.PERSON, cancelled_at=None
    )
    reasons = subjects.gone(held.values_list("subject_id", flat=True))
    ended = 0
    for reason in set(reasons.values()):
        ids = [subject for subject, why in reasons.items() if why == reason]
        ended += end_cards(ids, reason=reason, by=by.name, now=now)
    return ended


def _log(by: Actor, act: str, subject: Subject, now: datetime, reason: str = "") -> None:
    record(
        by=by, act=act, area=codes.committee_of(subject.building_key), subject=f"{subject.kind}:{subject.id}",
        reason=reason, now=now,
    )  # fmt: skip
