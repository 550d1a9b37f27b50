"""What cases do when the register changes. `flows.wiring` runs these in the transaction that told of it."""

from collections.abc import Mapping
from datetime import datetime

from wanjia.cases.models import Case, Contact, LeftBehind, Stay, Transfer


def cases_follow_merge(payload: Mapping[str, object], now: datetime) -> None:
    """`roster.people_merged`: whatever speaks of the entry that goes speaks of the one that stays.

    Where both have an open case, or are contacts of one case, the row of the entry that goes stays as it is: a person
    sees both and withdraws one. `part` says where a row lies and never changes.
    """
    gone, kept = int(str(payload["gone"])), int(str(payload["kept"]))
    if not Case.objects.filter(person_id=kept, withdrawn_at=None, ended_at=None).exists():
        Case.objects.filter(person_id=gone).update(person_id=kept)
        Transfer.objects.filter(person_id=gone).update(person_id=kept)
        Stay.objects.filter(person_id=gone).update(person_id=kept)
    both = Contact.objects.filter(person_id=kept).values_list("case_id", flat=True)
    Contact.objects.filter(person_id=gone).exclude(case_id__in=list(both)).update(person_id=kept)
    settled = LeftBehind.objects.filter(person_id=kept).values_list("transfer_id", flat=True)
    LeftBehind.objects.filter(person_id=gone).exclude(transfer_id__in=list(settled)).update(person_id=kept)
