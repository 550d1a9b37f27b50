"""Who is owed which check on a day, by which rule. One person and one obligation: the earliest hour counts."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a line. Without needs it goes by age alone."""

    code: str
    version: int
    obligation: str
    due: time
    opens: time
    needs: frozenset[str] = frozenset()
    every_days: int = 1
    min_age: int | None = None
    within_days: int | None = None  # from birth

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


@dataclass(frozen=True, slots=True)
class Who:
    """What the rules ask about one person."""

    id: int
    needs: frozenset[str]
    born_on: date | None


@dataclass(frozen=True, slots=True)
class Owed:
    """One check. `at`: the hour by which somebody has heard of them."""

    subject_id: int
    obligation: str
    opens: time
    at: time
    rule: str


def read(terms: Mapping[str, Any], code: str, version: int) -> Rule:
    """A rule as its row holds it. Raises KeyError, ValueError for what is none."""
    every = int(terms.get("every_days", 1))
    opens, due = (_hour(terms[name]) for name in ("opens", "due"))
    if every < 1 or opens >= due:
        raise ValueError(code)
    return Rule(
        code, version, str(terms["obligation"]), due, opens, frozenset(terms.get("needs", ())), every,
        terms.get("min_age"), terms.get("within_days"),
    )  # fmt: skip


def _hour(value: object) -> time:
    return value if isinstance(value, time) else time.fromisoformat(str(value))


def ages(rules: Iterable[Rule]) -> list[int]:
    """From which ages on rules speak of people whom no need names."""
    return [rule.min_age for rule in rules if rule.min_age is not None and not rule.needs]


def fits(rule: Rule, who: Who, on: date) -> bool:
    """Whether the rule speaks of them. Whoever has no birthday is too young for no rule that asks for an age."""
    if rule.needs and not rule.needs & who.needs:
        return False
    if rule.within_days is not None:
        return who.born_on is not None and 0 <= (on - who.born_on).days < rule.within_days
    if rule.min_age is None:
        return bool(rule.needs)
    return who.born_on is None or _years(who.born_on, on) >= rule.min_age


def born_by(years: int, on: date) -> date:
    """The last birthday of whoever is so old on a day."""
    year = on.year - years
    return date(year, on.month, min(on.day, monthrange(year, on.month)[1]))


def _years(born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def is_day(rule: Rule, subject_id: int, on: date) -> bool:
    """Every third day is another third of the people each day, so that carers' days are alike."""
    return (on.toordinal() + subject_id) % rule.every_days == 0


def owed(
    rules: Sequence[Rule], people: Iterable[Who], on: date, tasks: Mapping[int, Collection[time]]
) -> list[Owed]:  # fmt: skip
    """Everything of one day. `tasks`: the hours that one's own plan sets for equipment; they replace the rule's."""
    found: dict[tuple[str, int, time], Owed] = {}
    for who in people:
        best: dict[str, Rule] = {}
        for rule in rules:
            if fits(rule, who, on) and is_day(rule, who.id, on):
                best[rule.obligation] = min(best.get(rule.obligation, rule), rule, key=lambda one: (one.due, one.code))
        for rule in best.values():
            hours = tasks.get(who.id, ()) if rule.obligation == "equipment" else ()
            for at in hours or (rule.due,):
                found[(rule.obligation, who.id, at)] = Owed(
                    who.id, rule.obligation, min(rule.opens, _before(at)), at, str(rule)
                )
    return [found[key] for key in sorted(found)]


def week(
    rules: Sequence[Rule], people: Sequence[Who], since: date, tasks: Mapping[int, Collection[time]]
) -> Mapping[int, int]:  # fmt: skip
    """How many checks the rules ask of each person within seven days; whoever is asked none is left out."""
    found: dict[int, int] = {}
    for days in range(7):
        for one in owed(rules, people, since + timedelta(days=days), tasks):
            found[one.subject_id] = found.get(one.subject_id, 0) + 1
    return found


def _before(at: time) -> time:
    """A task at five in the morning opens before it."""
    return time(max(0, at.hour - 1)) if at.hour else time(0)


def silent(
    people: Collection[int], *, asked: Collection[int], answered: Collection[int], phones: Collection[int]
) -> dict[int, tuple[str, ...]]:
    """Who never asks, never answers, has no telephone: at least two of the three, with the reasons, in order.

    One alone says little: most people never ask, and many elders have no number of their own.
    """
    found: dict[int, tuple[str, ...]] = {}
    for one in sorted(people):
        why = [name for name, have in (("asks", asked), ("answers", answered), ("phone", phones)) if one not in have]
        if len(why) > 1:
            found[one] = tuple(why)
    return found
