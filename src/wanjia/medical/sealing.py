"""What is said about illness and companions, sealed; each field by its own name."""

from wanjia.platform.vault import seal, unseal

COMPANION, NOTE, ITEMS, RECEIPT = "medical.companion", "medical.note", "medical.items", "medical.receipt"
LONGEST = 600


def sealed(text: str, field: str) -> bytes | None:
    """None for nothing said."""
    said_ = text.strip()[:LONGEST]
    return seal(said_, field=field) if said_ else None


def said(sealed_: bytes | memoryview | None, field: str) -> str:
    """Only for pages of whoever may read it. Empty where nothing was said or its clock ran out."""
    return unseal(bytes(sealed_), field=field) if sealed_ else ""
