"""A carer's list as a phone carries it: her people, their checks of today, who tried, where a ladder stands, the card.

Ids and codes only; names, doors and telephones are the door's to add. The card is the plan's words, for an ambulance
crew at a door without a network.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from wanjia.care import lists, planning, presets, queries, sealing
from wanjia.care.lists import Tie
from wanjia.care.models import CarePlan, CareRound, CareTask, Ladder
from wanjia.care.rules import ladder as rules
from wanjia.coverage.models import Attempt, Proof, Round
from wanjia.coverage.rulings import states_of
from wanjia.hot.proofs import sheets_of
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import parts_of
from wanjia.roster.models import Person, Presence

LIMITS = {rung: rules.LIMITS[rung] for rung in (rules.RETRY, rules.SECOND, rules.DOOR)}  # minutes, for the countdown
_THERE = (Presence.PRESENT, Presence.AWAY)


@dataclass(frozen=True, slots=True)
class Check:
    """One check of today and how it stands. `what`: the task in words, for equipment."""

    round: Round
    state: str
    at: datetime | None
    said: str  # the state that was told: well, needs_help, to_hospital
    by: str
    what: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt at a check."""

    round_id: int
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Climb:
    """Where an open ladder stands. `at`: its last step, or its beginning."""

    rung: str
    next: str
    due_at: datetime
    at: datetime
    is_life: bool
    result: str


@dataclass(frozen=True, slots=True)
class Carried:
    """One person of the list."""

    person_id: int
    carer: str
    backup: str
    is_backup: bool  # the phone's holder is the second person
    kind: str  # on the list as carer, by a pair or by a team
    checks: tuple[Check, ...]
    tried: tuple[Tried, ...]
    climb: Climb | None
    ended_at: datetime | None  # when their last ladder ended


def people_of(account_id: int, areas: Sequence[int]) -> dict[int, Tie]:
    """Whom an account looks after in the areas: as carer, second person, by a pair or a team. Nine queries at most."""
    ties = lists.of(account_id)
    lives = Q(pk__in=[])
    for area in areas:
        lives |= Q(building_key__range=codes.buildings_under(area))
    near = Person.objects.filter(lives, part__in=parts_of(ties), id__in=ties, merged_into=None, presence__in=_THERE)
    return {one: ties[one] for one in near.values_list("id", flat=True)}


def carried(ties: Mapping[int, Tie], now: datetime) -> list[Carried]:
    """The list with the checks of today. Eight queries and four a round."""
    people = list(ties)
    checks = checks_of(people, now)
    tried = _tried(people, {check.round.pk for rows in checks.values() for check in rows})
    climbs, ended = climbs_of(people, now), _ended(people, now)
    return [
        Carried(
            one, tie.carer, tie.backup, tie.is_backup, tie.kind, tuple(checks.get(one, ())),
            tuple(tried.get(one, ())), climbs.get(one), ended.get(one),
        )
        for one, tie in ties.items()
    ]  # fmt: skip


def checks_of(people: Sequence[int], now: datetime, *, with_closed: bool = False) -> dict[int, list[Check]]:
    """Each one's checks of today and the week's visits, by the hour at which they are due.

    `with_closed`: rounds that were signed off too. Four queries, four a round.
    """
    today = local_date(now)
    monday = today - timedelta(days=today.weekday())
    rows = CareRound.objects.filter(part__in={codes.committee_of(key) for key in buildings_of(people)}).filter(
        Q(on=today) & ~Q(what=presets.VISIT) | Q(on=monday, what=presets.VISIT)
    )
    slots = {row.round_id: row for row in rows}
    states = Round.State.values if with_closed else [Round.State.OPEN]
    rounds = Round.objects.select_related("obligation").filter(pk__in=slots, state__in=states)
    words = _tasks(people, today)
    found: dict[int, list[Check]] = defaultdict(list)
    for round_ in sorted(rounds, key=lambda one: (one.due_at, one.pk)):
        row = slots[round_.pk]
        for person, check in _standing(round_, people):
            what = words.get((person, row.at), "") if row.what == presets.EQUIPMENT else ""
            found[person].append(Check(round_, *check, what))
    return found


def buildings_of(people: Sequence[int]) -> set[int]:
    """Where they live now. One query."""
    near = Person.objects.filter(part__in=parts_of(people), id__in=people)
    return set(near.values_list("building_key", flat=True))


def _standing(round_: Round, people: Sequence[int]) -> list[tuple[int, tuple[str, datetime | None, str, str]]]:
    owed = list(sheets_of(round_.pk, people))
    near = {"part__in": parts_of(owed), "round_id": round_.pk, "subject_id__in": owed}
    rows = Proof.objects.filter(**near).values_list("subject_id", "seen_at", "detail", "recorded_by")
    proofs = {one: (at, str(detail.get("state", "")), by) for one, at, detail, by in rows}
    states = states_of(round_.pk, owed)
    return [(one, (states[one], *proofs.get(one, (None, "", "")))) for one in owed]


def _tasks(people: Sequence[int], today: date) -> dict[tuple[int, time], str]:
    """Everything that is to be done at an hour, in the words of the plan; the last day counts too. One query."""
    rows = CareTask.objects.filter(part__in=parts_of(people), person_id__in=people, since_on__lte=today)
    words: dict[tuple[int, time], list[str]] = defaultdict(list)
    for row in rows.filter(Q(until_on=None) | Q(until_on__gte=today)).order_by("id"):
        words[row.person_id, row.at].append(sealing.said(row.what_sealed, sealing.TASK))
    return {slot: _(", ").join(filter(None, told)) for slot, told in words.items()}


def _tried(people: Sequence[int], rounds: set[int]) -> dict[int, list[Tried]]:
    """Oldest first. One query."""
    rows = Attempt.objects.filter(part__in=parts_of(people), round_id__in=rounds, subject_id__in=people).order_by(
        "seen_at", "event_id"
    )
    found: dict[int, list[Tried]] = defaultdict(list)
    for person, round_id, outcome, at in rows.values_list("subject_id", "round_id", "outcome", "seen_at"):
        found[person].append(Tried(round_id, outcome, at))
    return found


def climbs_of(people: Sequence[int], now: datetime) -> dict[int, Climb]:
    """Open ladders by person. Four queries."""
    rows = Ladder.objects.filter(part__in=parts_of(people), person_id__in=people, closed_at=None)
    return {
        one.ladder.person_id: Climb(
            one.standing.rung, one.standing.next, one.standing.due_at,
            one.last.at if one.last else one.ladder.began_at, one.standing.is_life,
            one.last.result if one.last else "",
        )
        for one in queries.climbs_of(list(rows), now)
    }  # fmt: skip


def _ended(people: Sequence[int], now: datetime) -> dict[int, datetime]:
    """Ladders that ended within a day: what was tried before belongs to them. One query."""
    rows = Ladder.objects.filter(part__in=parts_of(people), person_id__in=people, closed_at__gt=now - timedelta(days=1))
    return {one: at for one, at in rows.order_by("closed_at").values_list("person_id", "closed_at") if at}


def cards_of(people: Sequence[int]) -> dict[int, tuple[int, Mapping[str, str]]]:
    """Version and words of each plan, the newest, without what it does not say. One query."""
    rows = CarePlan.objects.filter(part__in=parts_of(people), person_id__in=people).order_by("version")
    newest = {row.person_id: row for row in rows}
    return {
        one: (row.version, {part: said for part, said in asdict(planning.said_in(row)).items() if said})
        for one, row in newest.items() if row.said_sealed is not None
    }  # fmt: skip
