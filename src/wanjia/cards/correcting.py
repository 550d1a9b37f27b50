"""Requests from residents' pages: kept sealed, closed by the desk with a note that the resident reads."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.cards.models import Correction
from wanjia.cards.refusals import CorrectionClosed, WrongReason
from wanjia.kernel.area import committee_of
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.platform.vault import seal, unseal
from wanjia.roster.subjects import Subject

_FIELD = "correction"
MOST_OPEN = 5  # of one subject: a page that is opened by a code must not fill a desk
LONGEST = 500


@transaction.atomic
def ask(*, subject: Subject, field: str, text: str, now: datetime) -> bool:
    """Keeps what a resident says. False when five of theirs wait already. Raises WrongReason."""
    if field not in Correction.Field.values:
        raise WrongReason
    waiting = Correction.objects.filter(part=subject.part, subject_id=subject.id, state=Correction.State.OPEN)
    if waiting.count() >= MOST_OPEN:
        return False
    Correction.objects.create(
        part=subject.part, id=new_event_id(), subject_id=subject.id, building_key=subject.building_key, field=field,
        text_sealed=seal(text.strip()[:LONGEST], field=_FIELD) if text.strip() else None, at=now,
    )  # fmt: skip
    return True


def words_of(correction: Correction) -> str:
    """What the resident wrote. Only for pages of whoever may edit the register."""
    return unseal(bytes(correction.text_sealed), field=_FIELD) if correction.text_sealed else ""


@transaction.atomic
def close(*, by: Actor, correction_id: UUID, area: int, state: str, note: str, now: datetime) -> None:
    """Done or declined, with a note. Raises NotFound, CorrectionClosed, WrongReason."""
    require(by, Act.EDIT_REGISTER, area)
    if state not in (Correction.State.DONE, Correction.State.DECLINED):
        raise WrongReason
    rows = Correction.objects.select_for_update().filter(id=correction_id)
    asked = one_for(by, Act.EDIT_REGISTER, rows, lambda it: it.building_key)
    if asked.state != Correction.State.OPEN:
        raise CorrectionClosed(by=asked.decided_by)
    Correction.objects.filter(part=asked.part, id=asked.id).update(
        state=state, decided_by=by.name[:60], decided_at=now, note=note.strip()[:120]
    )
    record(
        by=by, act=f"correction.{state}", area=committee_of(asked.building_key), subject=f"person:{asked.subject_id}",
        now=now,
    )  # fmt: skip
