"""Resolving strangers: somebody was served whom the round did not owe. A person says who it was."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from wanjia.coverage import intake, rulings
from wanjia.coverage.models import Aside, Round, Tube
from wanjia.coverage.refusals import StrangerResolved
from wanjia.coverage.rulings import Ruling
from wanjia.hot import proofs as hot
from wanjia.kernel.area import committee_of
from wanjia.kernel.errors import NotFound
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.platform.outbox import tell


@dataclass(frozen=True, slots=True)
class Which:
    """One stranger: the event that met them, and the position where a tube holds several."""

    part: int
    event_id: UUID
    position: int = 0

    def rows(self) -> "QuerySet[Aside]":
        return Aside.objects.filter(
            part=self.part, event_id=self.event_id, kind="stranger", position=self.position
        )  # fmt: skip


def find(round_: Round, which: Which) -> Aside:
    """The stranger of this round. Raises NotFound."""
    stranger = which.rows().filter(round_id=round_.pk).first()
    if stranger is None:
        raise NotFound
    return stranger


@transaction.atomic
def recognise(*, by: Actor, round_: Round, which: Which, subject_id: int, reason: str, now: datetime) -> str:
    """It was this person of the register: owed from now on if they were not, and served by this very proof.

    Returns what the proof became: done, or extra when they had been served already. What was found in the tube
    meanwhile is told to them as to everybody in it (`coverage.stranger_known`).
    """
    stranger = _take(round_, which)
    require(by, Act.DECIDE, stranger.building_key)
    if not hot.sheets_of(round_.pk, [subject_id]):
        rulings.add(by=by, ruling=Ruling(round_, [subject_id], reason), now=now)
    fact = intake.ProofFact(
        event_id=stranger.event_id,
        subject_id=subject_id,
        seen_at=stranger.seen_at,
        place=stranger.building_key,
        tube_part=_name_in_tube(stranger, subject_id),
    )
    outcome = intake.record_proofs(
        round_=round_, facts=[fact], device=stranger.device, by=stranger.recorded_by, now=now, is_ours=True
    )[0].outcome
    _close(stranger, "recognised", by, round_, now, subject=subject_id)
    if fact.tube_part is not None:
        names = {"part": str(fact.tube_part), "tube": str(stranger.event_id), "subject": str(subject_id)}
        tell("coverage.stranger_known", part=fact.tube_part, payload=names, now=now)
    return outcome


@transaction.atomic
def dismiss(*, by: Actor, round_: Round, which: Which, note: str, now: datetime) -> None:
    """Not ours: a passer-by, somebody of another city. The note says who it was."""
    stranger = _take(round_, which)
    require(by, Act.DECIDE, stranger.building_key)
    _close(stranger, "not_ours", by, round_, now, note=note)


def _name_in_tube(stranger: Aside, subject_id: int) -> int | None:
    """Writes the person into the tube that held an unknown one, so that its result finds them. None without a tube."""
    if stranger.position == 0:
        return None
    tube = Tube.objects.select_for_update().get(
        part=committee_of(stranger.building_key), event_id=stranger.event_id
    )  # fmt: skip
    tube.members[stranger.position - 1] = subject_id
    tube.save(update_fields=["members"])
    return tube.part


def _take(round_: Round, which: Which) -> Aside:
    find(round_, which)
    stranger = which.rows().select_for_update().get()
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
    Which(stranger.part, stranger.event_id, stranger.position).rows().update(
        resolution=resolution, resolved_by=by.name, resolved_at=now, note=note, subject_id=subject
    )
    record(
        by=by, act=f"stranger.{resolution}", area=committee_of(stranger.building_key), now=now,
        subject=f"round:{round_.pk}", reason=note,
        detail={"event": str(stranger.event_id), "person": str(subject or "")},
    )  # fmt: skip
