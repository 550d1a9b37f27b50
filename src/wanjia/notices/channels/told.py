"""What every channel starts from: the words of one notice, and its times as people say them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Words:
    """One notice as it is told. Times are Shanghai's; `until` None: until somebody changes it."""

    whose: str  # the area that it is for
    title: str
    text: str
    source: str
    source_on: date
    start: datetime
    until: datetime | None = None
    title_en: str = ""
    text_en: str = ""

    @property
    def has_english(self) -> bool:
        return bool(self.text_en.strip())


def moment(at: datetime) -> str:
    """3月28日 12:00."""
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def moment_en(at: datetime) -> str:
    """28 Mar, 12:00."""
    return f"{at.day} {_MONTHS[at.month - 1]}, {at:%H:%M}"


def span(words: Words) -> str:
    """3月28日 12:00 起，到 4月5日 24:00."""
    end = f"，到 {_until(words.until, moment)}" if words.until else "，改之前有效"
    return f"{moment(words.start)} 起{end}"


def span_en(words: Words) -> str:
    end = f"until {_until(words.until, moment_en)}" if words.until else "until changed"
    return f"from {moment_en(words.start)} {end}"


def origin(words: Words) -> str:
    """Who ordered it, and the day: nothing goes out without."""
    return f"{words.source}，{words.source_on.isoformat()}"


def _until(end: datetime, say: Callable[[datetime], str]) -> str:
    """An end at midnight is the end of the day before: nobody calls it 0:00 of the next."""
    if end.time() != time.min:
        return say(end)
    return say(end - timedelta(minutes=1)).replace("23:59", "24:00")
