"""What a phone carries of a round: how each target of its buildings stands, and who was tried. Ids only, no names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from wanjia.coverage.models import Attempt, Decision, Exemption, Proof, Round, Sheet, Tube
from wanjia.coverage.rules import DONE, OPEN
from wanjia.kernel.area import Span
from wanjia.kernel.ids import parts_of


@dataclass(frozen=True, slots=True)
class Standing:
    """One target: its state; when and into which tube it was done, or why it is excused."""

    state: str
    at: datetime | None = None
    tube: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt that did not serve."""

    subject_id: int
    outcome: str
    at: datetime


def within(spans: Iterable[Span], field: str = "building_key") -> Q:
    """Rows of any of the spans; of nothing where there is none."""
    return reduce(or_, (Q(**{f"{field}__range": span}) for span in spans), Q(**{f"{field}__in": ()}))


def targets(round_: Round, spans: Sequence[Span]) -> dict[int, Standing]:
    """Everyone owed in the spans. Five queries, whatever the size."""
    owed = [
        subject
        for ids in Sheet.objects.filter(within(spans), round=round_).values_list("owed", flat=True)
        for subject in ids
    ]
    standings = dict.fromkeys(owed, Standing(OPEN))
    if owed:
        standings |= _exempt(round_, spans) | _done(round_, owed)
    return {subject: standings[subject] for subject in owed}


def _exempt(round_: Round, spans: Sequence[Span]) -> dict[int, Standing]:
    rows = list(Exemption.objects.filter(within(spans), round_id=round_.pk))
    near = {"part__in": {row.part for row in rows}, "id__in": [row.decision_id for row in rows]}
    why = dict(Decision.objects.filter(**near).values_list("id", "reason")) if rows else {}
    return {row.subject_id: Standing(row.state, why=why.get(row.decision_id, "")) for row in rows}


def _done(round_: Round, owed: Sequence[int]) -> dict[int, Standing]:
    near = {"part__in": parts_of(owed), "round_id": round_.pk, "subject_id__in": owed}
    proofs = list(Proof.objects.filter(**near).values_list("subject_id", "seen_at", "tube_part", "event_id"))
    swabs = [(part, event) for _subject, _at, part, event in proofs if part is not None]
    tubes = {"part__in": {part for part, _event in swabs}, "event_id__in": {event for _part, event in swabs}}
    codes = dict(Tube.objects.filter(**tubes).values_list("event_id", "code")) if swabs else {}
    return {
        subject: Standing(DONE, at, codes.get(event, "") if part is not None else "")
        for subject, at, part, event in proofs
    }


def tried(round_: Round, subjects: Sequence[int], since: datetime | None = None) -> list[Tried]:
    """Attempts at the subjects, oldest first; those that came after `since`. One query."""
    near = {"part__in": parts_of(subjects), "subject_id__in": subjects}
    rows = Attempt.objects.filter(**near, round_id=round_.pk).order_by("seen_at", "event_id")
    if since is not None:
        rows = rows.filter(received_at__gt=since)
    return [Tried(*row) for row in rows.values_list("subject_id", "outcome", "seen_at")]
