"""Who may have been in contact, and why: reasons are gathered for each person, nobody is decided here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

HOUSEHOLD, INTERVIEW, TUBE, DESK, PLACE = "household", "interview", "tube", "desk", "place"
REASONS = (HOUSEHOLD, INTERVIEW, TUBE, DESK, PLACE)  # the closest first
KEPT = 6  # pieces of evidence a reason: more say nothing new


@dataclass(frozen=True, slots=True)
class Hint:
    """One trace that leads to somebody. `evidence` names things: a tube, a desk, minutes, a place; never a person."""

    person_id: int
    reason: str
    evidence: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One person with every reason, the closest first."""

    person_id: int
    reasons: tuple[tuple[str, tuple[Mapping[str, str], ...]], ...]


def gather(hints: Iterable[Hint], *, leave_out: Iterable[int] = ()) -> list[Proposal]:
    """One proposal a person, those with the closest reason first. 0 is a swab without a record: it is nobody."""
    out = {0, *leave_out}
    found: dict[int, dict[str, list[Mapping[str, str]]]] = {}
    for hint in hints:
        if hint.person_id in out:
            continue
        kept = found.setdefault(hint.person_id, {}).setdefault(hint.reason, [])
        if hint.evidence not in kept and len(kept) < KEPT:
            kept.append(hint.evidence)
    proposals = [Proposal(person, _in_order(reasons)) for person, reasons in found.items()]
    return sorted(proposals, key=lambda one: (REASONS.index(one.reasons[0][0]), -len(one.reasons), one.person_id))


def _in_order(
    reasons: Mapping[str, Sequence[Mapping[str, str]]],
) -> tuple[tuple[str, tuple[Mapping[str, str], ...]], ...]:
    return tuple((reason, tuple(reasons[reason])) for reason in REASONS if reason in reasons)


def merge(
    kept: Sequence[Mapping[str, object]], new: Iterable[tuple[str, Mapping[str, str]]]
) -> list[dict[str, object]]:
    """Reasons as they are stored, with what was found since. Nothing that was once said is taken away."""
    merged = [dict(reason) for reason in kept]
    for reason, evidence in new:
        line: dict[str, object] = {"reason": reason, **evidence}
        if line not in merged:
            merged.append(line)
    return sorted(merged, key=lambda line: REASONS.index(str(line["reason"])))


def is_near(sample: datetime, other: datetime, minutes: int) -> bool:
    """True when two swabs at one desk lie within the window, both ends included."""
    return abs((sample - other).total_seconds()) <= minutes * 60


def is_single(members: Sequence[int], person_id: int) -> bool:
    """True for a tube that holds this person and nobody else; a swab without a record counts as somebody."""
    return set(members) == {person_id}
