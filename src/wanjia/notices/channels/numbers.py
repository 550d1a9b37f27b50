"""Numbers as people hear them: 8:30 is 早上八点半, 2022-03-30 is 二零二二年三月三十日, 120 is 幺二零.

A loudspeaker is heard once, from a distance: whoever reads a script out must not have to think how a figure is said.
Own code: cn2an 0.5.24 reads 14:30 as 十四:三十, 2022-03-30 with 负三, 2个 as 二个; num2words 0.5.14 has no Chinese.
"""

import re
from collections.abc import Callable

_FIGURES = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), 0xFF05, 0xFF0D)}  # the marks of a sentence stay
_DIGITS = "零一二三四五六七八九"
_DIALLED = "零幺二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_MEASURED = "个户人份米次天位名斤箱袋包瓶盒张条种遍小时分钟项点层"
_CALLS = re.compile(
    rf"(?<![\d.,])(?:0\d{{2,3}}-?\d{{7,8}}|1\d{{10}}|[2-8]\d{{6,7}}|12345|9[56]\d{{3}}|1(?:10|19|20|22)(?!\s?[{_MEASURED}元公级号楼室年月日]))(?![\d.,]\d|\d)"
)
_HOURS = ((6, "凌晨"), (9, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))


def digits(text: str) -> str:
    """One by one: 2022 is 二零二二."""
    return "".join(_DIGITS[int(sign)] for sign in text if sign.isdecimal())


def dialled(text: str) -> str:
    """One by one, one as 幺, so that nobody hears a seven."""
    return "".join(_DIALLED[int(sign)] for sign in text if sign.isdecimal())


def whole(number: int) -> str:
    """As a quantity, up to 99,999,999; larger ones digit by digit."""
    if number >= 10**8:
        return digits(str(number))
    if number >= 10**4:
        high, low = divmod(number, 10**4)
        gap = "零" if 0 < low < 1000 else ""
        return f"{_below(high)}万{gap}{_below(low) if low else ''}"
    return _below(number)


def _below(number: int) -> str:
    """0 to 9,999. Ten to nineteen begin with ten, not with one."""
    if number == 0:
        return _DIGITS[0]
    said, skipped = "", False
    for at, sign in enumerate(str(number)):
        if sign == "0":
            skipped = True
            continue
        said += ("零" if skipped else "") + _DIGITS[int(sign)] + _PLACES[len(str(number)) - 1 - at]
        skipped = False
    return said.removeprefix("一") if 10 <= number <= 19 else said


def clock(hour: int, minute: int) -> str:
    """8:00 is 早上八点, 14:30 is 下午两点半. 0:00 is 零点, where the day begins; 24:00 is 半夜十二点, where it ends."""
    if hour in (0, 24):
        return ("半夜十二点" if hour else "零点") + _minutes(minute)
    part = next(name for limit, name in _HOURS if hour < limit)
    twelve = hour if hour <= 12 else hour - 12
    return part + ("两" if twelve == 2 else whole(twelve)) + "点" + _minutes(minute)


def _minutes(minute: int) -> str:
    if minute in (0, 30):
        return "半" if minute else ""
    return ("零" if minute < 10 else "") + whole(minute) + "分"


def spoken(text: str) -> str:
    """The text without a single figure in it."""
    said = text.translate(_FIGURES)
    for pattern, say in _STEPS:
        said = pattern.sub(say, said)
    return said


def _counted(found: re.Match[str]) -> str:
    number = found[1]
    if len(number) > 1 and number.startswith("0"):
        return digits(number)
    return whole(int(number))


def _decimal(found: re.Match[str]) -> str:
    return f"{whole(int(found[1]))}点{digits(found[2])}"


def _time(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2])
    return clock(hour, minute) if hour <= 24 and minute < 60 else f"{whole(hour)}比{whole(minute)}"


def _day(found: re.Match[str]) -> str:
    return f"{digits(found[1])}年{whole(int(found[2]))}月{whole(int(found[3]))}日"


_STEPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)"), _day),
    (re.compile(r"[〔\[(](\d{4})[〕\])]"), lambda found: f"{digits(found[1])}年"),
    (re.compile(r"(?<!\d)(\d{4})\s*(?=年)"), lambda found: digits(found[1])),
    (_CALLS, lambda found: dialled(found[0])),
    (re.compile(r"(?<=\d)\s*[-–—~～]\s*(?=\d)"), lambda _found: "到"),
    (re.compile(r"(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)"), _time),
    (re.compile(r"(?<=\d),(?=\d{3})"), lambda _found: ""),
    (re.compile(r"(\d+(?:\.\d+)?)\s*%"), lambda found: f"百分之{found[1]}"),
    (re.compile(r"(\d+(?:\.\d+)?)\s*‰"), lambda found: f"千分之{found[1]}"),
    (re.compile(r"(\d+)\.(\d+)\s*"), _decimal),
    (re.compile(rf"(?<!\d)2\s*(?=[{_MEASURED}])"), lambda _found: "两"),
    (re.compile(r"(\d+)\s*"), _counted),
)  # fmt: skip
