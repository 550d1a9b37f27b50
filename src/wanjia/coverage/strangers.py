"""Resolving strangers: somebody was served whom the round did not owe. A person says who it was."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.coverage import intake, rulings
from wanjia.coverage.models import Aside, Round
from wanjia.coverage.refusals import StrangerResolved
from wanjia.coverage.rulings import Ruling
from wanjia.hot import proofs as hot
from wanjia.kernel.area import committee_of
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record


def find(round_: Round, part: int, event_id: UUID) -> Aside:
    """The stranger of this round. Raises NotFound."""
    stranger = Aside.objects.filter(part=part, event_id=event_id, kind="stranger", round_id=round_.pk).first()
    if stranger is None:
        raise NotFound
    return stranger


@transaction.atomic
def recognise(
    *, by: Actor, round_: Round, part: int, event_id: UUID, subject_id: int, reason: str, now: datetime
) -> str:
    """It was this person of the register: owed from now on if they were not, and served by this very proof.

    Returns what the proof became: done, or extra when they had been served already.
    """
    stranger = _take(round_, part, event_id)
    require(by, Act.DECIDE, stranger.building_key)
    if not hot.sheets_of(round_.pk, [subject_id]):
        rulings.add(by=by, ruling=Ruling(round_, [subject_id], reason), now=now)
    fact = intake.ProofFact(
        event_id=stranger.event_id,
        subject_id=subject_id,
        seen_at=stranger.seen_at,
        place=stranger.building_key,
    )
    outcome = intake.record_proofs(
        round_=round_, facts=[fact], device=stranger.device, by=stranger.recorded_by, now=now
    )[0].outcome
    _close(stranger, "recognised", by, round_, now, subject=subject_id)
    return outcome


@transaction.atomic
def dismiss(*, by: Actor, round_: Round, part: int, event_id: UUID, note: str, now: datetime) -> None:
    """Not ours: a passer-by, somebody of another city. The note says who it was."""
    stranger = _take(round_, part, event_id)
    require(by, Act.DECIDE, stranger.building_key)
    _close(stranger, "not_ours", by, round_, now, note=note)


def _take(round_: Round, part: int, event_id: UUID) -> Aside:
    find(round_, part, event_id)
    stranger = Aside.objects.select_for_update().get(part=part, event_id=event_id, kind="stranger")
    if stranger.resolved_at is not None:
        raise StrangerResolved(by=stranger.resolved_by)
    return stranger


def _close(
    stranger: Aside,
    resolution: str,
    by: Actor,
    round_: Round,
    now: datetime,
    *,
    note: str = "",
    subject: int | None = None,
) -> None:
    Aside.objects.filter(part=stranger.part, event_id=stranger.event_id, kind="stranger").update(
        resolution=resolution, resolved_by=by.name, resolved_at=now, note=note, subject_id=subject
    )
    record(
        by=by, act=f"stranger.{resolution}", area=committee_of(stranger.building_key), now=now,
        subject=f"round:{round_.pk}", reason=note,
        detail={"event": str(stranger.event_id), "person": str(subject or "")},
    )  # fmt: skip
