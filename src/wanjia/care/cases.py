"""Somebody without an address, a death in a family: a case with its steps, closed when each is done."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.care import sealing
from wanjia.care.models import CareCase, CareCaseStep
from wanjia.care.refusals import StepsLeft, WordsWanted
from wanjia.care.rules import steps
from wanjia.care.wording import STEPS
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.roster.subjects import find


@transaction.atomic
def open_case(
    *, by: Actor, committee: int, kind: str, who: str, where: str, person_id: int | None, now: datetime
) -> CareCase:  # fmt: skip
    """Raises WordsWanted without a word on who it is and where, NotFound for no kind of case."""
    require(by, Act.SERVE, committee)
    if kind not in steps.STEPS:
        raise NotFound
    for text, what in ((who, _("Who it is, as far as known")), (where, _("Where"))):
        if not text.strip():
            raise WordsWanted(what=what)
    known = person_id if person_id and find(person_id) else None
    made = CareCase.objects.create(
        id=new_event_id(), part=committee, kind=kind, person_id=known, who_sealed=sealing.sealed(who, sealing.WHO),
        where_sealed=sealing.sealed(where, sealing.WHERE), opened_at=now, opened_by=by.name[:60],
    )  # fmt: skip
    record(by=by, act="care.open_case", area=committee, subject=f"case:{made.pk}", now=now, detail={"kind": kind})
    return made


def case_for(by: Actor, case_id: UUID, *, lock: bool = False) -> CareCase:
    """Raises NotFound, NotAllowed."""
    rows = CareCase.objects.select_for_update() if lock else CareCase.objects.all()
    return one_for(by, Act.SERVE, rows.filter(id=case_id), lambda it: it.part)


@transaction.atomic
def do_step(*, by: Actor, case_id: UUID, step: str, note: str, now: datetime) -> None:
    """One step is done. Twice, the first stands. Raises NotFound for a step of another kind."""
    held = case_for(by, case_id, lock=True)
    if step not in steps.STEPS[held.kind]:
        raise NotFound
    CareCaseStep.objects.get_or_create(
        part=held.part, case=held, step=step,
        defaults={
            "id": new_event_id(), "note_sealed": sealing.sealed(note, sealing.NOTE), "at": now,
            "done_by": by.name[:60],
        },
    )  # fmt: skip
    record(by=by, act="care.case_step", area=held.part, subject=f"case:{held.pk}", now=now, detail={"step": step})


@transaction.atomic
def close(*, by: Actor, case_id: UUID, now: datetime) -> None:
    """Raises StepsLeft with what is still to do."""
    held = case_for(by, case_id, lock=True)
    done = list(CareCaseStep.objects.filter(part=held.part, case=held).values_list("step", flat=True))
    if left := steps.missing(held.kind, done):
        raise StepsLeft(steps=", ".join(str(STEPS[one]) for one in left))
    CareCase.objects.filter(part=held.part, pk=held.pk).update(closed_at=now, closed_by=by.name[:60])
    record(by=by, act="care.close_case", area=held.part, subject=f"case:{held.pk}", now=now)
