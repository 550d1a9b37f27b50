"""What sort of line each line of a chat log is, before anything is asked of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wanjia.needs.rules.mentions import Mention, mentions, plain
from wanjia.needs.rules.words import Vocabulary

_DENSE = 0.3  # from this share of name lines on, every message has one: what follows a name is that person's


@dataclass(frozen=True, slots=True)
class Line:
    """One line that may ask for something. `door`: the speaker's, where their name in the group says it."""

    number: int  # from 1
    text: str
    why_not: str = ""  # why nothing is asked here: empty, system, name, notice, thanks, answer, …
    door: Mention | None = None
    is_item: bool = False  # of a list that people add themselves to
    title: str = ""  # of that list
    is_official: bool = False


def read_lines(lines: Sequence[str], words: Vocabulary) -> Iterator[Line]:
    """Every line once, in order."""
    names = sum(bool(words.line["header"].match(plain(line))) for line in lines)
    reader = _Reader(words, is_dense=names >= _DENSE * max(1, len(lines)))
    for number, raw in enumerate(lines, 1):
        yield reader.read(number, plain(raw))


class _Reader:
    """Goes down the log: who speaks, and which list is being filled."""

    def __init__(self, words: Vocabulary, *, is_dense: bool) -> None:
        self.words, self.is_dense = words, is_dense
        self.door: Mention | None = None
        self.is_official = False
        self.left = 0  # lines for which the speaker still counts
        self.title = ""
        self.is_list = False

    def read(self, number: int, text: str) -> Line:
        known = self.words.line
        if not text:
            return Line(number, text, "empty")
        if known["date"].match(text) or known["system"].search(text):
            return Line(number, text, "system")
        if found := known["header"].match(text):
            return self._name(number, text, found["who"])
        if known["sticker"].match(text):
            return Line(number, text, "sticker")
        return self._said(number, text)

    def _name(self, number: int, text: str, who: str) -> Line:
        self.door = next(iter(mentions(who)), None)
        self.is_official = bool(self.words.line["official"].search(who))
        self.left = 10**6 if self.is_dense else 1
        return Line(number, text, "name")

    def _said(self, number: int, text: str) -> Line:
        door, is_official = (self.door, self.is_official) if self.left else (None, False)
        self.left -= bool(self.left)
        known = self.words.line
        if known["title"].search(text) and not mentions(text):
            self.is_list, self.title = True, text
            return Line(number, text, "title")
        if known["example"].match(text):
            return Line(number, text, "example")
        item = known["item"].match(text)
        if item and self.is_list:
            rest = item["rest"].strip()
            return Line(number, rest, "" if rest else "empty", door, True, self.title)
        if self.is_list and not mentions(text) and known["notice"].search(text) is None and len(self.title) < 60:
            self.title += " " + text  # what the list is for often stands on its second line
        return self._free(number, text, door, is_official)

    def _free(self, number: int, text: str, door: Mention | None, is_official: bool) -> Line:
        known = self.words.line
        if found := known["speaker"].match(text):
            is_official = is_official or bool(known["official"].search(found["who"]) and not mentions(found["who"]))
        return Line(number, text, self._why_not(text, is_official), door, is_official=is_official)

    def _why_not(self, text: str, is_official: bool) -> str:
        known, doors = self.words.line, mentions(text)
        if known["ack"].match(text):
            return "thanks"
        if known["negative_test"].search(text):
            return "report"
        if known["notice"].search(text) and (is_official or not doors):
            return "notice"
        if is_official:
            return "official"
        if known["offer"].search(text):
            return "offer"
        return "answer" if known["answer"].match(text) and not doors else ""
