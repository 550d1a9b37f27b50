"""Cells as people type them, made plain: full-width characters, stray spaces, apostrophes that keep a zero."""

import math
import unicodedata

# Chinese punctuation stays what it is in names and notes: only letters, digits and spaces are narrowed here
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0xFEFF, 0x2060))
_TABLE = _WIDE | _INVISIBLE


def narrow(text: str) -> str:
    """Full-width letters, digits and marks become half-width; invisible characters go. Spaces at the ends go."""
    if "\0" in text:
        text = text.replace("\0", "")  # PostgreSQL's texts hold none
    if text.isascii():
        return text.strip()
    return text.translate(_TABLE).strip()


def tight(text: str) -> str:
    """As `narrow`, without any space at all: for numbers, codes and Chinese addresses."""
    return "".join(narrow(text).split())


def plain_name(text: str) -> str:
    """A name without the spaces that make two characters as wide as three; Latin names keep one between words."""
    words = narrow(unicodedata.normalize("NFC", text)).split()
    if all(word.isascii() for word in words):
        return " ".join(words)
    return "".join(words)


def number_text(value: float) -> str:
    """A number cell as the digits that Excel shows for it, without a decimal point when it has none."""
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value == int(value) else repr(value)
