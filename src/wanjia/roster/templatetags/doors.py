"""How a door and what matters behind it are shown in lists."""

from datetime import datetime

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wanjia.kernel import clock
from wanjia.platform.wording import is_english
from wanjia.roster.doors import Door, building_name
from wanjia.roster.models import NeedKind

register = template.Library()

_OLD, _YOUNG = 80, 7
_MOST = 2  # tags in a row: the most urgent


@register.simple_tag
def door_line(door: Door) -> str:
    """3号楼502, with the stair where the building has several; in English Bldg 3, 502."""
    language = "en" if is_english() else "zh"
    building = building_name(door.building, language)
    if door.stairs > 1:
        building = _("%(building)s, stair %(stair)s") % {"building": building, "stair": door.stair}
    return f"{building}, {door.room}" if is_english() else f"{building}{door.room}"


@register.simple_tag
def whole_door(door: Door) -> str:
    """春和新苑 3号楼502: for lists in which several compounds meet."""
    return f"{door.compound} {door_line(door)}".strip()


@register.simple_tag
def need_tags(door: Door, now: datetime, most: int = _MOST) -> SafeString:
    """Needs and telling ages as small tags, the most urgent first: 氧疗, 83 独居, 3 岁."""
    words = _words(door, now)[:most]
    return format_html_join(" ", '<span class="chip line">{}</span>', ((word,) for word in words))


def _words(door: Door, now: datetime) -> list[str]:
    years = clock.age_on(door.born_on, clock.local_date(now)) if door.born_on else None
    words = [str(NeedKind(kind).label) for kind in door.needs if kind in NeedKind.values]
    if years is not None and years >= _OLD:
        alone = str(NeedKind.LIVES_ALONE.label)
        if alone in words:
            words.remove(alone)
            return [f"{years} {alone}", *words]
        return [*words[:1], _("aged %(years)s") % {"years": years}, *words[1:]]
    if years is not None and years <= _YOUNG:
        return [*words[:1], _("aged %(years)s") % {"years": years}, *words[1:]]
    return words


@register.simple_tag
def need_word(kind: str) -> str:
    return str(NeedKind(kind).label) if kind in NeedKind.values else kind


@register.simple_tag
def phone_tail(door: Door) -> SafeString:
    """The last four digits; nothing when there is no telephone."""
    return format_html("{}", door.phone_tail)
