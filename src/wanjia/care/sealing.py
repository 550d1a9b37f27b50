"""What people say, sealed and unsealed; each field by its own name, so that no seal can be passed off as another's."""

from wanjia.platform.vault import seal, unseal

NAME, PHONE, DOES, NOTE, OUTCOME = "care.name", "care.phone", "care.does", "care.note", "care.outcome"
PLAN, TASK, NEEDS, WHO, WHERE = "care.plan", "care.task", "care.needs", "care.who", "care.where"
LONGEST = 600


def sealed(text: str, field: str, longest: int = LONGEST) -> bytes | None:
    """None for nothing said."""
    said_ = text.strip()[:longest]
    return seal(said_, field=field) if said_ else None


def said(sealed_: bytes | memoryview | None, field: str) -> str:
    """Only for pages of whoever may read it. Empty where nothing was said or its clock ran out."""
    return unseal(bytes(sealed_), field=field) if sealed_ else ""
