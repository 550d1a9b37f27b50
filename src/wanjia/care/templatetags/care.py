"""How rungs, results, signs and plans are said on pages."""

from collections.abc import Mapping

from django import template

from wanjia.care import wording
from wanjia.platform import wording as times

register = template.Library()

_TABLES: Mapping[str, wording.Words] = {
    "rung": wording.RUNGS, "result": wording.RESULTS, "sign": wording.SIGNS, "outcome": wording.OUTCOMES,
    "plan": wording.PLAN, "step": wording.STEPS, "silent": wording.SILENT, "level": wording.LEVELS,
}  # fmt: skip
register.filter("title_of", wording.title_of)


@register.filter
def word(code: object, table: str) -> str:
    """`step.rung|word:"rung"`; a code that has no word stands for itself."""
    return str(_TABLES[table].get(str(code), code))


@register.filter
def pips(level: int) -> list[bool]:
    """Four pips: how far the clock has climbed."""
    return [number <= level for number in range(4)]


@register.filter
def took(minutes: int) -> str:
    """1时28分."""
    return times.length(minutes)
