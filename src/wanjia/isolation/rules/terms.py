"""What a rule says, as values. None everywhere means that the source does not say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

STAGES = ("isolation", "monitoring", "closed", "control", "precaution", "high", "mid", "low")
BY_STRICTNESS = ("closed", "high", "isolation", "control", "mid", "monitoring", "precaution", "low")
PLACES = ("central", "home", "community")
UNITS = ("compound", "building", "stair", "floor", "household")  # widest first
LEAVES = ("needed_and_reported", "goods_one_per_household_2", "goods_one_per_household_set_times")
CONDITIONS = ("all_negative_on_day", "all_negative_within", "contacts_clear", "others_lifted")


class Malformed(ValueError):
    """The terms of a rule cannot be read. Says where and why."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of days under one regime. `days` None: the source gives no length."""

    days: int | None
    stage: str | None = None
    place: str | None = None
    test_days: tuple[int, ...] | None = None  # counted from the first day of the phase, which is 1
    readings_a_day: int | None = None
    calls_a_day: int | None = None
    waste_at_door: bool | None = None
    sample: str | None = None
    leave: tuple[str, ...] | None = None  # for what one may go out; urgent medical need always, by no rule's leave
    why: Mapping[str, str] = field(default_factory=dict)  # field → its own source, where it is not the rule's


@dataclass(frozen=True, slots=True)
class Restart:
    """What a new positive does to the unit that it is in. `phases` None: the same phases from their first day."""

    phases: tuple[Phase, ...] | None = None
    counts_from: str = "positive"  # or "start": other phases, the same first day


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule. `restart` None: the source does not say that a positive changes anything."""

    line: str
    version: int
    kind: str  # person or zone
    phases: tuple[Phase, ...]
    restart: Restart | None = None
    unit: str | None = None  # the smallest unit on which it is computed; None: as it was ordered or drawn
    units: tuple[str, ...] = ()  # what may be drawn at all
    lift: tuple[tuple[str, int], ...] = ()  # condition → its number
    ends_as: str | None = None
    effective_on: date | None = None
    applies_to_running: bool = False
    source: str = ""
    why: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.line} v{self.version}"

    @property
    def days(self) -> int | None:
        """How long it runs when nothing happens; None where a length is missing, 0 where it asks for nothing."""
        return total(self.phases)

    @property
    def restarted(self) -> tuple[Phase, ...]:
        """The phases that a positive starts."""
        return self.phases if self.restart is None or self.restart.phases is None else self.restart.phases


def total(phases: Sequence[Phase]) -> int | None:
    lengths = [phase.days for phase in phases]
    return None if None in lengths else sum(days for days in lengths if days is not None)


def read(terms: Mapping[str, Any], **known: Any) -> Rule:
    """The rule that a table or a file holds. Raises Malformed."""
    restart = terms.get("restart")
    return Rule(
        phases=_phases(terms.get("phase", ())), restart=None if restart is None else _restart(restart),
        unit=_of(UNITS, terms.get("unit"), "unit"), units=tuple(terms.get("units", ())), lift=_lift(terms),
        ends_as=_of(STAGES, terms.get("ends_as"), "ends_as"), why=dict(terms.get("why", {})), **known,
    )  # fmt: skip


def _phases(rows: Sequence[Mapping[str, Any]]) -> tuple[Phase, ...]:
    return tuple(_phase(row, f"phase {number}") for number, row in enumerate(rows, start=1))


def _phase(row: Mapping[str, Any], where: str) -> Phase:
    days, tests = row.get("days"), row.get("test_days")
    if days is not None and not 1 <= days <= 60:
        raise Malformed(f"{where}: {days} days")
    if tests is not None and any(not 1 <= day <= (days or 60) for day in tests):
        raise Malformed(f"{where}: a test day outside the phase")
    leave = row.get("leave")
    return Phase(
        days, _of(STAGES, row.get("stage"), where), _of(PLACES, row.get("place"), where),
        None if tests is None else tuple(sorted(set(tests))), row.get("readings_a_day"), row.get("calls_a_day"),
        row.get("waste_at_door"), row.get("sample"), None if leave is None else tuple(leave), dict(row.get("why", {})),
    )  # fmt: skip


def _restart(row: Mapping[str, Any]) -> Restart:
    counts_from = row.get("counts_from", "positive")
    if counts_from not in ("positive", "start"):
        raise Malformed(f"restart counts from {counts_from}")
    return Restart(_phases(row["phase"]) if "phase" in row else None, counts_from)


def _lift(terms: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    asked = terms.get("lift", {})
    if unknown := set(asked) - set(CONDITIONS):
        raise Malformed(f"no such condition: {sorted(unknown)}")
    return tuple((name, int(asked[name])) for name in CONDITIONS if name in asked)


def _of(known: Sequence[str], word: str | None, where: str) -> str | None:
    if word is not None and word not in known:
        raise Malformed(f"{where}: {word}")
    return word
