"""What a block of the page is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One thing: what, in which state, and what else is known of it."""

    what: str
    state: str  # a glyph's name, empty for plain words
    says: str
    whom: str = ""
    text: str = ""  # in full, below
    lang: str = ""  # of `what` and `text`, where it is not the page's


@dataclass(frozen=True, slots=True)
class Panel:
    """One block of the page."""

    title: str
    lines: tuple[Line, ...]
    anchor: str = ""  # where the links at the top of the page lead
