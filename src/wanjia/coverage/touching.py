"""Rounds by where they are: over an area, and below it. Nobody may read them all: every committee opens some each day.

Conditions on `Round.area`, for the index `round_by_area`.
"""

from django.db.models import Q

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level, Span


def over(area: int) -> Q:
    """Rounds of the area itself and of what it lies in."""
    return Q(area__in=codes.ancestors(area))


def below(area: int) -> Q:
    """Rounds of places inside the area, itself not among them."""
    condition = Q(pk__in=())
    for span in spans_below(area):
        condition |= Q(area__range=span)
    return condition


def touching(area: int) -> Q:
    return over(area) | below(area)


def spans_below(area: int) -> list[Span]:
    """The codes of everything inside an area: areas, compounds, buildings. None for a building."""
    level, keys = codes.level_of(area), codes.buildings_under(area)
    if level == Level.BUILDING:
        return []
    if level == Level.COMPOUND:
        return [keys]
    span = codes.codes_under(area)
    compounds = Span(span.low * 100, span.high * 100 + 99)
    areas = [Span(span.low + 1, span.high)] if level < Level.COMMITTEE else []
    return [*areas, compounds, keys]
