"""What people say, sealed and unsealed; each field by its own name, so that no seal can be passed off as another's."""

from wanjia.platform.said import said as said
from wanjia.platform.said import sealed as sealed
from wanjia.platform.vault import digest

NAME, PHONE, PLACE = "cases.contact_name", "cases.contact_phone", "cases.contact_place"
NOTE, ANSWER, MET, CARER = "cases.note", "cases.answer", "cases.met", "cases.carer"
WHERE = "cases.exposure_place"


def same_place(text: str) -> bytes | None:
    """Equal for places whose names differ in spaces and case only: how exposures of several cases meet."""
    plain = "".join(text.split()).casefold()
    return digest(plain, field=WHERE) if plain else None
