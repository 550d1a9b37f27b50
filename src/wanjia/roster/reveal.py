"""Showing one number whole. Lists never do: this is an act with a reason and a line in the log."""

import json
from datetime import datetime

from wanjia.kernel.area import committee_of
from wanjia.kernel.ids import part_of
from wanjia.platform.access import Act, Actor, one_for
from wanjia.platform.audit import record
from wanjia.platform.vault import unseal
from wanjia.roster.models import Person
from wanjia.roster.refusals import NoReason, NothingToShow

_ACTS = {"document": Act.REVEAL, "phones": Act.CALL}  # whoever walks the building may call its people
FIELDS = tuple(_ACTS)


def person_for(actor: Actor, act: Act, person_id: int) -> Person:
    """The person, if the actor may do this where they live. Raises NotFound or NotAllowed. One query."""
    rows = Person.objects.select_related("household").filter(part=part_of(person_id), id=person_id)
    return one_for(actor, act, rows, lambda it: it.building_key)


def reveal(*, by: Actor, person_id: int, field: str, reason: str, now: datetime) -> list[str]:
    """The document number, or the telephones, in full. Writes who looked, at whom, why.

    Raises NoReason without a reason, NothingToShow when there is nothing.
    """
    person = person_for(by, _ACTS[field], person_id)
    if not reason.strip():
        raise NoReason
    sealed = {"document": person.document_sealed, "phones": person.phones_sealed}[field]
    if sealed is None:
        raise NothingToShow
    plain = unseal(bytes(sealed), field=field)
    record(
        by=by, act=f"person.reveal_{field}", area=committee_of(person.building_key), subject=f"person:{person.pk}",
        reason=reason.strip(), now=now,
    )  # fmt: skip
    return [plain] if field == "document" else list(json.loads(plain))
