"""How rules, phases, changes and days are said on pages."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _

from wanjia.isolation import wording
from wanjia.isolation.models import RegimeRule
from wanjia.isolation.rules.standing import PhaseSpan, Standing

register = template.Library()

for _name in ("title_of", "plan_of", "note_of", "since_of", "phase_words", "condition_words", "told_changes",
              "due_words", "day_words", "notice_words", "source_words", "left_words"):  # fmt: skip
    register.filter(_name, getattr(wording, _name))


@register.filter
def stage_words(code: str | None) -> str:
    """封控区; nothing said reads so."""
    return str(wording.STAGES[code]) if code else _("not said")


@register.filter
def state_words(code: str) -> str:
    return str(wording.STATES[code])


@register.filter
def silent_words(codes: tuple[str, ...]) -> str:
    """What the source leaves open, as a list."""
    return _(", ").join(str(wording.SILENT[code]) for code in codes)


@register.filter
def leave_words(code: str) -> str:
    return str(wording.LEAVES[code])


@register.filter
def unit_words(code: str) -> str:
    return str(wording.UNITS[code])


@register.filter
def day_of(standing: Standing) -> str:
    """第 3 天，共 14 天."""
    span = standing.span
    if span is None:
        return ""
    if span.phase.days is None:
        return _("day %(n)s") % {"n": standing.day}
    return _("day %(n)s of %(of)s") % {"n": standing.day, "of": span.phase.days}


@register.filter
def lift_words(standing: Standing) -> str:
    """Until when, and whether that stands."""
    if standing.lift_on is None:
        return _("no end said")
    day = wording.day_words(standing.lift_on)
    return day if standing.is_sure else _("%(day)s at the earliest") % {"day": day}


@register.filter
def cell_of(column: Mapping[date, Any], day: date) -> object:
    """The cell of a day, if the column has one."""
    return column.get(day)


@register.filter
def origin_words(row: RegimeRule) -> str:
    return str(RegimeRule.Origin(row.origin).label)


@register.filter
def last_day(spans: tuple[PhaseSpan, ...]) -> str:
    """The last day of the last phase."""
    return wording.day_words(spans[-1].last) if spans else ""
