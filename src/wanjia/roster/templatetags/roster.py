"""Words of the register for templates."""

from django import template

from wanjia.roster.models import NeedKind, Presence

register = template.Library()


@register.filter
def need(kind: str) -> str:
    """独居."""
    return str(NeedKind(kind).label)


@register.filter
def presence(code: str) -> str:
    """外出."""
    return str(Presence(code).label)
