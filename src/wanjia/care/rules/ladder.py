"""The ladder of an unanswered welfare check (trap 21): retry within 90 minutes, a second person, police and door, 120.

Source: the morning of 21 March 2022 (09:00 knock and telephone, 10:30 second knock, police, 120) and domain §2.16.
It never skips a step, never goes back, and never ends without an outcome. One thing overrides the order: a sign that
life is in danger goes to 120 at once, from any step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST, RETRY, SECOND, DOOR, AMBULANCE, HANDED = "first", "retry", "second", "door", "ambulance", "handed"
RUNGS = (FIRST, RETRY, SECOND, DOOR, AMBULANCE, HANDED)
NO_ANSWER, MET, THREAT, WENT = "no_answer", "met", "threat", "went"
RESULTS = (NO_ANSWER, MET, THREAT, WENT)  # `went`: the ambulance was called, the person was handed over
SIGNS = ("unconscious", "stroke", "breath", "bleeding")  # one yes is enough
LIMITS = {RETRY: 90, SECOND: 15, DOOR: 15, AMBULANCE: 0, HANDED: 20}  # minutes after the step before
WELL, HELPED, TREATED, HOSPITAL, ELSEWHERE, DIED = "well", "helped", "treated", "hospital", "elsewhere", "died"
MISSED = ("nobody_home", "no_answer", "wrong_number", "asleep")  # outcomes of an attempt that say nothing of the person
OUTCOMES = (WELL, HELPED, TREATED, HOSPITAL, ELSEWHERE, DIED)
LEVELS = ("committee", "town", "district", "city")
_CLIMB = (timedelta(0), timedelta(minutes=15), timedelta(minutes=30))  # over the limit: who hears of it next


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, when, by whom, with what result."""

    rung: str
    result: str
    at: datetime
    by: str


class OutOfOrder(ValueError):
    """A step that skips one, goes back, or has no time or name."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a ladder is: the next rung with its limit, what may be said now."""

    rung: str  # the highest that was done; empty before the first
    next: str  # empty when only the outcome is missing
    due_at: datetime
    may: tuple[str, ...]
    is_life: bool

    def level(self, now: datetime) -> int:
        """How far the clock has climbed: 0 committee, 1 subdistrict, 2 district, 3 city."""
        over = now - self.due_at
        return sum(over > step for step in _CLIMB)


def standing(steps: Sequence[Step], began_at: datetime) -> Standing:
    """Read from the steps alone, in their order. Trying again on one rung does not move its limit."""
    if not steps:
        return Standing("", FIRST, began_at, (FIRST, AMBULANCE), is_life=False)
    last = steps[-1]
    is_life = any(step.result == THREAT for step in steps)
    if last.rung == AMBULANCE:
        return Standing(last.rung, HANDED, _due(steps, HANDED), (AMBULANCE, HANDED), is_life)
    if last.rung == HANDED:
        return Standing(last.rung, "", last.at + timedelta(hours=4), (), is_life)
    if last.result == THREAT:
        return Standing(last.rung, AMBULANCE, last.at, (AMBULANCE,), is_life)
    if last.result == MET or last.rung == DOOR:
        return Standing(last.rung, "", _due(steps, AMBULANCE, 30), (last.rung, AMBULANCE), is_life)
    upper = RUNGS[RUNGS.index(last.rung) + 1]
    return Standing(last.rung, upper, _due(steps, upper), tuple(dict.fromkeys((last.rung, upper, AMBULANCE))), is_life)


def _due(steps: Sequence[Step], upper: str, minutes: int | None = None) -> datetime:
    """From the first try on the rung that stands: knocking once more buys no time."""
    first = next(step for step in steps if step.rung == steps[-1].rung)
    return first.at + timedelta(minutes=LIMITS[upper] if minutes is None else minutes)


def climb(steps: Sequence[Step], step: Step, began_at: datetime) -> tuple[Step, ...]:
    """The steps with one more. Raises OutOfOrder."""
    now = standing(steps, began_at)
    if step.rung not in now.may or not step.by.strip():
        raise OutOfOrder(step.rung)
    if steps and step.at < steps[-1].at:
        raise OutOfOrder("time")
    allowed = (WENT,) if step.rung in (AMBULANCE, HANDED) else (NO_ANSWER, MET, THREAT)
    if step.result not in allowed:
        raise OutOfOrder(step.result)
    return (*steps, step)


def may_end(steps: Sequence[Step], outcome: str) -> bool:
    """Whether the outcome fits what was done: nobody is well whom no one has met, in hospital without a way there,
    treated without a crew."""
    results = {step.result for step in steps}
    rungs = {step.rung for step in steps}
    if outcome not in OUTCOMES or not steps:
        return False
    if steps[-1].result == THREAT or steps[-1].rung == AMBULANCE:
        return False  # 120 first, then the hand-over
    if outcome in (WELL, HELPED):
        return MET in results and HANDED not in rungs
    if outcome in (TREATED, HOSPITAL):
        return HANDED in rungs
    return True  # found elsewhere, died: the note says from whom
