"""The same in English: 14:30 is half past two in the afternoon, 30 Mar is the thirtieth of March."""

import re
from collections.abc import Callable

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SHORT = {name[:3]: name for name in _MONTHS}
_NAMED = {0: "the very beginning of that day", 12: "noon", 24: "midnight of that day"}
_ODD = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
        "twelve": "twelfth"}  # fmt: skip
_CALLS = re.compile(
    r"(?<![\d.,])(?:0\d{2,3}-?\d{7,8}|1\d{10}|[2-8]\d{6,7}|12345|9[56]\d{3}|1(?:10|19|20|22))(?![\d.,]?\d)"
)


def whole(number: int) -> str:
    """As a quantity, up to 999,999; larger ones digit by digit."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        rest = f"-{_ONES[number % 10]}" if number % 10 else ""
        return _TENS[number // 10] + rest
    if number < 10**6:
        size, name = (100, "hundred") if number < 1000 else (1000, "thousand")
        high, low = divmod(number, size)
        return f"{whole(high)} {name}" + (f" {whole(low)}" if low else "")
    return digits(str(number))


def digits(text: str) -> str:
    return " ".join(_ONES[int(sign)] for sign in text if sign.isdecimal())


def ordinal(number: int) -> str:
    """1 to 31."""
    head, dash, last = whole(number).rpartition("-")
    said = _ODD.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return f"{head}{dash}{said}"


def year(number: int) -> str:
    """2022 is twenty twenty-two."""
    high, low = divmod(number, 100)
    if low == 0 or not 1000 <= number < 10_000:
        return whole(number)
    return f"{whole(high)} {'oh ' if low < 10 else ''}{whole(low)}"


def clock(hour: int, minute: int) -> str:
    """12:00 is noon; of two midnights it says which: 0:00 begins the day, 24:00 ends it."""
    if minute == 0 and hour in _NAMED:
        return _NAMED[hour]
    part = "in the morning" if hour < 12 else "in the afternoon" if hour < 18 else "in the evening"
    twelve = whole(hour % 12 or 12)
    if minute in (0, 30):
        return f"half past {twelve} {part}" if minute else f"{twelve} o'clock {part}"
    return f"{twelve} {'oh ' if minute < 10 else ''}{whole(minute)} {part}"


def spoken(text: str) -> str:
    """The text without a single figure in it."""
    said = text
    for pattern, say in _STEPS:
        said = pattern.sub(say, said)
    return said


def _date(day: str, month: str, year_: str = "") -> str:
    return f"the {ordinal(int(day))} of {month}" + (f" {year(int(year_))}" if year_ else "")


def _time(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    return clock(hour, minute) if hour <= 24 and minute < 60 else f"{whole(hour)} to {whole(minute)}"


def _iso(found: re.Match[str]) -> str:
    day, month = int(found[3]), int(found[2])
    return _date(found[3], _MONTHS[month - 1], found[1]) if 1 <= month <= 12 and 1 <= day <= 31 else found[0]


def _short(found: re.Match[str]) -> str:
    return _date(found[1], _SHORT[found[2]]) if 1 <= int(found[1]) <= 31 else found[0]


_STEPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)"), _iso),
    (re.compile(rf"(?<!\d)(\d{{1,2}}) ({'|'.join(_SHORT)})\b"), _short),
    (re.compile(r"[〔\[(](\d{4})[〕\])]"), lambda found: f", {year(int(found[1]))}, number "),
    (_CALLS, lambda found: digits(found[0])),
    (re.compile(r"(?<=\d)\s*[-–—~]\s*(?=\d)"), lambda _found: " to "),
    (re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)"), _time),
    (re.compile(r"(?<=\d),(?=\d{3})"), lambda _found: ""),
    (re.compile(r"(?<=\d)\s*%"), lambda _found: " per cent"),
    (re.compile(r"(?<=\d) ?m\b"), lambda _found: " metres"),
    (re.compile(r"(?<=\d) ?(?:am|a\.m\.)"), lambda _found: " in the morning"),
    (re.compile(r"(?<=\d) ?(?:pm|p\.m\.)"), lambda _found: " in the afternoon"),
    (re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)\b"), lambda found: ordinal(int(found[1]))),
    (re.compile(r"(\d+)\.(\d+)"), lambda found: f"{whole(int(found[1]))} point {digits(found[2])}"),
    (re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])"), lambda _found: " "),
    (re.compile(r"\d+"), lambda found: whole(int(found[0]))),
)  # fmt: skip
