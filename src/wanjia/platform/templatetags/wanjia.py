"""Template tags that every page may use: numbers, times, state chips, tally bars. Words are translated here once."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.kernel import clock
from wanjia.kernel.masking import mask_document, mask_name
from wanjia.platform import pages, wording
from wanjia.platform.access import Act, may

register = template.Library()

STATES = {
    "open": gettext_lazy("not reached"),
    "done": gettext_lazy("done"),
    "excused": gettext_lazy("excused"),
    "released": gettext_lazy("released"),
    "stranger": gettext_lazy("unknown"),
    "alarm": gettext_lazy("alarm"),
}


class Counted(Protocol):
    """Whatever has the four parts of a head-count."""

    owed: int
    done: int
    excused: int
    released: int

    @property
    def open(self) -> int: ...


@register.filter
def num(value: int | float | None) -> str:
    """3,842."""
    return "" if value is None else wording.number(value)


@register.filter
def hm(moment: datetime | None) -> str:
    """14:22 in Shanghai."""
    return wording.time(moment) if moment else ""


@register.filter
def day(moment: datetime | date | None) -> str:
    """3月31日 周四."""
    return wording.day(moment) if moment else ""


@register.filter
def moment(moment: datetime | None, now: datetime) -> str:
    """14:22 when it is today, else with its date."""
    return wording.moment(moment, now) if moment else ""


@register.filter
def ago(moment: datetime | None, now: datetime) -> str:
    """12 天前."""
    return wording.ago(moment, now)


@register.filter
def iso(moment: datetime | None) -> str:
    """For `datetime=` and `data-…`: with Shanghai's offset."""
    return clock.local(moment).isoformat(timespec="seconds") if moment else ""


@register.filter
def masked(name: str) -> str:
    """王*兰."""
    return mask_name(name)


@register.filter
def masked_document(number: str) -> str:
    """9999 •••• 0028."""
    return mask_document(number)


@register.filter
def age(born_on: date | None, now: datetime) -> int | str:
    """Full years in Shanghai today; empty when the birthday is not known."""
    return clock.age_on(born_on, clock.local_date(now)) if born_on else ""


@register.filter
def sureness(letter: str) -> str:
    """高, 中 or 低 for the letter of a rule's source."""
    return wording.sureness(letter)


@register.filter
def of(mapping: Mapping[Any, Any], key: object) -> object:
    """`mapping|of:key`; nothing where the key is missing."""
    return mapping.get(key, "")


@register.simple_tag
def glyph(state: str, size: str = "") -> SafeString:
    """The state's shape; always beside its word."""
    return format_html('<i class="g g-{}{}" aria-hidden="true"></i>', state, f" {size}" if size else "")


@register.simple_tag
def chip(state: str, text: object = "") -> SafeString:
    """A state: colour, shape and word."""
    return format_html('<span class="chip {}">{}{}</span>', _colour(state), glyph(state), text or STATES[state])


def _colour(state: str) -> str:
    return "open" if state in ("stranger", "try") else state


@register.simple_tag(takes_context=True)
def due(context: Mapping[str, Any], due_at: datetime, from_: datetime | None = None, words: str = "") -> SafeString:
    """The clock chip: what is left in words, counted down by the script where there is one."""
    now = context["now"]
    since = format_html(' data-from="{}"', iso(from_)) if from_ else ""
    return format_html(
        '<span class="clk {}" data-due="{}"{} title="{}">{}<span>{}</span>{}</span>',
        wording.urgency(due_at, now, from_), iso(due_at), since,
        _("due %(moment)s") % {"moment": wording.moment(due_at, now)}, glyph("clock"), wording.left(due_at, now),
        format_html("<span>{}</span>", words) if words else "",
    )  # fmt: skip


@register.simple_tag
def tally_words(counted: Counted) -> str:
    """The bar in words."""
    return _("done %(done)s, excused %(excused)s, released %(released)s, not reached %(open)s") % {
        "done": num(counted.done), "excused": num(counted.excused), "released": num(counted.released),
        "open": num(counted.open),
    }  # fmt: skip


_LEAST = 350  # a part that exists is 3.5 pixels wide, in per cent of a bar one pixel wide


@register.simple_tag
def tally_bar(counted: Counted, size: str = "", width: int = 104) -> SafeString:
    """One stacked bar, the open part a hollow end. Every part above zero is seen; the figures stand in its label.

    `width` is about how wide the bar is on the page, so that the smallest part keeps three pixels.
    """
    label = tally_words(counted)
    least = _LEAST / width
    parts = _widths({s: getattr(counted, s) for s in ("done", "excused", "released", "open")}, least)
    at, rects = 0.0, []
    for state, share in parts.items():
        fill = SafeString(' fill="url(#hatch)"') if state == "released" else ""
        rects.append((state, f"{at:.2f}%", f"{share:.2f}%", fill))
        at += share
    return format_html(
        '<svg class="tally {}" role="img" aria-label="{}"><title>{}</title>{}</svg>', size, label, label,
        format_html_join("", '<rect class="{}" x="{}" width="{}" height="100%"{}></rect>', rects),
    )  # fmt: skip


def _widths(parts: Mapping[str, int], least: float) -> dict[str, float]:
    """Shares in per cent that add up to 100; small ones are widened at the cost of the others."""
    total = sum(parts.values())
    shares = {state: 100 * count / total for state, count in parts.items() if count > 0} if total else {}
    small = {state for state, share in shares.items() if share < least}
    room = 100 - least * len(small)
    rest = sum(share for state, share in shares.items() if state not in small)
    return {state: least if state in small else share * room / rest for state, share in shares.items()}


@register.inclusion_tag("console/_ident.html")
def ident(
    counted: Counted, words: Mapping[str, object], links: Mapping[str, str] | None = None, size: str = ""
) -> dict[str, object]:
    """应采 3,842 = 未到 214 + 已采 3,566 + 免采 48 + 移出 14, each a link where `links` has an address for it."""
    links = links or {}
    parts = [
        {"state": state, "word": words[state], "count": getattr(counted, state), "link": links.get(state, ""),
         "is_open": state == "open"}
        for state in ("open", "done", "excused", "released")
    ]  # fmt: skip
    return {"owed": counted.owed, "owed_word": words["owed"], "parts": parts, "size": size}


@register.simple_tag(takes_context=True)
def can(context: Mapping[str, Any], act: str, area: int | None = None) -> bool:
    """Whether whoever looks may do it in the page's area, or in the one that is given: a link that would be refused is
    not offered."""
    request = context["request"]
    where = area or context.get("area") or getattr(request, "area", None)
    return where is not None and may(request.actor, Act(act), int(where))


@register.simple_tag(takes_context=True)
def here(context: Mapping[str, Any], name: str, *args: object, **query: object) -> str:
    """The address of a page, in the area that is shown now. Keyword arguments become the query."""
    area = query.pop("area", context.get("area"))
    return pages.address(reverse(name, args=args), area=area, **query)


@register.inclusion_tag("console/_field.html")
def field(bound: object, hint: str = "") -> dict[str, object]:
    """A form's field: label above, the answer to a wrong value below."""
    return {"field": bound, "hint": hint}
