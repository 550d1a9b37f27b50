"""Relatives, pairs and volunteers when two entries were one person: who is cared for, and who cares."""

from datetime import datetime

from wanjia.care import lists, tending
from wanjia.care.models import Cover, InformalCarer, Team, TeamMember, Volunteer
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import part_of
from wanjia.platform.moving import hand_on
from wanjia.roster.models import Person


def ties(gone: int, kept: Person, now: datetime) -> int:
    """Relatives, neighbours and pairs go along with their covers; one carer twice is one, and nobody is her own."""
    mine = InformalCarer.objects.filter(part=part_of(gone), person_id=gone)
    theirs = {_who(tie): tie for tie in InformalCarer.objects.filter(part=kept.part, person_id=kept.pk, until_on=None)}
    for tie in mine.filter(until_on=None):
        same = theirs.get(_who(tie)) if _who(tie) else None
        if same is not None or tie.carer_person_id == kept.pk:
            _end(tie, same, now)
    moved = hand_on(mine, kept.part, person_id=kept.pk)
    Cover.objects.filter(part=kept.part, person_id=gone).update(person_id=kept.pk)
    now_here = {"part": kept.part, "person_id": kept.pk}
    InformalCarer.objects.filter(until_on=None, **now_here).update(building_key=kept.building_key)
    Cover.objects.filter(ended_at=None, **now_here).update(building_key=kept.building_key)
    return moved


def _who(tie: InformalCarer) -> object:
    """Who cares, where it is known: a volunteer or somebody of the register. A name alone says nothing for sure."""
    return tie.volunteer_id or tie.carer_person_id


def _end(tie: InformalCarer, same: InformalCarer | None, now: datetime) -> None:
    """The second of two. What it is waiting for, the first is waiting for."""
    InformalCarer.objects.filter(part=tie.part, pk=tie.pk).update(until_on=local_date(now))
    open_ = Cover.objects.filter(part=tie.part, informal=tie, ended_at=None)
    if same is not None:
        raised = Cover.objects.filter(part=same.part, informal=same, ended_at=None).values_list("cause", flat=True)
        hand_on(open_.exclude(cause__in=list(raised)), same.part, informal_id=same.pk, person_id=same.person_id)
    open_.update(ended_at=now)


def as_carer(gone: int, kept: int, now: datetime) -> int:
    """Whom the entry that goes looks after. An order of the other one is looked at by whoever knows orders."""
    of_kept = InformalCarer.objects.filter(carer_person_id=kept, until_on=None).values_list("person_id", flat=True)
    mine = InformalCarer.objects.filter(carer_person_id=gone)
    for tie in mine.filter(until_on=None, person_id__in=[*of_kept, kept]):
        same = InformalCarer.objects.filter(carer_person_id=kept, person_id=tie.person_id, until_on=None).first()
        _end(tie, same, now)
    return mine.update(carer_person_id=kept) + sum(
        _volunteer(row, kept, now) for row in Volunteer.objects.select_for_update().filter(person_id=gone)
    )


def _volunteer(row: Volunteer, kept: int, now: datetime) -> int:
    """Written down twice as a volunteer of one committee: pairs, teams and covers go to the other line."""
    same = Volunteer.objects.filter(part=row.part, person_id=kept, until_on=None).first()
    mine = Volunteer.objects.filter(part=row.part, pk=row.pk)
    if same is not None and row.until_on is None:
        _hand_over(row, same, now)
        mine.update(until_on=local_date(now))
    return mine.update(person_id=kept)


def _hand_over(row: Volunteer, same: Volunteer, now: datetime) -> None:
    mine = InformalCarer.objects.filter(volunteer_id=row.pk, until_on=None)
    theirs = {tie.person_id: tie for tie in InformalCarer.objects.filter(volunteer_id=same.pk, until_on=None)}
    for tie in mine.filter(person_id__in=list(theirs)):
        _end(tie, theirs[tie.person_id], now)
    mine.update(volunteer_id=same.pk)
    Cover.objects.filter(volunteer_id=row.pk, ended_at=None).update(volunteer_id=same.pk)
    _teams(row, same, now)
    _one_of_both(row, same, now)


def _teams(row: Volunteer, same: Volunteer, now: datetime) -> None:
    places = TeamMember.objects.filter(part=row.part, until_on=None)
    mine = places.filter(volunteer=row)
    in_them = list(places.filter(volunteer=same).values_list("team_id", flat=True))
    mine.filter(team_id__in=in_them).update(until_on=local_date(now))
    mine.update(volunteer=same)
    Team.objects.filter(part=row.part, leader=row, until_on=None).update(leader=same)


def _one_of_both(row: Volunteer, same: Volunteer, now: datetime) -> None:
    """The account, and whatever keeps either of them from coming: then everybody of both needs a cover."""
    out = same if same.is_out else row
    words = {"account_id": same.account_id or row.account_id, "phone_sealed": same.phone_sealed or row.phone_sealed}
    kept = {"out": out.out, "order_id": out.order_id, "out_since": out.out_since}
    Volunteer.objects.filter(part=same.part, pk=same.pk).update(**words, **kept)
    for tie in InformalCarer.objects.filter(volunteer_id=same.pk, until_on=None):
        lists.remember(same.account_id or row.account_id, tie.part)
        if out.is_out:
            tending.raise_cover(tie, f"{out.out or 'order'}:{out.order_id or same.pk}", now)
    lists.remember(same.account_id or row.account_id, same.part)
