"""How money, findings and flags are shown."""

from django import template

from wanjia.platform import wording as wordings
from wanjia.supplies import wording

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """38.00; a dash where nobody has said it."""
    return "—" if fen is None else f"{fen / 100:,.2f}"


@register.filter
def finding(kind: str) -> str:
    return wording.say(wording.FINDINGS, kind)


@register.filter
def flag(kind: str) -> str:
    return wording.say(wording.FLAGS, kind)


@register.filter
def flaw(kind: str) -> str:
    return wording.say(wording.FLAWS, kind)


@register.filter
def length_words(minutes: int) -> str:
    """3 h 10."""
    return wordings.length(minutes)


@register.filter
def bought_state(kind: str) -> str:
    return wording.say(wording.BOUGHT, kind)


@register.filter
def verdict(kind: str) -> str:
    return wording.say(wording.VERDICTS, kind)


@register.filter
def to_do(kind: str) -> str:
    return str(wording.TO_DO.get(kind, ""))
