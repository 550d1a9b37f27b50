"""Who looks after whom: carers' lists with hand-over, relatives and neighbours, and who stands in for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wanjia.care import lists, sealing
from wanjia.care.models import Carership, Cover, InformalCarer, Volunteer
from wanjia.care.refusals import NotACarer, SecondWanted, VolunteerOut, WordsWanted
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import new_event_id, part_of
from wanjia.platform.access import Act, Actor, actor_of, may, one_for
from wanjia.platform.audit import record
from wanjia.platform.models import Account, Grant
from wanjia.platform.outbox import tell
from wanjia.roster.models import Person
from wanjia.roster.reveal import person_for


@transaction.atomic
def give(*, by: Actor, person_id: int, carer_id: int, backup_id: int | None, note: str, now: datetime) -> Carership:
    """Puts somebody on a carer's list with a second person; who had them before hands over, with what was said.

    Raises NotACarer for an account that cannot serve there, SecondWanted when both are one.
    """
    person = person_for(by, Act.DECIDE, person_id)
    if backup_id == carer_id:
        raise SecondWanted
    carer = _carer(carer_id, person.building_key, now)
    backup = _carer(backup_id, person.building_key, now) if backup_id else None
    before = Carership.objects.select_for_update().filter(part=person.part, person_id=person_id, until_at=None)
    before.update(until_at=now, handed_note=note.strip()[:200])
    made = Carership.objects.create(
        id=new_event_id(), part=person.part, person_id=person_id, building_key=person.building_key,
        carer_id=carer.pk, carer_name=carer.name, backup_id=backup.pk if backup else None,
        backup_name=backup.name if backup else "", since_at=now, made_by=by.name[:60],
    )  # fmt: skip
    lists.remember(carer.pk, person.part)
    lists.remember(backup.pk if backup else None, person.part)
    _note(by, "care.give", person, now, carer=str(carer.pk))
    return made


def _carer(account_id: int, place: int, now: datetime) -> Account:
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None or not may(actor_of(account, now), Act.SERVE, place):
        raise NotACarer
    return account


def carers(area: int, now: datetime) -> list[Account]:
    """Accounts that may look after people of the area's committee. Two queries."""
    near = [*codes.ancestors(codes.desk_of(area)), codes.desk_of(area)]
    granted = Grant.objects.filter(starts_at__lte=now).exclude(ends_at__lte=now)
    below = Q(area__range=codes.codes_under(area)) | Q(area__range=codes.buildings_under(area))
    ids = set(granted.filter(Q(area__in=near) | below).values_list("account_id", flat=True))
    found = Account.objects.filter(pk__in=ids, is_active=True, is_device=False).order_by("name")
    return [one for one in found if any(may(actor_of(one, now), Act.SERVE, place) for place in _within(one, area, now))]


def _within(account: Account, area: int, now: datetime) -> list[int]:
    """The area itself, and what of it the account holds."""
    return [area, *(scope.area for scope in actor_of(account, now).scopes if codes.contains(area, scope.area))]


def ground_of(account: Account, area: int, now: datetime) -> tuple[int, ...]:
    """Where in an area an account may look after people: all of it, or the parts that it holds. One query."""
    by = actor_of(account, now)
    if may(by, Act.SERVE, area):
        return (area,)
    return tuple(sorted({place for place in _within(account, area, now) if may(by, Act.SERVE, place)}))


@dataclass(frozen=True, slots=True)
class Informal:
    """A relative or neighbour as somebody tells it."""

    person_id: int
    name: str
    phone: str = ""
    does: str = ""
    carer_person_id: int | None = None


@transaction.atomic
def write_informal(*, by: Actor, said: Informal, now: datetime) -> InformalCarer:
    """Who comes every day, what they do, how they are reached. Raises WordsWanted without a name."""
    person = person_for(by, Act.SERVE, said.person_id)
    if not said.name.strip():
        raise WordsWanted(what=_("Name"))
    known = Person.objects.filter(id=said.carer_person_id).exists() if said.carer_person_id else False
    made = InformalCarer.objects.create(
        id=new_event_id(), part=person.part, person_id=person.pk, building_key=person.building_key,
        carer_person_id=said.carer_person_id if known else None, name_sealed=sealing.sealed(said.name, sealing.NAME),
        phone_sealed=sealing.sealed(said.phone, sealing.PHONE), does_sealed=sealing.sealed(said.does, sealing.DOES),
        since_on=local_date(now), made_by=by.name[:60],
    )  # fmt: skip
    _note(by, "care.informal", person, now)
    if made.carer_person_id is not None:
        tell_known(made.carer_person_id, now)
    return made


def tell_known(carer_person_id: int, now: datetime) -> None:
    """Somebody of the register cares for others from now on; whether anything keeps them in, other rooms know."""
    tell("care.carer_known", part=part_of(carer_person_id), payload={"person": str(carer_person_id)}, now=now)


@transaction.atomic
def locked_in(*, by: Actor, informal_id: UUID, now: datetime) -> Cover:
    """The carer says that they cannot come: an order elsewhere, which this installation does not know."""
    rows = InformalCarer.objects.filter(id=informal_id, until_on=None)
    held = one_for(by, Act.SERVE, rows, lambda it: it.building_key)
    made = raise_cover(held, "hand", now)
    record(
        by=by, act="care.locked_in", area=codes.committee_of(held.building_key), subject=f"person:{held.person_id}",
        now=now, detail={"cover": str(made.pk)},
    )  # fmt: skip
    return made


def raise_cover(held: InformalCarer, cause: str, now: datetime) -> Cover:
    """Once for one cause."""
    made, _is_new = Cover.objects.get_or_create(
        part=held.part, informal=held, cause=cause, ended_at=None,
        defaults={
            "id": new_event_id(), "person_id": held.person_id, "building_key": held.building_key, "raised_at": now,
        },
    )  # fmt: skip
    return made


def cover_for(subjects: list[int], order: str, now: datetime) -> int:
    """Everybody whom one of these looks after needs somebody else, from now on. Returns how many covers there are."""
    ties = InformalCarer.objects.filter(carer_person_id__in=subjects, until_on=None)
    kept_in = set(subjects)
    return len([raise_cover(one, f"order:{order}", now) for one in ties if one.person_id not in kept_in])


@transaction.atomic
def comes_again(*, by: Actor, informal_id: UUID, now: datetime) -> None:
    """The relative or neighbour comes again, whatever kept them. Raises NotFound."""
    rows = InformalCarer.objects.filter(id=informal_id, until_on=None)
    held = one_for(by, Act.SERVE, rows, lambda it: it.building_key)
    Cover.objects.filter(part=held.part, informal=held, ended_at=None).update(ended_at=now)
    record(
        by=by, act="care.comes_again", area=codes.committee_of(held.building_key), subject=f"person:{held.person_id}",
        now=now,
    )  # fmt: skip


def uncover(volunteers: Collection[UUID]) -> int:
    """Whom these stood in for needs somebody again. Returns how many."""
    rows = Cover.objects.filter(volunteer_id__in=volunteers, ended_at=None)
    return rows.update(covered_by="", covered_at=None, volunteer_id=None)


def end_covers(order: str, now: datetime) -> int:
    """The order is over: the carer comes again."""
    return Cover.objects.filter(cause=f"order:{order}", ended_at=None).update(ended_at=now)


@transaction.atomic
def cover(*, by: Actor, cover_id: UUID, who: str, now: datetime, volunteer: Volunteer | None = None) -> None:
    """Somebody stands in, by name; a volunteer who falls out in turn leaves it open again.

    Raises WordsWanted, VolunteerOut, NotFound.
    """
    held = one_for(by, Act.SERVE, Cover.objects.select_for_update().filter(id=cover_id), lambda it: it.building_key)
    if not who.strip():
        raise WordsWanted(what=_("Who stands in"))
    if volunteer is not None and volunteer.is_out:
        raise VolunteerOut
    Cover.objects.filter(part=held.part, pk=held.pk).update(
        covered_by=who.strip()[:60], covered_at=now, volunteer_id=volunteer.pk if volunteer else None
    )
    record(
        by=by, act="care.cover", area=codes.committee_of(held.building_key), subject=f"person:{held.person_id}",
        now=now, detail={"cover": str(held.pk)},
    )  # fmt: skip


def _note(by: Actor, act: str, person: Person, now: datetime, **detail: object) -> None:
    record(
        by=by, act=act, area=codes.committee_of(person.building_key), subject=f"person:{person.pk}", now=now,
        detail=detail,
    )  # fmt: skip
