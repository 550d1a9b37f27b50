"""From an id to a row that the actor may touch."""

from datetime import datetime
from uuid import UUID

from wanjia.cases.models import Case, Contact, Transfer
from wanjia.cases.refusals import CaseClosed
from wanjia.kernel import area as codes
from wanjia.platform.access import Act, Actor, one_for
from wanjia.platform.audit import record


def case_for(by: Actor, case_id: UUID, *, act: Act = Act.TRACE, is_locked: bool = False) -> Case:
    """Raises NotFound, NotAllowed. One query."""
    rows = Case.objects.select_for_update() if is_locked else Case.objects.all()
    return one_for(by, act, rows.filter(id=case_id), lambda it: it.building_key)


def live_case_for(by: Actor, case_id: UUID) -> Case:
    """The row until the transaction ends. Raises CaseClosed too."""
    case = case_for(by, case_id, is_locked=True)
    if case.withdrawn_at is not None:
        raise CaseClosed(case=case.label, state=case.get_withdrawn_reason_display())
    return case


def contact_for(by: Actor, contact_id: UUID) -> Contact:
    """Held until the transaction ends. The tracer of the case decides, wherever the contact lives."""
    rows = Contact.objects.select_for_update().select_related(None).filter(id=contact_id)
    return one_for(by, Act.TRACE, rows, lambda it: it.case.building_key)


def transfer_for(by: Actor, transfer_id: UUID, *, is_locked: bool = True, act: Act = Act.TRANSFER) -> Transfer:
    """Raises NotFound, NotAllowed."""
    rows = Transfer.objects.select_for_update() if is_locked else Transfer.objects.all()
    return one_for(by, act, rows.filter(id=transfer_id), lambda it: it.building_key)


def note(by: Actor, act: str, row: Case | Transfer, now: datetime, reason: str = "", **detail: object) -> None:
    """One line in the log of the committee where they live: the case's number and ids, never a name."""
    case_id = row.pk if isinstance(row, Case) else row.case_id
    record(
        by=by, act=act, area=codes.committee_of(row.building_key), subject=f"case:{case_id}", reason=reason, now=now,
        detail=detail,
    )  # fmt: skip


def contact_for_reading(by: Actor, contact_id: UUID) -> Contact:
    """The same without holding it."""
    rows = Contact.objects.select_related("case").filter(id=contact_id)
    return one_for(by, Act.TRACE, rows, lambda it: it.case.building_key)
