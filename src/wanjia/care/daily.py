"""The rounds of a day: what the rules of care ask becomes rounds of coverage (ADR 0025).

Run as often as one likes: who is owed already is left alone, who came since is added, who moved away or died is
released. What people decided by hand stays.
"""

from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from wanjia.care import lists, presets
from wanjia.care.models import CareRound, CareRule, CareTask, InformalCarer, Team
from wanjia.care.rules.owing import Owed, Rule, Who, ages, born_by, owed, read
from wanjia.coverage import rulings
from wanjia.coverage.models import Decision, Obligation, Round, Sheet
from wanjia.coverage.rules import Reason
from wanjia.coverage.rulings import Ruling
from wanjia.coverage.services import NewRound, open_named
from wanjia.hot import locking
from wanjia.kernel import area as codes
from wanjia.kernel import clock
from wanjia.kernel.ids import parts_of
from wanjia.platform.access import Act, Actor, require, system
from wanjia.roster import places
from wanjia.roster.models import Person, Presence, SpecialNeed

HAND = system("wanjia")
_GONE = {Presence.MOVED: Reason.MOVED, Presence.DIED: Reason.DIED, Presence.AWAY: Reason.AWAY}
_VISIT_BY = time(20)
_PROMISED_FROM, _PAIR_BY = time(8), time(18)


def committees() -> list[int]:
    """Where somebody lives who has a need that a rule speaks of, a task, a pair or a team, and where a rule goes by age
    alone. Six queries, one more an area that wrote such a rule.
    """
    needs = SpecialNeed.objects.filter(until_on=None)
    keys = set(needs.values_list("part", flat=True).distinct())
    theirs = needs.filter(part=OuterRef("part"), person_id=OuterRef("id"))
    living = Person.objects.annotate(at=F("building_key") / codes.BUILDINGS_IN_COMMITTEE)
    moved = living.exclude(at=F("part")).filter(Exists(theirs))
    keys |= set(moved.values_list("at", flat=True).distinct())  # they keep the part of their first registration
    keys |= set(Team.objects.filter(until_on=None).values_list("part", flat=True).distinct())
    tasks = CareTask.objects.filter(until_on=None)
    for rows in (tasks, _pairs()):
        keys |= {codes.committee_of(key) for key in rows.values_list("building_key", flat=True).distinct()}
    for row in CareRule.objects.exclude(area=None):
        if row.area and ages([read(row.terms, row.code, row.version)]):
            keys |= set(places.committees(row.area))
    return sorted(keys)


def owed_in(committee: int, on: date) -> list[Owed]:
    """Everything that the rules, pairs and teams ask of a committee on a day. Some thirteen queries."""
    bound = promised(committee)
    rules = [*presets.on(committee, on), *bound.rules]
    people, tasks = spoken_of(committee, on, rules, bound.people)
    return owed(rules, people, on, tasks)


class Promised(NamedTuple):
    """What pairs and teams owe, said as rules, and the tags by which those rules find their people."""

    rules: list[Rule]
    people: Mapping[int, set[str]]


def promised(committee: int) -> Promised:
    """A pair and a team keep no book of their own: what they owe are the day's checks. Some six queries."""
    rules, people = [], dict[int, set[str]]()
    teams = lists.teams_in(committee)
    listed = lists.people_of(teams)
    for team in teams:
        rules.append(_promise(f"team:{team.pk}", team.name, team.every_days, team.due))
        for person in listed[team.pk]:
            people.setdefault(person, set()).add(f"team:{team.pk}")
    pairs = _pairs().filter(building_key__range=codes.buildings_under(committee))
    for person, days in pairs.values_list("person_id", "every_days"):
        people.setdefault(person, set()).add(f"pair:{days}")
    for tag in sorted({tag for tags in people.values() for tag in tags if tag.startswith("pair:")}):
        rules.append(_promise(tag, tag, int(tag.removeprefix("pair:")), _PAIR_BY))
    return Promised(rules, people)


def _promise(tag: str, name: str, every_days: int, due: time) -> Rule:
    return Rule(name, 1, presets.CALL, due, _PROMISED_FROM, frozenset({tag}), every_days)


def _pairs() -> "QuerySet[InformalCarer]":
    return InformalCarer.objects.filter(until_on=None, every_days__isnull=False)


def spoken_of(
    committee: int, on: date, rules: Sequence[Rule], bound: Mapping[int, Set[str]] = MappingProxyType({})
) -> tuple[list[Who], Mapping[int, tuple[time, ...]]]:
    """Whom a rule can speak of on a day, and the hours that their own plans set. Five queries.

    `bound`: tags of pairs and teams by person.
    """
    span = codes.buildings_under(committee)
    here = Person.objects.filter(building_key__range=span, presence=Presence.PRESENT, merged_into=None)
    named = Q(id__in=_with_needs(committee)) | Q(id__in=_with_tasks(span, on)) | Q(id__in=list(bound))
    for age in ages(rules):  # whoever has no birthday is too young for no rule
        named |= Q(born_on__lte=born_by(age, on)) | Q(born_on=None)
    known = dict(here.filter(named | Q(born_on__gt=on - timedelta(days=400))).values_list("id", "born_on"))
    needs: dict[int, set[str]] = {one: set() for one in known}
    for person, kind in SpecialNeed.objects.filter(part__in=parts_of(known), until_on=None).values_list(
        "person_id", "kind"
    ):
        if person in needs:
            needs[person].add(kind)
    tasks = tasks_of(span, on)
    for person in tasks:
        needs.get(person, set()).add("oxygen")  # a task is care of equipment, whatever the register says
    for person, tags in bound.items():
        needs.get(person, set()).update(tags)
    return [Who(one, frozenset(needs[one]), born) for one, born in sorted(known.items())], tasks


def _with_needs(committee: int) -> list[int]:
    """People keep the part of their first registration: those who moved here are found by their own."""
    span = codes.buildings_under(committee)
    parts = Person.objects.filter(building_key__range=span).values_list("part", flat=True).distinct()
    return list(SpecialNeed.objects.filter(part__in=list(parts), until_on=None).values_list("person_id", flat=True))


def _with_tasks(span: codes.Span, on: date) -> list[int]:
    return list(_tasks(span, on).values_list("person_id", flat=True))


def _tasks(span: codes.Span, on: date) -> "QuerySet[CareTask]":
    return CareTask.objects.filter(building_key__range=span, since_on__lte=on).filter(
        Q(until_on=None) | Q(until_on__gte=on)
    )


def tasks_of(span: codes.Span, on: date) -> Mapping[int, tuple[time, ...]]:
    """Hours by person, in order. One query."""
    found: dict[int, set[time]] = {}
    for person, at in _tasks(span, on).values_list("person_id", "at"):
        found.setdefault(person, set()).add(at)
    return {person: tuple(sorted(hours)) for person, hours in found.items()}


@transaction.atomic
def settle(committee: int, now: datetime) -> int:
    """Opens what is missing and moves who changed. Returns how many rounds it opened.

    One committee at a time: whoever comes second waits and finds it done.
    """
    presets.ensure()
    locking.hold(f"care.day:{committee}")
    today = clock.local_date(now)
    wanted: dict[tuple[str, time], dict[int, Owed]] = {}
    for one in owed_in(committee, today):
        wanted.setdefault((one.obligation, one.at), {})[one.subject_id] = one
    held = CareRound.objects.filter(part=committee, on=today).exclude(what=presets.VISIT)
    rows = {(row.what, row.at): row for row in held}
    opened = 0
    for slot, asked in sorted(wanted.items()):
        if slot in rows:
            _come(rows[slot], asked, now)
        else:
            opened += _open(committee, slot, asked, now)
    for slot, row in rows.items():
        _go(row, wanted.get(slot, {}), now)
    for row in CareRound.objects.filter(part=committee, on=_monday(today), what=presets.VISIT):
        _go(row, {}, now)
    return opened


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _open(committee: int, slot: tuple[str, time], asked: Mapping[int, Owed], now: datetime) -> int:
    """Nothing where its hour is over: nobody is owed what can no longer be given."""
    today = clock.local_date(now)
    opens = datetime.combine(today, min(one.opens for one in asked.values()), clock.LOCAL)
    due = datetime.combine(today, slot[1], clock.LOCAL)
    if due <= now or due <= opens:
        return 0
    kind = Obligation.objects.get(code=slot[0])
    rules = ", ".join(sorted({one.rule for one in asked.values()}))
    name = f"{today.month}月{today.day}日 {kind.name} {slot[1]:%H:%M}"
    said = NewRound(kind.code, name, committee, opens, due, reason=rules[:200])
    round_ = open_named(by=HAND, asked=said, subjects=sorted(asked), now=now)
    CareRound.objects.create(part=committee, on=today, what=slot[0], at=slot[1], round_id=round_.pk)
    return 1


def _come(row: CareRound, asked: Mapping[int, Owed], now: datetime) -> None:
    round_ = Round.objects.get(pk=row.round_id)
    if round_.state != Round.State.OPEN or round_.due_at <= now:
        return
    owed_ = set(_everybody(round_))
    _back(round_, sorted(owed_.intersection(asked)), now)
    fresh = sorted(set(asked) - owed_)
    for rule in sorted({asked[one].rule for one in fresh}):
        some = [one for one in fresh if asked[one].rule == rule]
        rulings.add(by=HAND, ruling=Ruling(round_, some, Reason.NAMED, rule), now=now)


def _back(round_: Round, asked: Sequence[int], now: datetime) -> None:
    """Whom the register had let go and has again: back from elsewhere, or written down by mistake."""
    states = rulings.states_of(round_.pk, asked)
    released = [one for one in asked if states[one] == "released"]
    if not released:
        return
    near = Decision.objects.filter(part__in=parts_of(released), round_id=round_.pk, subject_id__in=released)
    rows = near.exclude(kind=Decision.Kind.EXPLAIN).order_by("decided_at", "id")
    latest = {one: (by, reason) for one, by, reason in rows.values_list("subject_id", "decided_by", "reason")}
    ours = [one for one in released if latest.get(one) in {(HAND.name, reason) for reason in _GONE.values()}]
    if ours:
        rulings.reopen(by=HAND, ruling=Ruling(round_, ours, Reason.RETURNED), now=now)


def _go(row: CareRound, asked: Mapping[int, Owed], now: datetime) -> None:
    """Whoever is no longer at home is released, with what the register says of them."""
    round_ = Round.objects.get(pk=row.round_id)
    if round_.state != Round.State.OPEN:
        return
    owed_ = _everybody(round_)
    states = rulings.states_of(round_.pk, owed_)
    open_ = [one for one in owed_ if one not in asked and states[one] == "open"]
    gone = {
        one: presence if presence in _GONE or codes.committee_of(key) == row.part else Presence.MOVED
        for one, presence, key in Person.objects.filter(part__in=parts_of(open_), id__in=open_)
        .values_list("id", "presence", "building_key")
    }  # fmt: skip
    for presence, reason in _GONE.items():
        some = [one for one in open_ if gone.get(one) == presence]
        if some:
            rulings.release(by=HAND, ruling=Ruling(round_, some, reason), now=now)


def _everybody(round_: Round) -> list[int]:
    rows = Sheet.objects.filter(round_id=round_.pk).values_list("owed", flat=True)
    return [one for owed_ in rows for one in owed_]


@transaction.atomic
def visit(*, by: Actor, committee: int, subjects: Sequence[int], now: datetime) -> int:
    """Puts people on the visit list of the week: a round of visits until Sunday evening. Returns how many are new."""
    require(by, Act.DECIDE, committee)
    presets.ensure()
    locking.hold(f"care.day:{committee}")
    monday = _monday(clock.local_date(now))
    row = CareRound.objects.filter(part=committee, on=monday, what=presets.VISIT).first()
    if row is None:
        due = datetime.combine(monday + timedelta(days=6), _VISIT_BY, clock.LOCAL)
        name = f"{monday.month}月{monday.day}日起 关爱走访"
        due = due if due > now + timedelta(hours=1) else now + timedelta(days=1)
        said = NewRound(presets.VISIT, name, committee, now, due, reason="silent")
        round_ = open_named(by=HAND, asked=said, subjects=sorted(subjects), now=now)
        CareRound.objects.create(part=committee, on=monday, what=presets.VISIT, at=_VISIT_BY, round_id=round_.pk)
        return round_.owed_at_opening
    round_ = Round.objects.get(pk=row.round_id)
    return len(rulings.add(by=HAND, ruling=Ruling(round_, sorted(subjects), Reason.NAMED, "silent"), now=now))
