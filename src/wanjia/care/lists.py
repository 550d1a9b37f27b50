"""Whose list somebody is on: a carer's, a pair's, a team's. One account, one list for its page and its phone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from wanjia.care.models import CarerIndex, Carership, InformalCarer, Team, TeamMember, TeamPerson, Volunteer
from wanjia.care.sealing import NAME, said
from wanjia.kernel import area as codes
from wanjia.kernel.ids import parts_of
from wanjia.kernel.masking import mask_name
from wanjia.roster.models import Person, Presence, SpecialNeed

CARER, PAIR, TEAM = "carer", "pair", "team"


@dataclass(frozen=True, slots=True)
class Tie:
    """Why somebody is on an account's list. `carer` and `backup` are names; a team stands as the second person."""

    kind: str
    carer: str
    backup: str
    is_backup: bool


def remember(account_id: int | None, part: int) -> None:
    """An account has something under a part from now on."""
    if account_id is not None:
        CarerIndex.objects.get_or_create(account_id=account_id, part=part)


def of(account_id: int) -> dict[int, Tie]:
    """Everybody on an account's list: as carer before as second person, pairs before teams. Some eight queries.

    Asks only the parts that the index names, whatever the number of nodes.
    """
    parts = list(CarerIndex.objects.filter(account_id=account_id).values_list("part", flat=True))
    if not parts:
        return {}
    found: dict[int, Tie] = {}
    volunteers = {one.pk: one for one in Volunteer.objects.filter(part__in=parts, account_id=account_id, until_on=None)}
    if volunteers:
        found |= _of_teams(parts, list(volunteers)) | _of_pairs(parts, volunteers)
    rows = Carership.objects.filter(part__in=parts, until_at=None)
    for row in rows.filter(Q(carer_id=account_id) | Q(backup_id=account_id)):
        found[row.person_id] = Tie(CARER, row.carer_name, row.backup_name, row.carer_id != account_id)
    return found


def _of_pairs(parts: Sequence[int], volunteers: Mapping[UUID, Volunteer]) -> dict[int, Tie]:
    rows = InformalCarer.objects.filter(part__in=parts, volunteer_id__in=list(volunteers), until_on=None)
    return {
        row.person_id: Tie(PAIR, volunteers[row.volunteer_id].name, "", is_backup=False)
        for row in rows if row.volunteer_id
    }  # fmt: skip


def _of_teams(parts: Sequence[int], volunteers: Sequence[UUID]) -> dict[int, Tie]:
    members = TeamMember.objects.filter(part__in=parts, volunteer_id__in=volunteers, until_on=None)
    teams = Team.objects.select_related("leader").filter(
        part__in=parts, id__in=list(members.values_list("team_id", flat=True)), until_on=None
    )
    listed = people_of(list(teams))
    return {
        person: Tie(TEAM, team.name, team.leader.name, is_backup=False)
        for team in teams for person in listed[team.pk]
    }  # fmt: skip


def people_of(teams: Sequence[Team]) -> dict[UUID, set[int]]:
    """Everybody on each team's list who lives there: by name, and by a need of the register. Four queries in all."""
    found: dict[UUID, set[int]] = {team.pk: set() for team in teams}
    if not teams:
        return found
    named: dict[UUID, set[int]] = {team.pk: set() for team in teams}
    rows = TeamPerson.objects.filter(part__in={team.part for team in teams}, team__in=teams, until_on=None)
    for team_id, person in rows.values_list("team_id", "person_id"):
        named[team_id].add(person)
    needs = with_needs({team.part for team in teams}, {kind for team in teams for kind in team.needs})
    wanted = set(needs).union(*named.values())
    here = Person.objects.filter(part__in=parts_of(wanted), id__in=wanted, presence=Presence.PRESENT, merged_into=None)
    for person, key in here.values_list("id", "building_key"):
        for team in teams:
            is_on = person in named[team.pk] or needs.get(person, set()) & set(team.needs)
            if is_on and codes.committee_of(key) == team.part:
                found[team.pk].add(person)
    return found


def with_needs(committees: Collection[int], kinds: Collection[str]) -> dict[int, set[str]]:
    """Who has which of the needs, by the parts of those who live there: who moved here keeps their own. Two queries.

    It may name people of elsewhere; whoever asks looks where they live.
    """
    if not kinds:
        return {}
    lives = Q(pk__in=[])
    for committee in committees:
        lives |= Q(building_key__range=codes.buildings_under(committee))
    parts = list(Person.objects.filter(lives).values_list("part", flat=True).distinct())
    found: dict[int, set[str]] = {}
    rows = SpecialNeed.objects.filter(part__in=parts, kind__in=kinds, until_on=None)
    for person, kind in rows.values_list("person_id", "kind"):
        found.setdefault(person, set()).add(kind)
    return found


def teams_in(area: int) -> list[Team]:
    """One query."""
    near = Team.objects.select_related("leader").filter(part__range=codes.codes_under(codes.desk_of(area)))
    return list(near.filter(until_on=None).order_by("part", "name"))


def hands(area: int, people: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Who has each of these people of an area, by name: carer, relatives (masked) and pairs, teams. Nobody: not in it.

    Eight queries, whatever the size.
    """
    found: dict[int, list[str]] = {}
    parts = parts_of(people)
    for tie in Carership.objects.filter(part__in=parts, person_id__in=people, until_at=None):
        found.setdefault(tie.person_id, []).append(tie.carer_name)
    rows = InformalCarer.objects.filter(part__in=parts, person_id__in=people, until_on=None).order_by("since_on")
    for row in rows:
        name = said(row.name_sealed, NAME)
        found.setdefault(row.person_id, []).append(name if row.volunteer_id else mask_name(name))
    teams = teams_in(area)
    for team_id, those in people_of(teams).items():
        name = next(team.name for team in teams if team.pk == team_id)
        for person in those & set(people):
            found.setdefault(person, []).append(name)
    return {person: tuple(names) for person, names in found.items()}
