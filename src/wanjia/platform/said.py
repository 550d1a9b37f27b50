"""What people say, sealed and unsealed.

Each room names its own fields, so that no seal can be passed off as another's (ADR 0006).
"""

from wanjia.platform.vault import seal, unseal

LONGEST = 600  # characters: what one writes at a door; longer belongs into a file


def sealed(text: str, field: str, longest: int = LONGEST) -> bytes | None:
    """None for nothing said; what is longer is cut, and a NUL, which no person types, is left out."""
    words = text.replace("\0", "").strip()[:longest]
    return seal(words, field=field) if words else None


def said(kept: bytes | memoryview | None, field: str) -> str:
    """Only for pages of whoever may read it. Empty where nothing was said or its clock ran out."""
    return unseal(bytes(kept), field=field) if kept else ""
