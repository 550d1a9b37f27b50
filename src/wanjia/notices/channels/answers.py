"""Rooms out of a chat: whoever answered wrote their door, in whatever way people write doors."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from wanjia.kernel.plain import narrow

# the number that a chat puts before each line of a list; three digits are a door where nothing else is one
_LINE = re.compile(r"^\s*(?:\d{1,2}\s*[.、．)）]|\d{3}\s*[.．)）](?=.*\d{3}))\s*")
_ROOM = re.compile(r"(?<![\d.:])(?:(\d{1,2})\s*(?:-|单元|门)\s*)?(\d{3,4})(?:室)?(?![\d:年月日]|-\d)")


class Home(NamedTuple):
    """One door of the building."""

    id: int
    stair: int
    room: str


def homes_in(text: str, homes: Iterable[Home]) -> tuple[list[int], list[str]]:
    """The households whose doors stand in the text, each once, and what looked like a door and is none of these.

    A room that two stairs have counts only with its stair before it: 2-301.
    """
    known = list(homes)
    found: dict[int, None] = {}
    unknown: dict[str, None] = {}
    for line in narrow(text).splitlines():
        for stair, room in _ROOM.findall(_LINE.sub("", line)):
            meant = [one for one in known if one.room == room and (not stair or one.stair == int(stair))]
            if len(meant) == 1:
                found[meant[0].id] = None
            else:
                unknown[f"{stair}-{room}" if stair else room] = None
    return list(found), list(unknown)
