"""How a ticket is shown: where it is, how urgent, how far it has climbed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wanjia.kernel.clock import LOCAL
from wanjia.needs import wording
from wanjia.needs.models import Kind, Outcome, Rung, Step, Ticket, Told, Urgency, Way
from wanjia.needs.rules.catalogue import KindLine
from wanjia.platform.templatetags.wanjia import due, moment
from wanjia.platform.wording import is_english, number
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
    "reopened": wording.REOPENED,
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


@register.simple_tag(takes_context=True)
def call_clock(context: Mapping[str, Any], ticket: Ticket) -> SafeString:
    """The promised call's own clock, beside that of the ticket; the word says which it is."""
    return due(context, ticket.call_by, ticket.opened_at, _("to call back")) if ticket.call_by else SafeString("")


_DETAILS = {
    Step.What.OPENED: "kind", Step.What.SORTED: "kind", Step.What.CALLED: "told", Step.What.CLOSED: "outcome",
    Step.What.REOPENED: "reopened",
}  # fmt: skip


@register.filter
def step_words(step: Step, now: datetime) -> str:
    """What a step says beside its name: an outcome, a kind, the hour that was promised; nothing for most."""
    if step.what in (Step.What.PROMISED, Step.What.TRIED):
        return moment(datetime.fromisoformat(step.detail).replace(tzinfo=LOCAL), now) if step.detail else ""
    table = _DETAILS.get(Step.What(step.what))
    return needs_word(step.detail, table) if table else ""


@register.simple_tag
def trend(line: KindLine, most: int) -> SafeString:
    """Open at the end of each of the last days, as bars on one scale for the whole table, and what changed since
    yesterday in figures: the same is read without the picture."""
    words = _("14 days: %(first)s, most %(most)s, now %(now)s") % {
        "first": number(line.trend[0]), "most": number(max(line.trend)), "now": number(line.trend[-1]),
    }  # fmt: skip
    bars = format_html_join(
        "", '<rect class="{}" x="{}" y="{}" width="4" height="{}"></rect>',
        ((("last" if n == len(line.trend) - 1 else ""), n * 6, 20 - tall, tall) for n, tall in _heights(line, most)),
    )  # fmt: skip
    change = f"{line.change:+,}" if line.change else "±0"
    return format_html(
        '<svg class="trend" viewBox="0 0 82 20" role="img" aria-label="{}"><title>{}</title>{}</svg> '
        '<span class="micro">{}</span>', words, words, bars, change,
    )  # fmt: skip


def _heights(line: KindLine, most: int) -> list[tuple[int, int]]:
    """Whole units of the picture; a day with anything open is seen, a day with nothing is a line's width."""
    return [(n, 1 if not count else max(3, round(20 * count / most))) for n, count in enumerate(line.trend)]
