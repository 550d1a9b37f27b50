"""A team of volunteers bound to a list of people (绿马甲): who is in it, whom it looks after, how often."""

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.care import daily, helping, lists
from wanjia.care.models import Team, TeamMember, TeamPerson
from wanjia.care.refusals import DueTooEarly, LeaderStays, NumberWanted, WordsWanted
from wanjia.kernel.area import committee_of
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.roster.models import NeedKind
from wanjia.roster.reveal import person_for

_OPENS = time(8)  # the lists of a day, as `daily` opens what was promised


@dataclass(frozen=True, slots=True)
class Bound:
    """A team as somebody tells it. `needs`: whoever has one of them is on its list."""

    name: str
    leader_id: UUID
    needs: tuple[str, ...] = ()
    every_days: int = 1
    due: time = time(18)


@transaction.atomic
def write(*, by: Actor, committee: int, said: Bound, now: datetime) -> Team:
    """One of a name in a committee: said again, the newer words win. The leader is a member. Raises WordsWanted,
    NumberWanted, DueTooEarly, NotFound for a need that there is not or a leader from elsewhere."""
    require(by, Act.DECIDE, committee)
    leader = helping.volunteer_for(by, Act.DECIDE, said.leader_id)
    _check(said)
    if leader.part != committee:
        raise NotFound
    words = {"leader": leader, "needs": sorted(said.needs), "every_days": said.every_days, "due": said.due}
    made, _is_new = Team.objects.update_or_create(
        part=committee, name=said.name.strip()[:40], until_on=None, defaults=words,
        create_defaults=words | {"id": new_event_id(), "since_on": local_date(now), "made_by": by.name[:60]},
    )  # fmt: skip
    _join(made, leader.pk, now)
    _note(by, "care.write_team", made, now, needs=",".join(sorted(said.needs)))
    daily.settle(committee, now)
    return made


def _check(said: Bound) -> None:
    if not said.name.strip():
        raise WordsWanted(what=_("Name of the team"))
    if not set(said.needs) <= set(NeedKind.values):
        raise NotFound
    if not 1 <= said.every_days <= 30:
        raise NumberWanted(what=_("Every how many days"), least=1, most=30)
    if said.due <= _OPENS:
        raise DueTooEarly(opens=f"{_OPENS:%H:%M}")


def team_for(by: Actor, act: Act, team_id: UUID) -> Team:
    """Raises NotFound, NotAllowed. One query."""
    return one_for(by, act, Team.objects.select_related("leader").filter(id=team_id, until_on=None), lambda it: it.part)


@transaction.atomic
def join(*, by: Actor, team_id: UUID, volunteer_id: UUID, now: datetime) -> None:
    """One more member; twice changes nothing. Raises NotFound for a volunteer of elsewhere."""
    held = team_for(by, Act.DECIDE, team_id)
    volunteer = helping.volunteer_for(by, Act.DECIDE, volunteer_id)
    if volunteer.part != held.part:
        raise NotFound
    _join(held, volunteer.pk, now)
    _note(by, "care.join_team", held, now, volunteer=str(volunteer.pk))


def _join(held: Team, volunteer_id: UUID, now: datetime) -> None:
    member, is_new = TeamMember.objects.get_or_create(
        part=held.part, team=held, volunteer_id=volunteer_id, until_on=None,
        defaults={"id": new_event_id(), "since_on": local_date(now)},
    )  # fmt: skip
    if is_new:
        lists.remember(member.volunteer.account_id, held.part)


@transaction.atomic
def leave(*, by: Actor, team_id: UUID, volunteer_id: UUID, now: datetime) -> None:
    """Raises LeaderStays: somebody else leads first. Raises NotFound."""
    held = team_for(by, Act.DECIDE, team_id)
    if held.leader_id == volunteer_id:
        raise LeaderStays
    rows = TeamMember.objects.filter(part=held.part, team=held, volunteer_id=volunteer_id, until_on=None)
    if not rows.update(until_on=local_date(now)):
        raise NotFound
    _note(by, "care.leave_team", held, now, volunteer=str(volunteer_id))


@transaction.atomic
def name(*, by: Actor, team_id: UUID, person_id: int, now: datetime) -> None:
    """Puts somebody on the list by name; today's round has them at once. Raises NotFound for who lives elsewhere."""
    held = team_for(by, Act.DECIDE, team_id)
    person = person_for(by, Act.DECIDE, person_id)
    if committee_of(person.building_key) != held.part:
        raise NotFound
    TeamPerson.objects.get_or_create(
        part=held.part, team=held, person_id=person.pk, until_on=None,
        defaults={"id": new_event_id(), "since_on": local_date(now)},
    )  # fmt: skip
    _note(by, "care.name_to_team", held, now, person=str(person.pk))
    daily.settle(held.part, now)


@transaction.atomic
def unname(*, by: Actor, team_id: UUID, person_id: int, now: datetime) -> None:
    """Off the list again; who is on it by a need stays. Raises NotFound."""
    held = team_for(by, Act.DECIDE, team_id)
    rows = TeamPerson.objects.filter(part=held.part, team=held, person_id=person_id, until_on=None)
    if not rows.update(until_on=local_date(now)):
        raise NotFound
    _note(by, "care.unname_from_team", held, now, person=str(person_id))


@transaction.atomic
def disband(*, by: Actor, team_id: UUID, now: datetime) -> None:
    """The team ends; its people stand under *nobody yet* where nobody else has them."""
    held = team_for(by, Act.DECIDE, team_id)
    today = local_date(now)
    for rows in (TeamMember.objects, TeamPerson.objects):
        rows.filter(part=held.part, team=held, until_on=None).update(until_on=today)
    Team.objects.filter(part=held.part, pk=held.pk).update(until_on=today)
    _note(by, "care.disband_team", held, now)


def _note(by: Actor, act: str, held: Team, now: datetime, **detail: object) -> None:
    record(by=by, act=act, area=held.part, subject=f"team:{held.pk}", now=now, detail=detail)
