"""How cases, contacts and transfers are said on pages."""

from collections.abc import Mapping

from django import template

from wanjia.cases import wording
from wanjia.cases.models import BedKind, Contact, LeftBehind, Stay
from wanjia.cases.models.transfers import Need
from wanjia.kernel.masking import mask_name
from wanjia.platform import wording as times

register = template.Library()

for _name in ("reasons_words", "no_order_words", "flags_words", "preset_note"):
    register.filter(_name, getattr(wording, _name))

_TABLES: Mapping[str, wording.Words] = {
    "standing": wording.STANDINGS, "due": wording.DUES, "way": wording.WAYS, "why": wording.WHYS,
    "term": wording.TERMS, "need": dict(Need.choices), "bed": dict(BedKind.choices),
    "left": dict(LeftBehind.Why.choices), "carer": dict(LeftBehind.Carer.choices), "skill": dict(Stay.Skill.choices),
    "decision": dict(Contact.Decision.choices), "declined": dict(Contact.Declined.choices),
}  # fmt: skip


@register.filter
def word(code: str, table: str) -> str:
    """`state|word:"way"`; a code that has no word stands for itself."""
    return str(_TABLES[table].get(code, code))


@register.filter
def waited(minutes: int) -> str:
    """2时10分."""
    return times.length(minutes)


@register.filter
def mask(name: str) -> str:
    return mask_name(name)


@register.filter
def step(steps: Mapping[tuple[str, str], object], key: str) -> object:
    """`row.steps|step:"picked_up gives"`; nothing where that end has not confirmed."""
    name, side = key.split(" ")
    return steps.get((name, side), "")
