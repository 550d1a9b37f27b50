"""How a version is shown: its state, from when until when, and its words in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wanjia.kernel import clock
from wanjia.notices import rules
from wanjia.notices.models import Notice
from wanjia.notices.rules import State
from wanjia.platform import wording

CHANNEL_NAMES = {
    rules.DOOR: gettext_lazy("told at the door"), rules.CALL: gettext_lazy("told by telephone"),
    rules.CHAT: gettext_lazy("answered in the chat"), rules.PAGE: gettext_lazy("opened their page"),
    rules.UNSAID: gettext_lazy("told, not said how"),
}  # fmt: skip
REACH_ACTS = (
    (rules.DOOR, gettext_lazy("Told at the door")), (rules.CALL, gettext_lazy("Told by telephone")),
    (rules.CHAT, gettext_lazy("Answered in the chat")),
)  # fmt: skip
_MIDNIGHT = timedelta(minutes=1)  # before it, the day is still the one that people mean


def state_words(state: State) -> str:
    """In force, to come, replaced…"""
    return {
        State.COMING: _("to come"), State.IN_FORCE: _("in force"), State.OUTDONE: _("a newer one holds"),
        State.REPLACED: _("replaced"), State.ENDED: _("over"), State.WITHDRAWN: _("withdrawn"),
    }[state]  # fmt: skip


def span_words(start: datetime, end: datetime | None, now: datetime) -> str:
    """3月28日 12:00 起，到 4月5日 24:00 止: an end at midnight is said as the end of the day before."""
    said = {"start": wording.moment(start, now), "end": _end(end, now) if end else ""}
    return (_("from %(start)s until %(end)s") if end else _("from %(start)s until changed")) % said


def _end(end: datetime, now: datetime) -> str:
    if clock.local(end).time() != time.min:
        return wording.moment(end, now)
    day = wording.moment(end - _MIDNIGHT, now)
    return day.replace("23:59", "24:00")


def span_on_paper(start: datetime, end: datetime | None) -> str:
    """With the year: paper hangs for longer than a day."""
    said = {"start": _in_full(start), "end": _end_in_full(end) if end else ""}
    return (_("from %(start)s until %(end)s") if end else _("from %(start)s until changed")) % said


def _in_full(moment: datetime) -> str:
    return f"{clock.local(moment):%Y-%m-%d %H:%M}"


def _end_in_full(end: datetime) -> str:
    is_midnight = clock.local(end).time() == time.min
    return _in_full(end - _MIDNIGHT).replace("23:59", "24:00") if is_midnight else _in_full(end)


@dataclass(frozen=True, slots=True)
class Shown:
    """One version as residents read it."""

    notice: Notice
    title: str
    text: str
    is_english: bool  # in which language it is, for a voice that reads it out
    whose: str
    source: str
    span: str


def shown(notice: Notice, named: Mapping[int, str], now: datetime) -> Shown:
    """In the language of the page where somebody wrote it, else as it was published."""
    is_english = wording.is_english() and bool(notice.text_en)
    said = {"source": notice.source, "day": notice.source_on.isoformat()}
    return Shown(
        notice, (is_english and notice.title_en) or notice.title, notice.text_en if is_english else notice.text,
        is_english, named[notice.area], _("%(source)s, %(day)s") % said,
        span_words(notice.in_force_from, notice.in_force_until, now),
    )  # fmt: skip
