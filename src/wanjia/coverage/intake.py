"""Facts from the field and from the desk. Never refuse: the swab is already in the tube. Odd ones are flagged.

Saying the same twice changes nothing: the event's id is made on the device.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from wanjia.coverage import signing
from wanjia.coverage.models import Aside, Attempt, Round
from wanjia.coverage.rules import moment
from wanjia.hot import proofs as hot
from wanjia.kernel.area import committee_of
from wanjia.kernel.ids import part_of
from wanjia.platform.vault import seal


@dataclass(frozen=True, slots=True)
class ProofFact:
    """One proof as the device tells it. `place` is the building or committee where it was made."""

    event_id: UUID
    subject_id: int | None
    seen_at: datetime
    place: int
    sent_at: datetime | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    said: str = ""  # what a person without a record said of themselves: name, room, telephone


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one fact: the server names its id, and each flag goes back to the device."""

    event_id: UUID
    outcome: str  # done, repeat, extra, stranger, conflict
    flags: tuple[str, ...]


@dataclass(slots=True)
class _Case:
    """One fact on its way through: who it is about now, which sheet owes them, what is odd."""

    fact: ProofFact
    subject: int | None
    sheet: hot.SheetKey | None
    flags: list[str]
    outcome: str = ""


@transaction.atomic
def record_proofs(*, round_: Round, facts: Sequence[ProofFact], device: str, by: str, now: datetime) -> list[Receipt]:
    """Writes the batch in one transaction and settles its targets. One receipt a fact, in the order given.

    Nothing is ever refused; a subject that the round does not owe becomes a stranger.
    """
    hand = _Hand(round_, device, by, now)
    cases = hand.recognise(facts)
    hot.lock_sheets(round_.pk, [case.sheet for case in cases if case.sheet])
    hand.settle(cases)
    strangers = [case.fact.place for case in cases if hand.put_aside(case) and case.outcome == "stranger"]
    if strangers:
        signing.lapse(round_.pk, strangers, "stranger", now)
    return [Receipt(case.fact.event_id, case.outcome, tuple(case.flags)) for case in cases]


@dataclass(frozen=True, slots=True)
class _Hand:
    """Whoever writes a batch, into which round and when."""

    round: Round
    device: str
    by: str
    now: datetime

    def recognise(self, facts: Sequence[ProofFact]) -> list[_Case]:
        """Follows merges and finds the sheet of each subject. Two queries."""
        named = [fact.subject_id for fact in facts if fact.subject_id is not None]
        merged = hot.follow_merges(named)
        subjects = [merged.get(fact.subject_id or 0, fact.subject_id) for fact in facts]
        sheets = hot.sheets_of(self.round.pk, [subject for subject in subjects if subject is not None])
        return [
            _Case(fact, subject, sheets.get(subject or 0), self._flags(fact, subject, subject in sheets))
            for fact, subject in zip(facts, subjects, strict=True)
        ]

    def _flags(self, fact: ProofFact, subject: int | None, is_owed: bool) -> list[str]:
        times = moment(seen_at=fact.seen_at, sent_at=fact.sent_at, received_at=self.now, due_at=self.round.due_at)
        odd = {
            "wrong_round": self.round.state != Round.State.OPEN,
            "merged": subject != fact.subject_id,
            "not_on_roster": not is_owed,
        }
        return [*times.flags, *(name for name, is_so in odd.items() if is_so)]

    def settle(self, cases: Sequence[_Case]) -> None:
        """Writes the proofs that are the first of their target and says of each case what it was."""
        known = hot.events(self.round.pk, [case.fact.event_id for case in cases])
        seen: dict[UUID, _Case] = {}
        owed: list[_Case] = []
        for case in cases:
            case.outcome = self._before_writing(case, known, seen)
            if case.outcome == "owed":
                owed.append(case)
        fresh = self._insert(owed)
        for case in owed:
            case.outcome = "done" if case.fact.event_id in fresh else "extra"
            if case.outcome == "extra":
                case.flags.append("duplicate_person")

    def _before_writing(self, case: _Case, known: Mapping[UUID, hot.Holder], seen: dict[UUID, _Case]) -> str:
        twin = seen.setdefault(case.fact.event_id, case)
        before = known.get(case.fact.event_id)
        if twin is not case and twin.fact == case.fact:
            return "repeat"
        if before is not None and before == _as_held(case):
            return "repeat"
        if twin is not case or before is not None:
            case.flags.append("conflicting_repeat")
            return "conflict"
        return "owed" if case.sheet else "stranger"

    def _insert(self, owed: Sequence[_Case]) -> set[UUID]:
        if not owed:
            return set()
        facts = [
            hot.Fact(case.fact.event_id, case.subject or 0, case.fact.seen_at, case.flags, _text(case.fact.detail))
            for case in owed
        ]
        sheets = {case.subject or 0: case.sheet for case in owed if case.sheet}
        fresh = hot.insert(
            round_id=self.round.pk, facts=facts, sheets=sheets, device=self.device, by=self.by, now=self.now
        )
        done = {case.subject or 0: case.sheet for case in owed if case.sheet and case.fact.event_id in fresh}
        hot.settle(self.round.pk, done)
        return fresh

    def put_aside(self, case: _Case) -> bool:
        """Keeps what settled no target. True when it is new; a fact set aside before stays as it was."""
        if case.outcome in ("done", "repeat"):
            return False
        place = case.sheet[1] if case.sheet else _door(case.fact.place)
        said = _text({"said": case.fact.said, "detail": dict(case.fact.detail)})
        waits = case.outcome == "stranger"
        _row, is_new = Aside.objects.get_or_create(
            part=part_of(case.subject) if case.subject else committee_of(place),
            event_id=case.fact.event_id, kind=case.outcome,
            defaults={
                "round_id": self.round.pk, "subject_id": case.subject, "building_key": place,
                "seen_at": case.fact.seen_at, "received_at": self.now, "device": self.device,
                "recorded_by": self.by, "flags": case.flags, "detail_sealed": seal(said, field="aside"),
                "resolved_at": None if waits else self.now, "resolution": "" if waits else "kept",
            },
        )  # fmt: skip
        if not is_new:
            case.outcome = "repeat" if waits else case.outcome
        return is_new


def _as_held(case: _Case) -> hot.Holder:
    return hot.Holder(case.subject or 0, case.fact.seen_at, json.loads(_text(case.fact.detail)))


def _text(detail: Mapping[str, object]) -> str:
    return json.dumps(dict(detail), ensure_ascii=False, sort_keys=True)


def _door(place: int) -> int:
    """A building key for any place: a committee or compound stands for itself with building 0."""
    return place * int(10 ** (18 - len(str(place))))


def record_attempt(
    *, event_id: UUID, round_: Round, subject_id: int, outcome: str, seen_at: datetime, by: str, device: str, note: str,
    now: datetime,
) -> bool:  # fmt: skip
    """Writes down a visit or a call that did not serve. Returns False for a repeat."""
    _row, is_new = Attempt.objects.get_or_create(
        part=part_of(subject_id), event_id=event_id,
        defaults={
            "round_id": round_.pk, "subject_id": subject_id, "outcome": outcome, "seen_at": seen_at,
            "received_at": now, "recorded_by": by, "device": device, "note": note,
        },
    )  # fmt: skip
    return is_new
