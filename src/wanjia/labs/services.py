"""Commands on laboratories, loose results and rechecks: people ask, we may refuse, and then nothing was written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db import transaction

from wanjia.coverage.models import Tube
from wanjia.kernel.area import committee_of
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id, part_of
from wanjia.labs import intake
from wanjia.labs.models import Lab, LooseResult, Recheck, Report, Result
from wanjia.labs.refusals import AlreadyDecided, LabClosed, NoSuchTube, ReasonWanted, WrongLab
from wanjia.platform.access import Act, Actor, one_for, require
from wanjia.platform.audit import record
from wanjia.platform.outbox import tell


@dataclass(frozen=True, slots=True)
class LabSaid:
    """What somebody writes about a laboratory."""

    area: int
    name: str
    tubes_a_day: int
    report_hours: int
    licence: str = ""
    opens_at: time | None = None
    closes_at: time | None = None
    note: str = ""


@transaction.atomic
def keep_lab(*, by: Actor, said: LabSaid, now: datetime, lab: Lab | None = None) -> Lab:
    """A new laboratory, or what is known of one corrected. Raises WrongLab, LabClosed."""
    require(by, Act.OPEN_ROUND, said.area)
    if lab is not None:
        require(by, Act.OPEN_ROUND, lab.area)
    held = Lab.objects.select_for_update().get(id=lab.id) if lab else Lab(id=new_event_id(), made_at=now)
    if held.closed_at is not None:
        raise LabClosed(lab=held.name)
    _check(said)
    for name in ("name", "tubes_a_day", "report_hours", "licence", "opens_at", "closes_at", "note"):
        setattr(held, name, getattr(said, name))
    if lab is None:
        held.area = said.area
    held.save()
    _tell(held, now)
    record(by=by, act="labs.keep_lab", area=held.area, subject=f"lab:{held.id}", now=now)
    return held


def _check(said: LabSaid) -> None:
    is_whole = bool(said.name.strip()) and said.tubes_a_day > 0 and said.report_hours > 0
    if not is_whole or (said.opens_at is None) != (said.closes_at is None):
        raise WrongLab


@transaction.atomic
def close_lab(*, by: Actor, lab: Lab, reason: str, now: datetime) -> None:
    """Off the list; what it found stays. Raises ReasonWanted, LabClosed."""
    require(by, Act.OPEN_ROUND, lab.area)
    held = Lab.objects.select_for_update().get(id=lab.id)
    if held.closed_at is not None:
        raise LabClosed(lab=held.name)
    if not reason.strip():
        raise ReasonWanted
    held.closed_at = now
    held.save(update_fields=["closed_at"])
    _tell(held, now)
    record(by=by, act="labs.close_lab", area=held.area, subject=f"lab:{held.id}", reason=reason.strip(), now=now)


def _tell(lab: Lab, now: datetime) -> None:
    payload = {"lab": str(lab.id), "name": lab.name, "area": str(lab.area), "is_open": lab.closed_at is None}
    tell("labs.lab_changed", part=lab.part, payload=payload, now=now)


def remember_columns(lab: Lab, signature: str, columns: Mapping[str, int]) -> None:
    """Whose column is what in files with this header, for the next one."""
    Lab.objects.filter(id=lab.id).update(layout={**lab.layout, signature: dict(columns)})


@transaction.atomic
def say_result(*, by: Actor, lab: Lab, code: str, value: str, reason: str, now: datetime) -> Report:
    """One result typed by hand, or a correction of the one of record. Raises NoSuchTube, ReasonWanted.

    A correction wants its reason: it is what the person reads who saw the other one.
    """
    require(by, Act.RESULT, lab.area)
    tubes = list(Tube.objects.filter(code=code)[:2])
    if not tubes:
        raise NoSuchTube(code=code)
    known = Result.objects.filter(part=tubes[0].part, tube_id=tubes[0].event_id).order_by("-version").first()
    if known is not None and known.value != value and not reason.strip():
        raise ReasonWanted
    said = intake.Said(1, code, value, now, reason=reason.strip())
    content = f"{lab.id} {code} {value} {now.isoformat()}".encode()
    return intake.record_report(lab=lab, body=intake.Body(Report.Form.DESK, "", content, [said]), by=by, now=now)


@transaction.atomic
def settle_loose(
    *, by: Actor, loose_id: UUID, tubes: Sequence[UUID], note: str, now: datetime
) -> Report | None:  # fmt: skip
    """Gives a loose result to these tubes (two, where it can't be told which), or, without any, puts it aside.


    Raises AlreadyDecided, NoSuchTube, ReasonWanted.
    """
    loose = LooseResult.objects.select_for_update().filter(id=loose_id).first()
    if loose is None:
        raise NotFound
    lab = Lab.objects.get(id=loose.lab_id)
    require(by, Act.RESULT, lab.area)
    if loose.resolved_at is not None:
        raise AlreadyDecided(by=loose.resolved_by)
    if not note.strip():
        raise ReasonWanted
    report = _give(by, lab, loose, tubes, note, now) if tubes else None
    LooseResult.objects.filter(part=loose.part, id=loose.id).update(
        resolution="given" if report else "put_aside", resolved_by=by.name[:60], resolved_at=now,
        note=note.strip()[:200],
    )  # fmt: skip
    record(by=by, act="labs.settle_loose", area=lab.area, subject=f"lab:{lab.id}", reason=note.strip(), now=now,
           detail={"loose": str(loose.id), "code": loose.code, "given_to": [str(tube) for tube in tubes]})  # fmt: skip
    return report


def _give(
    by: Actor, lab: Lab, loose: LooseResult, tubes: Sequence[UUID], note: str, now: datetime
) -> Report:  # fmt: skip
    codes = dict(Tube.objects.filter(event_id__in=tubes).values_list("event_id", "code"))
    if missing := set(tubes) - {*codes}:
        raise NoSuchTube(code=str(missing.pop()))
    said = [
        intake.Said(1, codes[tube], loose.value, loose.tested_at, loose.run_code, reason=note.strip(), tube_id=tube)
        for tube in tubes
    ]
    body = intake.Body(Report.Form.DESK, "", f"loose {loose.id}".encode(), said)
    return intake.record_report(lab=lab, body=body, by=by, now=now)


@transaction.atomic
def note_told(*, by: Actor, subject: int, pool_id: UUID, now: datetime) -> None:
    """The household knows that it has to stay in and will be swabbed again. Raises AlreadyDecided."""
    rows = Recheck.objects.select_for_update().filter(part=part_of(subject), subject_id=subject, pool_id=pool_id)
    row = one_for(by, Act.RECORD, rows, lambda it: it.building_key)
    if row.told_at is not None:
        raise AlreadyDecided(by=row.told_by)
    Recheck.objects.filter(part=row.part, subject_id=row.subject_id, pool_id=row.pool_id).update(
        told_at=now, told_by=by.name[:60]
    )
    record(by=by, act="labs.note_told", area=committee_of(row.building_key), subject=f"person:{subject}", now=now)
