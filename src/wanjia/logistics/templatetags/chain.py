"""How boxes, clocks and balances are shown."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wanjia.kernel.custody import Hold
from wanjia.logistics import wording
from wanjia.logistics.rules.balance import Balance
from wanjia.logistics.rules.boxes import GLYPHS, State
from wanjia.logistics.rules.limits import Limit, Standing
from wanjia.platform.wording import length, moment, number

register = template.Library()


@register.filter
def state_words(state: str) -> str:
    """在途."""
    return str(wording.STATES[state])


@register.filter
def state_glyph(state: str) -> str:
    return GLYPHS[State(state)]


@register.filter
def state_chip(state: str) -> str:
    """The chip's class: a colour for what waits and for what is done, none for the rest."""
    return {"packing": "", "sealed": "open", "on_the_way": "open", "at_lab": "done", "lost": "alarm"}.get(state, "")


@register.filter
def flag_words(flags: Iterable[str]) -> str:
    """Oddities as a list; one that has no words stands for itself."""
    return _(", ").join(str(wording.FLAGS.get(flag, flag)) for flag in flags)


@register.filter
def link_words(link: str, kind: str = "") -> str:
    """箱到实验室."""
    return f"{wording.LINKS[link]}{_(', ')}{wording.KINDS[kind]}" if kind else str(wording.LINKS[link])


@register.filter
def limit_words(limit: Limit | None) -> str:
    """限 4时0分."""
    if limit is None:
        return ""
    if limit.minutes is None:
        return _("until the end of the day")
    hours, rest = divmod(limit.minutes, 60)
    return _("%(n)s hours") % {"n": hours} if not rest else length(limit.minutes)


@register.simple_tag
def standing_chip(standing: Standing | None, now: datetime) -> SafeString:
    """The clock with how far the alarm has climbed: 超 17分 ▮▮▯▯ 街道. The console's script does not count it down."""
    if standing is None:
        return SafeString("")
    look = {"ok": "", "warning": "warn", "over": "late"}[standing.state]
    time = length(standing.minutes)
    said = _("%(time)s over") % {"time": time} if standing.is_over else _("%(time)s left") % {"time": time}
    return format_html(
        '<span class="clk {}" title="{}"><i class="g g-clock" aria-hidden="true"></i><span>{}</span>{}</span>', look,
        _("due %(moment)s") % {"moment": moment(standing.due_at, now)}, said, _pips(standing.level),
    )  # fmt: skip


def _pips(level: int) -> SafeString:
    if not level:
        return SafeString("")
    word = str(wording.LEVELS[level])
    pips = format_html_join("", "<i{}></i>", ((SafeString(' class="on"') if n < level else "",) for n in range(4)))
    label = _("climbed to %(level)s") % {"level": word}
    return format_html('<span class="lv" role="img" aria-label="{}">{}</span><span>{}</span>', label, pips, word)


@register.filter
def balance_words(balance: Balance) -> str:
    return str(wording.BALANCES[balance.name])


@register.filter
def part_words(code: str) -> str:
    return str(wording.PARTS[code])


@register.filter
def why_words(balance: Balance) -> str:
    return str(wording.WHYS[balance.name])


@register.filter
def event_words(kind: str) -> str:
    return str(wording.EVENTS[kind])


@register.filter
def off_by(balance: Balance) -> str:
    """差 25; where surplus and shortage cancel, how many items differ."""
    return _("off by %(n)s") % {"n": number(abs(balance.difference) or balance.count)}


@register.filter
def last_since(holds: Sequence[Hold]) -> datetime:
    """Since when it is in the hands that it is in."""
    return holds[-1].since
