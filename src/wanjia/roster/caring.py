"""Special needs: written down with source, date and legal basis; ended, never deleted."""

from datetime import date, datetime

from django.db import transaction

from wanjia.kernel.area import committee_of
from wanjia.kernel.clock import local_date
from wanjia.kernel.errors import NotFound
from wanjia.kernel.ids import new_event_id
from wanjia.platform.access import Act, Actor
from wanjia.platform.audit import record
from wanjia.roster.models import NeedKind, SpecialNeed
from wanjia.roster.reveal import person_for


@transaction.atomic
def record_need(
    *, by: Actor, person_id: int, kind: str, detail: str, source: str, legal_basis: str, since: date, now: datetime
) -> SpecialNeed:  # fmt: skip
    """One need once: said again, the newer words win."""
    person = person_for(by, Act.EDIT_REGISTER, person_id)
    need, _is_new = SpecialNeed.objects.update_or_create(
        part=person.part, person_id=person.pk, kind=NeedKind(kind), until_on=None,
        defaults={"detail": detail, "source": source, "legal_basis": legal_basis, "since_on": since},
        create_defaults={
            "id": new_event_id(), "detail": detail, "source": source, "legal_basis": legal_basis, "since_on": since,
        },
    )  # fmt: skip
    record(
        by=by, act="need.record", area=committee_of(person.building_key), subject=f"person:{person.pk}",
        detail={"kind": kind}, now=now,
    )  # fmt: skip
    return need


@transaction.atomic
def end_need(*, by: Actor, person_id: int, kind: str, now: datetime) -> None:
    """The need is over. Raises NotFound when there was none."""
    person = person_for(by, Act.EDIT_REGISTER, person_id)
    ended = SpecialNeed.objects.filter(part=person.part, person_id=person.pk, kind=kind, until_on=None).update(
        until_on=local_date(now)
    )
    if not ended:
        raise NotFound
    record(
        by=by, act="need.end", area=committee_of(person.building_key), subject=f"person:{person.pk}",
        detail={"kind": kind}, now=now,
    )  # fmt: skip
