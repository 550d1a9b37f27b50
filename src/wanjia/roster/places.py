"""Names of areas, compounds and buildings, for whoever has only their codes."""

from collections.abc import Iterable

from django.utils.translation import get_language

from wanjia.kernel import area as codes
from wanjia.kernel.area import Level
from wanjia.roster.doors import building_name
from wanjia.roster.models import Area, Building, Compound


def names(wanted: Iterable[int]) -> dict[int, str]:
    """What each code is called in the language of the moment; the code itself where nobody has named it.

    At most three queries, one for each kind of place.
    """
    language = get_language() or ""
    by_level: dict[Level, set[int]] = {}
    found: dict[int, str] = {}
    for code in wanted:
        found[code] = str(code)
        by_level.setdefault(_kind(code), set()).add(code)
    if areas := by_level.get(Level.COMMITTEE):
        named = Area.objects.filter(code__in=areas).values_list("code", "name", "name_en")
        found |= {code: (en or name) if language.startswith("en") else name for code, name, en in named}
    if compounds := by_level.get(Level.COMPOUND):
        found |= dict(Compound.objects.filter(code__in=compounds).values_list("code", "name"))
    if buildings := by_level.get(Level.BUILDING):
        found |= {
            key: building_name(name, language)
            for key, name in Building.objects.filter(key__in=buildings).values_list("key", "name")
        }
    return found


def name_of(code: int) -> str:
    """One query."""
    return names([code])[code]


def children(code: int) -> list[int]:
    """The codes one step below, in order. One query; none below a building."""
    level = codes.level_of(code)
    if level == Level.BUILDING:
        return []
    if level == Level.COMPOUND:
        keys = Building.objects.filter(key__range=codes.buildings_under(code))
        return list(keys.order_by("key").values_list("key", flat=True))
    if level == Level.COMMITTEE:
        span = (code * 100, code * 100 + 99)
        return list(Compound.objects.filter(code__range=span).order_by("code").values_list("code", flat=True))
    below = Area.objects.filter(code__range=codes.codes_under(code), level=level + 1)
    return list(below.order_by("code").values_list("code", flat=True))


def committees(code: int) -> list[int]:
    """The committees of an area, itself where it is one. One query; none for a committee."""
    if codes.level_of(code) >= Level.COMMITTEE:
        return [codes.committee_of(code)]
    below = Area.objects.filter(code__range=codes.codes_under(code), level=Level.COMMITTEE)
    return list(below.order_by("code").values_list("code", flat=True))


def _kind(code: int) -> Level:
    """Which table names it; areas of every level share one."""
    return max(codes.level_of(code), Level.COMMITTEE)
