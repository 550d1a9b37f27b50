"""What a person at a desk writes down for others: proofs and attempts by hand, each with a line in the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from wanjia.coverage import intake
from wanjia.coverage.intake import ProofFact, Receipt
from wanjia.coverage.models import Attempt, Round
from wanjia.coverage.refusals import NotOwed, RoundClosed, WrongReason
from wanjia.coverage.rules import DONE
from wanjia.coverage.rulings import states_of
from wanjia.hot import proofs as hot
from wanjia.hot.proofs import SheetKey
from wanjia.kernel.area import committee_of
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record

DEVICE = "console"


@dataclass(frozen=True, slots=True)
class Visit:
    """An attempt as somebody tells it at the desk."""

    subject_id: int
    outcome: str
    note: str = ""


@transaction.atomic
def record_by_hand(
    *, by: Actor, round_: Round, subjects: Sequence[int], now: datetime, detail: Mapping[str, object] | None = None
) -> list[Receipt]:
    """Writes that these were served, seen by whoever sits at the desk. Who is done already is left alone.

    `detail` is what was answered beside the tick. Raises NotOwed, RoundClosed, NotAllowed; then nothing was written.
    """
    sheets = _sheets(by, round_, subjects)
    states = states_of(round_.pk, list(sheets))
    facts = [
        ProofFact(event_id=new_event_id(), subject_id=subject, seen_at=now, place=key, detail=detail or {})
        for subject, (_part, key) in sheets.items()
        if states[subject] != DONE
    ]
    receipts = intake.record_proofs(round_=round_, facts=facts, device=DEVICE, by=by.name, now=now)
    _log("proof.by_hand", by, round_, {fact.subject_id or 0: sheets[fact.subject_id or 0] for fact in facts}, now)
    return receipts


@transaction.atomic
def note_attempt(*, by: Actor, round_: Round, visit: Visit, now: datetime) -> None:
    """Writes down a visit or a call that did not serve. Raises WrongReason for an outcome that is not on the list."""
    if visit.outcome not in Attempt.Outcome.values:
        raise WrongReason(reason=visit.outcome)
    sheets = _sheets(by, round_, [visit.subject_id])
    intake.record_attempt(
        event_id=new_event_id(), round_=round_, subject_id=visit.subject_id, outcome=visit.outcome, seen_at=now,
        by=by.name, device=DEVICE, note=visit.note[:200], now=now,
    )  # fmt: skip
    _log("attempt.by_hand", by, round_, sheets, now)


def _sheets(by: Actor, round_: Round, subjects: Sequence[int]) -> dict[int, SheetKey]:
    if round_.state != Round.State.OPEN:
        raise RoundClosed(round=round_.name)
    sheets = hot.sheets_of(round_.pk, subjects)
    if missing := [subject for subject in subjects if subject not in sheets]:
        raise NotOwed(subjects=[str(subject) for subject in missing])
    for key in {key for _part, key in sheets.values()}:
        require(by, Act.RECORD, key)
    return sheets


def _log(act: str, by: Actor, round_: Round, sheets: dict[int, SheetKey], now: datetime) -> None:
    by_committee: dict[int, list[str]] = {}
    for subject, (_part, key) in sheets.items():
        by_committee.setdefault(committee_of(key), []).append(str(subject))
    for committee, subjects in sorted(by_committee.items()):
        record(by=by, act=act, area=committee, subject=f"round:{round_.pk}", now=now, detail={"subjects": subjects})
