"""People to find before the others: an urgent need, or alone and old, and an open round has not reached them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from wanjia.coverage import queries
from wanjia.coverage.models import Attempt, Round
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.roster import places
from wanjia.roster.doors import Door, doors
from wanjia.roster.models import NeedKind, Person, SpecialNeed

_OLD = 80
_URGENT = (NeedKind.OXYGEN, NeedKind.DIALYSIS, NeedKind.CHEMOTHERAPY, NeedKind.PREGNANT, NeedKind.INFANT)
_RANK = {kind: rank for rank, kind in enumerate(NeedKind.values)}
_TOLD = 50  # of how many the attempts are told


@dataclass(frozen=True, slots=True)
class First:
    """Somebody to find first, in the round whose deadline comes first."""

    door: Door
    compound: str
    round: Round
    subject: int
    more: int  # other rounds in which they are open too
    attempts: int
    last: str  # the last outcome in words


@dataclass(frozen=True, slots=True)
class _Urgent:
    person: int
    household: int
    rank: int


@dataclass(slots=True)
class _Open:
    """One urgent person who is open: in which round first, and in how many more."""

    urgent: _Urgent
    round: Round
    subject: int
    more: int = 0


def find_first(rounds: Sequence[Round], area: int, now: datetime) -> list[First]:
    """Life first, then the time that is left. `rounds` by deadline. One query a round, eight in all besides."""
    urgent = _urgent_people(area, clock.local_date(now))
    missing: dict[int, _Open] = {}
    for round_ in rounds:
        by_subject = {_subject(round_, one): one for one in urgent}
        for subject in queries.among(round_, area, [subject for subject in by_subject if subject]):
            one = by_subject[subject]
            if one.person in missing:
                missing[one.person].more += 1
            else:
                missing[one.person] = _Open(one, round_, subject)
    return _told(sorted(missing.values(), key=lambda one: (one.urgent.rank, one.round.due_at, one.subject)))


def _urgent_people(area: int, day: date) -> list[_Urgent]:
    """Two queries. Whoever lives alone and is 80 or older counts like somebody with an urgent need."""
    parts = codes.codes_under(area)
    born = day.replace(year=day.year - _OLD, day=min(day.day, 28))
    old = Person.objects.filter(part__range=parts, born_on__lte=born).values("id")
    wanted = Q(kind__in=_URGENT) | Q(kind=NeedKind.LIVES_ALONE, person_id__in=old)
    rank: dict[int, int] = {}
    for person, kind in SpecialNeed.objects.filter(wanted, part__range=parts, until_on=None).values_list(
        "person_id", "kind"
    ):
        rank[person] = min(rank.get(person, len(_RANK)), _RANK[kind])
    homes = Person.objects.filter(part__range=parts, id__in=rank).values_list("id", "household_id")
    return [_Urgent(person, household, rank[person]) for person, household in homes]


def _subject(round_: Round, one: _Urgent) -> int:
    """What the round owes for the person; 0 for rounds of places."""
    return {"person": one.person, "household": one.household}.get(round_.obligation.unit, 0)


def _told(missing: Sequence[_Open]) -> list[First]:
    found = doors("person", [one.urgent.person for one in missing])
    compounds = places.names({codes.compound_of(door.building_key) for door in found.values()})
    tried = _attempts(missing[:_TOLD])
    return [
        _first(one, found[one.urgent.person], compounds, tried.get((one.round.pk, one.subject), []))
        for one in missing if one.urgent.person in found
    ]  # fmt: skip


def _attempts(missing: Sequence[_Open]) -> Mapping[tuple[int, int], list[Attempt]]:
    """One query a round."""
    tried: dict[tuple[int, int], list[Attempt]] = {}
    for round_ in {one.round.pk: one.round for one in missing}.values():
        subjects = [one.subject for one in missing if one.round.pk == round_.pk]
        for subject, attempts in queries.attempts(round_, subjects).items():
            tried[round_.pk, subject] = attempts
    return tried


def _first(one: _Open, door: Door, compounds: Mapping[int, str], attempts: Sequence[Attempt]) -> First:
    last = str(Attempt.Outcome(attempts[-1].outcome).label) if attempts else ""
    compound = compounds[codes.compound_of(door.building_key)]
    return First(door, compound, one.round, one.subject, one.more, len(attempts), last)
