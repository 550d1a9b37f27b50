"""Volunteers and their pairs (老伙伴、养老顾问、跑腿): written down, paired by a person's decision, out and back.

A pair is a tie as a relative's is: a volunteer who falls out leaves a cover open for each of their people at once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from wanjia.care import lists, sealing, tending
from wanjia.care.models import Cover, InformalCarer, Team, TeamMember, Volunteer
from wanjia.care.refusals import (
    LeaderStays,
    LimitReached,
    NotACarer,
    NumberWanted,
    PairedAlready,
    VolunteerOut,
    WordsWanted,
)
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id, part_of
from wanjia.platform.access import Act, Actor, actor_of, may, one_for, require
from wanjia.platform.audit import record
from wanjia.platform.models import Account
from wanjia.roster.models import Person, Presence
from wanjia.roster.reveal import person_for

FEW = 5  # 老伙伴计划: one volunteer, five elders
OFTEN = 3  # days, where nobody says otherwise
_WORDS = re.compile(r"[、,，;；\s]+")
_MOST_PEOPLE = 999  # nobody means more
_PAIRS = {InformalCarer.Kind.OLD_PARTNER, InformalCarer.Kind.ADVISER, InformalCarer.Kind.ERRAND}


@dataclass(frozen=True, slots=True)
class Helper:
    """A volunteer as somebody tells it. `building_key`: where they live, as far as the register does not say it."""

    name: str
    phone: str = ""
    account_id: int | None = None
    person_id: int | None = None
    building_key: int | None = None
    speaks: str = ""
    most: int = FEW


@transaction.atomic
def write(*, by: Actor, committee: int, said: Helper, now: datetime) -> Volunteer:
    """One volunteer; somebody of the register stands there once, and the newer words win.

    Raises WordsWanted without a name, NumberWanted, NotACarer for an account that cannot serve there.
    """
    require(by, Act.DECIDE, committee)
    if not said.name.strip():
        raise WordsWanted(what=_("Name"))
    if not 1 <= said.most <= _MOST_PEOPLE:
        raise NumberWanted(what=_("At most"), least=1, most=_MOST_PEOPLE)
    if said.account_id is not None:
        _may_serve(said.account_id, committee, now)
    known = _in_register(said)
    words = {
        "name": said.name.strip()[:60], "phone_sealed": sealing.sealed(said.phone, sealing.PHONE),
        "account_id": said.account_id, "building_key": known.building_key if known else said.building_key,
        "speaks": said.speaks.strip()[:60], "most": min(said.most, 99),
    }  # fmt: skip
    fresh = words | {"id": new_event_id(), "since_on": local_date(now), "made_by": by.name[:60]}
    if known is None:
        made, is_new = Volunteer.objects.create(part=committee, **fresh), True
    else:
        made, is_new = Volunteer.objects.update_or_create(
            part=committee, person_id=known.pk, until_on=None, defaults=words, create_defaults=fresh
        )
    for node in {committee, *(tie.part for tie in pairs_of(made))}:  # an account that is said later has its pairs too
        lists.remember(made.account_id, node)
    _note(by, "care.write_volunteer", made, now)
    if known is not None and is_new:  # of one who was there already, whoever said that they are back knows better
        tending.tell_known(known.pk, now)
        made.refresh_from_db()
    return made


def _in_register(said: Helper) -> Person | None:
    """Who in the register the volunteer is, so that an order at home takes them out by itself.

    Without an id, the one person of that name who lives in that building; of two namesakes neither.
    """
    if said.person_id is not None:
        return Person.objects.filter(part=part_of(said.person_id), id=said.person_id).first()
    if said.building_key is None:
        return None
    here = Person.objects.filter(
        building_key=said.building_key, name=said.name.strip(), presence=Presence.PRESENT, merged_into=None
    )
    namesakes = list(here[:2])
    return namesakes[0] if len(namesakes) == 1 else None


def _may_serve(account_id: int, committee: int, now: datetime) -> None:
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None or not any(
        may(actor_of(account, now), Act.SERVE, place) for place in tending.ground_of(account, committee, now)
    ):
        raise NotACarer


def volunteer_for(by: Actor, act: Act, volunteer_id: UUID, *, lock: bool = False) -> Volunteer:
    """Raises NotFound, NotAllowed."""
    rows = Volunteer.objects.select_for_update() if lock else Volunteer.objects.all()
    return one_for(by, act, rows.filter(id=volunteer_id, until_on=None), lambda it: it.part)


@dataclass(frozen=True, slots=True)
class Pairing:
    """Who for whom, as what. `every_days` None: the pair owes nothing of its own."""

    person_id: int
    volunteer_id: UUID
    kind: str
    every_days: int | None = OFTEN


@transaction.atomic
def pair(*, by: Actor, said: Pairing, now: datetime) -> InformalCarer:
    """Decided by a person, whatever was proposed. Raises VolunteerOut, LimitReached, PairedAlready,
    NumberWanted, NotFound for no kind of pair."""
    person = person_for(by, Act.DECIDE, said.person_id)
    held = volunteer_for(by, Act.DECIDE, said.volunteer_id, lock=True)
    if said.kind not in _PAIRS:
        raise NotFound
    if said.every_days is not None and not 1 <= said.every_days <= 30:
        raise NumberWanted(what=_("Sees them every how many days"), least=1, most=30)
    if held.is_out:
        raise VolunteerOut
    mine = pairs_of(held)
    if any(one.person_id == person.pk for one in mine) or held.person_id == person.pk:
        raise PairedAlready
    if living(InformalCarer.objects.filter(volunteer_id=held.pk)).count() >= held.most:
        raise LimitReached(most=held.most)
    made = InformalCarer.objects.create(
        id=new_event_id(), part=person.part, person_id=person.pk, building_key=person.building_key, kind=said.kind,
        carer_person_id=held.person_id, volunteer_id=held.pk, every_days=said.every_days,
        name_sealed=sealing.sealed(held.name, sealing.NAME), phone_sealed=held.phone_sealed,
        since_on=local_date(now), made_by=by.name[:60],
    )  # fmt: skip
    lists.remember(held.account_id, person.part)
    _note(by, "care.pair", held, now, person=str(person.pk), kind=said.kind)
    return made


def pairs_of(held: Volunteer) -> list[InformalCarer]:
    """The people of one volunteer now. One query."""
    rows = InformalCarer.objects.filter(volunteer_id=held.pk, until_on=None)
    return list(rows.order_by("building_key", "person_id"))


def living(pairs: "QuerySet[InformalCarer]") -> "QuerySet[InformalCarer]":
    """Those of them that still ask for somebody: whoever has died or moved away takes nobody's place. Inside one query.

    The pair itself stays until a person ends it: who is back, or was written down by mistake, has it again.
    """
    gone = Person.objects.filter(
        part=OuterRef("part"), id=OuterRef("person_id"), presence__in=(Presence.MOVED, Presence.DIED)
    )
    return pairs.filter(~Exists(gone), until_on=None)


@transaction.atomic
def part(*, by: Actor, pair_id: UUID, now: datetime) -> None:
    """The pair ends, and with it the cover that it needed. Raises NotFound."""
    rows = InformalCarer.objects.select_for_update().filter(id=pair_id, until_on=None)
    tie = one_for(by, Act.DECIDE, rows, lambda it: it.building_key)
    _end([tie], now)
    record(
        by=by, act="care.part", area=codes.committee_of(tie.building_key), subject=f"person:{tie.person_id}", now=now,
        detail={"kind": tie.kind},
    )  # fmt: skip


def _end(ties: Sequence[InformalCarer], now: datetime) -> None:
    InformalCarer.objects.filter(pk__in=[tie.pk for tie in ties]).update(until_on=local_date(now))
    Cover.objects.filter(informal__in=ties, ended_at=None).update(ended_at=now)


@transaction.atomic
def fall_out(*, by: Actor, volunteer_id: UUID, why: str, now: datetime) -> int:
    """Ill or away: each of their people is uncovered from now on, by name. Returns how many. Raises NotFound for
    another reason."""
    held = volunteer_for(by, Act.SERVE, volunteer_id, lock=True)
    if why not in Volunteer.Out.values:
        raise NotFound
    Volunteer.objects.filter(part=held.part, pk=held.pk).update(out=why, out_since=held.out_since or now)
    if held.out != why:  # said otherwise: one cover a tie, and whoever has taken it keeps it
        said = Cover.objects.filter(informal__in=pairs_of(held), cause=f"{held.out}:{held.pk}", ended_at=None)
        said.update(cause=f"{why}:{held.pk}")
    covers = [tending.raise_cover(tie, f"{why}:{held.pk}", now) for tie in pairs_of(held)]
    people = len(covers) + tending.uncover([held.pk])
    _note(by, "care.fall_out", held, now, why=why, people=people)
    return people


@transaction.atomic
def come_back(*, by: Actor, volunteer_id: UUID, now: datetime) -> None:
    """They come again, whatever kept them: whoever asks knows better than an order that nobody ended."""
    held = volunteer_for(by, Act.SERVE, volunteer_id, lock=True)
    Volunteer.objects.filter(part=held.part, pk=held.pk).update(out="", order_id=None, out_since=None)
    Cover.objects.filter(informal__in=pairs_of(held), ended_at=None).update(ended_at=now)
    _note(by, "care.come_back", held, now)


@transaction.atomic
def stop(*, by: Actor, volunteer_id: UUID, now: datetime) -> None:
    """No longer a volunteer: pairs and places in teams end. Their people stand under *nobody yet* from then on.

    Raises LeaderStays: somebody else leads their team first.
    """
    held = volunteer_for(by, Act.DECIDE, volunteer_id, lock=True)
    if Team.objects.filter(part=held.part, leader=held, until_on=None).exists():
        raise LeaderStays
    _end(pairs_of(held), now)
    tending.uncover([held.pk])
    today = local_date(now)
    TeamMember.objects.filter(part=held.part, volunteer=held, until_on=None).update(until_on=today)
    Volunteer.objects.filter(part=held.part, pk=held.pk).update(until_on=today)
    _note(by, "care.stop_volunteer", held, now)


def kept_in(subjects: Sequence[int], order: UUID, now: datetime) -> int:
    """An order at home begins: volunteers among them are out. Their covers are raised as every carer's are."""
    ids = list(Volunteer.objects.filter(person_id__in=subjects, until_on=None).values_list("pk", flat=True))
    rows = Volunteer.objects.filter(pk__in=ids)
    rows.filter(out_since=None).update(out_since=now, order_id=order)
    tending.uncover(ids)
    return rows.update(order_id=order)


def let_out(order: UUID) -> None:
    """It is over: they are back, unless somebody said that they are ill or away."""
    Volunteer.objects.filter(order_id=order, out="").update(out_since=None, order_id=None)
    Volunteer.objects.filter(order_id=order).update(order_id=None)


def speaks_of(held: Volunteer) -> tuple[str, ...]:
    """ "温州话、日语" are two."""
    return tuple(word for word in _WORDS.split(held.speaks) if word)


def _note(by: Actor, act: str, held: Volunteer, now: datetime, **detail: object) -> None:
    record(by=by, act=act, area=held.part, subject=f"volunteer:{held.pk}", now=now, detail=detail)
