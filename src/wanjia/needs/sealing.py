"""What people say, sealed and unsealed; each field by its own name, so that no seal can be passed off as another's."""

from wanjia.platform.said import said as said
from wanjia.platform.said import sealed as sealed
from wanjia.platform.vault import digest

TEXT, FIELDS, CALLER, PHONE = "needs.text", "needs.fields", "needs.caller", "needs.phone"
NOTE, ANSWER = "needs.note", "needs.answer"


def same_phone(number: str) -> bytes | None:
    """Equal for the same telephone: how somebody who calls again is known."""
    return digest(number, field=PHONE) if number else None
