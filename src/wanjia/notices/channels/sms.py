"""Short messages. A message with one Chinese character in it is counted in UCS-2: 70 units alone, 67 in each part of
several (3GPP TS 23.040: the header that joins the parts takes the rest). A rare character or a picture takes two.
"""

from dataclasses import dataclass

from wanjia.notices.channels.told import Words, origin, span, span_en

ALONE, JOINED = 70, 67
MOST_PARTS = 4  # more than this costs more than it tells: then it names where the whole stands


@dataclass(frozen=True, slots=True)
class Message:
    """One message and how it is cut. `is_short`: the text was too long and stands elsewhere."""

    text: str
    parts: tuple[str, ...]
    is_short: bool

    @property
    def units(self) -> int:
        return units(self.text)


def message(words: Words) -> Message:
    """Whole where it fits into a few parts, else the title, the times and where to read on."""
    whole = f"【{words.whose}】{words.title}。{_flat(words.text)} {span(words)}。{origin(words)}"
    brief = f"【{words.whose}】{words.title}。{span(words)}。全文看楼道和自己的页面，或问居委。{origin(words)}"
    return _fitting(whole, brief)


def message_en(words: Words) -> Message:
    """The same for a door where nobody reads Chinese. Counted the same way: names and source are Chinese."""
    title = words.title_en or words.title
    whole = f"[{words.whose}] {title}. {_flat(words.text_en)} {span_en(words)}. {words.source}, {words.source_on}"
    more = "In full in the stairwell and on your page, or ask the committee."
    brief = f"[{words.whose}] {title}. {span_en(words)}. {more} {words.source}, {words.source_on}"
    return _fitting(whole, brief)


def units(text: str) -> int:
    """Length in UCS-2 as operators count it: what lies outside the basic plane takes two."""
    return len(text.encode("utf-16-le")) // 2


def parts(text: str) -> tuple[str, ...]:
    """The text cut as a telephone gets it. Joined again it is the text; no character is cut in two."""
    if units(text) <= ALONE:
        return (text,)
    cut, room = [""], JOINED
    for sign in text:
        size = units(sign)
        if size > room:
            cut.append("")
            room = JOINED
        cut[-1] += sign
        room -= size
    return tuple(cut)


def _fitting(whole: str, brief: str) -> Message:
    cut = parts(whole)
    if len(cut) <= MOST_PARTS:
        return Message(whole, cut, is_short=False)
    return Message(brief, parts(brief), is_short=True)


def _flat(text: str) -> str:
    return " ".join(text.split())
