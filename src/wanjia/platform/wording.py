"""How times, ages and numbers are said, in the language of the moment. Pure but for the translation."""

from datetime import date, datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from wanjia.kernel import clock

_MINUTE = timedelta(minutes=1)


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def number(value: int | float) -> str:
    """3,842 in both languages."""
    return f"{value:,.0f}"


def sureness(letter: str) -> str:
    """How far a source can be trusted, in a word: H, M and L in the files of rules."""
    return {"H": _("high"), "M": _("middle"), "L": _("low")}.get(letter, _("not said"))


def length(minutes: int) -> str:
    """3时38分, 3 h 38; the script that counts down says it in the same words."""
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": rest}
    return _("%(minutes)s min") % {"minutes": rest}


def left(due_at: datetime, now: datetime) -> str:
    """剩 3时38分 or 超 12分. Left is rounded up and over down: nothing is called over a moment too early."""
    if now >= due_at:
        return _("%(time)s over") % {"time": length((now - due_at) // _MINUTE)}
    return _("%(time)s left") % {"time": length(-((now - due_at) // _MINUTE))}


def urgency(due_at: datetime, now: datetime, from_: datetime | None) -> str:
    """`late` once it is over, `warn` in the last quarter of the time that was given, else nothing."""
    if now >= due_at:
        return "late"
    return "warn" if from_ is not None and due_at - now <= (due_at - from_) / 4 else ""


def ago(moment: datetime | None, now: datetime) -> str:
    """12 天前, 3 小时前; empty for never."""
    if moment is None:
        return ""
    minutes = max(0, (now - moment) // _MINUTE)
    if minutes < 60:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    if minutes < 1440:
        return ngettext("%(n)s hour ago", "%(n)s hours ago", minutes // 60) % {"n": minutes // 60}
    days = (clock.local_date(now) - clock.local_date(moment)).days
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}


_DAYS_ZH = "一二三四五六日"
_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(moment: datetime | date, now: datetime | None = None) -> str:
    """3月31日 周四, 31 Mar, Thu; with the year when it is another than now's."""
    there = clock.local(moment) if isinstance(moment, datetime) else moment
    is_other = now is not None and clock.local(now).year != there.year
    if is_english():
        year = f" {there.year}" if is_other else ""
        return f"{there.day} {_MONTHS_EN[there.month - 1]}{year}, {_DAYS_EN[there.weekday()]}"
    year = f"{there.year}年" if is_other else ""
    return f"{year}{there.month}月{there.day}日 周{_DAYS_ZH[there.weekday()]}"


def time(moment: datetime) -> str:
    """14:22."""
    return clock.local(moment).strftime("%H:%M")


def moment(moment: datetime, now: datetime) -> str:
    """14:22 for today, else 3月30日 14:22."""
    there, here = clock.local(moment), clock.local(now)
    if there.date() == here.date():
        return time(moment)
    date = day(moment, now)
    date = date.rsplit(",", 1)[0] if is_english() else date.rsplit(" ", 1)[0]
    return f"{date}, {time(moment)}" if is_english() else f"{date} {time(moment)}"
