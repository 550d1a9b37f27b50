"""How visits, stations, holders and money are said on pages."""

from collections.abc import Mapping

from django import template

from wanjia.medical import wording
from wanjia.medical.rules.custody import Hand
from wanjia.medical.rules.money import yuan

register = template.Library()

_TABLES: Mapping[str, wording.Words] = {
    "kind": wording.KINDS, "alarm": wording.ALARMS, "station": wording.STATIONS, "side": wording.SIDES,
    "thing": wording.THINGS, "urgency": wording.URGENCY, "outcome": wording.OUTCOMES, "money": wording.MONEY,
    "department": wording.DEPARTMENTS, "status": wording.STATUS, "ride": wording.RIDES,
    "failed": wording.FAILED,
}  # fmt: skip
register.filter("holder", wording.holder)
register.filter("yuan", yuan)


@register.filter
def word(code: object, table: str) -> str:
    """`visit.kind|word:"kind"`; a code that has no word stands for itself."""
    return str(_TABLES[table].get(str(code), code))


@register.filter
def break_words(broken: tuple[Hand, str]) -> str:
    """A hand-over by somebody who did not have the thing, with the reason."""
    hand, why = broken
    return wording.break_words(hand.thing, hand.giver, hand.taker, why)


@register.filter
def end(steps: Mapping[tuple[str, str], object], key: str) -> object:
    """`steps|end:"home takes"`; nothing where that side has not confirmed."""
    station, side = key.split(" ")
    return steps.get((station, side), "")
