"""A 接龙 list as people paste it: 12. 3-502 张 套餐A×2 套餐B×1. A line that can't be read is kept with its reason.

Nothing is taken for granted: a person looks at every line before it counts.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from wanjia.kernel.address import Door, read_address
from wanjia.kernel.plain import tight

NO_DOOR, NO_PACKAGE, UNKNOWN_PACKAGE, NO_NUMBER = "no_door", "no_package", "unknown_package", "no_number"
_MOST = 99  # of one package in one line: more is a telephone number
_NUMBERED = re.compile(r"^\s*[#＃]?接?龙?\s*(\d{1,4})\s*[.．、:：)）]\s*")
_PACKAGE = re.compile(
    r"(?:套餐|套|包)?\s*([A-Za-zＡ-Ｚａ-ｚ])\s*(?:套餐|套|款)?\s*"
    r"(?:[×xX*＊✖+＋]?\s*([0-9０-９]{1,3}|[一二两三四五六七八九十])\s*(?:份|个|套|袋|箱|盒|包)?)?"
    r"(?![A-Za-z])"
)
_DOOR = re.compile(
    r"[0-9]{1,4}\s*(?:弄|号楼|号|幢|栋|座|楼|-|－|—|/|#)\s*(?:[0-9]{1,3}\s*(?:号楼|号|单元|-|－|—|/)\s*)?[0-9]{2,5}\s*(?:室|户)?"
)
_WORDS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Line:
    """One line as read. `wants`: how many of each package, by letter; `problem` says why it can't count yet."""

    number: int  # of the line in the text, from 1
    text: str
    door: Door | None
    wants: tuple[tuple[str, int], ...]
    problem: str = ""


def read(text: str, letters: Collection[str]) -> list[Line]:
    """Every line that says something. Lines before the first numbered one are the list's heading and are left out."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if any(_NUMBERED.match(line) for _number, line in lines):
        first = next(at for at, (_number, line) in enumerate(lines) if _NUMBERED.match(line))
        lines = lines[first:]
    return [_line(number, line, {letter.upper() for letter in letters}) for number, line in lines]


def _line(number: int, text: str, letters: Collection[str]) -> Line:
    rest = _plain(_NUMBERED.sub("", text))
    found = _DOOR.search(rest)
    if found is None:
        return Line(number, text, None, (), NO_DOOR)
    door = read_address(tight(found[0]))
    if door.problem or not door.room or not door.building:
        return Line(number, text, None, (), NO_DOOR)
    wants, problem = _wants(rest[: found.start()] + " " + rest[found.end() :], letters)
    return Line(number, text, door, wants, problem)


def _plain(text: str) -> str:
    """Full-width digits and letters become plain ones."""
    return "".join(chr(ord(one) - 0xFEE0) if "！" <= one <= "～" and one.isalnum() else one for one in text)


def _wants(rest: str, letters: Collection[str]) -> tuple[tuple[tuple[str, int], ...], str]:
    wants: dict[str, int] = {}
    for letter, count in _PACKAGE.findall(rest):
        if letter.upper() not in letters:
            return (), UNKNOWN_PACKAGE
        number = _WORDS.get(count) or int(count or 1)
        if not 0 < number <= _MOST:
            return (), NO_NUMBER
        wants[letter.upper()] = wants.get(letter.upper(), 0) + number
    return tuple(sorted(wants.items())), "" if wants else NO_PACKAGE
