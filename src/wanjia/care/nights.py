"""The duty of a night for people whose equipment must not stop: roster, hand-over in writing, and its alarm."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef
from django.utils.translation import gettext as _

from wanjia.care import daily, lists, planning, presets, sealing
from wanjia.care.models import CarePlan, CareRound, CareTask, NightDuty
from wanjia.care.planning import Plan
from wanjia.care.refusals import HandedAlready, NightEndsFirst, NightOver, NightTooLong, WordsWanted
from wanjia.care.rules import nights as rules
from wanjia.care.rules.nights import Hours
from wanjia.kernel import area as codes
from wanjia.kernel.clock import LOCAL, local, local_date
from wanjia.kernel.ids import new_event_id, parts_of
from wanjia.kernel.masking import phone_tail
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.roster.doors import Door, doors
from wanjia.roster.models import Person, Presence
from wanjia.roster.refusals import NoReason

AHEAD = 7  # nights of the roster
_HOUR = timedelta(hours=1)
_LONGEST = 16 * _HOUR


@dataclass(frozen=True, slots=True)
class Duty:
    """Hours of a night as somebody tells them."""

    starts_at: datetime
    ends_at: datetime
    name: str
    phone: str
    backup: str = ""
    backup_phone: str = ""
    account_id: int | None = None


def _check_hours(said: Duty, now: datetime) -> None:
    starts, ends = (f"{local(moment):%m-%d %H:%M}" for moment in (said.starts_at, said.ends_at))
    if said.ends_at <= said.starts_at:
        raise NightEndsFirst(starts=starts, ends=ends)
    if said.ends_at <= now:
        raise NightOver(ends=ends)
    if (asked := said.ends_at - said.starts_at) > _LONGEST:
        raise NightTooLong(hours=asked // _HOUR, most=_LONGEST // _HOUR)


@transaction.atomic
def write(*, by: Actor, committee: int, said: Duty, now: datetime) -> NightDuty:
    """Raises WordsWanted without a name and a telephone, NightEndsFirst, NightOver, NightTooLong."""
    require(by, Act.DECIDE, committee)
    for text, what in ((said.name, _("Name")), (said.phone, _("Telephone"))):
        if not text.strip():
            raise WordsWanted(what=what)
    _check_hours(said, now)
    made = NightDuty.objects.create(
        id=new_event_id(), part=committee, starts_at=said.starts_at, ends_at=said.ends_at, account_id=said.account_id,
        name=said.name.strip()[:60], phone_sealed=sealing.sealed(said.phone, sealing.PHONE, 30),
        backup_name=said.backup.strip()[:60],
        backup_phone_sealed=sealing.sealed(said.backup_phone, sealing.PHONE, 30), made_by=by.name[:60],
    )  # fmt: skip
    _note(by, "care.write_night", made, now)
    return made


def duty_for(by: Actor, act: Act, duty_id: UUID) -> NightDuty:
    """Raises NotFound, NotAllowed."""
    return one_for(by, act, NightDuty.objects.filter(id=duty_id, dropped_at=None), lambda it: it.part)


@transaction.atomic
def drop(*, by: Actor, duty_id: UUID, now: datetime) -> None:
    """Off the roster: the hole that it leaves shows at once."""
    held = duty_for(by, Act.DECIDE, duty_id)
    NightDuty.objects.filter(part=held.part, pk=held.pk).update(dropped_at=now)
    _note(by, "care.drop_night", held, now)


@transaction.atomic
def hand_over(*, by: Actor, duty_id: UUID, to: str, note: str, now: datetime) -> None:
    """What the night was like, in writing, to whoever comes next. Raises WordsWanted without either, HandedAlready."""
    held = duty_for(by, Act.SERVE, duty_id)
    if held.handed_at is not None:
        raise HandedAlready(to=held.handed_to)
    for text, what in ((to, _("To whom")), (note, _("How the night was, what is next"))):
        if not text.strip():
            raise WordsWanted(what=what)
    NightDuty.objects.filter(part=held.part, pk=held.pk).update(
        handed_to=to.strip()[:60], handed_at=now, note_sealed=sealing.sealed(note, sealing.NOTE)
    )
    _note(by, "care.hand_night", held, now)


@transaction.atomic
def reveal(*, by: Actor, duty_id: UUID, reason: str, now: datetime) -> tuple[str, str]:
    """Both telephones whole; who looked and why stands in the log. Raises NoReason."""
    held = duty_for(by, Act.SERVE, duty_id)
    if not reason.strip():
        raise NoReason
    record(
        by=by, act="care.reveal_night", area=held.part, subject=f"night:{held.pk}", reason=reason.strip()[:200], now=now
    )
    return sealing.said(held.phone_sealed, sealing.PHONE), sealing.said(held.backup_phone_sealed, sealing.PHONE)


def _note(by: Actor, act: str, held: NightDuty, now: datetime) -> None:
    record(by=by, act=act, area=held.part, subject=f"night:{held.pk}", now=now)


@dataclass(frozen=True, slots=True)
class Watch:
    """One person's hours, telephones by their tail."""

    row: NightDuty
    tail: str
    backup_tail: str
    note: str


@dataclass(frozen=True, slots=True)
class Night:
    """One night of the roster with the hours that nobody has."""

    hours: Hours
    watches: tuple[Watch, ...]
    holes: tuple[Hours, ...]


def roster(committee: int, now: datetime) -> list[Night]:
    """This night and those after it. One query."""
    first = rules.night_of(now.astimezone(LOCAL))
    rows = _standing(committee, first.starts)
    found = []
    for days in range(AHEAD):
        night = Hours(*(moment + timedelta(days=days) for moment in first))
        mine = [row for row in rows if row.starts_at < night.ends and row.ends_at > night.starts]
        free = rules.holes(night, [Hours(row.starts_at, row.ends_at) for row in mine])
        found.append(Night(night, tuple(map(watch_of, mine)), tuple(free)))
    return found


def before(committee: int, now: datetime) -> list[Watch]:
    """Those that ended within a day and a half, the newest first: what they wrote is read in the morning. One query."""
    rows = NightDuty.objects.filter(
        part=committee, ends_at__lte=now, ends_at__gt=now - timedelta(hours=36), dropped_at=None
    )
    return [watch_of(row) for row in rows.order_by("-ends_at")]


def watch_of(row: NightDuty) -> Watch:
    first, second = (sealing.said(one, sealing.PHONE) for one in (row.phone_sealed, row.backup_phone_sealed))
    return Watch(row, phone_tail(first), phone_tail(second), sealing.said(row.note_sealed, sealing.NOTE))


def _standing(committee: int, since: datetime) -> list[NightDuty]:
    rows = NightDuty.objects.filter(part=committee, ends_at__gt=since, dropped_at=None)
    return list(rows.order_by("starts_at", "id"))


@dataclass(frozen=True, slots=True)
class Depends:
    """Somebody whose equipment must not stop: what it is, the next task, what to do when the current fails."""

    door: Door
    plan: Plan
    next_at: datetime | None
    what: str
    hands: tuple[str, ...]


def depending(committee: int, now: datetime) -> list[Depends]:
    """Everybody there who depends on equipment, by the next task. Some sixteen queries."""
    ids = dependent_in(committee, local_date(now))
    at, plans, tasks = doors("person", ids), _plans(ids), _tasks(ids)
    hands = lists.hands(committee, ids)
    found = [
        Depends(at[one], plans.get(one, Plan()), *_next(tasks.get(one, []), now), hands.get(one, ()))
        for one in ids if one in at
    ]  # fmt: skip
    never = now + timedelta(days=2)
    return sorted(found, key=lambda one: (one.next_at or never, one.door.building_key, one.door.subject_id))


def dependent_in(committee: int, day: date) -> list[int]:
    """Whom a rule of equipment speaks of, and who has a task of their own. Five queries."""
    kinds = {need for rule in presets.on(committee, day) if rule.obligation == presets.EQUIPMENT for need in rule.needs}
    span = codes.buildings_under(committee)
    wanted = set(lists.with_needs([committee], kinds)) | set(daily.tasks_of(span, day))
    here = Person.objects.filter(
        part__in=parts_of(wanted), id__in=wanted, building_key__range=span, presence=Presence.PRESENT,
        merged_into=None,
    )  # fmt: skip
    return sorted(here.values_list("id", flat=True))


def _plans(people: Sequence[int]) -> dict[int, Plan]:
    rows = CarePlan.objects.filter(part__in=parts_of(people), person_id__in=people).order_by("version")
    return {row.person_id: planning.said_in(row) for row in rows}


def _tasks(people: Sequence[int]) -> Mapping[int, list[CareTask]]:
    found: dict[int, list[CareTask]] = {}
    rows = CareTask.objects.filter(part__in=parts_of(people), person_id__in=people, until_on=None)
    for row in rows.order_by("at"):
        found.setdefault(row.person_id, []).append(row)
    return found


def _next(tasks: Sequence[CareTask], now: datetime) -> tuple[datetime | None, str]:
    """The next hour of a task, today or tomorrow, with everything that is to be done then."""
    local = now.astimezone(LOCAL)
    soon = [
        (datetime.combine(local.date() + timedelta(days=task.at <= local.time()), task.at, LOCAL), task)
        for task in tasks
    ]  # fmt: skip
    if not soon:
        return None, ""
    next_at = min(at for at, _task in soon)
    words = [sealing.said(task.what_sealed, sealing.TASK) for at, task in soon if at == next_at]
    return next_at, _(", ").join(filter(None, words))


def is_alarm(committee: int, now: datetime) -> bool:
    """Nobody is on duty for hours of this night, and somebody depends on equipment. One query by day, six at night."""
    local = now.astimezone(LOCAL)
    rows = _standing(committee, rules.night_of(local).starts)
    if not rules.is_alarm(local, [Hours(row.starts_at, row.ends_at) for row in rows]):
        return False
    return bool(dependent_in(committee, local.date()))


def unmanned(area: int, now: datetime) -> list[int]:
    """Committees of an area with that alarm, for a list and the rail: by the day's rounds of equipment. One query."""
    local = now.astimezone(LOCAL)
    night = rules.night_of(local)
    duties = NightDuty.objects.filter(part=OuterRef("part"), ends_at__gt=night.starts, dropped_at=None)
    rows = (
        CareRound.objects.filter(
            part__range=codes.codes_under(codes.desk_of(area)), on__in={night.starts.date(), local.date()},
            what=presets.EQUIPMENT,
        ).values("part").distinct().annotate(
            starts=ArraySubquery(duties.order_by("id").values("starts_at")),
            ends=ArraySubquery(duties.order_by("id").values("ends_at")),
        ).values_list("part", "starts", "ends")
    )  # fmt: skip
    return sorted(part for part, starts, ends in rows if rules.is_alarm(local, list(map(Hours, starts, ends))))
