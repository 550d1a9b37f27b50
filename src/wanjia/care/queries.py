"""What the pages of care show: today's checks, open ladders, a carer's list, covers, tasks, homes, cases."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from wanjia.care import lists, nights, presets, sealing
from wanjia.care.models import (
    CareCase,
    CareCaseStep,
    CareRound,
    Carership,
    CareTask,
    Cover,
    InformalCarer,
    Inspection,
    Institution,
    Ladder,
    LadderStep,
    Lodger,
)
from wanjia.care.rules import ladder as rules
from wanjia.care.rules import steps
from wanjia.coverage import queries as coverage
from wanjia.coverage.models import Attempt, Round
from wanjia.coverage.rulings import states_of
from wanjia.hot.proofs import sheets_of
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import part_of, parts_of
from wanjia.platform.access import Actor
from wanjia.roster.doors import Door, doors
from wanjia.roster.models import Person, Presence

_MOST = 100


@dataclass(frozen=True, slots=True)
class Check:
    """One round of today with its count."""

    row: CareRound
    round: Round
    tally: coverage.Tally


def checks(area: int, on: date) -> list[Check]:
    """Today's rounds of care, and the visit list of the week. Three queries and one a round."""
    monday = on - timedelta(days=on.weekday())
    rows = CareRound.objects.filter(part__range=codes.codes_under(codes.desk_of(area))).filter(
        Q(on=on) & ~Q(what=presets.VISIT) | Q(on=monday, what=presets.VISIT)
    )
    found = Round.objects.select_related("obligation").in_bulk([row.round_id for row in rows])
    made = [Check(row, found[row.round_id], coverage.tally(found[row.round_id], area)) for row in rows]
    return sorted((one for one in made if one.tally.owed), key=lambda one: (one.round.due_at, one.row.what))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody of a check who was not heard of yet, and who has them: carer, pairs, teams by name."""

    round: Round
    door: Door
    tried: str
    tried_at: datetime | None
    tie: Carership | None
    hands: tuple[str, ...]


def waiting(found: Sequence[Check], area: int) -> list[Waiting]:
    """In walking order, the check with the nearest hour first; those with an open ladder are left to it. Three queries
    and some twelve a round."""
    climbing = set(open_ladders(area).values_list("person_id", flat=True))
    rows: list[Waiting] = []
    for one in found:
        if one.round.state != Round.State.OPEN:
            continue
        targets = [target for target in coverage.gap(one.round, area, limit=_MOST) if target.subject_id not in climbing]
        at = doors("person", [target.subject_id for target in targets])
        ties, hands = ties_of(list(at)), lists.hands(area, at)
        rows += [
            Waiting(
                one.round, at[target.subject_id], str(Attempt.Outcome(target.last_outcome).label)
                if target.last_outcome else "", target.last_attempt_at, ties.get(target.subject_id),
                hands.get(target.subject_id, ()),
            )
            for target in targets if target.subject_id in at
        ]  # fmt: skip
    return rows


def open_ladders(area: int) -> "QuerySet[Ladder]":
    return Ladder.objects.filter(building_key__range=codes.buildings_under(area), closed_at=None)


@dataclass(frozen=True, slots=True)
class Climb:
    """One ladder with its door and where it stands."""

    ladder: Ladder
    door: Door | None
    standing: rules.Standing
    last: LadderStep | None
    level: int


def climbs(area: int, now: datetime) -> list[Climb]:
    """Open ones: life in danger first, then by limit. Four queries."""
    return climbs_of(list(open_ladders(area)), now)


def climbs_of(rows: Sequence[Ladder], now: datetime) -> list[Climb]:
    """Three queries."""
    done: dict[UUID, list[LadderStep]] = defaultdict(list)
    taken = LadderStep.objects.filter(part__in={row.part for row in rows}, ladder_id__in=[row.pk for row in rows])
    for step in taken.order_by("number"):
        done[step.ladder_id].append(step)
    at = doors("person", [row.person_id for row in rows])
    found = []
    for row in rows:
        said = [rules.Step(one.rung, one.result, one.at, one.done_by) for one in done[row.pk]]
        where = rules.standing(said, row.began_at)
        last = done[row.pk][-1] if done[row.pk] else None
        found.append(Climb(row, at.get(row.person_id), where, last, where.level(now)))
    return sorted(found, key=lambda one: (not one.standing.is_life, one.standing.due_at))


def alarm_count(area: int, now: datetime) -> int:
    """Open ladders, covers that nobody has taken, nights that nobody is on duty: for the rail. Two queries."""
    free = open_covers(area).filter(covered_at=None)
    people = open_ladders(area).values("id").union(free.values("id"), all=True)
    return people.count() + len(nights.unmanned(area, now))


def ties_of(people: Sequence[int]) -> dict[int, Carership]:
    """Who looks after each, now. One query."""
    parts = parts_of(people)
    rows = Carership.objects.filter(part__in=parts, person_id__in=list(people), until_at=None)
    return {row.person_id: row for row in rows}


def history_of(person: int) -> list[Carership]:
    """Everybody who looked after them, the newest first. One query."""
    return list(Carership.objects.filter(part=part_of(person), person_id=person).order_by("-since_at"))


@dataclass(frozen=True, slots=True)
class Mine:
    """One person of a carer's list, with the checks of today and how each stands."""

    tie: lists.Tie
    door: Door
    checks: tuple[tuple[Round, str], ...]
    ladder: Ladder | None

    @property
    def is_backup(self) -> bool:
        return self.tie.is_backup

    @property
    def is_open(self) -> bool:
        return self.next is not None

    @property
    def next(self) -> Round | None:
        """The open check with the nearest hour: one button, one thing to do."""
        return next((round_ for round_, state in self.checks if state == "open"), None)


def mine(actor: Actor, now: datetime) -> list[Mine]:
    """The list of whoever asks, with their pairs and teams; those for whom they are the second person below.

    Some fourteen queries and three a round.
    """
    if actor.account_id is None:
        return []
    ties = lists.of(actor.account_id)
    at = doors("person", ties)
    today: dict[int, list[tuple[Round, str]]] = defaultdict(list)
    for committee in sorted({codes.committee_of(door.building_key) for door in at.values()}):
        for check in checks(committee, local_date(now)):
            owed = list(sheets_of(check.round.pk, list(at)))
            for person, state in states_of(check.round.pk, owed).items():
                today[person].append((check.round, state))
    open_ = Ladder.objects.filter(part__in=parts_of(at), person_id__in=list(at), closed_at=None)
    ladders = {row.person_id: row for row in open_}
    found = [Mine(ties[one], door, tuple(today[one]), ladders.get(one)) for one, door in at.items()]
    return sorted(found, key=lambda one: (one.ladder is None, one.is_backup, not one.is_open, one.door.building_key))


@dataclass(frozen=True, slots=True)
class Task:
    """One daily task with its door; `state` of today's round, empty where there is none."""

    task: CareTask
    door: Door
    what: str
    state: str
    due_at: datetime | None


def tasks(area: int, now: datetime) -> list[Task]:
    """By hour. Four queries and one a round."""
    today = local_date(now)
    rows = list(
        CareTask.objects.filter(building_key__range=codes.buildings_under(area), since_on__lte=today)
        .filter(Q(until_on=None) | Q(until_on__gte=today)).order_by("at", "building_key")
    )  # fmt: skip
    at = doors("person", {row.person_id for row in rows})
    slots = {
        (check.row.part, check.row.at): check.round for check in checks(area, today)
        if check.row.what == presets.EQUIPMENT
    }  # fmt: skip
    people = [row.person_id for row in rows]
    said = {
        slot: states_of(round_.pk, list(sheets_of(round_.pk, people))) for slot, round_ in slots.items()
    }  # fmt: skip
    found = []
    for row in rows:
        slot = (codes.committee_of(row.building_key), row.at)
        if row.person_id in at:
            state = said.get(slot, {}).get(row.person_id, "")
            due = slots[slot].due_at if slot in slots else None
            found.append(Task(row, at[row.person_id], sealing.said(row.what_sealed, sealing.TASK), state, due))
    return found


@dataclass(frozen=True, slots=True)
class Helper:
    """A relative, neighbour or paired volunteer, unsealed for whoever may serve there, and the covers that are open."""

    row: InformalCarer
    name: str
    does: str
    covers: tuple[Cover, ...]

    @property
    def is_pair(self) -> bool:
        return self.row.volunteer_id is not None


def helpers_of(person: int) -> list[Helper]:
    """Two queries."""
    rows = list(InformalCarer.objects.filter(part=part_of(person), person_id=person, until_on=None))
    open_ = Cover.objects.filter(part=part_of(person), informal__in=rows, ended_at=None).order_by("raised_at")
    return [
        Helper(
            row, sealing.said(row.name_sealed, sealing.NAME), sealing.said(row.does_sealed, sealing.DOES),
            tuple(one for one in open_ if one.informal_id == row.pk),
        )
        for row in rows
    ]  # fmt: skip


def open_covers(area: int) -> "QuerySet[Cover]":
    """Of whoever has not died or moved away: nobody has to stand in there, whatever was never ended."""
    gone = Person.objects.filter(
        part=OuterRef("part"), id=OuterRef("person_id"), presence__in=(Presence.MOVED, Presence.DIED)
    )
    near = Cover.objects.filter(building_key__range=codes.buildings_under(area), ended_at=None)
    return near.exclude(Exists(gone))


def covers(area: int) -> list[tuple[Cover, Door | None]]:
    """Open ones, those without anybody first. Three queries."""
    rows = list(open_covers(area))
    rows.sort(key=lambda one: (one.covered_at is not None, one.raised_at))
    at = doors("person", {row.person_id for row in rows})
    return [(row, at.get(row.person_id)) for row in rows]


@dataclass(frozen=True, slots=True)
class HouseRow:
    """An institution with its roster's size and its last inspection."""

    house: Institution
    lodgers: int
    last: Inspection | None
    open: int  # findings that are not put right


def houses(area: int) -> list[HouseRow]:
    """Three queries."""
    rows = list(Institution.objects.filter(part__range=codes.codes_under(codes.desk_of(area))).order_by("name"))
    living: dict[UUID, int] = defaultdict(int)
    for house in Lodger.objects.filter(institution__in=rows, until_on=None).values_list("institution_id", flat=True):
        living[house] += 1
    looked: dict[UUID, list[Inspection]] = defaultdict(list)
    for one in Inspection.objects.filter(institution__in=rows).order_by("-at"):
        looked[one.institution_id].append(one)
    return [
        HouseRow(
            row, living[row.pk], looked[row.pk][0] if looked[row.pk] else None,
            sum(one.fix_by is not None and one.fixed_at is None for one in looked[row.pk]),
        )
        for row in rows
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with what it says and what is still to do."""

    case: CareCase
    who: str
    where: str
    done: dict[str, CareCaseStep]
    left: tuple[str, ...]


def cases(area: int, *, since: datetime) -> list[CaseRow]:
    """Open ones, then those closed since. Two queries."""
    rows = CareCase.objects.filter(part__range=codes.codes_under(codes.desk_of(area))).filter(
        Q(closed_at=None) | Q(closed_at__gte=since)
    )
    return [case_row(row) for row in rows.prefetch_related("steps").order_by("closed_at", "-opened_at")]


def case_row(row: CareCase) -> CaseRow:
    done = {step.step: step for step in row.steps.all()}
    who, where = sealing.said(row.who_sealed, sealing.WHO), sealing.said(row.where_sealed, sealing.WHERE)
    return CaseRow(row, who, where, done, steps.missing(row.kind, done))
