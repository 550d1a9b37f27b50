"""The number that an SMS to a household goes to, for the one job that sends it. Pages have `reveal` and `calling`."""

import json

from wanjia.platform.vault import unseal
from wanjia.roster.models import Person, Presence

_FOREIGN = {Person.Document.PASSPORT, Person.Document.FOREIGN_RESIDENT}


def recipient(household_id: int) -> tuple[str, bool]:
    """(number, whether English is their language). The head's first number, else whoever lives there has one.

    Empty where the register has none. English for a door behind which everybody has a foreigner's document. One query,
    by the index of households: whoever moved in from another committee keeps the part of their first registration.
    """
    living = list(
        Person.objects.filter(household_id=household_id, presence=Presence.PRESENT, merged_into=None).order_by(
            "-is_head", "id"
        )
    )
    sealed = next((person.phones_sealed for person in living if person.phones_sealed), None)
    number = str(json.loads(unseal(bytes(sealed), field="phones"))[0]) if sealed else ""
    return number, bool(living) and all(person.document_kind in _FOREIGN for person in living)
