"""A box is lost: its people are owed their test again. Reported by one, confirmed by another, done in one stroke.

Nothing is thrown away: what was recorded stays, put aside as undone, and counts again for whoever was not sampled
meanwhile when the box turns up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.coverage import restoring, rulings
from wanjia.coverage.models import Proof, Round
from wanjia.coverage.rules import Reason
from wanjia.coverage.rulings import Ruling
from wanjia.kernel import custody
from wanjia.logistics import holding, judging
from wanjia.logistics.models import Box
from wanjia.logistics.refusals import BoxLost, BoxNotLost, ReasonWanted, SecondPersonWanted, TakenIn
from wanjia.logistics.rules import packing
from wanjia.logistics.services import hold
from wanjia.platform.access import Act, Actor
from wanjia.platform.audit import record
from wanjia.platform.outbox import tell


@dataclass(frozen=True, slots=True)
class LossSaid:
    """Why it is given up."""

    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Affected:
    """Whom a loss concerns: everybody in the box by building, without those who were sampled elsewhere too."""

    subjects: tuple[int, ...]
    buildings: Mapping[int, int]  # building key → people


@transaction.atomic
def report_lost(*, by: Actor, box: Box, said: LossSaid, now: datetime) -> None:
    """Asks for a second person. Until then nobody is opened again. Raises ReasonWanted, BoxLost, TakenIn."""
    held = hold(by, box, Act.DECIDE)
    _look(held)
    if said.reason not in Box.Lost.values or (said.reason == Box.Lost.OTHER and not said.note.strip()):
        raise ReasonWanted
    held.reported_at, held.lost_reason, held.lost_note = now, said.reason, said.note.strip()[:200]
    held.lost_by, held.lost_by_id = by.name[:60], by.account_id
    held.save(update_fields=["reported_at", "lost_reason", "lost_note", "lost_by", "lost_by_id"])
    _note(by, "chain.report_lost", held, now)


def _look(held: Box) -> None:
    if held.lost_at is not None and held.found_at is None:
        raise BoxLost(code=held.code)
    line = custody.line(judging.signed_of([held]).get(held.pk, []), held.made_at)
    if line.taken_in_by(holding.labs_of(line)) is not None:
        raise TakenIn(code=held.code)


@transaction.atomic
def confirm_lost(*, by: Actor, box: Box, now: datetime) -> Affected:
    """The second person agrees: everybody in the box is open again, with the reason. Raises SecondPersonWanted."""
    held = _reported(by, box)
    _look(held)
    found = affected(held)
    if found.subjects and held.round_id is not None:
        round_ = Round.objects.get(pk=held.round_id)
        ruling = Ruling(round_, found.subjects, Reason.SAMPLE_LOST, f"{held.code} {held.lost_note}"[:200].strip())
        rulings.reopen(by=_for_everybody(by), ruling=ruling, now=now)
    held.reported_at, held.lost_at, held.found_at, held.reopened = None, now, None, list(found.subjects)
    held.lost_second_by, held.lost_second_id = by.name[:60], by.account_id
    held.save(update_fields=["reported_at", "lost_at", "found_at", "reopened", "lost_second_by", "lost_second_id"])
    tell("logistics.box_lost", part=held.part, payload=_told(held, found), now=now)
    _note(by, "chain.confirm_lost", held, now, people=len(found.subjects), buildings=list(map(str, found.buildings)))
    return found


def _for_everybody(by: Actor) -> Actor:
    """The same person, also for the few in the box who live in another committee: the right is over the box."""
    return replace(by, is_system=True)


def _told(box: Box, found: Affected) -> Mapping[str, object]:
    return {
        "box": str(box.pk), "code": box.code, "part": box.part, "round": box.round_id, "reason": box.lost_reason,
        "people": len(found.subjects), "buildings": {str(key): count for key, count in found.buildings.items()},
    }  # fmt: skip


@transaction.atomic
def decline_lost(*, by: Actor, box: Box, now: datetime) -> None:
    """It is not lost, says somebody; whoever reported it may say so too. The report stays in the log."""
    held = hold(by, box, Act.DECIDE)
    if held.reported_at is None:
        raise BoxNotLost(code=held.code)
    held.reported_at = None
    if held.lost_at is None:
        held.lost_reason, held.lost_note, held.lost_by, held.lost_by_id = "", "", "", None
    held.save(update_fields=["reported_at", "lost_reason", "lost_note", "lost_by", "lost_by_id"])
    _note(by, "chain.decline_lost", held, now)


def _reported(by: Actor, box: Box) -> Box:
    held = hold(by, box, Act.DECIDE)
    if held.reported_at is None:
        raise BoxNotLost(code=held.code)
    if not by.is_system and by.account_id == held.lost_by_id:
        raise SecondPersonWanted(by=held.lost_by)
    return held


@transaction.atomic
def found(*, by: Actor, box: Box, note: str, now: datetime) -> list[int]:
    """It has turned up. Who is still open counts as sampled again; who was sampled meanwhile keeps both.

    Returns those who count again. Raises BoxNotLost, ReasonWanted without a word on where it was.
    """
    held = hold(by, box, Act.CUSTODY)
    if held.lost_at is None or held.found_at is not None:
        raise BoxNotLost(code=held.code)
    if not note.strip():
        raise ReasonWanted
    again: list[int] = []
    if held.round_id is not None and held.reopened:
        round_ = Round.objects.get(pk=held.round_id)
        again = restoring.restore(by=by, round_=round_, subjects=held.reopened, events=_events(held), now=now)
    held.found_at, held.found_note, held.found_by = now, note.strip()[:200], by.name[:60]
    held.save(update_fields=["found_at", "found_note", "found_by"])
    tell(
        "logistics.box_found", part=held.part, now=now,
        payload={"box": str(held.pk), "code": held.code, "round": held.round_id, "people": len(again)},
    )  # fmt: skip
    _note(by, "chain.found", held, now, people=len(again), both=len(held.reopened) - len(again))
    return again


def affected(box: Box) -> Affected:
    """Everybody whose proof in the box's round is one of its tubes. Four queries.

    Who was sampled a second time, into another tube that counts, is left out: their proof is not in this box.
    """
    if box.round_id is None:
        return Affected((), {})
    events = _events(box)
    rows = Proof.objects.filter(round_id=box.round_id, event_id__in=events, part__in=_parts(box, events))
    pairs = sorted(rows.values_list("subject_id", "building_key"))
    buildings: dict[int, int] = {}
    for _subject, key in pairs:
        buildings[key] = buildings.get(key, 0) + 1
    return Affected(tuple(subject for subject, _key in pairs), dict(sorted(buildings.items())))


def _events(box: Box) -> list[UUID]:
    """The records of the tubes that are in the box, in its round."""
    inside = packing.inside(judging.moves_of([box]).get(box.pk, []))
    known = judging.tubes_of([box], inside)
    return [one.event_id for some in known.values() for one in some if one.round_id == box.round_id]


def _parts(box: Box, events: Sequence[UUID]) -> set[int]:
    """Where the proofs of these tubes lie: with the people, nearly always of the tube's committee."""
    return restoring.parts_in_tubes(events, near=box.place)


def _note(by: Actor, act: str, box: Box, now: datetime, **detail: object) -> None:
    record(by=by, act=act, area=box.part, subject=f"box:{box.code}", reason=box.lost_reason, detail=detail, now=now)
