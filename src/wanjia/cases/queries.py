"""What the pages of cases and the chain board show, as counts and rows. Names are masked by the register's own doors.

For the chain board: `links(area, now)`, one frozen dataclass a column, and the identity of the positives.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q

from wanjia.cases import presets
from wanjia.cases.models import Case, Contact, Transfer
from wanjia.cases.rules import moving
from wanjia.cases.rules import standing as standings
from wanjia.cases.rules.moving import Balance
from wanjia.cases.rules.terms import Due, Terms, decide_by, dues
from wanjia.cases.settling import left_at, state, steps_of
from wanjia.cases.zero import bounds
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.roster.doors import Door, doors

_LIVE = Q(withdrawn_at=None, ended_at=None)
_OPEN_CONTACT = Q(decision="") | Q(review_since__isnull=False)


@dataclass(frozen=True, slots=True)
class Control:
    """控: households that know, and people who stay at home as confirmed contacts."""

    informed: int
    to_inform: int
    kept_home: int
    oldest_at: datetime | None  # of those who do not know yet
    limit_minutes: int


@dataclass(frozen=True, slots=True)
class Trace:
    """调: cases that are not complete, contacts that nobody decided."""

    cases: int
    open: int
    undecided: int
    to_review: int
    oldest_at: datetime | None  # the oldest undecided contact, else the oldest incomplete case
    limit_minutes: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Move:
    """管: who waits for a bed, since when; who was taken today."""

    waiting: int  # on the way and held ones among them
    on_way: int
    held: int
    missing: int  # left, not arrived within the limit
    transferred_today: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Links:
    """Three columns of the chain board and the identity below it."""

    control: Control
    trace: Trace
    move: Move
    balance: Balance


def links(area: int, now: datetime) -> Links:
    """Counts only, for whoever may see counts. Nine queries; rows are read of what is still open, never of the past."""
    span, terms = codes.buildings_under(area), presets.terms_for(area, local_date(now))
    contacts = Contact.objects.filter(case__building_key__range=span)
    counted = _counted(span)
    return Links(
        Control(
            counted["live"] - counted["untold"], counted["untold"],
            contacts.filter(decision__in=("close", "secondary"), review_since=None).count(), counted["untold_since"],
            terms.inform_minutes,
        ),
        _trace(span, counted["live"], list(contacts.filter(_OPEN_CONTACT)), terms, now),
        _move(span, terms, now),
        moving.balance(counted["all"], _ways(span)),
    )  # fmt: skip


def _counted(span: codes.Span) -> dict[str, Any]:
    """Cases: all, live, live ones whose household does not know, and since when the oldest of those."""
    untold = _LIVE & Q(informed_at=None)
    return Case.objects.filter(building_key__range=span).aggregate(
        all=Count("id"), live=Count("id", filter=_LIVE), untold=Count("id", filter=untold),
        untold_since=Min("opened_at", filter=untold),
    )  # fmt: skip


def _ways(span: codes.Span) -> dict[str, int]:
    """How many transfers are in which state, as far as the books part them."""
    rows = Transfer.objects.filter(building_key__range=span).order_by().values_list("out_as").annotate(n=Count("id"))
    return {out_as or moving.WAITING: n for out_as, n in rows}


def _trace(span: codes.Span, live: int, open_: Sequence[Contact], terms: Terms, now: datetime) -> Trace:
    undecided = [row for row in open_ if not row.decision]
    incomplete = list(Case.objects.filter(_LIVE, building_key__range=span, completed_at=None))
    first = min((row.proposed_at for row in undecided), default=None)
    is_late = any(decide_by(terms, row.proposed_at) <= now for row in undecided)
    is_late |= any(due.at <= now for case in incomplete for due in dues_of(case, terms))
    return Trace(
        live, len(incomplete), len(undecided), len(open_) - len(undecided),
        first or min((case.opened_at for case in incomplete), default=None),
        terms.decide_minutes if first else terms.complete_minutes, is_late,
    )  # fmt: skip


def _move(span: codes.Span, terms: Terms, now: datetime) -> Move:
    ways = Transfer.objects.filter(building_key__range=span)
    waiting = list(ways.filter(out_at=None))
    steps = steps_of(waiting)
    states = {way.id: state(way, steps[way.id]) for way in waiting}
    missing = [
        way for way in waiting
        if moving.is_missing(left_at(steps[way.id]), states[way.id], terms.arrive_minutes, now)
    ]  # fmt: skip
    starts, ends = bounds(local_date(now))
    today = ways.filter(out_at__gte=starts, out_at__lt=ends, out_as__in=_TRANSFERRED).count()
    return Move(
        len(waiting), sum(found == moving.ABOARD for found in states.values()),
        sum(found == moving.HELD for found in states.values()), len(missing), today,
        min((way.asked_at for way in waiting), default=None),
    )  # fmt: skip


_TRANSFERRED = (moving.ARRIVED, moving.HOSPITAL)


def waiting_count(area: int) -> int:
    """For the rail: contacts without a decision, and people who wait for a bed. Two queries."""
    span = codes.buildings_under(area)
    undecided = Contact.objects.filter(_OPEN_CONTACT, case__building_key__range=span)
    return undecided.count() + Transfer.objects.filter(building_key__range=span, out_at=None).count()


def standing_of(case: Case) -> str:
    return standings.standing(
        reported_at=case.reported_at, completed_at=case.completed_at, ended_at=case.ended_at,
        withdrawn_at=case.withdrawn_at,
    )  # fmt: skip


def dues_of(case: Case, terms: Terms) -> list[Due]:
    """Clocks that still run; none for what is over."""
    if standing_of(case) not in standings.LIVE:
        return []
    return dues(terms, case.opened_at, case.reported_at, case.completed_at)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case as the list shows it."""

    case: Case
    door: Door | None
    standing: str
    dues: tuple[Due, ...]
    undecided: int
    confirmed: int
    transfer: Transfer | None
    way: str  # state of the transfer

    @property
    def is_live(self) -> bool:
        return self.standing in standings.LIVE


def case_lines(area: int, now: datetime, *, limit: int = 200) -> list[CaseLine]:
    """Live cases first, the nearest clock on top; then the others, the newest first. Seven queries."""
    terms = presets.terms_for(area, local_date(now))
    rows = Case.objects.filter(building_key__range=codes.buildings_under(area)).annotate(
        undecided=Count("contacts", filter=Q(contacts__decision="")),
        confirmed=Count("contacts", filter=Q(contacts__decision__in=("close", "secondary"))),
    )
    cases = list(rows.order_by("-opened_at", "-id")[:limit])
    at = doors("person", [case.person_id for case in cases])
    ways = {way.case_id: way for way in Transfer.objects.filter(part__in={c.part for c in cases}, case__in=cases)}
    steps = steps_of(ways.values())
    lines = [
        CaseLine(
            case, at.get(case.person_id), standing_of(case), tuple(dues_of(case, terms)), case.undecided,
            case.confirmed, ways.get(case.id),
            state(ways[case.id], steps[ways[case.id].id]) if case.id in ways else "",
        )
        for case in cases
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (not line.is_live, line.dues[0].at if line.dues else now))


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact as a list shows it: masked, with its reasons and its clock."""

    contact: Contact
    case: Case
    door: Door | None
    due_at: datetime
    other_cases: int  # how many more cases lead to the same person
    is_case: bool

    @property
    def is_open(self) -> bool:
        return not self.contact.decision or self.contact.review_since is not None


def undecided(area: int, now: datetime, *, limit: int = 200) -> list[ContactLine]:
    """Contacts of the area's cases that wait for a person, the oldest first. Five queries."""
    rows = Contact.objects.filter(
        Q(decision="") | Q(review_since__isnull=False), case__building_key__range=codes.buildings_under(area)
    )
    return contact_lines(list(rows.select_related("case").order_by("proposed_at", "id")[:limit]), area, now)


def contacts_of(case: Case, now: datetime) -> list[ContactLine]:
    """Every contact of a case: undecided ones first, by the closest reason. Four queries."""
    rows = list(Contact.objects.filter(part=case.part, case=case).select_related("case").order_by("proposed_at", "id"))
    return sorted(contact_lines(rows, case.building_key, now), key=lambda line: not line.is_open)


def contact_lines(rows: Sequence[Contact], area: int, now: datetime) -> list[ContactLine]:
    """Three queries, four where there are people of the register."""
    terms = presets.terms_for(area, local_date(now))
    people = [row.person_id for row in rows if row.person_id]
    at = doors("person", people)
    elsewhere = _elsewhere(people)
    cases = set(Case.objects.filter(_LIVE, person_id__in=people).values_list("person_id", flat=True))
    return [
        ContactLine(
            row, row.case, at.get(row.person_id or 0), decide_by(terms, row.review_since or row.proposed_at),
            max(0, elsewhere[row.person_id or 0] - 1), row.person_id in cases,
        )
        for row in rows
    ]  # fmt: skip


def _elsewhere(people: Iterable[int]) -> Counter[int]:
    rows = Contact.objects.filter(person_id__in=list(people), case__withdrawn_at=None)
    return Counter(dict(rows.values_list("person_id").annotate(Count("id")).order_by()))


def labels(ids: Iterable[UUID]) -> dict[UUID, str]:
    """C-0031 by id, for the log. One query where there is anything to ask."""
    wanted = list(ids)
    return {case.id: case.label for case in Case.objects.filter(id__in=wanted)} if wanted else {}
