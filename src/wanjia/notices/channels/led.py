"""One line for a display. What does not fit is left out whole: half a sentence says something else."""

from unicodedata import east_asian_width

from wanjia.notices.channels.told import Words, span, span_en

MOST = 120  # columns: sixty Chinese characters, the longest title alone


def columns(text: str) -> int:
    """How wide it is: a Chinese character takes two columns, a letter one."""
    return sum(2 if east_asian_width(sign) in "WFA" else 1 for sign in text)


def line(words: Words) -> str:
    """The title, then as much of times and source as the line holds."""
    return _fitted(words.title, (span(words), words.source), "　")


def line_en(words: Words) -> str:
    """Empty where nobody wrote English."""
    return _fitted(words.title_en, (span_en(words), words.source), " · ") if words.title_en else ""


def _fitted(title: str, more: tuple[str, ...], gap: str) -> str:
    shown = _one_line(title)
    for piece in map(_one_line, more):
        longer = f"{shown}{gap}{piece}"
        if columns(longer) > MOST:
            break
        shown = longer
    return shown


def _one_line(text: str) -> str:
    return " ".join(text.split())
