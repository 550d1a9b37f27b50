"""A new version of a rule of care, written by an area for itself. The ones before stay as they are.

Whoever writes one sees first how many people it will owe a check, and who would be owed none any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from wanjia.care import daily, presets
from wanjia.care.models import CareRule
from wanjia.care.refusals import (
    DayPast,
    DueTooEarly,
    NotOnList,
    NumberWanted,
    RuleForNobody,
    SourceWanted,
    WordsWanted,
)
from wanjia.care.rules.owing import Rule, read, week
from wanjia.kernel import area as codes
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.kernel.versions import next_own
from wanjia.platform.access import Act, Actor, require
from wanjia.platform.audit import record
from wanjia.roster import places
from wanjia.roster.models import NeedKind

OBLIGATIONS = (presets.CALL, presets.EQUIPMENT)
MOST = 40  # committees that a preview counts; six queries each
_RARELY, _OLDEST, _YEAR = 30, 120, 366


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """What a desk writes. Without a code it is a new line. `is_stopped`: from that day on the line asks for nothing."""

    title: str
    obligation: str
    opens: time
    due: time
    effective_on: date
    source: str
    code: str = ""
    title_en: str = ""
    needs: tuple[str, ...] = ()
    every_days: int = 1
    min_age: int | None = None
    within_days: int | None = None
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """People with a check and checks, within seven days."""

    people: int
    checks: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What would change from its day on. `gone`: nobody asks for them any more; at most a hundred."""

    before: Count
    after: Count
    come: int
    gone: tuple[int, ...]
    is_whole: bool  # every committee of the area was counted


def preview(area: int, said: RuleSaid, now: datetime) -> Preview:
    """Seven days from its day on, with and without it. Seven queries a committee. Raises what `write` raises."""
    rule = _looked(said, now)
    desk = codes.desk_of(area)
    there = places.committees(desk)
    before: dict[int, int] = {}
    after: dict[int, int] = {}
    for committee in there[:MOST]:
        now_held = presets.on(committee, said.effective_on)
        then = [one for one in now_held if one.code != said.code] + ([] if said.is_stopped else [rule])
        people, tasks = daily.spoken_of(committee, said.effective_on, [*now_held, rule])
        before |= week(now_held, people, said.effective_on, tasks)
        after |= week(then, people, said.effective_on, tasks)
    gone = sorted(before.keys() - after.keys())
    return Preview(
        _count(before), _count(after), len(after.keys() - before.keys()), tuple(gone[:100]), len(there) <= MOST
    )  # fmt: skip


def _count(asked: Mapping[int, int]) -> Count:
    return Count(len(asked), sum(asked.values()))


def _looked(said: RuleSaid, now: datetime) -> Rule:
    """Raises SourceWanted, DayPast, WordsWanted, NotOnList, RuleForNobody, NumberWanted, DueTooEarly."""
    if not said.source.strip():
        raise SourceWanted
    if said.effective_on <= local_date(now):
        raise DayPast
    if not said.title.strip():
        raise WordsWanted(what=_("Title"))
    _check_words(said)
    _check_numbers(said)
    return read(_terms(said), said.code or "new", 1)


def _check_words(said: RuleSaid) -> None:
    for what, words, known in (
        (_("What is asked"), {said.obligation}, OBLIGATIONS),
        (_("Who has one of these"), set(said.needs), NeedKind.values),
    ):
        if strange := sorted(words.difference(known)):
            raise NotOnList(what=what, word=strange[0])
    if not (said.needs or said.min_age is not None or said.within_days is not None):
        raise RuleForNobody


def _check_numbers(said: RuleSaid) -> None:
    for what, value, least, most in (
        (_("Every how many days"), said.every_days, 1, _RARELY), (_("From what age on"), said.min_age, 0, _OLDEST),
        (_("Newborns, up to how many days"), said.within_days, 1, _YEAR),
    ):  # fmt: skip
        if value is not None and not least <= value <= most:
            raise NumberWanted(what=what, least=least, most=most)
    if said.opens >= said.due:
        raise DueTooEarly(opens=f"{said.opens:%H:%M}")


def _terms(said: RuleSaid) -> dict[str, object]:
    """As the file has them: what is not said is left out."""
    told: dict[str, object] = {
        "obligation": said.obligation, "every_days": said.every_days, "opens": said.opens.isoformat(),
        "due": said.due.isoformat(), "needs": sorted(said.needs), "min_age": said.min_age,
        "within_days": said.within_days, "stopped": said.is_stopped,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value or (value == 0 and value is not False)}


@transaction.atomic
def write(*, by: Actor, area: int, said: RuleSaid, now: datetime) -> CareRule:
    """The next version for an area; it holds there from its day on.

    Raises what is refused about the rule (`_looked`), NotFound for a code that no rule has.
    """
    desk = codes.desk_of(area)
    require(by, Act.OPEN_ROUND, desk)
    _looked(said, now)
    code = said.code or _new_code()
    rows: Sequence[CareRule] = list(CareRule.objects.select_for_update().filter(code=code))
    if said.code and not rows:
        raise NotFound
    made = CareRule.objects.create(
        code=code, version=next_own(row.version for row in rows), area=desk, title=said.title.strip()[:60],
        title_en=(said.title_en.strip() or said.title.strip())[:90], effective_on=said.effective_on,
        source=said.source.strip()[:200], confidence="", terms=_terms(said), made_by=by.name[:60], made_at=now,
    )  # fmt: skip
    record(
        by=by, act="care.write_rule", area=desk, subject=f"care_rule:{made}", now=now,
        detail={"effective_on": made.effective_on.isoformat(), "terms": made.terms},
    )  # fmt: skip
    return made


def _new_code() -> str:
    """own1, own2, …: a line that came with no file."""
    used = set(CareRule.objects.filter(code__startswith="own").values_list("code", flat=True))
    return next(code for number in range(1, 10_000) if (code := f"own{number}") not in used)
