"""What the pages of volunteers show: who helps, who has nobody, which pairs are proposed, who could come instead."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from wanjia.care import carried, daily, helping, lists, presets, sealing
from wanjia.care.carried import Check, Climb
from wanjia.care.models import Cover, InformalCarer, Team, TeamMember, Volunteer
from wanjia.care.rules import matching
from wanjia.care.rules.matching import Asks, Offers, Proposal
from wanjia.care.rules.owing import fits
from wanjia.coverage.models import Round
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import parts_of
from wanjia.kernel.masking import phone_tail
from wanjia.roster.doors import Door, doors
from wanjia.roster.models import NeedKind, SpecialNeed


@dataclass(frozen=True, slots=True)
class Row:
    """One volunteer: how many people they have, in which teams, the telephone by its tail."""

    row: Volunteer
    load: int
    teams: tuple[str, ...]
    tail: str


def volunteers_in(committee: int) -> list[Row]:
    """Those who are out first, then by name. Three queries."""
    rows = list(Volunteer.objects.filter(part=committee, until_on=None).order_by("name", "id"))
    loads = _loads(rows)
    teams = defaultdict(list)
    members = TeamMember.objects.filter(part=committee, until_on=None).order_by("team__name")
    for volunteer, name in members.values_list("volunteer_id", "team__name"):
        teams[volunteer].append(name)
    found = [
        Row(row, loads.get(row.pk, 0), tuple(teams[row.pk]), phone_tail(sealing.said(row.phone_sealed, sealing.PHONE)))
        for row in rows
    ]
    return sorted(found, key=lambda one: not one.row.is_out)


def _loads(rows: Sequence[Volunteer]) -> dict[UUID, int]:
    """How many living people each has in pairs. One query, over every part: a person keeps theirs."""
    pairs = helping.living(InformalCarer.objects.filter(volunteer_id__in=[row.pk for row in rows]))
    found: dict[UUID, int] = defaultdict(int)
    for volunteer in pairs.values_list("volunteer_id", flat=True):
        if volunteer is not None:
            found[volunteer] += 1
    return found


def offers_of(rows: Sequence[Row], more: Mapping[UUID, int] = MappingProxyType({})) -> list[Offers]:
    """Those of them who are not out. `more`: whom they stand in for, beside their pairs."""
    return [
        Offers(
            str(one.row.pk), one.row.building_key, one.load + more.get(one.row.pk, 0), one.row.most,
            helping.speaks_of(one.row),
        )
        for one in rows if not one.row.is_out
    ]  # fmt: skip


def alone(committee: int, now: datetime) -> list[Door]:
    """Everybody of whom a rule of care speaks and whom nobody has: no carer, relative, pair or team.

    Some twenty queries. The most urgent need first, then in walking order.
    """
    today = local_date(now)
    rules = presets.on(committee, today)
    people, _tasks = daily.spoken_of(committee, today, rules)
    asked = [who.id for who in people if any(fits(rule, who, today) for rule in rules)]
    held = lists.hands(committee, asked)
    found = doors("person", [one for one in asked if one not in held])
    return sorted(found.values(), key=lambda door: (_urgency(door), door.building_key, -door.floor, door.room))


def _urgency(door: Door) -> int:
    order = {kind: at for at, kind in enumerate(NeedKind.values)}
    return min((order.get(kind, len(order)) for kind in door.needs), default=len(order))


@dataclass(frozen=True, slots=True)
class Proposed:
    """A pair that the rule proposes, or nobody: then the volunteers' limits are reached."""

    door: Door
    proposal: Proposal | None
    volunteer: Volunteer | None


def proposed(free: Sequence[Door], rows: Sequence[Row]) -> list[Proposed]:
    """For everybody who has nobody, in their order. One query: the languages of the register."""
    spoken = _languages([door.subject_id for door in free])
    asks = [Asks(door.subject_id, door.building_key, spoken.get(door.subject_id, "")) for door in free]
    own = {(row.row.person_id, str(row.row.pk)) for row in rows if row.row.person_id}
    pairs = {one.person: one for one in matching.propose(asks, offers_of(rows), own)}
    by = {str(one.row.pk): one.row for one in rows}
    return [Proposed(door, pair := pairs.get(door.subject_id), by[pair.volunteer] if pair else None) for door in free]


def _languages(people: Sequence[int]) -> dict[int, str]:
    rows = SpecialNeed.objects.filter(
        part__in=parts_of(people), person_id__in=people, kind=NeedKind.LANGUAGE, until_on=None
    )
    return dict(rows.exclude(detail="").values_list("person_id", "detail"))


def stand_ins(found: Sequence[tuple[Cover, Door | None]]) -> dict[UUID, Proposed]:
    """Who could come instead, for each cover that nobody has: from the person's team first. Some eight a committee."""
    open_ = [(cover, door) for cover, door in found if cover.covered_at is None and door is not None]
    more = Counter(cover.volunteer_id for cover, _door in found if cover.volunteer_id)
    best: dict[UUID, Proposed] = {}
    for committee in sorted({codes.committee_of(door.building_key) for _cover, door in open_}):
        rows, teams = volunteers_in(committee), lists.teams_in(committee)
        listed, spoken = lists.people_of(teams), _languages([door.subject_id for _cover, door in open_])
        names = {team.name: listed[team.pk] for team in teams}
        for cover, door in open_:
            if codes.committee_of(door.building_key) == committee:
                mine = {name for name, people in names.items() if cover.person_id in people}
                asks = Asks(door.subject_id, door.building_key, spoken.get(door.subject_id, ""))
                pick = _stand_in(asks, rows, mine, more)
                if pick:
                    by = {str(one.row.pk): one.row for one in rows}
                    best[cover.pk] = Proposed(door, pick, by[pick.volunteer])
                    more[UUID(pick.volunteer)] += 1  # the next cover asks somebody else where there is somebody
    return best


def _stand_in(asks: Asks, rows: Sequence[Row], teams: set[str], more: Mapping[UUID, int]) -> Proposal | None:
    able = [one for one in rows if one.row.person_id != asks.id]
    team = offers_of([one for one in able if teams & set(one.teams)], more)
    others = offers_of([one for one in able if not teams & set(one.teams)], more)
    ranked = matching.stand_in(asks, team, others)
    return ranked[0] if ranked else None


@dataclass(frozen=True, slots=True)
class Seen:
    """One person of a list today: who saw them when, which check is next, where a ladder stands."""

    door: Door
    seen: Check | None
    next: Check | None
    climb: Climb | None


def seen_today(people: Sequence[int], now: datetime) -> list[Seen]:
    """Not seen first, by the hour of the next check; read from the day's rounds. Some ten queries and four a round."""
    at, checks, climbs = (
        doors("person", people),
        carried.checks_of(people, now, with_closed=True),
        carried.climbs_of(people, now),
    )
    found = [_seen(door, checks.get(one, ()), climbs.get(one)) for one, door in at.items()]
    return sorted(found, key=_order)


def _seen(door: Door, checks: Sequence[Check], climb: Climb | None) -> Seen:
    done = [check for check in checks if check.state == "done" and check.at]
    return Seen(
        door, max(done, key=lambda check: str(check.at), default=None),
        next((one for one in checks if one.state == "open" and one.round.state == Round.State.OPEN), None), climb,
    )  # fmt: skip


def _order(one: Seen) -> tuple[bool, bool, str, int]:
    due = one.next.round.due_at.isoformat() if one.next else ""
    return one.climb is None, one.seen is not None, due, one.door.building_key


def teams_with(committee: int) -> list[tuple[Team, int]]:
    """Each team with how many it looks after. Five queries."""
    teams = lists.teams_in(committee)
    listed = lists.people_of(teams)
    return [(team, len(listed[team.pk])) for team in teams]
