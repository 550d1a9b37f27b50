"""Two entries were one person: who looks after the one that goes looks after the one that stays. Somebody moved: the
same, at the new door.

Nobody loses a carer by it who can still come, and nobody stands on two lists for one person.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import count

from django.db.models import F, Q, QuerySet

from wanjia.care import daily, lists, merging
from wanjia.care.models import (
    CareCase,
    CarePlan,
    Carership,
    CareTask,
    Cover,
    Guide,
    InformalCarer,
    Ladder,
    Team,
    TeamPerson,
)
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import part_of
from wanjia.platform.access import Act, actor_of, may, system
from wanjia.platform.audit import record
from wanjia.platform.models import Account
from wanjia.platform.moving import hand_on
from wanjia.roster.models import Person

_ASIDE = 10_000  # versions while they are numbered anew: the two rows of numbers never meet


def care_follows_merge(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.people_merged`: lists, ties, covers, plans, tasks, guides, ladders, teams and cases.

    The day's rounds are settled last, where something moved.
    """
    gone = int(str(payload["gone"]))
    kept = Person.objects.get(part=part_of(int(str(payload["kept"]))), id=int(str(payload["kept"])))
    moved = {
        "lists": _lists(gone, kept, now), "ties": merging.ties(gone, kept, now), "plans": _plans(gone, kept),
        "tasks": _standing(CareTask.objects.all(), gone, kept), "guides": _standing(Guide.objects.all(), gone, kept),
        "ladders": _ladders(gone, kept), "teams": _teams(gone, kept, now),
        "cases": CareCase.objects.filter(person_id=gone).update(person_id=kept.pk),
        "cares": merging.as_carer(gone, kept.pk, now),
    }  # fmt: skip
    if any(moved.values()):
        committee = codes.committee_of(kept.building_key)
        record(
            by=system("merge"), act="care.follow_merge", area=committee, subject=f"person:{kept.pk}", now=now,
            detail={"gone": str(gone)} | {name: number for name, number in moved.items() if number},
        )  # fmt: skip
        daily.settle(committee, now)


def care_follows_move(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.person_moved`: what stands for them stands at the new door, also in another committee, where today's
    rounds ask for them from now on. A carer or second person who cannot serve there is theirs no more.
    """
    moved = Person.objects.get(part=part_of(int(str(payload["person"]))), id=int(str(payload["person"])))
    here = {"part": moved.part, "person_id": moved.pk}
    for rows in (
        CareTask.objects.filter(until_on=None), Guide.objects.filter(until_on=None), CarePlan.objects.all(),
        InformalCarer.objects.filter(until_on=None), Cover.objects.filter(ended_at=None),
        Ladder.objects.filter(closed_at=None),
    ):  # fmt: skip
        rows.filter(**here).update(building_key=moved.building_key)
    _carer_at(moved, now)
    both = {codes.committee_of(int(str(payload["from"]))), codes.committee_of(moved.building_key)}
    if len(both) > 1:
        for committee in sorted(both):  # two people who change places would wait for each other
            daily.settle(committee, now)


def _carer_at(moved: Person, now: datetime) -> None:
    rows = Carership.objects.filter(part=moved.part, person_id=moved.pk, until_at=None)
    held = rows.select_for_update().first()
    if held is None:
        return
    rows.update(building_key=moved.building_key)
    if held.backup_id and not _serves(held.backup_id, moved.building_key, now):
        rows.update(backup_id=None, backup_name="")
    if not _serves(held.carer_id, moved.building_key, now):
        rows.update(until_at=now)


def _lists(gone: int, kept: Person, now: datetime) -> int:
    """The carer goes along. Where the other entry has one already, this one is the second person if there is none.

    Whoever cannot serve where she lives is no carer of hers: better *nobody yet* than a name that does not come.
    """
    mine = Carership.objects.select_for_update().filter(part=part_of(gone), person_id=gone)
    theirs = Carership.objects.select_for_update().filter(part=kept.part, person_id=kept.pk, until_at=None).first()
    held = mine.filter(until_at=None).first()
    if held is not None:
        hands = [one for one in (held.carer_id, held.backup_id) if one and _serves(one, kept.building_key, now)]
        if theirs is not None:
            _second(theirs, held, hands)
        if theirs is not None or held.carer_id not in hands:
            mine.filter(pk=held.pk).update(until_at=now)
        elif held.backup_id not in hands:
            mine.filter(pk=held.pk).update(backup_id=None, backup_name="")
        for one in hands:
            lists.remember(one, kept.part)
    moved = hand_on(mine, kept.part, person_id=kept.pk)
    Carership.objects.filter(part=kept.part, person_id=kept.pk, until_at=None).update(building_key=kept.building_key)
    return moved


def _second(theirs: Carership, held: Carership, hands: list[int]) -> None:
    if theirs.backup_id is None and held.carer_id in hands and held.carer_id != theirs.carer_id:
        Carership.objects.filter(part=theirs.part, pk=theirs.pk).update(
            backup_id=held.carer_id, backup_name=held.carer_name
        )


def _serves(account_id: int, place: int, now: datetime) -> bool:
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    return account is not None and may(actor_of(account, now), Act.SERVE, place)


def _plans(gone: int, kept: Person) -> int:
    """The versions of both in the order in which they were written: the newest speaks, the others can be read."""
    mine = CarePlan.objects.filter(part=part_of(gone), person_id=gone)
    if not mine.exists():
        return 0
    both = CarePlan.objects.filter(part=kept.part, person_id=kept.pk)
    both.update(version=F("version") + _ASIDE)
    moved = hand_on(mine, kept.part, person_id=kept.pk)
    numbers = count(1)
    for pk in list(both.order_by("made_at", "version").values_list("pk", flat=True)):
        both.filter(pk=pk).update(version=next(numbers) + 2 * _ASIDE)
    both.update(version=F("version") - 2 * _ASIDE, building_key=kept.building_key)
    return moved


def _standing(rows: "QuerySet[CareTask] | QuerySet[Guide]", gone: int, kept: Person) -> int:
    moved = hand_on(rows.filter(part=part_of(gone), person_id=gone), kept.part, person_id=kept.pk)
    if moved:
        rows.filter(part=kept.part, person_id=kept.pk, until_on=None).update(building_key=kept.building_key)
    return moved


def _ladders(gone: int, kept: Person) -> int:
    """Where both are being looked for, both ladders stay: only somebody who found her writes an outcome."""
    mine = Ladder.objects.filter(part=part_of(gone), person_id=gone)
    if Ladder.objects.filter(part=kept.part, person_id=kept.pk, closed_at=None).exists():
        mine = mine.filter(closed_at__isnull=False)
    moved = hand_on(mine, kept.part, person_id=kept.pk)
    Ladder.objects.filter(part=kept.part, person_id=kept.pk, closed_at=None).update(building_key=kept.building_key)
    return moved


def _teams(gone: int, kept: Person, now: datetime) -> int:
    """Named once on each list. A team of another committee does not come: its line ends."""
    mine = TeamPerson.objects.filter(person_id=gone, until_on=None)
    listed = TeamPerson.objects.filter(person_id=kept.pk, until_on=None).values_list("team_id", flat=True)
    here = Team.objects.filter(part=codes.committee_of(kept.building_key)).values_list("id", flat=True)
    mine.filter(Q(team_id__in=list(listed)) | ~Q(team_id__in=list(here))).update(until_on=local_date(now))
    TeamPerson.objects.filter(person_id=gone, until_on__isnull=False).update(person_id=kept.pk)
    return mine.update(person_id=kept.pk)
