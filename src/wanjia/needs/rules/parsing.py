"""A chat log → proposed tickets, one a door and kind in a line, and every other line with why it is none.

A person looks at each before it counts. What the same door says later changes what it said before: a thing that came
or is no longer wanted is struck out, a correction takes the place of the number it corrects. A list that is posted
again with one more line gives only the line that is new.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from wanjia.needs.rules.kinds import Found, Item, asked, items
from wanjia.needs.rules.lines import Line, read_lines
from wanjia.needs.rules.mentions import Mention, lone_building, mentions
from wanjia.needs.rules.words import LIFE, Vocabulary


@dataclass(frozen=True, slots=True)
class Proposed:
    """One ticket that a line seems to ask for. An empty building or room was not said."""

    line: int
    building: str
    room: str
    kind: str
    urgency: str
    items: tuple[Item, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """A line that asks for nothing, and why."""

    line: int
    why: str
    text: str


@dataclass(slots=True)
class Parsed:
    """What a log holds."""

    tickets: list[Proposed] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)


Door = tuple[str, str]
_WISH = re.compile(r"听说|真假|真的|求|缺|要|没|谁|有没有|急|帮|想|麻烦|断|借|换|坏|漏|停|怎么|能不能|可以|需|堵")
_QUESTION_ABOUT_TIME = re.compile(r"什么时候|几点|多少钱|发过了|何时")


def parse(lines: Sequence[str], words: Vocabulary) -> Parsed:
    """Reads the log from top to bottom."""
    reading = _Reading(words)
    for line in read_lines(lines, words):
        reading.take(line)
    return reading.done()


class _Reading:
    """What has been read so far."""

    def __init__(self, words: Vocabulary) -> None:
        self.words = words
        self.tickets: list[Proposed] = []
        self.ignored: list[Ignored] = []
        self.seen: set[str] = set()  # list lines, so that a list posted again counts once

    def done(self) -> Parsed:
        return Parsed(self.tickets, sorted(self.ignored, key=lambda one: one.line))

    def take(self, line: Line) -> None:
        if line.why_not:
            self._leave(line, line.why_not)
            return
        doors = mentions(line.text) or ([line.door] if line.door else [])
        why = self._changes(line, doors)
        if why:
            self._leave(line, why)
            return
        made = [ticket for door, text in _pieces(line.text, doors) for ticket in self._asked(line, door, text)]
        if not made:
            self._leave(line, "nothing_asked")
        self.tickets.extend(made)

    def _leave(self, line: Line, why: str) -> None:
        self.ignored.append(Ignored(line.number, why, line.text))

    def _asked(self, line: Line, door: Mention | None, text: str) -> list[Proposed]:
        body = _without_door(text)
        found = asked(f"{body}", self.words)
        things = tuple(items(body, self.words))
        if not found and line.is_item and door:
            found = asked(line.title, self.words)[:1] or [Found("food", "green")]
        if not found and door and self.words.change["same"].search(body):
            found, things = self._same()
        if line.is_item and door and found:
            found = self._by_title(line, found)
        if door is None and not (found and self._is_wish(text)):
            return []
        building, room = (door.building, door.room) if door else (lone_building(text), "")
        return [Proposed(line.number, building, room, one.kind, one.urgency, things, text.strip()) for one in found]

    def _by_title(self, line: Line, found: list[Found]) -> list[Found]:
        """In a list for medicines a line is one for medicine, whatever else its words could mean."""
        meant = {one.kind for one in asked(line.title, self.words)}
        if "medicine" in meant and "food" not in meant:
            return [one for one in found if one.kind in ("medicine", "life")] or [Found("medicine", found[0].urgency)]
        return found

    def _same(self) -> tuple[list[Found], tuple[Item, ...]]:
        """+1, 同上: what the ticket before asked for."""
        if not self.tickets:
            return [], ()
        last = self.tickets[-1].line
        before = [one for one in self.tickets if one.line == last]
        return [Found(one.kind, one.urgency) for one in before], before[0].items

    def _is_wish(self, text: str) -> bool:
        return bool(_WISH.search(text)) and not _QUESTION_ABOUT_TIME.search(text)

    def _changes(self, line: Line, doors: list[Mention]) -> str:
        """Why the line changes an earlier one instead of asking: solved, dropped, corrected, posted again."""
        if line.is_item:
            key = "".join(line.text.split())
            if key in self.seen:
                return "posted_again"
            self.seen.add(key)
        change, text = self.words.change, line.text
        mine = [one for one in self.tickets if doors and (one.building, one.room) == _door(doors[0])]
        if change["amend"].match(text) and mine:
            self._amend(mine, text)
            return "corrects"
        is_over = change["solved"].search(text) and not change["not_solved"].search(text)
        if is_over and (mine or doors):
            self._strike(mine, text)
            return "solved"
        if change["dropped"].search(text) and doors:
            self._strike(mine, text)
            return "dropped"
        return ""

    def _amend(self, mine: Sequence[Proposed], text: str) -> None:
        """The new number of a thing takes the place of the old; a thing that was not there is added."""
        said = items(_without_door(text).split("更正")[-1], self.words)
        old = mine[-1]
        kept = [one for one in old.items if all(one.what != new.what for new in said)]
        changed = replace(old, items=(*kept, *said), text=f"{old.text} / {text}")
        self.tickets[self.tickets.index(old)] = changed

    def _strike(self, mine: Sequence[Proposed], text: str) -> None:
        """The tickets of the door that the line speaks of; of several things only those that it names."""
        kinds = {one.kind for one in asked(_without_door(text), self.words)}
        open_ = [one for one in mine if one.urgency != LIFE]  # how that ended is written by a person, not by a chat
        about = [one for one in open_ if not kinds or one.kind in kinds] or open_[-1:]
        for one in about:
            named = [thing for thing in one.items if thing.what in text]
            left = tuple(thing for thing in one.items if thing not in named)
            at = self.tickets.index(one)
            if named and left:
                self.tickets[at] = replace(one, items=left)
                continue
            self.tickets.pop(at)
            self.ignored.append(Ignored(one.line, "settled_later", one.text))


def _door(found: Mention) -> Door:
    return found.building, found.room


def _pieces(text: str, doors: Sequence[Mention]) -> list[tuple[Mention | None, str]]:
    """Each door with its part of the text: several doors in a line divide it, the first takes what stands before."""
    inside = [door for door in doors if text[door.start : door.end].strip() and door in mentions(text)]
    distinct: list[Mention] = []
    for door in inside:
        if all(_door(door) != _door(other) for other in distinct):
            distinct.append(door)
    if len(distinct) <= 1:
        one = distinct[0] if distinct else next(iter(doors), None)
        return [(one, text)]
    ends = [*(door.start for door in distinct[1:]), len(text)]
    starts = [0, *(door.start for door in distinct[1:])]
    return [(door, text[start:end]) for door, start, end in zip(distinct, starts, ends, strict=True)]


def _without_door(text: str) -> str:
    """The text without its doors, so that a room number is never a quantity."""
    rest, at = [], 0
    for one in mentions(text):
        rest.append(text[at : one.start])
        at = one.end
    rest.append(text[at:])
    return " ".join(part.strip() for part in rest).strip()
