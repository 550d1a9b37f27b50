"""What people say, sealed and unsealed; each field by its own name, so that no seal can be passed off as another's."""

from wanjia.platform.vault import digest, seal, unseal

NAME, PHONE, PLACE = "cases.contact_name", "cases.contact_phone", "cases.contact_place"
NOTE, ANSWER, MET, CARER = "cases.note", "cases.answer", "cases.met", "cases.carer"
WHERE = "cases.exposure_place"
LONGEST = 500


def sealed(text: str, field: str) -> bytes | None:
    """None for nothing said."""
    said = text.strip()[:LONGEST]
    return seal(said, field=field) if said else None


def said(sealed_: bytes | memoryview | None, field: str) -> str:
    """Only for pages of whoever may read it. Empty where nothing was said or its clock ran out."""
    return unseal(bytes(sealed_), field=field) if sealed_ else ""


def same_place(text: str) -> bytes | None:
    """Equal for places whose names differ in spaces and case only: how exposures of several cases meet."""
    plain = "".join(text.split()).casefold()
    return digest(plain, field=WHERE) if plain else None
