"""Care homes: written down, their own roster, inspections by video and on the spot, what has to be put right."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.care import sealing
from wanjia.care.models import Inspection, Institution, Lodger
from wanjia.care.refusals import WordsWanted
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record


@dataclass(frozen=True, slots=True)
class House:
    """An institution as somebody tells it."""

    name: str
    kind: str
    beds: int
    address: str = ""
    manager: str = ""
    phone: str = ""
    is_closed: bool = False


@transaction.atomic
def write(*, by: Actor, committee: int, said: House, now: datetime) -> Institution:
    """One of a name in a committee: said again, the newer words win. Raises WordsWanted, NotFound for no kind."""
    require(by, Act.DECIDE, committee)
    if not said.name.strip():
        raise WordsWanted(what=_("Name of the institution"))
    if said.kind not in Institution.Kind.values:
        raise NotFound
    words = {
        "kind": said.kind, "beds": said.beds, "address": said.address[:120], "manager": said.manager[:60],
        "phone_sealed": sealing.sealed(said.phone, sealing.PHONE), "is_closed": said.is_closed,
    }  # fmt: skip
    made, _is_new = Institution.objects.update_or_create(
        part=committee, name=said.name.strip()[:60], defaults=words, create_defaults=words | {"id": new_event_id()}
    )
    record(by=by, act="care.write_house", area=committee, subject=f"institution:{made.pk}", now=now)
    return made


def house_for(by: Actor, act: Act, house_id: UUID) -> Institution:
    """Raises NotFound, NotAllowed."""
    return one_for(by, act, Institution.objects.filter(id=house_id), lambda it: it.part)


@transaction.atomic
def take_in(
    *, by: Actor, house_id: UUID, name: str, born_on: date | None, bed: str, needs: str, now: datetime
) -> Lodger:  # fmt: skip
    """One more person of its own roster. Raises WordsWanted without a name."""
    held = house_for(by, Act.SERVE, house_id)
    if not name.strip():
        raise WordsWanted(what=_("Name"))
    made = Lodger.objects.create(
        id=new_event_id(), part=held.part, institution=held, name_sealed=sealing.sealed(name, sealing.NAME),
        born_on=born_on, bed=bed.strip()[:12], needs_sealed=sealing.sealed(needs, sealing.NEEDS),
        since_on=local_date(now),
    )  # fmt: skip
    record(by=by, act="care.take_in", area=held.part, subject=f"institution:{held.pk}", now=now)
    return made


@transaction.atomic
def leave(*, by: Actor, lodger_id: UUID, now: datetime) -> None:
    """No longer there. Raises NotFound."""
    rows = Lodger.objects.select_for_update().filter(id=lodger_id, until_on=None)
    held = one_for(by, Act.SERVE, rows, lambda it: it.part)
    Lodger.objects.filter(part=held.part, pk=held.pk).update(until_on=local_date(now))
    record(by=by, act="care.leave_house", area=held.part, subject=f"institution:{held.institution_id}", now=now)


@dataclass(frozen=True, slots=True)
class Looked:
    """What an inspection found."""

    way: str
    counted: int
    found: str = ""
    fix_by: date | None = None


@transaction.atomic
def inspect(*, by: Actor, house_id: UUID, said: Looked, now: datetime) -> Inspection:
    """Raises WordsWanted when something has to be put right and nobody says what, NotFound for no way of looking."""
    held = house_for(by, Act.SERVE, house_id)
    if said.way not in Inspection.Way.values:
        raise NotFound
    if said.fix_by and not said.found.strip():
        raise WordsWanted(what=_("What was found"))
    made = Inspection.objects.create(
        id=new_event_id(), part=held.part, institution=held, at=now, way=said.way, counted=said.counted,
        found=said.found.strip()[:200], fix_by=said.fix_by, made_by=by.name[:60],
    )  # fmt: skip
    record(by=by, act="care.inspect", area=held.part, subject=f"institution:{held.pk}", now=now)
    return made


@transaction.atomic
def put_right(*, by: Actor, inspection_id: UUID, now: datetime) -> None:
    """What was found is put right. Raises NotFound."""
    rows = Inspection.objects.select_for_update().filter(id=inspection_id, fixed_at=None)
    held = one_for(by, Act.SERVE, rows, lambda it: it.part)
    Inspection.objects.filter(part=held.part, pk=held.pk).update(fixed_at=now)
    record(by=by, act="care.put_right", area=held.part, subject=f"institution:{held.institution_id}", now=now)
