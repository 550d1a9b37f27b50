"""What stages, changes, conditions and dues are called, in the language of the moment."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wanjia.isolation import holding
from wanjia.isolation.models import LiftNotice, Order, RegimeRule, ZoneDecision
from wanjia.isolation.rules.due import Due
from wanjia.isolation.rules.history import Change, Condition
from wanjia.isolation.rules.standing import Standing
from wanjia.isolation.rules.terms import Phase
from wanjia.platform.wording import is_english

Words = Mapping[str, "str | Promise"]

STAGES: Words = {
    "isolation": gettext_lazy("isolation"), "monitoring": gettext_lazy("health monitoring"),
    "closed": gettext_lazy("closed zone"), "control": gettext_lazy("control zone"),
    "precaution": gettext_lazy("precaution zone"), "high": gettext_lazy("high-risk area"),
    "mid": gettext_lazy("mid-risk area"), "low": gettext_lazy("low-risk area"),
}  # fmt: skip
PLACES: Words = {
    "central": gettext_lazy("at a central site"), "home": gettext_lazy("in their home"),
    "community": gettext_lazy("in the community"),
}  # fmt: skip
UNITS: Words = {
    "compound": gettext_lazy("compound"), "building": gettext_lazy("building"), "stair": gettext_lazy("stair"),
    "floor": gettext_lazy("floor"), "household": gettext_lazy("household"), "person": gettext_lazy("person"),
}  # fmt: skip
DUES: Words = {
    "test": gettext_lazy("test"), "reading": gettext_lazy("temperature"), "call": gettext_lazy("call"),
    "waste": gettext_lazy("waste at the door"),
}  # fmt: skip
LEAVES: Words = {
    "needed_and_reported": gettext_lazy("out only if needed, and reported"),
    "goods_one_per_household_2": gettext_lazy("one of a household every 2 days, for goods"),
    "goods_one_per_household_set_times": gettext_lazy("one of a household at set times, for goods"),
}  # fmt: skip
SILENT: Words = {
    "test_days": gettext_lazy("test days"), "readings_a_day": gettext_lazy("readings a day"),
    "calls_a_day": gettext_lazy("calls a day"), "place": gettext_lazy("where it is spent"),
    "leave": gettext_lazy("who may go out for what"), "days": gettext_lazy("how long"),
    "restart": gettext_lazy("what a new positive changes"),
}  # fmt: skip
STATES: Words = {
    "pending": gettext_lazy("waits for its second person"),
    "urgent": gettext_lazy("urgent, waits for its second person"),
    "lapsed": gettext_lazy("lapsed, not confirmed in 24 hours"), "in_force": gettext_lazy("in force"),
    "not_yet": gettext_lazy("not begun"), "running": gettext_lazy("in force"),
    "held": gettext_lazy("time over, a condition is open"), "lifted": gettext_lazy("lifted"),
}  # fmt: skip


def day_words(day: date | None) -> str:
    """4月25日, 25 Apr; without an end it says so."""
    if day is None:
        return _("no end said")
    return f"{day.day} {_MONTHS[day.month - 1]}" if is_english() else f"{day.month}月{day.day}日"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def title_of(row: RegimeRule) -> str:
    return row.title_en or row.title if is_english() else row.title


def plan_of(row: RegimeRule) -> str:
    return row.plan_en or row.plan if is_english() else row.plan


def note_of(row: RegimeRule) -> str:
    return row.note_en or row.note if is_english() else row.note


def since_of(row: RegimeRule) -> str:
    """From when a version is in effect, as exactly as it is known."""
    if row.effective_on is None:
        return _("date not said")
    if row.precision == RegimeRule.Precision.MONTH:
        return row.effective_on.strftime("%Y-%m")
    exact = row.effective_on.isoformat()
    return _("about %(day)s") % {"day": exact} if row.precision == RegimeRule.Precision.SPAN else exact


def phase_words(phase: Phase) -> str:
    """隔离 7天 在家."""
    parts = [str(STAGES[phase.stage])] if phase.stage else []
    if phase.days is not None:
        parts.append(ngettext("%(n)s day", "%(n)s days", phase.days) % {"n": phase.days})
    if phase.place:
        parts.append(str(PLACES[phase.place]))
    return " ".join(parts) or _("not said")


def change_words(change: Change, rule: str = "") -> str:
    """Why the lift date is what it is, or why it did not move: one sentence. `rule`: instead of its code."""
    what = "positive_stays" if change.what == "positive" and change.before == change.after else change.what
    facts = {"before": free_words(change.before), "after": free_words(change.after), "rule": rule or change.rule.name}
    return str(_CHANGES[what]) % facts


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One line of the reason why; alike ones of one day, each of which moved nothing, are one line."""

    on: date
    words: str
    sources: tuple[str, ...]

    @property
    def source(self) -> str:
        """The first, and how many more."""
        more = len(self.sources) - 1
        if more < 1:
            return self.sources[0] if self.sources else ""
        return ngettext("%(first)s and %(n)s more", "%(first)s and %(n)s more", more) % {
            "first": self.sources[0], "n": more,
        }  # fmt: skip


def told_changes(standing: Standing) -> list[ToldChange]:
    """In their order. The rule in force is called so: its title stands above the list."""
    told: list[ToldChange] = []
    before: Change | None = None
    for change in standing.changes:
        is_same = before is not None and replace(change, event=None) == replace(before, event=None)
        sources = (change.event.source,) if change.event else ()
        if is_same and change.before == change.after:
            told[-1] = replace(told[-1], sources=told[-1].sources + sources)
        else:
            rule = _("this rule") if change.rule == standing.last_change.rule else ""
            told.append(ToldChange(change.on, change_words(change, rule), sources))
        before = change
    return told


def free_words(day: date | None) -> str:
    """The first day without it; a rule without a length has none."""
    return _("free on %(day)s") % {"day": day_words(day)} if day else _("no end said")


_CHANGES: Words = {
    "begins": gettext_lazy("Begins under %(rule)s: %(after)s."),
    "positive": gettext_lazy("A positive in this unit; by %(rule)s now %(after)s, before %(before)s."),
    "positive_stays": gettext_lazy("A positive in this unit; by %(rule)s it starts again and stays %(after)s."),
    "positive_moves_nothing": gettext_lazy("A positive in this unit; %(rule)s ends no later by it."),
    "positive_after_end": gettext_lazy("A positive after the end; this order is not opened again."),
    "not_this_unit": gettext_lazy("A positive in another unit; %(rule)s leaves this one as it is."),
    "doubtful": gettext_lazy("A positive whose place is not exact enough; nothing moves until somebody says where."),
    "rule_is_silent": gettext_lazy("A positive in this unit; %(rule)s says nothing of it. A person decides."),
    "new_rule": gettext_lazy("%(rule)s is also for what runs: now %(after)s, before %(before)s."),
    "not_for_running": gettext_lazy("%(rule)s came into effect; it is for what begins after it."),
}  # fmt: skip


def condition_words(one: Condition) -> str:
    """What has to hold, and whether it does."""
    if one.name not in _CONDITIONS:
        return str(holding.REASONS.get(one.name, one.name))
    text = str(_CONDITIONS[one.name]) % {"n": one.number, "day": day_words(one.due_on)}
    if one.met_on is None:
        return _("%(what)s: not yet") % {"what": text}
    return _("%(what)s: met on %(day)s") % {"what": text, "day": day_words(one.met_on)}


def notice_words(row: LiftNotice) -> str:
    """What was told: what happened, and the lift date before and after it. One sentence."""
    facts = {
        "before": free_words(row.before_on), "after": free_words(row.after_on), "rule": _rule_words(row),
        "source": source_words(row),
    }  # fmt: skip
    return str(_NOTICES[row.why]) % facts


def _rule_words(row: LiftNotice) -> str:
    """The rule's title where the notice is of that version, else the version: nobody at home reads a code."""
    of = row.order or row.zone
    return title_of(of.rule) if of is not None and str(of.rule) == row.rule else row.rule


def source_words(row: LiftNotice) -> str:
    """Who or what it is known from; of an end its reason, of a wait what is waited for."""
    if row.why == LiftNotice.Why.ENDED:
        ends = {**dict(Order.End.choices), **dict(ZoneDecision.End.choices)}
        return str(ends.get(row.source, row.source))
    if row.why in (LiftNotice.Why.CONDITION, LiftNotice.Why.HELD, LiftNotice.Why.MET):
        names = [code for code in row.source.split(",") if code]
        return _(", ").join(str(_WAITS.get(code) or holding.REASONS.get(code, code)) for code in names)
    return row.source


_NOTICES: Words = {
    "begins": gettext_lazy("Begins under %(rule)s: %(after)s."),
    "positive": gettext_lazy("A positive in this unit; by %(rule)s now %(after)s, before %(before)s."),
    "new_rule": gettext_lazy("%(rule)s is also for what runs: now %(after)s, before %(before)s."),
    "taken_back": gettext_lazy("What was written down is taken back: now %(after)s, before %(before)s."),
    "condition": gettext_lazy("The time is over (%(before)s), a condition is open: %(source)s."),
    "held": gettext_lazy("The time is over (%(before)s), but: %(source)s."),
    "met": gettext_lazy("Every condition is met: %(after)s."),
    "ended": gettext_lazy("Ended: %(source)s."),
    "counted_anew": gettext_lazy("Counted anew from what is written down: now %(after)s, before %(before)s."),
}  # fmt: skip
_WAITS: Words = {
    "all_negative_on_day": gettext_lazy("everybody negative in the last round"),
    "all_negative_within": gettext_lazy("everybody negative in the last round"),
    "contacts_clear": gettext_lazy("the last close contact long enough away, and negative"),
    "others_lifted": gettext_lazy("all other zones lifted"),
}  # fmt: skip


ANSWERS: Words = {
    "at_once": gettext_lazy("Go now. No order, gate or result stands in the way; the committee is told."),
    "free": gettext_lazy("May go: no rule holds them."),
    "by_rule": gettext_lazy("May go: the rule allows it."),
    "consent": gettext_lazy("May go to the doctor; the committee arranges how."),
    "not_by_rule": gettext_lazy("Not by this rule. For a doctor it is another question: ask again with that reason."),
    "rule_is_silent": gettext_lazy("The rule says nothing of it. The committee decides."),
}  # fmt: skip


def answer_words(how: str) -> str:
    """What somebody who wants to go out is told."""
    return str(ANSWERS[how])


def left_words(standing: Standing) -> str:
    """The countdown: how many days it still lasts, today's included."""
    if standing.state == "lifted":
        return str(STATES["lifted"])
    if standing.state == "held":
        return str(STATES["held"])
    if standing.lift_on is None:
        return _("no end said")
    days = (standing.lift_on - standing.on).days
    text = ngettext("%(n)s day left", "%(n)s days left", days) % {"n": days}
    return text if standing.is_sure else _("at least %(left)s") % {"left": text}


_CONDITIONS: Words = {
    "all_negative_on_day": gettext_lazy("everybody negative on day %(n)s (%(day)s) or later"),
    "all_negative_within": gettext_lazy("everybody negative in a round on %(day)s or later"),
    "contacts_clear": gettext_lazy("the last close contact more than %(n)s days away, and negative"),
    "others_lifted": gettext_lazy("all other zones lifted"),
}


def due_words(due: Due) -> str:
    """测体温 ×2."""
    name = str(DUES[due.what])
    return f"{name} ×{due.times}" if due.times > 1 else name
