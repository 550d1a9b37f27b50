"""Which doors a line of chat speaks of: 3-502, 3号楼502室, 三号楼五零二, 1103（11号）, 我902，9号楼, 502 alone."""

import re
from dataclasses import dataclass

from wanjia.kernel.address import read_address
from wanjia.kernel.plain import narrow

_DIGITS = str.maketrans("零〇一二两三四五六七八九", "001223456789")
_CHINESE = "零〇一二三四五六七八九"
_SIGN = r"(?:号楼|号|幢|栋|座|#楼|#|楼)"
_SPOKEN_ROOM = re.compile(rf"({_SIGN})\s*([{_CHINESE}]{{3,4}})(?![{_CHINESE}])")
_SPOKEN_BUILDING = re.compile(rf"([一二三四五六七八九十]{{1,3}})(?={_SIGN})")
_ROOM = r"[1-9][0-9]{2,3}[A-Z]?"
_FULL = re.compile(
    rf"(?:(?<![0-9])[0-9]{{1,4}}弄)?(?<![0-9.])[0-9]{{1,3}}{_SIGN}\s*(?:[0-9]{{1,2}}单元)?\s*[-－—]?\s*{_ROOM}(?![0-9])(?:室|户|房)?"
)
_DASHED = re.compile(rf"(?<![0-9\-/.])[0-9]{{1,3}}[-－—](?:[0-9]{{1,2}}[-－—])?{_ROOM}(?![0-9])(?:室)?")
_LONE_BUILDING = re.compile(r"(?<![0-9.])([0-9]{1,3})(?:号楼|幢|栋|号(?!线|码))(?!\s*[0-9])")
_NO_ROOM = r"[0-9度%元块点:年月mMkK个斤]"  # what follows a number that is a quantity or a time
_LONE_ROOM = re.compile(rf"(?:^|我家?|我们|我是|@\S+\s+|^\D{{0,3}}\s)(?P<room>{_ROOM})(?:室|户)?(?!{_NO_ROOM})")
_AFTER_ROOM = re.compile(r"^\s*(?:室|也|要|没|求|缺|家|同|需|想|的|停|漏|有|[,，:：（(\s+]|$|[一-鿿])")


@dataclass(frozen=True, slots=True)
class Mention:
    """One door in a text: where it stands, and what it says. An empty building was not said."""

    building: str
    room: str
    start: int
    end: int


def plain(text: str) -> str:
    """Narrowed, with spoken numbers as digits where they are a building or a room: 三号楼五零二 → 3号楼502."""
    flat = narrow(text)
    flat = _SPOKEN_ROOM.sub(lambda found: found[1] + found[2].translate(_DIGITS), flat)
    return _SPOKEN_BUILDING.sub(lambda found: str(_count(found[1])), flat)


def _count(text: str) -> int:
    """One to ninety-nine."""
    if "十" not in text:
        return int(text.translate(_DIGITS))
    tens, _, ones = text.partition("十")
    return int(tens.translate(_DIGITS) or 1) * 10 + int(ones.translate(_DIGITS) or 0)


def mentions(text: str) -> list[Mention]:
    """The doors of a plain text in their order. A room without a building takes the only building of the line."""
    found = [_read(text, one) for pattern in (_FULL, _DASHED) for one in pattern.finditer(text)]
    whole = sorted((one for one in found if one.room), key=lambda one: (one.start, -one.end))
    kept: list[Mention] = []
    for one in whole:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept or _lone(text)


def _read(text: str, found: re.Match[str]) -> Mention:
    door = read_address(re.sub(r"\s|#楼", lambda one: "#" if one[0] == "#楼" else "", found[0]))
    return Mention(door.building, door.room, found.start(), found.end())


def _lone(text: str) -> list[Mention]:
    """A room by itself, with the one building that the line names elsewhere."""
    room = _LONE_ROOM.search(text)
    if room is None or not _AFTER_ROOM.match(text[room.end("room") :]):
        return []
    return [Mention(lone_building(text), room["room"], room.start("room"), room.end("room"))]


def lone_building(text: str) -> str:
    """The one building that a text names, empty where it names none or several."""
    buildings = {one[1].lstrip("0") for one in _LONE_BUILDING.finditer(text)}
    return next(iter(buildings)) if len(buildings) == 1 else ""
