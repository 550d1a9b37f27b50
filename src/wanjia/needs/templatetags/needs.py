"""How a ticket is shown: where it is, how urgent, how far it has climbed."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wanjia.needs import wording
from wanjia.needs.models import Kind, Outcome, Rung, Step, Ticket, Told, Urgency, Way
from wanjia.platform.wording import is_english
from wanjia.roster.doors import building_name

register = template.Library()
_WORDS: Mapping[str, Any] = {
    "kind": Kind, "urgency": Urgency, "way": Way, "rung": Rung, "outcome": Outcome, "told": Told, "step": Step.What,
}  # fmt: skip
_TABLES: Mapping[str, Mapping[Any, object]] = {
    "field": wording.FIELDS,
    "left_out": wording.LEFT_OUT,
    "topic": wording.TOPICS,
    "colour": wording.COLOURS,
}
_LOOKS = {Urgency.LIFE: "alarm", Urgency.RED: "alarm", Urgency.YELLOW: "open", Urgency.GREEN: ""}


@register.filter
def needs_word(code: object, table: str) -> str:
    """The code's words; a code that has none stands for itself."""
    if table in _TABLES:
        return str(_TABLES[table].get(code, code))
    choices = _WORDS[table]
    return str(choices(code).label) if code in choices.values else str(code)


@register.simple_tag
def place_of(building: str, room: str) -> str:
    """3号楼502; 502 where no building was said; a sentence where nothing was."""
    if not building:
        return room or _("place not said")
    name = building_name(building, "en" if is_english() else "zh")
    if not room:
        return name
    return f"{name}, {room}" if is_english() else f"{name}{room}"


@register.simple_tag
def urgency_chip(urgency: int) -> SafeString:
    """Colour, shape and word; never the colour alone."""
    look = _LOOKS[Urgency(urgency)]
    shape = {"alarm": "alarm", "open": "open", "": "clock"}[look]
    mark = format_html('<i class="g g-{}" aria-hidden="true"></i>', shape)
    return format_html('<span class="chip {}">{}{}</span>', look, mark, wording.COLOURS[Urgency(urgency)])


@register.simple_tag
def pips(ticket: Ticket) -> SafeString:
    """How far it has climbed: the committee and the two levels above as pips, the level itself in words."""
    marks = "".join("●" if ticket.rung >= rung else "○" for rung in (Rung.COMMITTEE, Rung.TOWN, Rung.DISTRICT))
    return format_html(
        '<span class="climbed"><span aria-hidden="true">{}</span> {}</span>', marks, Rung(ticket.rung).label
    )
