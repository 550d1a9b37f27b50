"""A 接龙 list as people paste it: 12. 3-502 张 套餐A×2 套餐B×1. A line that can't be read is kept with its reason.

Nothing is taken for granted: a person looks at every line before it counts.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wanjia.kernel.address import Door, read_address
from wanjia.kernel.plain import tight

NO_DOOR, NO_PACKAGE, UNKNOWN_PACKAGE, NO_NUMBER = "no_door", "no_package", "unknown_package", "no_number"
UNCLEAR = "unclear"
_MOST = 99  # of one package in one line: more is a telephone number
_NUMBERED = re.compile(r"^\s*[#＃]?接?龙?\s*(\d{1,4})\s*[.．、:：)）]\s*")
_COUNT = r"[0-9]{1,3}|[一二两三四五六七八九十]"
_UNIT = r"(?:份|个|套|袋|箱|盒|包)"
_LETTER = r"(?:套餐|套|包)?\s*(?<![A-Za-z]){}(?![A-Za-z])\s*(?:套餐|套|款)?"
_PACKAGE = re.compile(
    rf"{_LETTER.format('(?P<letter>[A-Za-z])')}\s*(?:[×xX*＊✖+＋:：=]?\s*(?P<count>{_COUNT})\s*{_UNIT}?)?"
    rf"|(?P<before>{_COUNT})\s*{_UNIT}?\s*{_LETTER.format('(?P<after>[A-Za-z])')}"
)
_EACH = re.compile(
    rf"(?P<letters>[A-Za-z](?:\s*(?:套餐|套|款)?\s*[,，、+＋和/]?\s*[A-Za-z])+)\s*(?:套餐|套|款)?\s*各\s*(?P<count>{_COUNT})"
)  # A、B各两份
_CHANGED = re.compile(r"改|更正|取消|换成|退|不要了|写错")
_LETTERS = re.compile(r"[A-Za-z]{2,}")
_DOOR = re.compile(
    r"[0-9]{1,4}\s*(?:弄|号楼|号|幢|栋|座|楼|-|－|—|/|#)\s*(?:[0-9]{1,3}\s*(?:号楼|号|单元|-|－|—|/)\s*)?[0-9]{2,5}\s*(?:室|户)?"
)
Wants = tuple[tuple[str, int], ...]  # letter and how many
_WORDS = {word: number for number, word in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Line:
    """One line as read. `wants`: how many of each package, by letter; `problem` says why it can't count yet."""

    number: int  # of the line in the text, from 1
    text: str
    door: Door | None
    wants: Wants
    problem: str = ""


def read(text: str, packages: Mapping[str, str]) -> list[Line]:
    """Every line that says something; `packages`: letter and name, either may be written. Lines before the first
    numbered one are the list's heading and are left out.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if any(_NUMBERED.match(line) for _number, line in lines):
        first = next(at for at, (_number, line) in enumerate(lines) if _NUMBERED.match(line))
        lines = lines[first:]
    known = {letter.upper(): name.strip() for letter, name in packages.items()}
    return [_line(number, line, known) for number, line in lines]


def _line(number: int, text: str, known: Mapping[str, str]) -> Line:
    rest = _plain(_NUMBERED.sub("", text))
    found = _DOOR.search(rest)
    if found is None:
        return Line(number, text, None, (), NO_DOOR)
    door = read_address(tight(found[0]))
    if door.problem or not door.room or not door.building:
        return Line(number, text, None, (), NO_DOOR)
    wants, problem = _wants(_lettered(f"{rest[: found.start()]} {rest[found.end() :]}", known), known)
    return Line(number, text, door, wants, problem)


def _plain(text: str) -> str:
    """Full-width digits and letters become plain ones."""
    return "".join(chr(ord(one) - 0xFEE0) if "！" <= one <= "～" and one.isalnum() else one for one in text)


def _lettered(text: str, known: Mapping[str, str]) -> str:
    """A package's name becomes its letter: 绿叶菜2份, A绿叶菜2份 → A2份. The longest name first."""
    for letter, name in sorted(known.items(), key=lambda one: -len(one[1])):
        if len(name) > 1:
            written = rf"(?:{letter}\s*[:：、.]?\s*)?{re.escape(_plain(name))}"
            text = re.sub(written, f" {letter}", text, flags=re.IGNORECASE)
    return text


def _wants(rest: str, known: Mapping[str, str]) -> tuple[Wants, str]:
    """Whatever could be read two ways is a person's to read: nobody gets a parcel less without being asked."""
    if _CHANGED.search(rest):
        return (), UNCLEAR
    told = [(letter, found["count"]) for found in _EACH.finditer(rest) for letter in _letters_in(found["letters"])]
    rest = _EACH.sub(" ", rest)
    if _LETTERS.search(rest):
        return (), UNCLEAR
    told += [(one["letter"] or one["after"], one["count"] or one["before"]) for one in _PACKAGE.finditer(rest)]
    return _summed(told, known)


def _letters_in(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]", text)


def _summed(told: Iterable[tuple[str, str | None]], known: Mapping[str, str]) -> tuple[Wants, str]:
    wants: dict[str, int] = {}
    for letter, count in told:
        if letter.upper() not in known:
            return (), UNKNOWN_PACKAGE
        number = _WORDS.get(count or "") or int(count or 1)
        if not 0 < number <= _MOST:
            return (), NO_NUMBER
        wants[letter.upper()] = wants.get(letter.upper(), 0) + number
    return tuple(sorted(wants.items())), "" if wants else NO_PACKAGE
