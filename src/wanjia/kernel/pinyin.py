"""Names found by their initials: wcl finds 王春兰."""

from functools import lru_cache

# surnames read differently from the same character elsewhere
_SURNAMES = {
    "单": "s", "仇": "q", "曾": "z", "解": "x", "查": "z", "区": "o", "翟": "z", "覃": "q", "朴": "p", "盖": "g",
    "种": "c", "乐": "y", "召": "s", "缪": "m", "冼": "x", "洗": "x", "折": "s", "尉": "w", "重": "c", "不": "f",
}  # fmt: skip
MAX_INITIALS = 20


@lru_cache(maxsize=8192)
def _initial(character: str) -> str:
    from pypinyin import Style, lazy_pinyin

    if character.isascii():
        return character.lower() if character.isalnum() else ""
    letter = "".join(lazy_pinyin(character, style=Style.FIRST_LETTER, errors="ignore"))[:1]
    return letter if letter.isascii() else ""


def initials(name: str) -> str:
    """Lower-case first letters of a Chinese name's syllables or a Latin name's words; at most 20."""
    if name.isascii():
        return "".join(word[0] for word in name.lower().split() if word[0].isalnum())[:MAX_INITIALS]
    first = _SURNAMES.get(name[:1]) or _initial(name[:1])
    return (first + "".join(map(_initial, name[1:])))[:MAX_INITIALS]
