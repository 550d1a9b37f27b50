"""Decisions about targets: amend, excuse, release, reopen, explain. Each has a reason from a list and a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from wanjia.coverage import queries, signing
from wanjia.coverage.models import Aside, Decision, Exemption, Explanation, Proof, Round, Tube
from wanjia.coverage.refusals import AlreadySettled, NotInRegister, NotOwed, RoundClosed, WrongReason
from wanjia.coverage.rules import DONE, EXCUSED, OPEN, REASONS, RELEASED, settle
from wanjia.hot import amending, locking
from wanjia.hot import proofs as hot
from wanjia.hot.proofs import SheetKey
from wanjia.kernel.area import committee_of
from wanjia.kernel.ids import new_event_id, parts_of
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record

_COUNTER = {DONE: 0, EXCUSED: 1, RELEASED: 2}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decides: about whom, why, in their own words if they want."""

    round: Round
    subjects: Sequence[int]
    reason: str
    note: str = ""


def excuse(*, by: Actor, ruling: Ruling, now: datetime) -> None:
    """Still ours, need not comply: bedridden, tested elsewhere. Only what is open."""
    _decide("excuse", by, ruling, now)


def release(*, by: Actor, ruling: Ruling, now: datetime) -> None:
    """No longer ours: moved, died, entered twice. What is open or excused."""
    _decide("release", by, ruling, now)


def reopen(*, by: Actor, ruling: Ruling, now: datetime) -> None:
    """Owed again. A proof is kept aside as undone; signatures above lapse."""
    _decide("reopen", by, ruling, now)


def explain(*, by: Actor, ruling: Ruling, now: datetime) -> None:
    """Stays in the gap, with a reason and a name, so that the area can sign."""
    _decide("explain", by, ruling, now)


@transaction.atomic
def _decide(kind: str, by: Actor, ruling: Ruling, now: datetime) -> None:
    """All subjects or none. Locks their sheets first, so that a proof arriving now waits and then wins."""
    round_ = _open_round(ruling, kind)
    sheets = hot.sheets_of(round_.pk, ruling.subjects)
    if missing := [subject for subject in ruling.subjects if subject not in sheets]:
        raise NotOwed(subjects=[str(subject) for subject in missing])
    _require_all(by, sheets)
    hot.lock_sheets(round_.pk, list(sheets.values()))
    states = states_of(round_.pk, ruling.subjects)
    for subject in ruling.subjects:
        _apply(kind, ruling, subject, sheets[subject], states[subject], by, now)
    hot.count(round_.pk, _shift(kind, states, sheets))
    if kind == "reopen":
        signing.lapse(round_.pk, [key for _, key in sheets.values()], "reopened", now)
    _log(kind, ruling, sheets, by, now)


def _open_round(ruling: Ruling, kind: str) -> Round:
    if ruling.reason not in REASONS[kind]:
        raise WrongReason(reason=ruling.reason, allowed=list(REASONS[kind]))
    locking.share_round(ruling.round.pk)
    round_ = Round.objects.select_related("obligation").get(pk=ruling.round.pk)
    if round_.state == Round.State.CANCELLED or (round_.state == Round.State.SIGNED and kind not in ("reopen", "add")):
        raise RoundClosed(round=round_.name)
    return round_


def _require_all(by: Actor, sheets: dict[int, SheetKey]) -> None:
    for key in {key for _, key in sheets.values()}:
        require(by, Act.DECIDE, key)


def states_of(round_id: int, subjects: Sequence[int]) -> dict[int, str]:
    """open, done, excused or released for each subject. Two queries."""
    parts = parts_of(subjects)
    where = {"part__in": parts, "round_id": round_id, "subject_id__in": list(subjects)}
    states = dict.fromkeys(subjects, OPEN)
    states |= dict(Exemption.objects.filter(**where).values_list("subject_id", "state"))
    states |= dict.fromkeys(Proof.objects.filter(**where).values_list("subject_id", flat=True), DONE)
    return states


def _apply(
    kind: str, ruling: Ruling, subject: int, sheet: SheetKey, state: str, by: Actor, now: datetime
) -> None:  # fmt: skip
    after = settle(state, kind)
    if (kind == "explain" and state != OPEN) or (kind != "explain" and after == state):
        raise AlreadySettled(subject=str(subject), state=state)
    decision = Decision.objects.create(
        part=sheet[0], id=new_event_id(), round_id=ruling.round.pk, subject_id=subject, building_key=sheet[1],
        kind=kind, reason=ruling.reason, note=ruling.note, decided_by=by.name, decided_at=now,
    )  # fmt: skip
    at: dict[str, Any] = {"part": sheet[0], "round_id": ruling.round.pk, "subject_id": subject}
    _undo_state(state, at, now, by)
    if after in (EXCUSED, RELEASED):
        Exemption.objects.create(**at, building_key=sheet[1], state=after, decision_id=decision.id)
    if kind == "explain":
        Explanation.objects.update_or_create(
            **at, defaults={"building_key": sheet[1], "decision_id": decision.id, "reason": ruling.reason}
        )


def _undo_state(state: str, at: dict[str, int], now: datetime, by: Actor) -> None:
    """Takes back what the target was. A proof is never thrown away: it goes aside as undone."""
    if state != OPEN:
        Exemption.objects.filter(**at).delete()
    if state == OPEN:
        Explanation.objects.filter(**at).delete()
    if state == DONE:
        _put_proof_aside(Proof.objects.get(**at), now, by)


def _put_proof_aside(proof: Proof, now: datetime, by: Actor) -> None:
    tube = queries.tubes_of([proof]).get(proof.event_id)
    Aside.objects.get_or_create(
        part=proof.part, event_id=proof.event_id, kind=Aside.Kind.UNDONE, position=_position(proof, tube),
        defaults={
            "round_id": proof.round_id, "subject_id": proof.subject_id, "building_key": proof.building_key,
            "seen_at": proof.seen_at, "received_at": proof.received_at, "device": (tube or proof).device,
            "recorded_by": (tube or proof).recorded_by, "flags": proof.flags, "resolution": "undone",
            "resolved_by": by.name, "resolved_at": now,
        },
    )  # fmt: skip
    proof.delete()


def _position(proof: Proof, tube: Tube | None) -> int:
    """Which swab of its tube it was; 0 for a proof of its own."""
    return tube.members.index(proof.subject_id) + 1 if tube and proof.subject_id in tube.members else 0


def _shift(
    kind: str, states: dict[int, str], sheets: dict[int, SheetKey]
) -> dict[SheetKey, tuple[int, int, int]]:  # fmt: skip
    """How the counters of each sheet move: minus where the targets were, plus where they are now."""
    moved: dict[SheetKey, list[int]] = {}
    for subject, before in states.items():
        counters = moved.setdefault(sheets[subject], [0, 0, 0])
        for state, step in ((before, -1), (settle(before, kind), 1)):
            if state in _COUNTER:
                counters[_COUNTER[state]] += step
    return {key: (counters[0], counters[1], counters[2]) for key, counters in moved.items()}


def _log(kind: str, ruling: Ruling, sheets: dict[int, SheetKey], by: Actor, now: datetime) -> None:
    by_committee: dict[int, list[str]] = {}
    for subject in ruling.subjects:
        by_committee.setdefault(committee_of(sheets[subject][1]), []).append(str(subject))
    for committee, subjects in sorted(by_committee.items()):
        record(
            by=by, act=f"target.{kind}", area=committee, subject=f"round:{ruling.round.pk}", reason=ruling.reason,
            detail={"subjects": subjects}, now=now,
        )  # fmt: skip


@transaction.atomic
def add(*, by: Actor, ruling: Ruling, now: datetime) -> list[int]:
    """Owes the round to people who arrived after it was frozen. Whoever is owed already is left alone.

    Returns those who were added. A released target comes back through `reopen`. Signatures above lapse.
    """
    round_ = _open_round(ruling, "add")
    doors = amending.doors_of(round_.obligation.owes, ruling.subjects)
    if missing := [subject for subject in ruling.subjects if subject not in doors]:
        raise NotInRegister(subjects=[str(subject) for subject in missing])
    _require_all(by, doors)
    owed = hot.sheets_of(round_.pk, ruling.subjects)
    fresh = {subject: key for subject, key in doors.items() if subject not in owed}
    hot.lock_sheets(round_.pk, list(fresh.values()))
    amending.add(round_.pk, round_.obligation.owes, fresh)
    Decision.objects.bulk_create(_added(ruling, subject, key, by, now) for subject, key in sorted(fresh.items()))
    signing.lapse(round_.pk, [key for _, key in fresh.values()], "amended", now)
    if fresh:
        _log("add", Ruling(round_, sorted(fresh), ruling.reason), fresh, by, now)
    return sorted(fresh)


def _added(ruling: Ruling, subject: int, key: SheetKey, by: Actor, now: datetime) -> Decision:
    return Decision(
        part=key[0], id=new_event_id(), round_id=ruling.round.pk, subject_id=subject, building_key=key[1], kind="add",
        reason=ruling.reason, note=ruling.note, decided_by=by.name, decided_at=now,
    )  # fmt: skip
