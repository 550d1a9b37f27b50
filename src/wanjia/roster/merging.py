"""Two entries, one person: the older or better one stays, the other points to it. Nothing is deleted."""

from datetime import datetime

from django.db import transaction

from wanjia.kernel.area import committee_of
from wanjia.kernel.clock import local_date
from wanjia.platform.access import Act, Actor
from wanjia.platform.audit import record
from wanjia.platform.moving import hand_on
from wanjia.platform.outbox import tell
from wanjia.roster.models import IdentityIndex, Person, SpecialNeed
from wanjia.roster.refusals import CannotMerge
from wanjia.roster.reveal import person_for

_FILLED = (
    "born_on", "sex", "relation", "registered_address", "note", "document_sealed", "document_hash", "document_mask",
    "document_kind", "phones_sealed", "phone_hash", "phone_tails",
)  # fmt: skip
_EMPTY: tuple[object, ...] = (None, "", "none", [])


@transaction.atomic
def merge_people(*, by: Actor, kept_id: int, gone_id: int, now: datetime) -> Person:
    """What the kept entry lacks comes from the other. Every room follows in the same transaction (`flows.wiring`).

    Raises CannotMerge for one entry twice, for one that is gone already, and for two different documents.
    """
    kept, gone = person_for(by, Act.EDIT_REGISTER, kept_id), person_for(by, Act.EDIT_REGISTER, gone_id)
    people = {p.pk: p for p in Person.objects.select_for_update().filter(id__in=[kept.pk, gone.pk]).order_by("id")}
    kept, gone = people[kept.pk], people[gone.pk]
    _require_mergeable(kept, gone)
    _fill(kept, gone)
    _move_needs(kept, gone, now)
    Person.objects.filter(merged_into=gone.pk).update(merged_into=kept.pk)
    gone.merged_into, gone.presence_since = kept.pk, local_date(now)
    gone.save(update_fields=["merged_into", "presence_since"])
    IdentityIndex.objects.filter(person_id=gone.pk).update(person_id=kept.pk, part=kept.part)
    kept.checked_at = now
    kept.save()
    tell("roster.people_merged", part=kept.part, payload={"kept": str(kept.pk), "gone": str(gone.pk)}, now=now)
    record(
        by=by, act="person.merge", area=committee_of(kept.building_key), subject=f"person:{kept.pk}", now=now,
        detail={"gone": str(gone.pk)},
    )  # fmt: skip
    return kept


def _require_mergeable(kept: Person, gone: Person) -> None:
    two_documents = kept.document_hash and gone.document_hash and bytes(kept.document_hash) != bytes(gone.document_hash)
    if kept.pk == gone.pk or kept.merged_into or gone.merged_into or two_documents:
        raise CannotMerge


def _fill(kept: Person, gone: Person) -> None:
    had_document, had_phone = kept.document_hash is not None, kept.phone_hash is not None
    for name in _FILLED:
        if (name.startswith("document") and had_document) or (name.startswith("phone") and had_phone):
            continue
        if getattr(kept, name) in _EMPTY:
            setattr(kept, name, getattr(gone, name))


def _move_needs(kept: Person, gone: Person, now: datetime) -> None:
    """Needs follow to the kept entry where it does not have them; what it has stays as it is there."""
    had = set(
        SpecialNeed.objects.filter(part=kept.part, person_id=kept.pk, until_on=None).values_list("kind", flat=True)
    )
    held = SpecialNeed.objects.filter(part=gone.part, person_id=gone.pk, until_on=None)
    held.filter(kind__in=had).update(until_on=local_date(now))
    hand_on(held, kept.part, person_id=kept.pk)
