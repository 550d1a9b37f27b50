"""One person, one plan (一人一方案), in versions; the daily tasks that it sets; the card for an ambulance crew."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.care import daily, sealing
from wanjia.care.models import CarePlan, CareTask
from wanjia.care.refusals import WordsWanted
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, one_for
from wanjia.platform.audit import record
from wanjia.roster.models import Person
from wanjia.roster.reveal import person_for

_EACH = 400  # characters of one part
_LONGEST = 24_000  # of all parts as JSON, where a line break counts two and a stranger sign six: never cut


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan says, each in a few words. The order is the order on paper."""

    history: str = ""
    medicine: str = ""
    allergies: str = ""
    signs: str = ""  # what is not normal for this person, and then what
    hospital: str = ""
    contact: str = ""
    equipment: str = ""
    key: str = ""  # who has one, how the door opens
    power: str = ""  # the current fails: how long equipment lasts, what comes next


PARTS = tuple(one.name for one in fields(Plan))


@transaction.atomic
def write(*, by: Actor, person_id: int, plan: Plan, now: datetime) -> CarePlan:
    """The next version; older ones stay. Raises WordsWanted when it says nothing."""
    person = person_for(by, Act.SERVE, person_id)
    if not any(value.strip() for value in asdict(plan).values()):
        raise WordsWanted(what=_("at least one part of the plan"))
    last = (
        CarePlan.objects.select_for_update().filter(part=person.part, person_id=person_id).order_by("-version").first()
    )
    text = json.dumps({name: value.strip()[:_EACH] for name, value in asdict(plan).items()}, ensure_ascii=False)
    made = CarePlan.objects.create(
        id=new_event_id(), part=person.part, person_id=person_id, building_key=person.building_key,
        version=last.version + 1 if last else 1, said_sealed=sealing.sealed(text, sealing.PLAN, _LONGEST),
        made_by=by.name[:60], made_at=now,
    )  # fmt: skip
    _note(by, "care.write_plan", person, now, version=made.version)
    return made


def plans_of(person: Person) -> list[CarePlan]:
    """Every version, the newest first. One query."""
    return list(CarePlan.objects.filter(part=person.part, person_id=person.pk).order_by("-version"))


def said_in(row: CarePlan | None) -> Plan:
    """What a version says; empty where there is none or its clock ran out."""
    text = sealing.said(row.said_sealed, sealing.PLAN) if row else ""
    return Plan(**json.loads(text)) if text else Plan()


@transaction.atomic
def add_task(*, by: Actor, person_id: int, at: time, what: str, now: datetime) -> CareTask:
    """Every day at an hour, from today; today's round has it at once. Raises WordsWanted."""
    person = person_for(by, Act.SERVE, person_id)
    if not what.strip():
        raise WordsWanted(what=_("What"))
    made = CareTask.objects.create(
        id=new_event_id(), part=person.part, person_id=person_id, building_key=person.building_key, at=at,
        what_sealed=sealing.sealed(what, sealing.TASK), since_on=local_date(now), made_by=by.name[:60],
    )  # fmt: skip
    _note(by, "care.add_task", person, now, at=at.isoformat("minutes"))
    daily.settle(codes.committee_of(person.building_key), now)
    return made


@transaction.atomic
def end_task(*, by: Actor, task_id: UUID, now: datetime) -> None:
    """The last day is today. Raises NotFound."""
    rows = CareTask.objects.select_for_update().filter(id=task_id, until_on=None)
    held = one_for(by, Act.SERVE, rows, lambda it: it.building_key)
    CareTask.objects.filter(part=held.part, pk=held.pk).update(until_on=local_date(now))
    record(
        by=by, act="care.end_task", area=codes.committee_of(held.building_key), subject=f"person:{held.person_id}",
        now=now,
    )  # fmt: skip


def note_read(by: Actor, person: Person, act: str, now: datetime) -> None:
    """A whole plan or card was opened. It is never asked why: an ambulance may be at the door."""
    _note(by, act, person, now)


def _note(by: Actor, act: str, person: Person, now: datetime, **detail: object) -> None:
    record(
        by=by, act=act, area=codes.committee_of(person.building_key), subject=f"person:{person.pk}", now=now,
        detail=detail,
    )  # fmt: skip
