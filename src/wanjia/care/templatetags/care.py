"""How rungs, results, signs and plans are said on pages."""

from collections.abc import Mapping

from django import template

from wanjia.care import wording
from wanjia.coverage.models import Obligation
from wanjia.kernel import area as codes
from wanjia.platform import wording as times
from wanjia.platform.access import Act, Actor, may

register = template.Library()

_TABLES: Mapping[str, wording.Words] = {
    "rung": wording.RUNGS, "result": wording.RESULTS, "sign": wording.SIGNS, "outcome": wording.OUTCOMES,
    "plan": wording.PLAN, "step": wording.STEPS, "silent": wording.SILENT, "level": wording.LEVELS,
    "near": wording.NEAR, "kind": wording.KINDS, "out": wording.OUT, "way": wording.WAYS,
}  # fmt: skip
register.filter("title_of", wording.title_of)


@register.filter
def named(asked: Obligation) -> str:
    """What is asked, in the language of the moment."""
    return asked.name_en if times.is_english() else asked.name


@register.filter
def word(code: object, table: str) -> str:
    """`step.rung|word:"rung"`; a code that has no word stands for itself."""
    return str(_TABLES[table].get(str(code), code))


@register.filter
def served_by(area: int, actor: Actor) -> bool:
    """Whether the actor serves all of the area's committee: its volunteers and nights are no building's alone."""
    return may(actor, Act.SERVE, codes.committee_of(area) if codes.level_of(area) >= codes.Level.COMMITTEE else area)


@register.filter
def pips(level: int) -> list[bool]:
    """Four pips: how far the clock has climbed."""
    return [number <= level for number in range(4)]


@register.filter
def took(minutes: int) -> str:
    """1时28分."""
    return times.length(minutes)
