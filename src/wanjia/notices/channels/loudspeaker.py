"""What somebody reads out: short sentences, no figures, everything twice."""

import re
from collections.abc import Callable, Iterable

from wanjia.notices.channels import numbers, numbers_en
from wanjia.notices.channels.told import Words, span, span_en

_ENDS = re.compile(r"(?<=[。！？!?；;])|\n+")
_ENDS_EN = re.compile(r"(?<=[.!?;])\s+|\n+")
_QUIET = str.maketrans(dict.fromkeys("（(", "，") | dict.fromkeys("）)〔〕《》“”", ""))


def script(words: Words) -> tuple[str, ...]:
    """One sentence a line. Whoever missed the beginning hears it the second time."""
    told = [
        f"{words.whose}通知。", *_sentences(words.title), *_sentences(words.text),
        f"{span(words)}。", f"这件事由{words.source}发出，{words.source_on.isoformat()}。",
    ]  # fmt: skip
    said = _said(told, _chinese)
    return ("各位居民，现在广播通知。", *said, "再说一遍。", *said, "广播完了。")


def script_en(words: Words) -> tuple[str, ...]:
    """Empty where nobody wrote English."""
    if not words.has_english:
        return ()
    told = [
        *_sentences(words.title_en, _ENDS_EN), *_sentences(words.text_en, _ENDS_EN),
        f"{span_en(words)[:1].upper()}{span_en(words)[1:]}.",
    ]  # fmt: skip
    said = _said(told, numbers_en.spoken)
    return ("To all residents, an announcement.", *said, "Once more.", *said, "This is the end of the announcement.")


def _sentences(text: str, ends: re.Pattern[str] = _ENDS) -> list[str]:
    """Each with a mark at its end, so that whoever reads takes a breath."""
    mark = "。" if ends is _ENDS else "."
    pieces = (piece.strip() for piece in ends.split(text))
    return [piece if piece[-1] in "。！？!?；;.：:，," else piece + mark for piece in pieces if piece]


def _said(told: Iterable[str], say: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(say(sentence) for sentence in told)


def _chinese(sentence: str) -> str:
    return numbers.spoken(sentence).translate(_QUIET).replace(" ", "").replace("，，", "，").replace("，。", "。")
