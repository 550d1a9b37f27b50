"""What people say, sealed and unsealed; each field by its own name, so that no seal can be passed off as another's."""

from wanjia.platform.vault import digest, seal, unseal

TEXT, FIELDS, CALLER, PHONE = "needs.text", "needs.fields", "needs.caller", "needs.phone"
NOTE, ANSWER = "needs.note", "needs.answer"
LONGEST = 600


def sealed(text: str, field: str) -> bytes | None:
    """None for nothing said."""
    said = text.replace("\0", "").strip()[:LONGEST]
    return seal(said, field=field) if said else None


def said(kept: bytes | memoryview | None, field: str) -> str:
    """Only for pages of whoever may read it. Empty where nothing was said or its clock ran out."""
    return unseal(bytes(kept), field=field) if kept else ""


def same_phone(number: str) -> bytes | None:
    """Equal for the same telephone: how somebody who calls again is known."""
    return digest(number, field=PHONE) if number else None
